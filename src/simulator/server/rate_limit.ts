/**
 * Token buckets, one a key, refilled continuously. Figures of the Basic tier after 2026-09-24.
 *
 * @module
 */

/** Tokens a second, and the most a bucket holds. */
export interface Bucket {
  readonly refillRate: number;
  readonly capacity: number;
}

/** Reads of the Basic tier: 20 requests a second, bursts of 60. */
export const BASIC_READ: Bucket = { refillRate: 200, capacity: 600 };
/** Writes of the Basic tier: 10 orders a second, no bursts. */
export const BASIC_WRITE: Bucket = { refillRate: 100, capacity: 100 };
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
  readonly #bucket: Bucket;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** Takes a request's tokens. @returns whether there were enough */
  take(key: string, nowMs: number, cost = DEFAULT_COST): boolean {
    const { refillRate, capacity } = this.#bucket;
    const level = this.#levels.get(key) ?? { tokens: capacity, at: nowMs };
    const refilled = level.tokens + Math.max(0, nowMs - level.at) / 1000 * refillRate;
    level.tokens = Math.min(capacity, refilled);
    level.at = nowMs;
    this.#levels.set(key, level);
    if (level.tokens < cost) return false;
    level.tokens -= cost;
    return true;
  }
}
