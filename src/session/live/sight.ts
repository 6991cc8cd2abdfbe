/**
 * Whether the account is seen: its streams are there, what they brought could be read, and the lists of the account are read
 * whole. While one of that is not so, nothing is entered, until a reading that is newer has been compared.
 *
 * @module
 */
import type { Pass } from "./account_watch.ts";

/** So many readings in a row that failed are blindness: one may fail by chance. */
const FAILURES = 2;

/** What is known of it. */
export class Sight {
  #blind: string | undefined = "the account's streams have not started";
  /** A reading that was asked for before this moment says nothing; infinite while the streams are down. */
  #since = Infinity;
  #failures = 0;

  /** Why the account is not seen, one line; `undefined` where it is. */
  get blind(): string | undefined {
    return this.#blind;
  }

  /** Whether a reading has failed, so that the next is due soon. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** The streams do not come. */
  down(why: string): void {
    this.#since = Infinity;
    this.#blind = why;
  }

  /** The streams are all there again. @param at Unix milliseconds */
  up(at: number): void {
    this.#since = at;
    this.#blind = "connected again, and not compared yet";
  }

  /** A message came that cannot be read: it may have been a fill. @param at Unix milliseconds */
  unreadable(at: number, why: string): void {
    if (this.#since === Infinity) return;
    this.#since = at;
    this.#blind = `a message about the account cannot be read: ${why}`;
  }

  /** The account was read. */
  passed({ askedAt, whole, compared, why = "a list was not read to its end" }: Pass): void {
    this.#failures = whole ? 0 : this.#failures + 1;
    if (whole && compared && askedAt >= this.#since) this.#blind = undefined;
    if (this.#failures < FAILURES || this.#since === Infinity) return;
    this.#blind = `the account cannot be read: ${why}`;
  }
}
