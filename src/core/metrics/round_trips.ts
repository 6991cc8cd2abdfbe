/**
 * Metrics of round trips: how often one gains, how much, and how long it takes.
 *
 * @module
 */
import type { MeasuredRun, Metric } from "./measured.ts";
import { averageMoney, isLoss, isWin, sumMoney } from "./tally.ts";

const MINUTE_MS = 60_000;

/** The gain that none of the others beats. A loop, since `Math.max(...gains)` cannot take a long list. */
function foremost(run: MeasuredRun, beats: (pnl: number, best: number) => boolean): number | undefined {
  let best: number | undefined;
  for (const { pnl } of run.trades) if (best === undefined || beats(pnl, best)) best = pnl;
  return best;
}

/** Gains and losses, one round trip against another. */
export const PER_ROUND_TRIP: readonly Metric[] = [
  {
    name: "win_rate",
    key: "hit_rate",
    label: "win rate",
    unit: "fraction",
    formula: "round trips with a gain above zero after fees / round trips; undefined without any",
    measure: ({ trades }) => trades.length === 0 ? undefined : trades.filter(isWin).length / trades.length,
  },
  {
    name: "average_win",
    label: "average win",
    unit: "money",
    formula: "mean of the gains above zero after fees; undefined without any",
    measure: (run) => averageMoney(run.trades.filter(isWin), (trade) => trade.pnl),
  },
  {
    name: "average_loss",
    label: "average loss",
    unit: "money",
    formula: "mean of the gains below zero after fees, itself below zero; undefined without any",
    measure: (run) => averageMoney(run.trades.filter(isLoss), (trade) => trade.pnl),
  },
  {
    name: "best_round_trip",
    label: "best round trip",
    unit: "money",
    formula: "largest gain of a round trip after fees; undefined without any",
    measure: (run) => foremost(run, (pnl, best) => pnl > best),
  },
  {
    name: "worst_round_trip",
    label: "worst round trip",
    unit: "money",
    formula: "smallest gain of a round trip after fees; undefined without any",
    measure: (run) => foremost(run, (pnl, worst) => pnl < worst),
  },
  {
    name: "fee_per_round_trip",
    label: "fee per round trip",
    unit: "money",
    formula: "fees / round trips; undefined without any",
    measure: (run) => averageMoney(run.trades, (trade) => trade.fees),
  },
  {
    name: "profit_factor",
    label: "profit factor",
    unit: "ratio",
    formula:
      "sum of the gains above zero / sum of those below zero without sign, after fees; undefined without losses",
    measure(run) {
      const lost = sumMoney(run.trades.filter(isLoss), (trade) => -trade.pnl);
      return lost === 0 ? undefined : sumMoney(run.trades.filter(isWin), (trade) => trade.pnl) / lost;
    },
  },
  {
    name: "average_hold_minutes",
    label: "average hold, minutes",
    unit: "ratio",
    formula:
      "mean of the round trips' time from the first purchase to the end, in minutes; undefined without any",
    measure({ trades }) {
      if (trades.length === 0) return undefined;
      let heldMs = 0;
      for (const trade of trades) heldMs += trade.closedAt - trade.openedAt;
      return heldMs / trades.length / MINUTE_MS;
    },
  },
];
