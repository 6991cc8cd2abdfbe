import { assertEquals } from "@std/assert";
import { easternDate } from "../../src/lib/new_york.ts";
import {
  espnScoreboardPath,
  espnSummaryPath,
  feedHeaders,
  intervalMs,
  MANNERS,
  nbaBoxscorePath,
  requestsFor,
  sportradarGamePath,
  type StartingGame,
} from "../../src/feeds/requests.ts";

const game = (
  league: StartingGame["league"],
  startsAt: string,
  feeds: StartingGame["feeds"],
): StartingGame => ({
  league,
  event: "EVENT",
  home: { code: "H", name: "Home" },
  away: { code: "A", name: "Away" },
  startsAt: Date.parse(startsAt),
  feeds,
});

Deno.test("paths are those of the feeds", () => {
  assertEquals(nbaBoxscorePath("0022600181"), "/static/json/liveData/boxscore/boxscore_0022600181.json");
  assertEquals(
    espnScoreboardPath("nfl", "2026-11-22"),
    "/apis/site/v2/sports/football/nfl/scoreboard?dates=20261122",
  );
  assertEquals(
    espnScoreboardPath("ncaamb", "2026-11-22"),
    "/apis/site/v2/sports/basketball/mens-college-basketball/scoreboard?dates=20261122&groups=50&limit=500",
  );
  assertEquals(espnSummaryPath("wnba", "4 1"), "/apis/site/v2/sports/basketball/wnba/summary?event=4%201");
  assertEquals(sportradarGamePath("nfl", "trial", "x"), "/nfl/official/trial/v7/en/games/x/pbp.json");
  assertEquals(sportradarGamePath("nba", "production", "x"), "/nba/production/v8/en/games/x/summary.json");
  assertEquals(sportradarGamePath("ncaaf", "trial", "x"), undefined);
});

Deno.test("the date is New York's", () => {
  assertEquals(easternDate(Date.parse("2026-11-23T04:59:59Z")), "2026-11-22");
  assertEquals(easternDate(Date.parse("2026-11-23T05:00:00Z")), "2026-11-23");
  // Daylight saving time.
  assertEquals(easternDate(Date.parse("2026-07-23T04:00:00Z")), "2026-07-23");
});

Deno.test("games of one league and day share a scoreboard; Sportradar is asked for each game", () => {
  const games = [
    game("nba", "2026-11-23T00:30:00Z", { nba: "1", espn: "11", sportradar: "s1" }),
    game("nba", "2026-11-23T00:00:00Z", { nba: "2", espn: "12", sportradar: "s2", kalshi: "k" }),
    game("nba", "2026-11-24T00:00:00Z", { espn: "13" }),
    game("nfl", "2026-11-22T18:00:00Z", { espn: "14", nba: "no" }),
    game("wnba", "2026-11-22T18:00:00Z", { sportradar: "s9", espn: "" }),
  ];
  const requests = requestsFor(games, { feeds: ["nba", "espn", "sportradar"] });
  assertEquals(
    requests.map(({ feed, path, startsAt }) => `${feed} ${path.split("/").slice(-3).join("/")} ${startsAt}`),
    [
      `nba liveData/scoreboard/todaysScoreboard_00.json ${Date.parse("2026-11-23T00:00:00Z")}`,
      `espn basketball/nba/scoreboard?dates=20261122 ${Date.parse("2026-11-23T00:00:00Z")}`,
      `sportradar games/s1/summary.json ${Date.parse("2026-11-23T00:30:00Z")}`,
      `sportradar games/s2/summary.json ${Date.parse("2026-11-23T00:00:00Z")}`,
      `espn basketball/nba/scoreboard?dates=20261123 ${Date.parse("2026-11-24T00:00:00Z")}`,
      `espn football/nfl/scoreboard?dates=20261122 ${Date.parse("2026-11-22T18:00:00Z")}`,
    ],
  );
  assertEquals(requestsFor(games, { feeds: [] }), []);
});

Deno.test("a game is asked for as if it were on from 5 minutes before its start, and not later for a long wait", () => {
  const manners = { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 };
  const cases = [[0, 30_000], [690_000, 10_000], [698_999, 3_000], [700_000, 3_000], [
    2_000_000,
    3_000,
  ]] as const;
  for (const [at, expected] of cases) assertEquals(intervalMs(manners, at, 1_000_000), expected, `${at}`);
});

Deno.test("Sportradar is never asked more than once a second, and the key goes to nobody else", () => {
  assertEquals(MANNERS.sportradar.gapMs >= 1_000 && MANNERS.sportradar.liveMs >= 2_000, true);
  assertEquals(feedHeaders("sportradar", "k")["x-api-key"], "k");
  assertEquals(feedHeaders("nba", "k")["x-api-key"], undefined);
  assertEquals(feedHeaders("espn", "k"), { accept: "application/json" });
});
