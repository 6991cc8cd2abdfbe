/**
 * Metrics that set the gain against its risk, and entry prices against what happened.
 *
 * The starting cash divides the gains and their spread alike, so it cancels out of the Sharpe and Sortino ratios.
 *
 * @module
 */
import { logLoss, meanScore, squaredError } from "../statistics/scores.ts";
import { sharpeRatio } from "../statistics/moments.ts";
import { forecasts } from "./forecasts.ts";
import { annualGains, DAYS_PER_YEAR, gameGains, LEAST_DAYS_WITH_GAMES } from "./gains.ts";
import type { Metric } from "./measured.ts";
import { drawdown } from "./money.ts";

/** Gain against risk, and scores of forecasts. */
export const RATIOS: readonly Metric[] = [
  {
    name: "sharpe_per_game",
    label: "Sharpe per game",
    unit: "ratio",
    formula:
      "mean / sample deviation of the games' returns (gain / starting cash), not annualised; undefined with fewer than 2 games or no spread",
    measure: (run) => sharpeRatio(gameGains(run)),
  },
  {
    name: "sharpe",
    label: "Sharpe",
    unit: "ratio",
    formula:
      `mean / sample deviation of the days' returns (gain / starting cash), × √365; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games or no spread`,
    measure(run) {
      const gains = annualGains(run);
      if (gains === undefined) return undefined;
      const { withGames, days, mean } = gains;
      let squares = (days - withGames.length) * mean ** 2;
      for (const gain of withGames) squares += (gain - mean) ** 2;
      return squares === 0 ? undefined : mean / Math.sqrt(squares / (days - 1)) * Math.sqrt(DAYS_PER_YEAR);
    },
  },
  {
    name: "sortino",
    label: "Sortino",
    unit: "ratio",
    formula:
      `mean of the days' returns / root of the mean over all days of the squared losing ones, × √365; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games or no losing day`,
    measure(run) {
      const gains = annualGains(run);
      if (gains === undefined) return undefined;
      const { withGames, days, mean } = gains;
      let squares = 0;
      for (const gain of withGames) squares += Math.min(gain, 0) ** 2;
      return squares === 0 ? undefined : mean / Math.sqrt(squares / days) * Math.sqrt(DAYS_PER_YEAR);
    },
  },
  {
    name: "calmar",
    label: "Calmar",
    unit: "ratio",
    formula:
      `return of a year (mean of the days' returns × 365) / max drawdown of the peak; days between without a game count as zero; undefined with fewer than ${LEAST_DAYS_WITH_GAMES} days that have games, no drawdown or no starting cash`,
    measure(run) {
      const gains = annualGains(run);
      const { fraction } = drawdown(run);
      if (gains === undefined || fraction === 0 || run.startingCash <= 0) return undefined;
      return gains.mean / run.startingCash * DAYS_PER_YEAR / fraction;
    },
  },
  {
    name: "brier",
    label: "Brier score",
    unit: "ratio",
    formula:
      "mean of (entry price − what YES paid)² over round trips whose market's outcome is known; undefined without any",
    measure: (run) => meanScore(forecasts(run), squaredError),
  },
  {
    name: "log_loss",
    label: "log loss",
    unit: "nats",
    formula:
      "mean of −(y ln p + (1 − y) ln(1 − p)), p entry price in 0.0001…0.9999, y what YES paid, over round trips whose outcome is known; undefined without any",
    measure: (run) => meanScore(forecasts(run), logLoss),
  },
];
