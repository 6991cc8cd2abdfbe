/**
 * The price of the home team when its game began: what the market expected before anything had happened.
 *
 * Taken from the book that stands when a scoreboard first shows the game at play, and never from a later one: who joins a
 * game that is under way does not know it. A scoreboard that shows the start late has let books pass as those of before it that
 * had seen some of the game: then the last one counts that is older than the time played.
 *
 * @module
 */
import type { GameState } from "../game/game.ts";
import { LEAGUE_INFO } from "../game/leagues.ts";
import type { Market } from "../market/market.ts";
import { PRICE_ONE } from "../numbers/money.ts";

/** What the market thought of the home team before the game. */
export interface StartPrice {
  /** The middle of the book as the chance that the home team wins, 0 to 1. */
  readonly probability: number;
  /** When that book was looked at, Unix milliseconds. */
  readonly readAt: number;
}

/** A wider book has no middle that means anything: at 0.01 to 0.99 it would say 0.5 of any team. */
const MOST_SPREAD = 1_000;
/** Seconds of game clock that a game without points may show when it is first seen, and still count as just begun. */
const JUST_BEGUN_SECONDS = 60;

/** Of the time before the game one price is kept for so long, and so many of them. */
const SAMPLE_MS = 30_000;
const MOST_SAMPLES = 120;

/** Follows one game until its start, and keeps the price. */
export class StartPriceWatch {
  /** The last price of before the game; once that has begun, the price of its start. */
  #price: StartPrice | undefined;
  /** Prices of before the game, the oldest first; none once it has begun. */
  #earlier: StartPrice[] = [];
  #begun = false;

  /** The price at the start; `undefined` before it, and where it was not seen. */
  get value(): StartPrice | undefined {
    return this.#begun ? this.#price : undefined;
  }

  /**
   * A scoreboard has reported the game. The first that shows it at play decides.
   *
   * @param home the winner market of the home team, as it stands at this moment
   * @param away that of the away team, which has the price where the home team's has none
   */
  see(game: GameState, at: number, home: Market | undefined, away: Market | undefined): void {
    if (this.#begun) return;
    const before = isBefore(game);
    if (!before) {
      this.#begun = true;
      const earlier = this.#earlier;
      this.#earlier = [];
      if (!isJustBegun(game)) {
        // The book of now has seen some of the game. Game time never passes faster than time does.
        const latest = at - playedSeconds(game) * 1_000;
        this.#price = earlier.findLast(({ readAt }) => readAt <= latest);
        return;
      }
    }
    const price = homeChance(home, away);
    if (price === undefined) return;
    this.#price = { probability: price, readAt: at };
    if (before) this.#keep(this.#price);
  }

  #keep(price: StartPrice): void {
    if (price.readAt - (this.#earlier.at(-1)?.readAt ?? -Infinity) < SAMPLE_MS) return;
    this.#earlier.push(price);
    if (this.#earlier.length > MOST_SAMPLES) this.#earlier.shift();
  }
}

function isBefore({ phase, period }: GameState): boolean {
  return phase === "scheduled" || period === 0 && phase !== "final";
}

function isJustBegun({ league, phase, period, secondsLeftInPeriod, home, away }: GameState): boolean {
  const { periodSeconds } = LEAGUE_INFO[league].regulation;
  return phase === "live" && period === 1 && home.score === 0 && away.score === 0 &&
    periodSeconds - secondsLeftInPeriod <= JUST_BEGUN_SECONDS;
}

/** Seconds of regulation that have been played, all of them where a game that is over does not say its period. */
function playedSeconds({ league, period, secondsLeftInPeriod }: GameState): number {
  const { periods, periodSeconds } = LEAGUE_INFO[league].regulation;
  const all = periods * periodSeconds;
  return period === 0 ? all : Math.min(all, period * periodSeconds - secondsLeftInPeriod);
}

/** The home team's chance by the book of its own market, else of the away team's; `undefined` where neither can be believed. */
export function homeChance(home: Market | undefined, away: Market | undefined): number | undefined {
  return believedChance(home) ?? opposite(believedChance(away));
}

/** The middle of a book that can be believed, as a chance; `undefined` where there is none. */
function believedChance(market: Market | undefined): number | undefined {
  if (market === undefined || market.suspect !== undefined || market.crossed) return undefined;
  const { twiceMid, book: { spread } } = market;
  return twiceMid === undefined || spread === undefined || spread > MOST_SPREAD
    ? undefined
    : twiceMid / (2 * PRICE_ONE);
}

function opposite(chance: number | undefined): number | undefined {
  return chance === undefined ? undefined : 1 - chance;
}
