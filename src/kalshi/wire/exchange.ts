/**
 * Whether and when the exchange is open.
 *
 * @module
 */
import { z } from "zod";
import { maybe, maybeList } from "./common.ts";

/** One shard of the exchange. */
export const wireShardStatus = z.object({
  exchange_index: z.number(),
  description: maybe(z.string()),
  exchange_active: z.boolean(),
  trading_active: z.boolean(),
  intra_exchange_transfers_active: maybe(z.boolean()),
});

/** `GET /exchange/status`, with the same body under 503 and 504. The flags at the top speak of shard 0 alone. */
export const exchangeStatusAnswer = z.object({
  exchange_active: z.boolean(),
  trading_active: z.boolean(),
  intra_exchange_transfers_active: maybe(z.boolean()),
  exchange_estimated_resume_time: maybe(z.string()),
  exchange_index_statuses: maybeList(wireShardStatus),
});
/** `GET /exchange/status`. */
export type ExchangeStatusAnswer = z.infer<typeof exchangeStatusAnswer>;

const openingHours = z.object({ open_time: z.string(), close_time: z.string() });
const day = maybeList(openingHours);

/** Opening hours, HH:MM in New York. */
export const wireWeek = z.object({
  start_time: z.string(),
  end_time: z.string(),
  monday: day,
  tuesday: day,
  wednesday: day,
  thursday: day,
  friday: day,
  saturday: day,
  sunday: day,
});

/** `GET /exchange/schedule`. Maintenance comes on Thursdays, 03:00–05:00 in New York. */
export const scheduleAnswer = z.object({
  schedule: z.object({
    standard_hours: maybeList(wireWeek),
    maintenance_windows: maybeList(z.object({ start_datetime: z.string(), end_datetime: z.string() })),
  }),
});
/** `GET /exchange/schedule`. */
export type ScheduleAnswer = z.infer<typeof scheduleAnswer>;

/** `GET /exchange/user_data_timestamp`: up to when balance, orders, fills and positions are known to the reads. */
export const userDataTimestampAnswer = z.object({ as_of_time: z.string() });
/** `GET /exchange/user_data_timestamp`. */
export type UserDataTimestampAnswer = z.infer<typeof userDataTimestampAnswer>;
