/**
 * What the markets of a game paid, once its recording is over.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { GameState } from "../core/game.ts";
import type { WatchedGame } from "../core/game_watch.ts";
import type { Market } from "../core/market.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../core/money.ts";
import type { SettledBy } from "./result.ts";

/** What a market pays, and how that is known. */
export interface Settlement {
  readonly market: string;
  readonly by: SettledBy;
  /** What a YES contract pays; left out where it is not known. */
  readonly yesPays?: Micros;
}

/**
 * Who won, by the score; `undefined` unless the game is over and not a tie, which markets settle by rules of their own.
 */
function winnerOf(game: GameState): "home" | "away" | undefined {
  if (game.phase !== "final" || game.home.score === game.away.score) return undefined;
  return game.home.score > game.away.score ? "home" : "away";
}

/** Who won by all scoreboards that say the game is over; `undefined` where two of them differ. */
function agreedWinner(watched: WatchedGame | undefined): "home" | "away" | undefined {
  if (watched === undefined) return undefined;
  const winner = winnerOf(watched.game);
  const final = watched.feeds.filter(({ game }) => game.phase === "final");
  return final.every(({ game }) => winnerOf(game) === winner) ? winner : undefined;
}

/**
 * How each market of an engine ended: by the exchange's result where it is on record, else by the final score where the
 * market is a team's and the exchange has not judged it, else not at all.
 */
export function settlements(engine: Engine, markets: Iterable<Market>): Settlement[] {
  return [...markets].map((market): Settlement => {
    const { ticker, event, result } = market;
    if (result !== undefined) return { market: ticker, by: "result", yesPays: result.yesPays };
    // What the exchange has judged no score overrules, also where its judgement is not understood.
    if (market.isJudged) return { market: ticker, by: "open" };
    const winner = agreedWinner(engine.game(event));
    const side = engine.venueOf(market);
    if (winner === undefined || side === undefined) return { market: ticker, by: "open" };
    return { market: ticker, by: "score", yesPays: (side === winner ? MICROS_PER_DOLLAR : 0) as Micros };
  });
}
