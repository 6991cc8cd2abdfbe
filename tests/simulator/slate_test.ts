import { assert, assertEquals } from "@std/assert";
import type { GeneratedLeague, SimulationPlan } from "../../src/simulator/mod.ts";
import { startSimulator } from "../../src/simulator/mod.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { ALL_TEAMS } from "../../src/simulator/game/teams.ts";
import { slateGames } from "../../src/simulator/sources/slate_source.ts";
import { start } from "./support.ts";
import { FOREVER_MS, slateWorld } from "./slate_support.ts";

for (const games of [4, 16]) {
  Deno.test(`a slate of ${games} goes on until all its markets are finalized, as each game ended`, () => {
    const { source, exchange, playTo } = slateWorld({ games, seed: games, activity: 0.004 });
    assertEquals(source.events.length, games);
    assertEquals(exchange.markets.size, games * 2);
    const ends: number[] = [];
    for (const played of source.games) ends.push(played.startsAtMs + played.game.durationMs);
    const first = Math.min(...ends);
    playTo(first + 200_000);
    const statuses = () => new Set([...exchange.markets.values()].map(({ status }) => status));
    assert(
      statuses().has("finalized") && statuses().has("active"),
      "one is settled, others are still played",
    );
    playTo(FOREVER_MS);
    assert(source.over && source.nextAt() === undefined);
    assertEquals(statuses(), new Set(["finalized"]));
    for (const { event, game } of source.games) {
      const record = exchange.events.get(event);
      assertEquals(record?.game?.phase, "final");
      assertEquals(record?.game?.winner, game.winner);
      for (const market of record?.markets ?? []) {
        assertEquals(market.result, market.market.teamSide === game.winner ? "yes" : "no");
        assert(market.volume > 0);
      }
    }
  });
}

Deno.test("no team plays twice, leagues take turns, games start one after the other", () => {
  const { source } = slateWorld({ games: 16, seed: 3, staggerMs: 60_000 });
  const teams = source.games.flatMap(({ game }) =>
    [game.home, game.away].map(({ code }) => `${game.league} ${code}`)
  );
  assertEquals(new Set(teams).size, 32);
  assertEquals(source.games.slice(0, 3).map(({ game }) => game.league), ["nba", "nfl", "nba"]);
  source.games.forEach(({ startsAtMs }, index) => assertEquals(startsAtMs, 300_000 + index * 60_000));
  const ids = source.games.flatMap(({ ids }) => Object.values(ids));
  assertEquals(new Set(ids).size, ids.length);
  for (const { ids, game } of source.games) {
    assertEquals(/^00226\d{5}$/.test(ids.nba ?? ""), game.league === "nba");
    assert(/^\d{9}$/.test(ids.espn) && /^[0-9a-f-]{36}$/.test(ids.sportradar));
  }
});

Deno.test("the same seed makes the same slate; another seed another one", () => {
  const record = (seed: number) => {
    const { playTo } = slateWorld({ games: 3, seed });
    const all: string[] = [];
    playTo(2_000_000, (event) => all.push(JSON.stringify(event)));
    return all;
  };
  const once = record(11);
  assert(once.length > 100);
  assertEquals(once, record(11));
  assert(JSON.stringify(once) !== JSON.stringify(record(12)));
});

Deno.test("every team of a league can play in one slate", () => {
  for (const [league, games] of [["nba", 15], ["nfl", 16]] as const) {
    const slate = slateGames({ games, seed: 1, leagues: [league], pregameMs: 0, staggerMs: 0 });
    const codes = slate.flatMap(({ game }) => [game.home.code, game.away.code]);
    assertEquals(codes.sort(), ALL_TEAMS[league].map(({ code }) => code).sort());
  }
});

Deno.test("single games are drawn as they always were", () => {
  // Recordings and goldens were made from these seeds.
  const drawn = (league: GeneratedLeague, seed: number) => {
    const { home, away, events } = generateGame({ league, seed });
    const { game } = events.at(-1) ?? {};
    return `${away.code} ${game?.away.score} ${home.code} ${game?.home.score}`;
  };
  assertEquals([drawn("nba", 7), drawn("nfl", 7), drawn("nba", 21)], [
    "HOU 121 MIN 130",
    "CLE 17 SEA 27",
    "BKN 112 MIA 124",
  ]);
});

Deno.test("a slate that cannot be is refused with a reason", async () => {
  const slate = (more: object) => ({ kind: "slate", games: 2, seed: 1, ...more }) as SimulationPlan;
  const lag = { low: 5, high: 1 };
  for (
    const [plan, words] of [
      [slate({ games: 0 }), "1…16 games"],
      [slate({ games: 17 }), "1…16 games"],
      [slate({ games: 1.5 }), "1…16 games"],
      [slate({ games: 16, leagues: ["nba"] }), 'at most 15 games of "nba"'],
      [slate({ leagues: [] }), "leagues"],
      [slate({ staggerMs: -1 }), "staggerMs"],
      [slate({ pregameMs: NaN }), "pregameMs"],
      [slate({ scoreLagMs: { espn: lag } }), 'lag of "espn"'],
      [slate({ speed: 0 }), "speed"],
    ] as const
  ) {
    const started = await startSimulator({ plan });
    assert(!started.ok && started.reason.code === "plan_bad");
    assert(started.reason.message.includes(words), started.reason.message);
  }
});

Deno.test("a slate over real sockets: games are told, their scoreboards answer, all ends", async () => {
  const simulator = await start({
    plan: { kind: "slate", games: 4, seed: 9, seconds: 2, activity: 0.002, staggerMs: 60_000 },
  });
  try {
    assertEquals(simulator.games.length, 4);
    assertEquals(simulator.markets.length, 8);
    const get = async (path: string) => {
      const response = await fetch(simulator.url + path, { headers: { "x-api-key": "k" } });
      assertEquals(response.status, 200, path);
      return await response.json();
    };
    for (const { event, league, ids, startsAt } of simulator.games) {
      const { milestones } = await get(`/trade-api/v2/milestones?related_event_ticker=${event}`);
      assertEquals(milestones[0].id, ids.kalshi);
      assert(Math.abs(Date.parse(milestones[0].start_date) - startsAt) < 2_000);
      const sport = league === "nba" ? "basketball/nba" : "football/nfl";
      const summary = await get(`/apis/site/v2/sports/${sport}/summary?event=${ids.espn}`);
      assertEquals(summary.header.id, ids.espn);
    }
    simulator.fault("feed_500", 1, "espn");
    await simulator.done;
    const { markets } = await get("/trade-api/v2/markets?status=settled");
    assertEquals(markets.length, 8);
    const failed = await fetch(`${simulator.url}/apis/site/v2/sports/football/nfl/scoreboard`);
    assertEquals(failed.status, 500);
    await failed.body?.cancel();
    const { events } = await get("/apis/site/v2/sports/football/nfl/scoreboard");
    assertEquals(events.length, 2);
  } finally {
    await simulator.close();
  }
});
