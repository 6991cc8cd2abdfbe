/**
 * The time that a scoreboard is given to explain a jump of a price.
 *
 * @module
 */
import { outOfBounds, type Reason } from "../../src/core/reasons.ts";
import { z } from "zod";

const SECOND_MS = 1_000;
/** The longest lag of a feed behind the book that was measured, in seconds: ESPN 11–55, Sportradar 15–30. */
const LONGEST_LAG = 55;

/** How long to wait for a score that explains a jump; 0: not at all. */
export const waitForScore = z.number().min(0).max(600).default(LONGEST_LAG)
  .describe("seconds that the scoreboard is given to explain a jump before it is faded");

/** A jump that waits for its explanation. */
export class ScoreWait {
  readonly #waitMs: number;
  readonly #maxChange: number;
  #until = NaN;
  #difference = NaN;
  #from = NaN;
  #peak = NaN;

  /**
   * @param seconds how long
   * @param maxChange the highest |change of the score difference| that explains nothing
   */
  constructor(seconds: number, maxChange: number) {
    this.#waitMs = seconds * SECOND_MS;
    this.#maxChange = maxChange;
  }

  /** Whether a jump waits. */
  get isOn(): boolean {
    return !Number.isNaN(this.#until);
  }

  /** How far a price is above where the jump began. */
  riseTo(price: number): number {
    return price - this.#from;
  }

  /** Begins to wait; where a jump waits already, only one that goes higher starts again. */
  begin(at: number, difference: number, from: number, price: number): void {
    if (this.isOn && price <= this.#peak) return;
    if (!this.isOn) {
      this.#from = from;
      this.#difference = difference;
    }
    this.#peak = price;
    this.#until = at + this.#waitMs;
  }

  /** Gives the jump up. */
  end(): void {
    this.#until = NaN;
  }

  /** Whether the time is over. */
  isOver(at: number): boolean {
    return at >= this.#until;
  }

  /** Whether the score explains the jump: then it is given up. */
  explained(difference: number): Reason | undefined {
    const change = Math.abs(difference - this.#difference);
    if (change <= this.#maxChange) return undefined;
    this.end();
    return outOfBounds("SCORE_CHANGED", "change", change, "max", this.#maxChange, "count");
  }

  /** How long it still waits; `undefined` once that is over. */
  left(at: number): Reason | undefined {
    return this.isOver(at)
      ? undefined
      : { code: "WAITING_FOR_SCORE", name: "left", value: this.#until - at, unit: "milliseconds" };
  }
}
