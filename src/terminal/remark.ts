/**
 * A short answer to a key that did nothing, on the help line for a moment.
 *
 * @module
 */

/** How long it stands there, ms. */
export const REMARK_MS = 2_500;

/** There is no order for `e` or `Del`. */
export const NO_ORDER = "no order of ours under ▸: Tab to Orders, ↑ ↓ choose one";
/** A key came too soon after another row came under the cursor. */
export const ROW_MOVED = "nothing done: another row had just come under ▸. Look, then press again";

/** Holds the last one. Times are milliseconds that only rise. */
export class Remark {
  #last: { readonly text: string; readonly at: number } | undefined;

  say(text: string, now: number): void {
    this.#last = { text, at: now };
  }

  /** Another key: it was read. */
  forget(): void {
    this.#last = undefined;
  }

  /** What stands there now; `undefined` where nothing does. */
  at(now: number): string | undefined {
    return this.#last !== undefined && now - this.#last.at <= REMARK_MS ? this.#last.text : undefined;
  }
}
