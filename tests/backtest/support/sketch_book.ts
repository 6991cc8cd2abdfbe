/**
 * Made-up books and the messages that change them.
 *
 * @module
 */
import { formatPrice, formatQuantity, type Price, type Quantity } from "../../../src/core/numbers/money.ts";
import type { Random } from "../../../src/core/numbers/prng.ts";

/** Levels of each side. */
const LEVELS = 4;

/** One market's book as the exchange would keep it, and the frames that bring it to another price. */
export class SketchBook {
  readonly #market: string;
  readonly #random: Random;
  /** Size in 1/100 contract by YES price in cents. */
  readonly #levels = { yes: new Map<number, number>(), no: new Map<number, number>() };

  constructor(market: string, random: Random) {
    this.#market = market;
    this.#random = random;
  }

  /** The payload of a whole book. */
  snapshot(): unknown {
    const side = (levels: ReadonlyMap<number, number>) =>
      [...levels].map(([cents, size]) => [
        formatPrice(cents * 100 as Price),
        formatQuantity(size as Quantity),
      ]);
    return {
      market_ticker: this.#market,
      yes_dollars_fp: side(this.#levels.yes),
      no_dollars_fp: side(this.#levels.no),
    };
  }

  /** The best price of a side in cents; of `no` the lowest ask of YES. */
  best(side: "yes" | "no"): number | undefined {
    const prices = [...this.#levels[side].keys()];
    return prices.length === 0 ? undefined : side === "yes" ? Math.max(...prices) : Math.min(...prices);
  }

  /** Changes that bring the book about a price; what goes away goes first, or last and the book is crossed meanwhile. */
  moveTo(cents: number, spread: number): { price: number; delta: number; side: "yes" | "no" }[] {
    const changes: { price: number; delta: number; side: "yes" | "no" }[] = [];
    const bid = Math.min(98, Math.max(1, Math.round(cents - spread / 2)));
    const ask = Math.min(99, bid + spread);
    for (const side of ["yes", "no"] as const) {
      const wanted = new Set<number>();
      for (let step = 0; step < LEVELS; step++) {
        const price = side === "yes" ? bid - step : ask + step;
        if (price >= 1 && price <= 99) wanted.add(price);
      }
      const levels = this.#levels[side];
      for (const [price, size] of levels) {
        if (wanted.has(price)) continue;
        changes.push({ price, delta: -size, side });
        levels.delete(price);
      }
      for (const price of wanted) {
        const size = levels.get(price) ?? 0;
        if (size > 0 && this.#random.next() < 0.7) continue;
        const next = 20_000 + Math.floor(this.#random.next() * 80_000);
        if (next === size) continue;
        changes.push({ price, delta: next - size, side });
        levels.set(price, next);
      }
    }
    return this.#random.next() < 0.5 ? changes : changes.reverse();
  }
}
