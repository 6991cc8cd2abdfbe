/**
 * How far entry prices were from what happened, squared.
 *
 * @module
 */
import { forecasts, meanScore } from "./forecasts.ts";
import type { Metric } from "./measured.ts";

/** Brier score: 0 is perfect, 0.25 is a coin. */
export const BRIER: Metric = {
  name: "brier",
  label: "Brier score",
  unit: "ratio",
  formula:
    "mean of (entry price − what YES paid)² over round trips whose market's outcome is known; undefined without any",
  measure: (run) => meanScore(forecasts(run), (forecast, outcome) => (forecast - outcome) ** 2),
};
