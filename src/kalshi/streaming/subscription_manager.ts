/**
 * The conversation over one connection: which commands were sent, which subscriptions there are.
 *
 * @module
 */
import { backoffMs } from "../../lib/backoff.ts";
import { SOCKET_BACKOFF } from "./socket.ts";
import type { Timer, Timers } from "../../lib/timers.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { Control } from "../input.ts";
import type { ClientCommand, MarketChannel } from "../wire/commands.ts";
import { Repairs } from "./repairs.ts";

/** The connection it speaks over, and what it reports. */
export interface SubscriptionManagerOptions {
  readonly timers: Timers;
  readonly random: () => number;
  /** How long a snapshot may take, in ms. */
  readonly patienceMs: number;
  readonly channels: readonly MarketChannel[];
  /** The markets that are followed now. */
  markets(): readonly string[];
  send(text: string): void;
  /** The connection does not work and has to be replaced. */
  giveUp(detail: string): void;
  /** A channel was refused, or its subscription is not answered; it is tried again. */
  down(channel: string, detail: string): void;
  /** Messages of a channel without snapshots were lost. */
  lost(channel: string): void;
  /** A subscription has started: what comes from now on is seen, and what came before it is not. */
  subscribed(channel: string): void;
}

/** The connection is not signed in: another one has to be. */
const NOT_SIGNED_IN = 9;
/** How long a subscription may go unanswered. */
const ANSWER_MS = 5_000;
const BOOKS = "orderbook_delta";
const UNKNOWN_SUBSCRIPTION = 7;
/** Subscriptions of one connection: each channel has one. */
const MOST_SUBSCRIPTIONS = 64;
/** A subscription that lasted this long may be started again at once. */
const SETTLED_MS = 60_000;

/** A frame, as far as it is read here: what is missing or of another type is ignored, for the decoder has counted it. */
interface Frame {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly sid?: unknown;
  readonly msg?: unknown;
}

/** Keeps the subscriptions of one connection after another. */
export class SubscriptionManager {
  readonly #options: SubscriptionManagerOptions;
  readonly #repairs: Repairs;
  /** Command ids are never used twice, not even over connections. */
  #lastId = 0;
  readonly #asked = new Map<number, { readonly channel: MarketChannel; readonly timer: Timer }>();
  readonly #channelOf = new Map<number, string>();
  readonly #over = new Set<number>();
  /** Whether the last frame refused a command of ours, so that nothing else has to be done about it. */
  #answered = false;
  readonly #failures = new Map<MarketChannel, number>();
  readonly #timers = new Set<Timer>();

  constructor(options: SubscriptionManagerOptions) {
    this.#options = options;
    this.#repairs = new Repairs({
      timers: options.timers,
      patienceMs: options.patienceMs,
      request: (sid, markets) =>
        this.#command({
          cmd: "update_subscription",
          params: { sids: [sid], action: "get_snapshot", market_tickers: [...markets] },
        }),
      giveUp: (sid) => options.giveUp(`snapshots of subscription ${sid} do not come`),
    });
  }

  /** The connection is open: subscribes to everything. */
  opened(): void {
    this.reset();
    for (const channel of this.#options.channels) this.#subscribe(channel);
  }

  /** The connection is over. */
  reset(): void {
    this.#repairs.clear();
    this.#asked.clear();
    this.#channelOf.clear();
    this.#over.clear();
    this.#failures.clear();
    for (const timer of this.#timers) timer.clear();
    this.#timers.clear();
  }

  /** Asks for a sign of life. Quiet markets send nothing, and pings do not show. */
  ping(): void {
    this.#command({ cmd: "list_subscriptions" });
  }

  /** Follows more markets. */
  add(markets: readonly string[]): void {
    this.#update("add_markets", markets);
  }

  /** Follows fewer markets. */
  remove(markets: readonly string[]): void {
    for (const market of markets) this.#repairs.drop(market);
    this.#update("delete_markets", markets);
  }

  /** Notes what a frame says of commands and subscriptions. */
  frame(raw: unknown): void {
    this.#answered = false;
    if (typeof raw !== "object" || raw === null) return;
    const { type, id, sid, msg } = raw as Frame;
    if (type === "orderbook_snapshot") {
      const market = field(msg, "market_ticker");
      if (typeof sid === "number" && typeof market === "string") this.#repairs.came(sid, market);
    } else if (type === "subscribed") {
      const started = field(msg, "sid");
      const channel = field(msg, "channel");
      const wanted = this.#options.channels.some((each) => each === channel);
      const room = this.#channelOf.size < MOST_SUBSCRIPTIONS;
      if (wanted && room && typeof started === "number" && typeof channel === "string") {
        this.#channelOf.set(started, channel);
        this.#over.delete(started);
        if (channel === BOOKS) this.#repairs.expect(started, this.#options.markets());
        this.#options.subscribed(channel);
      }
      this.#answer(id);
    } else if (type === "unsubscribed") {
      if (typeof sid === "number") this.#ended(sid);
    } else if (type === "error") this.#error(id, sid, field(msg, "code"), field(msg, "msg"));
  }

  /** Does what the decoder wants. */
  control(control: Control): void {
    switch (control.kind) {
      case "snapshot":
        // Late frames of a subscription that is over must not bring it back.
        if (!this.#over.has(control.sid)) {
          const followed = new Set(this.#options.markets());
          this.#repairs.want(control.sid, control.markets.filter((market) => followed.has(market)));
        }
        return;
      case "resubscribe":
        return this.#again(control.sid, control.channel, control.detail);
      case "refresh":
        return this.#options.lost(control.channel);
    }
  }

  /** Whole books of markets whose books are doubted. */
  refresh(markets: readonly string[]): void {
    for (const [sid, channel] of this.#channelOf) if (channel === BOOKS) this.#repairs.want(sid, markets);
  }

  /** Notes that a subscription was answered. @returns which, where it was one of ours */
  #answer(id: unknown): MarketChannel | undefined {
    const asked = typeof id === "number" ? this.#asked.get(id) : undefined;
    if (asked === undefined || typeof id !== "number") return undefined;
    this.#asked.delete(id);
    this.#timers.delete(asked.timer);
    asked.timer.clear();
    return asked.channel;
  }

  #error(id: unknown, sid: unknown, code: unknown, text: unknown): void {
    if (typeof code !== "number") return;
    const refused = this.#answer(id);
    this.#answered = refused !== undefined;
    const said = `error ${code}${typeof text === "string" ? `, ${safeText(text)}` : ""}`;
    if (refused !== undefined) {
      this.#options.down(refused, `refused (${said}); tried again`);
      // Whoever was informed may have ended all of it.
      if (code !== NOT_SIGNED_IN) this.#subscribeLater(refused, true);
    }
    if (code === NOT_SIGNED_IN) {
      this.#options.giveUp(`the exchange wants this connection signed in (${said})`);
    } else if (code === UNKNOWN_SUBSCRIPTION && typeof sid === "number" && this.#channelOf.has(sid)) {
      this.#again(sid, undefined, "");
    }
  }

  /** Begins a subscription again. Where the exchange does not say which one has failed, the connection is replaced. */
  #again(sid: number | undefined, channel: string | undefined, detail: string): void {
    if (sid === undefined) {
      if (!this.#answered) this.#options.giveUp(detail);
      return;
    }
    const name = this.#channelOf.get(sid) ?? channel;
    this.#ended(sid);
    const found = this.#options.channels.find((each) => each === name);
    if (found !== undefined) this.#subscribeLater(found);
  }

  #ended(sid: number): void {
    this.#repairs.forget(sid);
    if (this.#channelOf.delete(sid)) this.#over.add(sid);
  }

  /** At once the first time, then with growing waits, until a subscription has lasted a while. */
  #subscribeLater(channel: MarketChannel, refused = false): void {
    const failures = this.#failures.get(channel) ?? 0;
    this.#failures.set(channel, failures + 1);
    this.#after(SETTLED_MS, () => {
      const now = this.#failures.get(channel) ?? 0;
      if (now === failures + 1) this.#failures.delete(channel);
    });
    if (failures === 0 && !refused) return this.#subscribe(channel);
    const wait = backoffMs(SOCKET_BACKOFF, failures + 1, this.#options.random);
    this.#after(wait, () => this.#subscribe(channel));
  }

  #after(ms: number, action: () => void): Timer {
    const timer = this.#options.timers.after(ms, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
    return timer;
  }

  #subscribe(channel: MarketChannel): void {
    const markets = [...this.#options.markets()];
    if (channel !== "market_lifecycle_v2" && markets.length === 0) return;
    const id = this.#lastId + 1;
    const timer = this.#after(ANSWER_MS, () => {
      this.#asked.delete(id);
      this.#options.down(
        channel,
        `the subscription is not answered within ${ANSWER_MS / 1000} s; tried again`,
      );
      this.#subscribeLater(channel, true);
    });
    this.#asked.set(id, { channel, timer });
    this.#command({
      cmd: "subscribe",
      params: {
        channels: [channel],
        // The lifecycle channel takes no filter: it brings all markets.
        ...(channel === "market_lifecycle_v2" ? {} : { market_tickers: markets }),
        ...(channel === "orderbook_delta" ? { use_yes_price: true } : {}),
      },
    });
  }

  #update(action: "add_markets" | "delete_markets", markets: readonly string[]): void {
    if (markets.length === 0) return;
    const subscribed = new Set(this.#channelOf.values());
    for (const channel of this.#options.channels) {
      if (channel === "market_lifecycle_v2") continue;
      // The first markets of all: there was nothing to subscribe to when the connection opened.
      if (!subscribed.has(channel) && action === "add_markets") this.#subscribe(channel);
    }
    for (const [sid, channel] of this.#channelOf) {
      if (channel === "market_lifecycle_v2") continue;
      this.#command({
        cmd: "update_subscription",
        params: { sids: [sid], action, market_tickers: [...markets] },
      });
    }
  }

  #command(command: ClientCommand): void {
    this.#options.send(JSON.stringify({ id: ++this.#lastId, ...command }));
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
