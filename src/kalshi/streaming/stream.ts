/**
 * Market data over the socket: signed in, subscribed, kept alive, repaired, connected again.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { createClock } from "../../lib/clock.ts";
import type { Environment } from "../environment.ts";
import type { ChannelInput, InputSink, SocketState } from "../input.ts";
import { backoffMs } from "../../lib/backoff.ts";
import { type OpenSocket, openSocket, SOCKET_BACKOFF, type SocketLink } from "./socket.ts";
import { safeText } from "../../lib/safe_text.ts";
import { refusedKey, type Signer } from "../signing/sign.ts";
import { SubscriptionManager } from "./subscription_manager.ts";
import { inMaintenance } from "./maintenance.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import { MARKET_CHANNELS, type MarketChannel } from "../wire/commands.ts";

/** A stream's exchange, markets, sink and patience. */
export interface StreamOptions {
  readonly environment: Environment;
  /** Every connection is signed, also for public channels. */
  readonly signer: Signer;
  readonly markets: readonly string[];
  /** Takes everything that arrives, before anything else is done about it. */
  readonly sink: InputSink;
  /** @default all of {@linkcode MARKET_CHANNELS} */
  readonly channels?: readonly MarketChannel[];
  /**
   * Messages of a channel without snapshots were lost: trades, or a step in a market's life. Read the markets by REST and
   * hand the answers in.
   */
  readonly onLost?: (channel: string) => void;
  /**
   * A subscription was confirmed, the first time or again. A channel without snapshots says nothing of what came before it:
   * read that by REST.
   */
  readonly onSubscribed?: (channel: string) => void;
  /** Unix milliseconds with fraction, never backward. */
  readonly now?: () => number;
  /** The time in signatures, which the exchange compares with its own: the wall clock. */
  readonly wall?: () => number;
  readonly timers?: Timers;
  /** A number in [0, 1). */
  readonly random?: () => number;
  /** Silence after which the connection counts as dead. @default {25000} */
  readonly silenceMs?: number;
  /** Silence after which a sign of life is asked for. @default {10000} */
  readonly keepAliveMs?: number;
  /** How long a handshake may take. @default {10000} */
  readonly openingMs?: number;
  /** How long a snapshot may take before it is asked for again. @default {3000} */
  readonly snapshotMs?: number;
  readonly openSocket?: OpenSocket;
}

/** A refused signature is tried this often at the usual pace once a connection has been good; then, and before, slowly. */
const MOST_REFUSALS = 3;
/** The pace then: a person has to do something first. */
const REFUSED_RETRY_MS = 60_000;
/** How long {@linkcode MarketStream.close} waits for sockets to say goodbye. */
const GOODBYE_MS = 1_000;

/** A connection that is kept up. */
export class MarketStream {
  readonly #options: StreamOptions;
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #silenceMs: number;
  readonly #keepAliveMs: number;
  readonly #subscriptions: SubscriptionManager;
  readonly #markets: Set<string>;
  readonly #closing = new Set<Promise<void>>();
  #socket: SocketLink | undefined;
  #timer: Timer | undefined;
  #state: SocketState = "closed";
  #lastFrameAt = 0;
  #openedAt: number | undefined;
  #failures = 0;
  #refusals = 0;
  #wasGood = false;
  #started = false;
  #ended = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#now = options.now ?? createClock();
    this.#timers = options.timers ?? REAL_TIMERS;
    this.#random = options.random ?? Math.random;
    this.#silenceMs = options.silenceMs ?? 25_000;
    this.#keepAliveMs = options.keepAliveMs ?? 10_000;
    this.#markets = new Set(options.markets);
    this.#subscriptions = new SubscriptionManager({
      timers: this.#timers,
      random: this.#random,
      patienceMs: options.snapshotMs ?? 3_000,
      channels: options.channels ?? MARKET_CHANNELS,
      markets: () => [...this.#markets],
      send: (text) => this.#socket?.send(text),
      giveUp: (detail) => this.#lose("dead", detail),
      down: (channel, detail) => this.#channelDown(channel, detail),
      lost: (channel) => options.onLost?.(channel),
      subscribed: (channel) => options.onSubscribed?.(channel),
    });
  }

  /** The connection's state. */
  get state(): SocketState {
    return this.#state;
  }

  /** Arrival of the last frame, Unix milliseconds; 0 before the first. */
  get lastFrameAt(): number {
    return this.#lastFrameAt;
  }

  /**
   * Starts.
   *
   * @throws {TypeError} if it was started or closed before
   */
  start(): void {
    if (this.#ended || this.#started) {
      throw new TypeError("Cannot start stream: expected a new one, this one was started before");
    }
    this.#started = true;
    this.#connect();
  }

  /** Follows more markets, now and after every reconnect. */
  addMarkets(markets: readonly string[]): void {
    const fresh = markets.filter((market) => !this.#markets.has(market));
    for (const market of fresh) this.#markets.add(market);
    if (this.#state === "open") this.#subscriptions.add(fresh);
  }

  /** Follows fewer markets. */
  removeMarkets(markets: readonly string[]): void {
    const known = markets.filter((market) => this.#markets.delete(market));
    if (this.#state === "open") this.#subscriptions.remove(known);
  }

  /** Ends: no timer and no socket is left, and nothing more comes to the sink. */
  async close(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      this.#drop();
      // What was never started has nothing to say of its end.
      if (this.#started && this.#state !== "auth_failed") {
        this.#tell("closed", "the program has closed the connection");
      }
    }
    try {
      await deadline(Promise.all(this.#closing), GOODBYE_MS);
    } catch {
      // The other end is gone: its socket goes with the process.
    }
  }

  #connect(): void {
    this.#timer = undefined;
    const { environment, signer } = this.#options;
    this.#tell("connecting", environment.socketUrl);
    // Whoever is informed may end the stream: then nothing is started that would outlive it.
    if (this.#ended) return;
    const headers = signer.headers((this.#options.wall ?? Date.now)(), "GET", environment.socketPath);
    const open = this.#options.openSocket ?? openSocket;
    const socket = open(environment.socketUrl, headers, {
      opened: () => this.#opened(),
      frame: (text) => this.#frame(text),
      ended: (detail, status) => this.#over(detail, status),
    });
    this.#socket = socket;
    const closing = socket.closed.then(() => {
      this.#closing.delete(closing);
    });
    this.#closing.add(closing);
    const openingMs = this.#options.openingMs ?? 10_000;
    this.#timer = this.#timers.after(
      openingMs,
      () => this.#lose("dead", `no answer within ${openingMs / 1000} s`),
    );
  }

  #opened(): void {
    this.#timer?.clear();
    this.#lastFrameAt = this.#now();
    this.#openedAt = this.#lastFrameAt;
    this.#tell("open", this.#options.environment.socketUrl);
    if (this.#ended) return;
    this.#subscriptions.opened();
    this.#watch();
  }

  #frame(text: string): void {
    const at = this.#now();
    this.#lastFrameAt = at;
    let raw: unknown = text;
    try {
      raw = JSON.parse(text);
    } catch {
      // The decoder counts it; the text is kept as it came.
    }
    const controls = this.#options.sink.input(at, "ws", text, raw);
    if (this.#ended) return;
    this.#refusals = 0;
    this.#wasGood = true;
    this.#subscriptions.frame(raw);
    for (const control of controls) this.#subscriptions.control(control);
  }

  /** Looks from time to time whether frames still come. */
  #watch(): void {
    const idleMs = this.#now() - this.#lastFrameAt;
    if (idleMs >= this.#silenceMs) {
      return this.#lose("dead", `silent for ${(idleMs / 1000).toFixed(1)} s`);
    }
    if (idleMs >= this.#keepAliveMs / 2) this.#subscriptions.ping();
    const wait = Math.max(1, Math.min(this.#keepAliveMs, this.#silenceMs - idleMs));
    this.#timer = this.#timers.after(wait, () => this.#watch());
  }

  #over(detail: string, status: number | undefined): void {
    if (status === 401 || status === 403) {
      this.#refusals++;
      const hopeless = !this.#wasGood || this.#refusals >= MOST_REFUSALS;
      const why = refusedKey(status);
      if (hopeless) {
        this.#drop();
        this.#openedAt = undefined;
        this.#tell("auth_failed", `${why}; again every ${REFUSED_RETRY_MS / 1000} s`);
        if (!this.#ended) this.#timer = this.#timers.after(REFUSED_RETRY_MS, () => this.#connect());
        return;
      }
      return this.#lose("closed", why);
    }
    this.#lose("closed", status === undefined ? detail : handshakeText(status));
  }

  /** The connection is lost: says so, and connects again after a while. */
  #lose(state: "closed" | "dead", detail: string): void {
    if (this.#ended) return;
    // A connection that has lasted was a good one. One that opens and fails at once must not be hammered.
    if (this.#openedAt !== undefined && this.#now() - this.#openedAt >= this.#silenceMs) this.#failures = 0;
    this.#openedAt = undefined;
    this.#drop();
    const wait = backoffMs(SOCKET_BACKOFF, this.#failures++, this.#random);
    const note = inMaintenance(this.#now())
      ? "; the exchange is maintained on Thursdays 03:00–05:00 New York time"
      : "";
    this.#tell(state, `${safeText(detail)}${note}`);
    if (this.#ended) return;
    this.#timer = this.#timers.after(wait, () => this.#connect());
  }

  /** Asks for the whole books of markets whose books are doubted. */
  refresh(markets: readonly string[]): void {
    if (this.#state === "open") this.#subscriptions.refresh(markets);
  }

  /** Asking has not helped: the connection is replaced. */
  replace(detail: string): void {
    if (this.#state === "open") this.#lose("dead", detail);
  }

  #channelDown(channel: string, detail: string): void {
    const raw: ChannelInput = { state: "channel_down", channel, detail };
    this.#options.sink.input(this.#now(), "ws.state", JSON.stringify(raw), raw);
  }

  #drop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#subscriptions.reset();
    this.#socket?.drop();
    this.#socket = undefined;
  }

  #tell(state: SocketState, detail: string): void {
    this.#state = state;
    const raw = { state, detail };
    this.#options.sink.input(this.#now(), "ws.state", JSON.stringify(raw), raw);
  }
}

/** A handshake that was answered otherwise than with a socket. */
function handshakeText(status: number): string {
  const what = status >= 300 && status < 400
    ? "a redirect, which is not followed"
    : status >= 500
    ? "a failure of its own"
    : "something else than a socket";
  return `the exchange answered the handshake with ${what} (status ${status})`;
}
