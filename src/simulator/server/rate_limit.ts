/**
 * How much a user may ask for: token buckets, refilled continuously, by tier. Figures of 2026-09-24.
 *
 * Reads have one bucket. Writes have one that all share, and one more for each shard from 1 up: a write that names such a shard
 * takes from its bucket, one that the exchange has to route from all of them, and everything else from the shared one.
 *
 * @module
 */

/** Tokens a second, and the most a bucket holds. */
export interface Bucket {
  readonly refillRate: number;
  readonly capacity: number;
}

/** Names of tiers, from the least. */
export const TIERS = ["basic", "advanced", "expert", "premier", "paragon", "prime", "prestige"] as const;
/** A tier. */
export type Tier = typeof TIERS[number];

/** The buckets of a tier. */
export interface TierBuckets {
  readonly read: Bucket;
  readonly write: Bucket;
}

/** Reads of the Basic tier: 20 requests a second, bursts of 60. */
export const BASIC_READ: Bucket = { refillRate: 200, capacity: 600 };
/** Writes of the Basic tier: 10 orders a second, no bursts. */
export const BASIC_WRITE: Bucket = { refillRate: 100, capacity: 100 };
/** Above Basic, a write bucket holds so many seconds of its refill. */
const BURST_SECONDS = 3;

function above(read: number, write: number, readSeconds = 1): TierBuckets {
  return {
    read: { refillRate: read, capacity: read * readSeconds },
    write: { refillRate: write, capacity: write * BURST_SECONDS },
  };
}

/** The buckets of each tier. */
export const TIER_BUCKETS: Readonly<Record<Tier, TierBuckets>> = {
  basic: { read: BASIC_READ, write: BASIC_WRITE },
  advanced: above(300, 300, BURST_SECONDS),
  expert: above(600, 600),
  premier: above(1_200, 1_200),
  paragon: above(2_400, 2_400),
  prime: above(4_800, 4_800),
  prestige: above(12_000, 9_600),
};

/** The cost of a request whose endpoint has no cost of its own. */
export const DEFAULT_COST = 10;

/** The cost of one endpoint where it is not the usual one; `{…}` stands for a segment of the path. */
export interface EndpointCost {
  readonly method: string;
  readonly path: string;
  readonly cost: number;
}

/** The exchange's own, as its page on rate limits lists them. */
export const ENDPOINT_COSTS: readonly EndpointCost[] = [
  { method: "POST", path: "/account/api_usage_level/upgrade", cost: 30 },
  { method: "POST", path: "/communications/quotes", cost: 2 },
  { method: "GET", path: "/communications/quotes/{quote_id}", cost: 2 },
  { method: "DELETE", path: "/communications/quotes/{quote_id}", cost: 2 },
  { method: "DELETE", path: "/portfolio/events/orders", cost: 2 },
  // For each order of the batch.
  { method: "DELETE", path: "/portfolio/events/orders/batched", cost: 2 },
  { method: "DELETE", path: "/portfolio/events/orders/{order_id}", cost: 2 },
  { method: "GET", path: "/portfolio/orders/{order_id}", cost: 2 },
];

const COST_PATTERNS = ENDPOINT_COSTS.map(({ method, path, cost }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, "[^/]+")}$`),
  cost,
}));

/** Tokens that a request costs. @param path below the API's prefix, without the query */
export function costOf(method: string, path: string): number {
  const found = COST_PATTERNS.find((each) => each.method === method && each.pattern.test(path));
  return found?.cost ?? DEFAULT_COST;
}

/** Buckets by key. */
export class RateLimit {
  readonly #bucketOf: (key: string, nowMs: number) => Bucket;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** @param bucket the one of every key, or what says the one of a key */
  constructor(bucket: Bucket | ((key: string, nowMs: number) => Bucket)) {
    this.#bucketOf = typeof bucket === "function" ? bucket : () => bucket;
  }

  /** Takes a request's tokens. @returns whether there were enough */
  take(key: string, nowMs: number, cost = DEFAULT_COST): boolean {
    const level = this.#refilled(key, nowMs);
    if (level.tokens < cost) return false;
    level.tokens -= cost;
    return true;
  }

  /** Whether there are enough; takes none. */
  has(key: string, nowMs: number, cost: number): boolean {
    return this.#refilled(key, nowMs).tokens >= cost;
  }

  #refilled(key: string, nowMs: number): { tokens: number } {
    const { refillRate, capacity } = this.#bucketOf(key, nowMs);
    const level = this.#levels.get(key) ?? { tokens: capacity, at: nowMs };
    const refilled = level.tokens + Math.max(0, nowMs - level.at) / 1000 * refillRate;
    level.tokens = Math.min(capacity, refilled);
    level.at = nowMs;
    this.#levels.set(key, level);
    return level;
  }
}
