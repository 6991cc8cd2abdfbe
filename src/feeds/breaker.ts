/**
 * A circuit breaker for one feed, on cockatiel, with the time handed in.
 *
 * @module
 */
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  type IBackoff,
} from "cockatiel";

/** `open` lets nothing through; `half_open` tries once. */
export type BreakerState = "closed" | "open" | "half_open";

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it. @default {5} */
  readonly failures?: number;
  /** How long it stays open before one try, in ms. @default {60000} */
  readonly openMs?: number;
}

/** Opens after failures in a row, tries again after a while. */
export class FeedBreaker {
  readonly #now: () => number;
  readonly #openMs: number;
  readonly #policy: CircuitBreakerPolicy;
  #openedAt = -Infinity;

  /** @param now milliseconds, never backward */
  constructor(now: () => number, { failures = 5, openMs = 60_000 }: BreakerOptions = {}) {
    this.#now = now;
    this.#openMs = openMs;
    this.#policy = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: { next: () => this.#opened() },
    });
  }

  /** Its state now. */
  get state(): BreakerState {
    switch (this.#policy.state) {
      case CircuitState.Closed:
        return "closed";
      case CircuitState.HalfOpen:
        return "half_open";
      default:
        return "open";
    }
  }

  /** How long it lets nothing through from now on, in ms. */
  get waitMs(): number {
    return this.state === "open" ? Math.max(0, this.#openedAt + this.#openMs - this.#now()) : 0;
  }

  /**
   * Runs an action unless the breaker is open. A rejection counts as a failure.
   *
   * @throws what the action throws, or cockatiel's `BrokenCircuitError`
   */
  run<T>(action: () => Promise<T>): Promise<T> {
    return this.#policy.execute(action);
  }

  /** The library asks the system clock; a duration of nothing or of for ever makes it ask ours. */
  #opened(): IBackoff<unknown> {
    this.#openedAt = this.#now();
    const waitMs = () => this.waitMs;
    const next = () => this.#opened();
    return {
      get duration() {
        return waitMs() > 0 ? Infinity : 0;
      },
      next,
    };
  }
}
