import { assert, assertEquals } from "@std/assert";
import { toPrice, toQuantity } from "../../../src/core/numbers/money.ts";
import { Bench, delta, kinds, snapshot, trade } from "../support/bench.ts";

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
  assertEquals(kinds(bench.take()), ["book_snapshot", "heartbeat", "complaint", "book_change"]);
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
    assertEquals(bench.take(), [
      { kind: "complaint", at: 1000, code, text: detail },
      { kind: "books_suspect", at: 1000, markets: ["T1"], reason: detail },
    ]);
    assertEquals(bench.takeControls(), [{
      kind: "resubscribe",
      sid: 1,
      channel: "orderbook_delta",
      code,
      detail,
    }]);
  }
  const nameless = new Bench().put("ws", snapshot(1)).put("ws", { type: "error", msg: { code: 25 } });
  const [, , suspect] = nameless.take();
  assert(suspect?.kind === "books_suspect" && suspect.markets === undefined);
  assertEquals(nameless.takeControls()[0]?.kind, "resubscribe");
});

Deno.test("what still comes of a subscription that is over touches nothing", () => {
  const bench = new Bench().put("ws", snapshot(1)).put("ws", {
    type: "error",
    sid: 1,
    seq: 2,
    msg: { code: 25 },
  });
  bench.put("ws", { type: "subscribed", msg: { channel: "orderbook_delta", sid: 9 } });
  bench.put("ws", snapshot(1, "T1", [["0.4000", "7.00"]], [], 9));
  bench.take();
  bench.takeControls();
  bench.put("ws", delta(3)).put("ws", snapshot(4));
  assertEquals([bench.take(), bench.takeControls(), bench.decoder.counters.withheld], [[], [], 2]);
  bench.put("ws", delta(2, "1.00", "T1", 9));
  assertEquals(kinds(bench.take()), ["book_change"]);
});

Deno.test("a subscription that is acknowledged again may count from the start", () => {
  const bench = new Bench().put("ws", snapshot(500));
  bench.put("ws", { type: "subscribed", msg: { channel: "orderbook_delta", sid: 1 } });
  bench.put("ws", snapshot(1)).put("ws", delta(2));
  assertEquals(kinds(bench.take()), ["book_snapshot", "heartbeat", "book_snapshot", "book_change"]);
});

Deno.test("numbers that start over without a word are a loss with the second of them", () => {
  const bench = new Bench().put("ws", snapshot(500));
  bench.take();
  bench.put("ws", delta(1));
  assertEquals([bench.take(), bench.decoder.counters.duplicates], [[], 1]);
  bench.put("ws", delta(2));
  assertEquals([kinds(bench.take()), bench.takeControls().length], [["books_suspect"], 1]);
  bench.put("ws", snapshot(3)).put("ws", delta(4));
  assertEquals(kinds(bench.take()), ["book_snapshot", "book_change"]);
});

Deno.test("old numbers that do not follow each other are a loss once there are too many", () => {
  const bench = new Bench().put("ws", snapshot(500));
  bench.take();
  for (let count = 1; count < 50; count++) bench.put("ws", delta(7));
  assertEquals([bench.take(), bench.decoder.counters.duplicates], [[], 49]);
  bench.put("ws", delta(7));
  assertEquals(kinds(bench.take()), ["books_suspect"]);
});

Deno.test("lost trades and lost steps of a life ask for a look by REST", () => {
  const bench = new Bench().put("ws", trade(1)).put("ws", trade(3));
  assertEquals(bench.takeControls(), [{ kind: "refresh", channel: "trade" }]);
  const life = { type: "market_lifecycle_v2", sid: 3, msg: { event_type: "settled", market_ticker: "T9" } };
  bench.put("ws", { ...life, seq: 1 }).put("ws", { ...life, seq: 5 });
  assertEquals(bench.takeControls(), [{ kind: "refresh", channel: "market_lifecycle_v2" }]);
});

Deno.test("a new connection starts numbers over and believes no book of the old one", () => {
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

Deno.test("a summary tells the best prices, an empty side as none, and what it does not say not at all", () => {
  const summary = (msg: Record<string, unknown>) => {
    const bench = new Bench().put("ws", { type: "ticker", sid: 3, msg: { market_ticker: "T1", ...msg } });
    const [event] = bench.take();
    assert(event?.kind === "ticker");
    return [event.bid, event.ask];
  };
  assertEquals<unknown>(summary({ yes_bid_dollars: "0.5600", yes_ask_dollars: "0.5700" }), [5600, 5700]);
  assertEquals(summary({ yes_bid_dollars: "0.0000", yes_ask_dollars: "1.0000" }), [null, null]);
  assertEquals(summary({ yes_bid_dollars: null }), [undefined, undefined]);
  assertEquals(summary({ yes_bid_dollars: "?" }), [undefined, undefined]);
});

Deno.test("a channel that was refused is down until it is acknowledged, or the connection is another", () => {
  const bench = new Bench().put("ws.state", { state: "open", detail: "" });
  bench.take();
  bench.put("ws.state", { state: "channel_down", channel: "trade", detail: "refused: \u001b[2Jno" });
  assertEquals(bench.take(), [
    { kind: "channel", at: 1000, channel: "trade", up: false, detail: "refused: no" },
  ]);
  const ack = { type: "subscribed", id: 2, msg: { channel: "trade", sid: 2 } };
  bench.put("ws", ack);
  assertEquals(kinds(bench.take()), ["channel", "heartbeat"]);
  bench.put("ws", ack);
  assertEquals(kinds(bench.take()), ["heartbeat"]);
  bench.put("ws.state", { state: "channel_down", channel: "trade", detail: "no" });
  bench.put("ws.state", { state: "open", detail: "" });
  bench.take();
  bench.put("ws", ack).put("ws.state", { state: "channel_down", channel: 5 });
  assertEquals(kinds(bench.take()), ["heartbeat"]);
  assertEquals(bench.decoder.counters.invalid, 1);
});

Deno.test("a clock that was moved is reported before the second that has passed", () => {
  const bench = new Bench().put("clock", { moved_ms: -3_600_000, passed: false }).put("clock", null);
  assertEquals(bench.take(), [
    { kind: "clock_moved", at: 1000, byMs: -3_600_000, passed: false },
    { kind: "clock", at: 1000 },
    { kind: "clock", at: 1000 },
  ]);
});

Deno.test("what a frame does not say of its own time it has from when it was sent", () => {
  const bench = new Bench();
  const { sid, seq, msg } = delta(2) as { sid: number; seq: number; msg: Record<string, unknown> };
  const { ts_ms: _dropped, ts: _too, ...bare } = msg;
  bench.put("ws", { ...(snapshot(1) as object), sending_ts_ms: 900 });
  bench.put("ws", { type: "orderbook_delta", sid, seq, msg: bare, sending_ts_ms: 950 });
  bench.put("ws", delta(3));
  assertEquals(bench.take().map(({ sourceAt }) => sourceAt).slice(0, 2), [900, 950]);
});

Deno.test("a time that is none says nothing of how long a frame was under way, and the frame counts all the same", () => {
  for (const time of [0, -1, -1e20, 1e20, Number.MAX_SAFE_INTEGER]) {
    const bench = new Bench();
    bench.put("ws", { ...(snapshot(1) as object), sending_ts_ms: time });
    assertEquals(bench.decoder.sendingAgeMs, undefined, String(time));
    const [book] = bench.take();
    assertEquals([book?.kind, book?.sourceAt], ["book_snapshot", undefined], String(time));
  }
});
