/**
 * Asks the exchange's own live data for the score, politely, for as long as the session runs.
 *
 * A game without a milestone has no score here; that is not a reason not to trade it.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { KalshiLiveData } from "../feeds/kalshi/live_data.ts";
import type { InputSink } from "../kalshi/input.ts";
import { handIn } from "../kalshi/rest/input.ts";
import type { Query, RestTransport } from "../kalshi/rest/transport.ts";

/** How a scoreboard is read. */
export interface ScoreboardOptions {
  readonly everyMs: number;
  readonly signal: AbortSignal;
}

/** Reads milestones and teams once, then live data again and again. */
export class LiveDataPoller {
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
      await this.#readOnce("/milestones", { related_event_ticker: event, limit: 20 });
    }
    const ids = this.#liveData.milestoneIds;
    if (ids.length === 0) return;
    await this.#readOnce("/structured_targets", { ids: [...this.#liveData.teamIds], page_size: 100 });
    while (!signal.aborted) {
      await this.#read("/live_data/batch", { milestone_ids: [...ids] });
      await this.#wait(everyMs);
    }
  }

  /** Reads until there is an answer: an exchange that is out of reach for a minute must not cost the game its score. */
  async #readOnce(path: string, query: Query): Promise<void> {
    while (!this.#options.signal.aborted && !(await this.#read(path, query))) {
      await this.#wait(this.#options.everyMs);
    }
  }

  /** @returns whether there was an answer */
  async #read(path: string, query: Query): Promise<boolean> {
    const answer = await this.#transport.answer(path, query);
    if (answer.ok && !this.#options.signal.aborted) handIn(this.#sink, answer.value);
    // What is refused once is refused for good.
    return answer.ok || answer.reason.code === "refused" || answer.reason.code === "not_found";
  }

  /** Waits, or is called off by the signal, which the caller looks at. */
  async #wait(ms: number): Promise<void> {
    try {
      await delay(ms, { signal: this.#options.signal });
    } catch {
      return;
    }
  }
}
