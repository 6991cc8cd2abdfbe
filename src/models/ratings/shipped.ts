/**
 * The ratings that ship with the program. They are as old as they say: `pregameFromRatings` refuses them for games of later
 * seasons than the next one.
 *
 * @module
 */
import nba from "../../../config/models/ratings-nba.json" with { type: "json" };
import nfl from "../../../config/models/ratings-nfl.json" with { type: "json" };
import type { Sport } from "../situation/sport.ts";
import { type RatingsFile, ratingsOf } from "./ratings_file.ts";

const FILES: Readonly<Record<Sport, unknown>> = { nba, nfl };
const read = new Map<Sport, RatingsFile>();

/**
 * The shipped ratings of a sport; they are read when they are first asked for.
 *
 * @throws {Error} where the shipped file is none, which a test rules out
 */
export function shippedRatings(sport: Sport): RatingsFile {
  const known = read.get(sport);
  if (known !== undefined) return known;
  const ratings = ratingsOf(FILES[sport], `ratings-${sport}.json`);
  if (!ratings.ok) throw new Error(ratings.reason.message);
  read.set(sport, ratings.value);
  return ratings.value;
}
