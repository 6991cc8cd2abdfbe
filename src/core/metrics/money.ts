/**
 * Metrics of money: what a run gained, what it paid for that, and how far it fell on the way.
 *
 * @module
 */
import { type Micros, toMicros } from "../numbers/money.ts";
import type { MeasuredRun, Metric } from "./measured.ts";
import { sumMoney } from "./tally.ts";

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

function netPnl(run: MeasuredRun): Micros {
  return sumMoney(run.trades, (trade) => trade.pnl);
}

/** Gains, fees, falls. */
export const MONEY: readonly Metric[] = [
  {
    name: "net_pnl",
    label: "net P&L",
    unit: "money",
    formula: "sum of the round trips' gains after fees; what is still open is valued at the market",
    measure: netPnl,
  },
  {
    name: "gross_pnl",
    label: "gross P&L",
    unit: "money",
    formula: "net P&L + fees",
    measure: (run) => sumMoney(run.trades, (trade) => trade.pnl + trade.fees),
  },
  {
    name: "fees",
    label: "fees",
    unit: "money",
    formula: "sum of the round trips' fees",
    measure: (run) => sumMoney(run.trades, (trade) => trade.fees),
  },
  {
    name: "return_on_cash",
    label: "return on cash",
    unit: "fraction",
    formula:
      "net P&L / starting cash; every game begins with the whole starting cash and their gains are added up, so several games can lose more than 100 %; undefined without starting cash",
    measure(run) {
      const net = netPnl(run);
      return run.startingCash <= 0 ? undefined : net / run.startingCash;
    },
  },
  {
    name: "max_drawdown",
    label: "max drawdown",
    unit: "money",
    formula:
      "largest fall of the account from its highest point before, which is at least the starting cash; while something is held, each game's account is known by the highest and the lowest point of every minute",
    measure: (run) => drawdown(run).money,
  },
  {
    name: "max_drawdown_fraction",
    label: "max drawdown of the peak",
    unit: "fraction",
    formula:
      "largest fall of the account / its highest point before, which is at least the starting cash; every game begins with the whole starting cash and the account adds their gains up, so several games can lose more than 100 %; undefined without starting cash",
    measure: (run) => run.startingCash <= 0 ? undefined : drawdown(run).fraction,
  },
];
