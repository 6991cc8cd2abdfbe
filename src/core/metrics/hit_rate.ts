/**
 * How often a round trip gained.
 *
 * @module
 */
import type { Metric } from "./measured.ts";
import { isWin } from "./tally.ts";

/** Winners among round trips. */
export const HIT_RATE: Metric = {
  name: "hit_rate",
  label: "hit rate",
  unit: "fraction",
  formula: "round trips with a gain above zero after fees / round trips; undefined without any",
  measure: ({ trades }) => trades.length === 0 ? undefined : trades.filter(isWin).length / trades.length,
};
