/**
 * How late the book of a market comes to the small client, over a connection that is replaced when it comes late.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { SOCKET_PATH } from "../../../src/kalshi/environment.ts";
import { sign } from "../../simulator/support.ts";
import type { Means } from "./means.ts";

const BOOK_TYPES: ReadonlySet<unknown> = new Set(["orderbook_snapshot", "orderbook_delta"]);
/** Patience with messages of a book, ms. */
const WITHIN_MS = 20_000;

/** Follows the book of a market; of one that it does not follow nothing is late. */
export class SmallBooks {
  readonly #means: Means;
  readonly #allowedMs: number;
  readonly #cameLate = Promise.withResolvers<void>();
  readonly #ended: Promise<unknown>[] = [];
  #inTime = Promise.withResolvers<void>();
  #leastMs = Infinity;
  #late = false;
  #socket: WebSocket | undefined;

  /** @param allowedMs how late a message may come */
  constructor(means: Means, allowedMs: number) {
    this.#means = means;
    this.#allowedMs = allowedMs;
  }

  /** Whether the last message of the book came late, as far as it looks at that. */
  get late(): boolean {
    return this.#late && this.#means.habits.lateBooks === "wait_and_connect_again";
  }

  /** Connects, and waits for the book. */
  async follow(ticker: string): Promise<void> {
    this.#open(ticker);
    await this.inTime();
  }

  /** Waits for the first message that comes late. */
  cameLate(): Promise<void> {
    return deadline(this.#cameLate.promise, WITHIN_MS);
  }

  /** Waits until the book is in time, as far as it looks at that. */
  async inTime(): Promise<void> {
    if (this.late || this.#leastMs === Infinity) await deadline(this.#inTime.promise, WITHIN_MS);
  }

  async close(): Promise<void> {
    this.#socket?.close();
    await Promise.all(this.#ended);
  }

  #open(ticker: string): void {
    const { simulator } = this.#means;
    const { clock, socketUrl } = simulator;
    const socket = new WebSocket(socketUrl, { headers: sign(simulator, "GET", SOCKET_PATH, clock.now()) });
    this.#socket = socket;
    this.#ended.push(new Promise((resolve) => socket.onclose = resolve));
    socket.onopen = () => {
      const params = { channels: ["orderbook_delta"], market_tickers: [ticker] };
      socket.send(JSON.stringify({ id: 1, cmd: "subscribe", params }));
    };
    socket.onmessage = ({ data }) => {
      const { type, sending_ts_ms: sentAt } = JSON.parse(String(data));
      if (socket === this.#socket && BOOK_TYPES.has(type)) this.#take(clock.now() - sentAt, ticker);
    };
  }

  /** @param apartMs between sending and arrival, by the exchange's clock */
  #take(apartMs: number, ticker: string): void {
    const isFirst = this.#leastMs === Infinity;
    this.#leastMs = Math.min(this.#leastMs, apartMs);
    if (apartMs > this.#allowedMs) this.#cameLate.resolve();
    const wasLate = this.#late;
    const least = this.#means.habits.lateBy === "quickest" ? this.#leastMs : 0;
    this.#late = apartMs - least > this.#allowedMs;
    if (!this.#late) return this.#inTime.resolve();
    if (!this.late) return;
    if (!wasLate && !isFirst) this.#inTime = Promise.withResolvers();
    this.#socket?.close();
    this.#open(ticker);
  }
}
