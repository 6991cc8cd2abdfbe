import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { parseAnswer, type PolledFeed } from "../../src/feeds/feeds.ts";
import { liveDataAnswer } from "../../src/kalshi/wire/milestone.ts";
import { FEED_LAGS } from "../../src/simulator/scoreboards/feed_lag.ts";
import type { PlayedGame } from "../../src/simulator/scoreboards/played_game.ts";
import { ask, askExchange, FOREVER_MS, gameOf, KEYED, PATHS, slateWorld } from "./slate_support.ts";

/** A slate in the middle of its games. */
function playing(seed = 6) {
  const world = slateWorld({ seed });
  const nba = gameOf(world.source.games, "nba");
  const nfl = gameOf(world.source.games, "nfl");
  world.playTo(nba.startsAtMs + 3_000_000);
  return { ...world, nba, nfl };
}

type World = ReturnType<typeof playing>;

/** Home and away points, phase and clock as a feed's answer reads. */
async function reading({ feeds }: World, feed: PolledFeed, path: string, id: string) {
  const { games, problems } = parseAnswer(feed, path, await ask(feeds, path));
  assertEquals(problems, []);
  const game = games.find((one) => one.game.gameId === id)?.game;
  assert(game !== undefined);
  return game;
}

const everywhere = ({ nba, nfl }: World): readonly (readonly [PolledFeed, string, string, PlayedGame])[] => [
  ["nba", PATHS.nbaScoreboard, nba.ids.nba ?? "", nba],
  ["nba", PATHS.boxscore(nba), nba.ids.nba ?? "", nba],
  ["nba", PATHS.playByPlay(nba), nba.ids.nba ?? "", nba],
  ["espn", PATHS.espnScoreboard("nba"), nba.ids.espn, nba],
  ["espn", PATHS.espnSummary(nba), nba.ids.espn, nba],
  ["sportradar", PATHS.radarNba(nba), nba.ids.sportradar, nba],
  ["espn", PATHS.espnScoreboard("nfl"), nfl.ids.espn, nfl],
  ["sportradar", PATHS.radarNfl(nfl), nfl.ids.sportradar, nfl],
];

Deno.test("retract: every feed shows the points with its lag, then takes them back; the end is the true one", async () => {
  const world = playing();
  const { clock, faults, scoreboards } = world;
  const from = clock.virtualMs;
  faults.happen("retract", 20_000);
  for (const [feed, path, id, played] of everywhere(world)) {
    const extra = async (at: number) => {
      clock.virtualMs = at;
      const { home, away } = await reading(world, feed, path, id);
      // What would be shown if nothing were wrong: the newest event that the feed has.
      const { events } = scoreboards.view(played, feed);
      const truth = played.game.events[events.length - 1]?.game;
      assert(truth !== undefined);
      return home.score + away.score - truth.home.score - truth.away.score;
    };
    const lag = (FEED_LAGS[feed].low + FEED_LAGS[feed].high) / 2;
    const points = played.game.league === "nba" ? 3 : 6;
    assertEquals(await extra(from + lag - 1), 0, path);
    assertEquals(await extra(from + lag), points, path);
    assertEquals(await extra(from + lag + 19_999), points, path);
    assertEquals(await extra(from + lag + 20_000), 0, path);
  }
  clock.virtualMs = FOREVER_MS;
  for (const [feed, path, id, played] of everywhere(world)) {
    const { home, away, winner } = await reading(world, feed, path, id);
    const truth = played.game.events.at(-1)?.game;
    assertEquals([home.score, away.score, winner], [
      truth?.home.score,
      truth?.away.score,
      played.game.winner,
    ]);
  }
});

Deno.test("retract reaches the exchange's own live data, and only the game that was meant", async () => {
  const world = playing();
  const { rest, clock, faults, exchange, nba, nfl } = world;
  const from = clock.virtualMs;
  faults.happen("retract", 20_000, nba.event);
  const wrongBy = async (played: PlayedGame) => {
    const event = exchange.events.get(played.event);
    const path = `/live_data/milestone/${event?.milestoneId}`;
    const { live_data: { details } } = await askExchange(rest, path, liveDataAnswer);
    const truth = (event?.game?.home.score ?? 0) + (event?.game?.away.score ?? 0);
    return Number(details?.home_points) + Number(details?.away_points) - truth;
  };
  clock.virtualMs = from + 8_000;
  assertEquals([await wrongBy(nba), await wrongBy(nfl)], [3, 0]);
  clock.virtualMs = from + 28_000;
  assertEquals(await wrongBy(nba), 0);
});

Deno.test("clock_up: the clock is ahead for a while, and falls back", async () => {
  const world = playing();
  const { clock, faults, scoreboards, nba } = world;
  const from = clock.virtualMs;
  const shown = async (at: number) => {
    clock.virtualMs = at;
    return (await reading(world, "nba", PATHS.boxscore(nba), nba.ids.nba ?? "")).secondsLeftInGame;
  };
  const truth = (at: number) => {
    clock.virtualMs = at;
    const { length } = scoreboards.view(nba, "nba").events;
    return nba.game.events[length - 1]?.game.secondsLeftInGame ?? NaN;
  };
  faults.happen("clock_up", 3_000, nba.event);
  for (const [after, ahead] of [[6_499, 0], [6_500, 24], [9_499, 24], [9_500, 0]] as const) {
    assertAlmostEquals(await shown(from + after) - truth(from + after), ahead, 0.001, `${after}`);
  }
});

Deno.test("final_live: a game that is on is final for a while; one that is over is on again for a while", async () => {
  const world = playing();
  const { clock, faults, nba } = world;
  const phaseAt = async (at: number) => {
    clock.virtualMs = at;
    return (await reading(world, "espn", PATHS.espnScoreboard("nba"), nba.ids.espn)).phase;
  };
  const from = clock.virtualMs;
  faults.happen("final_live", 5_000, nba.event);
  assertEquals(await phaseAt(from + 33_000), "final");
  assertEquals(await phaseAt(from + 38_000), "live");
  const over = nba.startsAtMs + nba.game.durationMs + 100_000;
  assertEquals(await phaseAt(over), "final");
  faults.happen("final_live", 5_000, nba.event);
  assertEquals(await phaseAt(over + 33_000), "live");
  assertEquals(await phaseAt(over + 38_000), "final");
});

Deno.test("feed_html, feed_404, feed_500: so many answers fail, of one feed or of any, and then none", async () => {
  const { feeds, faults } = playing();
  const status = async (path: string) => {
    const response = await feeds.request(path, KEYED);
    const text = await response.text();
    return text.startsWith("<!DOCTYPE") ? "html" : response.status;
  };
  const espn = PATHS.espnScoreboard("nba");
  faults.happen("feed_html", 2);
  assertEquals([await status(espn), await status(PATHS.nbaScoreboard), await status(espn)], [
    "html",
    "html",
    200,
  ]);
  faults.happen("feed_404", 1, "nba");
  assertEquals([await status(espn), await status(PATHS.nbaScoreboard)], [200, 404]);
  faults.happen("feed_500");
  assertEquals([await status(espn), await status(espn)], [500, 200]);
});

Deno.test("unchanged answers are 304 by tag and by date; a change and its end are not", async () => {
  const world = playing();
  const { feeds, clock, faults, nba } = world;
  const path = PATHS.boxscore(nba);
  // A second in which nothing can happen any more.
  clock.virtualMs += 2_000;
  const first = await feeds.request(path);
  await first.body?.cancel();
  const tag = first.headers.get("etag") ?? "";
  const date = first.headers.get("last-modified") ?? "";
  assert(tag !== "" && Number.isFinite(Date.parse(date)));
  const status = async (headers: Record<string, string>) => {
    const response = await feeds.request(path, { headers });
    await response.body?.cancel();
    return response.status;
  };
  const byTag = () => status({ "if-none-match": tag });
  const byDate = () => status({ "if-modified-since": date });
  assertEquals([await byTag(), await byDate(), await status({ "if-none-match": '"other"' })], [
    304,
    304,
    200,
  ]);
  // A tag wins over a date.
  assertEquals(await status({ "if-none-match": '"other"', "if-modified-since": date }), 200);
  faults.happen("retract", 1_000, nba.event);
  clock.virtualMs += 6_500;
  assertEquals([await byTag(), await byDate()], [200, 200]);
  clock.virtualMs += 600_000;
  assertEquals([await byTag(), await byDate()], [200, 200]);
});

Deno.test("Sportradar wants a key; what is not there is 404; what cannot be understood is 400", async () => {
  const { feeds, nfl } = playing();
  const status = async (path: string, headers: Record<string, string> = {}) => {
    const response = await feeds.request(path, { headers });
    await response.body?.cancel();
    return response.status;
  };
  const plays = PATHS.radarNfl(nfl);
  assertEquals([await status(plays), await status(plays, { "x-api-key": "bad" })], [403, 403]);
  assertEquals([await status(plays, { "x-api-key": "good" }), await status(`${plays}?api_key=good`)], [
    200,
    200,
  ]);
  const key = { "x-api-key": "good" };
  assertEquals(await status("/nfl/official/trial/v7/en/games/nobody/pbp.json", key), 404);
  assertEquals(await status("/nba/trial/v8/en/games/nobody/summary.json", key), 404);
  assertEquals(await status("/static/json/liveData/boxscore/boxscore_0000000000.json"), 404);
  assertEquals(await status("/apis/site/v2/sports/football/nfl/summary?event=1"), 404);
  assertEquals(await status("/apis/site/v2/sports/chess/fide/scoreboard"), 404);
  assertEquals(await status(PATHS.espnScoreboard("nfl", "tonight")), 400);
});
