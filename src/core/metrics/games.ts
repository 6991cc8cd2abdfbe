/**
 * How many games a run is about.
 *
 * @module
 */
import type { Metric } from "./measured.ts";

/** Games, traded or not. */
export const GAMES: Metric = {
  name: "games",
  label: "games",
  unit: "count",
  formula: "games of which an order book was recorded, those without a trade too",
  measure: (run) => run.games.length,
};
