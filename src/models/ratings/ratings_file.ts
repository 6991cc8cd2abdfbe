/**
 * The file of a league's ratings: `ratings-nba.json`.
 *
 * It holds the teams before its newest season, that season's games, and the teams after them. So the order in which games
 * become known does not matter, none counts twice, and the rating on any day of the season can be had: a game is never
 * judged by its own result, nor by later ones.
 *
 * @module
 */
import { z } from "zod";
import { standardCode } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { readDate } from "../../lib/new_york.ts";
import { safeText } from "../../lib/safe_text.ts";
import { type Sport, SPORTS } from "../situation/sport.ts";
import { rateGames, Ratings, type TeamRating } from "./rate.ts";
import { type RatingRecipe, RECIPES } from "./recipe.ts";
import { byDate, gameKey, type GameResult, joinResults, playsTwice } from "./result.ts";

/** What `format` is in a file of ratings. */
export const RATINGS_FORMAT = "kalshi-live ratings";

/** The version that this program writes and reads. */
export const RATINGS_VERSION = 1;

/** A file has some 150 kB at the end of a season; a longer one is none. */
const LONGEST_TEXT = 1_000_000;

/** A file names so many sources at most: the newest. */
export const MOST_NAMES = 50;

const code = z.string().regex(/^[A-Z][A-Z0-9]{1,4}$/, "expected a team's code such as BOS");
const date = z.string().max(10).refine(
  (text) => readDate(text) !== undefined,
  "expected a date such as 2026-11-22",
);
const season = z.int().min(1946).max(2100);
const points = z.int().min(0).max(300);
const share = z.number().min(0).max(1);

const teamSchema = z.strictObject({
  code,
  /** Points by which it is better than an average team. */
  rating: z.number().min(-200).max(200),
  /** Games counted in its season. */
  games: z.int().min(1).max(200),
  /** The season of its last game. */
  season,
  /** The day of its last game. */
  last: date,
});

const gameSchema = z.strictObject({
  date,
  home: code,
  away: code,
  /** Final points of the home and the away team. */
  score: z.tuple([points, points]).optional(),
  /** Points by which the home team was expected to win when betting closed. */
  line: z.number().min(-100).max(100).optional(),
});

/** The schema of a recipe. */
export const recipeSchema: z.ZodType<RatingRecipe> = z.strictObject(
  {
    carry: share,
    home: z.number().min(-20).max(20),
    backToBack: z.number().min(-20).max(20),
    scale: z.number().min(1).max(1000),
    settled: share,
    early: share,
    fade: z.number().min(0.1).max(1000),
    lineShare: share,
    logitPerPoint: z.number().min(0.001).max(2),
  } satisfies Readonly<Record<keyof RatingRecipe, z.ZodType>>,
);

const fileSchema = z.strictObject({
  format: z.literal(RATINGS_FORMAT),
  version: z.literal(RATINGS_VERSION),
  sport: z.enum(SPORTS),
  /** The newest season, as the sport's data number it. */
  season,
  /** The day of the last game that counts. */
  asOf: date,
  /** Names of the files it was made from, and of what brought it up to date. */
  from: z.array(z.string().min(1).max(200)).max(MOST_NAMES),
  /** Games counted in all, earlier seasons included. */
  counted: z.int().min(1).max(1_000_000),
  recipe: recipeSchema,
  /** After all games, by code. */
  teams: z.array(teamSchema).min(2).max(64),
  /** Before the first of `games`. */
  before: z.array(teamSchema).max(64),
  /** The newest season's, by date. */
  games: z.array(gameSchema).min(1).max(2_000),
});

/** A league's ratings. */
export interface RatingsFile {
  readonly sport: Sport;
  /** The newest season, as the sport's data number it. */
  readonly season: number;
  /** The day of the last game that counts. */
  readonly asOf: string;
  readonly from: readonly string[];
  /** Games counted in all, earlier seasons included. */
  readonly counted: number;
  readonly recipe: RatingRecipe;
  /** After all games, by code. */
  readonly teams: ReadonlyMap<string, TeamRating>;
  /** Before the newest season. */
  readonly before: ReadonlyMap<string, TeamRating>;
  /** The newest season's, by date. */
  readonly games: readonly GameResult[];
}

/**
 * Rates games from the first one on, all teams beginning as average ones.
 *
 * @param from names of where the games are from
 * @returns refused where there are none, or where they contradict each other
 */
export function makeRatings(
  sport: Sport,
  games: readonly GameResult[],
  from: readonly string[],
  recipe: RatingRecipe = RECIPES[sport],
): Result<RatingsFile> {
  const joined = joinResults(games);
  if (!joined.ok) return joined;
  const newest = joined.value.at(-1)?.season;
  if (newest === undefined) return refuse("no_results", "Cannot rate: there is no game that is over");
  const later = joined.value.findIndex((game, index) => game.season < (joined.value[index - 1]?.season ?? 0));
  if (later >= 0) {
    const game = joined.value[later];
    return refuse(
      "results_differ",
      `Cannot rate: the game of ${game?.date} is of season ${game?.season}, and an earlier one of a later season`,
    );
  }
  const ratings = new Ratings(recipe);
  rateGames(joined.value.filter(({ season }) => season < newest), ratings);
  const own = joined.value.filter(({ season }) => season === newest);
  return succeed(rated({ sport, recipe, from, before: ratings.teams }, own, joined.value.length));
}

/** The ratings after a season's games; the games are sorted, and no two contradict each other. */
export function rated(
  base: Pick<RatingsFile, "sport" | "recipe" | "from" | "before">,
  games: readonly GameResult[],
  counted: number,
): RatingsFile {
  const ratings = new Ratings(base.recipe, base.before);
  rateGames(games, ratings);
  const last = games.at(-1);
  return {
    ...base,
    season: last?.season ?? 0,
    asOf: last?.date ?? "",
    counted,
    teams: ratings.teams,
    games,
  };
}

/** The file's text, a team and a game a line. */
export function writeRatings(file: RatingsFile): string {
  const { sport, season, asOf, from, counted } = file;
  const head = { format: RATINGS_FORMAT, version: RATINGS_VERSION, sport, season, asOf, from, counted };
  const recipe = Object.entries(file.recipe).map(([key, value]) => `${JSON.stringify(key)}: ${value}`);
  const teams = (of: ReadonlyMap<string, TeamRating>) => [...of].map(([code, team]) => ({ code, ...team }));
  const games = file.games.map(({ date, home, away, score, line }) => ({
    date,
    home,
    away,
    ...(score === undefined ? {} : { score: [score.home, score.away] }),
    ...(line === undefined ? {} : { line }),
  }));
  const lists = { teams: teams(file.teams), before: teams(file.before), games };
  const lines = [
    ...Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}: ${spaced(value)}`),
    `"recipe": {\n    ${recipe.join(",\n    ")}\n  }`,
    ...Object.entries(lists).map(([key, rows]) =>
      `${JSON.stringify(key)}: ${
        rows.length === 0 ? "[]" : `[\n    ${rows.map(spaced).join(",\n    ")}\n  ]`
      }`
    ),
  ];
  return `{\n  ${lines.join(",\n  ")}\n}\n`;
}

/** JSON in one line, as the house formats it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${
    Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${spaced(each)}`).join(", ")
  } }`;
}

/**
 * Reads the text of a ratings file.
 *
 * @param name the file, for refusals
 * @returns refused (`bad_ratings`) where it is none, of a later version, or contradicts itself
 */
export function readRatings(text: string, name: string): Result<RatingsFile> {
  const bad = (why: string) => refuse("bad_ratings", refusal(name, why));
  if (text.length > LONGEST_TEXT) {
    return bad(`expected at most ${LONGEST_TEXT} characters, were ${text.length}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return bad(safeText(describeError(error), 200));
  }
  return ratingsOf(json, name);
}

/** As {@linkcode readRatings}, of JSON that is parsed already. */
export function ratingsOf(json: unknown, name: string): Result<RatingsFile> {
  const bad = (why: string) => refuse("bad_ratings", refusal(name, why));
  const version = versionOf(json);
  if (version === undefined) return bad(`expected "format": "${RATINGS_FORMAT}" and a version`);
  if (version !== RATINGS_VERSION) return bad(`expected version ${RATINGS_VERSION}, was ${version}`);
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return bad(`${safeText((issue?.path ?? []).join("."), 100)}: ${safeText(issue?.message ?? "", 200)}`);
  }
  const found = fromSchema(parsed.data);
  return found.ok ? found : bad(found.reason.message);
}

function refusal(name: string, why: string): string {
  return `Cannot use ratings "${safeText(name, 200)}": ${why}`;
}

function versionOf(json: unknown): number | undefined {
  const head = z.object({ format: z.literal(RATINGS_FORMAT), version: z.number() }).safeParse(json);
  return head.data?.version;
}

/** The file's content, where it does not contradict itself; the refusal is the end of a sentence. */
function fromSchema(content: z.infer<typeof fileSchema>): Result<RatingsFile> {
  const wrong = (why: string) => refuse("bad_ratings", why);
  const { sport, season, asOf, from, counted, recipe } = content;
  const games = content.games.map(({ score, line, ...game }): GameResult => ({
    ...game,
    season,
    ...(score === undefined ? {} : { score: { home: score[0], away: score[1] } }),
    ...(line === undefined ? {} : { line }),
  }));
  const codes = [
    ...content.teams.map(({ code }) => code),
    ...content.before.map(({ code }) => code),
    ...games.flatMap(({ home, away }) => [home, away]),
  ];
  const strange = codes.find((code) => standardCode(sport, code) !== code);
  if (strange !== undefined) return wrong(`expected ${standardCode(sport, strange)}, was ${strange}`);
  const [teams, before] = [byCode(content.teams), byCode(content.before)];
  const twice = teams.twice ?? before.twice;
  if (twice !== undefined) return wrong(`${twice} is there twice`);
  const wrongGames = problemOfGames(games, before.teams, season);
  if (wrongGames !== undefined) return wrong(wrongGames);
  const after = rated({ sport, recipe, from, before: before.teams }, games, counted);
  if (after.asOf !== asOf) return wrong(`its last game is of ${after.asOf}, and it says ${asOf}`);
  for (const each of new Set([...after.teams.keys(), ...teams.teams.keys()])) {
    if (!isSame(after.teams.get(each), teams.teams.get(each))) {
      return wrong(`${each} in "teams" is not what its games give: the file was changed by hand`);
    }
  }
  return succeed(after);
}

function byCode(rows: readonly z.infer<typeof teamSchema>[]) {
  const teams = new Map<string, TeamRating>();
  let twice: string | undefined;
  for (const { code, ...team } of rows) {
    if (teams.has(code)) twice ??= code;
    teams.set(code, team);
  }
  return { teams, twice };
}

function problemOfGames(
  games: readonly GameResult[],
  before: ReadonlyMap<string, TeamRating>,
  season: number,
): string | undefined {
  const alone = games.find(({ home, away }) => home === away);
  if (alone !== undefined) return `${alone.home} plays itself on ${alone.date}`;
  const empty = games.find(({ score, line }) => score === undefined && line === undefined);
  if (empty !== undefined) return `the game ${gameKey(empty)} has no score and no line`;
  const unordered = games.findIndex((game, index) =>
    index > 0 && byDate(games[index - 1] ?? game, game) >= 0
  );
  if (unordered >= 0) return `its games are not in the order of their dates at game ${unordered + 1}`;
  const [first] = games;
  for (const [code, team] of before) {
    if (first !== undefined && (team.last >= first.date || team.season >= season)) {
      return `${code} in "before" has played in season ${season} already`;
    }
  }
  return playsTwice(games);
}

function isSame(a: TeamRating | undefined, b: TeamRating | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return Math.abs(a.rating - b.rating) < 1e-6 && a.games === b.games && a.season === b.season &&
    a.last === b.last;
}
