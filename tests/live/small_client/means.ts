/**
 * What every part of the small client works with.
 *
 * @module
 */
import type { Simulator } from "../../../src/simulator/mod.ts";
import type { Habits } from "./habits.ts";
import type { WireClient } from "./wire_client.ts";

/** The means of a small client. */
export interface Means {
  /** Asked for its clock and its addresses alone. */
  readonly simulator: Simulator;
  readonly wire: WireClient;
  readonly habits: Habits;
  readonly shardOf: (ticker: string) => number;
}

/** Between two looks, ms. */
const LOOK_EVERY_MS = 15;
/** Looks at most: the end of a test that hangs. */
export const MOST_LOOKS = 200;

/** Lets time pass between two looks at the exchange, which nothing announces. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
