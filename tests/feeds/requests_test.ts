import { assertEquals } from "@std/assert";
import { easternDate } from "../../src/lib/new_york.ts";
import { feedHeaders, intervalMs, requestsFor, type StartingGame } from "../../src/feeds/requests.ts";
import { FEEDS, type PolledFeed } from "../../src/feeds/feeds.ts";

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
  const startsAt = Date.parse("2026-11-22T18:00:00Z");
  const path = (feed: PolledFeed, league: StartingGame["league"], id = "x") =>
    FEEDS[feed].gamePath({ league, id, startsAt });
  assertEquals(path("nba", "nba"), "/static/json/liveData/scoreboard/todaysScoreboard_00.json");
  assertEquals(path("nba", "wnba"), undefined);
  assertEquals(path("espn", "nfl"), "/apis/site/v2/sports/football/nfl/scoreboard?dates=20261122");
  assertEquals(
    path("espn", "ncaamb"),
    "/apis/site/v2/sports/basketball/mens-college-basketball/scoreboard?dates=20261122&groups=50&limit=500",
  );
  assertEquals(path("sportradar", "nfl", "a b"), "/nfl/official/trial/v7/en/games/a%20b/pbp.json");
  assertEquals(path("sportradar", "nba"), "/nba/trial/v8/en/games/x/summary.json");
  assertEquals(path("sportradar", "ncaaf"), undefined);
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
  const requests = requestsFor(games, ["nba", "espn", "sportradar"]);
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
  assertEquals(requestsFor(games, []), []);
});

Deno.test("a game is asked for as if it were on from 5 minutes before its start, and not later for a long wait", () => {
  const policy = { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 };
  const cases = [[0, 30_000], [690_000, 10_000], [698_999, 3_000], [700_000, 3_000], [
    2_000_000,
    3_000,
  ]] as const;
  for (const [at, expected] of cases) assertEquals(intervalMs(policy, at, 1_000_000), expected, `${at}`);
});

Deno.test("Sportradar is never asked more than once a second, and the key goes to nobody else", () => {
  assertEquals(FEEDS.sportradar.policy.gapMs >= 1_000 && FEEDS.sportradar.policy.liveMs >= 2_000, true);
  assertEquals(feedHeaders("sportradar", "k")["x-api-key"], "k");
  assertEquals(feedHeaders("nba", "k")["x-api-key"], undefined);
  assertEquals(feedHeaders("espn", "k"), { accept: "application/json" });
});
