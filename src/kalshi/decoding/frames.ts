/**
 * Frames of the socket to events.
 *
 * One switch on `type`, then that type's schema: trying a union of all schemas costs more than parsing the JSON.
 *
 * @module
 */
import { z } from "zod";
import type { Side } from "../../core/market/book.ts";
import type { EngineEvent } from "../../core/events.ts";
import { complement } from "../../core/numbers/money.ts";
import { refuseFrame } from "../wire/frame_bound.ts";
import { safeText } from "../../lib/safe_text.ts";
import { describeRefusal } from "../wire/common.ts";
import {
  type DeltaCore,
  deltaCore,
  type ErrorFrame,
  errorFrame,
  feeUpdateFrame,
  lifecycleFrame,
  okFrame,
  type SnapshotFrame,
  snapshotFrame,
  subscribedFrame,
  TERMINAL_SOCKET_ERRORS,
  tickerFrame,
  type TradeCore,
  tradeCore,
  unsubscribedFrame,
} from "../wire/messages.ts";
import { OrderGuard } from "./guard.ts";
import { readLife } from "./life.ts";
import type { Listings } from "./listings.ts";
import { readLevels, readPrice, readQuantity } from "./numbers.ts";
import type { Scope } from "./scope.ts";
import { plausible, readPrint, readSourceTime, readTicker } from "./prints.ts";
import type { DecodeOutput, Tally } from "./output.ts";
import { readTimestamp } from "./timestamps.ts";
import type { TradeMemory } from "./trades.ts";

/** The parts of the decoder that frames need. */
export interface FrameContext {
  readonly tally: Tally;
  readonly listings: Listings;
  readonly trades: TradeMemory;
  readonly out: DecodeOutput;
  readonly scope: Scope;
  /** Whether NO levels come as YES prices. */
  readonly yesPrices: boolean;
  /** Whether skipped numbers mean lost messages. */
  readonly seqCheck: boolean;
}

const channelInput = z.object({ channel: z.string(), detail: z.string() });

/** Any frame, before its schema is known. */
type Peek = Readonly<Record<string, unknown>>;

const BOOKS = "orderbook_delta";
const LIFE = "market_lifecycle_v2";
/** How much of a foreign text is shown, in UTF-16 units. */
const SHOWN = 60;

/** Decodes the frames of one connection after another. */
export class FrameDecoder {
  readonly #context: FrameContext;
  readonly #guard: OrderGuard;
  readonly #tally: Tally;
  readonly #out: DecodeOutput;
  /** When the current frame was sent, where it says so. */
  #sentAt: number | undefined;
  /** Channels that were refused, or not answered. */
  readonly #channelsDown = new Set<string>();

  constructor(context: FrameContext) {
    this.#context = context;
    this.#tally = context.tally;
    this.#out = context.out;
    this.#guard = new OrderGuard(context.tally, context.seqCheck, context.out, context.scope);
  }

  /** Arrival − sending time of the last frame, where it says one, in ms; the two clocks may differ. */
  get sendingAgeMs(): number | undefined {
    return this.#sentAt === undefined ? undefined : this.#out.at - this.#sentAt;
  }

  /** The connection is another one: numbers begin again and no book is known. */
  reset(): void {
    this.#guard.reset();
    this.#channelsDown.clear();
  }

  /** A channel was refused, or its subscription is not answered. */
  channelDown(at: number, raw: unknown, events: EngineEvent[]): void {
    const parsed = channelInput.safeParse(raw);
    if (!parsed.success) {
      return this.#tally.problem("invalid", `ws.state: ${describeRefusal(parsed.error)}`);
    }
    const channel = safeText(parsed.data.channel);
    this.#channelsDown.add(channel);
    events.push({ kind: "channel", at, channel, up: false, detail: safeText(parsed.data.detail) });
  }

  /**
   * Decodes one frame into the outlet.
   *
   * @param input the parsed frame, or its text: a recording keeps a frame with line breaks as a text
   */
  decode(input: unknown): void {
    this.#tally.counters.frames++;
    const raw = typeof input === "string" ? parse(input) : input;
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      return this.#tally.problem("malformed", `frame is no JSON object: ${shown(input)}`);
    }
    const peek = raw as Peek;
    this.#sentAt = plausible(peek.sending_ts_ms);
    switch (peek.type) {
      case "orderbook_delta": {
        const parsed = deltaCore.safeParse(raw);
        return parsed.success ? this.#delta(parsed.data) : this.#badBook(peek, parsed.error);
      }
      case "orderbook_snapshot": {
        const parsed = snapshotFrame.safeParse(raw);
        return parsed.success ? this.#snapshot(parsed.data) : this.#badBook(peek, parsed.error);
      }
      case "trade": {
        const parsed = tradeCore.safeParse(raw);
        if (parsed.success) return this.#trade(parsed.data);
        this.#guard.inOrder(peek, "trade");
        return this.#refused(peek, parsed.error);
      }
      case "ticker": {
        const parsed = tickerFrame.safeParse(raw);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        if (!this.#asked(parsed.data.type, parsed.data.msg.market_ticker)) return;
        this.#out.events.push(readTicker(this.#out.at, parsed.data));
        return;
      }
      case "market_lifecycle_v2":
        return this.#lifecycle(peek);
      default:
        return this.#seldom(peek);
    }
  }

  /** Frames that come seldom. */
  #seldom(peek: Peek): void {
    switch (peek.type) {
      case "event_fee_update": {
        if (!this.#guard.inOrder(peek, LIFE)) return;
        const parsed = feeUpdateFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        const { event_ticker, fee_type_override, fee_multiplier_override } = parsed.data.msg;
        const { at, events } = this.#out;
        const [type, multiplier] = [fee_type_override ?? undefined, fee_multiplier_override ?? undefined];
        return this.#context.listings.feeOverride(at, event_ticker, type, multiplier, events);
      }
      case "event_lifecycle":
        this.#guard.inOrder(peek, LIFE);
        return;
      case "subscribed": {
        const parsed = subscribedFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        const { sid, channel } = parsed.data.msg;
        this.#guard.subscribed(sid, channel);
        if (this.#channelsDown.delete(channel)) {
          this.#out.events.push({
            kind: "channel",
            at: this.#out.at,
            channel,
            up: true,
            detail: "subscribed",
          });
        }
        return this.#alive();
      }
      case "ok": {
        const parsed = okFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        if (!this.#guard.inOrder(peek)) return;
        const { sid, msg } = parsed.data;
        const markets = msg === null || msg === undefined || Array.isArray(msg)
          ? undefined
          : msg.market_tickers;
        if (typeof sid === "number" && markets) this.#guard.filter(sid, markets);
        return this.#alive();
      }
      case "unsubscribed": {
        const parsed = unsubscribedFrame.safeParse(peek);
        if (!parsed.success) return this.#refused(peek, parsed.error);
        if (typeof parsed.data.sid === "number") this.#guard.end(parsed.data.sid, "unsubscribed");
        return;
      }
      case "error": {
        const parsed = errorFrame.safeParse(peek);
        return parsed.success ? this.#error(parsed.data) : this.#refused(peek, parsed.error);
      }
      default:
        // An unknown type may be numbered too: without its number the next frame would look like a loss.
        this.#guard.inOrder(peek);
        this.#tally.problem("unknownTypes", `unknown frame type "${shown(peek.type)}"`);
    }
  }

  #delta({ sid, seq, msg }: DeltaCore): void {
    const subscription = this.#guard.take(sid, seq, BOOKS);
    if (subscription === undefined) return;
    const market = subscription.believed(msg.market_ticker);
    if (market === undefined) {
      if (!this.#asked("orderbook_delta", msg.market_ticker)) return;
      return this.#guard.withhold(sid, subscription, msg.market_ticker);
    }
    const wirePrice = readPrice(msg.price_dollars);
    const delta = readQuantity(msg.delta_fp);
    if (wirePrice === undefined || delta === undefined) {
      const was = `${msg.price_dollars} ${msg.delta_fp}`;
      this.#tally.problem("invalid", `orderbook_delta ${market}: expected decimals, was ${was}`);
      return this.#guard.suspect(sid, subscription, "a book change was unreadable");
    }
    const side: Side = msg.side === "yes" ? "bid" : "ask";
    const price = side === "bid" || this.#context.yesPrices ? wirePrice : complement(wirePrice);
    const sourceAt = msg.ts_ms ?? (typeof msg.ts === "string" ? readTimestamp(msg.ts) : undefined) ??
      this.#sentAt;
    const { at, events } = this.#out;
    events.push(
      sourceAt === undefined
        ? { kind: "book_change", at, market, side, price, delta }
        : { kind: "book_change", at, sourceAt, market, side, price, delta },
    );
  }

  #snapshot({ sid, seq, msg }: SnapshotFrame): void {
    const subscription = this.#guard.take(sid, seq, BOOKS);
    if (subscription === undefined || !this.#asked("orderbook_snapshot", msg.market_ticker)) return;
    const bids = readLevels(msg.yes_dollars_fp, false);
    const asks = readLevels(msg.no_dollars_fp, !this.#context.yesPrices);
    const market = msg.market_ticker;
    subscription.markets.add(market);
    if (bids === undefined || asks === undefined) {
      this.#tally.problem("invalid", `orderbook_snapshot ${market}: expected decimal levels`);
      return this.#guard.suspect(sid, subscription, "a snapshot was unreadable");
    }
    subscription.believe(market);
    this.#tally.counters.snapshots++;
    const { at, events } = this.#out;
    const sourceAt = this.#sentAt;
    events.push({
      kind: "book_snapshot",
      at,
      ...(sourceAt === undefined ? {} : { sourceAt }),
      market,
      bids,
      asks,
    });
  }

  #trade({ sid, seq, msg }: TradeCore): void {
    if (this.#guard.take(sid, seq, "trade") === undefined || !this.#asked("trade", msg.market_ticker)) return;
    const sourceAt = readSourceTime(msg) ?? this.#sentAt;
    const print = readPrint(this.#out.at, sourceAt, msg.market_ticker, msg);
    if (print === undefined) {
      const was = `${msg.yes_price_dollars} ${msg.count_fp}`;
      return this.#tally.problem(
        "invalid",
        `trade ${msg.trade_id}: expected price, count and side, was ${was}`,
      );
    }
    if (msg.is_block_trade === true) this.#tally.counters.blockTrades++;
    else if (this.#context.trades.add(msg.market_ticker, msg.trade_id, sourceAt)) {
      this.#out.events.push(print);
    } else this.#tally.counters.duplicates++;
  }

  /** This channel brings every market of the exchange, so the market is looked at before the schema is. */
  #lifecycle(peek: Peek): void {
    if (!this.#guard.inOrder(peek, LIFE)) return;
    const { msg } = peek;
    const market = typeof msg === "object" && msg !== null ? (msg as Peek).market_ticker : undefined;
    if (typeof market === "string" && !this.#context.listings.has(market)) {
      this.#tally.counters.elsewhere++;
      return;
    }
    const parsed = lifecycleFrame.safeParse(peek);
    if (!parsed.success) {
      // It may have been the market's close: REST will tell.
      this.#out.controls.push({ kind: "refresh", channel: LIFE });
      return this.#refused(peek, parsed.error);
    }
    const life = readLife(this.#out.at, parsed.data);
    if (!life.ok) {
      this.#out.controls.push({ kind: "refresh", channel: LIFE });
      return this.#tally.problem("unknownTypes", life.reason.message);
    }
    if (life.value === undefined) return;
    this.#context.listings.life(life.value);
    this.#out.events.push(life.value);
  }

  #error(frame: ErrorFrame): void {
    const { code, msg } = frame.msg;
    const detail = safeText(`socket error ${code}: ${msg ?? "no message"}`);
    this.#tally.problem("errors", detail);
    this.#out.events.push({ kind: "complaint", at: this.#out.at, code, text: safeText(detail) });
    if (!TERMINAL_SOCKET_ERRORS.has(code)) {
      this.#guard.inOrder(frame);
      return;
    }
    const sid = frame.sid ?? undefined;
    const channel = sid === undefined ? undefined : this.#guard.channel(sid);
    if (sid === undefined) this.#guard.endAll(detail);
    else this.#guard.end(sid, detail);
    this.#out.controls.push({
      kind: "resubscribe",
      code,
      detail,
      ...(sid === undefined ? {} : { sid }),
      ...(channel === undefined ? {} : { channel }),
    });
  }

  /** A frame of a book that cannot be read is a lost one. */
  #badBook(peek: Peek, error: z.ZodError): void {
    this.#refused(peek, error);
    const { sid, seq } = peek;
    if (typeof sid !== "number" || typeof seq !== "number") return;
    const subscription = this.#guard.take(sid, seq, BOOKS);
    if (subscription !== undefined) this.#guard.suspect(sid, subscription, "a book frame was unreadable");
  }

  /** Whether a frame's market was asked for; one that was not is counted. */
  #asked(type: string, market: string): boolean {
    if (this.#context.scope.has(market)) return true;
    this.#tally.problem("unasked", `${type} of ${shown(market)}, which was not asked for`);
    return false;
  }

  #alive(): void {
    const { at, events } = this.#out;
    const sourceAt = this.#sentAt;
    events.push(sourceAt === undefined ? { kind: "heartbeat", at } : { kind: "heartbeat", at, sourceAt });
  }

  #refused(peek: Peek, error: z.ZodError): void {
    this.#tally.problem("invalid", `${shown(peek.type)}: ${describeRefusal(error)}`);
  }
}

/** The beginning of a text, or what else it is: a value of megabytes is not written out for a short message. */
function shown(value: unknown): string {
  if (typeof value === "string") return value.slice(0, SHOWN);
  return Array.isArray(value)
    ? "a list"
    : value === null || typeof value !== "object"
    ? String(value)
    : "an object";
}

function parse(text: string): unknown {
  if (refuseFrame(text) !== undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
