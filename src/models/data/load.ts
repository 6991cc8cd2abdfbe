/**
 * Plays of a sport from files.
 *
 * @module
 */
import { refuse, type Result } from "../../core/result.ts";
import type { Sport } from "../situation/sport.ts";
import { loadNba } from "./nba_plays.ts";
import { loadNfl } from "./nfl_plays.ts";
import type { PlayTable } from "./play_table.ts";

/**
 * Reads files of play-by-plays (Parquet, CSV, CSV in gzip) into one table, without pregame numbers. The same plays in two
 * files count once.
 *
 * @returns refused with the first file that cannot be used, and why
 */
export async function loadPlays(sport: Sport, files: readonly string[]): Promise<Result<PlayTable>> {
  if (files.length === 0) return refuse("no_files", "No files of plays were named");
  return await (sport === "nba" ? loadNba(files) : loadNfl(files));
}
