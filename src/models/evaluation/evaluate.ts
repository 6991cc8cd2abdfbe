/**
 * How good forecasts were: scores, reliability, and both again by time left, by season or by whatever else rows are
 * grouped by.
 *
 * @module
 */
import { aucFigure } from "./auc.ts";
import { type Draws, type Figure, figure, ratio } from "./figure.ts";
import { gamesOf, type Reliability, reliability, total } from "./reliability.ts";
import { type GameSums, type JudgedRows, oneGroup, type RowGroups, sumByGame } from "./rows.ts";

/** Rows by a name, such as the time left. */
export interface NamedGroups extends RowGroups {
  /** One a group, for people. */
  readonly names: readonly string[];
}

/** The scores of some rows. */
export interface Scores {
  readonly rows: number;
  /** Games with a row among them. */
  readonly games: number;
  /** Mean logarithmic loss of a row, nats. */
  readonly logLoss: Figure;
  /** Mean squared error of a row. */
  readonly brier: Figure;
}

/** The scores and the reliability of one group of rows. */
export interface GroupScores extends Scores, Reliability {
  readonly name: string;
}

/** Forecasts judged by all their rows. */
export interface Evaluation extends Scores, Reliability {
  /** Mean logarithmic loss of a game's rows, each game counting as much as another. */
  readonly logLossByGame: Figure;
  readonly auc: Figure;
  readonly byTimeLeft: readonly GroupScores[];
  readonly bySeason: readonly GroupScores[];
}

/** How rows are grouped. */
export interface Groupings {
  readonly timeLeft: NamedGroups;
  readonly season: NamedGroups;
}

/**
 * Judges forecasts.
 *
 * @param chances the home team's, by row
 * @throws {RangeError} where there is not one chance in 0…1 a row
 */
export function evaluate(
  rows: JudgedRows,
  chances: Float64Array,
  groupings: Groupings,
  draws: Draws,
): Evaluation {
  const [sums] = sumByGame(rows, chances, oneGroup(rows));
  if (sums === undefined) throw new RangeError("Cannot judge forecasts: expected a group of rows");
  const played = sums.rows.map((count) => count > 0 ? 1 : 0);
  const lossOfGame = sums.logLoss.map((loss, game) => loss / Math.max(1, sums.rows[game] ?? 0));
  return {
    ...scoresOf(sums, draws),
    logLossByGame: figure(ratio(lossOfGame, played), draws),
    auc: aucFigure(rows, chances, draws),
    ...reliability(rows, chances, draws),
    byTimeLeft: scoresByGroup(rows, chances, groupings.timeLeft, draws),
    bySeason: scoresByGroup(rows, chances, groupings.season, draws),
  };
}

/** Scores and reliability of each group that has a row, in the order of the groups. */
export function scoresByGroup(
  rows: JudgedRows,
  chances: Float64Array,
  groups: NamedGroups,
  draws: Draws,
): readonly GroupScores[] {
  return sumByGame(rows, chances, groups).flatMap((sums, group) =>
    total(sums.rows) === 0 ? [] : [{
      name: groups.names[group] ?? String(group),
      ...scoresOf(sums, draws),
      ...reliability(rows, chances, draws, (row) => groups.groupOf[row] === group),
    }]
  );
}

function scoresOf(sums: GameSums, draws: Draws): Scores {
  const games = gamesOf(sums);
  return {
    rows: total(sums.rows),
    games,
    logLoss: figure(ratio(sums.logLoss, sums.rows), draws, games),
    brier: figure(ratio(sums.squaredError, sums.rows), draws, games),
  };
}
