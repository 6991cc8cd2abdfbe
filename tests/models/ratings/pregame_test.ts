import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { pregameFromRatings } from "../../../src/models/ratings/pregame.ts";
import { rateGames, Ratings } from "../../../src/models/ratings/rate.ts";
import { makeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { RECIPES } from "../../../src/models/ratings/recipe.ts";
import { byDate } from "../../../src/models/ratings/result.ts";
import { updateRatings } from "../../../src/models/ratings/update.ts";
import { game, refusalOf, seasons, valueOf } from "./support.ts";

const games = seasons(1).sort(byDate);
const file = valueOf(makeRatings("nba", games, ["games.csv"]));

Deno.test("the home team's logit is its expected points times the logit per point", () => {
  const ratings = new Ratings(RECIPES.nba);
  rateGames(games, ratings);
  const [atl, bos] = [ratings.team("ATL")?.rating ?? 0, ratings.team("BOS")?.rating ?? 0];
  const rated = valueOf(pregameFromRatings(file, "BOS", "ATL", "2025-01-15"));
  assertAlmostEquals(rated.points, bos - atl + 2, 1e-12);
  assertAlmostEquals(rated.logit, 0.1255 * rated.points, 1e-12);
  assertEquals(rated.source, "rating");
  const lasts = [ratings.team("BOS")?.last, ratings.team("ATL")?.last].sort();
  assertEquals(rated.through, lasts[0]);
  // Home and away exchanged: all but the home advantage changes its sign.
  const mirrored = valueOf(pregameFromRatings(file, "ATL", "BOS", "2025-01-15"));
  assertAlmostEquals(rated.points + mirrored.points, 4, 1e-12);
  // Once the season has changed, 0.7 of the difference is left.
  const next = valueOf(pregameFromRatings(file, "BOS", "ATL", "2025-11-15"));
  assertAlmostEquals(next.points, 0.7 * (bos - atl) + 2, 1e-12);
});

Deno.test("a day within the season is rated by the games before it: neither its own nor later ones count", () => {
  const expected = rateGames(games, new Ratings(RECIPES.nba));
  let checked = 0;
  for (const [index, { season, date, home, away }] of games.entries()) {
    if (season !== file.season) continue;
    const rated = pregameFromRatings(file, home, away, date);
    assertAlmostEquals(valueOf(rated).points, expected[index] ?? NaN, 1e-12);
    checked++;
  }
  assertEquals(checked, 24);
});

Deno.test("codes of the feeds and of the exchange are those of the table", () => {
  const own = valueOf(makeRatings("nba", [...games, game("2024-12-30", "GSW", 100, "BKN", 99)], []));
  const rated = valueOf(pregameFromRatings(own, "GSW", "BKN", "2025-01-15"));
  assertEquals(valueOf(pregameFromRatings(own, "GS", "BRK", "2025-01-15")), rated);
  assertEquals(valueOf(pregameFromRatings(own, "gsw", "bkn", "2025-01-15")), rated);
});

Deno.test("a team that is not known, a date that is none, one team alone: refused with a line that says so", () => {
  const refused = (home: string, away: string, date: string) =>
    refusalOf(pregameFromRatings(file, home, away, date));
  assertEquals(refused("MIA", "ATL", "2025-01-15").code, "unknown_team");
  assertMatch(refused("MIA", "ATL", "2025-01-15").message, /the NBA ratings have no game of "MIA"$/);
  assertEquals(refused("", "ATL", "2025-01-15").code, "unknown_team");
  assertEquals(refused("ATL", "ATL", "2025-01-15").code, "unknown_team");
  assertEquals(refused("BOS", "ATL", "2025-02-30").code, "bad_date");
  assertEquals(refused("BOS", "ATL", "").code, "bad_date");
});

Deno.test("ratings older than a season are refused, and the line says what to do", () => {
  const at = (date: string) => pregameFromRatings(file, "BOS", "ATL", date);
  assert(at("2025-06-20").ok, "late in the season that it knows");
  assert(at("2025-10-21").ok, "the next season's first day");
  const old = refusalOf(at("2026-10-20"));
  assertEquals(old.code, "ratings_old");
  assertMatch(
    old.message,
    /^Cannot rate ATL at BOS on 2026-10-20: the ratings' last game of BOS is of 2024-11-\d\d, older than a season; bring them up to date: kalshi-live ratings nba --update$/,
  );
  // Within the next season too, where 450 days have passed: these end in November.
  assertEquals(refusalOf(at("2026-03-01")).code, "ratings_old");
  // Up to date for one team alone is not up to date for both.
  const { ratings } = updateRatings(file, [game("2026-10-20", "BOS", 100, "CHI", 90)], []);
  assert(pregameFromRatings(ratings, "BOS", "CHI", "2026-10-22").ok);
  assertMatch(
    refusalOf(pregameFromRatings(ratings, "BOS", "ATL", "2026-10-22")).message,
    /last game of ATL is of 2024/,
  );
});

Deno.test("a game before the ratings' season is refused: they know its result", () => {
  const early = refusalOf(pregameFromRatings(file, "BOS", "ATL", "2023-11-20"));
  assertEquals(early.code, "ratings_later");
  assertMatch(
    early.message,
    /the ratings know games up to 2023-11-\d\d; expected ratings that were made before the game$/,
  );
});
