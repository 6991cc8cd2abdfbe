/**
 * What each user may ask for: a tier, which may lapse, and the buckets that go with it.
 *
 * @module
 */
import { type Bucket, RateLimit, type Tier, TIER_BUCKETS, type TierBuckets } from "./rate_limit.ts";

/** A tier that was given to a user. */
export interface TierGrant {
  readonly tier: Tier;
  /** When it lapses, Unix milliseconds; `undefined`: it stays. */
  readonly expiresAtMs: number | undefined;
  /** What it was given for. */
  readonly source: "volume" | "upgrade" | "manual";
}

/** Which write buckets a request takes from: those of shards from 1 up, or the one that all share. */
export type WriteBuckets = "common" | "every" | number;

const BASIC: TierGrant = { tier: "basic", expiresAtMs: undefined, source: "manual" };
/** Takes the shard apart from the user in a bucket's key; no id has it. */
const MARK = "#";

/** The limits of all users. Users who were given nothing are on the Basic tier. */
export class ApiLimits {
  readonly #grants = new Map<string, TierGrant>();
  readonly #shards: readonly number[];
  readonly #reads = new RateLimit((user, nowMs) => this.bucketsOf(user, nowMs).read);
  readonly #writes = new RateLimit((key, nowMs) => this.#writeBucket(key, nowMs));

  /** @param shards all that there are */
  constructor(shards: readonly number[]) {
    this.#shards = shards.filter((shard) => shard > 0);
  }

  /** Gives a user a tier, in place of the one before. */
  grant(user: string, grant: TierGrant): void {
    this.#grants.set(user, grant);
  }

  /** The tier that a user has now, and how. */
  grantOf(user: string, nowMs: number): TierGrant {
    const grant = this.#grants.get(user);
    if (grant === undefined || (grant.expiresAtMs !== undefined && nowMs >= grant.expiresAtMs)) return BASIC;
    return grant;
  }

  /** The buckets that a user has now. */
  bucketsOf(user: string, nowMs: number): TierBuckets {
    return TIER_BUCKETS[this.grantOf(user, nowMs).tier];
  }

  /** Takes the tokens of a read. @returns whether there were enough */
  takeRead(user: string, nowMs: number, cost: number): boolean {
    return this.#reads.take(user, nowMs, cost);
  }

  /** Takes the tokens of a write: from all buckets that it needs, or from none. @returns whether there were enough */
  takeWrite(user: string, nowMs: number, cost: number, buckets: WriteBuckets): boolean {
    const keys = this.#keysOf(user, buckets);
    if (!keys.every((key) => this.#writes.has(key, nowMs, cost))) return false;
    for (const key of keys) this.#writes.take(key, nowMs, cost);
    return true;
  }

  #keysOf(user: string, buckets: WriteBuckets): readonly string[] {
    if (buckets === "common") return [user];
    if (buckets === "every") return [user, ...this.#shards.map((shard) => user + MARK + shard)];
    return [this.#shards.includes(buckets) ? user + MARK + buckets : user];
  }

  #writeBucket(key: string, nowMs: number): Bucket {
    return this.bucketsOf(key.split(MARK, 1)[0] ?? key, nowMs).write;
  }
}
