/**
 * The text logs that an older system printed of a football game: an order book, and two scoreboards, on one clock.
 *
 * They are screens, one below the other, each with the wall clock of its moment in whole seconds and no date. Times are
 * given as milliseconds since midnight of the first day; a clock that jumps back by half a day and more has passed midnight.
 * The scoreboards name the away team first, as the exchange's tickers do.
 *
 * @module
 */
import type { Level } from "../../core/market/book.ts";
import { type GameState, secondsLeftInGame, type TeamState } from "../../core/game/game.ts";
import { PRICE_ONE, toPrice, toQuantity } from "../../core/numbers/money.ts";
import { phaseOfWord } from "../../core/game/phase_word.ts";
import { safeText } from "../../lib/safe_text.ts";

/** One screen of the order book. */
export interface LoggedBook {
  /** Milliseconds since midnight. */
  readonly at: number;
  readonly market: string;
  /** Best first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** One screen of a scoreboard. */
export interface LoggedScore {
  /** Milliseconds since midnight. */
  readonly at: number;
  readonly game: GameState;
}

/** The content of a log: its screens, oldest first, and how many could not be read. */
export interface Log<Screen> {
  readonly screens: readonly Screen[];
  readonly unreadable: number;
}

const BOOK_HEAD = /--- KALSHI LIVE BOOK: (\S+) ---/;
const LEVEL_LINE = /^\s*(?:(\d+)¢ \((\d+)\s*\))?\s*\|\|\s*(?:(\d+)¢ \((\d+)\s*\))?\s*$/;

/** Reads a log of the order book. Prices are cents of YES, quantities whole contracts. */
export function parseBookLog(text: string): Log<LoggedBook> {
  const clock = new DayClock();
  // Each screen starts by clearing the terminal; text before the first head is not a screen.
  const screens = text.split(/^(?=.*--- KALSHI LIVE BOOK: )/m).filter((screen) => BOOK_HEAD.test(screen));
  return collect(screens, (screen) => {
    const market = BOOK_HEAD.exec(screen)?.[1];
    const at = clock.read(/^Time: (\S+)/m.exec(screen)?.[1]);
    if (market === undefined || at === undefined) return undefined;
    const bids: Level[] = [];
    const asks: Level[] = [];
    for (const line of screen.split("\n")) {
      const [, bid, bidSize, ask, askSize] = LEVEL_LINE.exec(line) ?? [];
      addLevel(bids, bid, bidSize);
      addLevel(asks, ask, askSize);
    }
    return { at, market: safeText(market), bids, asks };
  });
}

/**
 * Reads a log of a scoreboard, ESPN's or Sportradar's.
 *
 * Left out is the position on the field: the log does not say whose half the yard line is in.
 */
export function parseScoreLog(text: string): Log<LoggedScore> {
  const clock = new DayClock();
  const screens = text.split(/^(?=\[\d\d:\d\d:\d\d\] )/m).filter((screen) => /^\[.*Update/.test(screen));
  return collect(screens, (screen) => {
    const at = clock.read(/^\[(\S+)\]/.exec(screen)?.[1]);
    const game = readGame(screen);
    return at === undefined || game === undefined ? undefined : { at, game };
  });
}

function collect<Screen>(texts: readonly string[], read: (text: string) => Screen | undefined): Log<Screen> {
  const screens = texts.map(read).filter((screen) => screen !== undefined);
  return { screens, unreadable: texts.length - screens.length };
}

function addLevel(levels: Level[], cents: string | undefined, contracts: string | undefined): void {
  const price = Number(cents) * 100;
  const quantity = Number(contracts) * 100;
  if (!(price <= PRICE_ONE) || !Number.isSafeInteger(quantity)) return;
  levels.push({ price: toPrice(price), quantity: toQuantity(quantity) });
}

const DAY_MS = 24 * 3_600_000;

/** Wall clocks without a date, as a time that goes on past midnight. */
class DayClock {
  #day = 0;
  #last = -Infinity;

  read(text: string | undefined): number | undefined {
    const [, hours, minutes, seconds] = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text ?? "") ?? [];
    if (seconds === undefined) return undefined;
    const ofDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    if (this.#day + ofDay < this.#last - DAY_MS / 2) this.#day += DAY_MS;
    this.#last = this.#day + ofDay;
    return this.#last;
  }
}

function readGame(screen: string): GameState | undefined {
  const [, awayCode, homeCode] = /^Matchup:\s+(\S+) vs (\S+)$/m.exec(screen) ?? [];
  const [, awayScore, homeScore] = /^Score:\s+(\d{1,3}) - (\d{1,3})$/m.exec(screen) ?? [];
  const [, period, minutes, seconds] = /^Clock:\s+Q(\d+) \| (\d+)m (\d+)s$/m.exec(screen) ?? [];
  if (awayCode === undefined || homeCode === undefined) return undefined;
  if (homeScore === undefined || awayScore === undefined || seconds === undefined) return undefined;
  const quarter = Number(period);
  const left = Number(minutes) * 60 + Number(seconds);
  const ball = /^Possession:\s+(\S+)$/m.exec(screen)?.[1];
  const play = /^Last Play:\s+(.+)$/m.exec(screen)?.[1];
  const phase = phaseOfWord(/^Status:\s+(.+)$/m.exec(screen)?.[1] ?? "");
  if (phase === undefined) return undefined;
  return {
    league: "nfl",
    gameId: `${awayCode}-${homeCode}`,
    home: team(homeCode, homeScore),
    away: team(awayCode, awayScore),
    phase,
    period: quarter,
    secondsLeftInPeriod: left,
    secondsLeftInGame: secondsLeftInGame("nfl", quarter, left),
    overtime: quarter > 4,
    ...(ball === homeCode ? { possession: "home" } : ball === awayCode ? { possession: "away" } : {}),
    ...(play === undefined ? {} : { lastPlay: safeText(play) }),
  };
}

function team(code: string, score: string): TeamState {
  const plain = safeText(code);
  return { name: plain, code: plain, id: plain, score: Number(score) };
}
