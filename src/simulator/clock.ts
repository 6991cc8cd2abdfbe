/**
 * The exchange's own clock: what every time on the wire, every expiry and every check of a signature is read from.
 *
 * It runs with the machine's and can be set apart from it, so that a client's clock is wrong, or so that weeks pass between
 * two requests.
 *
 * @module
 */

/** Called after the clock was moved, so that what has become due happens. @param nowMs Unix milliseconds, whole */
export type Moved = (nowMs: number) => void;

/** A clock. */
export class ExchangeClock {
  readonly #wall: () => number;
  readonly #listeners: Moved[] = [];
  #offsetMs = 0;

  /** @param wall Unix milliseconds, whole */
  constructor(wall: () => number = Date.now) {
    this.#wall = wall;
  }

  /** Now, Unix milliseconds, whole. Bound, so that it can be handed on. */
  readonly now = (): number => this.#wall() + this.#offsetMs;

  /** How far it is ahead of the machine's, ms; below zero behind it. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * Moves it on, or back.
   *
   * @param ms whole; what has become due by then happens before this returns
   * @throws {RangeError} if it is not a whole number
   */
  move(ms: number): void {
    if (!Number.isSafeInteger(ms)) {
      throw new RangeError(`Cannot move the clock: expected whole milliseconds, was ${ms}`);
    }
    this.#offsetMs += ms;
    const nowMs = this.now();
    for (const listener of this.#listeners) listener(nowMs);
  }

  /** Adds a listener of moves. */
  onMove(listener: Moved): void {
    this.#listeners.push(listener);
  }
}
