/**
 * Which ratings count: the trader's own file where there is one and it is newer, else the shipped ones.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { describeError } from "../../lib/errors.ts";
import { exists } from "../../lib/files.ts";
import { type RatingsFile, readRatings } from "../../models/ratings/ratings_file.ts";
import { shippedRatings } from "../../models/ratings/shipped.ts";
import type { Sport } from "../../models/situation/sport.ts";
import { failure, orFail } from "../program.ts";
import { userFilePlaces } from "../user_file.ts";

/** Ratings, and where they are from. */
export interface RatingsInForce {
  readonly ratings: RatingsFile;
  /** The file; `undefined` for the shipped ones. */
  readonly path: string | undefined;
  /** The trader's own file, where it is older than the shipped ratings and so does not count. */
  readonly passedOver?: string;
}

/** A longer file is no ratings file, and is not read. */
const LONGEST_BYTES = 4_000_000;

/** Where the trader's own ratings of a sport are looked for, in order: the first that is there counts alone. */
export function ratingsPlaces(sport: Sport): string[] {
  return userFilePlaces().map((place) => {
    const folder = dirname(place);
    return folder === "." ? ratingsName(sport) : join(folder, ratingsName(sport));
  });
}

/** The name of a file of ratings. */
function ratingsName(sport: Sport): string {
  return `ratings-${sport}.json`;
}

/**
 * The ratings of a sport that are in force.
 *
 * @param named the file that a flag names, in place of looking for one
 * @throws {CliError} for a file that cannot be read or used
 */
export async function ratingsInForce(sport: Sport, named?: string): Promise<RatingsInForce> {
  if (named !== undefined) return { ratings: await readRatingsFile(sport, named), path: named };
  const shipped = shippedRatings(sport);
  const path = ratingsPlaces(sport).find((place) => exists(place));
  if (path === undefined) return { ratings: shipped, path: undefined };
  const own = await readRatingsFile(sport, path);
  return own.asOf >= shipped.asOf
    ? { ratings: own, path }
    : { ratings: shipped, path: undefined, passedOver: path };
}

/** Reads a file of ratings. @throws {CliError} where it cannot be read, or is of another sport */
export async function readRatingsFile(sport: Sport, path: string): Promise<RatingsFile> {
  let text: string;
  try {
    const { size } = await Deno.stat(path);
    if (size > LONGEST_BYTES) {
      throw new RangeError(`expected at most ${LONGEST_BYTES} bytes, were ${size}`);
    }
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw failure(`Cannot read ratings "${path}": ${describeError(error)}`);
  }
  const ratings = orFail(readRatings(text, path));
  if (ratings.sport !== sport) {
    throw failure(`Cannot use ratings "${path}" for the ${sport}: they are of the ${ratings.sport}`);
  }
  return ratings;
}
