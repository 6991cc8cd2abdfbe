/**
 * `exchange_rest`: how many orders a second the embedded exchange takes over REST, signed, each answered.
 *
 * The exchange runs in another process, and several connections send at a time, so that it is never without an order. Beside the
 * rate by the clock, in which a client has to sign and to read as well, stands the rate by the exchange's own processor time: what
 * it takes where a core is its own.
 *
 * @module
 */
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { HttpReader } from "../../src/kalshi/rest/http_reader.ts";
import { createSigner, type SignedHeaders } from "../../src/kalshi/signing/sign.ts";
import type { Result } from "../../src/core/result.ts";
import { type BenchResult, median } from "./figure.ts";
import { cpuSeconds, whyNoProc } from "./proc.ts";
import { startSimulatorProcess } from "./simulator_process.ts";

const CONNECTIONS = 8;
const ROUNDS = 5;
/** In a round. An RSA signature takes long to make. */
const ORDERS = { ed25519: 4_000, rsa: 1_000 } as const;
const TARGET = 5_000;

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}

interface Rates {
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

async function rates(keyType: "ed25519" | "rsa"): Promise<Rates> {
  const exchange = await startSimulatorProcess({
    plan: { kind: "steady", framesPerSecond: 1 },
    waitForSubscriber: true,
    keyType,
  });
  try {
    const environment = orThrow(readEnvironment(exchange.url));
    const signer = orThrow(createSigner(exchange.keyId, exchange.privateKeyPem));
    const path = `${environment.restPath}/portfolio/events/orders`;
    const url = new URL(environment.restUrl);
    const markets = await (await fetch(`${environment.restUrl}/markets`)).json();
    const market = markets.markets[0];
    let id = 0;
    const encoder = new TextEncoder();
    const request = (headers: SignedHeaders): Uint8Array => {
      id++;
      const body = JSON.stringify({
        ticker: market.ticker,
        client_order_id: `rest-${id}`,
        side: id % 2 === 0 ? "bid" : "ask",
        count: "1.00",
        price: id % 2 === 0 ? "0.4000" : "0.6000",
        time_in_force: "immediate_or_cancel",
        self_trade_prevention_type: "taker_at_cross",
        exchange_index: market.exchange_index,
      });
      const lines = Object.entries({
        host: url.host,
        "content-type": "application/json",
        "content-length": String(body.length),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      return encoder.encode(`POST ${path} HTTP/1.1\r\n${lines}\r\n${body}`);
    };
    const connections = await Promise.all(
      Array.from(
        { length: CONNECTIONS },
        () => Deno.connect({ hostname: url.hostname, port: Number(url.port) }),
      ),
    );
    const send = async (count: number): Promise<void> => {
      let left = count;
      await Promise.all(connections.map(async (connection) => {
        const reader = new HttpReader(connection);
        while (left-- > 0) {
          const bytes = request(signer.headers(Date.now(), "POST", path));
          for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
          const { status } = await reader.head();
          const text = await reader.body();
          if (status !== 201) throw new Error(`Cannot measure orders: one was refused, ${status} ${text}`);
        }
      }));
    };
    const orders = ORDERS[keyType];
    // Until the code is hot.
    await send(orders);
    const wall: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [from, cpuFrom] = [performance.now(), await cpuSeconds(exchange.pid)];
      await send(orders);
      wall.push(orders / (performance.now() - from));
      cpu.push(orders / 1_000 / (await cpuSeconds(exchange.pid) - cpuFrom));
    }
    for (const connection of connections) connection.close();
    return { wall, cpu };
  } finally {
    await exchange.close();
  }
}

/** Runs it. */
export async function exchangeRest(): Promise<BenchResult> {
  const name = "exchange_rest";
  const why = whyNoProc();
  if (why !== undefined) return { kind: "skipped", name, reason: why };
  const quick = await rates("ed25519");
  const slow = await rates("rsa");
  const value = median(quick.cpu);
  return {
    kind: "measured",
    name,
    figures: [
      { label: "orders of its processor time, Ed25519", value, unit: "thousand/s" },
      { label: "by the clock", value: median(quick.wall), unit: "thousand/s" },
      { label: "orders of its processor time, RSA", value: median(slow.cpu), unit: "thousand/s" },
    ],
    target: `≥ ${TARGET / 1_000} thousand/s of its processor time`,
    met: value >= TARGET / 1_000,
    detail:
      `${ORDERS.ed25519} signed orders (${ORDERS.rsa} with RSA) over ${CONNECTIONS} connections, no rate limits; median of ${ROUNDS}`,
  };
}
