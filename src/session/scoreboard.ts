/**
 * Asks the exchange's own live data for the score, politely, for as long as the session runs.
 *
 * A game without a milestone has no score here; that is no reason not to trade it.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { KalshiLiveData } from "../feeds/kalshi_live.ts";
import type { InputSink } from "../kalshi/input.ts";
import { handIn } from "../kalshi/rest_input.ts";
import type { RestTransport } from "../kalshi/transport.ts";

/** How a scoreboard is read. */
export interface ScoreboardOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** Reads milestones and teams once, then live data again and again. */
export class Scoreboard {
  readonly #transport: RestTransport;
  readonly #sink: InputSink;
  readonly #liveData: KalshiLiveData;
  readonly #events: readonly string[];
  readonly #options: ScoreboardOptions;
  #running: Promise<void> = Promise.resolve();

  constructor(
    transport: RestTransport,
    sink: InputSink,
    liveData: KalshiLiveData,
    events: readonly string[],
    options: ScoreboardOptions,
  ) {
    this.#transport = transport;
    this.#sink = sink;
    this.#liveData = liveData;
    this.#events = events;
    this.#options = options;
  }

  /** Settles when it has stopped reading. */
  get ended(): Promise<void> {
    return this.#running;
  }

  /** Reads until the signal ends it. */
  run(): Promise<void> {
    this.#running = this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    const { signal, everyMs } = this.#options;
    for (const event of this.#events) {
      await this.#read("/milestones", { related_event_ticker: event, limit: 20 });
    }
    const ids = this.#liveData.milestoneIds;
    if (ids.length === 0) return;
    await this.#read("/structured_targets", { ids: [...this.#liveData.teamIds], page_size: 100 });
    while (!signal.aborted) {
      await this.#read("/live_data/batch", { milestone_ids: [...ids] });
      try {
        await delay(everyMs, { signal });
      } catch {
        return;
      }
    }
  }

  async #read(path: string, query: Record<string, string | number | string[]>): Promise<void> {
    const answer = await this.#transport.answer(path, query);
    if (answer.ok && !this.#options.signal.aborted) handIn(this.#sink, answer.value);
  }
}
