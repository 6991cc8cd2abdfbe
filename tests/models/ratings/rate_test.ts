/**
 * What must hold: a game is expected by earlier games alone; what one team gains by a result it gains at the other's cost,
 * as far as both have played equally often; the recipes give what was measured with them.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fitLogitPerPoint, rateGames, Ratings } from "../../../src/models/ratings/rate.ts";
import { RECIPES } from "../../../src/models/ratings/recipe.ts";
import { byDate } from "../../../src/models/ratings/result.ts";
import { game, seasons } from "./support.ts";

const { nba, nfl } = RECIPES;

Deno.test("the NBA's recipe, by hand: first game, back-to-back, next season", () => {
  const ratings = new Ratings(nba);
  const first = game("2023-10-24", "BOS", 110, "NYK", 100);
  // Two equal teams: the home advantage alone.
  assertEquals(ratings.expected(first), 2);
  ratings.count(first);
  // 8 points more than expected: 18·tanh(8/18) = 7.51179; k(0) = 0.045 + 0.045 = 0.09.
  const e = 18 * Math.tanh(8 / 18);
  assertAlmostEquals(e, 7.51179, 1e-5);
  assertAlmostEquals(ratings.team("BOS")?.rating ?? 0, 0.09 * e, 1e-12);
  assertAlmostEquals(ratings.team("NYK")?.rating ?? 0, -0.09 * e, 1e-12);
  assertEquals(ratings.team("BOS")?.games, 1);

  // Boston plays again on the next day, Chicago for the first time.
  const second = game("2023-10-25", "CHI", 100, "BOS", 101);
  assertAlmostEquals(ratings.expected(second), 0 - 0.09 * e + 2 + 2.2, 1e-12);
  const surprise = 18 * Math.tanh((-1 - (4.2 - 0.09 * e)) / 18);
  ratings.count(second);
  assertAlmostEquals(ratings.team("CHI")?.rating ?? 0, 0.09 * surprise, 1e-12);
  const k1 = 0.045 + 0.045 * Math.exp(-1 / 12);
  assertAlmostEquals(ratings.team("BOS")?.rating ?? 0, 0.09 * e - k1 * surprise, 1e-12);

  // Two days later nobody is tired; and a year later 0.7 of a rating is left, 0.49 after two.
  const own = ratings.team("BOS")?.rating ?? 0;
  const other = ratings.team("NYK")?.rating ?? 0;
  const meet = (date: string) => ratings.expected(game(date, "BOS", 0, "NYK", 0));
  assertAlmostEquals(meet("2023-10-27"), own - other + 2, 1e-12);
  assertAlmostEquals(meet("2024-10-22"), 0.7 * (own - other) + 2, 1e-12);
  assertAlmostEquals(meet("2025-10-21"), 0.49 * (own - other) + 2, 1e-12);
  ratings.count(game("2024-10-22", "BOS", 102, "NYK", 100));
  assertEquals(ratings.team("BOS")?.games, 1, "games are those of the season");
});

Deno.test("the NFL's recipe, by hand: a closing line moves ratings beside the result", () => {
  const ratings = new Ratings(nfl);
  const played = { ...game("2022-09-11", "KC", 30, "ARI", 20, "nfl"), line: 6 };
  assertEquals(ratings.expected(played), 1.8);
  ratings.count(played);
  const e = 14 * Math.tanh((10 - 1.8) / 14);
  assertAlmostEquals(ratings.team("KC")?.rating ?? 0, 0.2 * (6 - 1.8) + 0.1 * e, 1e-12);
  assertAlmostEquals(ratings.team("ARI")?.rating ?? 0, -(0.2 * (6 - 1.8) + 0.1 * e), 1e-12);
  // A game of which the line alone is known counts as played.
  ratings.count({ season: 2022, date: "2022-09-18", home: "KC", away: "ARI", line: 3 });
  assertEquals(ratings.team("KC")?.games, 2);
  // The next day is no back-to-back in the NFL.
  const after = (ratings.team("KC")?.rating ?? 0) - (ratings.team("ARI")?.rating ?? 0) + 1.8;
  assertEquals(ratings.expected(game("2022-09-19", "KC", 0, "ARI", 0, "nfl")), after);
});

Deno.test("a game's own result, and all later ones, change nothing of what was expected before it", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 47 }), fc.integer({ min: 60, max: 160 }), (seed, at, points) => {
      const games = seasons(seed).sort(byDate);
      const whole = rateGames(games, new Ratings(nba));
      const changed = games.map((each, index) =>
        index < at ? each : { ...each, score: { home: points + index, away: 180 - points } }
      );
      const other = rateGames(changed, new Ratings(nba));
      assertEquals(other.subarray(0, at + 1), whole.subarray(0, at + 1));
      // And it does change what comes after, so that the test could see it.
      const touched = games.findIndex((each, index) =>
        index > at && [each.home, each.away].some((code) => code === games[at]?.home)
      );
      if (touched > 0 && points !== 90) assert(other[touched] !== whole[touched]);
    }),
  );
});

Deno.test("more points of the home team never lower its rating nor raise the other's", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, more) => {
    const games = seasons(seed).sort(byDate);
    const last = games.pop();
    if (last?.score === undefined) return;
    const after = (points: number) => {
      const ratings = new Ratings(nba);
      rateGames(games, ratings);
      ratings.count({ ...last, score: { home: points, away: 100 } });
      return [ratings.team(last.home)?.rating ?? 0, ratings.team(last.away)?.rating ?? 0] as const;
    };
    const [few, many] = [after(100), after(100 + more)];
    assert(many[0] > few[0] && many[1] < few[1]);
  }));
});

Deno.test("the same games give the same ratings to the last bit", () => {
  const games = seasons(7).sort(byDate);
  const [a, b] = [new Ratings(nba), new Ratings(nba)];
  assertEquals(rateGames(games, a), rateGames(games, b));
  assertEquals(a.teams, b.teams);
});

Deno.test("the logit per point is found again in results that were made with it", () => {
  const games = Array.from({ length: 4_000 }, (_, index) => {
    const points = (index % 41) - 20;
    // The share of wins that 0.13 a point gives, exactly: 100 games of each margin.
    const won = Math.floor(index / 41) < Math.round(97 / (1 + Math.exp(-0.13 * points)));
    return { points, result: game("2024-11-01", "BOS", won ? 1 : 0, "NYK", won ? 0 : 1) };
  });
  const fitted = fitLogitPerPoint(games.map(({ points }) => points), games.map(({ result }) => result));
  assertAlmostEquals(fitted ?? 0, 0.13, 0.003);
  assertEquals(fitLogitPerPoint([], []), undefined);
  assertEquals(fitLogitPerPoint([3], [game("2024-11-01", "BOS", 10, "NYK", 10)]), undefined);
});
