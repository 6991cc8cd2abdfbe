/**
 * Walking forward: whether the best set would have been found beforehand.
 *
 * @module
 */
import { walkForward } from "../../core/statistics/mod.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { type Candidate, type GameTime, inOrder, pick, sum } from "./candidate.ts";
import type { Parameters } from "./grid.ts";
import type { Rank } from "./shard.ts";

/** Fewer games than this have no spread, and so no set to choose by it. */
const LEAST_TRAINED = 2;

/** One step: the set that was best on earlier games, on those that followed; money in micro-dollars. */
export interface FoldResult {
  readonly trainGames: number;
  readonly testGames: number;
  readonly cell: number;
  readonly parameters: Parameters;
  readonly trainPnl: number;
  readonly testPnl: number;
  readonly testRoundTrips: number;
}

/** All steps together. */
export interface WalkedTotal {
  readonly testGames: number;
  readonly testRoundTrips: number;
  /** Micro-dollars. */
  readonly testPnl: number;
}

/** Refuses to walk forward over so few games that they do not suffice for the folds. */
export function checkFolds(games: number, folds: number): Result<void> {
  const least = folds + LEAST_TRAINED;
  if (folds === 0 || games >= least) return succeed(undefined);
  return refuse(
    "too_few_games",
    `Cannot walk forward: expected at least ${least} games for ${
      folds === 1 ? "1 fold" : `${folds} folds`
    }, was ${games}`,
  );
}

/** The sum over the folds. */
export function walkedTotal(folds: readonly FoldResult[]): WalkedTotal {
  const total = (of: (fold: FoldResult) => number) => folds.reduce((all, fold) => all + of(fold), 0);
  return {
    testGames: total((fold) => fold.testGames),
    testRoundTrips: total((fold) => fold.testRoundTrips),
    testPnl: total((fold) => fold.testPnl),
  };
}

/**
 * Chooses on the games before, judges on those after.
 *
 * @param order the games by their beginning, as the sets have them
 * @param folds how often; 0: not at all
 * @returns a refusal where a fold would choose on fewer than two games
 */
export function walkForwardSweep(
  candidates: readonly Candidate[],
  order: readonly GameTime[],
  rank: Rank,
  folds: number,
): Result<readonly FoldResult[]> {
  if (folds === 0) return succeed([]);
  const checked = checkFolds(order.length, folds);
  if (!checked.ok) return checked;
  const split = walkForward(order.map(({ from, to }, place) => ({ from, to, place })), { folds });
  if (!split.ok) return split;
  const short = split.value.findIndex(({ train }) => train.length < LEAST_TRAINED);
  if (short >= 0) {
    return refuse(
      "too_few_games",
      `Cannot walk forward: expected ${LEAST_TRAINED} games or more that are over when the test of fold ${
        short + 1
      } ` +
        `of ${folds} begins, was ${split.value[short]?.train.length}`,
    );
  }
  return succeed(split.value.flatMap(({ train, test }) => {
    const earlier = train.map(({ place }) => place);
    const later = test.map(({ place }) => place);
    const trained = candidates.map((each) => ({
      ...each,
      gains: pick(each.gains, earlier),
      roundTrips: pick(each.roundTrips, earlier),
    }));
    const [best] = inOrder(trained, rank);
    const chosen = candidates.find(({ cell }) => cell === best?.cell);
    if (best === undefined || chosen === undefined) return [];
    return {
      trainGames: train.length,
      testGames: test.length,
      cell: chosen.cell,
      parameters: chosen.parameters,
      trainPnl: sum(best.gains),
      testPnl: sum(pick(chosen.gains, later)),
      testRoundTrips: sum(pick(chosen.roundTrips, later)),
    };
  }));
}
