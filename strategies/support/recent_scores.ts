/**
 * The score of the last seconds.
 *
 * @module
 */

/** The score differences of a span of time. */
export class RecentScores {
  readonly #spanMs: number;
  /** Each with the moment from which on it was known; the first may be older than the span. */
  readonly #changes: { readonly at: number; readonly difference: number }[] = [];

  /** @param spanMs a change as old as this still counts */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** Takes in a score; times never fall. */
  push(at: number, difference: number): void {
    const changes = this.#changes;
    if (changes.at(-1)?.difference !== difference) changes.push({ at, difference });
    while ((changes[1]?.at ?? at) < at - this.#spanMs) changes.shift();
  }

  /**
   * The largest |change of the score difference| from any moment of the span to now.
   *
   * @returns `NaN` where no score was known at the moment `since`
   */
  change(since: number): number {
    const [first] = this.#changes;
    const now = this.#changes.at(-1);
    if (first === undefined || now === undefined || first.at > since) return NaN;
    return Math.max(...this.#changes.map(({ difference }) => Math.abs(now.difference - difference)));
  }
}
