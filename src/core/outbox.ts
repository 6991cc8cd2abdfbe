/**
 * The outbox of the engine: everything that is done about an event, in order, and what of it is still to be carried out.
 *
 * @module
 */
import { type Effect, isEffect, type Outcome } from "./outcomes.ts";

/** Nothing happened. */
const NONE: readonly Outcome[] = Object.freeze([]);

/** Collects outcomes. Those that ask for something outside are its effects. */
export class Outbox {
  #outcomes: Outcome[] = [];
  /** How many of the outcomes were searched for effects. */
  #searched = 0;

  /** Whether there is nothing to give out. */
  get isEmpty(): boolean {
    return this.#outcomes.length === 0;
  }

  /** Adds an outcome. */
  add(outcome: Outcome): void {
    this.#outcomes.push(outcome);
  }

  /** The next effect that was not given out yet, oldest first; `undefined` where there is none. */
  nextEffect(): Effect | undefined {
    while (this.#searched < this.#outcomes.length) {
      const outcome = this.#outcomes[this.#searched++];
      if (outcome !== undefined && isEffect(outcome)) return outcome;
    }
    return undefined;
  }

  /** Gives out all outcomes, and is empty then. Where there are none, nothing is made. */
  take(): readonly Outcome[] {
    if (this.#outcomes.length === 0) return NONE;
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    this.#searched = 0;
    return outcomes;
  }
}
