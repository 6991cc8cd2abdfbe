import { assert, assertEquals, assertMatch } from "@std/assert";
import { teamTable } from "../../../src/discovery/team_table.ts";
import { readResults } from "../../../src/models/data/results.ts";
import { pregameFromRatings, teamsTooOld } from "../../../src/models/ratings/pregame.ts";
import { makeRatings, writeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { shippedRatings } from "../../../src/models/ratings/shipped.ts";
import { SPORTS } from "../../../src/models/situation/sport.ts";
import { ROOT } from "../../cli/support.ts";
import { dataTest } from "../../support/data.ts";
import { refusalOf, valueOf } from "./support.ts";

for (const sport of SPORTS) {
  Deno.test(`${sport}: the shipped ratings are of the teams of the league's table, each by its code there`, () => {
    const { teams } = shippedRatings(sport);
    const codes = teamTable(sport).teams.map(({ code }) => code).sort();
    assertEquals([...teams.keys()], codes);
    for (const [code, { rating }] of teams) assert(Math.abs(rating) < 20, `${code} ${rating}`);
  });

  Deno.test(`${sport}: the shipped file is what the program itself writes`, async () => {
    const text = await Deno.readTextFile(`${ROOT}config/models/ratings-${sport}.json`);
    assertEquals(writeRatings(shippedRatings(sport)), text);
  });
}

Deno.test("the shipped NBA ratings end with 2024-25: good for 2025-26, refused in 2026-27 with what to do", () => {
  const nba = shippedRatings("nba");
  assertEquals([nba.asOf, nba.season], ["2025-06-22", 2025]);
  const rated = valueOf(pregameFromRatings(nba, "OKC", "HOU", "2025-10-21"));
  assert(rated.points > 5 && rated.points < 12, String(rated.points));
  assertEquals(teamsTooOld(nba, "2025-10-21"), []);
  const today = refusalOf(pregameFromRatings(nba, "OKC", "HOU", "2026-11-28"));
  assertEquals(today.code, "ratings_old");
  assertMatch(today.message, /older than a season; bring them up to date: kalshi-live ratings nba --update$/);
  assertEquals(teamsTooOld(nba, "2026-11-28").length, 30);
});

Deno.test("the shipped NFL ratings end with the 2025 season: good for 2026, refused for 2027", () => {
  const nfl = shippedRatings("nfl");
  assertEquals([nfl.asOf, nfl.season], ["2026-02-08", 2025]);
  const rated = valueOf(pregameFromRatings(nfl, "SEA", "NYJ", "2026-11-29"));
  assert(rated.points > 8 && rated.points < 16, String(rated.points));
  assertEquals(teamsTooOld(nfl, "2027-02-14"), []);
  assertEquals(refusalOf(pregameFromRatings(nfl, "SEA", "NYJ", "2027-09-12")).code, "ratings_old");
});

dataTest(
  "nba-pbp/nba_games_2021_2025.csv",
  "the shipped NBA ratings are made again, to the last digit",
  async (path) => {
    const { games } = valueOf(await readResults([path], "nba"));
    const made = valueOf(makeRatings("nba", games, ["nba_games_2021_2025.csv"]));
    assertEquals(writeRatings(made), writeRatings(shippedRatings("nba")));
  },
);

dataTest("nfl-pbp", "the shipped NFL ratings are made again, to the last digit", async (folder) => {
  const files = ["nfl_plays_2020_2022.parquet", "nfl_closing_lines_2009_2025.csv"];
  const { games } = valueOf(await readResults(files.map((file) => `${folder}/${file}`), "nfl"));
  assertEquals(writeRatings(valueOf(makeRatings("nfl", games, files))), writeRatings(shippedRatings("nfl")));
});
