/**
 * Frames of the socket as text.
 *
 * A frame is a head (type, sid, seq) and a body that all subscriptions share, so that a change is written once however
 * many listen. Text is put together by hand: this is the simulator's hottest path. Shapes are those of the exchange's
 * AsyncAPI of October 2026; the tests check each against the wire schemas.
 *
 * @module
 */
import type { Level } from "../../core/market/book.ts";
import { complement, formatPrice, formatQuantity, type Price, PRICE_ONE } from "../../core/numbers/money.ts";
import type { MarketRecord } from "../exchange/market_record.ts";
import { isoTime } from "../ids.ts";
import type { FeesEvent, LevelEvent, TradeEvent } from "../exchange/simulated_event.ts";

const priceTexts: (string | undefined)[] = [];

function priceText(price: number): string {
  return priceTexts[price] ??= formatPrice(price as Price);
}

let lastIsoAt = NaN;
let lastIso = "";

function isoText(unixMs: number): string {
  if (unixMs !== lastIsoAt) {
    lastIsoAt = unixMs;
    lastIso = isoTime(unixMs);
  }
  return lastIso;
}

/** A change of one level. NO levels are in NO prices unless the subscription asked for YES prices. */
export function deltaBody(
  market: MarketRecord,
  level: LevelEvent,
  yesPrice: boolean,
  atMs: number,
): string {
  const yes = level.side === "bid";
  const price = yes || yesPrice ? level.price : complement(level.price);
  return `"msg":{"market_ticker":"${market.ticker}","market_id":"${market.id}","price_dollars":"${
    priceText(price)
  }","delta_fp":"${formatQuantity(level.delta)}","side":"${yes ? "yes" : "no"}","ts_ms":${atMs},"ts":"${
    isoText(atMs)
  }"}`;
}

/** A change of one level, as the user hears it whose order caused it. @param body the change as all others hear it */
export function ownDeltaBody(
  body: string,
  { clientOrderId, subaccount }: { readonly clientOrderId: string | undefined; readonly subaccount: number },
): string {
  const named = clientOrderId === undefined ? "" : `"client_order_id":${JSON.stringify(clientOrderId)},`;
  return `${body.slice(0, -1)},${named}"subaccount":${subaccount}}`;
}

/** A whole book. An empty side is an absent key; levels ascend in the outcome's own prices, the best last. */
export function snapshotBody(market: MarketRecord, yesPrice: boolean): string {
  const yes = levels(market.book.levels("bid"), (price) => price);
  const no = levels(market.book.levels("ask"), yesPrice ? (price) => price : (price) => PRICE_ONE - price);
  return `"msg":{"market_ticker":"${market.ticker}","market_id":"${market.id}"${
    yes === "" ? "" : `,"yes_dollars_fp":[${yes}]`
  }${no === "" ? "" : `,"no_dollars_fp":[${no}]`}}`;
}

function levels(bestFirst: readonly Level[], priceOf: (price: number) => number): string {
  return bestFirst
    .map((level) => `["${priceText(priceOf(level.price))}","${formatQuantity(level.quantity)}"]`)
    .reverse()
    .join(",");
}

/** A trade. */
export function tradeBody(trade: TradeEvent, atMs: number): string {
  const outcome = trade.takerSide === "bid" ? "yes" : "no";
  return `"msg":{"trade_id":"${trade.tradeId}","market_ticker":"${trade.market}","yes_price_dollars":"${
    priceText(trade.price)
  }","no_price_dollars":"${priceText(complement(trade.price))}","count_fp":"${
    formatQuantity(trade.quantity)
  }","taker_outcome_side":"${outcome}","taker_book_side":"${trade.takerSide}","taker_side":"${outcome}","is_block_trade":false,"ts":${
    Math.floor(atMs / 1000)
  },"ts_ms":${atMs}}`;
}

/** The summary of a market. */
export function tickerBody(market: MarketRecord, atMs: number): string {
  const { book } = market;
  const last = market.last ?? 0;
  return `"msg":{"market_ticker":"${market.ticker}","market_id":"${market.id}","price_dollars":"${
    priceText(last)
  }","yes_bid_dollars":"${priceText(book.bestBid ?? 0)}","yes_ask_dollars":"${
    priceText(book.bestAsk ?? PRICE_ONE)
  }","yes_bid_size_fp":"${formatQuantity(book.bestBidSize)}","yes_ask_size_fp":"${
    formatQuantity(book.bestAskSize)
  }","last_trade_size_fp":"${formatQuantity(market.lastQuantity)}","volume_fp":"${
    formatQuantity(market.volume)
  }","open_interest_fp":"${formatQuantity(market.openInterest)}","dollar_volume":${
    Math.floor(market.dollarVolume / 1e6)
  },"dollar_open_interest":${Math.floor(market.openInterest * last / 1e6)},"ts":${
    Math.floor(atMs / 1000)
  },"ts_ms":${atMs},"time":"${isoText(atMs)}"}`;
}

/** An event's own fees. */
export function feesBody(fees: FeesEvent): string {
  const msg = {
    event_ticker: fees.event,
    fee_type_override: fees.feeType,
    fee_multiplier_override: fees.feeMultiplier,
  };
  return `"msg":${JSON.stringify(msg)}`;
}
