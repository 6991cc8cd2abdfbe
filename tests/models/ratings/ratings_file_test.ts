import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { makeRatings, readRatings, writeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { rateGames, Ratings } from "../../../src/models/ratings/rate.ts";
import { RECIPES } from "../../../src/models/ratings/recipe.ts";
import { byDate } from "../../../src/models/ratings/result.ts";
import { game, refusalOf, seasons, valueOf } from "./support.ts";

const made = valueOf(makeRatings("nba", seasons(1), ["games.csv"]));
const text = writeRatings(made);

/** Reads the text with something in it replaced. */
function readChanged(from: string | RegExp, to: string) {
  const changed = text.replace(from, to);
  assert(changed !== text, `${from} is in the text`);
  return readRatings(changed, "mine.json");
}

Deno.test("what is written is read again, and what is read is written the same", () => {
  const read = valueOf(readRatings(text, "mine.json"));
  assertEquals(read, made);
  assertEquals(writeRatings(read), text);
  assertEquals(JSON.parse(text).teams.length, 6);
});

Deno.test("the order in which games are given makes no difference", () => {
  fc.assert(
    fc.property(fc.nat(), fc.shuffledSubarray([...seasons(3)], { minLength: 48 }), (seed, games) => {
      assertEquals(
        writeRatings(valueOf(makeRatings("nba", games, ["games.csv"]))),
        writeRatings(valueOf(makeRatings("nba", seasons(3), ["games.csv"]))),
      );
      assertEquals(makeRatings("nba", seasons(seed), []), makeRatings("nba", seasons(seed), []));
    }),
    { numRuns: 30 },
  );
});

Deno.test("the newest season's games are kept, and what was before them; together they give the table", () => {
  const games = seasons(1).sort(byDate);
  const ratings = new Ratings(RECIPES.nba);
  rateGames(games, ratings);
  assertEquals(made.teams, ratings.teams);
  assertEquals([made.season, made.counted, made.games.length], [2025, 48, 24]);
  assertEquals(made.asOf, games.at(-1)?.date);
  assert([...made.before.values()].every(({ season }) => season === 2024));
});

Deno.test("games that contradict each other are refused, the same game twice counts once", () => {
  const games = seasons(1);
  const [first] = games;
  if (first === undefined) throw new Error("no games");
  assertEquals(valueOf(makeRatings("nba", [...games, { ...first }], ["games.csv"])), made);
  const other = { ...first, score: { home: 1, away: 2 } };
  assertMatch(
    refusalOf(makeRatings("nba", [...games, other], [])).message,
    /are one game; expected one result/,
  );
  const twice = game(first.date, first.home, 100, "MIA", 90);
  assertMatch(refusalOf(makeRatings("nba", [...games, twice], [])).message, /plays twice on/);
  const odd = { ...game("2024-12-31", "MIA", 1, "UTA", 0), season: 2020 };
  assertMatch(refusalOf(makeRatings("nba", [...games, odd], [])).message, /is of season 2020/);
  assertEquals(refusalOf(makeRatings("nba", [], [])).code, "no_results");
  const line = { ...first, score: undefined, line: 3.5 };
  const joined = valueOf(makeRatings("nba", [...games.slice(1), line, first], ["games.csv"]));
  assertAlmostEquals(joined.teams.get("ATL")?.rating ?? 0, made.teams.get("ATL")?.rating ?? 1, 1e-12);
});

Deno.test("a file that is none, of another version or too long is refused with one line", () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["", /Cannot use ratings "mine.json": /],
    ["null", /expected "format": "kalshi-live ratings" and a version/],
    ["[]", /expected "format"/],
    ['{"format":"kalshi-live model","version":1}', /expected "format"/],
    ['{"format":"kalshi-live ratings","version":2}', /expected version 1, was 2/],
    ['{"format":"kalshi-live ratings","version":1}', /sport: /],
    ["[".repeat(900_000), /Cannot use ratings/],
    [`{"a":`.repeat(150_000), /Cannot use ratings/],
    [`"${"x".repeat(1_000_001)}"`, /expected at most 1000000 characters, were 1000003/],
    ['{"__proto__":{"format":"kalshi-live ratings","version":1}}', /expected "format"/],
  ];
  for (const [content, expected] of refusals) {
    const { code, message } = refusalOf(readRatings(content, "mine.json"));
    assertEquals(code, "bad_ratings");
    assertMatch(message, expected);
    assert(!message.includes("\n") && message.length < 700, `one line: ${message.slice(0, 200)}`);
  }
});

Deno.test("numbers that none can be, unknown keys, and files that contradict themselves are refused", () => {
  const refusals: readonly (readonly [string | RegExp, string, RegExp])[] = [
    [/"rating": -?[\d.]+(e-?\d+)?/, '"rating": NaN', /JSON/],
    [/"rating": -?[\d.]+(e-?\d+)?/, '"rating": 1e999', /teams\.0\.rating/],
    [/"rating": -?[\d.]+(e-?\d+)?/, '"rating": null', /teams\.0\.rating/],
    [/"rating": -?[\d.]+(e-?\d+)?/, '"rating": 7.25', /ATL in "teams" is not what its games give/],
    [/"asOf": "[\d-]+"/, '"asOf": "2024-12-24"', /its last game is of .*, and it says 2024-12-24/],
    [/"asOf": "[\d-]+"/, '"asOf": "2024-13-24"', /asOf: expected a date/],
    [/"code": "BKN"/, '"code": "ATL"', /ATL is there twice/],
    [/"code": "BKN"/, '"code": "BRK"', /expected BKN, was BRK/],
    [/"code": "BKN"/, '"code": "__proto__"', /teams\.1\.code/],
    [/"scale": 18/, '"scale": 0', /recipe\.scale/],
    [/"scale": 18/, '"scale": 18,\n"more": 1', /recipe: .*more/],
    [/"season": 2025/, '"season": 2026', /is not what its games give|has played/],
    [/"score": \[\d+/, '"score": [99.5', /games\.0\.score\.0/],
    [/"score": \[\d+, \d+\]/, '"score": [-1, 2]', /games\.0\.score\.0/],
    [/, "score": \[\d+, \d+\]/, "", /has no score and no line/],
    [/"counted": 48/, '"counted": "48"', /counted/],
    [/"games": \[/, '"games": [[],', /games\.0/],
  ];
  for (const [from, to, expected] of refusals) {
    const { code, message } = refusalOf(readChanged(from, to));
    assertEquals(code, "bad_ratings");
    assertMatch(message, expected);
  }
  const parsed = JSON.parse(text);
  const reread = (change: (file: typeof parsed) => void) => {
    const file = structuredClone(parsed);
    change(file);
    return refusalOf(readRatings(JSON.stringify(file), "mine.json")).message;
  };
  assertMatch(reread((file) => file.games.reverse()), /not in the order of their dates/);
  assertMatch(reread((file) => file.games.splice(1, 0, file.games[0])), /not in the order of their dates/);
  assertMatch(reread((file) => file.games[0].home = file.games[0].away), /plays itself/);
  assertMatch(reread((file) => file.before[0].last = file.games[0].date), /in "before" has played/);
  assertMatch(reread((file) => file.teams.pop()), /in "teams" is not what its games give/);
  assertMatch(reread((file) => file.games = Array(2_001).fill(file.games[0])), /games: /);
  assertMatch(reread((file) => file.teams = Array(65).fill(file.teams[0])), /teams: /);
});

Deno.test("no change of one character makes a file that is read as something else without a word", () => {
  const positions = fc.tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0123456789"[]{},:-A'));
  fc.assert(
    fc.property(positions, ([at, char]) => {
      const changed = text.slice(0, at) + char + text.slice(at + 1);
      const read = readRatings(changed, "mine.json");
      if (!read.ok) return void assert(!read.reason.message.includes("\n"));
      // What may differ and still hold together: the last digits of a rating, the names of its sources, how many were counted.
      for (const [code, { rating }] of read.value.teams) {
        assertAlmostEquals(rating, made.teams.get(code)?.rating ?? NaN, 0.2);
      }
    }),
    { numRuns: 300 },
  );
});
