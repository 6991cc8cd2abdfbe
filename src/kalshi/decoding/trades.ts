/**
 * Trades that have been seen, so that none counts twice.
 *
 * @module
 */

/** How many ids of a market are kept at least: ten pages of the exchange's default length. */
const KEPT = 1000;

interface Memory {
  /** Trades from before this are the past: no order of ours could have taken part. Unix milliseconds. */
  readonly since: number;
  young: Set<string>;
  old: Set<string>;
}

/** Remembers the ids of recent trades of each market, in two generations so that memory stays bounded. */
export class TradeMemory {
  readonly #markets = new Map<string, Memory>();

  /** Whether a market is watched. */
  knows(market: string): boolean {
    return this.#markets.has(market);
  }

  /**
   * Begins to watch a market; does nothing where it is watched.
   *
   * @param since the earliest time that counts, Unix milliseconds
   */
  begin(market: string, since: number): void {
    if (!this.#markets.has(market)) this.#markets.set(market, { since, young: new Set(), old: new Set() });
  }

  /**
   * Notes a trade. The first one of a market that is not watched begins the watch.
   *
   * @param at when it happened, Unix milliseconds, where that is known
   * @returns whether it is new: not seen yet, and not from before the watch
   */
  add(market: string, tradeId: string, at: number | undefined): boolean {
    let memory = this.#markets.get(market);
    if (memory === undefined) {
      memory = { since: at ?? -Infinity, young: new Set(), old: new Set() };
      this.#markets.set(market, memory);
    }
    if (memory.young.has(tradeId) || memory.old.has(tradeId)) return false;
    memory.young.add(tradeId);
    if (memory.young.size >= KEPT) {
      memory.old = memory.young;
      memory.young = new Set();
    }
    return at === undefined || at >= memory.since;
  }
}
