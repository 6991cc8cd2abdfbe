/**
 * `exchange_stream`: how many messages a second the embedded exchange streams to twenty clients over sockets.
 *
 * @module
 */
import { REST_PATH, SOCKET_PATH } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { marketsAnswer } from "../../src/kalshi/wire/market.ts";
import type { BenchResult } from "./figure.ts";
import { startSimulatorProcess } from "./simulator_process.ts";

const CLIENTS = 20;
const TARGET = 50_000;
/** More than it is held to, so that it has to give all it can. */
const OFFERED_PER_CLIENT = 6_000;
const WARM_MS = 1_500;
const MEASURED_MS = 4_000;

/** Waits. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs it. */
export async function exchangeStream(): Promise<BenchResult> {
  const exchange = await startSimulatorProcess({
    plan: { kind: "steady", framesPerSecond: OFFERED_PER_CLIENT, markets: 4, seed: 1 },
    waitForSubscriber: true,
  });
  const signer = createSigner(exchange.keyId, exchange.privateKeyPem);
  if (!signer.ok) throw new Error(signer.reason.message);
  const counts = new Array<number>(CLIENTS).fill(0);
  const sockets: WebSocket[] = [];
  try {
    for (let index = 0; index < CLIENTS; index++) {
      const socket = new WebSocket(exchange.url.replace("http", "ws") + SOCKET_PATH, {
        headers: signer.value.headers(Date.now(), "GET", SOCKET_PATH),
      });
      await new Promise((resolve, reject) => {
        socket.onopen = resolve;
        socket.onerror = reject;
      });
      socket.onmessage = () => counts[index] = (counts[index] ?? 0) + 1;
      sockets.push(socket);
    }
    const listed = marketsAnswer.parse(await (await fetch(`${exchange.url}${REST_PATH}/markets`)).json());
    const params = {
      channels: ["orderbook_delta"],
      market_tickers: listed.markets?.map(({ ticker }) => ticker) ?? [],
    };
    for (const socket of sockets) socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params }));
    await pass(WARM_MS);
    const before = [...counts];
    const from = performance.now();
    await pass(MEASURED_MS);
    const seconds = (performance.now() - from) / 1_000;
    const rates = counts.map((count, index) => (count - (before[index] ?? 0)) / seconds);
    const all = rates.reduce((sum, rate) => sum + rate, 0);
    return {
      kind: "measured",
      name: "exchange_stream",
      figures: [
        { label: "messages", value: all / 1_000, unit: "thousand/s" },
        { label: "slowest client", value: Math.min(...rates) / 1_000, unit: "thousand/s" },
      ],
      target: `≥ ${TARGET / 1_000} thousand/s`,
      met: all >= TARGET,
      detail:
        `${CLIENTS} sockets of one process, the exchange in another; ${OFFERED_PER_CLIENT} changes a second offered`,
    };
  } finally {
    for (const socket of sockets) socket.close();
    await exchange.close();
  }
}
