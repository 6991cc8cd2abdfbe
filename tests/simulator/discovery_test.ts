import { assert, assertEquals } from "@std/assert";
import { eventAnswer, eventsAnswer } from "../../src/kalshi/wire/event.ts";
import { marketsAnswer } from "../../src/kalshi/wire/market.ts";
import { milestonesAnswer, structuredTargetsAnswer } from "../../src/kalshi/wire/milestone.ts";
import { seriesListAnswer } from "../../src/kalshi/wire/series.ts";
import { ask, askExchange, FOREVER_MS, OPENED_AT, PATHS, slateWorld } from "./slate_support.ts";

Deno.test("milestones, events, markets, teams and feed games of a slate join up", async () => {
  const { rest, feeds, source } = slateWorld({ games: 6, seed: 2 });
  const { milestones } = await askExchange(rest, "/milestones?category=Sports", milestonesAnswer);
  const nested = "/events?with_nested_markets=true&with_milestones=true&status=open";
  const { events, milestones: beside } = await askExchange(rest, nested, eventsAnswer);
  assertEquals([milestones?.length, beside?.length, events?.length], [6, 6, 6]);
  const scoreboard = await ask(feeds, PATHS.nbaScoreboard);
  const espn = [
    ...(await ask(feeds, PATHS.espnScoreboard("nba"))).events,
    ...(await ask(feeds, PATHS.espnScoreboard("nfl"))).events,
  ];
  for (const { event: ticker, game, ids, startsAtMs } of source.games) {
    const milestone = milestones?.find(({ details }) => details?.main_game_event_ticker === ticker);
    const event = events?.find(({ event_ticker }) => event_ticker === ticker);
    assert(milestone !== undefined && event !== undefined);
    assertEquals(milestone.details?.league, game.league.toUpperCase());
    assertEquals(milestone.details?.status, "scheduled");
    assertEquals(Date.parse(milestone.start_date), OPENED_AT + startsAtMs);
    assertEquals(milestone.source_ids, { source_3_id: ids.sportradar });
    const { home_team_id: home, away_team_id: away } = milestone.details ?? {};
    const path = `/structured_targets?ids=${home}&ids=${away}`;
    const { structured_targets: targets } = await askExchange(rest, path, structuredTargetsAnswer);
    const named = new Map(targets?.map(({ id, name, details }) => [id, [name, details?.abbreviation]]));
    assertEquals(named.get(String(home)), [game.home.title, game.home.code]);
    assertEquals(named.get(String(away)), [game.away.title, game.away.code]);
    const paid = new Map(
      event.markets?.map((market) => [Object.values(market.custom_strike ?? {})[0], market.yes_sub_title]),
    );
    assertEquals([paid.get(home), paid.get(away)], [game.home.title, game.away.title]);

    const shown = espn.find((candidate) => candidate.id === ids.espn);
    assertEquals(Date.parse(shown.date), OPENED_AT + startsAtMs);
    assertEquals(shown.name, `${feedName(game.away.name)} at ${feedName(game.home.name)}`);
    if (game.league === "nfl") continue;
    const listed = scoreboard.scoreboard.games.find((one: { gameId: string }) => one.gameId === ids.nba);
    assertEquals(listed.homeTeam.teamTricode, game.home.code);
    assertEquals(Date.parse(listed.gameTimeUTC), OPENED_AT + startsAtMs);
  }
});

/** The Clippers go by LA at ESPN and the league. */
function feedName(name: string): string {
  return name.replace("Los Angeles Clippers", "LA Clippers");
}

Deno.test("discovery's filters: series, status, type, competition, start, tags", async () => {
  const { rest, source, playTo } = slateWorld({ games: 5, seed: 8, staggerMs: 600_000 });
  const count = async (path: string) => {
    const body = await ask(rest, `/trade-api/v2${path}`, {});
    return Object.values(body).find(Array.isArray)?.length;
  };
  assertEquals(await count("/events?series_ticker=KXNBAGAME&status=open"), 3);
  assertEquals(await count("/events?series_ticker=KXNFLGAME&status=open"), 2);
  assertEquals(await count("/events?status=settled"), 0);
  assertEquals(await count("/milestones?type=football_game"), 2);
  assertEquals(await count("/milestones?category=Sports&competition=Pro%20Basketball%20(M)"), 3);
  assertEquals(await count("/milestones?category=Politics"), 0);
  const third = new Date(OPENED_AT + (source.games[2]?.startsAtMs ?? 0)).toISOString();
  assertEquals(await count(`/milestones?minimum_start_date=${third}`), 3);
  const { series } = await askExchange(
    rest,
    "/series?category=Sports&tags=Basketball,Football",
    seriesListAnswer,
  );
  const fees = new Map(series?.map(({ ticker, fee_type }) => [ticker, fee_type]));
  assertEquals([fees.size, fees.get("KXNBAGAME"), fees.get("KXNFLGAME")], [
    6,
    "quadratic",
    "quadratic_with_maker_fees",
  ]);
  playTo(FOREVER_MS);
  assertEquals(await count("/events?status=settled"), 5);
  assertEquals(await count("/events?status=open"), 0);
});

Deno.test("limits cut pages, cursors go on from there, and the last page has none", async () => {
  const { rest } = slateWorld({ games: 7, seed: 4 });
  const walk = async (path: string, limit: string, list: string) => {
    const seen: unknown[] = [];
    const sizes: number[] = [];
    let cursor = "";
    do {
      const body = await ask(rest, `/trade-api/v2${path}?${limit}&cursor=${encodeURIComponent(cursor)}`, {});
      sizes.push(body[list].length);
      seen.push(
        ...body[list].map((row: Record<string, unknown>) => row.id ?? row.ticker ?? row.event_ticker),
      );
      cursor = body.cursor;
    } while (cursor !== "");
    return [sizes, new Set(seen).size];
  };
  assertEquals(await walk("/events", "limit=3", "events"), [[3, 3, 1], 7]);
  assertEquals(await walk("/milestones", "limit=5", "milestones"), [[5, 2], 7]);
  assertEquals(await walk("/markets", "limit=10", "markets"), [[10, 4], 14]);
  assertEquals(await walk("/structured_targets", "page_size=6", "structured_targets"), [[6, 6, 2], 14]);
  const { markets } = await askExchange(rest, "/markets?series_ticker=KXNFLGAME", marketsAnswer);
  assertEquals(markets?.length, 6);
});

Deno.test("with lines a game has spreads and totals: found by its milestone, traded, and settled by the score", async () => {
  const { rest, source, exchange, playTo } = slateWorld({ games: 2, seed: 5, lines: true, activity: 0.05 });
  playTo(200_000);
  for (const { event: main, game } of source.games) {
    const path = `/milestones?related_event_ticker=${main}`;
    const { milestones } = await askExchange(rest, path, milestonesAnswer);
    const series = game.league.toUpperCase();
    const suffix = main.slice(`KX${series}GAME`.length);
    const tickers = [`KX${series}GAME`, `KX${series}SPREAD`, `KX${series}TOTAL`].map((one) => one + suffix);
    assertEquals(milestones?.map(({ primary_event_tickers }) => primary_event_tickers), [tickers]);
    for (const other of tickers.slice(1)) {
      const { event, markets } = await askExchange(rest, `/events/${other}`, eventAnswer);
      assertEquals(event.mutually_exclusive, false);
      // One total is listed later than the others, and is by now.
      assertEquals(markets?.length, other.includes("SPREAD") ? 2 : 4);
      for (const { floor_strike, strike_type, yes_bid_dollars, yes_sub_title } of markets ?? []) {
        assertEquals(strike_type, "greater");
        assert(yes_sub_title?.includes(`ver ${floor_strike} points`));
        assert(Number(yes_bid_dollars) > 0 && Number(yes_bid_dollars) < 1);
      }
      const { milestones: beside } = await askExchange(
        rest,
        `/events?tickers=${other}&with_milestones=true`,
        eventsAnswer,
      );
      assertEquals(beside?.map(({ id }) => id), milestones?.map(({ id }) => id));
    }
  }
  playTo(FOREVER_MS);
  let volume = 0;
  for (const { event: main, game } of source.games) {
    const { home, away } = game.events.at(-1)?.game ?? {};
    const [homeScore, awayScore] = [home?.score ?? 0, away?.score ?? 0];
    for (const { listing, markets } of exchange.events.values()) {
      if (listing.mainEvent !== main) continue;
      for (const { ticker, result, status, market, volume: traded } of markets) {
        const margin = market.teamSide === "home" ? homeScore - awayScore : awayScore - homeScore;
        const counted = ticker.includes("TOTAL") ? homeScore + awayScore : margin;
        assertEquals([result, status], [counted > (market.line ?? NaN) ? "yes" : "no", "finalized"], ticker);
        volume += traded;
      }
    }
  }
  assert(volume > 0);
});

Deno.test("lines change nothing in the winner markets", () => {
  const record = (lines: boolean) => {
    const { playTo } = slateWorld({ games: 1, seed: 3, lines });
    const all: string[] = [];
    playTo(3_000_000, (event) => {
      const of = "market" in event ? event.market : event.event;
      if (of.includes("GAME-")) all.push(JSON.stringify(event));
    });
    return all;
  };
  const without = record(false);
  assert(without.length > 200);
  assertEquals(record(true), without);
});
