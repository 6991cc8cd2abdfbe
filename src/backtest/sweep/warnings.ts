/**
 * Why not to believe a sweep.
 *
 * @module
 */
import { formatMetric } from "../report/build.ts";
import type { RankedSet, Ranking } from "./ranking.ts";
import { walkedTotal } from "./walk_forward.ts";

/** With fewer traded games no result can be distinguished from luck. */
export const LEAST_GAMES_TRADED = 30;
/** Below this the best of so many sets cannot be distinguished from luck. */
export const LEAST_PROBABILITY = 0.95;
/** Less than half of it is shown as nothing. */
const CENT = 10_000;

/**
 * Gives what speaks against the first set, whatever it is ranked by: each a line, none in place of another. No line at all does not
 * make it good; it is only not caught here.
 */
export function warningsOf(ranking: Ranking): readonly string[] {
  return [...doubts(ranking), ...walked(ranking)];
}

function* doubts({ sets, deflated }: Ranking): Generator<string> {
  const traded = sets.filter(({ roundTrips }) => roundTrips > 0);
  // Sets that never traded are last, so this is the first of all.
  const [best] = traded;
  if (best === undefined) return yield "no set traded";
  if (traded.every(({ pnl }) => pnl < 0)) return yield "every set that traded lost";
  yield* smallness(best);
  if (deflated === undefined || deflated.trials < 2 || deflated.probability >= LEAST_PROBABILITY) return;
  yield `the best of ${deflated.trials} sets cannot be told from luck: ${
    floored(deflated.probability)
  } % that its ` +
    `Sharpe ratio is more than so many tries would show by chance; ${
      LEAST_PROBABILITY * 100
    } % is commonly asked for`;
}

function* smallness({ gamesTraded, gamesLost }: RankedSet): Generator<string> {
  if (gamesTraded < LEAST_GAMES_TRADED) {
    const games = gamesTraded === 1
      ? "1 game in which the best set traded is"
      : `${gamesTraded} games in which the best set traded are`;
    yield `${games} too few to tell it from luck (${LEAST_GAMES_TRADED} are commonly asked for)`;
  }
  if (gamesLost === 0) yield "the best set lost in no game: what a loss would cost is not known";
}

/** Per cent with one decimal, never rounded up to what is asked for. */
function floored(probability: number): string {
  const tenths = Math.min(Math.floor(probability * 1_000), LEAST_PROBABILITY * 1_000 - 1);
  return (tenths / 10).toFixed(1);
}

function* walked({ folds }: Ranking): Generator<string> {
  const { testPnl, testRoundTrips } = walkedTotal(folds);
  if (folds.length === 0 || testPnl > 0) return;
  const chosen = "walking forward, the sets chosen on earlier games";
  if (testPnl < 0) {
    const loss = -testPnl < CENT / 2 ? "less than a cent" : formatMetric(-testPnl, "money");
    yield `${chosen} lost ${loss} on those that followed`;
  } else {
    yield `${chosen} gained nothing on those that followed${
      testRoundTrips === 0 ? ": they did not trade" : ""
    }`;
  }
}
