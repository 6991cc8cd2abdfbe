/**
 * How long messages of the exchange were under way.
 *
 * Arrival less the time a message says it was made holds the difference between two clocks too; the smallest one seen is
 * taken for that, so that what counts is how much later than the quickest a message comes. A slow line or a slow reader
 * shows as a delay that grows while frames flow without a pause. Messages that are all equally late from the first on show
 * nothing of it: that takes somebody who knows how far the clocks are apart, as a live session does by the exchange's answers.
 *
 * @module
 */

/** A message that seems to be so much quicker than any before says a wrong time. */
const LONGEST_MS = 600_000;

/** Measures delays. */
export class DataDelay {
  readonly #limitMs: number;
  /** Of the quickest message so far. */
  #seenMs = Infinity;
  /** Of a message that was under way for no time: the quickest one's, or less where the clocks say so. */
  #leastMs = Infinity;
  #bookMs = 0;
  #lateAt = -Infinity;
  #mostMs = 0;
  #worstMs = 0;
  #lateMessages = 0;
  #reportedLate = false;
  /** A connection is new, and no book has come over it. */
  #isNew = false;

  /** @param limitMs a message is late from here on */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** The delay of the last message of the channel of books, ms. */
  get bookMs(): number {
    return this.#bookMs;
  }

  /** Whether the books come late: the last message of theirs did, and nothing has confirmed them since. */
  get late(): boolean {
    return this.#bookMs > this.#limitMs;
  }

  /** When the last late message of a book came; minus infinity before the first. */
  get lateAt(): number {
    return this.#lateAt;
  }

  /** The longest so far, ms. */
  get mostMs(): number {
    return this.#mostMs;
  }

  /** How many messages came late. */
  get lateMessages(): number {
    return this.#lateMessages;
  }

  /**
   * Takes a message.
   *
   * @param sourceAt when it says it was made; a message without a time is not counted
   * @param book whether it came over the channel of books, which may be late while others are not
   */
  take(at: number, sourceAt: number | undefined, book: boolean): void {
    if (sourceAt === undefined) return;
    const apart = at - sourceAt;
    if (apart < this.#seenMs) {
      if (this.#leastMs - apart > LONGEST_MS && this.#leastMs !== Infinity) return;
      this.#seenMs = apart;
      if (apart < this.#leastMs) this.#leastMs = apart;
    }
    const delayMs = apart - this.#leastMs;
    if (book) {
      this.#bookMs = delayMs;
      this.#isNew = false;
    }
    if (delayMs > this.#mostMs) this.#mostMs = delayMs;
    if (delayMs <= this.#limitMs) return;
    this.#lateMessages++;
    if (book) this.#lateAt = at;
    if (delayMs > this.#worstMs) this.#worstMs = delayMs;
  }

  /**
   * Takes what is known of the two clocks, by which the messages from now on are measured too.
   *
   * @param aheadMs the source's clock is ahead by at least so much, ms, below zero where it may be behind; `null` where nothing is
   * known
   */
  clocks(aheadMs: number | null): void {
    this.#leastMs = Math.min(this.#seenMs, aheadMs === null ? Infinity : -aheadMs);
  }

  /** The books are known to be those of now. */
  confirm(): void {
    this.#bookMs = 0;
  }

  /** Books come over a new connection: what the one before said of them counts no more. */
  renew(): void {
    this.confirm();
    this.#isNew = true;
  }

  /**
   * Whether messages have started to come late, or are in time again, since the last call; and by how much.
   */
  change(): { readonly late: boolean; readonly ms: number } | undefined {
    const late = this.late || (!this.#reportedLate && this.#worstMs > 0);
    // That a new connection is in time only its books can show.
    if (!late && this.#reportedLate && this.#isNew) return undefined;
    const ms = Math.max(this.#worstMs, this.#bookMs);
    if (!late) this.#worstMs = 0;
    if (late === this.#reportedLate) return undefined;
    this.#reportedLate = late;
    return { late, ms };
  }
}
