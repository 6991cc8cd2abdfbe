/**
 * A market's last price state, for rules about what changed since.
 *
 * @module
 */

/** The price of one market's last price state. */
export class LastState {
  /** Change of the price since the last state, in 1/10,000 dollar; `NaN` at the first. */
  rise = NaN;
  #price = NaN;

  /** Takes in a price state. */
  push(price: number): void {
    this.rise = price - this.#price;
    this.#price = price;
  }
}
