/**
 * Merged states as rows: the game and both winner markets, as they were known at a moment.
 *
 * A row is made at every change of the top of a book or of the score, and at every second of the clock. What is not known,
 * or not to be believed, is null. Nothing looks ahead.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Market } from "../../core/market/market.ts";
import { formatPrice, formatQuantity } from "../../core/numbers/money.ts";
import { EngineState, type Fixture } from "../../core/engine_state.ts";
import { gameAsOf, type Timeline } from "./play_by_play.ts";

const SIDE_COLUMNS = ["bid", "bid_size", "ask", "ask_size", "last", "volume", "book_age_ms"] as const;

/** Columns of state rows, in order. */
export const STATE_COLUMNS = [
  "at_ms",
  "event",
  "league",
  "home",
  "away",
  "home_score",
  "away_score",
  "period",
  "seconds_left_period",
  "seconds_left_game",
  "phase",
  "possession",
  "down",
  "distance",
  "yards_to_goal",
  "score_age_ms",
  "home_market",
  "home_bid",
  "home_bid_size",
  "home_ask",
  "home_ask_size",
  "home_last",
  "home_volume",
  "home_book_age_ms",
  "away_market",
  "away_bid",
  "away_bid_size",
  "away_ask",
  "away_ask_size",
  "away_last",
  "away_volume",
  "away_book_age_ms",
] as const;

type SideColumn = typeof SIDE_COLUMNS[number];
type SideCells<TeamSide extends string> = {
  readonly [C in SideColumn as `${TeamSide}_${C}`]: string | number | null;
};

/** One state. Prices and sizes are decimal strings of YES prices and contracts, ages are ms. */
export type StateRow =
  & Readonly<Record<typeof STATE_COLUMNS[number], string | number | null>>
  & SideCells<"home">
  & SideCells<"away">;

/** Options of a {@linkcode StatesExporter}. */
export interface StatesOptions {
  /** Whose market is whose, where the recording's markets do not say it themselves. */
  readonly fixture?: Fixture | undefined;
  /** Takes the place of the recorded scores of the fixture's event. */
  readonly timeline?: Timeline | undefined;
  /** As in the recording's header. */
  readonly sizes?: "unknown" | undefined;
}

interface KnownScore {
  readonly game: GameState;
  /** Unix milliseconds. */
  readonly at: number;
}

/** The last row of an event, to see whether anything has changed. */
type Signature = readonly (string | number | undefined)[];

/** Makes state rows from events. */
export class StatesExporter {
  readonly #engineState: EngineState;
  readonly #options: StatesOptions;
  readonly #last = new Map<string, Signature>();
  readonly #events = new Set<string>();
  readonly #touched = new Set<string>();
  #isSecond = false;

  constructor(options: StatesOptions = {}) {
    this.#options = options;
    this.#engineState = new EngineState(() => {}, options.fixture === undefined ? [] : [options.fixture]);
  }

  /** Exchange events of which no row was made: neither their game nor whose market is whose is known. */
  get unassigned(): readonly string[] {
    return [...this.#events].filter((event) => !this.#last.has(event));
  }

  /** Folds one event in. Rows are made when all events of an input are in: {@linkcode StatesExporter.settle}. */
  fold(event: EngineEvent): void {
    this.#engineState.fold(event);
    switch (event.kind) {
      case "clock":
        this.#isSecond = true;
        return;
      case "game":
        return this.#touch(event.event);
      case "market":
        return this.#touch(event.info.event);
      case "book_snapshot":
      case "book_change":
      case "ticker":
      case "trade":
      case "market_life":
        return this.#touch(this.#engineState.market(event.market)?.event);
      case "books_suspect":
        for (const each of this.#events) this.#touched.add(each);
    }
  }

  /**
   * An input is over.
   *
   * @param at its arrival, Unix milliseconds
   * @param rows gets the states that it made
   */
  settle(at: number, rows: StateRow[]): void {
    if (this.#isSecond) { for (const each of this.#events) this.#show(each, at, true, rows); }
    else if (this.#touched.size > 0) { for (const each of this.#touched) this.#show(each, at, false, rows); }
    this.#isSecond = false;
    this.#touched.clear();
  }

  #touch(event: string | undefined): void {
    if (event === undefined) return;
    this.#events.add(event);
    this.#touched.add(event);
  }

  /** Makes a row, if something has changed or it must be made anyway. */
  #show(event: string, at: number, always: boolean, rows: StateRow[]): void {
    const score = this.#score(event, at);
    const home = this.#engineState.side(event, "home");
    const away = this.#engineState.side(event, "away");
    if (score === undefined && home === undefined && away === undefined) return;
    const signature = [...top(home), ...top(away), score?.game.home.score, score?.game.away.score];
    const before = this.#last.get(event);
    if (!always && before !== undefined && signature.every((cell, index) => cell === before[index])) return;
    this.#last.set(event, signature);
    rows.push({
      at_ms: at,
      event,
      ...gameCells(score, at),
      ...this.#sideCells("home", home, at),
      ...this.#sideCells("away", away, at),
    });
  }

  #score(event: string, at: number): KnownScore | undefined {
    const { timeline, fixture } = this.#options;
    if (timeline !== undefined && fixture?.event === event) {
      return gameAsOf(timeline, at);
    }
    const known = this.#engineState.game(event);
    return known === undefined ? undefined : { game: known.game, at: known.at };
  }

  #sideCells<V extends "home" | "away">(teamSide: V, market: Market | undefined, at: number) {
    const hasSizes = this.#options.sizes !== "unknown";
    const book = market?.suspect === undefined ? market?.book : undefined;
    const { bestBid: bid, bestBidSize, bestAsk: ask, bestAskSize } = book ?? {};
    const cells = {
      market: market?.ticker ?? null,
      bid: bid === undefined ? null : formatPrice(bid),
      bid_size: bid === undefined || bestBidSize === undefined || !hasSizes
        ? null
        : formatQuantity(bestBidSize),
      ask: ask === undefined ? null : formatPrice(ask),
      ask_size: ask === undefined || bestAskSize === undefined || !hasSizes
        ? null
        : formatQuantity(bestAskSize),
      last: market?.last === undefined ? null : formatPrice(market.last),
      volume: market === undefined ? null : formatQuantity(market.volume),
      book_age_ms: market?.bookAt === undefined ? null : age(at, market.bookAt),
    };
    const named = Object.entries(cells).map(([name, cell]) => [`${teamSide}_${name}`, cell]);
    return Object.fromEntries(named) as SideCells<V> & Record<`${V}_market`, string | null>;
  }
}

function top(market: Market | undefined): Signature {
  if (market === undefined) return [undefined, undefined, undefined, undefined, undefined, undefined];
  const { ticker, suspect, book } = market;
  return [ticker, suspect, book.bestBid, book.bestBidSize, book.bestAsk, book.bestAskSize];
}

/** Milliseconds between two times that have at most microseconds, without the noise of their difference. */
function age(at: number, from: number): number {
  return Math.round((at - from) * 1000) / 1000;
}

function gameCells(score: KnownScore | undefined, at: number) {
  const { game } = score ?? {};
  const { home, away, situation } = game ?? {};
  const code = (text: string | undefined) => text === undefined || text === "" ? null : text;
  return {
    league: game?.league ?? null,
    home: code(home?.code),
    away: code(away?.code),
    home_score: home?.score ?? null,
    away_score: away?.score ?? null,
    period: game?.period ?? null,
    seconds_left_period: game?.secondsLeftInPeriod ?? null,
    seconds_left_game: game?.secondsLeftInGame ?? null,
    phase: game?.phase ?? null,
    possession: game?.possession ?? null,
    down: situation?.down ?? null,
    distance: situation?.distance ?? null,
    yards_to_goal: situation?.yardsToGoal ?? null,
    score_age_ms: score === undefined ? null : age(at, score.at),
  };
}
