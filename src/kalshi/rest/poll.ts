/**
 * Market data without a key: public REST, asked again and again.
 *
 * Slower than the socket and without what happens between two looks, but enough to watch and to trade on paper. Answers
 * go to the same sink as `rest` inputs; an unchanged one is handed in as status 304 without a body, which is a sign of life.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { createClock } from "../../lib/clock.ts";
import { NOT_MODIFIED } from "../decoding/answers.ts";
import type { InputSink } from "../input.ts";
import { handIn } from "./input.ts";
import { type RestAnswer, type RestTransport, withQuery } from "./transport.ts";
import { tradesAnswer } from "../wire/trade.ts";

/** A poller's transport, markets and pace. */
export interface PollerOptions {
  readonly transport: RestTransport;
  readonly markets: readonly string[];
  readonly sink: InputSink;
  /** Unix milliseconds with fraction. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The least time from one look at all markets to the next. @default {1000} */
  readonly intervalMs?: number;
  /** The limits without a key are not documented; this stays far below the lowest documented tier. @default {5} */
  readonly requestsPerSecond?: number;
}

/** Every so many looks a market itself is read, for its status and close time. */
const MARKET_EVERY = 30;
const TRADES_PER_PAGE = 100;
/** Pages of trades read at most to reach those that are known. */
const MOST_TRADE_PAGES = 5;

/** Looks at markets until it is closed. */
export class MarketPoller {
  readonly #options: PollerOptions;
  readonly #now: () => number;
  readonly #sleep: NonNullable<PollerOptions["sleep"]>;
  readonly #markets: Set<string>;
  readonly #lastText = new Map<string, string>();
  readonly #newestTrade = new Map<string, string>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#now = options.now ?? createClock();
    this.#sleep = options.sleep ?? ((ms, signal) => delay(ms, { signal }));
    this.#markets = new Set(options.markets);
  }

  /**
   * Starts.
   *
   * @throws {TypeError} if it was started before
   */
  start(): void {
    if (this.#running !== undefined) throw new TypeError("Cannot start poller: it was started before");
    this.#running = this.#run();
  }

  /** Follows more markets. */
  addMarkets(markets: readonly string[]): void {
    for (const market of markets) this.#markets.add(market);
  }

  /** Follows fewer markets. */
  removeMarkets(markets: readonly string[]): void {
    for (const market of markets) this.#markets.delete(market);
  }

  /** Ends: a request under way is aborted, and nothing more comes to the sink. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { intervalMs = 1_000, requestsPerSecond = 5 } = this.#options;
    for (let look = 0; !this.#stop.signal.aborted; look++) {
      const startedAt = this.#now();
      let requests = 0;
      for (const market of [...this.#markets]) {
        if (this.#stop.signal.aborted) return;
        requests += await this.#look(market, look % MARKET_EVERY === MARKET_EVERY - 1);
      }
      const leastMs = Math.max(intervalMs, requests * 1000 / requestsPerSecond);
      const restMs = Math.max(0, leastMs - (this.#now() - startedAt));
      try {
        await this.#sleep(restMs, this.#stop.signal);
      } catch {
        return;
      }
    }
  }

  /** @returns how many requests it took */
  async #look(market: string, wholeMarket: boolean): Promise<number> {
    const path = `/markets/${encodeURIComponent(market)}`;
    await this.#one(`${path}/orderbook`, true);
    const requests = await this.#trades(market);
    if (!wholeMarket || this.#stop.signal.aborted) return requests + 1;
    await this.#one(path, false);
    return requests + 2;
  }

  async #one(path: string, signOfLife: boolean): Promise<void> {
    const answer = await this.#answer(path);
    if (answer === undefined) return;
    if (this.#lastText.get(path) !== answer.text) {
      if (answer.status === 200) this.#lastText.set(path, answer.text);
      else this.#lastText.delete(path);
      handIn(this.#options.sink, answer);
    } else if (signOfLife) {
      handIn(this.#options.sink, { ...answer, status: NOT_MODIFIED, text: "null", body: null });
    }
  }

  /** New trades. Where more have come than a page holds, the pages are handed in from the oldest on. */
  async #trades(market: string): Promise<number> {
    const known = this.#newestTrade.get(market);
    const found: RestAnswer[] = [];
    let cursor: string | undefined;
    let requests = 0;
    while (requests < MOST_TRADE_PAGES) {
      const path = withQuery("/markets/trades", { ticker: market, limit: TRADES_PER_PAGE, cursor });
      const answer = await this.#answer(path);
      requests++;
      if (answer === undefined) break;
      found.push(answer);
      const parsed = tradesAnswer.safeParse(answer.body);
      const trades = parsed.success ? parsed.data.trades ?? [] : [];
      if (requests === 1 && trades[0] !== undefined) this.#newestTrade.set(market, trades[0].trade_id);
      cursor = parsed.success ? parsed.data.cursor ?? undefined : undefined;
      const reached = known === undefined || trades.some((trade) => trade.trade_id === known);
      if (reached || cursor === undefined || cursor === "" || trades.length === 0) break;
    }
    for (const answer of found.reverse()) this.#handInChanged(answer);
    return requests;
  }

  #handInChanged(answer: RestAnswer): void {
    if (this.#lastText.get(answer.path) === answer.text) return;
    // Pages behind the first have a path of their own each time; only the first is compared.
    if (!answer.path.includes("cursor=")) this.#lastText.set(answer.path, answer.text);
    handIn(this.#options.sink, answer);
  }

  /** An answer, or a failure as an answer: status 0 where there was none. `undefined` once the poller is closed. */
  async #answer(path: string): Promise<RestAnswer | undefined> {
    const reply = await this.#options.transport.answer(path, {}, { signal: this.#stop.signal });
    if (this.#stop.signal.aborted) return undefined;
    if (reply.ok) return reply.value;
    const { status = 0, message } = reply.reason;
    return { at: this.#now(), path, status: status === 200 ? 0 : status, text: "", body: { error: message } };
  }
}
