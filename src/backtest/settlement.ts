/**
 * Settlement: how much the markets of a game paid, once its recording is over.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { GameState } from "../core/game/game.ts";
import type { WatchedGame } from "../core/game/game_watch.ts";
import type { Market } from "../core/market/market.ts";
import { formatPays, type Micros, MICROS_PER_DOLLAR } from "../core/numbers/money.ts";
import type { Results } from "./results_file.ts";
import type { SettledBy } from "./result.ts";

/** How much a market pays, and how that is known. */
export interface Settlement {
  readonly market: string;
  readonly by: SettledBy;
  /** How much a YES contract pays; left out where it is not known. */
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

/** A last trade at or beyond these leaves no doubt, in 1/10,000 dollar. */
const SURE_YES = 9_900;
const SURE_NO = 100;

/**
 * The market that won by the last trades: one at .99 or more, and all others of its event at .01 or less. Only where no
 * scoreboard is on record, for that one would say whether the game was over.
 */
function wonByTrades(engine: Engine, ofEvent: readonly Market[]): Market | undefined {
  const [first] = ofEvent;
  if (first === undefined || ofEvent.length < 2 || engine.game(first.event) !== undefined) return undefined;
  const winners = ofEvent.filter(({ last }) => last !== undefined && last >= SURE_YES);
  const losers = ofEvent.filter(({ last }) => last !== undefined && last <= SURE_NO);
  return winners.length === 1 && losers.length === ofEvent.length - 1 ? winners[0] : undefined;
}

/**
 * How each market of an engine ended: by the exchange's result where it is on record, else by the given one, else, unless
 * the exchange has judged it, by the final score where the market is a team's, or by the last trades; else not at all.
 */
export function settlements(
  engine: Engine,
  markets: Iterable<Market>,
  given: Results = new Map(),
): Settlement[] {
  const all = [...markets];
  return all.map((market): Settlement => {
    const { ticker, event, result } = market;
    if (result !== undefined) return { market: ticker, by: "result", yesPays: result.yesPays };
    const stated = given.get(ticker);
    if (stated !== undefined) return { market: ticker, by: "given", yesPays: stated };
    // What the exchange has judged no score overrules, also where its judgement is not understood.
    if (market.isJudged) return { market: ticker, by: "not_understood" };
    const winner = agreedWinner(engine.game(event));
    const side = engine.teamSideOf(market);
    const pays = (wins: boolean) => (wins ? MICROS_PER_DOLLAR : 0) as Micros;
    if (winner !== undefined && side !== undefined) {
      return { market: ticker, by: "score", yesPays: pays(side === winner) };
    }
    const ofEvent = all.filter((other) => other.event === event);
    const won = wonByTrades(engine, ofEvent);
    if (won === undefined || ofEvent.some((other) => other.isJudged)) return { market: ticker, by: "open" };
    return { market: ticker, by: "inferred", yesPays: pays(market === won) };
  });
}

const CAVEATS: Readonly<Record<SettledBy, string | undefined>> = {
  result: undefined,
  score: undefined,
  given: "result not on record: taken from the results that were given",
  inferred: "result not on record: inferred from the last trades, at .99 or more and .01 or less",
  not_understood:
    "result not understood: the exchange has judged, what is held is valued at the market and not paid",
  open: "result not on record: what is held at the end is valued at the market and not paid",
};

/** Caveats of how markets were paid; each once. */
export function settlementCaveats(ends: readonly Settlement[]): string[] {
  return [...new Set(ends.flatMap(({ by }) => CAVEATS[by] ?? []))];
}

/** Where the given results say something else than the exchange, whose word counts. */
export function contradictions(ends: readonly Settlement[], given: Results): string[] {
  return ends.flatMap(({ market, by, yesPays }) => {
    const stated = given.get(market);
    return by !== "result" || stated === undefined || yesPays === undefined || stated === yesPays ? [] : [
      `${market}: the given results say ${formatPays(stated)}, the exchange ${
        formatPays(yesPays)
      }, which counts`,
    ];
  });
}
