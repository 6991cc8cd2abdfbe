/**
 * What the engine has been given of the live session itself, and what has changed since: each change is a recorded input.
 *
 * @module
 */
import type { LiveReported } from "../../core/live.ts";
import { liveInput } from "../../kalshi/decoding/order_inputs.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { ExchangeClock } from "../../kalshi/orders/exchange_clock.ts";

/** Facts without their time. */
export type LiveFactsNow = Omit<LiveReported, "kind" | "at">;

/** How far the clocks are apart is reported in such steps, rounded down: what is known of it grows by little with each answer, ms. */
const CLOCK_STEP_MS = 100;

/** By how much the exchange's clock is ahead at least: by that, books are late that all come equally late. */
export function clockFact({ leastAheadMs }: Pick<ExchangeClock, "leastAheadMs">): LiveFactsNow {
  if (leastAheadMs === undefined) return { clockAheadMs: null };
  return { clockAheadMs: Math.floor(leastAheadMs / CLOCK_STEP_MS) * CLOCK_STEP_MS };
}

/** Keeps the facts, and hands in what changes. */
export class LiveFacts {
  readonly #sink: InputSink;
  readonly #now: () => number;
  #facts: LiveFactsNow = {};
  #texts = new Map<string, string>();

  /** @param now Unix milliseconds */
  constructor(sink: InputSink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  /** All facts, as they were handed in last. */
  get now(): LiveFactsNow {
    return this.#facts;
  }

  /** Hands in what of these is new. */
  set(facts: LiveFactsNow): void {
    const changed = Object.entries(facts).filter(([name, value]) => {
      const text = JSON.stringify(value);
      if (value === undefined || this.#texts.get(name) === text) return false;
      this.#texts.set(name, text);
      return true;
    });
    if (changed.length === 0) return;
    const fresh: LiveFactsNow = Object.fromEntries(changed);
    this.#facts = { ...this.#facts, ...fresh };
    const at = this.#now();
    const raw = liveInput({ kind: "live", at, ...fresh });
    this.#sink.input(at, "order", JSON.stringify(raw), raw);
  }
}
