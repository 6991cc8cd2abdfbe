/**
 * Keys that are pressed twice: the first press asks, the second within a moment does it.
 *
 * @module
 */

/** How long a first press waits for the second, ms. */
export const TWICE_WITHIN_MS = 1_500;

/** Remembers the last first press. Times are milliseconds that only rise. */
export class Twice<Action> {
  #asked: { readonly action: Action; readonly at: number } | undefined;

  /** The action that a second press of its key would do now. */
  waiting(now: number): Action | undefined {
    const asked = this.#asked;
    return asked !== undefined && now - asked.at <= TWICE_WITHIN_MS ? asked.action : undefined;
  }

  /** Takes a press. @returns whether it is the second */
  press(action: Action, now: number): boolean {
    const second = this.waiting(now) === action;
    this.#asked = second ? undefined : { action, at: now };
    return second;
  }

  /** Another key: whoever asked has thought better of it. */
  forget(): void {
    this.#asked = undefined;
  }
}
