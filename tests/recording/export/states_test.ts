/**
 * Merged states, and the join of a play-by-play to them.
 *
 * Invariants: a play is never joined to a moment before it; the join gives the latest play there is; what is not known is
 * null.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GameState } from "../../../src/core/game/game.ts";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { gameAsOf, parsePlayByPlay, readPlayByPlay } from "../../../src/recording/export/play_by_play.ts";
import { STATE_COLUMNS, type StateRow, StatesExporter } from "../../../src/recording/export/states.ts";
import { events } from "../../core/support.ts";
import { dataTest } from "../../support/data.ts";
import { must } from "../../support/must.ts";

const EVENT = "KXNBAGAME-26NOV20LALBOS";
const HOME = `${EVENT}-BOS`;
const AWAY = `${EVENT}-LAL`;
const fixture = { event: EVENT, homeMarket: HOME, awayMarket: AWAY };

function book(at: number, market: string, bid: string, ask: string): EngineEvent {
  return {
    kind: "book_snapshot",
    at,
    market,
    bids: [{ price: parsePrice(bid), quantity: parseQuantity("5") }],
    asks: [{ price: parsePrice(ask), quantity: parseQuantity("7.50") }],
  };
}

const GAME: GameState = {
  league: "nfl",
  gameId: "1",
  home: { name: "Boston", code: "BOS", id: "b", score: 7 },
  away: { name: "Los Angeles", code: "LAL", id: "l", score: 3 },
  phase: "live",
  period: 2,
  secondsLeftInPeriod: 61.5,
  secondsLeftInGame: 1861.5,
  overtime: false,
  possession: "away",
  situation: { down: 3, distance: 8, yardsToGoal: 42 },
};

function rowsOf(exporter: StatesExporter, inputs: readonly (readonly EngineEvent[])[]): StateRow[] {
  const rows: StateRow[] = [];
  for (const events of inputs) {
    for (const event of events) exporter.fold(event);
    exporter.settle(events[0]?.at ?? 0, rows);
  }
  return rows;
}

const LISTED = [HOME, AWAY].map((ticker) => events.listed(0, { ticker, event: EVENT }));

Deno.test("a state is made at each change of a top or the score and each second, and knows what is known", () => {
  const exporter = new StatesExporter({ fixture });
  // The first row is that of the listings alone.
  const [, ...rows] = rowsOf(exporter, [
    [{ kind: "clock", at: 0 }],
    LISTED,
    [book(100, HOME, "0.60", "0.62")],
    [{ kind: "ticker", at: 150, market: HOME, last: parsePrice("0.61") }],
    [{ kind: "game", at: 200, feed: "espn", event: EVENT, game: GAME }],
    [{ kind: "game", at: 300, feed: "espn", event: EVENT, game: { ...GAME, secondsLeftInPeriod: 60 } }],
    [book(400.25, AWAY, "0.38", "0.40"), book(400.25, HOME, "0.60", "0.62")],
    [{ kind: "clock", at: 1000 }],
    [{ kind: "books_suspect", at: 1100, reason: "lost" }],
    [{ kind: "clock", at: 2000 }],
  ]);
  assertEquals(rows.map(({ at_ms }) => at_ms), [100, 200, 400.25, 1000, 1100, 2000]);
  assertEquals(Object.keys(rows[0] ?? {}).sort(), [...STATE_COLUMNS].sort());
  const { home_score, home_bid, home_bid_size, away_market, home_last } = rows[0] as StateRow;
  assertEquals([home_score, home_bid, home_bid_size, away_market, home_last], [
    null,
    "0.6000",
    "5.00",
    AWAY,
    null,
  ]);
  assertEquals(rows[3], {
    at_ms: 1000,
    event: EVENT,
    league: "nfl",
    home: "BOS",
    away: "LAL",
    home_score: 7,
    away_score: 3,
    period: 2,
    seconds_left_period: 60,
    seconds_left_game: 1861.5,
    phase: "live",
    possession: "away",
    down: 3,
    distance: 8,
    yards_to_goal: 42,
    score_age_ms: 700,
    home_market: HOME,
    home_bid: "0.6000",
    home_bid_size: "5.00",
    home_ask: "0.6200",
    home_ask_size: "7.50",
    home_last: "0.6100",
    home_volume: "0.00",
    home_book_age_ms: 599.75,
    away_market: AWAY,
    away_bid: "0.3800",
    away_bid_size: "5.00",
    away_ask: "0.4000",
    away_ask_size: "7.50",
    away_last: null,
    away_volume: "0.00",
    away_book_age_ms: 599.75,
  });
  // A book that is known to be wrong is not shown.
  assertEquals([rows[4]?.home_bid, rows[4]?.away_ask, rows[4]?.home_last], [null, null, "0.6100"]);
});

Deno.test("without a fixture or targets no market is anybody's; unknown sizes are not shown", () => {
  const blind = new StatesExporter();
  assertEquals(rowsOf(blind, [[...LISTED, book(1, HOME, "0.60", "0.62")], [{ kind: "clock", at: 2 }]]), []);
  assertEquals(blind.unassigned, [EVENT]);
  const [row] = rowsOf(new StatesExporter({ fixture, sizes: "unknown" }), [[
    ...LISTED,
    book(1, HOME, "0.60", "0.62"),
  ]]);
  assertEquals([row?.home_bid, row?.home_bid_size, row?.home_ask_size], ["0.6000", null, null]);
});

function action(orderNumber: number, seconds: number, home: number, away: number, more: object = {}) {
  return {
    orderNumber,
    clock: "PT05M30.50S",
    timeActual: new Date(seconds * 1000).toISOString(),
    period: 1,
    actionType: "2pt",
    scoreHome: String(home),
    scoreAway: String(away),
    ...more,
  };
}

Deno.test("a play whose clock cannot be read is counted, not taken for the end of its period", () => {
  const timeline = must(parsePlayByPlay({
    game: {
      gameId: "1",
      actions: [
        action(1, 1, 2, 0),
        action(2, 2, 4, 0, { clock: "5:30" }),
        action(3, 3, 4, 2, { clock: "PT" }),
        action(4, 4, 4, 4, { clock: "" }),
      ],
    },
  }));
  assertEquals(timeline.malformed, 2);
  assertEquals(timeline.plays.map(({ game }) => game.secondsLeftInPeriod), [330.5, 0]);
});

Deno.test("a timeline never tells of a play later than the moment, whatever order the plays' times have", () => {
  const plays = fc.array(fc.tuple(fc.nat(100), fc.constantFrom(0, 2, 3), fc.boolean()), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(fc.property(plays, fc.nat(110), (steps, moment) => {
    let [home, away] = [0, 0];
    const actions = steps.map(([seconds, points, forHome], index) => {
      if (forHome) home += points;
      else away += points;
      return action(index, seconds, home, away);
    });
    const timeline = must(parsePlayByPlay({ game: { gameId: "1", actions } }));
    const found = gameAsOf(timeline, moment * 1000);
    const known = actions.filter((_, index) => (steps[index]?.[0] ?? 0) <= moment);
    const furthest = known.at(-1);
    assertEquals(found === undefined, furthest === undefined);
    if (found === undefined) return;
    assert(found.at <= moment * 1000);
    assertEquals(String(found.game.home.score), furthest?.scoreHome);
    assertEquals(String(found.game.away.score), furthest?.scoreAway);
  }));
});

Deno.test("play-by-play: sides are found by who scores, phases by periods, side plays are left out", () => {
  const bos = { teamTricode: "BOS", teamId: 1 };
  const lal = { teamTricode: "LAL", teamId: 2 };
  const timeline = must(parsePlayByPlay({
    game: {
      gameId: "1",
      actions: [
        action(1, 10, 0, 0, { actionType: "period", subType: "start" }),
        action(2, 20, 2, 0, { ...bos, possession: 2 }),
        action(3, 21, 0, 0, { ...lal, actionType: "steal" }),
        action(4, 30, 2, 3, lal),
        { orderNumber: 5 },
        action(6, 40, 2, 3, { actionType: "period", subType: "end", clock: "PT00M00.00S" }),
        action(7, 50, 2, 3, { actionType: "game", subType: "end", clock: "" }),
      ],
    },
  }));
  const games = timeline.plays.map(({ game }) => game);
  assertEquals(timeline.malformed, 1);
  assertEquals(games.map(({ phase }) => phase), ["live", "live", "live", "break", "final"]);
  assertEquals([games[0]?.home.code, games[0]?.away.code, games[1]?.possession, games[4]?.winner], [
    "BOS",
    "LAL",
    "away",
    "away",
  ]);
  assertEquals(games[1]?.secondsLeftInGame, 3 * 720 + 330.5);
  for (const body of [null, {}, { game: { gameId: "1", actions: [] } }]) {
    assert(!parsePlayByPlay(body).ok);
  }
});

dataTest(
  "scoreboards/nba-cdn/playbyplay_0022000001.json",
  "a real play-by-play joins to the ticks of its game",
  async (path) => {
    const timeline = must(await readPlayByPlay(path));
    assertEquals([timeline.gameId, timeline.malformed], ["0022000001", 0]);
    const first = timeline.plays[0];
    const last = timeline.plays.at(-1);
    const { home, away, phase, winner } = last?.game ?? {};
    assertEquals([home?.code, home?.score, away?.code, away?.score, phase, winner], [
      "BKN",
      125,
      "GSW",
      99,
      "final",
      "home",
    ]);
    const exporter = new StatesExporter({ fixture, timeline });
    const start = (first?.at ?? 0) - 5000;
    const inputs: EngineEvent[][] = [[...LISTED, book(start, HOME, "0.60", "0.62")]];
    for (let at = start; at <= (last?.at ?? 0); at += 1000) inputs.push([{ kind: "clock", at }]);
    const rows = rowsOf(exporter, inputs);
    assertEquals([rows[0]?.home_score, rows.at(-1)?.home_score], [null, 125]);
    assert(rows.every((row) => row.score_age_ms === null || Number(row.score_age_ms) >= 0));
    const scores = rows.map((row) => Number(row.home_score ?? 0));
    assert(scores.every((score, index) => score >= (scores[index - 1] ?? 0)), "a score fell");
  },
);
