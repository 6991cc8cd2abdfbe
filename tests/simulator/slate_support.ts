/**
 * A slate in memory: its exchange, its scoreboards and both applications, with a clock that tests set.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";

import type { z } from "zod";
import { Exchange } from "../../src/simulator/exchange/exchange.ts";
import type { GeneratedLeague } from "../../src/simulator/mod.ts";
import type { SimulatedEvent } from "../../src/simulator/exchange/simulated_event.ts";
import { FEED_LAGS } from "../../src/simulator/scoreboards/feed_lag.ts";
import type { PlayedGame } from "../../src/simulator/scoreboards/played_game.ts";
import { Scoreboards } from "../../src/simulator/scoreboards/scoreboards.ts";
import { Faults } from "../../src/simulator/server/fault_switch.ts";
import { createFeeds } from "../../src/simulator/server/feeds/feeds.ts";
import { FeedServer } from "../../src/simulator/server/feeds/feed_server.ts";
import { Hub } from "../../src/simulator/server/hub.ts";
import { restOver } from "./rest_support.ts";
import { slateGames, SlateSource } from "../../src/simulator/sources/slate_source.ts";

/** Half past seven in the evening in New York, the day before in tickers. */
export const OPENED_AT: number = Date.UTC(2026, 10, 23, 0, 25);
/** Long enough for everything to be over. */
export const FOREVER_MS = 30 * 3_600_000;

/** What a test asks for. */
export interface SlateWorldOptions {
  readonly games?: number;
  readonly seed?: number;
  readonly leagues?: readonly GeneratedLeague[];
  readonly staggerMs?: number;
  readonly activity?: number;
  readonly lines?: boolean;
}

/** Makes a slate at real speed, so that virtual and wall time differ by a constant. */
export function slateWorld(options: SlateWorldOptions = {}) {
  const { games = 2, seed = 5, leagues = ["nba", "nfl"], staggerMs = 300_000, activity = 0.01 } = options;
  const pregameMs = 300_000;
  const slate = slateGames({ games, seed, leagues, pregameMs, staggerMs });
  const common = { activity, lines: options.lines ?? false, scoreLagMs: FEED_LAGS.kalshi };
  const source = new SlateSource(slate, common, (pregame) => OPENED_AT + pregame);
  const clock = { virtualMs: 0 };
  const wallOf = (virtualMs: number) => OPENED_AT + virtualMs;
  const now = () => OPENED_AT + clock.virtualMs;
  const exchange = new Exchange({ events: source.events, openedAt: OPENED_AT, now, wallOf });
  source.attach(exchange);
  const scoreboards = new Scoreboards({ games: source.games, virtualNow: () => clock.virtualMs, wallOf });
  for (const [ticker, event] of exchange.events) {
    event.amend = (game) => scoreboards.amended(ticker, game);
  }
  const feedServer = new FeedServer({ scoreboards, now });
  const hub = new Hub({ exchange, now, mostBufferedBytes: 1e6, planned: {} });
  const faults = new Faults({ hub, feedServer, scoreboards, speed: 1 });
  const feeds = createFeeds(feedServer);
  const rest = restOver({ exchange, now }).app;
  const playTo = (virtualMs: number, take: (event: SimulatedEvent) => void = () => {}) => {
    exchange.listen(take);
    for (let at = source.nextAt(); at !== undefined && at <= virtualMs; at = source.nextAt()) {
      clock.virtualMs = at;
      source.run();
    }
    clock.virtualMs = virtualMs;
  };
  return { source, exchange, scoreboards, faults, feeds, rest, clock, now, playTo };
}

/** The first game of a league. */
export function gameOf(games: readonly PlayedGame[], league: GeneratedLeague): PlayedGame {
  const found = games.find(({ game }) => game.league === league);
  assert(found !== undefined);
  return found;
}

/** Sportradar's key. */
export const KEYED: RequestInit = { headers: { "x-api-key": "anything" } };

/** What answers requests. */
interface App {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** Asks an application and reads its JSON, loosely: tests look at what they are about. */
// deno-lint-ignore no-explicit-any -- as above
export async function ask(app: App, path: string, init: RequestInit = KEYED): Promise<any> {
  const response = await app.request(path, init);
  const text = await response.text();
  assertEquals(response.status, 200, `${path}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** Asks the exchange's REST and checks the answer against its schema. */
export async function askExchange<Schema extends z.ZodType>(
  app: App,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const read = schema.safeParse(await ask(app, `/trade-api/v2${path}`, {}));
  assert(read.success, `${path} breaks its schema: ${read.error?.message}`);
  return read.data;
}

/** Where each feed shows a game. */
export const PATHS = {
  nbaScoreboard: "/static/json/liveData/scoreboard/todaysScoreboard_00.json",
  boxscore: ({ ids }: PlayedGame) => `/static/json/liveData/boxscore/boxscore_${ids.nba}.json`,
  playByPlay: ({ ids }: PlayedGame) => `/static/json/liveData/playbyplay/playbyplay_${ids.nba}.json`,
  espnScoreboard: (league: GeneratedLeague, dates = "20261122-20261124") =>
    `/apis/site/v2/sports/${league === "nba" ? "basketball/nba" : "football/nfl"}/scoreboard?dates=${dates}`,
  espnSummary: ({ game, ids }: PlayedGame) =>
    `/apis/site/v2/sports/${
      game.league === "nba" ? "basketball/nba" : "football/nfl"
    }/summary?event=${ids.espn}`,
  radarNfl: ({ ids }: PlayedGame) => `/nfl/official/trial/v7/en/games/${ids.sportradar}/pbp.json`,
  radarNba: ({ ids }: PlayedGame) => `/nba/trial/v8/en/games/${ids.sportradar}/summary.json`,
} as const;
