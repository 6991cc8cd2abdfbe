/**
 * Sends what happens to whoever listens.
 *
 * @module
 */
import type { Exchange } from "../exchange/exchange.ts";
import type { AccountEvent, OrderState } from "../exchange/accounts/account_event.ts";
import type { LevelEvent, SimulatedEvent } from "../exchange/simulated_event.ts";
import { Connection, type FrameSocket } from "./connection.ts";
import type { PlannedFaults, SocketFault } from "./faults.ts";
import { deltaBody, feesBody, ownDeltaBody, snapshotBody, tickerBody, tradeBody } from "./frames.ts";
import type { KeyRecord } from "./key_ring.ts";
import type { Slowness } from "./line.ts";
import { accountFrame } from "./portfolio/account_frames.ts";
import { lifeBody } from "./life_frames.ts";
import type { OutgoingHooks } from "./outgoing.ts";
import type { Channel } from "./subscription.ts";

/** Everything that a hub needs. */
export interface HubOptions {
  readonly exchange: Exchange;
  /** Unix milliseconds, whole. */
  readonly now: () => number;
  /** A client that leaves more unread loses its subscriptions: error 25. */
  readonly mostBufferedBytes: number;
  readonly planned: PlannedFaults;
  /** @default nobody has an account */
  readonly own?: OwnChanges;
}

/** What only its user hears. */
export interface OwnChanges {
  readonly keyOf: (keyId: string) => KeyRecord | undefined;
  /** The order of an account that a book change is of, where it is told. */
  readonly causeOf: (level: LevelEvent) => OrderState | undefined;
}

/** All connections. */
export class Hub {
  readonly #options: HubOptions;
  readonly #connections = new Set<Connection>();
  /** Markets whose summary has changed since the last flush. */
  readonly #stale = new Set<string>();
  #planned: PlannedFaults;
  /** Who stands between the exchange and what is sent. */
  readonly outgoing: OutgoingHooks = new Map();
  /** Channels to which nobody can subscribe, with the code of the error. */
  readonly refusedChannels: Map<Channel, number> = new Map();
  /** How late all comes that is sent. */
  readonly slowness: Slowness = { lateMs: 0 };
  #firstOpenedAt: number | undefined;
  #lastClient = 0;
  #deltasSent = 0;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#planned = options.planned;
  }

  /** Sockets that are open. */
  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** Whether anybody listens to anything. */
  get hasSubscriber(): boolean {
    for (const connection of this.#connections) if (connection.subscriptions.length > 0) return true;
    return false;
  }

  /** Takes a socket that has opened. @param keyId whose key signed its handshake */
  open(socket: FrameSocket, keyId = ""): Connection {
    const { exchange, now } = this.#options;
    const { outgoing, refusedChannels, slowness } = this;
    const client = ++this.#lastClient;
    const key = () => this.#options.own?.keyOf(keyId);
    const connection = new Connection({
      socket,
      exchange,
      now,
      client,
      keyId,
      key,
      outgoing,
      refusedChannels,
      slowness,
    });
    this.#connections.add(connection);
    this.#firstOpenedAt ??= now();
    return connection;
  }

  /** Forgets a socket that has closed. */
  closed(connection: Connection): void {
    this.#connections.delete(connection);
    connection.closed();
  }

  /** Sends what happened; the exchange has changed already. @param atMs Unix milliseconds, whole */
  publish(event: SimulatedEvent, atMs: number): void {
    switch (event.kind) {
      case "score":
        return;
      case "level":
        return this.#publishLevel(event, atMs);
      case "book":
        return this.#publishBook(event.market, atMs);
      case "trade":
        this.#stale.add(event.market);
        return this.#publishTrade(event.market, tradeBody(event, atMs), atMs);
      case "fees":
        return this.#publishLife("event_fee_update", feesBody(event), atMs);
      case "life": {
        const { exchange } = this.#options;
        const market = exchange.markets.get(event.market);
        if (market === undefined) return;
        const body = lifeBody(exchange, market, event, atMs);
        return body === undefined ? undefined : this.#publishLife("market_lifecycle_v2", body, atMs);
      }
    }
  }

  /** Sends what happened to an account to its user. @param atMs Unix milliseconds, whole */
  publishAccount(event: AccountEvent, atMs: number): void {
    if (this.#connections.size === 0) return;
    const frame = accountFrame(event);
    if (frame === undefined) return;
    const { channel, type, body, market, subaccount } = frame;
    for (const connection of this.#connections) {
      const subscription = connection.of(channel);
      if (subscription === undefined || !connection.sees(event.userId, subaccount)) continue;
      if (market !== undefined && !subscription.hears(market)) continue;
      connection.deliver(subscription, type, body, atMs);
    }
  }

  /** Sends the summaries that have changed; looks after slow clients and planned faults. */
  flush(): void {
    const { exchange, now, mostBufferedBytes } = this.#options;
    const atMs = now();
    for (const ticker of this.#stale) {
      const market = exchange.markets.get(ticker);
      let body: string | undefined;
      for (const connection of this.#connections) {
        const subscription = connection.of("ticker");
        if (market === undefined || subscription === undefined || !subscription.hears(ticker)) continue;
        body ??= tickerBody(market, atMs);
        connection.deliver(subscription, "ticker", body, atMs);
      }
    }
    this.#stale.clear();
    for (const connection of this.#connections) {
      if (connection.bufferedBytes <= mostBufferedBytes) continue;
      for (const subscription of connection.subscriptions) connection.breakOff(subscription, 25);
    }
    this.#faultsDue(atMs);
  }

  /** Lets a fault happen on every connection. */
  fault(name: SocketFault, forMs?: number): void {
    for (const connection of [...this.#connections]) connection.fault(name, forMs);
  }

  #publishLevel(level: Extract<SimulatedEvent, { kind: "level" }>, atMs: number): void {
    const market = this.#options.exchange.markets.get(level.market);
    if (market === undefined) return;
    const best = market.book.best(level.side);
    const touched = level.side === "bid"
      ? best === undefined || level.price >= best
      : best === undefined || level.price <= best;
    if (touched) this.#stale.add(level.market);
    const cause = this.#options.own?.causeOf(level);
    let inYes: string | undefined;
    let inNo: string | undefined;
    for (const connection of this.#connections) {
      const subscription = connection.of("orderbook_delta");
      if (subscription === undefined || !subscription.hears(level.market)) continue;
      const body = subscription.yesPrice
        ? inYes ??= deltaBody(market, level, true, atMs)
        : inNo ??= deltaBody(market, level, false, atMs);
      const own = cause !== undefined && connection.sees(cause.userId, cause.subaccount);
      if (this.#deltasSent++ === this.#planned.skipSequenceAfter) connection.fault("skip");
      connection.deliverDelta(subscription, own ? ownDeltaBody(body, cause) : body, atMs);
    }
  }

  #publishBook(ticker: string, atMs: number): void {
    const market = this.#options.exchange.markets.get(ticker);
    if (market === undefined) return;
    this.#stale.add(ticker);
    for (const connection of this.#connections) {
      const subscription = connection.of("orderbook_delta");
      if (subscription === undefined || !subscription.hears(ticker)) continue;
      const body = snapshotBody(market, subscription.yesPrice);
      connection.deliver(subscription, "orderbook_snapshot", body, atMs);
    }
  }

  #publishTrade(ticker: string, body: string, atMs: number): void {
    for (const connection of this.#connections) {
      const subscription = connection.of("trade");
      if (subscription === undefined || !subscription.hears(ticker)) continue;
      connection.deliver(subscription, "trade", body, atMs);
    }
  }

  #publishLife(type: string, body: string, atMs: number): void {
    for (const connection of this.#connections) {
      const subscription = connection.of("market_lifecycle_v2");
      if (subscription !== undefined) connection.deliver(subscription, type, body, atMs);
    }
  }

  #faultsDue(atMs: number): void {
    if (this.#firstOpenedAt === undefined) return;
    const openMs = atMs - this.#firstOpenedAt;
    const { dropSocketAfterMs, silentAfterMs, skipSequenceAfter } = this.#planned;
    if (dropSocketAfterMs !== undefined && openMs >= dropSocketAfterMs) {
      this.#planned = {
        ...(silentAfterMs === undefined ? {} : { silentAfterMs }),
        ...(skipSequenceAfter === undefined ? {} : { skipSequenceAfter }),
      };
      this.fault("drop");
    } else if (silentAfterMs !== undefined && openMs >= silentAfterMs) {
      this.#planned = skipSequenceAfter === undefined ? {} : { skipSequenceAfter };
      this.fault("silent");
    }
  }
}
