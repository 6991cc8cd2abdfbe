/**
 * How large a forest in a file may be.
 *
 * @module
 */

/** Most trees of a file. */
export const MOST_TREES = 10_000;
/** Most nodes of all its trees together. */
export const MOST_NODES = 1_000_000;
/** Most steps from a root to a leaf. */
export const MOST_DEPTH = 100;
