/**
 * A session as a view, in front of a person or in a worker.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { clockText } from "../core/numbers/text.ts";
import type { SessionConnection } from "../session/connection.ts";
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
import type { ConnectionView, SessionView } from "./session_view.ts";

/** The part of a session that is shown. */
export interface ViewedSession {
  readonly engine: Engine;
  /** Tickers in the order to show them. */
  readonly markets: readonly string[];
  readonly connection: SessionConnection;
  /** The recording, and what is wrong with it. */
  readonly recording: { readonly failure: string | undefined } | undefined;
}

/** How a session is called, and what the trader must know of it all the time. */
export interface ViewerOptions {
  /** What screens call the exchange. */
  readonly environment: string;
  readonly notices: readonly string[];
  /** Minutes east of UTC. */
  readonly utcOffsetMinutes: number;
}

/** Less than this is no news, ms. */
const SHOWN_DELAY_MS = 1_000;

/** Makes the views of a session. */
export class SessionViewer {
  readonly #session: ViewedSession;
  readonly #history: SessionHistory;
  readonly #options: ViewerOptions;

  constructor(session: ViewedSession, history: SessionHistory, options: ViewerOptions) {
    this.#session = session;
    this.#history = history;
    this.#options = options;
  }

  /** All of this moment. */
  view(now: number): SessionView {
    const { engine } = this.#session;
    const history = this.#history;
    const { environment, utcOffsetMinutes } = this.#options;
    const markets = this.#session.markets.flatMap((ticker) => engine.market(ticker) ?? []);
    const tickers = markets.map(({ ticker }) => ticker);
    return {
      mode: "paper",
      environment,
      utcOffsetMinutes,
      now,
      at: engine.at,
      trading: tradingView(engine),
      connection: this.#connection(),
      games: gameViews(
        engine,
        [...new Set(markets.map(({ event }) => event))],
        (event) => history.lagMs(event),
      ),
      markets: markets.map(marketRow),
      books: markets.map(bookView),
      prices: tickers.map((market) => ({ market, points: history.points(market), ...history.range(market) })),
      orders: orderViews(engine),
      positions: positionViews(engine),
      log: history.log,
      trades: closedTrades(engine),
      account: accountView(engine),
      strategies: strategyViews(engine, tickers),
      notices: this.#notices(now),
    };
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

  /** What is wrong with the market data and since when, then with the recording, then what was given. */
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
