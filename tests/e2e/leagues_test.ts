/**
 * Every league of the list is known by whatever deals with leagues: a row that lacks a file or is not understood somewhere
 * is named here.
 */
import { assert, assertEquals } from "@std/assert";
import { BacktestRequestSchema } from "../../src/backtest/request.ts";
import { leagueOf } from "../../src/session/games.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { LEAGUE_INFO, LEAGUES } from "../../src/core/game/leagues.ts";
import { discover } from "../../src/discovery/discover.ts";
import type { ExchangeSide } from "../../src/discovery/exchange_games.ts";
import { jobFileSchema } from "../../src/discovery/job.ts";
import { teamTable, teamTableSchema } from "../../src/discovery/team_table.ts";
import { leagueOfEspnPath } from "../../src/feeds/espn/espn.ts";
import { KalshiLiveData } from "../../src/feeds/kalshi/live_data.ts";
import { leagueOfSportradarPath } from "../../src/feeds/sportradar/sportradar.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import { readLeagueConfig } from "../../src/session/setup/league_config.ts";
import { startSimulator } from "../../src/simulator/mod.ts";
import { ROOT, runMain } from "../cli/support.ts";
import { DATE, exchangeGame, START } from "../discovery/support.ts";
import { FEEDS } from "../../src/feeds/feeds.ts";

/** The leagues that have a file in a folder. */
function filesOf(folder: string): Set<string> {
  return new Set(
    [...Deno.readDirSync(`${ROOT}/${folder}`)].flatMap(({ name }) =>
      name.endsWith(".json") && name !== "default.json" ? [name.slice(0, -".json".length)] : []
    ),
  );
}

Deno.test("every league has its configuration and its team table, and no file is without a league", () => {
  for (const folder of ["config", "config/teams"]) {
    const files = filesOf(folder);
    const missing = LEAGUES.filter((league) => !files.has(league));
    assertEquals(missing.map((league) => `${folder}/${league}.json`), [], "files that are missing");
    assertEquals(
      [...files].filter((file) => !LEAGUES.some((league) => league === file)),
      [],
      "files too many",
    );
  }
  for (const league of LEAGUES) {
    const table = JSON.parse(Deno.readTextFileSync(`${ROOT}/config/teams/${league}.json`));
    assertEquals(teamTableSchema.parse(table).league, league, `config/teams/${league}.json`);
    assertEquals(teamTable(league).teams, teamTableSchema.parse(table).teams, `config/teams/${league}.json`);
    const given = JSON.parse(Deno.readTextFileSync(`${ROOT}/config/${league}.json`));
    const [shipped, read] = [readLeagueConfig(league), readLeagueConfig(league, given)];
    assert(shipped.ok && read.ok, `config/${league}.json`);
    assertEquals(shipped.value, read.value, `config/${league}.json is the one that is shipped`);
  }
});

Deno.test("the feeds know every league by the path they are asked for, and by the exchange's milestones", () => {
  for (const league of LEAGUES) {
    assertEquals(leagueOfEspnPath(FEEDS.espn.daily?.path(league, "2026-11-22") ?? ""), league);
    const path = FEEDS.sportradar.gamePath({ league, id: "x", startsAt: START });
    if (path !== undefined) assertEquals(leagueOfSportradarPath(path), league);
    const events: EngineEvent[] = [];
    const feed = new KalshiLiveData();
    const milestone = {
      id: "m",
      category: "Sports",
      type: LEAGUE_INFO[league].milestoneType,
      start_date: "2026-11-22T18:00:00Z",
      primary_event_tickers: ["E"],
      details: { league: LEAGUE_INFO[league].milestoneLeague, home_team_id: "h", away_team_id: "a" },
    };
    const body = { milestones: [milestone] };
    feed.decode(1, "rest", { path: "/milestones?related_event_ticker=E", status: 200, body }, events);
    assertEquals(feed.milestoneIds, ["m"], `${league}: its milestones`);
  }
});

/** The exchange as it lists one game. */
function listing({ events, milestones, targets }: ExchangeSide, series: string) {
  const environment = readEnvironment("http://127.0.0.1:1");
  assert(environment.ok);
  const fetch = (url: string) => {
    const path = new URL(url).pathname.replace("/trade-api/v2", "");
    const answers: Readonly<Record<string, unknown>> = {
      "/events": { events, cursor: "" },
      "/milestones": { milestones, cursor: "" },
      "/structured_targets": { structured_targets: targets, cursor: "" },
      [`/series/${series}`]: { series: { ticker: series, fee_type: "quadratic", fee_multiplier: 1 } },
    };
    return Promise.resolve(Response.json(answers[path] ?? {}, { status: path in answers ? 200 : 404 }));
  };
  return new RestClient({
    environment: environment.value,
    fetch,
    sleep: () => Promise.resolve(),
    attempts: 1,
  });
}

Deno.test("a game of every league is discovered, and its recording is known as one of the league", async () => {
  for (const league of LEAGUES) {
    const [home, away] = teamTable(league).teams;
    assert(home !== undefined && away !== undefined);
    const side = exchangeGame(league, away.code, home.code);
    const { series } = LEAGUE_INFO[league];
    const file = await discover({
      rest: listing(side, series),
      feeds: [],
      date: DATE,
      leagues: [league],
      allMarkets: false,
      now: () => START - 4 * 3_600_000,
      program: "0",
      environment: "test",
    });
    assert(file.ok, league);
    const [job] = jobFileSchema.parse(file.value).jobs;
    assertEquals([job?.league, job?.home.code, job?.away.code], [league, home.code, away.code]);
    const event = side.events[0]?.event_ticker ?? "";
    assertEquals(leagueOf({ game: null, event, markets: [] }), league, `${league}: by the event's series`);
  }
});

Deno.test("flags, requests and helps name every league", async () => {
  const texts = await Promise.all(
    ["discover", "config", "backtest"].map(async (name) => (await runMain(name, "--help")).out),
  );
  for (const league of LEAGUES) {
    for (const text of texts) assert(new RegExp(`\\b${league}\\b`).test(text), `${league}: in a help`);
    assert(BacktestRequestSchema.safeParse({ strategies: [{ name: "x" }], sport: league }).success, league);
  }
});

Deno.test("the simulator answers for every league's scoreboard", async () => {
  const started = await startSimulator({
    plan: { kind: "slate", games: 2, seed: 1 },
    waitForSubscriber: true,
  });
  assert(started.ok, started.ok ? "" : started.reason.message);
  try {
    for (const league of LEAGUES) {
      const path = FEEDS.espn.daily?.path(league, "2026-11-22") ?? "";
      const answer = await fetch(`${started.value.url}${path}`);
      assertEquals([answer.status, Array.isArray((await answer.json()).events)], [200, true], league);
    }
  } finally {
    await started.value.close();
  }
});
