/** Whoever stands between clients and exchange sees every byte, and can change, delay or lose what passes. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { connect } from "node:net";
import type { Interceptor, Outcome, Simulator, WireAnswer, WireRequest } from "../../src/simulator/mod.ts";
import { Client, sign, start } from "./support.ts";

const PLAN = { kind: "steady", framesPerSecond: 200, seed: 2 } as const;
const PATH = "/trade-api/v2/exchange/status";

async function running(test: (simulator: Simulator) => Promise<void>): Promise<void> {
  const simulator = await start({ plan: PLAN });
  try {
    await deadline(test(simulator), 15_000);
  } finally {
    await simulator.close();
  }
}

function answer(status: number, text: string): WireAnswer {
  return { status, headers: { "content-type": "text/plain" }, body: new TextEncoder().encode(text) };
}

/** Sends bytes over a bare connection. @returns what came until it ended, and how it ended */
function bare(port: number, text: string): Promise<{ readonly got: string; readonly reset: boolean }> {
  return new Promise((resolve) => {
    let got = "";
    let reset = false;
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (part) => got += String(part));
    socket.on("error", () => reset = true);
    socket.on("close", () => resolve({ got, reset }));
    socket.write(text);
  });
}

function get(path: string, close = true): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${close ? "Connection: close\r\n" : ""}\r\n`;
}

Deno.test("a witness sees the exact head and body, who signed, what it is about, and what was sent", async () => {
  await running(async (simulator) => {
    const seen: WireRequest[] = [];
    const sent: Outcome[] = [];
    simulator.intercept({
      before: (request) => {
        seen.push(request);
        return { kind: "pass" };
      },
      sent: (_, outcome) => sent.push(outcome),
    });
    const path = "/trade-api/v2/portfolio/events/orders/abc/decrease";
    const signed = sign(simulator, "POST", path);
    const headers = Object.entries(signed).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const body = `{ "reduce_by" : "1.00",  "exchange_index": 3, "market_ticker": "T" }`;
    const head = `POST ${path}?subaccount=0 HTTP/1.1\r\nHost: x\r\nX-Odd-Case: Yes\r\n${headers}` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
    await bare(simulator.port, head + body);
    await bare(simulator.port, get(PATH));
    const [first, second] = seen;
    assert(first !== undefined && second !== undefined);
    assertEquals(first.head, head);
    assertEquals(new TextDecoder().decode(first.body), body);
    assertEquals(first.signature, { state: "verified", keyId: simulator.keyId });
    assertEquals([first.method, first.path, first.query], ["POST", path, "subaccount=0"]);
    const { orderId, exchangeIndex, ticker } = first.about;
    assertEquals([orderId, exchangeIndex, ticker], ["abc", 3, "T"]);
    assertEquals(second.signature, { state: "none" });
    assertEquals([first.nth, second.nth, first.connection === second.connection], [1, 2, false]);
    assertEquals(sent.map((each) => each.kind), ["answer", "answer"]);
  });
});

Deno.test("a request can be answered, reset or closed before the exchange sees it", async () => {
  await running(async (simulator) => {
    let passed = 0;
    const held: Interceptor["before"][] = [
      () => ({ kind: "answer", answer: answer(503, "held back") }),
      () => Promise.resolve({ kind: "silence", how: "reset" }),
      () => ({ kind: "silence", how: "close" }),
    ];
    simulator.intercept({ before: (request) => held[request.nth - 1]?.(request) ?? { kind: "pass" } });
    simulator.intercept({
      after: () => {
        passed++;
        return { kind: "pass" };
      },
    });
    const response = await fetch(simulator.url + PATH);
    assertEquals([response.status, await response.text()], [503, "held back"]);
    assertEquals(await bare(simulator.port, get(PATH)), { got: "", reset: true });
    assertEquals(await bare(simulator.port, get(PATH)), { got: "", reset: false });
    assertEquals(passed, 0);
    const last = await fetch(simulator.url + PATH);
    await last.body?.cancel();
    assertEquals([last.status, passed], [200, 1]);
  });
});

Deno.test("an answer can be replaced, cut at a byte, lost or held back after the exchange has given it", async () => {
  await running(async (simulator) => {
    const gate = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const theirs: number[] = [];
    const remove = simulator.intercept({
      after: async (request, given) => {
        theirs.push(given.status);
        if (request.nth === 1) return { kind: "answer", answer: answer(302, "elsewhere") };
        if (request.nth === 2) return { kind: "cut", bytes: 5, how: "reset" };
        if (request.nth === 3) return { kind: "cut", bytes: 7, how: "close" };
        if (request.nth === 4) return { kind: "silence", how: "reset" };
        held.resolve();
        await gate.promise;
        return { kind: "pass" };
      },
    });
    const replaced = await bare(simulator.port, get(PATH));
    assert(replaced.got.startsWith("HTTP/1.1 302 ") && replaced.got.endsWith("\r\n\r\nelsewhere"));
    const cut = await bare(simulator.port, get(PATH, false));
    assert(cut.reset && /content-length: \d{2,}/i.test(cut.got), cut.got);
    assertEquals(cut.got.split("\r\n\r\n")[1], `{"exc`);
    const shorter = await bare(simulator.port, get(PATH, false));
    assertEquals([shorter.reset, shorter.got.split("\r\n\r\n")[1]], [false, `{"excha`]);
    assertEquals(await bare(simulator.port, get(PATH)), { got: "", reset: true });
    assertEquals(theirs, [200, 200, 200, 200]);
    const late = fetch(simulator.url + PATH);
    await held.promise;
    // What nobody holds back overtakes it.
    remove();
    const quick = await fetch(simulator.url + PATH);
    await quick.body?.cancel();
    gate.resolve();
    assertEquals((await (await late).json()).exchange_active, true);
  });
});

Deno.test("a handshake can be answered or reset, and opens the socket where it passes", async () => {
  await running(async (simulator) => {
    const kinds: boolean[] = [];
    const remove = simulator.intercept({
      before: ({ nth, handshake }) => {
        kinds.push(handshake);
        if (nth === 1) return { kind: "answer", answer: answer(503, "later") };
        return nth === 2 ? { kind: "silence", how: "reset" } : { kind: "pass" };
      },
    });
    await assertRejects(() => Client.connect(simulator));
    await assertRejects(() => Client.connect(simulator));
    const client = await Client.connect(simulator);
    const ask = await client.ask({ id: 1, cmd: "list_subscriptions" });
    assertEquals(ask.type, "ok");
    assertEquals(kinds, [true, true, true]);
    remove();
    await client.close();
  });
});

Deno.test("frames of one channel can be lost, doubled, swapped and held back, for one client alone", async () => {
  await running(async (simulator) => {
    const ticker = simulator.markets[0]?.ticker ?? "";
    const before = await Client.connect(simulator);
    const other = await Client.connect(simulator);
    let count = 0;
    let kept: (() => void) | undefined;
    simulator.outgoing("orderbook_delta", ({ client, keyId, text }, send) => {
      assertEquals(keyId, simulator.keyId);
      if (client !== 1 || !text.includes(`"orderbook_delta"`)) return send();
      count++;
      // 1 is lost, 2 comes twice, 3 comes after 4.
      if (count === 1) return;
      if (count === 3) return void (kept = send);
      send();
      if (count === 2) send();
      if (count === 4) kept?.();
    });
    const command = { cmd: "subscribe", params: { channels: ["orderbook_delta"], market_tickers: [ticker] } };
    await before.ask({ id: 1, ...command });
    await other.ask({ id: 1, ...command });
    const numbers = async (client: Client) => {
      const found: number[] = [];
      while (found.length < 5) found.push((await client.ofType("orderbook_delta")).seq ?? 0);
      return found;
    };
    const [first = 0, ...rest] = await numbers(before);
    assertEquals(rest.map((seq) => seq - first), [0, 2, 1, 3]);
    const [from = 0, ...whole] = await numbers(other);
    assertEquals(whole.map((seq) => seq - from), [1, 2, 3, 4]);
    await before.close();
    await other.close();
  });
});
