/**
 * The best bid of the last moments, so that a quote pulled for some milliseconds is not taken for a fall of the price.
 *
 * @module
 */
import type { Price } from "../numbers/money.ts";

/** The highest best bid since some moment. */
interface Step {
  readonly price: Price;
  readonly since: number;
}

/**
 * The highest best bid of a window that ends now.
 *
 * A bid that rises counts at once; one that falls counts once it has stood lower for the whole window. A side without
 * bids says nothing, however long: its time does not count, so that the last level to go before a side is empty is no
 * fall of the price. Of a book that cannot be believed nothing is taken, and the window begins again after it.
 */
export class BidWindow {
  readonly #windowMs: number;
  /** Prices fall and times rise; each is the highest best bid since its time. */
  #steps: Step[] = [];
  #inDoubt = false;
  /** Since when there is no bid; infinite while there is one. */
  #emptySince = Infinity;

  /** @param windowMs how long a fall must last to be believed */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes the best bid of a book that can be believed. */
  take(at: number, bid: Price | undefined): void {
    if (bid === undefined) {
      this.#emptySince = Math.min(this.#emptySince, at);
      return;
    }
    // Most changes of a book leave its best bid as it was.
    if (bid === this.#steps.at(-1)?.price && !this.#inDoubt && this.#emptySince === Infinity) return;
    if (this.#inDoubt) {
      this.#inDoubt = false;
      this.#steps = [];
    } else if (this.#emptySince < at) {
      const gap = at - this.#emptySince;
      this.#steps = this.#steps.map(({ price, since }) => ({ price, since: since + gap }));
    }
    this.#emptySince = Infinity;
    let since = at;
    for (let last = this.#steps.at(-1); last !== undefined && last.price <= bid; last = this.#steps.at(-1)) {
      since = last.since;
      this.#steps.pop();
    }
    this.#steps.push({ price: bid, since });
  }

  /** The book cannot be believed: the last believed bid stays, and is not evidence. */
  doubt(): void {
    this.#inDoubt = true;
  }

  /** The highest best bid of the window, or of what is known of it; `undefined` where no bid was ever seen. */
  highest(at: number): Price | undefined {
    if (!this.#inDoubt) this.#drop(at);
    return this.#steps[0]?.price;
  }

  /** The highest best bid of the window; `undefined` where less than the whole of it is known. */
  confirmed(at: number): Price | undefined {
    if (this.#inDoubt) return undefined;
    this.#drop(at);
    const [first] = this.#steps;
    const until = first === undefined ? Infinity : first.since + this.#windowMs;
    return until <= at && until <= this.#emptySince ? first?.price : undefined;
  }

  /**
   * The time from which {@linkcode confirmed} is at or below a price if no other bid comes; infinite for
   * never.
   */
  fallsTo(price: Price): number {
    const says = !this.#inDoubt && this.#emptySince === Infinity;
    const step = says ? this.#steps.find((each) => each.price <= price) : undefined;
    return step === undefined ? Infinity : step.since + this.#windowMs;
  }

  /** Drops higher bids from before the window, which no longer count. */
  #drop(at: number): void {
    const until = Math.min(at, this.#emptySince);
    for (let next = this.#steps[1]; next !== undefined; next = this.#steps[1]) {
      if (next.since + this.#windowMs > until) return;
      this.#steps.shift();
    }
  }
}
