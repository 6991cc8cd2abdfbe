import { assert, assertEquals, assertGreater } from "@std/assert";
import { discover } from "../../src/discovery/discover.ts";
import { easternDate } from "../../src/lib/new_york.ts";
import { scoreboardSources } from "../../src/discovery/scoreboards.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import { startSimulator } from "../../src/simulator/mod.ts";

Deno.test("a slate of the embedded exchange is discovered whole, every game with all of its feeds", async () => {
  const started = await startSimulator({
    plan: { kind: "slate", games: 6, seed: 11 },
    waitForSubscriber: true,
  });
  assert(started.ok, started.ok ? "" : started.reason.message);
  const simulator = started.value;
  try {
    const environment = readEnvironment(simulator.url);
    assert(environment.ok);
    const date = easternDate(simulator.games[0]?.startsAt ?? NaN);
    // Close to midnight in New York the later games of the slate are tomorrow's.
    const today = simulator.games.filter(({ startsAt }) => easternDate(startsAt) === date);
    const file = await discover({
      rest: new RestClient({ environment: environment.value }),
      feeds: scoreboardSources({ hosts: { nba: simulator.url, espn: simulator.url } }),
      date,
      leagues: ["nba", "nfl"],
      allMarkets: true,
      now: Date.now,
      program: "0.1.0",
      environment: simulator.url,
    });
    assert(file.ok, file.ok ? "" : file.reason.message);
    assertGreater(today.length, 0);
    assertEquals(file.value.refused, []);
    const byEvent = new Map(file.value.jobs.map((job) => [job.event, job]));
    assertEquals(byEvent.size, today.length);
    for (const game of today) {
      const job = byEvent.get(game.event);
      assert(job !== undefined, game.event);
      assertEquals([job.homeMarket, job.awayMarket], [
        `${game.event}-${game.home.code}`,
        `${game.event}-${game.away.code}`,
      ]);
      assertEquals(job.milestoneId, game.ids.kalshi);
      assertEquals([job.feeds.espn, job.feeds.nba], [game.ids.espn, game.ids.nba]);
    }
  } finally {
    await simulator.close();
  }
});
