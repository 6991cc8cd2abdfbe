/**
 * One client's socket: its subscriptions, and what is sent to it.
 *
 * @module
 */
import type { Exchange } from "../exchange/exchange.ts";
import type { MarketRecord } from "../exchange/market_record.ts";
import type { SocketFault } from "./faults.ts";
import { snapshotBody, tickerBody } from "./frames.ts";
import { holds, type KeyRecord } from "./key_ring.ts";
import { Line, type Slowness } from "./line.ts";
import { errorText } from "./socket_errors.ts";
import type { OutgoingHooks } from "./outgoing.ts";
import { type Channel, Subscription } from "./subscription.ts";

/** The part of a socket that is used. */
export interface FrameSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

const OPEN = 1;

/** Everything that a connection needs. */
export interface ConnectionOptions {
  readonly socket: FrameSocket;
  readonly exchange: Exchange;
  /** Unix milliseconds, whole. */
  readonly now: () => number;
  /** Numbers it among those of this server, from 1. */
  readonly client: number;
  /** Whose key signed its handshake. */
  readonly keyId: string;
  /** What that key is at the moment; `undefined` where it was taken out, or none is known. */
  readonly key: () => KeyRecord | undefined;
  readonly outgoing: OutgoingHooks;
  /** Channels to which nobody can subscribe, with the code of the error. */
  readonly refusedChannels: ReadonlyMap<Channel, number>;
  /** How late all comes that is sent. */
  readonly slowness: Readonly<Slowness>;
}

/** A connection. */
export class Connection {
  readonly client: number;
  readonly keyId: string;
  readonly refusedChannels: ReadonlyMap<Channel, number>;
  readonly #socket: FrameSocket;
  readonly #line: Line;
  readonly #exchange: Exchange;
  readonly #now: () => number;
  readonly #key: () => KeyRecord | undefined;
  readonly #outgoing: OutgoingHooks;
  readonly #subscriptions = new Map<Channel, Subscription>();
  #lastSid = 0;
  #silentUntil = -Infinity;
  #skipNext = false;
  #doubleNext = false;

  constructor(options: ConnectionOptions) {
    const { socket, exchange, now, client, keyId, key, outgoing, refusedChannels, slowness } = options;
    this.client = client;
    this.keyId = keyId;
    this.#key = key;
    this.#outgoing = outgoing;
    this.refusedChannels = refusedChannels;
    this.#socket = socket;
    this.#line = new Line((text) => {
      if (socket.readyState === OPEN) socket.send(text);
    }, slowness);
    this.#exchange = exchange;
    this.#now = now;
  }

  /** Subscriptions in order of their beginning. */
  get subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions.values()];
  }

  /** Whether its key may read what is about its user's account. */
  get readsAccount(): boolean {
    const key = this.#key();
    return key !== undefined && holds(key, "read");
  }

  /** Whether it may see what is about a subaccount of a user. */
  sees(userId: string, subaccount: number): boolean {
    const key = this.#key();
    return key?.userId === userId && (key.subaccount === undefined || key.subaccount === subaccount);
  }

  /** Bytes that the client has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** The subscription to a channel: there is one a channel at most. */
  of(channel: Channel): Subscription | undefined {
    return this.#subscriptions.get(channel);
  }

  /** The subscription of a number. */
  bySid(sid: number): Subscription | undefined {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.sid === sid) return subscription;
    }
    return undefined;
  }

  /** Begins a subscription. */
  begin(
    channel: Channel,
    tickers: Set<string> | undefined,
    yesPrice: boolean,
    quietAcks: boolean,
  ): Subscription {
    const subscription = new Subscription(++this.#lastSid, channel, tickers, yesPrice, quietAcks);
    this.#subscriptions.set(channel, subscription);
    return subscription;
  }

  /** Ends a subscription. */
  end(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.channel);
  }

  /** Sends an object as a frame. */
  reply(frame: Readonly<Record<string, unknown>>): void {
    this.#send(JSON.stringify({ ...frame, sending_ts_ms: this.#now() }));
  }

  /** Sends a body under a subscription's next number, where its channel has numbers. */
  deliver(subscription: Subscription, type: string, body: string, atMs: number, commandId?: number): void {
    const { sid } = subscription;
    const id = commandId === undefined ? "" : `"id":${commandId},`;
    const seq = subscription.numbered ? `"seq":${subscription.nextSeq()},` : "";
    this.#sendData(
      subscription.channel,
      `{${id}"type":"${type}","sid":${sid},${seq}${body},"sending_ts_ms":${atMs}}`,
    );
  }

  /** Sends a book change, unless a fault takes it. */
  deliverDelta(subscription: Subscription, body: string, atMs: number): void {
    const text =
      `{"type":"orderbook_delta","sid":${subscription.sid},"seq":${subscription.nextSeq()},${body},` +
      `"sending_ts_ms":${atMs}}`;
    if (this.#skipNext) {
      this.#skipNext = false;
      return;
    }
    this.#sendData("orderbook_delta", text);
    if (this.#doubleNext) {
      this.#doubleNext = false;
      this.#sendData("orderbook_delta", text);
    }
  }

  /** Sends the books of markets; tickers that are not listed are passed over. */
  sendSnapshots(subscription: Subscription, tickers: Iterable<string>, commandId?: number): void {
    const atMs = this.#now();
    for (const market of this.#listed(tickers)) {
      const body = snapshotBody(market, subscription.yesPrice);
      this.deliver(subscription, "orderbook_snapshot", body, atMs, commandId);
    }
  }

  /** Sends the summaries of markets. */
  sendTickers(subscription: Subscription, tickers: Iterable<string>): void {
    const atMs = this.#now();
    for (const market of this.#listed(tickers)) {
      this.deliver(subscription, "ticker", tickerBody(market, atMs), atMs);
    }
  }

  /** Ends a subscription with an error that says so. */
  breakOff(subscription: Subscription, code: 10 | 25): void {
    this.end(subscription);
    this.reply({ type: "error", ...subscription.nextHead(), msg: { code, msg: errorText(code) } });
  }

  /** Lets a fault happen. @param forMs how long to be silent; for good where left out */
  fault(name: SocketFault, forMs?: number): void {
    const books = this.#subscriptions.get("orderbook_delta");
    if (name === "drop") this.#socket.close(1011, "dropped");
    else if (name === "skip") this.#skipNext = true;
    else if (name === "duplicate") this.#doubleNext = true;
    else if (name === "silent") this.#silentUntil = forMs === undefined ? Infinity : this.#now() + forMs;
    else if (name === "malformed") this.#send(`{"type":"orderbook_delta","sid":${books?.sid ?? 1},"seq":`);
    else if (name === "unknown") {
      this.reply({ type: "arena_weather", sid: books?.sid ?? 1, msg: { indoors: true } });
    } else if (books !== undefined) this.breakOff(books, name === "error10" ? 10 : 25);
  }

  /** Closes the socket in order. */
  close(): void {
    this.#socket.close(1001, "going away");
  }

  /** The socket has closed. */
  closed(): void {
    this.#line.cut();
  }

  #listed(tickers: Iterable<string>): MarketRecord[] {
    const found: MarketRecord[] = [];
    for (const ticker of tickers) {
      const market = this.#exchange.markets.get(ticker);
      if (market !== undefined) found.push(market);
    }
    return found;
  }

  #sendData(channel: Channel, text: string): void {
    const hook = this.#outgoing.get(channel);
    if (hook === undefined) return this.#send(text);
    const { keyId, client } = this;
    hook({ channel, keyId, client, text }, (other = text) => this.#send(other));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== OPEN || this.#now() < this.#silentUntil) return;
    this.#line.send(text);
  }
}
