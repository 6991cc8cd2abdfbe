/**
 * A sweep, or a shard of one, as a file; and shards joined to the whole.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { CELL_FIELDS, CELL_WIDTH } from "./task.ts";

/** By what parameter sets are ranked: gain against its spread over the games, or the gain itself. */
export const RANKS = ["sharpe", "pnl"] as const;

/** One of {@linkcode RANKS}. */
export type Rank = typeof RANKS[number];

/** How many folds walking forward may have. */
export const MOST_FOLDS = 100;

/** The version of the form. */
const FORM_VERSION = 1;

const parameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** A time, Unix milliseconds with fraction: what a date can be. */
const time = z.number().min(0).max(8.64e15);
const count = z.int().nonnegative();

/**
 * All that decides a sweep; shards of the same one have the same. What ranks it and where it is kept is checked, the rest
 * may be anything. The form puts these first, so that a text read and written again is the same text.
 */
export const ConfigSchema = z.object({
  strategy: z.string(),
  sport: z.string().nullable(),
  rank: z.enum(RANKS),
  folds: z.int().min(0).max(MOST_FOLDS),
}).catchall(z.json());

const TRIPS = CELL_FIELDS.indexOf("round_trips");
const WINS = CELL_FIELDS.indexOf("wins");

/** Micro-dollars and counts, in the order of {@linkcode CELL_FIELDS}. */
const row = z.array(z.int()).length(CELL_WIDTH).refine(
  (numbers) => {
    const { [TRIPS]: trips = NaN, [WINS]: wins = NaN } = numbers;
    return wins >= 0 && wins <= trips;
  },
  "expected round trips, and wins that are no more than those",
);

/** The schema of a shard's file. */
export const ShardSchema = z.object({
  kalshi_live_sweep: z.literal(FORM_VERSION),
  config: ConfigSchema,
  shard: z.object({ index: z.int().positive(), count: z.int().positive() }),
  /** Cells that the strategy refuses, of the whole sweep. */
  refused: count,
  /** Why the first of them is refused; null where none is. */
  refused_because: z.string().nullable(),
  games: z.array(
    z.object({
      event: z.string(),
      recording: z.string(),
      sha256: z.array(z.string()),
      from: time,
      to: time,
      events: count,
    }),
  ),
  left_out: z.array(z.object({ recording: z.string(), code: z.string(), message: z.string() })),
  /** Caveats, without which the numbers are not to be believed: each once, sorted. */
  caveats: z.array(z.string()),
  /** How many sets the whole sweep has. */
  all_sets: z.int().positive(),
  /** The sets of this shard; of each a row a game: P&L and fees in micro-dollars, round trips, wins. */
  sets: z.array(z.object({
    cell: count,
    parameters,
    games: z.array(row),
  })),
});

/** A sweep or a share of one. */
export type Shard = z.output<typeof ShardSchema>;

/** The file's text. */
export function formatShard(shard: Omit<Shard, "kalshi_live_sweep">): string {
  return JSON.stringify({ kalshi_live_sweep: FORM_VERSION, ...shard }) + "\n";
}

/** Reads a shard's file. */
export function readShard(path: string, text: string): Result<Shard> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("bad_part", `Cannot merge "${path}": expected a part of a sweep, it is no JSON`);
  }
  const parsed = ShardSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(
      "bad_part",
      `Cannot merge "${path}": expected a part of a sweep, ${
        issue?.path.join(".") || "it"
      }: ${issue?.message}`,
    );
  }
  const { sets, games } = parsed.data;
  const short = sets.find((set) => set.games.length !== games.length);
  if (short !== undefined) {
    const message = `set ${short.cell} has ${short.games.length} games, expected all`;
    return refuse("bad_part", `Cannot merge "${path}": ${message}`);
  }
  const beyond = sets.find((set) => !isCountable(set.games));
  return beyond === undefined ? succeed(parsed.data) : refuse(
    "bad_part",
    `Cannot merge "${path}": set ${beyond.cell} has numbers that no sweep comes to`,
  );
}

/** Whether all sums over games are exact, whichever games they are over. */
function isCountable(games: readonly (readonly number[])[]): boolean {
  const sums = new Array<number>(CELL_WIDTH).fill(0);
  for (const numbers of games) {
    for (const [place, number] of numbers.entries()) sums[place] = (sums[place] ?? 0) + Math.abs(number);
  }
  return sums.every((sum) => sum <= Number.MAX_SAFE_INTEGER);
}

/**
 * Joins the shards of one sweep.
 *
 * @param parts with the path of each, in any order
 * @returns the shard that one run of the whole sweep would have made, or a refusal: of different sweeps or recordings, one
 * given twice, one missing
 */
export function mergeShards(shards: readonly (readonly [string, Shard])[]): Result<Shard> {
  const [first, ...others] = shards;
  if (first === undefined) return refuse("no_parts", "Cannot merge: expected the files of all shards");
  const [firstPath, whole] = first;
  const { count } = whole.shard;
  const common = (shard: Shard) => {
    const { shard: _shard, sets: _sets, caveats: _caveats, ...rest } = shard;
    return JSON.stringify(rest);
  };
  for (const [path, shard] of others) {
    if (shard.shard.count !== count) {
      return refuse(
        "mixed_parts",
        `Cannot merge "${path}": it is one of ${shard.shard.count} shards, "${firstPath}" of ${count}`,
      );
    }
    if (common(shard) !== common(whole)) {
      return refuse(
        "mixed_parts",
        `Cannot merge "${path}" with "${firstPath}": they differ in ${
          differenceOf(shard, whole)
        }; expected shards of one sweep`,
      );
    }
  }
  const seen = new Map<number, string>();
  for (const [path, { shard: { index } }] of shards) {
    const other = seen.get(index);
    if (other !== undefined) {
      return refuse("mixed_parts", `Cannot merge "${path}": "${other}" is shard ${index} too`);
    }
    seen.set(index, path);
  }
  for (let index = 1; index <= count; index++) {
    if (!seen.has(index)) {
      return refuse("missing_part", `Cannot merge: shard ${index} of ${count} is missing`);
    }
  }
  const sets = shards.flatMap(([, shard]) => shard.sets).sort((a, b) => a.cell - b.cell);
  const twice = sets.find(({ cell }, index) => sets[index + 1]?.cell === cell);
  if (twice !== undefined) {
    return refuse("mixed_parts", `Cannot merge: set ${twice.cell} is there twice`);
  }
  if (sets.length !== whole.all_sets) {
    return refuse("missing_part", `Cannot merge: ${sets.length} sets of ${whole.all_sets} are there`);
  }
  const caveats = [...new Set(shards.flatMap(([, shard]) => shard.caveats))].sort();
  return succeed({ ...whole, shard: { index: 1, count: 1 }, caveats, sets });
}

/** The first thing in which two shards differ. */
function differenceOf(shard: Shard, other: Shard): string {
  const keys = ["config", "games", "left_out", "refused", "refused_because", "all_sets"] as const;
  const key = keys.find((each) => JSON.stringify(shard[each]) !== JSON.stringify(other[each])) ?? "form";
  if (key !== "config") return key === "games" ? "recordings" : key;
  const names = [...new Set([...Object.keys(shard.config), ...Object.keys(other.config)])];
  const name = names.find((each) =>
    JSON.stringify(shard.config[each]) !== JSON.stringify(other.config[each])
  );
  return name ?? key;
}
