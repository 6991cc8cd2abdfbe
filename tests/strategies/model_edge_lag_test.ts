/**
 * model_edge and a scoreboard that is behind the book, over whole generated games and with a model that knows the truth of
 * whatever the scoreboard shows: all that it can get wrong is the time.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { marketEvents } from "../study/market_of_game.ts";
import { oracleOf } from "../study/oracle.ts";
import { dataTest } from "../support/data.ts";
import { rowsOf } from "../study/calibration.ts";
import { loggedEvents, readLogs } from "../study/logged_game.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { tradeAt } from "../study/lag.ts";
import { tradeGame } from "../study/trade_game.ts";

const GAMES = [1, 2].map((seed) => generateGame({ league: "nfl", seed }));
const SMALL_EDGE = { min_edge: 0.03 };
const NO_WAIT = { ...SMALL_EDGE, feed_lag_seconds: 0 };

Deno.test("with the scoreboard 20 s behind, a rule that does not wait loses what it bought late; FEED_BEHIND does not buy it", () => {
  const naive = tradeAt(20, GAMES, oracleOf, NO_WAIT);
  assert(naive.trips >= 4 && (naive.pnl.value ?? NaN) < -20, JSON.stringify(naive));
  assertEquals(naive.feedBehind, 0);
  const waits = tradeAt(20, GAMES, oracleOf, SMALL_EDGE);
  assertEquals([waits.trips, waits.pnl.value], [0, 0]);
  assert(waits.feedBehind > 50);
});

Deno.test("with the scoreboard 30 s ahead of the book the same model earns", () => {
  const ahead = tradeAt(-30, GAMES, oracleOf, SMALL_EDGE);
  assert(
    ahead.trips >= 4 && ahead.won > ahead.trips / 2 && (ahead.pnl.value ?? NaN) > 20,
    JSON.stringify(ahead),
  );
});

Deno.test("a generated game with its market is the same every time, and ends flat", () => {
  const [game] = GAMES;
  assert(game !== undefined);
  const once = () =>
    tradeGame(marketEvents(game, 1, { book: 1_200, scoreboard: 21_200 }), oracleOf(game), NO_WAIT);
  const first = once();
  assertEquals(once(), first);
  assert(first.trips > 0);
  const [event, ...others] = new Set(
    [...marketEvents(game, 1, { book: 0, scoreboard: 0 })].flatMap((each) =>
      each.kind === "market" ? [each.info.event] : []
    ),
  );
  assertEquals([event?.startsWith("KXNFLGAME-"), others], [true, []]);
});

Deno.test("moments of generated games: an oracle is the truth, and a model without an answer is counted, not guessed", () => {
  const [game] = GAMES;
  assert(game !== undefined);
  const rows = rowsOf([game], oracleOf(game), "price");
  assertEquals(rows.model, rows.truth);
  assertEquals(rows.truth.length, game.events.filter((each) => each.game.phase !== "final").length);
  assertEquals(new Set(rows.homeWon), new Set([game.winner === "home" ? 1 : 0]));
  const other = oracleOf(generateGame({ league: "nba", seed: 1 }));
  const { truth, unanswered } = rowsOf([game], other, "price");
  assertEquals([truth.length, [...unanswered]], [0, [["NOT_GENERATED", rows.truth.length]]]);
});

dataTest(
  "nfl-phi-lac-2025-12-08",
  "a logged game: the ball where the plays say it is, the scoreboard as late as asked",
  async (folder) => {
    const logs = await readLogs(folder);
    const gamesOf = (events: readonly EngineEvent[]) =>
      events.flatMap((event) => event.kind === "game" ? [event] : []);
    const events = loggedEvents(logs, 0);
    assertEquals(events.map(({ at }) => at), events.map(({ at }) => at).toSorted((a, b) => a - b));
    // "C.Dicker 46 yard field goal" was kicked from the fourth and one before it; "to PHI 42" is 42 yards from the goal.
    const yards = gamesOf(events).flatMap(({ game: { lastPlay = "", situation, possession } }) =>
      situation !== undefined && lastPlay.includes("to PHI 42 for 6 yards")
        ? [`${possession} ${situation.yardsToGoal}`]
        : []
    );
    assertEquals(new Set(yards), new Set(["home 42"]));
    const first = (shown: readonly EngineEvent[]) =>
      gamesOf(shown).find(({ game }) => game.home.score === 19)?.at ?? NaN;
    assertEquals(first(loggedEvents(logs, 20_000)) - first(events), 20_000);
    assertEquals(first(loggedEvents(logs, -20_000)) - first(events), -20_000);
  },
);
