/**
 * Candlesticks.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe } from "./common.ts";

/** Prices of one side in one period. */
export const wireQuoteCandle = z.object({
  open_dollars: maybe(z.string()),
  low_dollars: maybe(z.string()),
  high_dollars: maybe(z.string()),
  close_dollars: maybe(z.string()),
});

/** Trade prices of one period; a period without trades has `previous_dollars` alone. */
export const wirePriceCandle = z.object({
  open_dollars: maybe(z.string()),
  low_dollars: maybe(z.string()),
  high_dollars: maybe(z.string()),
  close_dollars: maybe(z.string()),
  mean_dollars: maybe(z.string()),
  min_dollars: maybe(z.string()),
  max_dollars: maybe(z.string()),
  previous_dollars: maybe(z.string()),
});

/** One period, named by its end in Unix seconds. */
export const wireCandlestick = z.object({
  end_period_ts: z.number(),
  yes_bid: maybe(wireQuoteCandle),
  yes_ask: maybe(wireQuoteCandle),
  price: maybe(wirePriceCandle),
  volume_fp: maybe(z.string()),
  open_interest_fp: maybe(z.string()),
});
/** One period. */
export type WireCandlestick = z.infer<typeof wireCandlestick>;

/** `GET /series/{series}/markets/{ticker}/candlesticks`: at most about 5,000, cut off without a word. */
export const candlesticksAnswer = z.object({
  ticker: maybe(z.string()),
  candlesticks: listed(wireCandlestick),
});
/** `GET /series/{series}/markets/{ticker}/candlesticks`. */
export type CandlesticksAnswer = z.infer<typeof candlesticksAnswer>;

/** `GET /markets/candlesticks`. */
export const candlesticksBatchAnswer = z.object({
  markets: listed(z.object({ market_ticker: z.string(), candlesticks: listed(wireCandlestick) })),
});
/** `GET /markets/candlesticks`. */
export type CandlesticksBatchAnswer = z.infer<typeof candlesticksBatchAnswer>;
