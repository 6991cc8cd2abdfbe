/**
 * Trades that have been seen, so that none counts twice.
 *
 * @module
 */

/** How many ids of a market are kept at least: ten pages of the exchange's default length. */
const KEPT = 1000;

/** Remembers the ids of recent trades of each market, in two generations so that memory stays bounded. */
export class TradeMemory {
  readonly #markets = new Map<string, { young: Set<string>; old: Set<string> }>();

  /** Whether any trade of a market has been seen. */
  knows(market: string): boolean {
    return this.#markets.has(market);
  }

  /** Notes that a market's past is known, even where it is empty. */
  begin(market: string): void {
    if (!this.#markets.has(market)) this.#markets.set(market, { young: new Set(), old: new Set() });
  }

  /**
   * Notes a trade.
   *
   * @returns whether it is new
   */
  add(market: string, tradeId: string): boolean {
    this.begin(market);
    const memory = this.#markets.get(market);
    if (memory === undefined || memory.young.has(tradeId) || memory.old.has(tradeId)) return false;
    memory.young.add(tradeId);
    if (memory.young.size >= KEPT) {
      memory.old = memory.young;
      memory.young = new Set();
    }
    return true;
  }
}
