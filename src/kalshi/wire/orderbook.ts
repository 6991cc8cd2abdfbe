/**
 * Order books over REST.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybeList, wireLevel } from "./common.ts";

/** Bids of both outcomes, ascending, the best one last. NO prices are NO's own: a YES ask is 1 − it. */
export const wireOrderbook = z.object({
  yes_dollars: maybeList(wireLevel),
  no_dollars: maybeList(wireLevel),
});
/** Bids of both outcomes. */
export type WireOrderbook = z.infer<typeof wireOrderbook>;

/** `GET /markets/{ticker}/orderbook`; the object was called `orderbook` before 2026-03-12. */
export const orderbookAnswer = z.object({ orderbook_fp: wireOrderbook });
/** `GET /markets/{ticker}/orderbook`. */
export type OrderbookAnswer = z.infer<typeof orderbookAnswer>;

/** `GET /markets/orderbooks?tickers=A&tickers=B`. */
export const orderbooksAnswer = z.object({
  orderbooks: listed(z.object({ ticker: z.string(), orderbook_fp: wireOrderbook })),
});
/** `GET /markets/orderbooks`. */
export type OrderbooksAnswer = z.infer<typeof orderbooksAnswer>;
