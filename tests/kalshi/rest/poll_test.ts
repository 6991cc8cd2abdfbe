import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import { PRODUCTION } from "../../../src/kalshi/environment.ts";
import type { InputSink, RestInput } from "../../../src/kalshi/input.ts";
import { MarketPoller } from "../../../src/kalshi/rest/poll.ts";
import { RestTransport } from "../../../src/kalshi/rest/transport.ts";

function book(bid: string): unknown {
  return { orderbook_fp: { yes_dollars: [[bid, "10.00"]], no_dollars: [["0.5000", "5.00"]] } };
}

function trades(...ids: string[]): unknown {
  const one = (trade_id: string): unknown => ({
    trade_id,
    ticker: "T1",
    count_fp: "1.00",
    yes_price_dollars: "0.4500",
    taker_book_side: "bid",
    created_time: "2026-11-20T04:37:26Z",
  });
  return { trades: ids.map(one), cursor: "" };
}

/** Runs a poller for as many looks as there are scripts, each script the answers of one look by the path's last part. */
async function poll(looks: readonly Readonly<Record<string, unknown>>[]) {
  let now = 1_000;
  let look = 0;
  const inputs: RestInput[] = [];
  const events: EngineEvent[] = [];
  const pauses: number[] = [];
  const requests: string[] = [];
  const decoder = new Decoder();
  const sink: InputSink = {
    input(at, source, text, raw) {
      assertEquals([source, JSON.parse(text)], ["rest", raw]);
      inputs.push(raw as RestInput);
      decoder.decode(at, source, raw, events, []);
      return [];
    },
  };
  const transport = new RestTransport({
    environment: PRODUCTION,
    now: () => now,
    sleep: () => Promise.resolve(),
    attempts: 1,
    fetch: (url) => {
      const { pathname, searchParams } = new URL(url);
      const name = `${pathname.split("/").at(-1)}${
        searchParams.has("cursor") ? searchParams.get("cursor") : ""
      }`;
      requests.push(name);
      const body = looks[look]?.[name];
      return Promise.resolve(body === undefined ? Response.json({}, { status: 500 }) : Response.json(body));
    },
  });
  const done = Promise.withResolvers<void>();
  const poller = new MarketPoller({
    transport,
    markets: ["T1"],
    sink,
    now: () => now,
    sleep: (ms) => {
      pauses.push(ms);
      now += ms;
      if (++look < looks.length) return Promise.resolve();
      done.resolve();
      return Promise.reject(new Error("over"));
    },
  });
  poller.start();
  await done.promise;
  await poller.close();
  return { inputs, events, pauses, requests, decoder };
}

Deno.test("polling hands in what has changed, and a sign of life where nothing has", async () => {
  const { inputs, events, pauses } = await poll([
    { orderbook: book("0.4000"), trades: trades("a") },
    { orderbook: book("0.4000"), trades: trades("a") },
    { orderbook: book("0.4100"), trades: trades("c", "b", "a") },
  ]);
  assertEquals(inputs.map((input) => [input.path.split("?")[0], input.status]), [
    ["/markets/T1/orderbook", 200],
    ["/markets/trades", 200],
    ["/markets/T1/orderbook", 304],
    ["/markets/T1/orderbook", 200],
    ["/markets/trades", 200],
  ]);
  assertEquals(events.map((event) => event.kind), [
    "feed",
    "book_snapshot",
    "heartbeat",
    "book_confirmed",
    "book_snapshot",
    "trade",
    "trade",
  ]);
  const prints = events.flatMap((event) => event.kind === "trade" ? [event.tradeId] : []);
  assertEquals(prints, ["b", "c"]);
  assert(pauses.every((pause) => pause >= 400), "two requests at five a second take 400 ms at least");
});

Deno.test("a poll that fails marks the feed as down, and the next good one as up", async () => {
  const { events, decoder } = await poll([
    { orderbook: book("0.4000"), trades: trades() },
    { trades: trades() },
    { orderbook: book("0.4000"), trades: trades() },
  ]);
  assertEquals(events.map((event) => event.kind), [
    "feed",
    "book_snapshot",
    "feed",
    "books_suspect",
    "feed",
    "book_snapshot",
  ]);
  assertEquals(decoder.counters.failedAnswers, 1);
});

Deno.test("more new trades than a page holds are fetched, and told oldest first", async () => {
  const first = { ...(trades("e", "d") as object), cursor: "p2" };
  const { events, requests } = await poll([
    { orderbook: book("0.4000"), trades: trades("a") },
    { orderbook: book("0.4000"), trades: first, tradesp2: trades("c", "b", "a") },
  ]);
  const prints = events.flatMap((event) => event.kind === "trade" ? [event.tradeId] : []);
  assertEquals(prints, ["b", "c", "d", "e"]);
  assertEquals(requests.filter((name) => name.startsWith("trades")), ["trades", "trades", "tradesp2"]);
});

Deno.test("a poller that is closed breaks off the request under way", async () => {
  const asked = Promise.withResolvers<void>();
  const transport = new RestTransport({
    environment: PRODUCTION,
    fetch: (_url, { signal }) => {
      asked.resolve();
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason))
      );
    },
  });
  const inputs: unknown[] = [];
  const sink: InputSink = {
    input(...input) {
      inputs.push(input);
      return [];
    },
  };
  const poller = new MarketPoller({ transport, markets: ["T1"], sink });
  poller.start();
  await asked.promise;
  await poller.close();
  assertEquals(inputs, []);
});
