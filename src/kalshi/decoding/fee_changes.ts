/**
 * Fee changes that the exchange has announced ahead, until they take effect.
 *
 * @module
 */

/** Fees from some moment on. */
export interface FeeChange {
  /** The series or the event they are of. */
  readonly ticker: string;
  /** When they take effect, Unix milliseconds. */
  readonly from: number;
  /** Left out: an event goes back to the fees of its series. */
  readonly type: string | undefined;
  readonly multiplier: number | undefined;
}

/** Changes kept at most: some series have one announced at a time. */
const MOST_KEPT = 1_000;

/** Changes as they are announced, of series or of events. */
export class FeeChanges {
  #pending: readonly FeeChange[] = [];

  /** When the next one takes effect; infinite where none is announced. */
  get nextAt(): number {
    return this.#pending[0]?.from ?? Infinity;
  }

  /**
   * Takes the changes that are announced now. One that was announced before and no longer is, was called off.
   *
   * @param ticker the one that was asked about; left out: all
   * @returns whether all of it was kept
   */
  announce(at: number, ticker: string | undefined, changes: readonly FeeChange[]): boolean {
    const others = ticker === undefined ? [] : this.#pending.filter((change) => change.ticker !== ticker);
    const ahead = changes.filter(({ from }) => from > at);
    const all = [...others, ...ahead].sort((first, second) => first.from - second.from);
    this.#pending = all.slice(0, MOST_KEPT);
    return all.length <= MOST_KEPT;
  }

  /** Those that have taken effect by now, in order, each once. */
  due(at: number): readonly FeeChange[] {
    const due = this.#pending.filter(({ from }) => from <= at);
    if (due.length > 0) this.#pending = this.#pending.slice(due.length);
    return due;
  }
}
