/**
 * Every feed of the list is known by whatever deals with feeds: a row that is not understood somewhere is named here.
 */
import { assert, assertEquals } from "@std/assert";
import { LEAGUES } from "../../src/core/game/leagues.ts";
import { jobSchema } from "../../src/discovery/job.ts";
import { scoreboardSources } from "../../src/discovery/scoreboards.ts";
import { FeedDecoder } from "../../src/feeds/feed_decoder.ts";
import { byFeed, DAILY_FEEDS, FEED_NAMES, FEEDS, POLLED_FEEDS, PUBLIC_FEEDS } from "../../src/feeds/feeds.ts";
import { feedHeaders } from "../../src/feeds/requests.ts";
import { HOSTS, VARIABLES } from "../../src/permissions.ts";
import { readLeagueConfig } from "../../src/session/setup/league_config.ts";
import { SCOREBOARD_FEEDS } from "../../src/simulator/scoreboards/feed_lag.ts";
import { job } from "../fleet/support.ts";

Deno.test("the program may reach every feed, and read its key", () => {
  for (const feed of POLLED_FEEDS) {
    assert(HOSTS.includes(`${new URL(PUBLIC_FEEDS[feed]).hostname}:443`), `${feed}: its host`);
    const { key } = FEEDS[feed];
    if (key === undefined) continue;
    assert(VARIABLES.includes(key.variable), `${feed}: the variable of its key`);
    assertEquals(feedHeaders(feed, "secret")[key.header], "secret");
  }
});

Deno.test("every feed shows a game of some league, and says so of an answer that it cannot read", () => {
  for (const feed of POLLED_FEEDS) {
    const paths = LEAGUES.flatMap((league) => FEEDS[feed].gamePath({ league, id: "x", startsAt: 0 }) ?? []);
    assert(paths.length > 0, `${feed}: no league`);
    for (const path of paths) {
      assertEquals(FEEDS[feed].parse(null, path).games, []);
      assertEquals(FEEDS[feed].parse(null, path).problems.length, 1, feed);
    }
  }
});

Deno.test("configurations, jobs and recorded answers take every feed", () => {
  const given = {
    mode: "paper",
    balance: "1.00",
    lead_minutes: 5,
    strategies: [{ name: "favorite_threshold" }],
  };
  const config = readLeagueConfig("nba", { ...given, feeds: FEED_NAMES });
  assert(config.ok);
  assertEquals(config.value.feeds, [...FEED_NAMES]);
  const feeds = byFeed(FEED_NAMES, (feed) => `id of ${feed}`);
  assertEquals(jobSchema.parse({ ...job(), feeds }).feeds, feeds);
  for (const feed of POLLED_FEEDS) {
    const decoder = new FeedDecoder([{ ...job(), feeds }]);
    decoder.decode(1, `feed.${feed}`, { path: "/x", status: 200, body: 7 }, []);
    assertEquals(decoder.problems, 1, `${feed}: an answer is read`);
  }
});

Deno.test("discovery asks every feed that lists a day's games, and the simulator has every feed", () => {
  assertEquals(scoreboardSources({ hosts: PUBLIC_FEEDS }).map(({ feed }) => feed), DAILY_FEEDS);
  assertEquals(DAILY_FEEDS, POLLED_FEEDS.filter((feed) => FEEDS[feed].daily !== undefined));
  assertEquals(SCOREBOARD_FEEDS, POLLED_FEEDS);
});
