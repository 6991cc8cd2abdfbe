/**
 * Takes the times of `latency`.
 *
 * @module
 */
import type { EngineEvent } from "../../src/core/events.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { PipelineListener } from "../../src/session/pipeline.ts";

/** Listens first, and keeps how long ago each event had arrived. */
export class LatencySamples implements PipelineListener {
  /** Events about which an order was sent, ms. */
  readonly orderMs: number[] = [];
  /** All events of the markets, ms. */
  readonly eventMs: number[] = [];
  /** The same from the exchange's stamp on the frame, ms; the waiting before the arrival is in it. */
  readonly sinceSentMs: number[] = [];
  #now: (() => number) | undefined;
  #sendingAgeMs: () => number | undefined = () => undefined;
  #beganAt = 0;
  #endedAt = 0;

  /** How long samples were taken, ms. */
  get durationMs(): number {
    return this.#endedAt - this.#beganAt;
  }

  /**
   * Begins.
   *
   * @param now the clock that arrivals are stamped with
   * @param sendingAgeMs arrival − sending time of the frame at hand
   */
  begin(now: () => number, sendingAgeMs: () => number | undefined): void {
    this.#now = now;
    this.#sendingAgeMs = sendingAgeMs;
    this.#beganAt = now();
  }

  /** Ends. */
  end(): void {
    this.#endedAt = this.#now?.() ?? 0;
    this.#now = undefined;
  }

  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    if (this.#now === undefined) return;
    if (event.kind !== "book_change" && event.kind !== "trade" && event.kind !== "ticker") return;
    const ms = this.#now() - event.at;
    this.eventMs.push(ms);
    const age = this.#sendingAgeMs();
    if (age !== undefined) this.sinceSentMs.push(age + ms);
    if (outcomes.some(({ kind }) => kind === "order")) this.orderMs.push(ms);
  }
}
