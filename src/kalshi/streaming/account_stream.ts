/**
 * What happens to an account, as the exchange streams it: fills, orders, positions, order groups.
 *
 * Over a socket of its own: a burst of market data must not hold up a fill, and a book that overflows or a connection that is
 * replaced for it must not make the account blind. The exchange allows 200 connections.
 *
 * Its channels are not numbered (but for order groups), so silence says nothing. Whoever listens is told at once when it is
 * blind (`down`), and reads by REST what it may have missed once it sees again (`up`).
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { backoffMs } from "../../lib/backoff.ts";
import { createClock } from "../../lib/clock.ts";
import { safeText } from "../../lib/safe_text.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import type { FillRecord, OrderRecord, PositionRecord } from "../decoding/account_records.ts";
import { type GroupEvent, readAccountFrame } from "../decoding/private_messages.ts";
import type { Environment } from "../environment.ts";
import { refusedKey, type Signer } from "../signing/sign.ts";
import type { AccountChannel } from "../wire/private_messages.ts";
import { AccountChannels } from "./account_channels.ts";
import { type OpenSocket, openSocket, SOCKET_BACKOFF, type SocketLink } from "./socket.ts";

/** Takes what the stream brings. */
export interface AccountListener {
  fill(fill: FillRecord): void;
  order(order: OrderRecord): void;
  position(position: PositionRecord): void;
  group(event: GroupEvent): void;
  /** The account is not seen any more: the connection is lost, or `fill` or `user_orders` is refused or unanswered. */
  down(why: string): void;
  /** It is seen again. What happened in between came to nobody: read orders, fills and positions. */
  up(): void;
  /** Something came that could not be read, or was lost: read by REST what it was about. */
  unreadable(why: string): void;
  /** A frame came, with the exchange's sending time where it has one, Unix ms. */
  heard?(at: number, sendingMs: number | undefined): void;
}

/** A stream's exchange, key and listener. */
export interface AccountStreamOptions {
  readonly environment: Environment;
  readonly signer: Signer;
  readonly listener: AccountListener;
  /** Unix milliseconds with fraction, never backward. */
  readonly now?: () => number;
  /** The time in signatures: the wall clock. */
  readonly wall?: () => number;
  readonly timers?: Timers;
  /** A number in [0, 1). */
  readonly random?: () => number;
  /** Silence, the exchange's pings included, after which the connection counts as dead. @default {25000} */
  readonly silenceMs?: number;
  /** Silence after which a sign of life is asked for. @default {5000} */
  readonly probeMs?: number;
  /** How long a handshake may take. @default {10000} */
  readonly openingMs?: number;
  readonly openSocket?: OpenSocket;
}

/** Without these two the account is not seen. */
const NEEDED: readonly AccountChannel[] = ["fill", "user_orders"];
const GOODBYE_MS = 1_000;
/** A refused signature will be refused again, until a person does something. */
const REFUSED_RETRY_MS = 60_000;

/** An account's stream, kept up. */
export class AccountStream {
  readonly #options: AccountStreamOptions;
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #silenceMs: number;
  readonly #probeMs: number;
  readonly #channels: AccountChannels;
  readonly #closing = new Set<Promise<void>>();
  /** The last number of order groups' messages, by subscription. */
  readonly #numbers = new Map<number, number>();
  #socket: SocketLink | undefined;
  #timer: Timer | undefined;
  #heardAt = 0;
  #openedAt: number | undefined;
  #failures = 0;
  #seen: boolean | undefined;
  #state: "new" | "started" | "ended" = "new";

  constructor(options: AccountStreamOptions) {
    this.#options = options;
    this.#now = options.now ?? createClock();
    this.#timers = options.timers ?? REAL_TIMERS;
    this.#random = options.random ?? Math.random;
    this.#silenceMs = options.silenceMs ?? 25_000;
    this.#probeMs = options.probeMs ?? 5_000;
    this.#channels = new AccountChannels({
      timers: this.#timers,
      random: this.#random,
      send: (text) => this.#socket?.send(text),
      down: (channel, why) => {
        if (NEEDED.includes(channel)) this.#blind(why);
        else this.#options.listener.unreadable(why);
      },
      up: () => this.#channelUp(),
      giveUp: (why) => this.#lose(why),
    });
  }

  /** Whether the account is seen: connected, `fill` and `user_orders` subscribed. */
  get sees(): boolean {
    return this.#seen === true;
  }

  /**
   * Starts.
   *
   * @throws {TypeError} if it was started or closed before
   */
  start(): void {
    if (this.#state !== "new") throw new TypeError("Cannot start account stream: expected a new one");
    this.#state = "started";
    this.#connect();
  }

  /** Ends: no timer and no socket is left, and nothing more comes to the listener. */
  async close(): Promise<void> {
    this.#state = "ended";
    this.#seen = false;
    this.#drop();
    try {
      await deadline(Promise.all(this.#closing), GOODBYE_MS);
    } catch {
      // The other end is gone: its socket goes with the process.
    }
  }

  get #ended(): boolean {
    return this.#state === "ended";
  }

  #connect(): void {
    if (this.#ended) return;
    const { environment, signer, wall = Date.now } = this.#options;
    let headers;
    try {
      headers = signer.headers(wall(), "GET", environment.socketPath);
    } catch (error) {
      return this.#lose(`the handshake cannot be signed: ${error instanceof Error ? error.message : error}`);
    }
    const socket = (this.#options.openSocket ?? openSocket)(environment.socketUrl, headers, {
      opened: () => this.#opened(),
      frame: (text) => this.#frame(text),
      alive: () => this.#heardAt = this.#now(),
      ended: (detail, status) => this.#over(detail, status),
    });
    this.#socket = socket;
    const closing = socket.closed.then(() => void this.#closing.delete(closing));
    this.#closing.add(closing);
    const openingMs = this.#options.openingMs ?? 10_000;
    this.#timer = this.#timers.after(openingMs, () => this.#lose(`no answer within ${openingMs / 1000} s`));
  }

  #opened(): void {
    this.#timer?.clear();
    this.#heardAt = this.#now();
    this.#openedAt = this.#heardAt;
    this.#channels.open();
    this.#watch();
  }

  #frame(text: string): void {
    this.#heardAt = this.#now();
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      return this.#options.listener.unreadable(`a frame is no JSON: ${safeText(text, 60)}`);
    }
    if (typeof raw !== "object" || raw === null) {
      return this.#options.listener.unreadable(`a frame is no message: ${safeText(text, 60)}`);
    }
    const frame = raw as Readonly<Record<string, unknown>>;
    const { sending_ts_ms: sent } = frame;
    this.#options.listener.heard?.(this.#heardAt, typeof sent === "number" ? sent : undefined);
    const event = readAccountFrame(frame);
    if (event === undefined) return this.#channels.frame(frame);
    if (!event.ok) return this.#options.listener.unreadable(event.reason.message);
    const { listener } = this.#options;
    switch (event.value.kind) {
      case "fill":
        return listener.fill(event.value.fill);
      case "order":
        return listener.order(event.value.order);
      case "position":
        return listener.position(event.value.position);
      case "group": {
        const { sid, seq, group } = event.value;
        const last = this.#numbers.get(sid);
        this.#numbers.set(sid, seq);
        if (last !== undefined && seq !== last + 1) {
          listener.unreadable(`messages of order groups were lost: ${last} is followed by ${seq}`);
        }
        return listener.group(group);
      }
    }
  }

  #channelUp(): void {
    if (this.#seen === true || !NEEDED.every((channel) => this.#channels.has(channel))) return;
    this.#seen = true;
    this.#options.listener.up();
  }

  /** Looks from time to time whether anything is still heard: frames, or the exchange's pings every 10 s. */
  #watch(): void {
    const idleMs = this.#now() - this.#heardAt;
    if (idleMs >= this.#silenceMs) return this.#lose(`silent for ${(idleMs / 1000).toFixed(1)} s`);
    this.#channels.probe();
    const wait = Math.max(1, Math.min(this.#probeMs, this.#silenceMs - idleMs));
    this.#timer = this.#timers.after(wait, () => this.#watch());
  }

  #over(detail: string, status: number | undefined): void {
    if (status === 401 || status === 403) return this.#lose(refusedKey(status), REFUSED_RETRY_MS);
    this.#lose(status === undefined ? detail : `the handshake was answered with status ${status}`);
  }

  /** The connection is lost: says so at once, and connects again after a while. */
  #lose(why: string, leastMs = 0): void {
    if (this.#ended) return;
    // A connection that has lasted was a good one. One that opens and fails at once must not be hammered.
    if (this.#openedAt !== undefined && this.#now() - this.#openedAt >= this.#silenceMs) this.#failures = 0;
    this.#openedAt = undefined;
    this.#drop();
    const wait = Math.max(leastMs, backoffMs(SOCKET_BACKOFF, this.#failures++, this.#random));
    this.#timer = this.#timers.after(wait, () => this.#connect());
    this.#blind(why);
  }

  #blind(why: string): void {
    if (this.#seen === false) return;
    this.#seen = false;
    this.#options.listener.down(safeText(why, 200));
  }

  #drop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#channels.reset();
    this.#numbers.clear();
    this.#socket?.drop();
    this.#socket = undefined;
  }
}
