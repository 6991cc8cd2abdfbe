/**
 * The parts that the exchange is divided into, each with its own money, as of September 2026.
 *
 * @module
 */

/** One part. */
export interface Shard {
  readonly index: number;
  readonly description: string;
}

/** All of them. */
export const SHARDS: readonly Shard[] = [
  { index: 0, description: "Default" },
  { index: 1, description: "Combos" },
  { index: 2, description: "Crypto and commodities" },
  { index: 3, description: "Sports" },
];
