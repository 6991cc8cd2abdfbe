/**
 * How much an account may ask for.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, maybeList } from "./common.ts";

/** A token bucket: tokens a second, and the most it holds. */
export const wireBucket = z.object({ refill_rate: z.number(), bucket_capacity: z.number() });

/** `GET /account/limits`. */
export const accountLimitsAnswer = z.object({
  usage_tier: z.string(),
  read: wireBucket,
  write: wireBucket,
  grants: maybeList(z.record(z.string(), z.unknown())),
});
/** `GET /account/limits`. */
export type AccountLimitsAnswer = z.infer<typeof accountLimitsAnswer>;

/** `GET /account/endpoint_costs`. */
export const endpointCostsAnswer = z.object({
  default_cost: z.number(),
  endpoint_costs: listed(z.object({ method: z.string(), path: z.string(), cost: z.number() })),
});
/** `GET /account/endpoint_costs`. */
export type EndpointCostsAnswer = z.infer<typeof endpointCostsAnswer>;

/** `GET /portfolio/balance`: `balance` is whole cents, `balance_dollars` the exact amount. */
export const balanceAnswer = z.object({
  balance: z.number(),
  balance_dollars: maybe(z.string()),
  portfolio_value: maybe(z.number()),
  updated_ts: maybe(z.number()),
  balance_breakdown: maybeList(z.object({ exchange_index: z.number(), balance: z.string() })),
});
