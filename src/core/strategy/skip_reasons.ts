/**
 * Why a strategy does nothing in a market: what it said last, and how often it said what.
 *
 * @module
 */
import type { Reason } from "../reasons.ts";

/** Codes that are counted by themselves: a rule that makes a new code for every state must not fill the memory. */
const MOST_CODES = 200;
/** The code under which all other codes are counted. */
const OTHER_CODES = "OTHER";

/** One strategy in one market. */
export class SkipReasons {
  #reason: Reason | undefined;
  /** How often the code of the last reason was said in a row: counted there, since it rarely changes. */
  #inARow = 0;
  readonly #counts = new Map<string, number>();

  /** The last reason; `undefined` before the first. */
  get reason(): Reason | undefined {
    return this.#reason;
  }

  /** Takes a reason: one state in which nothing was done. */
  take(reason: Reason): void {
    if (this.#reason !== undefined && this.#reason.code !== reason.code) this.#countRow(this.#reason.code);
    this.#reason = reason;
    this.#inARow++;
  }

  /** Takes a reason for the screens alone: something was done. */
  show(reason: Reason): void {
    if (this.#reason !== undefined) this.#countRow(this.#reason.code);
    this.#reason = reason;
  }

  /** States by reason code. */
  counts(): ReadonlyMap<string, number> {
    if (this.#reason !== undefined) this.#countRow(this.#reason.code);
    return this.#counts;
  }

  #countRow(said: string): void {
    if (this.#inARow === 0) return;
    const code = this.#counts.has(said) || this.#counts.size < MOST_CODES ? said : OTHER_CODES;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + this.#inARow);
    this.#inARow = 0;
  }
}
