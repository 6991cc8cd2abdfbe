/**
 * Frames of the socket to events.
 *
 * One switch on `type`, then that type's schema: trying a union of all schemas costs more than parsing the JSON.
 *
 * @module
 */
import type { z } from "zod";
import type { Side } from "../../core/book.ts";
import type { EngineEvent, MarketLife, MarketStatus } from "../../core/events.ts";
import { complement } from "../../core/money.ts";
import type { Control } from "../input.ts";
import { describeRefusal, type WireBookSide, type WireOutcome } from "../wire/common.ts";
import {
  type DeltaCore,
  deltaCore,
  type ErrorFrame,
  errorFrame,
  feeUpdateFrame,
  type LifecycleFrame,
  lifecycleFrame,
  okFrame,
  type SnapshotFrame,
  snapshotFrame,
  subscribedFrame,
  TERMINAL_SOCKET_ERRORS,
  type TickerFrame,
  tickerFrame,
  type TradeCore,
  tradeCore,
  unsubscribedFrame,
} from "../wire/messages.ts";
import { type Listings, readResult } from "./listings.ts";
import { readGrid, readLevels, readPrice, readQuantity } from "./numbers.ts";
import { type Subscription, Subscriptions } from "./subscriptions.ts";
import type { Tally } from "./tally.ts";
import { readTimestamp } from "./timestamps.ts";
import type { TradeMemory } from "./trades.ts";

/** What the frame decoder works with. */
export interface FrameContext {
  readonly tally: Tally;
  readonly listings: Listings;
  readonly trades: TradeMemory;
  /** Whether NO levels come as YES prices. */
  readonly yesPrices: boolean;
  /** Whether skipped numbers mean lost messages. */
  readonly seqCheck: boolean;
}

/** Any frame, before its schema is known. */
type Peek = Readonly<Record<string, unknown>>;

/** Decodes the frames of one connection after another. */
export class FrameDecoder {
  readonly #context: FrameContext;
  readonly #subscriptions = new Subscriptions();
  #sendingAgeMs: number | undefined;

  constructor(context: FrameContext) {
    this.#context = context;
  }

  /** Arrival − sending time of the last frame that carried one, in ms; the two clocks may differ. */
  get sendingAgeMs(): number | undefined {
    return this.#sendingAgeMs;
  }

  /** The connection is another one: numbers begin anew and no book is known. */
  reset(): void {
    this.#subscriptions.clear();
  }

  /** Decodes one frame. */
  decode(at: number, raw: unknown, events: EngineEvent[], controls: Control[]): void {
    const { tally } = this.#context;
    tally.counters.frames++;
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      const shown = typeof raw === "string"
        ? raw.slice(0, 60)
        : JSON.stringify(raw)?.slice(0, 60) ?? "nothing";
      return tally.problem("malformed", `frame is no JSON object: ${shown}`);
    }
    const peek = raw as Peek;
    if (typeof peek.sending_ts_ms === "number") this.#sendingAgeMs = at - peek.sending_ts_ms;
    switch (peek.type) {
      case "orderbook_delta": {
        const parsed = deltaCore.safeParse(raw);
        if (!parsed.success) return this.#invalidBook(at, peek, parsed.error, events, controls);
        return this.#delta(at, parsed.data, events, controls);
      }
      case "orderbook_snapshot": {
        const parsed = snapshotFrame.safeParse(raw);
        if (!parsed.success) return this.#invalidBook(at, peek, parsed.error, events, controls);
        return this.#snapshot(at, parsed.data, events, controls);
      }
      case "trade": {
        const parsed = tradeCore.safeParse(raw);
        if (!parsed.success) return this.#invalid(at, peek, parsed.error, events, controls);
        return this.#trade(at, parsed.data, events, controls);
      }
      case "ticker": {
        const parsed = tickerFrame.safeParse(raw);
        if (!parsed.success) return this.#invalid(at, peek, parsed.error, events, controls);
        return this.#ticker(at, parsed.data, events);
      }
      case "market_lifecycle_v2":
        return this.#lifecycle(at, peek, events, controls);
      default:
        return this.#rest(at, peek, events, controls);
    }
  }

  /** Frames that come seldom. */
  #rest(at: number, peek: Peek, events: EngineEvent[], controls: Control[]): void {
    switch (peek.type) {
      case "event_fee_update": {
        if (!this.#inOrder(at, peek, "market_lifecycle_v2", events, controls)) return;
        const parsed = feeUpdateFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        const { event_ticker, fee_type_override, fee_multiplier_override } = parsed.data.msg;
        return this.#context.listings.feeOverride(
          at,
          event_ticker,
          fee_type_override ?? undefined,
          fee_multiplier_override ?? undefined,
          events,
        );
      }
      case "event_lifecycle":
        this.#inOrder(at, peek, "market_lifecycle_v2", events, controls);
        return;
      case "subscribed": {
        const parsed = subscribedFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        this.#subscriptions.of(parsed.data.msg.sid).channel = parsed.data.msg.channel;
        events.push({ kind: "heartbeat", at });
        return;
      }
      case "ok": {
        const parsed = okFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        if (!this.#inOrder(at, peek, undefined, events, controls)) return;
        const { sid, msg } = parsed.data;
        if (typeof sid === "number" && msg !== null && msg !== undefined && !Array.isArray(msg)) {
          this.#filter(this.#subscriptions.of(sid), msg.market_tickers ?? undefined);
        }
        events.push({ kind: "heartbeat", at });
        return;
      }
      case "unsubscribed": {
        const parsed = unsubscribedFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        const { sid } = parsed.data;
        if (typeof sid === "number") this.#end(at, sid, "unsubscribed", events);
        return;
      }
      case "error": {
        const parsed = errorFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        return this.#error(at, parsed.data, events, controls);
      }
      default:
        // An unknown type may be numbered too: without its number the next frame would look like a loss.
        this.#inOrder(at, peek, undefined, events, controls);
        this.#context.tally.problem("unknownTypes", `unknown frame type ${JSON.stringify(peek.type)}`);
    }
  }

  #delta(at: number, frame: DeltaCore, events: EngineEvent[], controls: Control[]): void {
    const { msg } = frame;
    const subscription = this.#take(at, frame.sid, frame.seq, "orderbook_delta", events, controls);
    if (subscription === undefined) return;
    const market = subscription.believed(msg.market_ticker);
    if (market === undefined) return this.#withhold(at, frame.sid, msg.market_ticker, events, controls);
    const wirePrice = readPrice(msg.price_dollars);
    const delta = readQuantity(msg.delta_fp);
    if (wirePrice === undefined || delta === undefined) {
      this.#context.tally.problem(
        "invalid",
        `orderbook_delta: expected decimals, was ${msg.price_dollars} ${msg.delta_fp}`,
      );
      return this.#suspect(at, frame.sid, subscription, "a book change was unreadable", events, controls);
    }
    const side: Side = msg.side === "yes" ? "bid" : "ask";
    const price = side === "bid" || this.#context.yesPrices ? wirePrice : complement(wirePrice);
    const sourceAt = typeof msg.ts_ms === "number"
      ? msg.ts_ms
      : typeof msg.ts === "string"
      ? readTimestamp(msg.ts)
      : undefined;
    events.push(
      sourceAt === undefined
        ? { kind: "book_change", at, market, side, price, delta }
        : { kind: "book_change", at, sourceAt, market, side, price, delta },
    );
  }

  #snapshot(at: number, frame: SnapshotFrame, events: EngineEvent[], controls: Control[]): void {
    const { msg } = frame;
    const subscription = this.#take(at, frame.sid, frame.seq, "orderbook_delta", events, controls);
    if (subscription === undefined) return;
    const bids = readLevels(msg.yes_dollars_fp, false);
    const asks = readLevels(msg.no_dollars_fp, !this.#context.yesPrices);
    const market = msg.market_ticker;
    subscription.markets.add(market);
    if (bids === undefined || asks === undefined) {
      this.#context.tally.problem("invalid", `orderbook_snapshot ${market}: expected decimal levels`);
      return this.#suspect(at, frame.sid, subscription, "a snapshot was unreadable", events, controls);
    }
    subscription.believe(market);
    this.#context.tally.counters.snapshots++;
    events.push({ kind: "book_snapshot", at, market, bids, asks });
    const reason = this.#context.listings.feeProblem(market);
    if (reason !== undefined) events.push({ kind: "books_suspect", at, markets: [market], reason });
  }

  #trade(at: number, frame: TradeCore, events: EngineEvent[], controls: Control[]): void {
    const { msg } = frame;
    if (this.#take(at, frame.sid, frame.seq, "trade", events, controls) === undefined) return;
    const price = readPrice(msg.yes_price_dollars);
    const quantity = readQuantity(msg.count_fp);
    const takerSide = readTakerSide(msg);
    if (price === undefined || quantity === undefined || quantity < 0 || takerSide === undefined) {
      return this.#context.tally.problem(
        "invalid",
        `trade ${msg.trade_id}: expected price, count and taker side, was ${msg.yes_price_dollars} ${msg.count_fp}`,
      );
    }
    if (msg.is_block_trade === true) {
      this.#context.tally.counters.blockTrades++;
      return;
    }
    const market = msg.market_ticker;
    if (!this.#context.trades.add(market, msg.trade_id)) {
      this.#context.tally.counters.duplicates++;
      return;
    }
    const sourceAt = msg.ts_ms ?? (typeof msg.ts === "number" ? msg.ts * 1000 : undefined);
    const tradeId = msg.trade_id;
    events.push(
      sourceAt === undefined
        ? { kind: "trade", at, market, tradeId, price, quantity, takerSide }
        : { kind: "trade", at, sourceAt, market, tradeId, price, quantity, takerSide },
    );
  }

  #ticker(at: number, frame: TickerFrame, events: EngineEvent[]): void {
    const { msg } = frame;
    const last = readPrice(msg.price_dollars ?? "");
    const volume = readQuantity(msg.volume_fp ?? "");
    const openInterest = readQuantity(msg.open_interest_fp ?? "");
    const sourceAt = msg.ts_ms ?? (typeof msg.ts === "number" ? msg.ts * 1000 : undefined);
    events.push({
      kind: "ticker",
      at,
      ...(sourceAt === undefined ? {} : { sourceAt }),
      market: msg.market_ticker,
      // A market without trades says "0.0000", which is no price a trade can have.
      ...(last === undefined || last === 0 ? {} : { last }),
      ...(volume === undefined ? {} : { volume }),
      ...(openInterest === undefined ? {} : { openInterest }),
    });
  }

  /** This channel brings every market of the exchange, so the market is looked at before the schema is. */
  #lifecycle(at: number, peek: Peek, events: EngineEvent[], controls: Control[]): void {
    if (!this.#inOrder(at, peek, "market_lifecycle_v2", events, controls)) return;
    const market = (peek.msg as Peek | null | undefined)?.market_ticker;
    if (typeof market === "string" && !this.#context.listings.has(market)) return;
    const parsed = lifecycleFrame.safeParse(peek);
    if (!parsed.success) return this.#refused(peek, parsed.error);
    const life = readLife(at, parsed.data);
    if (typeof life === "string") return this.#context.tally.problem("unknownTypes", life);
    if (life === undefined) return;
    this.#context.listings.life(life);
    events.push(life);
  }

  #error(at: number, frame: ErrorFrame, events: EngineEvent[], controls: Control[]): void {
    const { code, msg } = frame.msg;
    const detail = `socket error ${code}: ${msg ?? "no message"}`;
    this.#context.tally.problem("errors", detail);
    const sid = frame.sid ?? undefined;
    if (!TERMINAL_SOCKET_ERRORS.has(code)) {
      this.#inOrder(at, frame, undefined, events, controls);
      return;
    }
    const channel = sid === undefined ? undefined : this.#subscriptions.find(sid)?.channel;
    if (sid === undefined) {
      this.#subscriptions.clear();
      events.push({ kind: "books_suspect", at, reason: detail });
    } else this.#end(at, sid, detail, events);
    controls.push({
      kind: "resubscribe",
      code,
      detail,
      ...(sid === undefined ? {} : { sid }),
      ...(channel === undefined ? {} : { channel }),
    });
  }

  /** Checks the number of a frame whose schema was not applied, or has optional numbers. */
  #inOrder(
    at: number,
    peek: { readonly sid?: unknown; readonly seq?: unknown },
    channel: string | undefined,
    events: EngineEvent[],
    controls: Control[],
  ): boolean {
    if (typeof peek.sid !== "number" || typeof peek.seq !== "number") return true;
    return this.#take(at, peek.sid, peek.seq, channel, events, controls) !== undefined;
  }

  /** @returns the subscription, or `undefined` where the frame is an old one and is to be dropped */
  #take(
    at: number,
    sid: number,
    seq: number,
    channel: string | undefined,
    events: EngineEvent[],
    controls: Control[],
  ): Subscription | undefined {
    const subscription = this.#subscriptions.of(sid);
    if (channel !== undefined) subscription.channel ??= channel;
    if (!this.#context.seqCheck) return subscription;
    const order = subscription.take(seq);
    if (order === "next") return subscription;
    if (order === "duplicate") {
      this.#context.tally.counters.duplicates++;
      return undefined;
    }
    this.#context.tally.problem("gaps", `messages lost before number ${seq} of subscription ${sid}`);
    this.#lost(at, sid, subscription, `messages lost before number ${seq}`, events, controls);
    return subscription;
  }

  /** Messages were lost: books are asked for again, other channels have to be read by REST. */
  #lost(
    at: number,
    sid: number,
    subscription: Subscription,
    reason: string,
    events: EngineEvent[],
    controls: Control[],
  ): void {
    if (subscription.channel === "orderbook_delta" || subscription.markets.size > 0) {
      this.#suspect(at, sid, subscription, reason, events, controls);
    } else if (subscription.channel !== undefined) {
      controls.push({ kind: "refresh", channel: subscription.channel });
    }
  }

  #suspect(
    at: number,
    sid: number,
    subscription: Subscription,
    reason: string,
    events: EngineEvent[],
    controls: Control[],
  ): void {
    const markets = [...subscription.markets];
    subscription.doubt();
    if (markets.length === 0) return;
    events.push({ kind: "books_suspect", at, markets, reason });
    if (this.#context.seqCheck) controls.push({ kind: "snapshot", sid, markets });
  }

  /** A change of a book that is not there or not believed. Its snapshot is asked for where nobody has yet. */
  #withhold(at: number, sid: number, market: string, events: EngineEvent[], controls: Control[]): void {
    this.#context.tally.counters.withheld++;
    const subscription = this.#subscriptions.of(sid);
    if (subscription.markets.has(market)) return;
    subscription.markets.add(market);
    events.push({ kind: "books_suspect", at, markets: [market], reason: "no snapshot has come" });
    if (this.#context.seqCheck) controls.push({ kind: "snapshot", sid, markets: [market] });
  }

  /** An `ok` lists the whole filter: markets that are no longer in it get no more changes. */
  #filter(subscription: Subscription, markets: readonly string[] | undefined): void {
    if (markets === undefined || subscription.channel !== "orderbook_delta") return;
    const listed = new Set(markets);
    for (const market of subscription.markets) {
      if (listed.has(market)) continue;
      subscription.markets.delete(market);
      subscription.doubt(market);
    }
    for (const market of listed) subscription.markets.add(market);
  }

  #end(at: number, sid: number, reason: string, events: EngineEvent[]): void {
    const markets = [...this.#subscriptions.find(sid)?.markets ?? []];
    this.#subscriptions.end(sid);
    if (markets.length > 0) events.push({ kind: "books_suspect", at, markets, reason });
  }

  /** A frame of a book that cannot be read is a lost one. */
  #invalidBook(
    at: number,
    peek: Peek,
    error: z.ZodError,
    events: EngineEvent[],
    controls: Control[],
  ): void {
    const { sid, seq } = peek;
    this.#refused(peek, error);
    if (typeof sid !== "number" || typeof seq !== "number") return;
    const subscription = this.#take(at, sid, seq, "orderbook_delta", events, controls);
    if (subscription === undefined) return;
    this.#suspect(at, sid, subscription, "a book frame was unreadable", events, controls);
  }

  #invalid(at: number, peek: Peek, error: z.ZodError, events: EngineEvent[], controls: Control[]): void {
    this.#refused(peek, error);
    this.#inOrder(at, peek, undefined, events, controls);
  }

  #refused(peek: Peek, error: z.ZodError): void {
    this.#context.tally.problem("invalid", `${String(peek.type)}: ${describeRefusal(error)}`);
  }
}

/** The side of the order that came in; older frames tell the outcome only. */
export function readTakerSide(trade: {
  readonly taker_book_side?: WireBookSide | null | undefined;
  readonly taker_outcome_side?: WireOutcome | null | undefined;
  readonly taker_side?: WireOutcome | null | undefined;
}): Side | undefined {
  if (trade.taker_book_side === "bid" || trade.taker_book_side === "ask") return trade.taker_book_side;
  const outcome = trade.taker_outcome_side ?? trade.taker_side;
  return outcome === "yes" ? "bid" : outcome === "no" ? "ask" : undefined;
}

const STATUS_AFTER: Readonly<Record<string, MarketStatus>> = {
  created: "initialized",
  activated: "active",
  deactivated: "inactive",
  determined: "determined",
  settled: "finalized",
};
const STEPS: ReadonlySet<string> = new Set([
  ...Object.keys(STATUS_AFTER),
  "close_date_updated",
  "price_level_structure_updated",
  "metadata_updated",
]);

/** @returns the step; `undefined` where it changes nothing here; a reason where it is unknown or broken */
function readLife(at: number, { msg }: LifecycleFrame): MarketLife | undefined | string {
  if (!STEPS.has(msg.event_type)) {
    return `unknown step in the life of ${msg.market_ticker}: ${msg.event_type}`;
  }
  const status = STATUS_AFTER[msg.event_type];
  const closeAt = msg.close_ts ?? undefined;
  const grid = msg.price_ranges ? readGrid(msg.price_ranges) : undefined;
  if (msg.price_ranges && grid === undefined) return `price_ranges of ${msg.market_ticker} are no tick grid`;
  const result = readResult(msg.result, msg.settlement_value);
  if (status === undefined && closeAt === undefined && grid === undefined && result === undefined) {
    return undefined;
  }
  return {
    kind: "market_life",
    at,
    market: msg.market_ticker,
    ...(status === undefined ? {} : { status }),
    ...(closeAt === undefined ? {} : { closeAt: closeAt * 1000 }),
    ...(grid === undefined ? {} : { grid }),
    ...(result === undefined ? {} : { result }),
  };
}
