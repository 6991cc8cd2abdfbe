/**
 * A rule's memory, by game or by market: never shared between them.
 *
 * @module
 */

/** One memory a key, made when it is first asked for. */
export class Memory<T> {
  readonly #make: () => T;
  readonly #all = new Map<string, T>();
  // States come in runs about the same game, so the last answer is nearly always the next.
  #lastKey: string | undefined;
  #last: T | undefined;

  /** @param make a fresh memory */
  constructor(make: () => T) {
    this.#make = make;
  }

  /** The memory of a game, by its exchange event, or of a market, by its ticker. */
  of(key: string): T {
    if (key === this.#lastKey && this.#last !== undefined) return this.#last;
    let found = this.#all.get(key);
    if (found === undefined) {
      found = this.#make();
      this.#all.set(key, found);
    }
    this.#lastKey = key;
    this.#last = found;
    return found;
  }
}
