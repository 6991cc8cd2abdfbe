import { assert, assertEquals } from "@std/assert";
import { describeRefusal } from "../../../src/kalshi/wire/common.ts";
import { clientCommand } from "../../../src/kalshi/wire/commands.ts";
import { readError } from "../../../src/kalshi/wire/error.ts";
import { eventAnswer } from "../../../src/kalshi/wire/event.ts";
import { exchangeStatusAnswer } from "../../../src/kalshi/wire/exchange.ts";
import { marketsAnswer, wireMarket } from "../../../src/kalshi/wire/market.ts";
import {
  deltaCore,
  deltaFrame,
  errorFrame,
  feeUpdateFrame,
  lifecycleFrame,
  okFrame,
  snapshotFrame,
  subscribedFrame,
  tickerFrame,
  tradeCore,
  tradeFrame,
  unsubscribedFrame,
} from "../../../src/kalshi/wire/messages.ts";
import { orderbookAnswer } from "../../../src/kalshi/wire/orderbook.ts";
import { wireSeries } from "../../../src/kalshi/wire/series.ts";

const delta = {
  type: "orderbook_delta",
  sid: 7,
  seq: 2,
  msg: {
    market_ticker: "T1",
    price_dollars: "0.9600",
    delta_fp: "-54.00",
    side: "yes",
    ts_ms: 1763859000000,
  },
};
const trade = {
  type: "trade",
  sid: 8,
  seq: 2,
  msg: {
    trade_id: "t",
    market_ticker: "T1",
    yes_price_dollars: "0.3600",
    count_fp: "136.00",
    taker_outcome_side: "no",
    taker_book_side: "ask",
    ts_ms: 1763859000123,
  },
};
const market = {
  ticker: "T1",
  event_ticker: "E1",
  status: "active",
  price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
};

Deno.test("frames of the exchange's documentation are accepted", () => {
  const frames = [
    [snapshotFrame, {
      type: "orderbook_snapshot",
      sid: 7,
      seq: 1,
      msg: { market_ticker: "T1", yes_dollars_fp: [["0.0800", "300.00"]] },
    }],
    [deltaFrame, { ...delta, sending_ts_ms: 1763859000001 }],
    [deltaCore, delta],
    [tradeFrame, trade],
    [tradeCore, trade],
    [tickerFrame, {
      type: "ticker",
      sid: 11,
      msg: { market_ticker: "T1", price_dollars: "0.4800", ts: 1763859000 },
    }],
    [lifecycleFrame, {
      type: "market_lifecycle_v2",
      sid: 5,
      seq: 4,
      msg: { event_type: "determined", market_ticker: "T1", result: "yes", settlement_value: "1.0000" },
    }],
    [feeUpdateFrame, {
      type: "event_fee_update",
      sid: 5,
      seq: 7,
      msg: { event_ticker: "E9", fee_type_override: null, fee_multiplier_override: null },
    }],
    [subscribedFrame, { id: 1, type: "subscribed", msg: { channel: "orderbook_delta", sid: 7 } }],
    [okFrame, { id: 2, type: "ok", sid: 7, seq: 222, msg: { market_tickers: ["T1"] } }],
    [okFrame, { id: 6, type: "ok", msg: [{ channel: "trade", sid: 8 }] }],
    [unsubscribedFrame, { id: 5, type: "unsubscribed", sid: 7, seq: 223 }],
    [errorFrame, {
      id: 9,
      type: "error",
      sid: 7,
      seq: 224,
      msg: { code: 7, msg: "Unknown subscription ID" },
    }],
  ] as const;
  for (const [schema, frame] of frames) {
    const parsed = schema.safeParse(frame);
    assert(parsed.success, `${frame.type}: ${parsed.success ? "" : describeRefusal(parsed.error)}`);
  }
});

Deno.test("unknown extra fields are dropped and never fatal", () => {
  const parsed = deltaCore.parse({ ...delta, brand_new: 1, msg: { ...delta.msg, also_new: {} } });
  assertEquals(parsed, deltaCore.parse(delta));
  assertEquals(Object.hasOwn(wireMarket.parse({ ...market, liquidity: 3 }), "liquidity"), false);
});

Deno.test("a missing field is refused by its name", () => {
  const cases = [
    [deltaCore, { ...delta, msg: { ...delta.msg, price_dollars: undefined } }, "msg.price_dollars"],
    [deltaCore, { ...delta, seq: "2" }, "seq"],
    [tradeCore, { ...trade, msg: { ...trade.msg, count_fp: 136 } }, "msg.count_fp"],
    [wireMarket, { ...market, price_ranges: undefined }, "price_ranges"],
    [wireMarket, { ...market, status: undefined }, "status"],
    [marketsAnswer, { cursor: "" }, "markets"],
    [orderbookAnswer, { orderbook: { yes: [] } }, "orderbook_fp"],
    [wireSeries, { ticker: "S", fee_type: "quadratic" }, "fee_multiplier"],
    [exchangeStatusAnswer, { exchange_active: true }, "trading_active"],
  ] as const;
  for (const [schema, value, name] of cases) {
    const parsed = schema.safeParse(value);
    assert(!parsed.success, name);
    assertEquals(describeRefusal(parsed.error).split(":")[0], name);
  }
});

Deno.test("fields that production sends as null are accepted", () => {
  assertEquals(marketsAnswer.safeParse({ markets: null, cursor: null }).success, true);
  assertEquals(orderbookAnswer.safeParse({ orderbook_fp: { yes_dollars: null } }).success, true);
  const series = {
    ticker: "S",
    fee_type: "quadratic",
    fee_multiplier: 1,
    tags: null,
    settlement_sources: null,
  };
  assertEquals(wireSeries.safeParse(series).success, true);
  const event = { event_ticker: "E1", series_ticker: "S", strike_date: null, fee_type_override: null };
  assertEquals(eventAnswer.safeParse({ event, markets: [market] }).success, true);
});

Deno.test("commands are told apart by cmd, and a wrong action is refused", () => {
  const subscribe = {
    id: 1,
    cmd: "subscribe",
    params: { channels: ["orderbook_delta"], market_tickers: ["T1"], use_yes_price: true },
  };
  assertEquals<unknown>(clientCommand.parse(subscribe), subscribe);
  assertEquals(clientCommand.safeParse({ id: 6, cmd: "list_subscriptions" }).success, true);
  const update = { id: 2, cmd: "update_subscription", params: { sid: 7, action: "explode" } };
  assertEquals(clientCommand.safeParse(update).success, false);
  assertEquals(clientCommand.safeParse({ id: 2, cmd: "fly" }).success, false);
});

Deno.test("all three shapes of an error body are read, and nothing else", () => {
  assertEquals(readError({ error: { code: "invalid_price", message: "invalid price" } }), {
    code: "invalid_price",
    message: "invalid price",
  });
  assertEquals(readError({ code: "not_found", message: "no", details: "market" }), {
    code: "not_found",
    message: "no",
    details: "market",
  });
  assertEquals(readError({ error: "too many requests" }), {
    code: "too_many_requests",
    message: "too many requests",
  });
  for (const other of [undefined, null, 3, "text", [], {}, { error: 5 }, { error: {} }]) {
    assertEquals(readError(other), undefined);
  }
});
