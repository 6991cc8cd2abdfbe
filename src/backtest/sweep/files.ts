/**
 * The files of a sweep, as texts. The same sweep gives the same bytes, in one run or in shards.
 *
 * @module
 */
import type { Interval } from "../../core/statistics/mod.ts";
import { formatMicros, type Micros } from "../../core/numbers/money.ts";
import { formatCsv } from "../../lib/rows.ts";
import { summaryNumber } from "../summary.ts";
import type { Rank } from "./shard.ts";
import type { Shard } from "./shard.ts";
import type { RankedSet, Ranking } from "./ranking.ts";
import { walkedTotal } from "./walk_forward.ts";
import { warningsOf } from "./warnings.ts";

/** The files of a sweep's folder. */
export const SWEEP_FILES = { sweep: "sweep.json", ranking: "ranking.csv", shard: "sets.json" } as const;

/** Sets that `sweep.json` holds; the ranking has all. */
const MOST_IN_SUMMARY = 100;

const dollars = (micros: number | undefined) =>
  micros === undefined ? null : formatMicros(Math.round(micros) as Micros);
const ratio = (value: number | undefined) =>
  value === undefined ? null : String(summaryNumber(value, "ratio"));

const textOf = (value: unknown) => value === undefined || value === null ? null : String(value);

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
      set.rank,
      set.cell,
      ...names.map((name) => textOf(set.parameters[name])),
      games,
      set.roundTrips,
      set.wins,
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
    games_traded: set.gamesTraded,
    games_lost: set.gamesLost,
    sharpe_per_game: summaryNumber(set.sharpePerGame, "ratio"),
    pnl_per_game: interval(set.pnlPerGame, dollars),
    sharpe_interval: interval(set.sharpeInterval, (value) => summaryNumber(value, "ratio")),
  };
}

/** `sweep.json`: what was swept, the best sets, and how far to believe them. */
export function sweepJson(shard: Shard, ranking: Ranking, rank: Rank): string {
  const { deflated, folds, sets } = ranking;
  const total = walkedTotal(folds);
  const record = {
    config: shard.config,
    games: shard.games,
    left_out: shard.left_out,
    sets: shard.all_sets,
    refused: shard.refused,
    refused_because: shard.refused_because,
    ranked_by: rank,
    best: sets.slice(0, MOST_IN_SUMMARY).map(setRecord),
    deflated_sharpe: deflated === undefined ? null : {
      cell: deflated.cell,
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
      test_round_trips: fold.testRoundTrips,
    })),
    walk_forward_total: folds.length === 0 ? null : {
      test_games: total.testGames,
      test_pnl: formatMicros(total.testPnl as Micros),
      test_round_trips: total.testRoundTrips,
    },
    not_walked: ranking.notWalked ?? null,
    caveats: shard.caveats,
    warnings: warningsOf(ranking),
  };
  return JSON.stringify(record, null, 2) + "\n";
}
