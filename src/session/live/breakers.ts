/**
 * Circuit breakers of the exchange's APIs: after failures in a row nothing is entered through one for a while.
 *
 * They hold entries alone: cancels and exits are tried whatever happened before.
 *
 * @module
 */
import type { ReadOutcome, WriteOutcome } from "../../kalshi/orders/outcomes.ts";

/** The parts of the exchange that can fail by themselves. */
export type Api = "orders" | "portfolio";

/** Failures in a row that open one. */
const FAILURES = 5;
/** How long it stays open before the next try counts, ms. */
const OPEN_MS = 60_000;

interface State {
  failures: number;
  openUntil: number;
}

/** The breakers of the APIs of one account. */
export class Breakers {
  readonly #now: () => number;
  readonly #states = new Map<Api, State>();

  /** @param now Unix milliseconds, never backward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Those that are open now, with when each is tried again. */
  open(): readonly { readonly api: Api; readonly until: number }[] {
    const now = this.#now();
    return [...this.#states].flatMap(([api, { openUntil }]) =>
      openUntil > now ? [{ api, until: openUntil }] : []
    );
  }

  /** What came of a write. A refusal is an answer: the exchange works. */
  wrote(outcome: WriteOutcome<unknown>): void {
    if (outcome.kind === "unknown") return this.#failed("orders");
    if (outcome.kind !== "not_sent") return this.#worked("orders");
    if (outcome.code === "unreachable") this.#failed("orders");
  }

  /** What came of a read. */
  read(outcome: ReadOutcome<unknown>): void {
    if (outcome.kind === "read" || outcome.reason.status === 404) this.#worked("portfolio");
    else if (outcome.reason.code !== "aborted") this.#failed("portfolio");
  }

  #worked(api: Api): void {
    this.#states.delete(api);
  }

  #failed(api: Api): void {
    const state = this.#states.get(api) ?? { failures: 0, openUntil: 0 };
    this.#states.set(api, state);
    state.failures++;
    if (state.failures >= FAILURES) state.openUntil = this.#now() + OPEN_MS;
  }
}
