/**
 * A session as a view, in front of a person or in a worker, made as it is asked for: what has not changed is not made again.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { clockText } from "../core/numbers/text.ts";
import type { SessionConnection } from "../session/connection.ts";
import type { LiveStatus } from "../session/live/status.ts";
import { troublesNow } from "../session/trouble.ts";
import type { SessionHistory } from "./session_history.ts";
import {
  accountView,
  bookView,
  closedTrades,
  gameViews,
  known,
  marketRow,
  orderViews,
  positionViews,
  strategyViews,
  tradingView,
} from "./session_parts.ts";
import { estimateRow } from "./estimate_row.ts";
import { PriceSeries } from "./price_series.ts";
import { LOG_ENTRIES, type SessionChange } from "./session_change.ts";
import {
  type ConnectionView,
  emptyView,
  type LogEntry,
  type SessionHead,
  type SessionParts,
  type SessionView,
} from "./session_view.ts";
import type { BookView } from "./market_view.ts";
import type { ClosedTradeView } from "./order_view.ts";
import { newest, VersionedList, VersionedRows, VersionedValue, Versions } from "./versioned.ts";

/** The part of a session that is shown. */
export interface ViewedSession {
  readonly engine: Engine;
  /** Tickers in the order to show them. */
  readonly markets: readonly string[];
  readonly connection: SessionConnection;
  /** The recording, and what is wrong with it. */
  readonly recording: { readonly failure: string | undefined } | undefined;
  /** What is to be known of live trading beside the engine's state; left out on paper. */
  readonly live?: LiveStatus | undefined;
}

/** How a session is called, and what the trader must know of it all the time. */
export interface ViewerOptions {
  /** The name of the exchange on screens. */
  readonly environment: string;
  readonly notices: readonly string[];
  /** Minutes east of UTC. */
  readonly utcOffsetMinutes: number;
}

/** Less than this is not reported, ms. */
const SHOWN_DELAY_MS = 1_000;

/** Parts that are given whole whenever they have changed. */
type WholePart = Exclude<keyof SessionParts, "books" | "prices" | "log" | "trades">;

/** Makes the views of a session. */
export class SessionViewer {
  readonly #session: ViewedSession;
  readonly #history: SessionHistory;
  readonly #options: ViewerOptions;
  readonly #versions = new Versions();
  readonly #whole: { readonly [Part in WholePart]: VersionedValue<SessionParts[Part]> };
  readonly #books = new VersionedRows<BookView>(this.#versions);
  readonly #prices = new Map<string, PriceSeries>();
  readonly #log = new VersionedList<LogEntry>(this.#versions, LOG_ENTRIES);
  readonly #trades = new VersionedList<ClosedTradeView>(this.#versions);
  /** How many events and log entries there had been at the last look. */
  #events = -1;
  #logged = 0;

  constructor(session: ViewedSession, history: SessionHistory, options: ViewerOptions) {
    this.#session = session;
    this.#history = history;
    this.#options = options;
    const empty = emptyView(this.#head(0));
    const value = <Part extends WholePart>(part: Part) => new VersionedValue(this.#versions, empty[part]);
    this.#whole = {
      trading: value("trading"),
      connection: value("connection"),
      games: value("games"),
      markets: value("markets"),
      orders: value("orders"),
      positions: value("positions"),
      account: value("account"),
      strategies: value("strategies"),
      answers: value("answers"),
      notices: value("notices"),
      live: value("live"),
    };
  }

  /** All of this moment. */
  view(now: number): SessionView {
    this.#look(now);
    const {
      trading,
      connection,
      games,
      markets,
      orders,
      positions,
      account,
      strategies,
      answers,
      notices,
      live,
    } = this.#whole;
    return {
      ...this.#head(now),
      trading: trading.value,
      connection: connection.value,
      games: games.value,
      markets: markets.value,
      books: this.#books.value,
      prices: [...this.#prices.values()].map(({ value }) => value),
      orders: orders.value,
      positions: positions.value,
      log: this.#log.value,
      trades: this.#trades.value,
      account: account.value,
      strategies: strategies.value,
      answers: answers.value,
      notices: notices.value,
      ...known({ live: live.value }),
    };
  }

  /**
   * The changes since a version of this viewer that the caller has seen.
   *
   * @param version of the last change that was taken; 0 for everything
   */
  changedSince(version: number, now: number): SessionChange {
    this.#look(now);
    const {
      trading,
      connection,
      games,
      markets,
      orders,
      positions,
      account,
      strategies,
      answers,
      notices,
      live,
    } = this.#whole;
    const prices = [...this.#prices.values()].flatMap((series) => series.since(version) ?? []);
    const parts = known({
      trading: trading.since(version),
      connection: connection.since(version),
      games: games.since(version),
      markets: markets.since(version),
      books: this.#books.since(version),
      prices: prices.length === 0 ? undefined : prices,
      orders: orders.since(version),
      positions: positions.since(version),
      log: this.#log.since(version),
      trades: this.#trades.since(version),
      account: account.since(version),
      strategies: strategies.since(version),
      answers: answers.since(version),
      notices: notices.since(version),
      live: live.since(version),
    });
    return { since: version, version: this.#versions.last, ...this.#head(now), parts };
  }

  /** The version at which each part last changed. */
  versions(): Readonly<Record<keyof SessionParts, number>> {
    const whole = Object.entries(this.#whole).map(([part, { version }]) => [part, version]);
    return {
      ...Object.fromEntries(whole),
      books: this.#books.version,
      prices: Math.max(0, ...[...this.#prices.values()].map(({ version }) => version)),
      log: this.#log.version,
      trades: this.#trades.version,
    };
  }

  #head(now: number): SessionHead {
    const { environment, utcOffsetMinutes } = this.#options;
    const { mode, at } = this.#session.engine;
    return { mode, environment, utcOffsetMinutes, now, at };
  }

  /** Looks at everything that may have changed since the last look. */
  #look(now: number): void {
    const { connection, notices, live } = this.#whole;
    live.set(this.#session.live);
    connection.set(this.#connection());
    notices.set(this.#notices(now));
    const { events, logged, log } = this.#history;
    // The program's own entries come without an event.
    this.#log.append(newest(log, logged - this.#logged));
    this.#logged = logged;
    // The engine changes by events alone.
    if (events !== this.#events) this.#lookAtEngine();
    this.#events = events;
  }

  #lookAtEngine(): void {
    const { engine } = this.#session;
    const history = this.#history;
    const found = this.#session.markets.flatMap((ticker) => engine.market(ticker) ?? []);
    const tickers = found.map(({ ticker }) => ticker);
    const { trading, games, markets, orders, positions, account, strategies, answers } = this.#whole;
    trading.set(tradingView(engine));
    games.set(
      gameViews(engine, [...new Set(found.map(({ event }) => event))], (event) => history.lagMs(event)),
    );
    markets.set(found.map((market) => ({
      ...marketRow(market, engine.orders.limitsLeft(market.ticker).stake),
      ...estimateRow(engine, market),
    })));
    this.#books.set(found.map(bookView));
    for (const ticker of tickers) {
      this.#priceSeries(ticker).take(history.points(ticker), history.range(ticker));
    }
    orders.set(orderViews(engine));
    positions.set(positionViews(engine));
    this.#trades.append(closedTrades(engine, this.#trades.value.length));
    account.set(accountView(engine));
    strategies.set(strategyViews(engine, tickers));
    answers.set(history.answers);
  }

  #priceSeries(market: string): PriceSeries {
    const series = this.#prices.get(market) ?? new PriceSeries(this.#versions, market);
    this.#prices.set(market, series);
    return series;
  }

  #connection(): ConnectionView {
    const { engine, connection } = this.#session;
    const { bookMs } = engine.delay;
    return {
      ...connection,
      ...known({
        messagesPerSecond: this.#history.messagesPerSecond,
        delayMs: bookMs > SHOWN_DELAY_MS ? bookMs : undefined,
      }),
      trades: this.#history.trades,
    };
  }

  /**
   * Faults of the market data with their start, then those of the recording, then the notices that were
   * given.
   */
  #notices(now: number): string[] {
    const { engine, markets, recording } = this.#session;
    const found = troublesNow(engine, markets);
    const since = this.#history.since(found.map(({ key }) => key), now);
    const { notices, utcOffsetMinutes } = this.#options;
    const troubles = found.map(({ key, text }) =>
      `since ${clockText(since.get(key) ?? now, utcOffsetMinutes)} ${text}`
    );
    return [...troubles, ...recording?.failure === undefined ? [] : [recording.failure], ...notices];
  }
}
