/**
 * The sets of a sweep as they are compared, over all games or over some of them.
 *
 * @module
 */
import { sharpeRatio } from "../../core/statistics/mod.ts";
import type { Parameters } from "./grid.ts";
import type { Shard } from "./shard.ts";
import { CELL_FIELDS } from "./task.ts";
import type { Rank } from "./shard.ts";

/** A set and what it came to. */
export interface Candidate {
  readonly cell: number;
  readonly parameters: Parameters;
  /** After fees, in micro-dollars: one a game, in order of their beginning. */
  readonly gains: Float64Array;
  /** One a game, in the same order. */
  readonly roundTrips: Float64Array;
  /** Of all games, in micro-dollars. */
  readonly fees: number;
  /** Of all games. */
  readonly wins: number;
}

/** Where each number of a set stands in its row of a game. */
const PLACES = {
  pnl: CELL_FIELDS.indexOf("pnl"),
  fees: CELL_FIELDS.indexOf("fees"),
  round_trips: CELL_FIELDS.indexOf("round_trips"),
  wins: CELL_FIELDS.indexOf("wins"),
};

/** When a game was on, Unix milliseconds, and its place in the shard's list. */
export interface GameTime {
  readonly from: number;
  readonly to: number;
  readonly index: number;
}

/** The games of a shard by their beginning. */
export function gamesInOrder({ games }: Shard): GameTime[] {
  return games.map(({ from, to }, index) => ({ index, from, to }))
    .sort((a, b) => a.from - b.from || a.index - b.index);
}

/** The parameter sets of a shard, their games in the order given. */
export function candidatesOf({ sets }: Shard, order: readonly GameTime[]): Candidate[] {
  return sets.map(({ cell, parameters, games }) => {
    const column = (place: number) => Float64Array.from(order, ({ index }) => games[index]?.[place] ?? 0);
    const total = (place: number) => games.reduce((all, numbers) => all + (numbers[place] ?? 0), 0);
    return {
      cell,
      parameters,
      gains: column(PLACES.pnl),
      roundTrips: column(PLACES.round_trips),
      fees: total(PLACES.fees),
      wins: total(PLACES.wins),
    };
  });
}

/** The sum of numbers, one a game. */
export function sum(numbers: Float64Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The numbers of some games only. */
export function pick(numbers: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => numbers[place] ?? 0);
}

/**
 * Ranks sets. Those that never traded come last, whatever the others lost: doing nothing is not a rule that
 * could be chosen. Of equals the higher gain, then the lower cell comes first.
 */
export function inOrder(candidates: readonly Candidate[], rank: Rank): Candidate[] {
  const judged = candidates.map((candidate) => {
    const pnl = sum(candidate.gains);
    const score = rank === "pnl" ? pnl : sharpeRatio(candidate.gains) ?? -Infinity;
    return { candidate, pnl, score, traded: candidate.roundTrips.some((count) => count > 0) ? 1 : 0 };
  });
  judged.sort((a, b) =>
    b.traded - a.traded || (a.score === b.score ? 0 : b.score > a.score ? 1 : -1) || b.pnl - a.pnl ||
    a.candidate.cell - b.candidate.cell
  );
  return judged.map(({ candidate }) => candidate);
}
