/**
 * At which lag does model_edge stop earning? Generated games, in which book and scoreboard follow the truth each with a
 * delay of its own.
 *
 * @module
 */
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import type { Figure } from "../../src/models/evaluation/figure.ts";
import type { GeneratedGame } from "../../src/simulator/game/game_event.ts";
import { type Delays, marketEvents } from "./market_of_game.ts";
import { type Given, meanByGame, type Traded, tradeGame } from "./trade_game.ts";

/** The book of the simulator's market maker is about so late, ms. */
const BOOK_MS = 1_200;

/** Seconds by which the scoreboard is behind the book; below 0 it is ahead of it. */
export const LAGS: readonly number[] = [-30, -20, -10, -5, 0, 5, 10, 20, 40, 55];

/** Both delays for a lag: the one that comes first is as late as a market maker. */
export function delaysOf(lagSeconds: number): Delays {
  const ms = lagSeconds * 1_000;
  return { book: BOOK_MS + Math.max(0, -ms), scoreboard: BOOK_MS + Math.max(0, ms) };
}

/** What the rule came to in all games at one lag. Money in dollars a game, after fees. */
export interface LagRow {
  readonly lagSeconds: number;
  readonly trips: number;
  readonly won: number;
  readonly pnl: Figure;
  readonly fees: number;
  readonly feedBehind: number;
}

/** Trades the games at one lag. */
export function tradeAt(
  lagSeconds: number,
  games: readonly GeneratedGame[],
  estimatorOf: (game: GeneratedGame) => Estimator,
  given: Given,
): LagRow {
  const delays = delaysOf(lagSeconds);
  const traded = games.map((game, seed): Traded =>
    tradeGame(marketEvents(game, seed, delays), estimatorOf(game), given)
  );
  const sum = (of: (each: Traded) => number) => traded.reduce((total, each) => total + of(each), 0);
  return {
    lagSeconds,
    trips: sum(({ trips }) => trips),
    won: sum(({ won }) => won),
    pnl: meanByGame(traded.map(({ pnl }) => pnl)),
    fees: sum(({ fees }) => fees) / games.length,
    feedBehind: sum(({ reasons }) => reasons.get("FEED_BEHIND") ?? 0),
  };
}
