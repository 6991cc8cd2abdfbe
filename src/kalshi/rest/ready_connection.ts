/**
 * A connection that is opened before there is anything to send, so that a request does not wait for it: connecting and agreeing
 * on the encryption takes two round trips.
 *
 * It is used for one request and never again, like any other for writes. While it waits it is listened to: one that the other side closes, or
 * says anything on, is let go, and nothing was sent by it. It does not wait for long, since what is between here and there
 * forgets connections without a word.
 *
 * @module
 */
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import { turn } from "../../lib/turn.ts";
import { close, connect, type OwnConnection } from "./connect.ts";

/** How long a connection may wait, ms. It is replaced before that. */
const LONGEST_WAIT_MS = 10_000;
const REPLACE_MS = 8_000;
/** After one was taken, and after one was lost, ms: not in the way of what is being sent, and not again and again. */
const AFTER_TAKEN_MS = 20;
const AFTER_LOST_MS = 1_000;
/**
 * Before a connection is used it is heard whether it was closed by now. The runtime asks the network for news after 61 turns at
 * the latest (tokio's event interval), which takes about 0.1 ms; a timer would take 1 ms.
 */
const TURNS_TO_HEAR = 64;
/** Where an answer of the same exchange was heard a moment ago, what came before it was heard with it: so it is brought here. */
const TURNS_AFTER_NEWS = 2;
/** How long such a moment is, ms. */
const NEWS_MS = 1;
/** The other side may send this much before the answer is read. */
const PIECE = 16 * 1024;

/** How to keep one ready. */
export interface ReadyOptions {
  /** Where to; the path does not matter. */
  readonly url: URL;
  readonly timers?: Timers;
  /** The wall clock, which goes on while the machine sleeps, Unix ms. */
  readonly wall?: () => number;
  /** A clock that only goes forward, ms. */
  readonly now?: () => number;
}

interface Waiting {
  readonly connection: OwnConnection;
  readonly openedAt: number;
  readonly piece: Uint8Array<ArrayBuffer>;
  /** Settles when the other side says something or closes; until then the connection is good. */
  readonly first: Promise<number | null>;
  lost: boolean;
}

/** Keeps one connection ready from {@linkcode ReadyConnection.keep} on. */
export class ReadyConnection {
  readonly #url: URL;
  readonly #timers: Timers;
  readonly #wall: () => number;
  readonly #now: () => number;
  #newsAt = -Infinity;
  #waiting: Waiting | undefined;
  #timer: Timer | undefined;
  #ending: AbortController | undefined;

  constructor(
    { url, timers = REAL_TIMERS, wall = Date.now, now = () => performance.now() }: ReadyOptions,
  ) {
    this.#url = url;
    this.#timers = timers;
    this.#wall = wall;
    this.#now = now;
  }

  /** Whether one is ready. */
  get isReady(): boolean {
    return this.#waiting !== undefined;
  }

  /** Keeps one ready from now on, until {@linkcode ReadyConnection.stop}. */
  keep(): void {
    if (this.#ending !== undefined) return;
    this.#ending = new AbortController();
    void this.#open(this.#ending.signal);
  }

  /** Keeps none ready any more. */
  stop(): void {
    this.#ending?.abort();
    this.#ending = undefined;
    this.#timer?.clear();
    this.#timer = undefined;
    this.#letGo();
  }

  /** An answer of the same exchange has come over the network, just now. */
  news(): void {
    this.#newsAt = this.#now();
  }

  /**
   * The connection that is ready, for whoever sends one request by it and closes it; `undefined` where there is none, and where it
   * is heard at the last moment that it was closed.
   */
  async take(): Promise<OwnConnection | undefined> {
    const waiting = this.#takeWaiting();
    if (waiting === undefined) return undefined;
    const count = this.#now() - this.#newsAt <= NEWS_MS ? TURNS_AFTER_NEWS : TURNS_TO_HEAR;
    for (let turns = 0; turns < count && !waiting.lost; turns++) await turn();
    return this.#usable(waiting);
  }

  /** The same at once, for a request that may be repeated: it may have been closed a moment ago. */
  takeAtOnce(): OwnConnection | undefined {
    const waiting = this.#takeWaiting();
    return waiting === undefined ? undefined : this.#usable(waiting);
  }

  #takeWaiting(): Waiting | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    this.#waiting = undefined;
    this.#openLater(AFTER_TAKEN_MS);
    return waiting;
  }

  #usable(waiting: Waiting): OwnConnection | undefined {
    if (!waiting.lost && Math.abs(this.#wall() - waiting.openedAt) < LONGEST_WAIT_MS) return heard(waiting);
    close(waiting.connection);
    return undefined;
  }

  async #open(signal: AbortSignal): Promise<void> {
    let connection: OwnConnection;
    try {
      connection = await connect(this.#url, signal);
    } catch {
      // Whoever sends connects by himself, and is told why that fails.
      if (!signal.aborted) this.#openLater(AFTER_LOST_MS);
      return;
    }
    if (signal.aborted) return close(connection);
    const piece = new Uint8Array(PIECE);
    const waiting: Waiting = {
      connection,
      openedAt: this.#wall(),
      piece,
      first: connection.read(piece),
      lost: false,
    };
    const lost = (): void => {
      waiting.lost = true;
      if (this.#waiting !== waiting) return;
      this.#letGo();
      this.#openLater(AFTER_LOST_MS);
    };
    waiting.first.then(lost, lost);
    this.#waiting = waiting;
    this.#openLater(REPLACE_MS);
  }

  /** In place of whatever was to be opened later. */
  #openLater(ms: number): void {
    const { signal } = this.#ending ?? {};
    if (signal === undefined) return;
    this.#timer?.clear();
    this.#timer = this.#timers.after(ms, () => {
      this.#timer = undefined;
      this.#letGo();
      void this.#open(signal);
    });
  }

  #letGo(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) close(waiting.connection);
  }
}

/** The connection, whose first reading is already under way. */
function heard({ connection, piece, first }: Waiting): OwnConnection {
  let unread: Uint8Array | undefined;
  let isFirst = true;
  return {
    async read(into) {
      if (isFirst) {
        isFirst = false;
        const length = await first;
        if (length === null) return null;
        unread = piece.subarray(0, length);
      }
      if (unread === undefined || unread.length === 0) return await connection.read(into);
      const part = unread.subarray(0, into.length);
      into.set(part);
      unread = unread.subarray(part.length);
      return part.length;
    },
    write: (bytes) => connection.write(bytes),
    close: () => connection.close(),
  };
}
