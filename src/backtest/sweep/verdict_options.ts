/**
 * What a sweep's verdict may be asked to go by.
 *
 * @module
 */

/** By what sets are ranked: gain against its spread over the games, or the gain itself. */
export const RANKS = ["sharpe", "pnl"] as const;

/** One of {@linkcode RANKS}. */
export type Rank = typeof RANKS[number];

/** How often a sweep may be walked through. */
export const MOST_FOLDS = 100;
