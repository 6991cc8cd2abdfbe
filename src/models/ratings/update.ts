/**
 * Brings ratings up to date with games that are over.
 *
 * @module
 */
import { safeText } from "../../lib/safe_text.ts";
import { Ratings, type TeamRating } from "./rate.ts";
import { MOST_NAMES, rated, type RatingsFile } from "./ratings_file.ts";
import { byDate, GameIndex, type GameResult, gameText, join } from "./result.ts";
import { seasonText } from "./season.ts";

/** What became of an update. */
export interface RatingsUpdate {
  readonly ratings: RatingsFile;
  /** Games that count now and did not before, by date. */
  readonly counted: readonly GameResult[];
  /** How many counted already. */
  readonly already: number;
  /** Games that do not count, and why: one line each. */
  readonly leftOut: readonly string[];
}

/**
 * Counts games once each, whatever the order in which they become known: what counts already is passed over, and a game of
 * the newest season that comes late is put in its place. Of earlier seasons those count that no later game of their teams has
 * been counted after: a whole season that was missing.
 *
 * @param from names of where the games are from
 */
export function updateRatings(
  file: RatingsFile,
  games: readonly GameResult[],
  from: readonly string[],
): RatingsUpdate {
  let ratings = file;
  let already = 0;
  const counted: GameResult[] = [];
  const leftOut: string[] = [];
  for (const season of [...new Set(games.map((game) => game.season))].sort((a, b) => a - b)) {
    const ofSeason = games.filter((game) => game.season === season).sort(byDate);
    if (season < ratings.season) {
      const earlier = addEarlier(ratings, ofSeason);
      counted.push(...earlier.counted);
      ratings = earlier.ratings;
      const late = ofSeason.length - earlier.counted.length;
      if (late > 0) {
        const games = `${late} game${late === 1 ? "" : "s"} of season ${seasonText(ratings.sport, season)}`;
        leftOut.push(`${games}: their teams are rated by later ones already`);
      }
      continue;
    }
    const goesOn = season === ratings.season;
    const before = goesOn ? ratings.before : ratings.teams;
    const added = addGames(goesOn ? ratings.games : [], ofSeason, before);
    already += added.already;
    leftOut.push(...added.leftOut);
    if (added.counted.length === 0) continue;
    counted.push(...added.counted);
    const total = ratings.counted + added.games.length - (goesOn ? ratings.games.length : 0);
    ratings = rated({ ...ratings, before }, added.games, total);
  }
  if (counted.length === 0) return { ratings: file, counted, already, leftOut };
  return { ratings: { ...ratings, from: namesOf([...file.from, ...from]) }, counted, already, leftOut };
}

/** The newest names, each once. */
function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => safeText(name, 200)).filter((name) => name !== ""))].slice(
    -MOST_NAMES,
  );
}

/**
 * Counts games of a season before the newest one, such as a whole season that became known late: each where both its teams
 * are rated by earlier games alone. The newest season's games follow upon them as they did before.
 */
function addEarlier(file: RatingsFile, games: readonly GameResult[]) {
  const before = new Ratings(file.recipe, file.before);
  const first = file.games[0]?.date ?? "";
  const counted = games.filter((game) => {
    const isLate = game.date >= first ||
      [game.home, game.away].some((code) => (before.team(code)?.last ?? "") >= game.date);
    if (!isLate) before.count(game);
    return !isLate;
  });
  if (counted.length === 0) return { ratings: file, counted };
  return {
    ratings: rated({ ...file, before: before.teams }, file.games, file.counted + counted.length),
    counted,
  };
}

/** Puts games among those of their season. */
function addGames(
  own: readonly GameResult[],
  games: readonly GameResult[],
  before: ReadonlyMap<string, TeamRating>,
) {
  const index = new GameIndex(own);
  const playing = new Map(own.flatMap((game) => teamDays(game).map((day) => [day, game] as const)));
  const counted: GameResult[] = [];
  const leftOut: string[] = [];
  let already = 0;
  for (const game of games) {
    const known = index.find(game);
    const joined = known === undefined ? game : join(known, game);
    const tooEarly = [game.home, game.away].find((code) => (before.get(code)?.last ?? "") >= game.date);
    const other = teamDays(joined ?? game).map((day) => playing.get(day)).find((each) =>
      each !== undefined && each !== known
    );
    if (joined === undefined) leftOut.push(`${gameText(game)}: counts as ${gameText(known ?? game)} already`);
    else if (known !== undefined && joined.score === known.score && joined.line === known.line) already++;
    else if (tooEarly !== undefined) {
      leftOut.push(`${gameText(game)}: ${tooEarly} has played later in a season before`);
    } else if (other !== undefined) {
      leftOut.push(`${gameText(game)}: on that day ${gameText(other)} counts already`);
    } else {
      for (const day of known === undefined ? [] : teamDays(known)) playing.delete(day);
      index.put(joined, known);
      for (const day of teamDays(joined)) playing.set(day, joined);
      counted.push(joined);
    }
  }
  return { games: index.games(), counted, already, leftOut };
}

function teamDays({ date, home, away }: GameResult): string[] {
  return [`${date} ${home}`, `${date} ${away}`];
}
