/**
 * The exchange's rate limits, kept on our side.
 *
 * Token buckets, one for reads and one for writes; a request costs 10 tokens unless listed otherwise. A 429 carries no
 * `Retry-After`, so it is better not to meet it. Source: the exchange's "Rate limits" page of October 2026.
 *
 * @module
 */
import type { BucketSize } from "../../lib/token_bucket.ts";
import type { AccountLimitsAnswer } from "../wire/account.ts";

/** The cost of most requests, in tokens. */
export const DEFAULT_COST = 10;

/** Reads of the Basic tier: 20 requests a second, 60 at once. */
export const BASIC_READ: BucketSize = { tokensPerSecond: 200, capacity: 600 };
/** Writes of the Basic tier: 10 requests a second, and no more at once. */
export const BASIC_WRITE: BucketSize = { tokensPerSecond: 100, capacity: 100 };

/** Sizes of both buckets out of `GET /account/limits`. */
export function readLimits(
  answer: AccountLimitsAnswer,
): { readonly read: BucketSize; readonly write: BucketSize } {
  const size = ({ refill_rate, bucket_capacity }: AccountLimitsAnswer["read"]): BucketSize => ({
    // A bucket that never fills would hold every request for ever.
    tokensPerSecond: Math.max(1, refill_rate),
    capacity: Math.max(1, bucket_capacity),
  });
  return { read: size(answer.read), write: size(answer.write) };
}
