/**
 * What the markets of a game paid, once its recording is over.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { GameState } from "../core/game.ts";
import type { Market } from "../core/market.ts";
import { type Price, PRICE_ONE } from "../core/money.ts";
import type { SettledBy } from "./result.ts";

/** What a market pays, and how that is known. */
export interface Settlement {
  readonly market: string;
  readonly by: SettledBy;
  /** What a YES pays; left out where it is not known. */
  readonly yesPays?: Price;
}

/**
 * Who won, by the score; `undefined` unless the game is over and not a tie, which markets settle by rules of their own.
 */
function winnerOf(game: GameState): "home" | "away" | undefined {
  if (game.phase !== "final" || game.home.score === game.away.score) return undefined;
  return game.home.score > game.away.score ? "home" : "away";
}

/**
 * How each market of an engine ended: by the exchange's result where it is on record, else by the final score where the
 * market is a team's, else not at all.
 */
export function settlements(engine: Engine, markets: Iterable<Market>): Settlement[] {
  return [...markets].map((market): Settlement => {
    const { ticker, event, result } = market;
    if (result !== undefined) return { market: ticker, by: "result", yesPays: result.yesPays };
    const game = engine.game(event)?.game;
    const winner = game === undefined ? undefined : winnerOf(game);
    const side = engine.venueOf(market);
    if (winner === undefined || side === undefined) return { market: ticker, by: "open" };
    return { market: ticker, by: "score", yesPays: (side === winner ? PRICE_ONE : 0) as Price };
  });
}
