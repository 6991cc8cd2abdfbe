import { assert, assertEquals } from "@std/assert";
import { findLeague, LEAGUE_INFO, LEAGUES, leaguesInSeason } from "../../../src/core/game/leagues.ts";

Deno.test("no two leagues go by the same word", () => {
  const words = LEAGUES.flatMap((league) => {
    const { title, series, milestoneLeague, espn, sportradar } = LEAGUE_INFO[league];
    return [
      `title ${title}`,
      `series ${series}`,
      `milestone ${milestoneLeague}`,
      `ESPN ${espn.slug}`,
      `ESPN ${espn.uid}`,
      `Sportradar ${sportradar.slug}`,
    ];
  });
  assertEquals(words.length, new Set(words).size);
  for (const league of LEAGUES) {
    const codes = LEAGUE_INFO[league].sameCodes.flat();
    assertEquals(codes.length, new Set(codes).size, `${league}: a code of two teams`);
  }
});

Deno.test("a league is found by its word, and by no other", () => {
  for (const league of LEAGUES) {
    assertEquals(findLeague(({ series }) => series === LEAGUE_INFO[league].series), league);
  }
  assertEquals(findLeague(({ series }) => series === "KXMLBGAME"), undefined);
});

Deno.test("seasons run over New Year, and every league has one", () => {
  assertEquals(leaguesInSeason("2026-11-22"), ["nba", "nfl", "ncaamb", "ncaaf"]);
  assertEquals(leaguesInSeason("2027-01-10"), ["nba", "nfl", "ncaamb", "ncaaf"]);
  assertEquals(leaguesInSeason("2027-07-10"), ["wnba"]);
  for (const league of LEAGUES) {
    const { from, to } = LEAGUE_INFO[league].season;
    assert([from, to].every((month) => Number.isInteger(month) && month >= 1 && month <= 12), league);
  }
});
