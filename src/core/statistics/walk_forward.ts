/**
 * Walk-forward: parameters are chosen on earlier games and judged on later ones, again and again, as if they had been
 * traded then.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../result.ts";

/** Which earlier games are trained on: `anchored` all of them, `rolling` the last so many. */
export type WalkForwardMode = "anchored" | "rolling";

/** Options of {@linkcode walkForward}. */
export interface WalkForwardOptions {
  /** How many times to train and test: a whole number of 1 or more. */
  readonly folds: number;
  /** @default {"anchored"} */
  readonly mode?: WalkForwardMode;
  /**
   * Games before the first test, and those that `rolling` trains on at most.
   *
   * @default as many as a test has, rounded up: games / (folds + 1)
   */
  readonly trainGames?: number;
}

/** One step: choose on `train`, judge on `test`. */
export interface Fold<Game> {
  readonly train: readonly Game[];
  readonly test: readonly Game[];
}

/** When a game was on, Unix milliseconds. */
export interface Timed {
  readonly from: number;
  readonly to: number;
}

/**
 * Splits games into folds. The games after the first `trainGames` are the tests, in blocks whose sizes differ by one
 * at most. A fold trains on earlier games that were over when the first game of its test began: one that was still on
 * could not have been learned from. Refusals: `too_few_games`, `nothing_to_train_on`.
 *
 * @param games by their beginning
 * @throws {RangeError} if the games are not in order, or an option is not a whole number of 1 or more
 */
export function walkForward<Game extends Timed>(
  games: readonly Game[],
  options: WalkForwardOptions,
): Result<readonly Fold<Game>[]> {
  const { folds, mode = "anchored", trainGames = Math.ceil(games.length / (folds + 1)) } = options;
  checkInputs(games, folds, options.trainGames ?? 1);
  const tested = games.length - trainGames;
  if (tested < folds) {
    return refuse(
      "too_few_games",
      `Cannot walk forward: expected at least ${
        folds + (options.trainGames ?? 1)
      } games for ${folds} folds, ` +
        `was ${games.length}`,
    );
  }
  const found: Fold<Game>[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const start = trainGames + Math.floor(tested * fold / folds);
    const test = games.slice(start, trainGames + Math.floor(tested * (fold + 1) / folds));
    const begins = test[0]?.from ?? 0;
    const over = games.slice(0, start).filter((game) => game.to <= begins);
    const train = mode === "anchored" ? over : over.slice(-trainGames);
    if (train.length === 0) {
      return refuse(
        "nothing_to_train_on",
        `Cannot walk forward: no game is over when the test of fold ${fold + 1} of ${folds} begins`,
      );
    }
    found.push({ train, test });
  }
  return succeed(found);
}

function checkInputs(games: readonly Timed[], folds: number, trainGames: number): void {
  for (const count of [folds, trainGames]) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`Cannot walk forward: expected whole numbers of 1 or more, was ${count}`);
    }
  }
  let before = -Infinity;
  for (const { from } of games) {
    if (from < before) throw new RangeError("Cannot walk forward: expected the games by their beginning");
    before = from;
  }
}
