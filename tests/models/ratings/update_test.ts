/**
 * What must hold: games brought one by one, in whatever order and however often, give the ratings of all games at once.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { makeRatings, readRatings, writeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { byDate } from "../../../src/models/ratings/result.ts";
import { updateRatings } from "../../../src/models/ratings/update.ts";
import { game, seasons, valueOf } from "./support.ts";

const all = seasons(5).sort(byDate);
const whole = valueOf(makeRatings("nba", all, ["games.csv"]));

Deno.test("a season's games, late or twice, in any order, give what all games at once give", () => {
  const start = valueOf(makeRatings("nba", all.filter(({ season }) => season === 2024), ["games.csv"]));
  const rest = all.filter(({ season }) => season === 2025);
  fc.assert(
    fc.property(fc.shuffledSubarray(rest, { minLength: rest.length }), fc.nat({ max: 23 }), (games, cut) => {
      let { ratings } = updateRatings(start, games.slice(0, cut), ["games.csv"]);
      ({ ratings } = updateRatings(ratings, games, ["games.csv"]));
      assertEquals(writeRatings(ratings), writeRatings(whole));
    }),
    { numRuns: 50 },
  );
});

Deno.test("twice is once: the second time nothing is counted and nothing changes", () => {
  const first = updateRatings(whole, [game("2025-01-10", "BOS", 100, "ATL", 90)], ["more.csv"]);
  assertEquals([first.counted.length, first.already, first.leftOut], [1, 0, []]);
  assertEquals([first.ratings.asOf, first.ratings.counted], ["2025-01-10", 49]);
  assertEquals(first.ratings.from, ["games.csv", "more.csv"]);
  const second = updateRatings(first.ratings, [game("2025-01-10", "BOS", 100, "ATL", 90)], ["other.csv"]);
  assertEquals([second.counted.length, second.already], [0, 1]);
  assertEquals(writeRatings(second.ratings), writeRatings(first.ratings));
});

Deno.test("a new season begins with what the old one left, and stays a file that can be read", () => {
  const { ratings } = updateRatings(whole, [game("2025-10-21", "BOS", 100, "ATL", 90)], []);
  assertEquals([ratings.season, ratings.games.length, ratings.counted], [2026, 1, 49]);
  assertEquals(ratings.before, whole.teams);
  assertEquals(ratings.teams.get("BOS")?.games, 1);
  assertEquals(valueOf(readRatings(writeRatings(ratings), "mine.json")), ratings);
  // Two seasons in one update are two steps.
  const both = updateRatings(whole, [
    game("2026-10-21", "BOS", 90, "CHI", 100),
    game("2025-10-21", "BOS", 100, "ATL", 90),
  ], []);
  const steps = updateRatings(ratings, [game("2026-10-21", "BOS", 90, "CHI", 100)], []);
  assertEquals(writeRatings(both.ratings), writeRatings(steps.ratings));
});

Deno.test("what cannot be counted is left out with the reason, and changes nothing", () => {
  const known = whole.games[3];
  if (known?.score === undefined) throw new Error("no game");
  const third = ["ATL", "BOS", "CHI", "CLE"].find((code) => code !== known.home && code !== known.away) ?? "";
  const { ratings, counted, already, leftOut } = updateRatings(whole, [
    game("2023-11-20", "BOS", 100, "ATL", 90),
    { ...known, score: { home: known.score.home + 1, away: known.score.away } },
    game(known.date, known.home, 100, third, 90),
    { ...game("2023-11-02", "BOS", 100, "ATL", 90), season: 2025 },
  ], []);
  assertEquals([counted.length, already, leftOut.length], [0, 0, 4]);
  assertEquals(ratings, whole);
  assert(
    leftOut.includes("1 game of season 2023-24: their teams are rated by later ones already"),
    leftOut.join(),
  );
  assert(leftOut.some((line) => / counts as .* already$/.test(line)), leftOut.join());
  assert(leftOut.some((line) => /: on that day .* counts already$/.test(line)), leftOut.join());
  assertMatch(leftOut.join("\n"), /has played later in a season before/);
});

Deno.test("a season that was missing counts when it becomes known, as if it had never been missing", () => {
  const newest = [game("2026-10-21", "BOS", 100, "ATL", 90), game("2026-10-23", "CHI", 99, "BOS", 98)];
  const missing = [game("2025-10-21", "BOS", 90, "ATL", 100), game("2026-04-02", "CHI", 99, "CLE", 98)];
  const whole = valueOf(makeRatings("nba", [...all, ...missing, ...newest], ["games.csv"]));
  const start = valueOf(makeRatings("nba", all, ["games.csv"]));
  const late = updateRatings(updateRatings(start, newest, ["games.csv"]).ratings, missing, ["games.csv"]);
  assertEquals([late.counted.length, late.leftOut], [2, []]);
  assertEquals(writeRatings(late.ratings), writeRatings(whole));
  const again = updateRatings(late.ratings, missing, ["other.csv"]);
  assertEquals(again.leftOut, ["2 games of season 2025-26: their teams are rated by later ones already"]);
  assertEquals(again.ratings, late.ratings);
  // One that is dated into the newest season is none of an earlier one.
  const odd = updateRatings(late.ratings, [{ ...game("2026-10-22", "CHA", 1, "CLE", 2), season: 2026 }], []);
  assertEquals([odd.counted.length, odd.leftOut.length], [0, 1]);
});

Deno.test("a closing line that becomes known later joins its game", () => {
  const played = game("2022-09-11", "KC", 30, "ARI", 20, "nfl");
  const start = valueOf(makeRatings("nfl", [played], []));
  const { ratings, counted } = updateRatings(start, [{ ...played, score: undefined, line: 6 }], []);
  assertEquals([counted.length, ratings.counted, ratings.games.length], [1, 1, 1]);
  assertEquals(
    writeRatings(ratings),
    writeRatings(valueOf(makeRatings("nfl", [{ ...played, line: 6 }], []))),
  );
});

Deno.test("a line dated by its week is the game of the same teams within that week, whichever comes first", () => {
  const thursday = game("2022-09-08", "LAR", 10, "BUF", 31, "nfl");
  const line = { season: 2022, date: "2022-09-11", home: "LAR", away: "BUF", line: -2.5 };
  const playoff = { season: 2022, date: "2022-09-13", home: "LAR", away: "BUF", line: -3 };
  const other = game("2022-09-11", "KC", 30, "ARI", 20, "nfl");
  const whole = valueOf(makeRatings("nfl", [{ ...thursday, line: -2.5 }, other], []));
  for (const [first, second] of [[thursday, line], [line, thursday]]) {
    if (first === undefined || second === undefined) continue;
    assertEquals(writeRatings(valueOf(makeRatings("nfl", [other, first, second], []))), writeRatings(whole));
    const start = valueOf(makeRatings("nfl", [first, other], []));
    const { ratings, counted } = updateRatings(start, [second], []);
    assertEquals([counted.length, ratings.counted], [1, 2]);
    assertEquals(writeRatings(ratings), writeRatings(whole));
    assertEquals(updateRatings(ratings, [line, thursday], []).already, 2, "twice is once");
  }
  // Five days later it is another game, and two games with scores are two games however near they are.
  assertEquals(valueOf(makeRatings("nfl", [thursday, playoff, other], [])).counted, 3);
  const nba = [game("2025-05-05", "BOS", 105, "NYK", 108), game("2025-05-07", "BOS", 90, "NYK", 91)];
  assertEquals(valueOf(makeRatings("nba", nba, [])).counted, 2);
});
