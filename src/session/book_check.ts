/**
 * Looks after the books that come over the socket: asks for a whole one where a book is doubted, and compares with REST
 * where none has moved for a while.
 *
 * Its answers come in as inputs, so that a replay sees the same.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { InputSink } from "../kalshi/input.ts";
import { handIn } from "../kalshi/rest/input.ts";
import type { RestTransport } from "../kalshi/rest/transport.ts";

/** After so long without a message of its book a market is looked at by REST. */
const QUIET_MS = 30_000;
/** How often a doubted book is asked for, and how many times before the connection is replaced. */
const ASK_MS = 5_000;
const MOST_ASKS = 3;

/** The connection, as far as it is steered. */
export interface BookSource {
  refresh(markets: readonly string[]): void;
  replace(detail: string): void;
}

/** The parts it works with. */
export interface BookCheckOptions {
  readonly engine: Pick<Engine, "market" | "marketDataDown">;
  readonly markets: readonly string[];
  readonly source: BookSource;
  readonly transport: Pick<RestTransport, "answer">;
  readonly sink: InputSink;
}

/** Looks after the books of some markets. */
export class BookCheck {
  readonly #options: BookCheckOptions;
  readonly #lookedAt = new Map<string, number>();
  readonly #asked = new Map<string, { at: number; asks: number }>();
  readonly #looking = new Set<string>();

  constructor(options: BookCheckOptions) {
    this.#options = options;
  }

  /** A second has passed. */
  tick(at: number): void {
    const { engine, markets } = this.#options;
    if (engine.marketDataDown !== undefined) {
      this.#asked.clear();
      return;
    }
    for (const ticker of markets) {
      const market = engine.market(ticker);
      if (market === undefined || !market.isOpen(at)) continue;
      if (market.doubted) this.#ask(ticker, at);
      else {
        this.#asked.delete(ticker);
        const { bookAt } = market;
        if (bookAt === undefined) continue;
        if (at - Math.max(bookAt, this.#lookedAt.get(ticker) ?? 0) >= QUIET_MS) void this.#look(ticker, at);
      }
    }
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
