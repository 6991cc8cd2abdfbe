/**
 * Answers read item by item.
 *
 * Invariants: an item that cannot be read is named and left out, whatever it is; all others are there, in their order; where
 * the answer itself has another form there is no answer.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { eventAnswer, eventsAnswer } from "../../../src/kalshi/wire/event.ts";
import { readAnswer } from "../../../src/kalshi/wire/items.ts";
import { marketsAnswer } from "../../../src/kalshi/wire/market.ts";
import {
  liveDataBatchAnswer,
  milestonesAnswer,
  structuredTargetsAnswer,
} from "../../../src/kalshi/wire/milestone.ts";
import { orderbookAnswer, orderbooksAnswer } from "../../../src/kalshi/wire/orderbook.ts";
import { seriesListAnswer } from "../../../src/kalshi/wire/series.ts";
import { tradesAnswer } from "../../../src/kalshi/wire/trade.ts";
import { Bench } from "../support/bench.ts";
import { must } from "../../support/must.ts";

const RANGES = [{ start: "0.0000", end: "1.0000", step: "0.0100" }];
const market = (ticker: string, more: object = {}) => ({
  ticker,
  event_ticker: "KXG-1",
  status: "active",
  price_ranges: RANGES,
  ...more,
});
const trade = { trade_id: "1", ticker: "A", count_fp: "1", yes_price_dollars: "0.5", created_time: "" };
const milestone = { id: "m", type: "basketball_game", start_date: "2026-11-23T00:30:00Z" };
const book = { yes_dollars: [["0.5000", "1.00"]], no_dollars: [] };

/** Each kind of page: its schema, its key, a good item, a bad one, and how the bad one is called. */
const PAGES = [
  [marketsAnswer, "markets", market("A"), market("B", { price_ranges: [{ start: 0 }] }), "B: price_ranges"],
  [
    eventsAnswer,
    "events",
    { event_ticker: "E", series_ticker: "S" },
    { event_ticker: "BAD" },
    "BAD: series_ticker",
  ],
  [
    seriesListAnswer,
    "series",
    { ticker: "S", fee_type: "q", fee_multiplier: 1 },
    { ticker: "T" },
    "T: fee_type",
  ],
  [tradesAnswer, "trades", trade, { ...trade, ticker: "B", taker_side: "both" }, "B: taker_side"],
  [milestonesAnswer, "milestones", milestone, { ...milestone, id: "n", type: 7 }, "n: type"],
  [structuredTargetsAnswer, "structured_targets", { id: "t" }, { id: "u", name: 5 }, "u: name"],
  [liveDataBatchAnswer, "live_datas", { type: "x", milestone_id: "m" }, { milestone_id: "n" }, "n: type"],
  [orderbooksAnswer, "orderbooks", { ticker: "A", orderbook_fp: book }, {
    ticker: "B",
    orderbook_fp: { yes_dollars: [["0.5", 1]] },
  }, "B: orderbook_fp"],
] as const;

Deno.test("on each kind of page one item that cannot be read is left out by name, and the others stay", () => {
  for (const [schema, key, good, bad, name] of PAGES) {
    for (const page of [[bad, good, good], [good, bad, good], [good, good, bad], [good, null, good]]) {
      const body = { [key]: page, cursor: "" };
      const read = must(readAnswer<unknown>(schema, body));
      assertEquals((read.answer as Record<string, unknown[]>)[key]?.length, 2, key);
      assertEquals(read.leftOut.length, 1, key);
      if (page.includes(null as never)) continue;
      assert(read.leftOut[0]?.startsWith(name), `${key}: ${read.leftOut[0]}`);
      assertEquals(body[key]?.length, 3, "what was given stays as it was");
    }
  }
});

Deno.test("a market within an event is an item of its own: event and sister stay", () => {
  const markets = [market("A", { ticker: 5 }), market("B")];
  const inner = { event_ticker: "KXG-1", series_ticker: "KXG", markets };
  const one = must(readAnswer(eventAnswer, { event: inner }));
  assertEquals(one.answer.event.markets?.map(({ ticker }) => ticker), ["B"]);
  const page = must(readAnswer(eventsAnswer, { events: [{ event_ticker: "X" }, inner], cursor: null }));
  assertEquals(page.answer.events?.map(({ markets: left }) => left?.length), [1]);
  assertEquals(page.leftOut.length, 2);
});

Deno.test("a level is no item: a book with a bad one is no book, and an answer of another form is none", () => {
  assert(!readAnswer(orderbookAnswer, { orderbook_fp: { yes_dollars: [["0.5", "1"], [1]] } }).ok);
  for (const body of [null, [], "x", { markets: 5 }, { market: [] }]) {
    assert(!readAnswer(marketsAnswer, body).ok, JSON.stringify(body));
  }
});

Deno.test("any mixture of good and bad items leaves the good ones in order; names are few, short and plain", () => {
  const item = fc.oneof(
    fc.nat().map((index) => market(`A${index}`)),
    fc.nat().map((index) => market(`\x1b[31m${"B".repeat(1_000)}${index}`, { price_ranges: null })),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (page) => {
      const read = must(readAnswer(marketsAnswer, { markets: page }));
      const good = page.filter((each) => each?.price_ranges === RANGES).map((each) => each?.ticker);
      assertEquals(read.answer.markets?.map(({ ticker }) => ticker), good);
      const text = read.leftOut.join();
      assert(text.length < 1_500 && !text.includes("\x1b"), text);
      assertEquals(read.leftOut.length > 0, good.length < page.length);
    }),
    { seed: 31 },
  );
});

Deno.test("a market of a status that no list has is known and not tradable; the words are reported", () => {
  const bench = new Bench();
  bench.rest("/series/KXG", { series: { ticker: "KXG", fee_type: "quadratic", fee_multiplier: 1 } });
  const markets = [
    market("KXG-1-A", { status: "auctioning\x1b[2J" }),
    market("KXG-1-B"),
    market("KXG-1-C", { status: 5 }),
  ];
  bench.rest("/events/KXG-1", { event: { event_ticker: "KXG-1", series_ticker: "KXG", markets } });
  const listed = bench.take().flatMap((event) =>
    event.kind === "market" ? [[event.info.ticker, event.info.status]] : []
  );
  assertEquals(listed, [["KXG-1-A", "unknown"], ["KXG-1-B", "active"]]);
  bench.put("clock", null, 5_000);
  const [problem, clock] = bench.take();
  assertEquals(clock?.kind, "clock");
  assert(problem?.kind === "problem");
  assertEquals(
    problem.detail,
    'could not be used: 1 of unknown kind, 1 unreadable; the last: market KXG-1-A: unknown status "auctioning", not traded',
  );
});

Deno.test("trouble is reported at the next second, then at most every 30 s, with all that came", () => {
  const bench = new Bench();
  const told = (at: number) =>
    bench.put("clock", null, at).take().flatMap((event) => event.kind === "problem" ? [event.detail] : []);
  assertEquals(told(1_000), []);
  bench.put("ws", "[[[").put("ws", { type: "error", msg: { code: 11, msg: "no\x1b[31m" } });
  assertEquals(told(2_000), ["could not be used: 1 malformed, 1 errors; the last: socket error 11: no"]);
  bench.put("ws", "[[[");
  assertEquals([told(3_000), told(31_999)], [[], []]);
  bench.put("ws", "[[[");
  assertEquals(told(32_000), ["could not be used: 2 malformed; the last: frame is no JSON object: [[["]);
  assertEquals(told(99_000), []);
});

Deno.test("trouble of a kind that was never told does not wait behind trouble that was", () => {
  const bench = new Bench();
  const told = (at: number) =>
    bench.put("clock", null, at).take().flatMap((event) => event.kind === "problem" ? [event.detail] : []);
  bench.put("ws", "[[[");
  assertEquals(told(1_000).length, 1);
  bench.put("ws", "[[[").put("ws", { type: "error", msg: { code: 11, msg: "no" } });
  assertEquals(told(2_000), ["could not be used: 1 malformed, 1 errors; the last: socket error 11: no"]);
  bench.put("ws", { type: "error", msg: { code: 11, msg: "no" } });
  assertEquals([told(3_000), told(31_999)], [[], []]);
  assertEquals(told(32_000).length, 1);
});
