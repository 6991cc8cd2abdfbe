/**
 * The games of a run as one account.
 *
 * Each game is traded as its own worker would: with the whole starting cash, knowing nothing of the others. The run's
 * account adds their gains up, in order of time.
 *
 * @module
 */
import type { MeasuredRun } from "../core/metrics/measured.ts";
import type { EquityPoint } from "../core/statistics/game_path.ts";
import type { Micros } from "../core/numbers/money.ts";
import type { GameResult } from "./result.ts";

/** The run that the games make together. */
export function measuredRun(startingCash: Micros, results: readonly GameResult[]): MeasuredRun {
  const games = [...results].sort(byBeginning);
  return {
    startingCash,
    trades: games.flatMap(({ trades }) => trades)
      .sort((a, b) => a.closedAt - b.closedAt || a.openedAt - b.openedAt),
    equity: addUp(startingCash, games),
    // Games in which nothing could be filled would make every ratio smaller than it is.
    games: games.filter(({ hasBook }) => hasBook).map(({ event, from, to, pnl }) => ({
      event,
      from,
      to,
      pnl,
    })),
  };
}

/** Orders games by their beginning; of those that begin together, by the name of the recording. */
export function byBeginning(a: GameResult, b: GameResult): number {
  return a.from - b.from || (a.recording < b.recording ? -1 : 1);
}

/** All games' accounts as one: at every point of any of them, the sum of the latest gains. */
function addUp(startingCash: Micros, games: readonly GameResult[]): EquityPoint[] {
  const steps: { readonly at: number; readonly change: number }[] = [];
  for (const { equity, startingCash: first } of games) {
    let before: number = first;
    for (const point of equity) {
      steps.push({ at: point.at, change: point.equity - before });
      before = point.equity;
    }
  }
  // Sorting keeps the order of steps at the same moment: that of the games.
  steps.sort((a, b) => a.at - b.at);
  const sums: EquityPoint[] = [];
  let equity: number = startingCash;
  for (const [index, { at, change }] of steps.entries()) {
    equity += change;
    const last = sums.at(-1);
    if (last?.at === at) sums[sums.length - 1] = { at, equity: equity as Micros };
    else if (last === undefined || change !== 0 || index === steps.length - 1) {
      sums.push({ at, equity: equity as Micros });
    }
  }
  return sums;
}
