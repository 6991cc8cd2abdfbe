/**
 * Keeps what screens need beyond the engine's state: the log, prices of the last minutes, and rates.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Price } from "../core/numbers/money.ts";
import type { Outcome } from "../core/outcomes.ts";
import type { PipelineListener } from "../session/pipeline.ts";
import type { LogEntry } from "./session_view.ts";
import type { PricePoint } from "./market_view.ts";
import { type HandAnswer, HandAnswers } from "./hand_answers.ts";
import { logEntry } from "./log_entries.ts";
import { type PriceRange, PRICES_MS } from "./price_series.ts";
import { LOG_ENTRIES } from "./session_change.ts";

const SAMPLE_MS = 1_000;
const RATE_SECONDS = 5;

/** One second of a market's price: the last price in it, and how far it went. */
interface Sample extends PricePoint {
  price: Price;
  high: Price;
  low: Price;
}

/** Follows a session for the screens. */
export class SessionHistory implements PipelineListener {
  readonly #engine: Engine;
  readonly #frames: () => number;
  readonly #onEntry: ((entry: LogEntry) => void) | undefined;
  readonly #log: LogEntry[] = [];
  readonly #answers = new HandAnswers();
  readonly #samples = new Map<string, Sample[]>();
  /** The range of each market, found out again only when a sample at an end of it goes. */
  readonly #ranges = new Map<string, Required<PriceRange>>();
  readonly #lags = new Map<string, number>();
  readonly #framesBySecond: number[] = [];
  readonly #troubled = new Map<string, number>();
  #trades = 0;
  #events = 0;
  #logged = 0;

  /**
   * @param frames how many messages have come so far
   * @param onEntry called with every new log line
   */
  constructor(engine: Engine, frames: () => number, onEntry?: (entry: LogEntry) => void) {
    this.#engine = engine;
    this.#frames = frames;
    this.#onEntry = onEntry;
  }

  /** How many events there have been. */
  get events(): number {
    return this.#events;
  }

  /** How many entries the log has had. */
  get logged(): number {
    return this.#logged;
  }

  /** Oldest first, the last 500. */
  get log(): readonly LogEntry[] {
    return this.#log;
  }

  /** What became of the last orders by hand, oldest first. */
  get answers(): readonly HandAnswer[] {
    return this.#answers.all;
  }

  /** Trades of the markets seen. */
  get trades(): number {
    return this.#trades;
  }

  /**
   * Since when what is wrong has been so.
   *
   * @param keys everything that is wrong now; a key that is no longer among them is forgotten
   */
  since(keys: readonly string[], now: number): ReadonlyMap<string, number> {
    for (const key of this.#troubled.keys()) if (!keys.includes(key)) this.#troubled.delete(key);
    for (const key of keys) if (!this.#troubled.has(key)) this.#troubled.set(key, now);
    return this.#troubled;
  }

  /** Messages a second over the last seconds; `undefined` until there are two. */
  get messagesPerSecond(): number | undefined {
    const first = this.#framesBySecond[0];
    const last = this.#framesBySecond.at(-1);
    if (first === undefined || last === undefined || this.#framesBySecond.length < 2) return undefined;
    return (last - first) / (this.#framesBySecond.length - 1);
  }

  /** How far the score of an exchange event was behind the book at its last change, ms; `undefined` where not measured. */
  lagMs(event: string): number | undefined {
    return this.#lags.get(event);
  }

  /** The last ten minutes of a market's price, about one point a second. */
  points(market: string): readonly PricePoint[] {
    return this.#samples.get(market) ?? [];
  }

  /** The highest and lowest price of the last ten minutes; empty where there was no price. */
  range(market: string): PriceRange {
    return this.#ranges.get(market) ?? {};
  }

  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    this.#events++;
    if (outcomes.length > 0) this.#answers.onEvent(event, outcomes);
    for (const outcome of outcomes) {
      const entry = logEntry(outcome);
      if (entry !== undefined) this.note(entry);
      if (outcome.kind === "score" && outcome.lag.lagMs !== undefined) {
        this.#lags.set(outcome.lag.event, outcome.lag.lagMs);
      }
    }
    if (event.kind === "trade") {
      this.#trades++;
      this.#sample(event.market, event.at);
    } else if (event.kind === "clock") {
      for (const { ticker } of this.#engine.markets()) this.#sample(ticker, event.at);
      this.#framesBySecond.push(this.#frames());
      if (this.#framesBySecond.length > RATE_SECONDS + 1) this.#framesBySecond.shift();
    }
  }

  /** Adds a log line of the program's own. */
  note(entry: LogEntry): void {
    this.#logged++;
    this.#log.push(entry);
    if (this.#log.length > LOG_ENTRIES) this.#log.splice(0, this.#log.length - LOG_ENTRIES);
    this.#onEntry?.(entry);
  }

  #sample(ticker: string, at: number): void {
    const price = this.#engine.market(ticker)?.last;
    if (price === undefined) return;
    const samples = this.#samples.get(ticker) ?? [];
    const last = samples.at(-1);
    if (last !== undefined && at - last.at < SAMPLE_MS) {
      last.price = price;
      last.high = higher(last.high, price);
      last.low = lower(last.low, price);
      return this.#widen(ticker, price);
    }
    samples.push({ at, price, high: price, low: price });
    this.#samples.set(ticker, samples);
    this.#widen(ticker, price);
    for (let oldest = samples[0]; oldest !== undefined && oldest.at < at - PRICES_MS; oldest = samples[0]) {
      samples.shift();
      const range = this.#ranges.get(ticker);
      if (oldest.high === range?.high || oldest.low === range?.low) {
        this.#ranges.set(ticker, rangeOf(samples, price));
      }
    }
  }

  #widen(ticker: string, price: Price): void {
    const range = this.#ranges.get(ticker);
    if (range !== undefined && price <= range.high && price >= range.low) return;
    const { high = price, low = price } = range ?? {};
    this.#ranges.set(ticker, { high: higher(high, price), low: lower(low, price) });
  }
}

/** How far samples go. */
function rangeOf(samples: readonly Sample[], price: Price): Required<PriceRange> {
  return samples.reduce(
    ({ high, low }, sample) => ({ high: higher(high, sample.high), low: lower(low, sample.low) }),
    { high: price, low: price },
  );
}

function higher(one: Price, other: Price): Price {
  return one > other ? one : other;
}

function lower(one: Price, other: Price): Price {
  return one < other ? one : other;
}
