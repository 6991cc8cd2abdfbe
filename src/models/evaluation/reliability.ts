/**
 * Reliability: of rows with a chance of about 0.7, how many were of games that the home team won.
 *
 * @module
 */
import type { CountedStatistic } from "../../core/statistics/mod.ts";
import { type Draws, type Figure, figure, ratio } from "./figure.ts";
import { type GameSums, type JudgedRows, type RowGroups, sumByGame } from "./rows.ts";

/** Buckets of equal width: deciles of the chance. */
export const DECILES = 10;

/** One bucket of chances. */
export interface ReliabilityBucket {
  /** From ≤ chance < to; the last one holds 1 too. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Games with a row in it. */
  readonly games: number;
  /** Mean chance that was named; null without rows. */
  readonly said: number | null;
  /** Share of rows of games that the home team won; null without rows. */
  readonly seen: number | null;
  /** Seen − said, with its interval by game; none with few games, or where all of them ended the same. */
  readonly gap: Figure;
}

/** The buckets, and their mean absolute gap by rows. */
export interface Reliability {
  readonly buckets: readonly ReliabilityBucket[];
  /** Expected calibration error. Never below 0, and above it by chance alone: its interval leans high. */
  readonly ece: Figure;
}

/** The decile of a chance. */
export function decileOf(chance: number): number {
  return Math.min(DECILES - 1, Math.floor(chance * DECILES));
}

/** How far outside its interval no gap would be, in parts of 1: 0 where the interval of the gap holds 0. */
export function outside({ low, high }: Figure): number {
  return low === null || high === null ? 0 : Math.max(0, low, -high);
}

/**
 * Reliability of all rows, or of those that belong.
 *
 * @param belongs by row; all where left out
 */
export function reliability(
  rows: JudgedRows,
  chances: Float64Array,
  draws: Draws,
  belongs: (row: number) => boolean = () => true,
): Reliability {
  const groupOf = new Int8Array(chances.length);
  for (let row = 0; row < groupOf.length; row++) {
    groupOf[row] = belongs(row) ? decileOf(chances[row] ?? 0) : -1;
  }
  const groups: RowGroups = { groupOf, count: DECILES };
  const sums = sumByGame(rows, chances, groups);
  return {
    buckets: sums.map((each, decile) => bucketOf(each, decile, draws)),
    ece: figure(eceOf(sums), draws),
  };
}

function bucketOf(sums: GameSums, decile: number, draws: Draws): ReliabilityBucket {
  const rows = total(sums.rows);
  const gap = sums.seen.map((seen, game) => seen - (sums.said[game] ?? 0));
  const games = gamesOf(sums);
  const won = sums.seen.filter((seen) => seen > 0).length;
  // Games that all ended the same end the same in every sample, as if others could not end otherwise.
  const telling = won > 0 && won < games ? games : 0;
  return {
    from: decile / DECILES,
    to: (decile + 1) / DECILES,
    rows,
    games,
    said: rows === 0 ? null : total(sums.said) / rows,
    seen: rows === 0 ? null : total(sums.seen) / rows,
    gap: figure(ratio(gap, sums.rows), draws, telling),
  };
}

/** Σ |seen − said| of each bucket over all rows. */
function eceOf(buckets: readonly GameSums[]): CountedStatistic {
  return (times) => {
    let [gaps, rows] = [0, 0];
    for (const { said, seen, rows: own } of buckets) {
      let gap = 0;
      for (let game = 0; game < times.length; game++) {
        const count = times[game] ?? 0;
        gap += count * ((seen[game] ?? 0) - (said[game] ?? 0));
        rows += count * (own[game] ?? 0);
      }
      gaps += Math.abs(gap);
    }
    return rows === 0 ? undefined : gaps / rows;
  };
}

/** How many games have a row. */
export function gamesOf({ rows }: Pick<GameSums, "rows">): number {
  let games = 0;
  for (const count of rows) if (count > 0) games++;
  return games;
}

/** The sum of a number over all games. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
