/**
 * What an account's keys may do, and how much it may ask for.
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
  /** Some end: `expires_ts` is Unix seconds. */
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

/**
 * A key. `read` and `write` hold everything below them (`read::portfolio_balance`, `write::trade`, `write::transfer`…);
 * a key with a `subaccount` reads and trades that one alone.
 */
export const wireApiKey = z.object({
  api_key_id: z.string(),
  name: maybe(z.string()),
  scopes: maybeList(z.string()),
  subaccount: maybe(z.number()),
});
/**
 * `GET /api_keys`. `api_key_region_expiration_ts` (Unix seconds) is when the account's attestation of its location ends, after
 * which no key may trade sports; it is absent where there never was one.
 */
export const apiKeysAnswer = z.object({
  api_keys: listed(wireApiKey),
  api_key_region_expiration_ts: maybe(z.number()),
});
/** `GET /api_keys`. */
export type ApiKeysAnswer = z.infer<typeof apiKeysAnswer>;
