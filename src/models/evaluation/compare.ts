/**
 * Two forecasts of the same rows. Games that are hard for one are hard for the other, so the difference is known two to
 * five times better than either score: it is what to look at.
 *
 * @module
 */
import { aucDifference } from "./auc.ts";
import { type Draws, type Figure, figure, ratio, type Verdict, verdictOf } from "./figure.ts";
import type { NamedGroups } from "./evaluate.ts";
import { gamesOf, total } from "./reliability.ts";
import { type GameSums, type JudgedRows, oneGroup, type RowGroups, sumByGame } from "./rows.ts";

/** What the first forecasts score less the second, on the same rows and the same samples of games. */
export interface Comparison {
  readonly rows: number;
  readonly games: number;
  /** Below 0 the first are the better ones. */
  readonly logLoss: Figure;
  readonly brier: Figure;
  /** Above 0 the first are the better ones. */
  readonly auc: Figure;
  /** Of the log loss, which decides. */
  readonly verdict: Verdict;
  /** Games whose rows the first scored better by log loss. */
  readonly gamesBetter: number;
  readonly byTimeLeft: readonly GroupDifference[];
}

/** The difference of log loss in one group of rows. */
export interface GroupDifference {
  readonly name: string;
  readonly rows: number;
  readonly logLoss: Figure;
  readonly verdict: Verdict;
}

/** Compares two forecasts of the same rows: `ours` less `theirs`. */
export function compare(
  rows: JudgedRows,
  ours: Float64Array,
  theirs: Float64Array,
  timeLeft: NamedGroups,
  draws: Draws,
): Comparison {
  const [sums] = differences(rows, ours, theirs, oneGroup(rows));
  if (sums === undefined) throw new RangeError("Cannot compare forecasts: expected a group of rows");
  const games = gamesOf(sums);
  const logLoss = figure(ratio(sums.logLoss, sums.rows), draws, games);
  return {
    rows: total(sums.rows),
    games,
    logLoss,
    brier: figure(ratio(sums.squaredError, sums.rows), draws, games),
    auc: aucDifference(rows, ours, theirs, draws),
    verdict: verdictOf(logLoss),
    gamesBetter: sums.logLoss.filter((difference) => difference < 0).length,
    byTimeLeft: differences(rows, ours, theirs, timeLeft).flatMap((each, group) => {
      const count = total(each.rows);
      if (count === 0) return [];
      const difference = figure(ratio(each.logLoss, each.rows), draws, gamesOf(each));
      const name = timeLeft.names[group] ?? String(group);
      return [{ name, rows: count, logLoss: difference, verdict: verdictOf(difference) }];
    }),
  };
}

type Differences = Pick<GameSums, "rows" | "logLoss" | "squaredError">;

function differences(
  rows: JudgedRows,
  ours: Float64Array,
  theirs: Float64Array,
  groups: RowGroups,
): readonly Differences[] {
  const others = sumByGame(rows, theirs, groups);
  return sumByGame(rows, ours, groups).map((own, group) => {
    const other = others[group];
    const less = (a: Float64Array, b: Float64Array | undefined) =>
      a.map((value, game) => value - (b?.[game] ?? 0));
    return {
      rows: own.rows,
      logLoss: less(own.logLoss, other?.logLoss),
      squaredError: less(own.squaredError, other?.squaredError),
    };
  });
}
