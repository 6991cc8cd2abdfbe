/**
 * Trades and tickers of the wire, from the socket or REST, as events.
 *
 * @module
 */
import type { Ticker, Trade } from "../../core/market/events.ts";
import type { Side } from "../../core/market/book.ts";
import { type Price, PRICE_ONE } from "../../core/numbers/money.ts";
import type { WireBookSide, WireOutcome } from "../wire/common.ts";
import type { TickerFrame } from "../wire/messages.ts";
import { readCount, readPrice, readQuantity } from "./numbers.ts";

/** The common part of the socket's trades and REST's. */
export interface AnyTrade {
  readonly trade_id: string;
  readonly yes_price_dollars: string;
  readonly count_fp: string;
  readonly taker_book_side?: WireBookSide | null | undefined;
  readonly taker_outcome_side?: WireOutcome | null | undefined;
  readonly taker_side?: WireOutcome | null | undefined;
}

/**
 * A trade as a print.
 *
 * @returns `undefined` where a number cannot be read or nothing tells the taker's side
 */
export function readPrint(
  at: number,
  sourceAt: number | undefined,
  market: string,
  trade: AnyTrade,
): Trade | undefined {
  const price = readPrice(trade.yes_price_dollars);
  const quantity = readQuantity(trade.count_fp);
  const takerSide = readTakerSide(trade);
  if (price === undefined || quantity === undefined || quantity < 0 || takerSide === undefined) {
    return undefined;
  }
  const tradeId = trade.trade_id;
  return sourceAt === undefined
    ? { kind: "trade", at, market, tradeId, price, quantity, takerSide }
    : { kind: "trade", at, sourceAt, market, tradeId, price, quantity, takerSide };
}

/** The side of the order that came in; older trades tell the outcome only. */
function readTakerSide(trade: AnyTrade): Side | undefined {
  if (trade.taker_book_side === "bid" || trade.taker_book_side === "ask") return trade.taker_book_side;
  const outcome = trade.taker_outcome_side ?? trade.taker_side;
  return outcome === "yes" ? "bid" : outcome === "no" ? "ask" : undefined;
}

/** When a frame says it happened: milliseconds, or the older whole seconds. */
export function readSourceTime(msg: {
  readonly ts_ms?: number | null | undefined;
  readonly ts?: number | null | undefined;
}): number | undefined {
  return plausible(msg.ts_ms ?? (typeof msg.ts === "number" ? msg.ts * 1000 : undefined));
}

/** The end of the times that a message can be of. */
const LAST_MS = Date.UTC(2100, 0);

/** A time that can be one at all; what lies elsewhere says nothing of when a message was sent. */
export function plausible(ms: unknown): number | undefined {
  return typeof ms === "number" && ms > 0 && ms < LAST_MS ? ms : undefined;
}

/** A best price; `null` where a side is empty, which the exchange writes as a price that no order can have. */
function readBest(text: string | null | undefined): Price | null | undefined {
  const price = readPrice(text ?? "");
  return price === 0 || price === PRICE_ONE ? null : price;
}

/** A market's summary. */
export function readTicker(at: number, { msg }: TickerFrame): Ticker {
  const last = readPrice(msg.price_dollars ?? "");
  const volume = readCount(msg.volume_fp);
  const openInterest = readCount(msg.open_interest_fp);
  const sourceAt = readSourceTime(msg);
  const bid = readBest(msg.yes_bid_dollars);
  const ask = readBest(msg.yes_ask_dollars);
  return {
    kind: "ticker",
    at,
    ...(sourceAt === undefined ? {} : { sourceAt }),
    market: msg.market_ticker,
    // A market without trades says "0.0000", which is not a price that a trade can have.
    ...(last === undefined || last === 0 ? {} : { last }),
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(volume === undefined ? {} : { volume }),
    ...(openInterest === undefined ? {} : { openInterest }),
  };
}
