/**
 * How a session notices the end of its markets: when to look although nobody said a word, and when it is over.
 *
 * @module
 */
import type { MarketStatus } from "../core/market/events.ts";
import type { Engine } from "../core/engine.ts";
import type { Market } from "../core/market/market.ts";

/** How long markets may take from their close to their settlement where nothing is at stake any more. */
export const SETTLEMENT_MS = 15_000;
/** How long a payout is waited for: results come some minutes to some hours after a game. */
export const PAYOUT_MS = 3 * 3_600_000;
/** How long a result that is not understood is read again, once the market is finalized. */
export const UNREAD_RESULT_MS = 5 * 60_000;

const OVER: ReadonlySet<MarketStatus> = new Set<MarketStatus>([
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
]);

/** The markets of a session, and the event of its game where that was discovered. */
export interface Watched {
  readonly markets: readonly string[];
  readonly game?: string;
}

/**
 * Why the listing should be read although nothing said that it has changed: some steps of a market's life come without a
 * message, and messages can be missed.
 *
 * @returns `undefined` where there is no reason
 */
export function whyLook(engine: Engine, { markets }: Watched, at: number): string | undefined {
  for (const ticker of markets) {
    const market = engine.market(ticker);
    const why = market === undefined ? "is not listed" : whyLookAt(engine, market, at);
    if (why !== undefined) return `${ticker} ${why}`;
  }
  return undefined;
}

function whyLookAt(engine: Engine, market: Market, at: number): string | undefined {
  if (market.isSettled) return undefined;
  if (market.status !== "active") return `is ${market.status}`;
  if (!market.isOpen(at)) return "has passed its close time";
  if (engine.marketDataDown !== undefined) return "sends nothing";
  if (engine.game(market.event)?.game.phase === "final") return "belongs to a game that is final";
  const { bestBid, bestAsk } = market.book;
  return bestBid === undefined || bestAsk === undefined ? "has an empty book" : undefined;
}

/** Says when a session is over. */
export class Ending {
  readonly #engine: Engine;
  readonly #watched: Watched;
  #since: number | undefined;

  constructor(engine: Engine, watched: Watched) {
    this.#engine = engine;
    this.#watched = watched;
  }

  /**
   * Asked once a second.
   *
   * @returns why it is over, or `undefined` while it is not
   */
  over(at: number): string | undefined {
    const markets = this.#watched.markets.map((ticker) => this.#engine.market(ticker));
    if (!markets.every((market) => market !== undefined && OVER.has(market.status))) {
      // A market can be opened again.
      this.#since = undefined;
      return undefined;
    }
    this.#since ??= at;
    const waited = at - this.#since;
    const unsettled = markets.flatMap((market) => market === undefined || market.isSettled ? [] : market);
    const { game } = this.#watched;
    const isFinal = game === undefined || this.#engine.game(game)?.game.phase === "final";
    if (unsettled.length === 0) {
      return isFinal || waited >= SETTLEMENT_MS ? "all markets are settled" : undefined;
    }
    const held = unsettled.filter(({ ticker }) => this.#engine.orders.portfolio.held(ticker) !== 0);
    if (held.length === 0) return waited >= SETTLEMENT_MS ? "all markets are closed" : undefined;
    const hopeless = held.every(({ status }) => status === "finalized");
    if (waited < (hopeless ? UNREAD_RESULT_MS : PAYOUT_MS)) return undefined;
    return `all markets are closed, ${held.map(({ ticker }) => ticker).join(", ")} not paid`;
  }
}
