/**
 * One market's order book, in YES prices.
 *
 * The exchange sends two sides of bids, YES and NO; a NO bid at q is a YES ask at 1 − q. Here there is one book with
 * bids and asks. Each side is an array of sizes by price and a bitmap of the prices that have any, so that a change
 * costs the same whatever the depth, and the best price is found by counting zeros.
 *
 * @module
 */
import { MOST_QUANTITY, type Price, PRICE_ONE, type Quantity } from "../numbers/money.ts";

/** A side of the book, or the side an order is on: `bid` buys YES, `ask` sells it. */
export type Side = "bid" | "ask";

/** The size shown at one price. */
export interface Level {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** The other side. */
export function oppositeSide(side: Side): Side {
  return side === "bid" ? "ask" : "bid";
}

const PRICES = PRICE_ONE + 1;
const WORDS = (PRICES + 31) >> 5;

/** Sizes by price, and which prices have any. */
class Ladder {
  readonly sizes = new Float64Array(PRICES);
  readonly #occupied = new Int32Array(WORDS);

  set(price: number, size: number): void {
    this.sizes[price] = size;
    const word = price >> 5;
    const bit = 1 << (price & 31);
    const bits = this.#occupied[word] ?? 0;
    this.#occupied[word] = size === 0 ? bits & ~bit : bits | bit;
  }

  /** Costs what was occupied, not what there could be: some recordings replace the book with every message. */
  clear(): void {
    for (let word = 0; word < WORDS; word++) {
      let bits = this.#occupied[word] ?? 0;
      if (bits === 0) continue;
      this.#occupied[word] = 0;
      for (; bits !== 0; bits &= bits - 1) this.sizes[(word << 5) + 31 - Math.clz32(bits & -bits)] = 0;
    }
  }

  /** The highest occupied price at or below `price`, or −1. */
  atOrBelow(price: number): number {
    if (price < 0) return -1;
    let word = price >> 5;
    const keep = price & 31;
    let bits = (this.#occupied[word] ?? 0) & (keep === 31 ? -1 : (1 << (keep + 1)) - 1);
    while (bits === 0) {
      if (--word < 0) return -1;
      bits = this.#occupied[word] ?? 0;
    }
    return (word << 5) + 31 - Math.clz32(bits);
  }

  /** The lowest occupied price at or above `price`, or −1. */
  atOrAbove(price: number): number {
    if (price >= PRICES) return -1;
    let word = price >> 5;
    let bits = (this.#occupied[word] ?? 0) & (-1 << (price & 31));
    while (bits === 0) {
      if (++word >= WORDS) return -1;
      bits = this.#occupied[word] ?? 0;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }
}

/**
 * An order book.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Book } from "./book.ts";
 * import { parsePrice, parseQuantity } from "../numbers/money.ts";
 *
 * const book = new Book();
 * book.replace([{ price: parsePrice("0.56"), quantity: parseQuantity("120") }], []);
 * book.change("ask", parsePrice("0.57"), parseQuantity("80.50"));
 * assertEquals([book.bestBid, book.bestAsk], [5600, 5700]);
 * ```
 */
export class Book {
  readonly #bids = new Ladder();
  readonly #asks = new Ladder();
  #bestBid = -1;
  #bestAsk = -1;
  #faults = 0;

  /** The highest bid, or `undefined` where there is none. */
  get bestBid(): Price | undefined {
    return this.#bestBid < 0 ? undefined : this.#bestBid as Price;
  }

  /** The lowest ask, or `undefined` where there is none. */
  get bestAsk(): Price | undefined {
    return this.#bestAsk < 0 ? undefined : this.#bestAsk as Price;
  }

  /** The size at the highest bid; 0 where there is none. */
  get bestBidSize(): Quantity {
    return (this.#bids.sizes[this.#bestBid] ?? 0) as Quantity;
  }

  /** The size at the lowest ask; 0 where there is none. */
  get bestAskSize(): Quantity {
    return (this.#asks.sizes[this.#bestAsk] ?? 0) as Quantity;
  }

  /** Ask − bid, or `undefined` unless both are there; negative for the moments a book is crossed. */
  get spread(): number | undefined {
    return this.#bestBid < 0 || this.#bestAsk < 0 ? undefined : this.#bestAsk - this.#bestBid;
  }

  /** How many changes would have made a level negative: more than 0 says that messages were lost. */
  get faults(): number {
    return this.#faults;
  }

  /** The best price of one side, or `undefined`. */
  best(side: Side): Price | undefined {
    return side === "bid" ? this.bestBid : this.bestAsk;
  }

  /** The size shown at a price. */
  sizeAt(side: Side, price: Price): Quantity {
    return ((side === "bid" ? this.#bids : this.#asks).sizes[price] ?? 0) as Quantity;
  }

  /** Drops all levels and takes these instead. */
  replace(bids: readonly Level[], asks: readonly Level[]): void {
    this.#bids.clear();
    this.#asks.clear();
    for (const { price, quantity } of bids) this.#bids.set(price, quantity);
    for (const { price, quantity } of asks) this.#asks.set(price, quantity);
    this.#bestBid = this.#bids.atOrBelow(PRICE_ONE);
    this.#bestAsk = this.#asks.atOrAbove(0);
  }

  /**
   * Adds a signed change to one level.
   *
   * A change below zero, or beyond the largest quantity, empties the level and counts as a fault.
   *
   * @returns whether the level could take the change
   */
  change(side: Side, price: Price, delta: Quantity): boolean {
    const ladder = side === "bid" ? this.#bids : this.#asks;
    const changed = (ladder.sizes[price] ?? 0) + delta;
    const sound = changed >= 0 && changed <= MOST_QUANTITY;
    const size = sound ? changed : 0;
    if (!sound) this.#faults++;
    ladder.set(price, size);
    if (side === "bid") {
      if (size > 0) {
        if (price > this.#bestBid) this.#bestBid = price;
      } else if (price === this.#bestBid) this.#bestBid = ladder.atOrBelow(price);
    } else if (size > 0) {
      if (this.#bestAsk < 0 || price < this.#bestAsk) this.#bestAsk = price;
    } else if (price === this.#bestAsk) this.#bestAsk = ladder.atOrAbove(price);
    return sound;
  }

  /** The next level of a side, best first: after `after`, or the best itself where it is left out. */
  next(side: Side, after?: Price): Price | undefined {
    if (after === undefined) return this.best(side);
    const found = side === "bid" ? this.#bids.atOrBelow(after - 1) : this.#asks.atOrAbove(after + 1);
    return found < 0 ? undefined : found as Price;
  }

  /** The `count` best levels of a side, best first. */
  levels(side: Side, count = Infinity): Level[] {
    const found: Level[] = [];
    let price = this.next(side);
    while (price !== undefined && found.length < count) {
      found.push({ price, quantity: this.sizeAt(side, price) });
      price = this.next(side, price);
    }
    return found;
  }
}

/** Whether a bid at `bid` meets an ask at `ask`, from the side of the order at `price`. */
export function crosses(side: Side, price: Price, opposite: Price | undefined): opposite is Price {
  if (opposite === undefined) return false;
  return side === "bid" ? opposite <= price : opposite >= price;
}

/** Whether `price` is better for an order of `side` that takes than `other`: lower for a bid, higher for an ask. */
export function isBetter(side: Side, price: Price, other: Price): boolean {
  return side === "bid" ? price < other : price > other;
}
