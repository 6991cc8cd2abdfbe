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
  meanAndDeviation,
  sharpeEvidence,
  sharpeRatio,
  walkForward,
} from "../../core/metrics/statistics/mod.ts";
import { Random } from "../../core/prng.ts";
import type { Result } from "../../core/result.ts";
import { succeed } from "../../core/result.ts";
import type { Parameters } from "./grid.ts";
import type { SweepPart } from "./part.ts";

/** By what sets are ranked: gain against its spread over the games, or the gain itself. */
export const RANKS = ["sharpe", "pnl"] as const;

/** One of {@linkcode RANKS}. */
export type Rank = typeof RANKS[number];

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
  readonly sharpePerGame: number | undefined;
  /** Of the mean gain a game; only the first sets have one. */
  readonly pnlPerGame: Interval | undefined;
  readonly sharpeInterval: Interval | undefined;
}

/** One step of walking forward: the set that was best on earlier games, on those that followed. */
export interface FoldResult {
  readonly trainGames: number;
  readonly testGames: number;
  readonly cell: number;
  readonly parameters: Parameters;
  readonly trainPnl: number;
  readonly testPnl: number;
}

/** A sweep's verdict. */
export interface Ranking {
  /** Best first. */
  readonly sets: readonly RankedSet[];
  /** Left out where no set traded enough for it. */
  readonly deflated?: DeflatedSharpe;
  readonly folds: readonly FoldResult[];
  /** Why nothing was walked through, where it was asked for and could not be. */
  readonly notWalked?: string;
}

/** Sets that get intervals: who reads further down looks for something else. */
const SETS_WITH_INTERVALS = 1_000;
/** Chance begins here, so that the same sweep says the same every time. */
const SEED = 1;

interface Candidate {
  readonly cell: number;
  readonly parameters: Parameters;
  /** By game, in order of their beginning. */
  readonly gains: Float64Array;
  readonly pnl: number;
  readonly fees: number;
  readonly roundTrips: number;
  readonly wins: number;
}

/** The number a set is ranked by; sets without one are last. */
function scoreOf(gains: Float64Array, rank: Rank): number {
  if (rank === "pnl") return gains.reduce((sum, gain) => sum + gain, 0);
  return sharpeRatio(gains) ?? -Infinity;
}

/** Ranks the sets; of equals the higher gain, then the lower cell comes first. */
function inOrder(candidates: readonly Candidate[], rank: Rank): Candidate[] {
  const scored = candidates.map((candidate) => ({ candidate, score: scoreOf(candidate.gains, rank) }));
  scored.sort((a, b) =>
    (a.score === b.score ? 0 : b.score > a.score ? 1 : -1) || b.candidate.pnl - a.candidate.pnl ||
    a.candidate.cell - b.candidate.cell
  );
  return scored.map(({ candidate }) => candidate);
}

/** Games by their beginning, as places in the part's list. */
function gamesInOrder(
  { games }: SweepPart,
): { readonly index: number; readonly from: number; readonly to: number }[] {
  return games.map(({ from, to }, index) => ({ index, from, to }))
    .sort((a, b) => a.from - b.from || a.index - b.index);
}

/**
 * Ranks a sweep.
 *
 * @param folds how often to walk forward; 0: not at all
 */
export function rankSweep(part: SweepPart, rank: Rank, folds: number): Ranking {
  const order = gamesInOrder(part);
  const candidates = part.sets.map(({ cell, parameters, games }): Candidate => {
    const sum = (place: number) => games.reduce((total, numbers) => total + (numbers[place] ?? 0), 0);
    const gains = Float64Array.from(order, ({ index }) => games[index]?.[0] ?? 0);
    return { cell, parameters, gains, pnl: sum(0), fees: sum(1), roundTrips: sum(2), wins: sum(3) };
  });
  const walked = folds === 0 ? succeed<readonly FoldResult[]>([]) : walk(candidates, order, rank, folds);
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
  const resamples = games < 2 ? undefined : drawResamples(games, new Random(SEED));
  const mean = (sample: Float64Array) => meanAndDeviation(sample).mean;
  return ranked.map(({ gains, ...set }, index) => {
    const isFirst = index < SETS_WITH_INTERVALS && resamples !== undefined;
    return {
      rank: index + 1,
      ...set,
      sharpePerGame: sharpeRatio(gains),
      pnlPerGame: isFirst ? bootstrapInterval(gains, mean, resamples) : undefined,
      sharpeInterval: isFirst ? bootstrapInterval(gains, sharpeRatio, resamples) : undefined,
    };
  });
}

/** Whether the best Sharpe ratio is more than the best of as many tries would be by luck. */
function deflate(ranked: readonly Candidate[]): DeflatedSharpe | undefined {
  const sharpes = ranked.flatMap(({ gains }) => sharpeRatio(gains) ?? []);
  const [best] = inOrder(ranked, "sharpe");
  const evidence = best === undefined ? undefined : sharpeEvidence(best.gains);
  return evidence === undefined ? undefined : deflatedSharpe(evidence, Float64Array.from(sharpes));
}

/** Chooses on the games before, judges on those after. */
function walk(
  candidates: readonly Candidate[],
  order: readonly { readonly from: number; readonly to: number }[],
  rank: Rank,
  folds: number,
): Result<readonly FoldResult[]> {
  const games = order.map(({ from, to }, place) => ({ from, to, place }));
  const split = walkForward(games, { folds });
  if (!split.ok) return split;
  const gainOn = (gains: Float64Array, chosen: readonly { readonly place: number }[]) =>
    Float64Array.from(chosen, ({ place }) => gains[place] ?? 0);
  return succeed(split.value.flatMap(({ train, test }) => {
    const [best] = inOrder(
      candidates.map((each) => ({ ...each, gains: gainOn(each.gains, train), pnl: 0 })),
      rank,
    );
    const chosen = candidates.find(({ cell }) => cell === best?.cell);
    if (chosen === undefined) return [];
    const total = (gains: Float64Array) => gains.reduce((sum, gain) => sum + gain, 0);
    return {
      trainGames: train.length,
      testGames: test.length,
      cell: chosen.cell,
      parameters: chosen.parameters,
      trainPnl: total(gainOn(chosen.gains, train)),
      testPnl: total(gainOn(chosen.gains, test)),
    };
  }));
}
