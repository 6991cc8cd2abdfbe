/**
 * What is answered must be what was asked.
 *
 * Invariants: whatever comes about a market, an event, a series or a subscription that was not asked for gives no event,
 * is counted, and leaves nothing behind, however often it comes.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assert, assertEquals } from "@std/assert";
import { PRODUCTION } from "../../src/kalshi/environment.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import { Scope } from "../../src/kalshi/decoding/scope.ts";
import { Subscriptions } from "../../src/kalshi/decoding/subscriptions.ts";
import { Bench, delta, kinds, snapshot, trade } from "./support/bench.ts";

const EVENT = { event_ticker: "KXG-1", series_ticker: "KXG" };
const SERIES = { ticker: "KXG", fee_type: "quadratic", fee_multiplier: 1 };
const market = (ticker: string, event = "KXG-1") => ({
  ticker,
  event_ticker: event,
  status: "active",
  price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
});

const subscribed = (sid: number, channel: string) => ({ type: "subscribed", msg: { channel, sid } });

/** A decoder that was asked for one market and knows its listing, with all channels open. */
function asked(): Bench {
  const bench = new Bench({ asked: ["KXG-1-A"] });
  bench.rest("/series/KXG", { series: SERIES });
  bench.rest("/events/KXG-1", { event: { ...EVENT, markets: [market("KXG-1-A"), market("KXG-1-B")] } });
  bench.put("ws.state", { state: "open", detail: "" });
  bench.put("ws", subscribed(1, "orderbook_delta"));
  bench.put("ws", subscribed(2, "trade"));
  bench.put("ws", subscribed(3, "ticker"));
  bench.put("ws", subscribed(4, "market_lifecycle_v2"));
  return bench;
}

const ticker = (name: string) => ({
  type: "ticker",
  sid: 3,
  msg: { market_ticker: name, price_dollars: "0.5000" },
});

Deno.test("of an event's markets the one that was asked for is listed", () => {
  const listed = asked().take().flatMap((event) => event.kind === "market" ? [event.info.ticker] : []);
  assertEquals(listed, ["KXG-1-A"]);
});

Deno.test("frames of a market that was not asked for give nothing and are counted, in their order", () => {
  const bench = asked();
  bench.take();
  bench.put("ws", snapshot(1, "KXEVIL-26-\x1b[31m")).put("ws", delta(2, "1.00", "KXG-1-B"));
  bench.put("ws", { ...(trade(1, { market_ticker: "KXG-1-B" }) as object) }).put("ws", ticker("KXG-1-B"));
  assertEquals([bench.take(), bench.takeControls()], [[], []]);
  assertEquals(bench.decoder.counters.unasked, 4);
  // Their numbers counted: the next frame of our own follows on them.
  bench.put("ws", snapshot(3, "KXG-1-A"));
  assertEquals(kinds(bench.take()), ["book_snapshot"]);
  assertEquals(bench.decoder.counters.gaps, 0);
});

Deno.test("a subscription that nobody acknowledged brings no book, not even of the right market", () => {
  const bench = asked();
  bench.take();
  bench.put("ws", snapshot(1, "KXG-1-A", [["0.9900", "1.00"]], [], 99));
  assertEquals([bench.take(), bench.decoder.counters.unasked], [[], 1]);
});

Deno.test("steps in the lives of other markets come with the channel: counted apart, and no fault", () => {
  const bench = asked();
  bench.take();
  const msg = { event_type: "activated", market_ticker: "KXELSE-1" };
  bench.put("ws", { type: "market_lifecycle_v2", sid: 4, seq: 1, msg });
  assertEquals(bench.take(), []);
  assertEquals([bench.decoder.counters.elsewhere, bench.decoder.counters.unasked], [1, 0]);
});

Deno.test("an answer about another market, event or series than its path names is refused by name", () => {
  const books = { yes_dollars: [], no_dollars: [] };
  const rows: readonly (readonly [path: string, body: unknown, said: string])[] = [
    [
      "/markets/KXG-1-A",
      { market: { ...market("KXG-1-B") } },
      "asked for KXG-1-A, the answer is about KXG-1-B",
    ],
    ["/events/KXG-1", { event: { ...EVENT, event_ticker: "KXG-2" } }, "asked for KXG-1"],
    ["/series/KXG", { series: { ...SERIES, ticker: "KXH" } }, "asked for KXG, the answer is about KXH"],
    [
      "/events/KXG-1",
      { event: { ...EVENT, markets: [market("KXG-1-A", "KXG-2")] } },
      "market of another one",
    ],
    ["/markets/trades?ticker=KXG-1-A", {
      trades: [{
        trade_id: "t",
        ticker: "KXG-1-B",
        count_fp: "1.00",
        yes_price_dollars: "0.5000",
        created_time: "2026-11-20T20:00:00Z",
      }],
    }, "asked for trades of KXG-1-A"],
    [
      "/markets/orderbooks?tickers=KXG-1-A",
      { orderbooks: [{ ticker: "KXG-1-B", orderbook_fp: books }] },
      "KXG-1-B",
    ],
    ["/markets/KXG-1-B/orderbook", { orderbook_fp: books }, "KXG-1-B"],
    ["/markets", { markets: [market("KXG-1-B")] }, "market KXG-1-B"],
    ["/events", { events: [{ event_ticker: "KXG-9", series_ticker: "KXG" }] }, "event KXG-9"],
  ];
  for (const [path, body, said] of rows) {
    const bench = asked();
    // Without the socket, so that books of REST are read.
    bench.put("ws.state", { state: "closed", detail: "" });
    bench.take();
    bench.rest(path, body);
    // A book that was asked for and is not in the answer is not believed: that is no fact about another.
    const facts = bench.take().filter(({ kind }) => !["feed", "heartbeat", "books_suspect"].includes(kind));
    assertEquals(facts, [], path);
    assertEquals(bench.decoder.counters.unasked, 1, path);
    assert(bench.decoder.lastProblem?.includes(said), `${path}: ${bench.decoder.lastProblem}`);
  }
});

Deno.test("no number of unknown subscriptions or markets makes anything grow", () => {
  for (const needAck of [true, false]) {
    const subscriptions = new Subscriptions(needAck);
    subscriptions.begin(1);
    const made = Array.from({ length: 10_000 }, (_, sid) =>
      subscriptions.of(sid)).filter((one) => one).length;
    assert(made <= 64, String(made));
    for (let sid = 100_000; sid < 110_000; sid++) subscriptions.end(sid);
    assertEquals(subscriptions.isOver(100_001), false, "what never was is not over");
  }
  const scope = new Scope(undefined);
  let taken = 0;
  for (let index = 0; index < 100_000; index++) if (scope.has(`KX${index}-26-A`)) taken++;
  assertEquals(taken, 1_000);
});

Deno.test("100,000 unknown tickers cost less than 5 MB", () => {
  const bench = asked();
  const before = retained();
  for (let index = 0; index < 50_000; index++) {
    bench.put("ws", ticker(`KXEVIL${index}-26-\x1b]0;PWNED\x07`));
    bench.put("ws", {
      ...(trade(index + 1, { market_ticker: `KXE${index}`, trade_id: `t${index}` }) as object),
    });
    bench.take();
  }
  assertEquals(bench.decoder.counters.unasked, 100_000);
  const grown = retained() - before;
  assert(grown < 5_000_000, `${grown} bytes`);
});

/** What the heap holds once what nobody holds is gone. */
function retained(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}

Deno.test("the REST client refuses answers about something else, and leaves out what was not asked for", async () => {
  const answers: Record<string, unknown> = {
    "/markets/A": { market: market("B") },
    "/events/E": { event: { event_ticker: "F", series_ticker: "S" } },
    "/events/KXG-1": { event: { ...EVENT, markets: [market("KXG-1-A"), market("X-1", "X")] } },
    "/series/S": { series: { ...SERIES, ticker: "T\x1b[31m" } },
  };
  const rest = new RestClient({
    environment: PRODUCTION,
    fetch: (url) => {
      const path = new URL(url).pathname.replace("/trade-api/v2", "");
      return Promise.resolve(new Response(JSON.stringify(answers[path] ?? null)));
    },
  });
  const replies = [
    rest.market("A"),
    rest.event("E"),
    rest.series("S"),
  ];
  for (const reply of await Promise.all(replies)) {
    assert(!reply.ok);
    assertEquals(reply.reason.code, "wrong_answer");
    assert(/: asked for \w+, the answer is about \w+$/.test(reply.reason.message), reply.reason.message);
  }
  const event = await rest.event("KXG-1");
  assertEquals(event.ok && event.value.markets?.map(({ ticker }) => ticker), ["KXG-1-A"]);
});
