/**
 * How surprised entry prices were by what happened.
 *
 * @module
 */
import { forecasts, meanScore } from "./forecasts.ts";
import type { Metric } from "./measured.ts";

const LEAST = 0.0001;

function loss(forecast: number, outcome: number): number {
  const p = Math.min(1 - LEAST, Math.max(LEAST, forecast));
  return -(outcome * Math.log(p) + (1 - outcome) * Math.log(1 - p));
}

/** Logarithmic loss: 0 is perfect, ln 2 is a coin. */
export const LOG_LOSS: Metric = {
  name: "log_loss",
  label: "log loss",
  unit: "nats",
  formula:
    "mean of −(y ln p + (1 − y) ln(1 − p)), p entry price in 0.0001…0.9999, y what YES paid, over round trips whose outcome is known; undefined without any",
  measure: (run) => meanScore(forecasts(run), loss),
};
