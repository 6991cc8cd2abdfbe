/**
 * The gain of a game against how much it varies: what sweeps rank by.
 *
 * @module
 */
import { gameGains } from "./gains.ts";
import type { Metric } from "./measured.ts";
import { sharpeRatio } from "../statistics/sharpe_ratio.ts";

/** Sharpe ratio over games. */
export const SHARPE_PER_GAME: Metric = {
  name: "sharpe_per_game",
  label: "Sharpe per game",
  unit: "ratio",
  formula:
    "mean / sample deviation of the games' returns (gain / starting cash), not annualised; undefined with fewer than 2 games or no spread",
  // The starting cash divides both, so it cancels.
  measure: (run) => sharpeRatio(gameGains(run)),
};
