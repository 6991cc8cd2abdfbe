/**
 * Which sets of a sweep did best, how sure that is, and whether the best would have been found beforehand.
 *
 * @module
 */
import {
  bootstrapInterval,
  type DeflatedSharpe,
  deflatedSharpe,
  drawResamples,
  type Interval,
  LEAST_FOR_INTERVAL,
  meanAndDeviation,
  sharpeEvidence,
  sharpeRatio,
} from "../../core/statistics/mod.ts";
import { Random } from "../../core/numbers/prng.ts";
import { type Candidate, candidatesOf, gamesInOrder, inOrder, sum } from "./candidate.ts";
import type { Rank } from "./shard.ts";
import type { Parameters } from "./grid.ts";
import type { Shard } from "./shard.ts";
import { type FoldResult, walkForwardSweep } from "./walk_forward.ts";

/** Sets that get intervals: who reads further down looks for something else. */
const SETS_WITH_INTERVALS = 1_000;
/** Chance begins here, so that the same sweep says the same every time. */
const SEED = 1;

/** A set and what it came to; money in micro-dollars. */
export interface RankedSet {
  /** From 1. */
  readonly rank: number;
  readonly cell: number;
  readonly parameters: Parameters;
  readonly pnl: number;
  readonly fees: number;
  readonly roundTrips: number;
  readonly wins: number;
  /** Games with a round trip. */
  readonly gamesTraded: number;
  /** Games that ended with less money than they began with. */
  readonly gamesLost: number;
  readonly sharpePerGame: number | undefined;
  /** Of the mean gain a game; only the first sets of {@linkcode LEAST_FOR_INTERVAL} games or more have one. */
  readonly pnlPerGame: Interval | undefined;
  readonly sharpeInterval: Interval | undefined;
}

/** The verdict on the set of the first rank. */
export interface JudgedSharpe extends DeflatedSharpe {
  /** The set that is judged. */
  readonly cell: number;
}

/** A sweep's verdict. */
export interface Ranking {
  /** Best first. */
  readonly sets: readonly RankedSet[];
  /** Left out where the first set has no Sharpe ratio to judge. */
  readonly deflated?: JudgedSharpe;
  readonly folds: readonly FoldResult[];
  /** Why nothing was walked through, where it was asked for and could not be. */
  readonly notWalked?: string;
}

/**
 * Ranks a sweep.
 *
 * @param folds how often to walk forward; 0: not at all
 */
export function rankSweep(shard: Shard, rank: Rank, folds: number): Ranking {
  const order = gamesInOrder(shard);
  const candidates = candidatesOf(shard, order);
  const walked = walkForwardSweep(candidates, order, rank, folds);
  const ranked = inOrder(candidates, rank);
  const deflated = deflate(ranked);
  return {
    sets: withIntervals(ranked),
    folds: walked.ok ? walked.value : [],
    ...(walked.ok ? {} : { notWalked: walked.reason.message }),
    ...(deflated === undefined ? {} : { deflated }),
  };
}

function withIntervals(ranked: readonly Candidate[]): RankedSet[] {
  const games = ranked[0]?.gains.length ?? 0;
  const resamples = games < LEAST_FOR_INTERVAL ? undefined : drawResamples(games, new Random(SEED));
  const mean = (sample: Float64Array) => meanAndDeviation(sample).mean;
  const count = (numbers: Float64Array, isIt: (number: number) => boolean) =>
    numbers.reduce((total, number) => isIt(number) ? total + 1 : total, 0);
  return ranked.map(({ cell, parameters, gains, fees, roundTrips, wins }, index) => {
    const isFirst = index < SETS_WITH_INTERVALS && resamples !== undefined;
    return {
      rank: index + 1,
      cell,
      parameters,
      pnl: sum(gains),
      fees,
      roundTrips: sum(roundTrips),
      wins,
      gamesTraded: count(roundTrips, (trips) => trips > 0),
      gamesLost: count(gains, (gain) => gain < 0),
      sharpePerGame: sharpeRatio(gains),
      pnlPerGame: isFirst ? bootstrapInterval(gains, mean, resamples) : undefined,
      sharpeInterval: isFirst ? bootstrapInterval(gains, sharpeRatio, resamples) : undefined,
    };
  });
}

/** Whether the first set's Sharpe ratio is more than the best of as many tries would show by luck. */
function deflate([best, ...others]: readonly Candidate[]): JudgedSharpe | undefined {
  const evidence = best === undefined ? undefined : sharpeEvidence(best.gains);
  if (best === undefined || evidence === undefined) return undefined;
  const sharpes = [best, ...others].flatMap(({ gains }) => sharpeRatio(gains) ?? []);
  const verdict = deflatedSharpe(evidence, Float64Array.from(sharpes));
  return verdict === undefined ? undefined : { cell: best.cell, ...verdict };
}
