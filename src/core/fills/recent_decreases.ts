/**
 * Recent decreases of a book's levels: what an order that joins must know, since a trade's print may come
 * after its change of the level.
 *
 * A ring in typed arrays: a busy book shrinks hundreds of times a second, with no order there to care.
 *
 * @module
 */
import type { Side } from "../market/book.ts";
import type { Price } from "../numbers/money.ts";

const FIRST_CAPACITY = 64;

/** A level's key: its price and side in one number. */
function keyOf(side: Side, price: Price): number {
  return price * 2 + (side === "bid" ? 0 : 1);
}

/** Decreases of price levels, oldest first. */
export class RecentDecreases {
  readonly #keptMs: number;
  #at = new Float64Array(FIRST_CAPACITY);
  #quantity = new Float64Array(FIRST_CAPACITY);
  #key = new Int32Array(FIRST_CAPACITY);
  /** How many were ever dropped, and ever added; places in the ring are these modulo its length. */
  #dropped = 0;
  #added = 0;

  /** @param keptMs a decrease as old as this is still kept */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** Adds one; times never fall. */
  add(at: number, side: Side, price: Price, quantity: number): void {
    if (this.#added - this.#dropped === this.#at.length) {
      this.#drop(at);
      if (this.#added - this.#dropped === this.#at.length) this.#grow();
    }
    const place = this.#added++ & (this.#at.length - 1);
    this.#at[place] = at;
    this.#quantity[place] = quantity;
    this.#key[place] = keyOf(side, price);
  }

  /** A print explains decreases of its level: they are used up, the oldest first. */
  use(at: number, side: Side, price: Price, traded: number): void {
    this.#drop(at);
    const key = keyOf(side, price);
    const mask = this.#at.length - 1;
    let left = traded;
    for (let index = this.#dropped; index < this.#added && left > 0; index++) {
      const place = index & mask;
      if (this.#key[place] !== key) continue;
      const quantity = this.#quantity[place] ?? 0;
      const matched = Math.min(left, quantity);
      this.#quantity[place] = quantity - matched;
      left -= matched;
    }
  }

  /** The unmatched decreases of a level, oldest first, whatever their age: the caller checks it. */
  of(side: Side, price: Price): { readonly at: number; readonly quantity: number }[] {
    const key = keyOf(side, price);
    const found: { at: number; quantity: number }[] = [];
    for (let index = this.#dropped; index < this.#added; index++) {
      const place = index & (this.#at.length - 1);
      const quantity = this.#quantity[place] ?? 0;
      if (this.#key[place] === key && quantity > 0) found.push({ at: this.#at[place] ?? 0, quantity });
    }
    return found;
  }

  #drop(at: number): void {
    const mask = this.#at.length - 1;
    while (this.#dropped < this.#added && (this.#at[this.#dropped & mask] ?? 0) < at - this.#keptMs) {
      this.#dropped++;
    }
  }

  #grow(): void {
    this.#at = doubled(this.#at, new Float64Array(this.#at.length * 2));
    this.#quantity = doubled(this.#quantity, new Float64Array(this.#quantity.length * 2));
    this.#key = doubled(this.#key, new Int32Array(this.#key.length * 2));
  }
}

/** A full ring twice over: an item is found at its place in the larger ring, whichever half that is in. */
function doubled<Places extends Float64Array | Int32Array>(ring: Places, larger: Places): Places {
  larger.set(ring);
  larger.set(ring, ring.length);
  return larger;
}
