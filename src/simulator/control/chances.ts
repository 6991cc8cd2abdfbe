/**
 * Counts what fits a rule, and says which of it is met.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";

/** The part of a rule that says how often and when. */
export interface Occasions {
  readonly nth: number;
  readonly times: number | "always";
  readonly fromMs: number;
  readonly untilMs?: number | undefined;
  readonly chance: number;
}

/** One rule's count. Each rule draws from its own numbers, so that one more rule changes nothing for the others. */
export class Chances {
  readonly random: Random;
  readonly #occasions: Occasions;
  readonly #startedAt: number;
  #seen = 0;
  #met = 0;

  /**
   * @param index of the rule in its script
   * @param startedAt when the script was taken, Unix milliseconds
   */
  constructor(occasions: Occasions, seed: number, index: number, startedAt: number) {
    this.#occasions = occasions;
    this.#startedAt = startedAt;
    this.random = new Random(seed * 7_919 + index);
  }

  /** How often it was met. */
  get met(): number {
    return this.#met;
  }

  /** Whether the next thing that fits is met. */
  next(nowMs: number): boolean {
    const { nth, times, fromMs, untilMs, chance } = this.#occasions;
    const since = nowMs - this.#startedAt;
    if (since < fromMs || (untilMs !== undefined && since >= untilMs)) return false;
    this.#seen++;
    if (this.#seen < nth || (times !== "always" && this.#met >= times)) return false;
    // Drawn only where it matters, and always then: the same requests draw the same numbers.
    if (chance < 1 && this.random.next() >= chance) return false;
    this.#met++;
    return true;
  }
}
