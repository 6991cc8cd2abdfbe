/**
 * Events: the markets that ask about one happening.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, maybeList } from "./common.ts";
import { wireMarket } from "./market.ts";
import { wireMilestone } from "./milestone.ts";

/** A page that an outcome is taken from. */
export const wireSettlementSource = z.object({ name: maybe(z.string()), url: maybe(z.string()) });

/** An event. Its own fees, where it has any, win over those of its series. */
export const wireEvent = z.object({
  event_ticker: z.string(),
  series_ticker: z.string(),
  title: maybe(z.string()),
  sub_title: maybe(z.string()),
  collateral_return_type: maybe(z.string()),
  mutually_exclusive: maybe(z.boolean()),
  category: maybe(z.string()),
  strike_date: maybe(z.string()),
  strike_period: maybe(z.string()),
  product_metadata: maybe(z.record(z.string(), z.unknown())),
  settlement_sources: maybeList(wireSettlementSource),
  last_updated_ts: maybe(z.string()),
  fee_type_override: maybe(z.string()),
  fee_multiplier_override: maybe(z.number()),
  exchange_index: maybe(z.number()),
  /** Only with `with_nested_markets=true`. */
  markets: maybeList(wireMarket),
});
/** An event. */
export type WireEvent = z.infer<typeof wireEvent>;

/** `GET /events/{event_ticker}`; without nested markets they are in the deprecated list beside the event. */
export const eventAnswer = z.object({ event: wireEvent, markets: maybeList(wireMarket) });
/** `GET /events/{event_ticker}`. */
export type EventAnswer = z.infer<typeof eventAnswer>;

/** `GET /events`; milestones only with `with_milestones=true`. */
export const eventsAnswer = z.object({
  events: listed(wireEvent),
  milestones: maybeList(wireMilestone),
  cursor: maybe(z.string()),
});
/** `GET /events`. */
export type EventsAnswer = z.infer<typeof eventsAnswer>;

/** `GET /events/fee_changes`. */
export const eventFeeChangesAnswer = z.object({
  event_fee_changes: listed(z.object({
    id: maybe(z.string()),
    event_ticker: z.string(),
    series_ticker: maybe(z.string()),
    fee_type_override: maybe(z.string()),
    fee_multiplier_override: maybe(z.number()),
    scheduled_ts: z.string(),
  })),
  cursor: maybe(z.string()),
});
/** `GET /events/fee_changes`. */
export type EventFeeChangesAnswer = z.infer<typeof eventFeeChangesAnswer>;
