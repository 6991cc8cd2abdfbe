/**
 * Which frames are in order, and what follows where they are not.
 *
 * @module
 */
import type { Scope } from "./scope.ts";
import { type Subscription, Subscriptions } from "./subscriptions.ts";
import type { DecodeOutput, Tally } from "./output.ts";

const BOOKS = "orderbook_delta";

/** Checks numbers, and says which books cannot be believed. */
export class OrderGuard {
  readonly #tally: Tally;
  readonly #seqCheck: boolean;
  readonly #out: DecodeOutput;
  readonly #scope: Scope;
  readonly #subscriptions: Subscriptions;

  /** @param seqCheck whether skipped numbers mean lost messages */
  constructor(tally: Tally, seqCheck: boolean, out: DecodeOutput, scope: Scope) {
    this.#tally = tally;
    this.#seqCheck = seqCheck;
    this.#out = out;
    this.#scope = scope;
    this.#subscriptions = new Subscriptions(seqCheck);
  }

  /** The connection is another one. */
  reset(): void {
    this.#subscriptions.clear();
  }

  /** An ack has named the channel of a subscription. */
  subscribed(sid: number, channel: string): void {
    const subscription = this.#subscriptions.begin(sid);
    if (subscription === undefined) {
      this.#tally.problem("unasked", `too many subscriptions: ${sid} is one more`);
    } else subscription.channel = channel;
  }

  /** The channel of a subscription, where it is known. */
  channel(sid: number): string | undefined {
    return this.#subscriptions.find(sid)?.channel;
  }

  /**
   * Takes the number of a frame.
   *
   * @param channel what the frame's type says of its channel
   * @returns the subscription, or `undefined` where the frame is an old one, or of a subscription that is over or that nobody
   * has started, and is to be dropped
   */
  take(sid: number, seq: number, channel: string | undefined): Subscription | undefined {
    if (this.#subscriptions.isOver(sid)) {
      this.#tally.counters.withheld++;
      return undefined;
    }
    const subscription = this.#subscriptions.of(sid);
    if (subscription === undefined) {
      this.#tally.problem("unasked", `frame of subscription ${sid}, which was not asked for`);
      return undefined;
    }
    if (channel !== undefined) subscription.channel ??= channel;
    if (!this.#seqCheck) return subscription;
    const order = subscription.take(seq);
    if (order === "next") return subscription;
    if (order === "duplicate") {
      this.#tally.counters.duplicates++;
      return undefined;
    }
    this.#tally.problem("gaps", `messages lost before number ${seq} of subscription ${sid}`);
    if (subscription.channel === BOOKS || subscription.markets.size > 0) {
      this.suspect(sid, subscription, `messages lost before number ${seq}`);
    } else if (subscription.channel !== undefined) {
      this.#out.controls.push({ kind: "refresh", channel: subscription.channel });
    }
    return subscription;
  }

  /** As {@linkcode take}, for a frame whose numbers have not been checked; one without numbers is in order. */
  inOrder(frame: { readonly sid?: unknown; readonly seq?: unknown }, channel?: string): boolean {
    if (typeof frame.sid !== "number" || typeof frame.seq !== "number") return true;
    return this.take(frame.sid, frame.seq, channel) !== undefined;
  }

  /** No book of a subscription can be believed until its snapshot has come. */
  suspect(sid: number, subscription: Subscription, reason: string): void {
    const markets = [...subscription.markets];
    subscription.doubt();
    if (markets.length === 0) return;
    this.#out.events.push({ kind: "books_suspect", at: this.#out.at, markets, reason });
    if (this.#seqCheck) this.#out.controls.push({ kind: "snapshot", sid, markets });
  }

  /** A change of a book that is not there or not believed. Its snapshot is asked for, unless it has been. */
  withhold(sid: number, subscription: Subscription, market: string): void {
    this.#tally.counters.withheld++;
    if (subscription.markets.has(market)) return;
    subscription.markets.add(market);
    const { at, events, controls } = this.#out;
    events.push({ kind: "books_suspect", at, markets: [market], reason: "no snapshot has come" });
    if (this.#seqCheck) controls.push({ kind: "snapshot", sid, markets: [market] });
  }

  /** An `ok` lists the whole filter: markets that are no longer in it get no more changes. */
  filter(sid: number, markets: readonly string[]): void {
    const subscription = this.#subscriptions.find(sid);
    if (subscription?.channel !== BOOKS) return;
    const listed = new Set(markets);
    for (const market of subscription.markets) {
      if (listed.has(market)) continue;
      subscription.markets.delete(market);
      subscription.doubt(market);
    }
    for (const market of listed) if (this.#scope.has(market)) subscription.markets.add(market);
  }

  /** A subscription is over. */
  end(sid: number, reason: string): void {
    const markets = [...this.#subscriptions.find(sid)?.markets ?? []];
    this.#subscriptions.end(sid);
    if (markets.length > 0) {
      this.#out.events.push({ kind: "books_suspect", at: this.#out.at, markets, reason });
    }
  }

  /** All subscriptions are over. */
  endAll(reason: string): void {
    this.#subscriptions.clear();
    this.#out.events.push({ kind: "books_suspect", at: this.#out.at, reason });
  }
}
