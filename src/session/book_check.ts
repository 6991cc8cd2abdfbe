/**
 * Looks after the books that come over the socket: asks for a whole one where a book is doubted, compares with REST where
 * none has moved for a while or while they come late, and replaces a connection that stays late.
 *
 * Its answers come in as inputs, so that a replay sees the same.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { APART_MS } from "../core/market/book_watch.ts";
import type { InputSink } from "../kalshi/input.ts";
import { handIn } from "../kalshi/rest/input.ts";
import type { RestTransport } from "../kalshi/rest/transport.ts";

/** After so long without a message of its book a market is looked at by REST. */
const QUIET_MS = 30_000;
/** How often a doubted book is asked for, and how many times before the connection is replaced. */
const ASK_MS = 5_000;
const MOST_ASKS = 3;
/** So often markets are looked at by REST while books come late. */
const LATE_LOOK_MS = 5_000;
/** A connection is replaced when it has been late for so many times what is allowed of a message; a look comes before that. */
const LATE_TIMES = 2;
const LEAST_LATE_MS = 4_000;
/** Each time that did not help the wait is twice as long, up to this. */
const MOST_LATE_MS = 300_000;
/** Books that have been in time for so long are well again: the next lateness is a first one. */
const WELL_MS = 60_000;

/** The connection, as far as it is steered. */
export interface BookSource {
  refresh(markets: readonly string[]): void;
  replace(detail: string): void;
}

/** The parts it works with. */
export interface BookCheckOptions {
  readonly engine: Pick<Engine, "market" | "marketDataDown" | "delay">;
  readonly markets: readonly string[];
  readonly source: BookSource;
  readonly transport: Pick<RestTransport, "answer">;
  readonly sink: InputSink;
  /** How late a message of a book may come, ms: the limit of the engine's gate. */
  readonly maxDelayMs: number;
}

/** Looks after the books of some markets. */
export class BookCheck {
  readonly #options: BookCheckOptions;
  readonly #lookedAt = new Map<string, number>();
  readonly #asked = new Map<string, { at: number; asks: number }>();
  readonly #looking = new Set<string>();
  /** Since when the books of this connection come late. */
  #lateSince: number | undefined;
  /** Since when they do not, with or without a connection. */
  #inTimeSince: number | undefined;
  /** Connections that were replaced since the books were last well. */
  #replaced = 0;

  constructor(options: BookCheckOptions) {
    this.#options = options;
  }

  /** A second has passed. */
  tick(at: number): void {
    const { engine, markets } = this.#options;
    if (engine.marketDataDown !== undefined) {
      this.#asked.clear();
      this.#lateSince = undefined;
      return;
    }
    const { late } = engine.delay;
    if (this.#staysLate(at, late)) return this.#replaceLate();
    for (const ticker of markets) {
      const market = engine.market(ticker);
      if (market === undefined || !market.isOpen(at)) continue;
      if (market.doubted) this.#ask(ticker, at);
      else {
        this.#asked.delete(ticker);
        const { bookAt } = market;
        if (bookAt === undefined) continue;
        const lookedAt = this.#lookedAt.get(ticker) ?? -Infinity;
        const isDue = late
          ? at - bookAt > APART_MS && at - lookedAt >= LATE_LOOK_MS
          : at - Math.max(bookAt, lookedAt) >= QUIET_MS;
        if (isDue) void this.#look(ticker, at);
      }
    }
  }

  /** Whether the books have come late for longer than is waited for them to catch up. */
  #staysLate(at: number, late: boolean): boolean {
    if (!late) {
      this.#lateSince = undefined;
      this.#inTimeSince ??= at;
      if (at - this.#inTimeSince >= WELL_MS) this.#replaced = 0;
      return false;
    }
    this.#inTimeSince = undefined;
    this.#lateSince ??= at;
    const firstMs = Math.max(LEAST_LATE_MS, LATE_TIMES * this.#options.maxDelayMs);
    return at - this.#lateSince >= Math.min(Math.max(firstMs, MOST_LATE_MS), firstMs * 2 ** this.#replaced);
  }

  #replaceLate(): void {
    const { engine, source } = this.#options;
    this.#replaced++;
    this.#lateSince = undefined;
    this.#asked.clear();
    source.replace(
      `books come ${(engine.delay.bookMs / 1000).toFixed(1)} s after they were sent, and stay late`,
    );
  }

  #ask(ticker: string, at: number): void {
    const { source } = this.#options;
    const asked = this.#asked.get(ticker);
    if (asked !== undefined && at - asked.at < ASK_MS) return;
    const asks = asked?.asks ?? 0;
    if (asks >= MOST_ASKS) {
      this.#asked.clear();
      return source.replace(`the book of ${ticker} stays another one than the exchange shows elsewhere`);
    }
    this.#asked.set(ticker, { at, asks: asks + 1 });
    source.refresh([ticker]);
    void this.#look(ticker, at);
  }

  async #look(ticker: string, at: number): Promise<void> {
    if (this.#looking.has(ticker)) return;
    this.#looking.add(ticker);
    this.#lookedAt.set(ticker, at);
    const { transport, sink } = this.#options;
    const answer = await transport.answer(`/markets/${encodeURIComponent(ticker)}/orderbook`);
    this.#looking.delete(ticker);
    if (answer.ok) handIn(sink, answer.value);
  }
}
