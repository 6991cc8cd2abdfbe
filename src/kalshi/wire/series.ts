/**
 * Series: templates of events, which carry the fees.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, maybeList } from "./common.ts";
import { wireSettlementSource } from "./event.ts";

/** A series. `tags` and `settlement_sources` come as `null` in production. */
export const wireSeries = z.object({
  ticker: z.string(),
  frequency: maybe(z.string()),
  title: maybe(z.string()),
  category: maybe(z.string()),
  categories: maybeList(z.string()),
  tags: maybeList(z.string()),
  settlement_sources: maybeList(wireSettlementSource),
  contract_url: maybe(z.string()),
  contract_terms_url: maybe(z.string()),
  product_metadata: maybe(z.record(z.string(), z.unknown())),
  fee_type: z.string(),
  fee_multiplier: z.number(),
  volume_fp: maybe(z.string()),
  last_updated_ts: maybe(z.string()),
  exchange_index: maybe(z.number()),
});
/** A series. */
export type WireSeries = z.infer<typeof wireSeries>;

/** `GET /series/{series_ticker}`. */
export const seriesAnswer = z.object({ series: wireSeries });
/** `GET /series/{series_ticker}`. */
export type SeriesAnswer = z.infer<typeof seriesAnswer>;

/** `GET /series`; it has no cursor. */
export const seriesListAnswer = z.object({ series: listed(wireSeries) });
/** `GET /series`. */
export type SeriesListAnswer = z.infer<typeof seriesListAnswer>;

/** `GET /series/fee_changes`. */
export const seriesFeeChangesAnswer = z.object({
  series_fee_change_arr: listed(z.object({
    id: maybe(z.string()),
    series_ticker: z.string(),
    fee_type: z.string(),
    fee_multiplier: z.number(),
    scheduled_ts: z.string(),
  })),
});
/** `GET /series/fee_changes`. */
export type SeriesFeeChangesAnswer = z.infer<typeof seriesFeeChangesAnswer>;
