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
import { tradeAt } from "../study/lag_study.ts";
import { tradeGame } from "../study/trade_game.ts";

const GAMES = [1, 2, 3].map((seed) => generateGame({ league: "nfl", seed }));
const SMALL_EDGE = { min_edge: 0.03 };
const NO_WAIT = { ...SMALL_EDGE, feed_lag_seconds: 0 };

Deno.test("with the scoreboard 20 s behind, a rule that does not wait loses what it bought late; FEED_BEHIND does not buy it", () => {
  const naive = tradeAt(20, GAMES, oracleOf, NO_WAIT);
  assert(naive.trips >= 5 && (naive.pnl.value ?? NaN) < -20, JSON.stringify(naive));
  assertEquals(naive.feedBehind, 0);
  const waits = tradeAt(20, GAMES, oracleOf, SMALL_EDGE);
  assertEquals([waits.trips, waits.pnl.value], [0, 0]);
  assert(waits.feedBehind > 50);
});

Deno.test("with the scoreboard 30 s ahead of the book the same model earns", () => {
  const ahead = tradeAt(-30, GAMES, oracleOf, SMALL_EDGE);
  assert(
    ahead.trips >= 5 && ahead.won > ahead.trips / 2 && (ahead.pnl.value ?? NaN) > 20,
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
