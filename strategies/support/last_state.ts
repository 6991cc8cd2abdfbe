/**
 * A market's last state, for rules about what changed since.
 *
 * @module
 */

/** The mid price and the score difference of one market's last state; `NaN` until they are known. */
export class LastState {
  /** Change of the mid price since the last state, in 1/10,000 dollar. */
  rise = NaN;
  /** |change of the score difference| since the last state. */
  scoreChange = NaN;
  #mid = NaN;
  #difference = NaN;

  /**
   * Takes in a state: one sample, whatever brought it about.
   *
   * @param difference home − away, `NaN` where no scoreboard has told of it
   */
  push(mid: number, difference: number): void {
    this.rise = mid - this.#mid;
    this.scoreChange = Math.abs(difference - this.#difference);
    this.#mid = mid;
    this.#difference = difference;
  }
}
