/**
 * The time in signatures.
 *
 * The exchange turns away what was signed too long before or after its own time. While nothing is traded a wrong clock of the
 * machine is for a person to set right; with orders resting, a clock that was set must not keep cancels and exits back. So from
 * {@linkcode SigningTime.follow} on the exchange's time is used where the machine's is far from it.
 *
 * @module
 */
import type { ExchangeClock } from "./exchange_clock.ts";

/** Less than this is within what an exchange takes, and may be an answer that was under way for long, ms. */
const APART_MS = 3_000;
/** The exchange's time has to be known better than this, ms. */
const UNCERTAIN_MS = 1_500;

/** Gives the time in signatures. */
export class SigningTime {
  readonly #clock: ExchangeClock;
  readonly #machine: () => number;
  #follows = false;

  /** @param machine the machine's clock, Unix milliseconds */
  constructor(clock: ExchangeClock, machine: () => number = () => Date.now()) {
    this.#clock = clock;
    this.#machine = machine;
  }

  /** Uses the exchange's time from now on where the machine's is far from it. */
  follow(): void {
    this.#follows = true;
  }

  /** Unix milliseconds. Bound, so that it can be handed on. */
  readonly now = (): number => {
    const machine = this.#machine();
    const { uncertaintyMs = Infinity } = this.#follows ? this.#clock.offset ?? {} : {};
    if (uncertaintyMs > UNCERTAIN_MS) return machine;
    const exchange = Math.round(this.#clock.now());
    return Math.abs(exchange - machine) > APART_MS ? exchange : machine;
  };
}
