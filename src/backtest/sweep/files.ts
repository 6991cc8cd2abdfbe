/**
 * The files of a sweep, as texts. The same sweep gives the same bytes, in one run or in shards.
 *
 * @module
 */
import type { Interval } from "../../core/metrics/statistics/mod.ts";
import { formatMicros, type Micros } from "../../core/money.ts";
import { formatCsv } from "../csv.ts";
import { summaryNumber } from "../summary.ts";
import type { SweepPart } from "./part.ts";
import type { Rank, RankedSet, Ranking } from "./ranking.ts";

/** The files of a sweep's folder. */
export const SWEEP_FILES = { sweep: "sweep.json", ranking: "ranking.csv", part: "sets.json" } as const;

/** Sets that `sweep.json` holds; the ranking has all. */
const MOST_IN_SUMMARY = 100;
/** Below this the best of so many sets is likely luck. */
export const LIKELY_REAL = 0.95;

const dollars = (micros: number | undefined) =>
  micros === undefined ? "" : formatMicros(Math.round(micros) as Micros);
const ratio = (value: number | undefined) => value === undefined ? "" : String(summaryNumber(value, "ratio"));

/** `ranking.csv`: all sets, best first. */
export function rankingCsv(ranking: Ranking, games: number): string {
  const names = [...new Set(ranking.sets.flatMap(({ parameters }) => Object.keys(parameters)))].sort();
  const columns = [
    ["rank", "cell"],
    names,
    ["games", "round_trips", "wins", "hit_rate", "pnl", "fees"],
    ["pnl_per_game", "pnl_low", "pnl_high", "sharpe_per_game", "sharpe_low", "sharpe_high"],
  ].flat();
  return formatCsv(
    columns,
    ranking.sets.map((set) => [
      String(set.rank),
      String(set.cell),
      ...names.map((name) => String(set.parameters[name] ?? "")),
      String(games),
      String(set.roundTrips),
      String(set.wins),
      ratio(set.roundTrips === 0 ? undefined : set.wins / set.roundTrips),
      dollars(set.pnl),
      dollars(set.fees),
      dollars(games === 0 ? undefined : set.pnl / games),
      dollars(set.pnlPerGame?.low),
      dollars(set.pnlPerGame?.high),
      ratio(set.sharpePerGame),
      ratio(set.sharpeInterval?.low),
      ratio(set.sharpeInterval?.high),
    ]),
  );
}

/** A set as `sweep.json` has it. */
function setRecord(set: RankedSet) {
  const interval = (found: Interval | undefined, write: (value: number) => unknown) =>
    found === undefined
      ? null
      : { low: write(found.low), high: write(found.high), confidence: found.confidence };
  return {
    rank: set.rank,
    cell: set.cell,
    parameters: set.parameters,
    pnl: formatMicros(set.pnl as Micros),
    fees: formatMicros(set.fees as Micros),
    round_trips: set.roundTrips,
    wins: set.wins,
    sharpe_per_game: summaryNumber(set.sharpePerGame, "ratio"),
    pnl_per_game: interval(set.pnlPerGame, dollars),
    sharpe_interval: interval(set.sharpeInterval, (value) => summaryNumber(value, "ratio")),
  };
}

/** Why not to believe the best set; `undefined` where nothing speaks against it. */
export function warningOf({ deflated, folds, sets }: Ranking): string | undefined {
  const traded = sets.some(({ roundTrips }) => roundTrips > 0);
  if (!traded) return "no set traded";
  if (deflated === undefined) {
    return "too few games, or too few that were traded, to tell the best set from luck";
  }
  if (deflated.probability < LIKELY_REAL) {
    const percent = (deflated.probability * 100).toFixed(0);
    return `the best of ${deflated.trials} sets is likely luck: the probability that its Sharpe ratio is more than the ` +
      `best of so many tries would show by chance is ${percent} %`;
  }
  const ahead = folds.reduce((sum, fold) => sum + fold.testPnl, 0);
  return folds.length > 0 && ahead <= 0
    ? "walking forward, the sets chosen on earlier games lost on those that followed"
    : undefined;
}

/** `sweep.json`: what was swept, the best sets, and how far to believe them. */
export function sweepJson(part: SweepPart, ranking: Ranking, rank: Rank): string {
  const { deflated, folds, sets } = ranking;
  const record = {
    config: part.config,
    games: part.games,
    left_out: part.left_out,
    sets: part.all_sets,
    refused: part.refused,
    ranked_by: rank,
    best: sets.slice(0, MOST_IN_SUMMARY).map(setRecord),
    deflated_sharpe: deflated === undefined ? null : {
      sharpe_per_game: summaryNumber(deflated.sharpe, "ratio"),
      trials: deflated.trials,
      expected_by_chance: summaryNumber(deflated.benchmark, "ratio"),
      probability: summaryNumber(deflated.probability, "ratio"),
    },
    walk_forward: folds.map((fold) => ({
      train_games: fold.trainGames,
      test_games: fold.testGames,
      cell: fold.cell,
      parameters: fold.parameters,
      train_pnl: formatMicros(fold.trainPnl as Micros),
      test_pnl: formatMicros(fold.testPnl as Micros),
    })),
    not_walked: ranking.notWalked ?? null,
    caveats: part.caveats,
    warning: warningOf(ranking) ?? null,
  };
  return JSON.stringify(record, null, 2) + "\n";
}
