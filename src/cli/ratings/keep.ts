/**
 * Keeps ratings up with the games that were recorded, after a day's work.
 *
 * @module
 */
import { addDays, easternDate } from "../../lib/new_york.ts";
import { describeError } from "../../lib/errors.ts";
import { gameKey } from "../../models/ratings/result.ts";
import { seasonOf } from "../../models/ratings/season.ts";
import { updateRatings } from "../../models/ratings/update.ts";
import { type Sport, SPORTS } from "../../models/situation/sport.ts";
import { ratingsInForce, ratingsPlaces } from "./in_force.ts";
import { recordedFinals } from "./recorded_finals.ts";
import { writeRatingsFile } from "./update.ts";

/** So many days back recordings are looked at: a day that was missed is made up for by `ratings --update`. */
const DAYS_BACK = 3;

/**
 * Counts the finals of the last days' recordings in the trader's own ratings. A day's work must not end badly because of it:
 * what fails is said and nothing more.
 *
 * @param root the folder of recordings
 * @param note takes a line about each sport that was brought up to date
 * @param now Unix milliseconds
 */
export async function keepRatings(
  leagues: ReadonlySet<string>,
  root: string,
  note: (text: string) => void,
  now: number,
): Promise<void> {
  for (const sport of SPORTS.filter((each) => leagues.has(each))) {
    try {
      const line = await keep(sport, root, now);
      if (line !== undefined) note(line);
    } catch (error) {
      note(`the ratings of the ${sport} were not brought up to date: ${describeError(error)}`);
    }
  }
}

async function keep(sport: Sport, root: string, now: number): Promise<string | undefined> {
  const { ratings, path = ratingsPlaces(sport).at(-1) ?? "" } = await ratingsInForce(sport);
  const known = new Set(ratings.games.filter(({ score }) => score !== undefined).map(gameKey));
  const from = addDays(easternDate(now), -DAYS_BACK);
  const { games } = await recordedFinals(root, sport, {
    now,
    isKnown: (game) => known.has(gameKey(game)),
    isEarlier: ({ date }) => date < from || seasonOf(sport, date) < ratings.season,
  });
  const updated = updateRatings(ratings, games, ["recordings"]);
  if (updated.counted.length === 0) return undefined;
  await writeRatingsFile(path, updated.ratings);
  const count = `${updated.counted.length} game${updated.counted.length === 1 ? "" : "s"}`;
  return `${path}: ${count} counted, ratings of the ${sport} through ${updated.ratings.asOf}`;
}
