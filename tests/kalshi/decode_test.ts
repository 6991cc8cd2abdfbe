import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book } from "../../src/core/book.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { toPrice, toQuantity } from "../../src/core/money.ts";
import { Decoder, type DecoderOptions } from "../../src/kalshi/decode.ts";
import type { Control, InputSource } from "../../src/kalshi/input.ts";

/** A decoder with what it gave. */
class Bench {
  readonly decoder: Decoder;
  readonly events: EngineEvent[] = [];
  readonly controls: Control[] = [];

  constructor(options: DecoderOptions = {}) {
    this.decoder = new Decoder(options);
  }

  put(source: InputSource, raw: unknown, at = 1000): this {
    this.decoder.decode(at, source, raw, this.events, this.controls);
    return this;
  }

  rest(path: string, body: unknown, status = 200): this {
    return this.put("rest", { path, status, body });
  }

  /** What was given since the last call. */
  take(): EngineEvent[] {
    return this.events.splice(0);
  }

  takeControls(): Control[] {
    return this.controls.splice(0);
  }
}

function snapshot(
  seq: number,
  market = "T1",
  yes = [["0.4000", "10.00"]],
  no = [["0.4500", "5.00"]],
  sid = 1,
): unknown {
  const msg = { market_ticker: market, yes_dollars_fp: yes, no_dollars_fp: no };
  return { type: "orderbook_snapshot", sid, seq, msg };
}

function delta(seq: number, text = "1.00", market = "T1", sid = 1): unknown {
  const msg = { market_ticker: market, price_dollars: "0.4000", delta_fp: text, side: "yes", ts_ms: 900 };
  return { type: "orderbook_delta", sid, seq, msg };
}

function trade(seq: number, more: Readonly<Record<string, unknown>> = {}): unknown {
  const msg = {
    trade_id: `trade-${seq}`,
    market_ticker: "T1",
    yes_price_dollars: "0.4200",
    count_fp: "2.50",
    taker_side: "no",
    ts: 12,
    ...more,
  };
  return { type: "trade", sid: 2, seq, msg };
}

const kinds = (events: readonly EngineEvent[]): string[] => events.map((event) => event.kind);

Deno.test("NO levels are asks: at their own price with use_yes_price, mirrored without", () => {
  for (const [yesPrices, ask] of [[true, 4500], [false, 5500]] as const) {
    const bench = new Bench({ yesPrices }).put("ws", snapshot(1));
    assertEquals(bench.take(), [{
      kind: "book_snapshot",
      at: 1000,
      market: "T1",
      bids: [{ price: toPrice(4000), quantity: toQuantity(1000) }],
      asks: [{ price: toPrice(ask), quantity: toQuantity(500) }],
    }]);
    const raw = { ...(delta(2) as { msg: object }) };
    bench.put("ws", { ...raw, msg: { ...raw.msg, side: "no", price_dollars: "0.4500", delta_fp: "-5.00" } });
    assertEquals(bench.take(), [{
      kind: "book_change",
      at: 1000,
      sourceAt: 900,
      market: "T1",
      side: "ask",
      price: toPrice(ask),
      delta: toQuantity(-500),
    }]);
  }
});

Deno.test("absent sides of a snapshot are empty, and levels of size 0 are none", () => {
  const bench = new Bench().put("ws", {
    type: "orderbook_snapshot",
    sid: 1,
    seq: 1,
    msg: { market_ticker: "T1" },
  });
  bench.put("ws", snapshot(2, "T2", [["0.5000", "0.00"]], []));
  for (const event of bench.take()) {
    assert(event.kind === "book_snapshot");
    assertEquals([event.bids, event.asks], [[], []]);
  }
});

Deno.test("the side of a trade is read from what there is, newest field first", () => {
  const cases = [
    [{ taker_side: "yes" }, "bid"],
    [{ taker_side: "no" }, "ask"],
    [{ taker_side: "no", taker_outcome_side: "yes" }, "bid"],
    [{ taker_side: "no", taker_outcome_side: "no", taker_book_side: "bid" }, "bid"],
  ] as const;
  for (const [more, side] of cases) {
    const [print] = new Bench().put("ws", trade(1, more)).take();
    assert(print?.kind === "trade");
    assertEquals([print.takerSide, print.price, print.quantity, print.sourceAt], [side, 4200, 250, 12_000]);
  }
  const none = new Bench().put("ws", trade(1, { taker_side: null }));
  assertEquals([none.take(), none.decoder.counters.invalid], [[], 1]);
});

Deno.test("a trade counts once, and a block trade is no print", () => {
  const bench = new Bench().put("ws", trade(1)).put("ws", trade(2, { trade_id: "trade-1" }));
  bench.put("ws", trade(3, { is_block_trade: true }));
  assertEquals(kinds(bench.take()), ["trade"]);
  assertEquals([bench.decoder.counters.duplicates, bench.decoder.counters.blockTrades], [1, 1]);
});

Deno.test("a skipped number makes every book of the subscription suspect until its snapshot", () => {
  const bench = new Bench().put("ws", snapshot(1)).put("ws", snapshot(2, "T2")).put(
    "ws",
    snapshot(9, "T3", [], [], 5),
  );
  bench.take();
  bench.put("ws", delta(4));
  assertEquals(bench.take(), [{
    kind: "books_suspect",
    at: 1000,
    markets: ["T1", "T2"],
    reason: "messages lost before number 4",
  }]);
  assertEquals(bench.takeControls(), [{ kind: "snapshot", sid: 1, markets: ["T1", "T2"] }]);
  bench.put("ws", delta(5)).put("ws", delta(6, "1.00", "T2"));
  assertEquals(bench.take(), [], "changes of books that wait are not applied");
  bench.put("ws", snapshot(7)).put("ws", delta(8)).put("ws", delta(9, "1.00", "T2"));
  assertEquals(kinds(bench.take()), ["book_snapshot", "book_change"]);
  bench.put("ws", delta(10, "1.00", "T3", 5));
  assertEquals(kinds(bench.take()), ["book_change"], "another subscription is not concerned");
  assertEquals(bench.takeControls(), []);
  assertEquals([bench.decoder.counters.gaps, bench.decoder.counters.withheld], [1, 4]);
});

Deno.test("an ok, an error and an unknown type of a subscription use up its numbers", () => {
  const bench = new Bench().put("ws", snapshot(1));
  bench.put("ws", { type: "ok", sid: 1, seq: 2, msg: { market_tickers: ["T1"] } });
  bench.put("ws", { type: "error", sid: 1, seq: 3, msg: { code: 11, msg: "bad" } });
  bench.put("ws", { type: "brand_new", sid: 1, seq: 4, msg: {} });
  bench.put("ws", delta(5));
  assertEquals(bench.decoder.counters.gaps, 0);
  assertEquals([bench.decoder.counters.errors, bench.decoder.counters.unknownTypes], [1, 1]);
  assertEquals(kinds(bench.take()), ["book_snapshot", "heartbeat", "book_change"]);
});

Deno.test("frames that come twice or late are dropped and counted", () => {
  const bench = new Bench().put("ws", snapshot(1)).put("ws", delta(2)).put("ws", delta(2)).put(
    "ws",
    snapshot(1),
  );
  assertEquals(kinds(bench.take()), ["book_snapshot", "book_change"]);
  assertEquals(bench.decoder.counters.duplicates, 2);
});

Deno.test("without seqCheck, skipped numbers are no loss", () => {
  const bench = new Bench({ seqCheck: false }).put("ws", snapshot(10)).put("ws", delta(25)).put(
    "ws",
    delta(12),
  );
  assertEquals(kinds(bench.take()), ["book_snapshot", "book_change", "book_change"]);
  assertEquals([bench.takeControls(), bench.decoder.counters.gaps], [[], 0]);
});

Deno.test("a change of a book that never came asks for the book, once", () => {
  const bench = new Bench().put("ws", delta(3)).put("ws", delta(4));
  assertEquals(kinds(bench.take()), ["books_suspect"]);
  assertEquals(bench.takeControls(), [{ kind: "snapshot", sid: 1, markets: ["T1"] }]);
});

Deno.test("a book frame that cannot be read is a lost one", () => {
  for (
    const bad of [
      delta(2, "many"),
      { type: "orderbook_delta", sid: 1, seq: 2, msg: {} },
      snapshot(2, "T1", [["x", "1"]]),
    ]
  ) {
    const bench = new Bench().put("ws", snapshot(1)).put("ws", bad);
    assertEquals(kinds(bench.take()), ["book_snapshot", "books_suspect"]);
    assertEquals(bench.takeControls(), [{ kind: "snapshot", sid: 1, markets: ["T1"] }]);
    assertEquals(bench.decoder.counters.invalid, 1);
    bench.put("ws", snapshot(3));
    assertEquals([kinds(bench.take()), bench.decoder.counters.gaps], [["book_snapshot"], 0]);
  }
});

Deno.test("errors 10 and 25 end the subscription: books suspect, subscribe again", () => {
  for (const code of [10, 25]) {
    const bench = new Bench();
    bench.put("ws", { type: "subscribed", id: 1, msg: { channel: "orderbook_delta", sid: 1 } }).put(
      "ws",
      snapshot(1),
    );
    bench.take();
    bench.put("ws", { type: "error", sid: 1, seq: 2, msg: { code, msg: "over" } });
    const detail = `socket error ${code}: over`;
    assertEquals(bench.take(), [{ kind: "books_suspect", at: 1000, markets: ["T1"], reason: detail }]);
    assertEquals(bench.takeControls(), [{
      kind: "resubscribe",
      sid: 1,
      channel: "orderbook_delta",
      code,
      detail,
    }]);
  }
  const nameless = new Bench().put("ws", snapshot(1)).put("ws", { type: "error", msg: { code: 25 } });
  const [, suspect] = nameless.take();
  assert(suspect?.kind === "books_suspect" && suspect.markets === undefined);
  assertEquals(nameless.takeControls()[0]?.kind, "resubscribe");
});

Deno.test("lost trades and lost steps of a life ask for a look by REST", () => {
  const bench = new Bench().put("ws", trade(1)).put("ws", trade(3));
  assertEquals(bench.takeControls(), [{ kind: "refresh", channel: "trade" }]);
  const life = { type: "market_lifecycle_v2", sid: 3, msg: { event_type: "settled", market_ticker: "T9" } };
  bench.put("ws", { ...life, seq: 1 }).put("ws", { ...life, seq: 5 });
  assertEquals(bench.takeControls(), [{ kind: "refresh", channel: "market_lifecycle_v2" }]);
});

Deno.test("a new connection begins numbers anew and believes no book of the old one", () => {
  const bench = new Bench().put("ws.state", { state: "open", detail: "" }).put("ws", snapshot(900));
  bench.take();
  bench.put("ws.state", { state: "dead", detail: "silent \x1b[31mfor 25 s" });
  assertEquals(bench.take(), [
    { kind: "feed", at: 1000, feed: "market_data", up: false, detail: "silent for 25 s" },
    { kind: "books_suspect", at: 1000, reason: "silent for 25 s" },
  ]);
  bench.put("ws.state", { state: "connecting", detail: "" }).put("ws.state", { state: "open", detail: "" });
  bench.put("ws", snapshot(1)).put("ws", delta(2));
  assertEquals(kinds(bench.take()).slice(-3), ["books_suspect", "book_snapshot", "book_change"]);
  assertEquals([bench.decoder.counters.reconnects, bench.decoder.counters.gaps], [1, 0]);
});

const MARKET = {
  ticker: "KXG-1-LAL",
  event_ticker: "KXG-1",
  title: "Los \x1b[1mAngeles L\x1b[0m Winner?",
  yes_sub_title: "Los Angeles L",
  status: "active",
  close_time: "2026-12-06T00:30:00Z",
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

Deno.test("fees that cannot be computed keep a market unlisted, and a listed one suspect", () => {
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
  assertEquals(kinds(bench.take()), ["books_suspect", "book_snapshot", "books_suspect"]);
});

Deno.test("steps in the life of known markets are told, those of others cost nothing", () => {
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
    { ...base, status: "determined", result: { yesPays: toPrice(5000) } },
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

Deno.test("the exchange's status is told for every shard, also under 503", () => {
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
  assertEquals(kinds(bench.take()), ["heartbeat"]);
  bench.rest("/markets/T1/orderbook", { error: "x" }, 500);
  assertEquals(kinds(bench.take()), ["feed", "books_suspect"]);
  bench.rest("/markets/T1/orderbook", BOOK);
  const [feed, book] = bench.take();
  assert(feed?.kind === "feed" && feed.up && book?.kind === "book_snapshot");
  assertEquals(book.asks, [{ price: toPrice(4400), quantity: toQuantity(1700) }]);
  bench.put("ws.state", { state: "open", detail: "" });
  bench.take();
  bench.rest("/markets/T1/orderbook", BOOK);
  assertEquals(bench.take(), [], "a book by REST is older than one by socket");
});

Deno.test("polled trades: the first answer is the past, later ones print what is new, oldest first", () => {
  const one = (id: string): unknown => ({
    trade_id: id,
    ticker: "T1",
    count_fp: "1.00",
    yes_price_dollars: "0.5000",
    taker_book_side: "bid",
    created_time: "2026-11-20T04:37:26.96107Z",
  });
  const bench = new Bench().rest("/markets/trades?ticker=T1", { trades: [one("b"), one("a")] });
  assertEquals(bench.take(), []);
  bench.rest("/markets/trades?ticker=T1", { trades: [one("d"), one("c"), one("b")] });
  assertEquals(bench.take().map((event) => event.kind === "trade" ? event.tradeId : ""), ["c", "d"]);
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

Deno.test("the age of a frame is its arrival less its sending time", () => {
  const bench = new Bench();
  assertEquals(bench.decoder.sendingAgeMs, undefined);
  bench.put("ws", { type: "ok", id: 3, sending_ts_ms: 940, msg: [] });
  assertEquals(bench.decoder.sendingAgeMs, 60);
});

/** Frames nearly right: fields of the wire with any values. */
const nearFrames = fc.record({
  type: fc.constantFrom(
    "orderbook_delta",
    "orderbook_snapshot",
    "trade",
    "ticker",
    "market_lifecycle_v2",
    "event_fee_update",
    "ok",
    "error",
    "subscribed",
    "unsubscribed",
    "other",
  ),
  sid: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.jsonValue()),
  seq: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.jsonValue()),
  msg: fc.oneof(
    fc.jsonValue(),
    fc.record({
      market_ticker: fc.constantFrom("T1", "KXG-1-LAL"),
      code: fc.constantFrom(7, 10, 25),
      side: fc.constantFrom("yes", "no"),
      price_dollars: fc.constantFrom("0.4", "1.1", "x", ""),
      delta_fp: fc.constantFrom("1.00", "-1", "1e9", ""),
      event_type: fc.constantFrom("determined", "settled", "other"),
      yes_dollars_fp: fc.jsonValue(),
    }, { requiredKeys: [] }),
  ),
}, { requiredKeys: ["type"] });

Deno.test("the decoder never throws, and the same inputs give the same events", () => {
  const sources = fc.constantFrom<InputSource>("ws", "ws.state", "rest", "clock", "command", "feed.x");
  const paths = fc.constantFrom(
    "/markets/X",
    "/markets/X/orderbook",
    "/markets/trades",
    "/events/E",
    "/series/S",
    "//%",
  );
  const rest = fc.record({ path: paths, status: fc.constantFrom(200, 304, 500), body: fc.jsonValue() });
  const raw = fc.oneof(fc.jsonValue(), fc.string(), nearFrames, rest);
  const inputs = fc.array(fc.tuple(sources, raw), { maxLength: 40 });
  fc.assert(
    fc.property(inputs, (all) => {
      const run = (): [EngineEvent[], Control[], unknown] => {
        const bench = new Bench();
        for (const [source, payload] of all) bench.put(source, payload);
        return [bench.events, bench.controls, bench.decoder.counters];
      };
      assertEquals(run(), run());
    }),
    { numRuns: 300 },
  );
});

Deno.test("whatever frames are lost, doubled or late, a book that is believed is the true one", () => {
  // Invariant: fold the delivered frames, answer each wanted snapshot with the true book at that moment. Whenever no
  // suspicion is open, the folded book equals the exchange's.
  const fate = fc.constantFrom("keep", "keep", "keep", "lose", "twice");
  fc.assert(
    fc.property(fc.array(fc.tuple(fate, fc.integer({ min: 1, max: 3 })), { maxLength: 60 }), (steps) => {
      const decoder = new Decoder();
      const book = new Book();
      let truth = 10;
      let seq = 1;
      let suspect = true;
      const deliver = (frame: unknown): void => {
        const events: EngineEvent[] = [];
        const controls: Control[] = [];
        decoder.decode(1, "ws", frame, events, controls);
        for (const event of events) {
          if (event.kind === "books_suspect") suspect = true;
          else if (event.kind === "book_snapshot") {
            book.replace(event.bids, event.asks);
            suspect = false;
          } else if (event.kind === "book_change") book.change(event.side, event.price, event.delta);
        }
        for (const _ of controls) deliver(snapshot(++seq, "T1", [["0.4000", `${truth}.00`]]));
        if (!suspect) assertEquals(book.sizeAt("bid", toPrice(4000)), truth * 100);
      };
      deliver(snapshot(seq, "T1", [["0.4000", `${truth}.00`]]));
      for (const [what, amount] of steps) {
        truth += amount;
        const frame = delta(++seq, `${amount}.00`);
        // A loss shows with the next frame; until then nobody can know.
        if (what === "lose") {
          truth += 1;
          deliver(delta(++seq, "1.00"));
        } else deliver(frame);
        if (what === "twice") deliver(frame);
      }
      assertEquals(book.faults, 0);
      assertEquals(suspect, false);
    }),
    { numRuns: 200 },
  );
});
