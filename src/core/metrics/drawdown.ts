/**
 * How far the account fell from its highest point before.
 *
 * @module
 */
import { type Micros, toMicros } from "../numbers/money.ts";
import type { MeasuredRun } from "./measured.ts";

/** The largest falls along an equity curve; the two may be at different moments. */
export interface Drawdown {
  /** The largest fall in micro-dollars: 0 if it never fell. */
  readonly money: Micros;
  /** The largest fall as a part of the peak before it. */
  readonly fraction: number;
}

/**
 * The falls of a run's account, as far as its points show them. The peak is at least the starting cash, so that a loss
 * from the start counts.
 */
export function drawdown(run: MeasuredRun): Drawdown {
  let peak = run.startingCash;
  let money = 0 as Micros;
  let fraction = 0;
  for (const { equity } of run.equity) {
    if (equity > peak) peak = equity;
    const fall = toMicros(peak - equity);
    if (fall > money) money = fall;
    if (peak > 0) fraction = Math.max(fraction, fall / peak);
  }
  return { money, fraction };
}
