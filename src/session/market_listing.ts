/**
 * Reads what the engine must know of markets before they can be traded, and whenever it may have changed without a word:
 * status, series (fees), event, markets.
 *
 * @module
 */
import type { InputSink } from "../kalshi/input.ts";
import { type Result, succeed } from "../core/result.ts";
import { seriesOf } from "../core/market/ticker.ts";
import { handIn } from "../kalshi/rest/input.ts";
import type { Query, ReadOptions, RestAnswer, RestRefusal, RestTransport } from "../kalshi/rest/transport.ts";

/** An event is asked for so often at most where its markets move while the answer is under way. */
const MOST_TRIES = 3;

/** Reads the listings of some events, as often as it is asked. */
export class ListingReader {
  readonly #transport: RestTransport;
  readonly #sink: InputSink;
  readonly #events: readonly string[];
  readonly #now: () => number;
  #running: Promise<Result<void>> | undefined;
  #again = false;
  #steps = 0;
  #readAt = -Infinity;
  #failed = false;
  /** By event, as its listing named it. */
  readonly #series = new Map<string, string>();
  #feeChanges: Promise<void> | undefined;

  constructor(transport: RestTransport, sink: InputSink, events: readonly string[], now: () => number) {
    this.#transport = transport;
    this.#sink = sink;
    this.#events = events;
    this.#now = now;
  }

  /** When its last reading was started, Unix milliseconds. */
  get readAt(): number {
    return this.#readAt;
  }

  /** Whether the last time it could not be read. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Settles when nothing is being read. */
  get ended(): Promise<unknown> {
    return Promise.all([this.#running, this.#feeChanges]);
  }

  /** The socket reported a step in a market's life: an answer that was asked for before it may be older than that. */
  moved(): void {
    this.#steps++;
  }

  /** Reads all of it and hands the answers in, failed ones too. Asked while it reads, it reads once more. */
  read(): Promise<Result<void>> {
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#readAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #readAll(): Promise<Result<void>> {
    let result: Result<void>;
    do {
      this.#again = false;
      this.#readAt = this.#now();
      result = await this.#readOnce();
      this.#failed = !result.ok;
      if (result.ok) this.#feeChanges ??= this.#readFeeChanges();
    } while (this.#again && result.ok);
    return result;
  }

  async #readOnce(): Promise<Result<void>> {
    // The exchange answers 503 and 504 with the same body while it is closed.
    const status = await this.#ask("/exchange/status", {}, { accept: [503, 504] });
    if (!status.ok) return status;
    handIn(this.#sink, status.value);
    for (const event of this.#events) {
      const read = await this.#readEvent(event);
      if (!read.ok) return read;
    }
    return succeed(undefined);
  }

  async #readEvent(event: string): Promise<Result<void>> {
    for (let tries = 1;; tries++) {
      const steps = this.#steps;
      const answer = await this.#ask(`/events/${encodeURIComponent(event)}`, { with_nested_markets: true });
      if (!answer.ok) return answer;
      const series = namedSeries(answer.value.body) ?? seriesOf(event);
      const fees = await this.#ask(`/series/${encodeURIComponent(series)}`);
      if (!fees.ok) return fees;
      // What the socket has reported meanwhile must not be undone by an answer from before.
      if (steps !== this.#steps && tries < MOST_TRIES) continue;
      handIn(this.#sink, fees.value);
      handIn(this.#sink, answer.value);
      this.#series.set(event, series);
      return succeed(undefined);
    }
  }

  /** Changes of fees announced ahead. Nothing waits for them: until there is an answer the fees of now count. */
  async #readFeeChanges(): Promise<void> {
    const questions = [
      ...[...new Set(this.#series.values())].map((series) =>
        ["/series/fee_changes", { series_ticker: series }] as const
      ),
      ...this.#events.map((event) => ["/events/fee_changes", { event_ticker: event }] as const),
    ];
    for (const [path, query] of questions) {
      const changes = await this.#ask(path, query);
      if (changes.ok) handIn(this.#sink, changes.value);
    }
    this.#feeChanges = undefined;
  }

  /** Asks. A failure is an input too: it is recorded, counted and shown, but for that of a session that ends. */
  async #ask(
    path: string,
    query: Query = {},
    options: ReadOptions = {},
  ): Promise<Result<RestAnswer, RestRefusal>> {
    const answer = await this.#transport.answer(path, query, options);
    if (!answer.ok && answer.reason.code !== "aborted") {
      const { message, status = 0 } = answer.reason;
      const failed = {
        path: answer.reason.path,
        status: status === 200 ? 0 : status,
        body: { error: message },
      };
      handIn(this.#sink, { at: this.#now(), text: "", ...failed });
    }
    return answer;
  }
}

/** The series an event's answer names; the schema checks the rest when it is decoded. */
function namedSeries(body: unknown): string | undefined {
  const event = (body as { readonly event?: { readonly series_ticker?: unknown } } | null)?.event;
  return typeof event?.series_ticker === "string" ? event.series_ticker : undefined;
}
