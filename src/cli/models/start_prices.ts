/**
 * The market's price at the start of a table's games, out of files.
 *
 * @module
 */
import { join } from "node:path";
import { describeError } from "../../lib/errors.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { PlayTable } from "../../models/data/play_table.ts";
import { readCandles, type StartPrices, startPrices } from "../../models/data/start_prices.ts";
import { readTipOffs } from "../../models/data/tip_offs.ts";
import { failure, orFail } from "../program.ts";
import { namedTeam } from "../ratings/named_team.ts";

/** Files of candles in a folder. */
const CANDLES = /\.csv(\.gz)?$/i;

/** Prices of games, and what the card says about those that have none. */
export interface MarketLogits {
  readonly logits: Float64Array;
  readonly caveat: string;
}

/**
 * Reads prices.
 *
 * @param paths files of candles, or folders of them
 * @param schedules files that say when games were to begin
 */
export async function marketLogits(
  { sport, games }: PlayTable,
  paths: readonly string[],
  schedules: readonly string[],
): Promise<MarketLogits> {
  const tipOffs = orFail(await readTipOffs(schedules, sport, namedTeam(sport)));
  const candles = orFail(await readCandles((await Promise.all(paths.map(filesOf))).flat()));
  const found = orFail(startPrices(sport, games, candles, tipOffs));
  const caveat = caveatOf(candles.length, found);
  if (found.priced === 0) throw failure(`Cannot use --start-prices: no game has one. ${caveat}`);
  return { logits: found.logits, caveat };
}

async function filesOf(path: string): Promise<readonly string[]> {
  try {
    if (!(await Deno.stat(path)).isDirectory) return [path];
    const files: string[] = [];
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (isFile && CANDLES.test(name)) files.push(join(path, name));
    }
    if (files.length > 0) return files.sort();
  } catch (error) {
    throw failure(`Cannot read start prices "${safeText(path, 200)}": ${describeError(error)}`);
  }
  throw failure(`Cannot read start prices "${safeText(path, 200)}": expected .csv or .csv.gz files in it`);
}

function caveatOf(
  markets: number,
  { priced, otherGames, withoutStart, withoutTrade }: StartPrices,
): string {
  const without = [
    [otherGames, "of games that the plays do not have"],
    [withoutStart, "without a scheduled start"],
    [withoutTrade, "without a trade before it"],
  ].flatMap(([count, why]) => count === 0 ? [] : [`${count} ${why}`]);
  return `Prices at the start: of ${priced} of ${markets} markets${
    without.length === 0 ? "" : ` (${without.join(", ")})`
  }.`;
}
