/**
 * Subscriptions about an account: one command a channel, so that one that is refused takes no other with it.
 *
 * @module
 */
import { type Backoff, backoffMs } from "../../lib/backoff.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { Timer, Timers } from "../../lib/timers.ts";
import { TERMINAL_SOCKET_ERRORS } from "../wire/messages.ts";
import { ACCOUNT_CHANNELS, type AccountChannel } from "../wire/private_messages.ts";

/** What the subscriptions need, and whom they inform. */
export interface AccountChannelsOptions {
  readonly timers: Timers;
  readonly random: () => number;
  readonly send: (text: string) => void;
  /** A channel is not there: refused, unanswered, or over. It is begun again by itself. */
  readonly down: (channel: AccountChannel, why: string) => void;
  /** A channel is there, the first time or again. */
  readonly up: (channel: AccountChannel) => void;
  /** The connection is of no use. */
  readonly giveUp: (why: string) => void;
}

const ANSWER_MS = 5_000;
const AGAIN: Backoff = { baseMs: 1_000, capMs: 30_000 };
const NOT_SIGNED_IN = 9;
const UNKNOWN_SUBSCRIPTION = 7;

/** The subscriptions of one connection. */
export class AccountChannels {
  readonly #options: AccountChannelsOptions;
  readonly #asked = new Map<number, { readonly channel: AccountChannel; readonly timer: Timer }>();
  readonly #sids = new Map<AccountChannel, number>();
  readonly #failures = new Map<AccountChannel, number>();
  readonly #timers = new Set<Timer>();
  #lastId = 0;
  #listId: number | undefined;

  constructor(options: AccountChannelsOptions) {
    this.#options = options;
  }

  /** Subscribes to everything: a connection was opened. */
  open(): void {
    for (const channel of ACCOUNT_CHANNELS) this.#subscribe(channel);
  }

  /** Forgets everything: the connection is gone. */
  reset(): void {
    for (const timer of this.#timers) timer.clear();
    this.#timers.clear();
    this.#asked.clear();
    this.#sids.clear();
    this.#lastId = 0;
    this.#listId = undefined;
  }

  /** Whether a channel is there. */
  has(channel: AccountChannel): boolean {
    return this.#sids.has(channel);
  }

  /** Asks which subscriptions there are: a sign of life, and a check that none was ended without a word. */
  probe(): void {
    this.#listId = this.#command("list_subscriptions");
  }

  /** Takes a frame that is not data. */
  frame(raw: Readonly<Record<string, unknown>>): void {
    const { type, id, sid } = raw;
    const msg = (raw["msg"] ?? {}) as Readonly<Record<string, unknown>>;
    if (type === "subscribed") {
      const asked = this.#answered(id);
      if (asked === undefined || typeof msg["sid"] !== "number") return;
      this.#sids.set(asked, msg["sid"]);
      this.#failures.delete(asked);
      this.#options.up(asked);
    } else if (type === "unsubscribed") {
      this.#over(this.#channelOf(sid), "the exchange has ended the subscription");
    } else if (type === "ok" && id === this.#listId && Array.isArray(raw["msg"])) {
      this.#compare(raw["msg"]);
    } else if (type === "error") this.#error(id, sid, msg);
  }

  #error(id: unknown, sid: unknown, msg: Readonly<Record<string, unknown>>): void {
    const { code } = msg;
    const said = `error ${String(code)}${typeof msg["msg"] === "string" ? `, ${safeText(msg["msg"])}` : ""}`;
    if (code === NOT_SIGNED_IN) {
      return this.#options.giveUp(`the exchange wants this connection signed in (${said})`);
    }
    const asked = this.#answered(id);
    if (asked !== undefined) return this.#again(asked, `refused (${said})`);
    const ended = typeof code === "number" &&
      (TERMINAL_SOCKET_ERRORS.has(code) || code === UNKNOWN_SUBSCRIPTION);
    if (!ended) return;
    const channel = this.#channelOf(sid);
    // Which one it was is not said: any of them may be silent from here on.
    if (channel === undefined) return this.#options.giveUp(`a subscription has failed (${said})`);
    this.#over(channel, `failed (${said})`);
  }

  #compare(list: readonly unknown[]): void {
    const there = new Set(list.map((one) => (one as { readonly channel?: unknown } | null)?.channel));
    for (const channel of [...this.#sids.keys()]) {
      if (!there.has(channel)) this.#over(channel, "the exchange does not list the subscription any more");
    }
  }

  #over(channel: AccountChannel | undefined, why: string): void {
    if (channel === undefined) return;
    this.#sids.delete(channel);
    this.#again(channel, why);
  }

  #again(channel: AccountChannel, why: string): void {
    const failures = this.#failures.get(channel) ?? 0;
    this.#failures.set(channel, failures + 1);
    this.#after(backoffMs(AGAIN, failures, this.#options.random), () => this.#subscribe(channel));
    this.#options.down(channel, `the subscription of ${channel} is down: ${why}; tried again`);
  }

  #subscribe(channel: AccountChannel): void {
    const id = this.#command("subscribe", { channels: [channel] });
    const timer = this.#after(ANSWER_MS, () => {
      this.#asked.delete(id);
      this.#again(channel, `not answered within ${ANSWER_MS / 1000} s`);
    });
    this.#asked.set(id, { channel, timer });
  }

  #answered(id: unknown): AccountChannel | undefined {
    const asked = typeof id === "number" ? this.#asked.get(id) : undefined;
    if (asked === undefined || typeof id !== "number") return undefined;
    this.#asked.delete(id);
    this.#timers.delete(asked.timer);
    asked.timer.clear();
    return asked.channel;
  }

  #channelOf(sid: unknown): AccountChannel | undefined {
    return [...this.#sids].find(([, known]) => known === sid)?.[0];
  }

  #after(ms: number, action: () => void): Timer {
    const timer = this.#options.timers.after(ms, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
    return timer;
  }

  #command(cmd: string, params?: Readonly<Record<string, unknown>>): number {
    const id = ++this.#lastId;
    this.#options.send(JSON.stringify({ id, cmd, ...(params === undefined ? {} : { params }) }));
    return id;
  }
}
