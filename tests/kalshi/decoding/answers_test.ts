import { assert, assertEquals } from "@std/assert";
import { toMicros, toPrice, toQuantity } from "../../../src/core/numbers/money.ts";
import { Bench, kinds, snapshot, trade } from "../support/bench.ts";

const MARKET = {
  ticker: "KXG-1-LAL",
  event_ticker: "KXG-1",
  title: "Los \x1b[1mAngeles L\x1b[0m Winner?",
  yes_sub_title: "Los Angeles L",
  status: "active",
  close_time: "2026-12-06T00:30:00Z",
  expected_expiration_time: "2026-11-23T03:30:00Z",
  last_price_dollars: "0.5700",
  volume_fp: "33896.00",
  strike_type: "structured",
  custom_strike: { basketball_team: "team-1" },
  price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
  exchange_index: 3,
};
const EVENT = { event_ticker: "KXG-1", series_ticker: "KXG" };
const SERIES = { ticker: "KXG", fee_type: "quadratic_with_maker_fees", fee_multiplier: 0.5 };

Deno.test("a market is listed once market, event and series are read, in any order", () => {
  const parts: [string, unknown][] = [
    ["/markets/KXG-1-LAL", { market: MARKET }],
    ["/events/KXG-1?with_nested_markets=false", { event: EVENT, markets: [] }],
    ["/series/KXG", { series: SERIES }],
  ];
  for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
    const bench = new Bench();
    for (const index of order) {
      assertEquals(bench.events, []);
      const [path, body] = parts[index] ?? ["", undefined];
      bench.rest(path, body);
    }
    assertEquals(bench.take(), [{
      kind: "market",
      at: 1000,
      info: {
        ticker: "KXG-1-LAL",
        event: "KXG-1",
        series: "KXG",
        title: "Los Angeles L Winner?",
        yesLabel: "Los Angeles L",
        grid: [{ start: toPrice(0), end: toPrice(10_000), step: toPrice(100) }],
        fees: { type: "quadratic_with_maker_fees", multiplier: 5000 },
        status: "active",
        closeAt: Date.parse("2026-12-06T00:30:00Z"),
        expectedEndAt: Date.parse("2026-11-23T03:30:00Z"),
        exchangeIndex: 3,
        teamId: "team-1",
        last: toPrice(5700),
        volume: toQuantity(3_389_600),
      },
    }]);
    assertEquals(bench.decoder.unlisted(), []);
  }
});

function listed(): Bench {
  const bench = new Bench().rest("/series/KXG", { series: SERIES });
  bench.rest("/events/KXG-1", { event: { ...EVENT, markets: [MARKET] } });
  assertEquals(kinds(bench.take()), ["market"]);
  return bench;
}

Deno.test("an event's own fees win over its series', until they are taken back", () => {
  const bench = listed();
  const update = (seq: number, type: string | null, multiplier: number | null): unknown => ({
    type: "event_fee_update",
    sid: 5,
    seq,
    msg: { event_ticker: "KXG-1", fee_type_override: type, fee_multiplier_override: multiplier },
  });
  bench.put("ws", update(1, "quadratic", 1)).put("ws", update(2, null, null));
  bench.put("ws", { type: "event_fee_update", sid: 5, seq: 3, msg: { event_ticker: "OTHER" } });
  assertEquals(bench.take(), [
    { kind: "fees_changed", at: 1000, event: "KXG-1", fees: { type: "quadratic", multiplier: 10_000 } },
    {
      kind: "fees_changed",
      at: 1000,
      event: "KXG-1",
      fees: { type: "quadratic_with_maker_fees", multiplier: 5000 },
    },
  ]);
});

Deno.test("fees that cannot be computed keep a market unlisted, and say so of a listed one until they can again", () => {
  const bench = new Bench().rest("/events/KXG-1", { event: { ...EVENT, markets: [MARKET] } });
  bench.rest("/series/KXG", { series: { ...SERIES, fee_type: "flat" } });
  assertEquals(bench.take(), []);
  assertEquals(bench.decoder.counters.unknownFeeTypes, 1);
  assert(bench.decoder.lastProblem?.includes("flat"));
  assertEquals(bench.decoder.unlisted(), [{
    market: "KXG-1-LAL",
    reason: 'fees "flat × 0.5" cannot be computed',
  }]);
  bench.rest("/series/KXG", { series: SERIES });
  assertEquals([kinds(bench.take()), bench.decoder.unlisted()], [["market"], []]);
  const msg = { event_ticker: "KXG-1", fee_type_override: "flat", fee_multiplier_override: 1 };
  bench.put("ws", { type: "event_fee_update", sid: 5, seq: 1, msg });
  bench.put("ws", snapshot(1, "KXG-1-LAL"));
  assertEquals(bench.take()[0], {
    kind: "fees_unknown",
    at: 1000,
    event: "KXG-1",
    reason: 'fees "flat × 1" cannot be computed',
  });
  // Back to what they were before: that is news all the same.
  const again = { event_ticker: "KXG-1", fee_type_override: null, fee_multiplier_override: null };
  bench.put("ws", { type: "event_fee_update", sid: 5, seq: 2, msg: again });
  assertEquals(kinds(bench.take()), ["fees_changed"]);
});

Deno.test("steps in the life of known markets are reported, those of others cost nothing", () => {
  const bench = listed();
  const life = (
    seq: number,
    event_type: string,
    more: object = {},
    market_ticker = "KXG-1-LAL",
  ): unknown => ({
    type: "market_lifecycle_v2",
    sid: 5,
    seq,
    msg: { event_type, market_ticker, ...more },
  });
  bench.put("ws", life(1, "created", {}, "OTHER")).put(
    "ws",
    life(2, "deactivated", { is_deactivated: true }),
  );
  bench.put("ws", life(3, "activated")).put("ws", life(4, "close_date_updated", { close_ts: 1763871000 }));
  bench.put("ws", life(5, "determined", { result: "scalar", settlement_value: "0.5000" }));
  bench.put("ws", life(6, "settled")).put("ws", life(7, "metadata_updated"));
  const price_ranges = [{ start: "0.0000", end: "1.0000", step: "0.0010" }];
  bench.put("ws", life(8, "price_level_structure_updated", { price_ranges })).put("ws", life(9, "renamed"));
  const base = { kind: "market_life", at: 1000, market: "KXG-1-LAL" } as const;
  assertEquals(bench.take(), [
    { ...base, status: "inactive" },
    { ...base, status: "active" },
    { ...base, closeAt: 1763871000_000 },
    { ...base, status: "determined", result: { yesPays: toMicros(500_000) } },
    { ...base, status: "finalized" },
    { ...base, grid: [{ start: toPrice(0), end: toPrice(10_000), step: toPrice(10) }] },
  ]);
  assertEquals([bench.decoder.counters.unknownTypes, bench.decoder.counters.gaps], [1, 0]);
});

Deno.test("a market without trades has no last price", () => {
  const bench = new Bench().put("ws", {
    type: "ticker",
    sid: 4,
    msg: { market_ticker: "T1", price_dollars: "0.0000", volume_fp: "0.00", ts: 5 },
  });
  assertEquals(bench.take(), [{
    kind: "ticker",
    at: 1000,
    sourceAt: 5000,
    market: "T1",
    volume: toQuantity(0),
  }]);
});

Deno.test("the exchange's status is reported for every shard, also under 503", () => {
  const shard = { exchange_index: 3, exchange_active: true, trading_active: true };
  const body = { exchange_active: true, trading_active: false, exchange_index_statuses: [shard] };
  const bench = new Bench().rest("/exchange/status", body, 503);
  assertEquals(bench.take(), [
    { kind: "exchange", at: 1000, exchangeIndex: 0, tradingActive: false },
    { kind: "exchange", at: 1000, exchangeIndex: 3, tradingActive: true },
  ]);
});

const BOOK = { orderbook_fp: { yes_dollars: [["0.4100", "10.00"]], no_dollars: [["0.5600", "17.00"]] } };

Deno.test("polled books feed the engine, say when they fail, and give way to the socket", () => {
  const bench = new Bench().rest("/markets/T1/orderbook", BOOK);
  assertEquals(kinds(bench.take()), ["feed", "book_snapshot"]);
  bench.rest("/markets/T1/orderbook", null, 304);
  assertEquals(bench.take().slice(1), [{ kind: "book_confirmed", at: 1000, market: "T1" }]);
  bench.rest("/markets/T1/orderbook", { error: "x" }, 500);
  assertEquals(kinds(bench.take()), ["feed", "books_suspect"]);
  bench.rest("/markets/T1/orderbook", BOOK);
  const [feed, book] = bench.take();
  assert(feed?.kind === "feed" && feed.up && book?.kind === "book_snapshot");
  assertEquals(book.asks, [{ price: toPrice(4400), quantity: toQuantity(1700) }]);
  bench.put("ws.state", { state: "open", detail: "" });
  bench.take();
  bench.rest("/markets/T1/orderbook", BOOK);
  const [look, ...others] = bench.take();
  assert(look?.kind === "book_look" && others.length === 0, "beside the socket it is only compared");
  assertEquals([look.market, look.bids, look.asks], ["T1", book.bids, book.asks]);
  bench.rest("/markets/T1/orderbook", { error: "x" }, 500).rest("/markets/T1/orderbook", null, 304);
  assertEquals(bench.take(), []);
});

function polled(id: string, created_time: string): unknown {
  const count_fp = "1.00";
  return {
    trade_id: id,
    ticker: "T1",
    count_fp,
    yes_price_dollars: "0.5000",
    taker_book_side: "bid",
    created_time,
  };
}

Deno.test("polled trades: the first answer is the past, later ones print what is new, oldest first", () => {
  const one = (id: string): unknown => polled(id, "2026-11-20T04:37:26.96107Z");
  const bench = new Bench().rest("/markets/trades?ticker=T1", { trades: [one("b"), one("a")] });
  assertEquals(bench.take(), []);
  bench.rest("/markets/trades?ticker=T1", { trades: [one("d"), one("c"), one("b")] });
  assertEquals(bench.take().map((event) => event.kind === "trade" ? event.tradeId : ""), ["c", "d"]);
});

Deno.test("the first trade of a market that had none when polling began is printed", () => {
  const bench = new Bench().rest("/markets/trades?ticker=T1&limit=100", { trades: [] });
  bench.rest("/markets/trades?ticker=T1&limit=100", { trades: [polled("a", "2026-11-20T04:37:26Z")] });
  assertEquals(kinds(bench.take()), ["trade"]);
});

Deno.test("trades read by REST after a loss fill the hole and leave the past alone", () => {
  const at = Date.parse("2026-11-20T04:00:10Z");
  const bench = new Bench().put("ws", trade(1, { trade_id: "c", ts_ms: at })).put(
    "ws",
    trade(3, { trade_id: "e", ts_ms: at + 9 }),
  );
  bench.take();
  const trades = [["e", "11"], ["d", "11"], ["c", "10"], ["b", "09"]].map(([id = "", second]) =>
    polled(id, `2026-11-20T04:00:${second}Z`)
  );
  bench.rest("/markets/trades?ticker=T1", { trades });
  assertEquals(bench.take().map((event) => event.kind === "trade" ? event.tradeId : ""), ["d"]);
});

Deno.test("clock and commands pass, other sources and paths go to the hook", () => {
  const others: unknown[] = [];
  const bench = new Bench({ decodeOther: (_at, source, raw) => others.push([source, raw]) });
  bench.put("clock", null).put("command", { command: "kill" }).put("command", { command: "dance" });
  assertEquals(bench.take(), [{ kind: "clock", at: 1000 }, {
    kind: "command",
    at: 1000,
    command: { command: "kill" },
  }]);
  assertEquals(bench.decoder.counters.invalid, 1);
  const live = { path: "/live_data/batch?milestone_ids=a", status: 200, body: {} };
  bench.put("feed.espn", { a: 1 }).put("rest", live);
  assertEquals(others, [["feed.espn", { a: 1 }], ["rest", live]]);
});

Deno.test("a command to close says of which market, and of which strategy where it is of one", () => {
  const bench = new Bench();
  const given: unknown[] = [
    { command: "flatten" },
    { command: "close_position", market: "T1" },
    { command: "close_position", market: "T1\u001b[2J", strategy: "mine" },
    { command: "close_position" },
    { command: "close_position", market: 7 },
  ];
  for (const each of given) bench.put("command", each);
  assertEquals(bench.take().map((event) => event.kind === "command" ? event.command : event.kind), [
    { command: "flatten" },
    { command: "close_position", market: "T1" },
    { command: "close_position", market: "T1", strategy: "mine" },
  ]);
  assertEquals(bench.decoder.counters.invalid, 2);
});

Deno.test("what is no frame is counted, with a plain reason of at most 200 characters", () => {
  const bench = new Bench().put("ws", `{"type":"\x1b[2J${"x".repeat(900)}`).put("ws", 5).put("ws", null).put(
    "ws",
    [],
  );
  assertEquals([bench.decoder.counters.malformed, bench.decoder.counters.frames], [4, 4]);
  bench.put("ws", { type: `new\x1b[31m${"y".repeat(900)}` });
  const reason = bench.decoder.lastProblem ?? "";
  // deno-lint-ignore no-control-regex
  assert(reason.length > 0 && reason.length <= 200 && !/[\x00-\x1f]/.test(reason), reason);
});

Deno.test("a frame that comes as a text is read as one: recordings keep frames with line breaks so", () => {
  const bench = new Bench().put("ws", JSON.stringify(snapshot(1), undefined, 2));
  assertEquals([kinds(bench.take()), bench.decoder.counters.malformed], [["book_snapshot"], 0]);
});

Deno.test("a step of a known market's life that cannot be read asks for a look by REST", () => {
  const bench = listed();
  const msg = { event_type: 7, market_ticker: "KXG-1-LAL" };
  bench.put("ws", { type: "market_lifecycle_v2", sid: 5, seq: 1, msg });
  assertEquals(bench.takeControls(), [{ kind: "refresh", channel: "market_lifecycle_v2" }]);
});

Deno.test("the age of a frame is its arrival less its sending time", () => {
  const bench = new Bench();
  assertEquals(bench.decoder.sendingAgeMs, undefined);
  bench.put("ws", { type: "ok", id: 3, sending_ts_ms: 940, msg: [] });
  assertEquals(bench.decoder.sendingAgeMs, 60);
});
