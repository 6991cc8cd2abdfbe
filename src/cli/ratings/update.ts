/**
 * Ratings made of results, and brought up to date by them and by recordings.
 *
 * @module
 */
import { dirname } from "node:path";
import { describeError } from "../../lib/errors.ts";
import { exists, replaceFile, splitPath, trimFolder } from "../../lib/files.ts";
import { addDays, easternDate } from "../../lib/new_york.ts";
import { safeText } from "../../lib/safe_text.ts";
import { readResults } from "../../models/data/results.ts";
import {
  makeRatings,
  type RatingsFile,
  readRatings,
  writeRatings,
} from "../../models/ratings/ratings_file.ts";
import { gameKey, type GameResult, gameText } from "../../models/ratings/result.ts";
import { seasonOf } from "../../models/ratings/season.ts";
import { type RatingsUpdate, updateRatings } from "../../models/ratings/update.ts";
import type { Sport } from "../../models/situation/sport.ts";
import type { Flags } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import { ProgressBar } from "../progress.ts";
import { type RatingsInForce, ratingsPlaces } from "./in_force.ts";
import { namedTeam } from "./named_team.ts";
import { type RecordedFinals, recordedFinals } from "./recorded_finals.ts";

/** An update, and where it is kept. */
export interface KeptUpdate extends RatingsUpdate {
  /** The file; `undefined` where nothing was new and nothing was written. */
  readonly path: string | undefined;
}

/** Makes ratings of the results of files, and writes them. */
export async function makeFromFiles(
  sport: Sport,
  paths: readonly string[],
  out: string,
  output: Output,
  today: string,
): Promise<RatingsInForce> {
  const games = await readFiles(sport, paths, output, today);
  const ratings = orFail(makeRatings(sport, games, paths.map((path) => splitPath(path).name)));
  await writeRatingsFile(out, ratings);
  return { ratings, path: out };
}

/** Counts the results of `--results` and the finals of recordings; the file is written where something is new. */
export async function bringUpToDate(
  sport: Sport,
  inForce: RatingsInForce,
  flags: Flags,
  output: Output,
  now: number,
): Promise<KeptUpdate> {
  const target = flags.text("file") ?? inForce.path ?? ratingsPlaces(sport).at(-1) ?? "";
  const files = flags.list("results");
  const given = files.length === 0 ? [] : await readFiles(sport, files, output, easternDate(now));
  const first = updateRatings(inForce.ratings, given, files.map((path) => splitPath(path).name));
  const recorded = await readFinals(sport, first.ratings, files.length > 0, flags, now);
  const second = updateRatings(first.ratings, recorded.games, ["recordings"]);
  const counted = [...first.counted, ...second.counted];
  if (counted.length > 0) await writeRatingsFile(target, second.ratings);
  return {
    ratings: second.ratings,
    counted,
    already: first.already + second.already + recorded.known,
    leftOut: [...first.leftOut, ...recorded.leftOut, ...second.leftOut],
    path: counted.length > 0 ? target : undefined,
  };
}

/** Finals of recordings; where results were given and nobody named a folder, a folder that is not there is no mistake. */
async function readFinals(
  sport: Sport,
  ratings: RatingsFile,
  hasResults: boolean,
  flags: Flags,
  now: number,
): Promise<RecordedFinals> {
  const named = flags.text("recordings");
  const root = trimFolder(named ?? "recordings");
  if (named === undefined && hasResults && !exists(root)) return { games: [], known: 0, leftOut: [] };
  const bar = new ProgressBar();
  const known = new Set(ratings.games.filter(({ score }) => score !== undefined).map(gameKey));
  const finals = await recordedFinals(root, sport, {
    now,
    isKnown: (game) => known.has(gameKey(game)),
    isEarlier: ({ date }) => seasonOf(sport, date) < ratings.season,
    onRecording: (done, total, name) => bar.show(done, total, safeText(name, 60)),
  });
  bar.clear();
  return finals;
}

/** Reads results; teams are those of the league's table, and no game is of a day that is still to come. */
async function readFiles(
  sport: Sport,
  paths: readonly string[],
  output: Output,
  today: string,
): Promise<readonly GameResult[]> {
  const bar = new ProgressBar();
  const found = await readResults(paths, sport, {
    teamOf: namedTeam(sport),
    onFile: (path, index) => bar.show(index, paths.length, safeText(path, 60)),
  });
  bar.clear();
  const results = orFail(found);
  // A line is known before its game is played, a score is not.
  const games = results.games.filter(({ date, score }) => score !== undefined || date < today);
  const future = games.find(({ date }) => date > addDays(today, 1));
  if (future !== undefined) throw failure(`Cannot use results: ${gameText(future)} is still to come`);
  const unplayed = results.unplayed + results.games.length - games.length;
  if (unplayed > 0) output.note(`${unplayed} games without a result`);
  if (results.preseason > 0) {
    output.note(
      `${results.preseason} games before the first regular day left out, as they may be preseason games`,
    );
  }
  return games;
}

/** Writes ratings, once they were read back: what cannot be read again must not take a good file's place. */
export async function writeRatingsFile(path: string, ratings: RatingsFile): Promise<void> {
  const text = writeRatings(ratings);
  orFail(readRatings(text, path));
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await replaceFile(path, text);
  } catch (error) {
    throw failure(`Cannot write ratings "${path}": ${describeError(error)}`);
  }
}
