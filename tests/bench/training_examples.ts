/**
 * Plays to grow trees from: real ones where the captures are, made up ones elsewhere.
 *
 * @module
 */
import { Random } from "../../src/core/numbers/prng.ts";
import type { Result } from "../../src/core/result.ts";
import { featureColumns } from "../../src/models/data/feature_columns.ts";
import { loadPlays } from "../../src/models/data/load.ts";
import { closingLogits, withPregame } from "../../src/models/data/pregame.ts";
import { newSituation } from "../../src/models/situation/situation.ts";
import type { Examples } from "../../src/models/trees/boosting/options.ts";
import { dataPath } from "../support/data.ts";

/** As many as the NFL's three seasons have plays. */
const PLAYS = 115_104;

/** Twenty features of a play. */
const NFL_NAMES = [
  "diff",
  "left",
  "share",
  "half_left",
  "half",
  "down",
  "ydstogo",
  "yardline",
  "goal_to_go",
  "own_timeouts",
  "other_timeouts",
  "h2",
  "pl",
  "ep",
  "diff_ep",
  "z",
  "ez",
  "quarter_seconds_remaining",
  "elapsed_share",
  "spread_time",
];
const NBA_NAMES = ["diff", "left", "ezp", "mu", "poss"];

/** Examples, where they are from, and the rows of the last season, which come last. */
export interface Plays {
  readonly examples: Examples;
  readonly lastSeason: number;
  readonly from: string;
}

function must<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}

/** All plays of the captures, or `undefined` where they are missing. */
export async function realPlays(sport: "nba" | "nfl"): Promise<Plays | undefined> {
  const file = sport === "nfl"
    ? "nfl-pbp/nfl_plays_2020_2022.parquet"
    : "nba-pbp/nba_plays_2021_2025.parquet";
  const path = dataPath(file);
  if (path === undefined) return undefined;
  const loaded = must(await loadPlays(sport, [path]));
  const table = sport === "nfl" ? must(withPregame(loaded, "spread", closingLogits(loaded))) : loaded;
  const names = sport === "nfl" ? NFL_NAMES : NBA_NAMES;
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row)
    .sort((a, b) => (table.seasons[a] ?? 0) - (table.seasons[b] ?? 0) || a - b);
  const situation = newSituation(sport);
  const last = table.seasons[rows.at(-1) ?? 0];
  return {
    examples: {
      matrix: { names, columns: must(featureColumns(table, names, rows)), rows: rows.length },
      labels: Float32Array.from(rows, (row) => {
        table.situation(row, situation);
        const homeWon = table.label[row] ?? NaN;
        // The NFL's features are those of the team with the ball.
        return situation.sport === "nba" || situation.ballHome ? homeWon : 1 - homeWon;
      }),
    },
    lastSeason: rows.filter((row) => table.seasons[row] === last).length,
    from: file,
  };
}

/** Plays from a seed: few values in some columns, many in others, and a label that half of them have to do with. */
export function madeUpPlays(): Plays {
  const random = new Random(11);
  const names = Array.from({ length: 20 }, (_, column) => `f${column}`);
  const columns = names.map((_, column) => {
    const steps = column < 5 ? 2 ** column : Infinity;
    return Float32Array.from({ length: PLAYS }, () => {
      const value = random.normal();
      return steps === Infinity ? value : Math.round(value * steps) / steps;
    });
  });
  const labels = Float32Array.from({ length: PLAYS }, (_, row) => {
    const logit = columns.slice(0, 10).reduce((sum, column) => sum + (column[row] ?? 0), 0) * 0.4;
    return random.chance(1 / (1 + Math.exp(-logit))) ? 1 : 0;
  });
  return {
    examples: { matrix: { names, columns, rows: PLAYS }, labels },
    lastSeason: PLAYS / 4,
    from: "a seed",
  };
}
