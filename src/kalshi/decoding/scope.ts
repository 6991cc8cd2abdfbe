/**
 * Which markets the inputs may be about.
 *
 * A frame or an answer about any other market is counted, and nothing of it is kept.
 *
 * @module
 */
import { isPlainTicker } from "../../core/market/ticker.ts";

/**
 * The most markets taken where it is not known which were asked for, as in recordings whose header names
 * none.
 */
export const MOST_MARKETS = 1_000;

/** The markets that were asked for. */
export class Scope {
  readonly #asked: ReadonlySet<string> | undefined;
  readonly #met = new Set<string>();

  /** @param asked tickers; left out: the first {@linkcode MOST_MARKETS} that come */
  constructor(asked: readonly string[] | undefined) {
    this.#asked = asked === undefined ? undefined : new Set(asked);
  }

  /** Whether a market was asked for. */
  has(market: string): boolean {
    if (this.#asked !== undefined) return this.#asked.has(market);
    if (this.#met.has(market)) return true;
    if (this.#met.size >= MOST_MARKETS || !isPlainTicker(market)) return false;
    this.#met.add(market);
    return true;
  }
}
