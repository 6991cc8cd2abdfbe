/**
 * Candlesticks of one market: kept by the minute, added up to hours and days when asked for.
 *
 * @module
 */
import {
  formatPrice,
  formatQuantity,
  type Price,
  PRICE_ONE,
  type Quantity,
} from "../../core/numbers/money.ts";
import type { WireCandlestick } from "../../kalshi/wire/candlestick.ts";

/** Lengths that can be asked for, minutes. */
export const CANDLE_MINUTES: readonly number[] = [1, 60, 1440];
/** The most candles in one answer; the exchange cuts the rest off without saying so. */
export const MOST_CANDLES = 5_000;

interface Range {
  open: number;
  low: number;
  high: number;
  close: number;
}

interface Candle {
  /** Unix minutes of the end. */
  end: number;
  bid: Range;
  ask: Range;
  trades: Range | undefined;
  volume: number;
  notional: number;
  openInterest: number;
}

function flat(value: number): Range {
  return { open: value, low: value, high: value, close: value };
}

function extend(range: Range, value: number): void {
  range.close = value;
  if (value < range.low) range.low = value;
  if (value > range.high) range.high = value;
}

function join(range: Range, next: Range): Range {
  return {
    open: range.open,
    low: Math.min(range.low, next.low),
    high: Math.max(range.high, next.high),
    close: next.close,
  };
}

/** The candles of a market. Minutes in which nothing changed are made up when read. */
export class CandleKeeper {
  readonly #minutes: Candle[] = [];
  #bid = 0;
  #ask: number = PRICE_ONE;
  #openInterest = 0;

  /** Takes the best prices after a change; `undefined` where a side is empty. */
  quote(atMs: number, bid: Price | undefined, ask: Price | undefined): void {
    const bidNow = bid ?? 0;
    const askNow = ask ?? PRICE_ONE;
    if (bidNow === this.#bid && askNow === this.#ask) return;
    const candle = this.#candle(atMs);
    this.#bid = bidNow;
    this.#ask = askNow;
    extend(candle.bid, bidNow);
    extend(candle.ask, askNow);
  }

  /** Takes a trade. */
  trade(atMs: number, price: Price, quantity: Quantity, openInterest: Quantity): void {
    const candle = this.#candle(atMs);
    if (candle.trades === undefined) candle.trades = flat(price);
    else extend(candle.trades, price);
    candle.volume += quantity;
    candle.notional += price * quantity;
    this.#openInterest = candle.openInterest = openInterest;
  }

  /**
   * Candles that end within a stretch of time, oldest first.
   *
   * @param fromSeconds Unix seconds
   * @param toSeconds Unix seconds
   * @param minutes length of a candle: 1, 60 or 1440
   * @param nowMs no candle is made beyond the one of now
   */
  read(fromSeconds: number, toSeconds: number, minutes: number, nowMs: number): WireCandlestick[] {
    const first = this.#minutes[0];
    if (first === undefined) return [];
    const found: WireCandlestick[] = [];
    const length = minutes * 60;
    let index = 0;
    let last: Candle | undefined;
    let lastTrade: number | undefined;
    let end = Math.ceil(first.end / minutes) * length;
    const stop = Math.min(toSeconds, Math.ceil(nowMs / 1000 / length) * length);
    for (; end <= stop && found.length < MOST_CANDLES; end += length) {
      let candle: Candle | undefined;
      for (let next = this.#minutes[index]; next !== undefined && next.end * 60 <= end;) {
        candle = candle === undefined ? next : combine(candle, next);
        next = this.#minutes[++index];
      }
      last = candle ?? (last === undefined ? undefined : still(last));
      if (last === undefined) continue;
      if (end >= fromSeconds) found.push(write(end, last, lastTrade));
      lastTrade = last.trades?.close ?? lastTrade;
    }
    return found;
  }

  /**
   * The last candle that ended before a time, as the exchange carries it over: at the first end after that time, without
   * prices but for the close of then.
   *
   * @param fromSeconds Unix seconds
   * @returns `undefined` where nothing was traded before
   */
  before(fromSeconds: number, minutes: number): WireCandlestick | undefined {
    const length = minutes * 60;
    const last = this.#minutes.findLast(({ end, trades }) =>
      trades !== undefined && Math.ceil(end / minutes) * length < fromSeconds
    );
    if (last?.trades === undefined) return undefined;
    const none = { open_dollars: null, low_dollars: null, high_dollars: null, close_dollars: null };
    return {
      end_period_ts: Math.ceil(fromSeconds / length) * length,
      yes_bid: none,
      yes_ask: none,
      price: { previous_dollars: formatPrice(last.trades.close as Price) },
      volume_fp: formatQuantity(0 as Quantity),
      open_interest_fp: formatQuantity(last.openInterest as Quantity),
    };
  }

  #candle(atMs: number): Candle {
    const end = Math.floor(atMs / 60_000) + 1;
    const last = this.#minutes.at(-1);
    if (last !== undefined && last.end >= end) return last;
    const candle: Candle = {
      end,
      bid: flat(this.#bid),
      ask: flat(this.#ask),
      trades: undefined,
      volume: 0,
      notional: 0,
      openInterest: this.#openInterest,
    };
    this.#minutes.push(candle);
    return candle;
  }
}

/** A minute in which nothing happened. */
function still(before: Candle): Candle {
  const { bid, ask } = before;
  return { ...before, bid: flat(bid.close), ask: flat(ask.close), trades: undefined, volume: 0, notional: 0 };
}

function combine(one: Candle, next: Candle): Candle {
  const trades = one.trades === undefined
    ? next.trades
    : next.trades === undefined
    ? one.trades
    : join(one.trades, next.trades);
  return {
    end: next.end,
    bid: join(one.bid, next.bid),
    ask: join(one.ask, next.ask),
    trades,
    volume: one.volume + next.volume,
    notional: one.notional + next.notional,
    openInterest: next.openInterest,
  };
}

function dollars(range: Range) {
  return {
    open_dollars: formatPrice(range.open as Price),
    low_dollars: formatPrice(range.low as Price),
    high_dollars: formatPrice(range.high as Price),
    close_dollars: formatPrice(range.close as Price),
  };
}

function write(end: number, candle: Candle, lastTrade: number | undefined): WireCandlestick {
  const previous = lastTrade === undefined ? {} : { previous_dollars: formatPrice(lastTrade as Price) };
  const { trades, volume, notional } = candle;
  return {
    end_period_ts: end,
    yes_bid: dollars(candle.bid),
    yes_ask: dollars(candle.ask),
    price: trades === undefined ? previous : {
      ...dollars(trades),
      mean_dollars: formatPrice(Math.round(notional / volume) as Price),
      min_dollars: formatPrice(trades.low as Price),
      max_dollars: formatPrice(trades.high as Price),
      ...previous,
    },
    volume_fp: formatQuantity(volume as Quantity),
    open_interest_fp: formatQuantity(candle.openInterest as Quantity),
  };
}
