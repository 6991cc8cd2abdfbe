/**
 * REST answers to events.
 *
 * @module
 */
import type { z } from "zod";
import type { EngineEvent } from "../../core/events.ts";
import type { RestInput } from "../input.ts";
import { eventAnswer, eventFeeChangesAnswer, eventsAnswer } from "../wire/event.ts";
import { exchangeStatusAnswer } from "../wire/exchange.ts";
import { readAnswer } from "../wire/items.ts";
import { marketAnswer, marketsAnswer } from "../wire/market.ts";
import { orderbookAnswer, orderbooksAnswer, type WireOrderbook } from "../wire/orderbook.ts";
import { seriesAnswer, seriesFeeChangesAnswer, seriesListAnswer } from "../wire/series.ts";
import { tradesAnswer, type WireTrade } from "../wire/trade.ts";
import type { FeeChange } from "./fee_changes.ts";
import type { Listings } from "./listings.ts";
import type { Scope } from "./scope.ts";
import { readLevels } from "./numbers.ts";
import { readPrint } from "./prints.ts";
import type { Tally } from "./output.ts";
import { readTimestamp } from "./timestamps.ts";
import type { TradeMemory } from "./trades.ts";

/** The parts of the decoder that answers need. */
export interface AnswerContext {
  readonly tally: Tally;
  readonly listings: Listings;
  readonly trades: TradeMemory;
  readonly scope: Scope;
  /** Whether books come over the socket; then REST's would be older than what is known. */
  socketOpen(): boolean;
  /** Books come by polling, and the last poll went well or not. */
  polled(at: number, well: boolean, detail: string, events: EngineEvent[]): void;
}

/** Nothing has changed since the last answer: what the poller records in place of the same body. */
export const NOT_MODIFIED = 304;

/** Decodes answers. */
export class AnswerDecoder {
  readonly #context: AnswerContext;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  /** @returns whether the path is one that is decoded here */
  decode(at: number, input: RestInput, events: EngineEvent[]): boolean {
    const path = pathOf(input);
    const [, room = "", name = "", part = ""] = path.split("/");
    const kind = part !== ""
      ? `${room}/*/${part}`
      : `${room}/${FIXED.has(name) ? name : name === "" ? "" : "*"}`;
    switch (kind) {
      case "exchange/status":
        this.#exchange(at, input, events);
        return true;
      case "series/*":
        this.#read(input, seriesAnswer, ({ series }) => {
          if (this.#isAnswer(input, name, series.ticker)) this.#context.listings.series(at, series, events);
        });
        return true;
      case "series/":
        this.#read(input, seriesListAnswer, ({ series }) => {
          for (const one of series ?? []) this.#context.listings.series(at, one, events);
        });
        return true;
      case "series/fee_changes":
        this.#read(input, seriesFeeChangesAnswer, ({ series_fee_change_arr: changes }) => {
          const { asked, read } = this.#announced(input, "series_ticker", changes ?? [], (change) => ({
            ticker: change.series_ticker,
            type: change.fee_type,
            multiplier: change.fee_multiplier,
          }));
          this.#context.listings.announceSeriesFees(at, asked, read);
        });
        return true;
      case "events/fee_changes":
        this.#read(input, eventFeeChangesAnswer, ({ event_fee_changes: changes }) => {
          const { asked, read } = this.#announced(input, "event_ticker", changes ?? [], (change) => ({
            ticker: change.event_ticker,
            type: change.fee_type_override ?? undefined,
            multiplier: change.fee_multiplier_override ?? undefined,
          }));
          this.#context.listings.announceEventFees(at, asked, read);
        });
        return true;
      case "events/*":
        this.#read(input, eventAnswer, ({ event, markets }) => {
          if (!this.#isAnswer(input, name, event.event_ticker)) return;
          // Without nested markets they are in the list beside the event.
          const inside = event.markets ?? markets ?? [];
          this.#context.listings.event(at, { ...event, markets: inside }, events, true);
        });
        return true;
      case "events/":
        this.#read(input, eventsAnswer, (answer) => {
          for (const event of answer.events ?? []) this.#context.listings.event(at, event, events, false);
        });
        return true;
      case "markets/*":
        this.#read(input, marketAnswer, ({ market }) => {
          if (this.#isAnswer(input, name, market.ticker)) this.#context.listings.market(at, market, events);
        });
        return true;
      case "markets/":
        this.#read(input, marketsAnswer, ({ markets }) => {
          for (const market of markets ?? []) this.#context.listings.market(at, market, events);
        });
        return true;
      case "markets/*/orderbook":
        this.#books(at, input, events, decodeURIComponentSafely(name));
        return true;
      case "markets/orderbooks":
        this.#books(at, input, events, undefined);
        return true;
      case "markets/trades":
        this.#read(input, tradesAnswer, ({ trades }) => this.#trades(at, input.path, trades ?? [], events));
        return true;
      default:
        return false;
    }
  }

  /** Announced fee changes of what was asked about, with the time they take effect; others are counted and left alone. */
  #announced<Change extends { readonly scheduled_ts: string }>(
    { path }: RestInput,
    name: string,
    changes: readonly Change[],
    fees: (change: Change) => Omit<FeeChange, "from">,
  ): { readonly asked: string | undefined; readonly read: FeeChange[] } {
    const { tally } = this.#context;
    const asked = new URLSearchParams(path.split("?")[1] ?? "").get(name) ?? undefined;
    const read = changes.flatMap((change) => {
      const from = readTimestamp(change.scheduled_ts);
      const made = fees(change);
      if (asked !== undefined && made.ticker !== asked) {
        tally.problem("unasked", `${path}: asked for ${asked}, got a fee change of ${made.ticker}`);
        return [];
      }
      if (from !== undefined) return { ...made, from };
      tally.problem("invalid", `fee change of ${made.ticker} at "${change.scheduled_ts}", which is no time`);
      return [];
    });
    return { asked, read };
  }

  /** Whether an answer is about what its path names. */
  #isAnswer({ path }: RestInput, name: string, ticker: string): boolean {
    const asked = decodeURIComponentSafely(name);
    if (ticker === asked) return true;
    this.#context.tally.problem("unasked", `${path}: asked for ${asked}, the answer is about ${ticker}`);
    return false;
  }

  /** @returns whether there was an answer that could be used, if only in part */
  #read<Answer>(input: RestInput, schema: z.ZodType<Answer>, use: (answer: Answer) => void): boolean {
    if (input.status === NOT_MODIFIED) return false;
    const { tally } = this.#context;
    if (input.status !== 200) {
      tally.problem("failedAnswers", `${input.path}: status ${input.status}`);
      return false;
    }
    const read = readAnswer(schema, input.body);
    if (!read.ok) {
      tally.problem("invalid", `${input.path}: ${read.reason.message}`);
      return false;
    }
    const { answer, leftOut } = read.value;
    if (leftOut.length > 0) {
      tally.problem("invalid", `${pathOf(input)}: left out ${leftOut.join("; ")}`);
    }
    use(answer);
    return true;
  }

  /** 503 and 504 come with the same body, and mean what it says. */
  #exchange(at: number, input: RestInput, events: EngineEvent[]): void {
    const readable = input.status === 503 || input.status === 504 ? { ...input, status: 200 } : input;
    this.#read(readable, exchangeStatusAnswer, (answer) => {
      const shards = answer.exchange_index_statuses ?? [];
      // The flags at the top speak of shard 0.
      const all = shards.some((shard) => shard.exchange_index === 0)
        ? shards
        : [{ exchange_index: 0, ...answer }, ...shards];
      for (const { exchange_index, exchange_active, trading_active } of all) {
        events.push({
          kind: "exchange",
          at,
          exchangeIndex: exchange_index,
          tradingActive: exchange_active && trading_active,
        });
      }
    });
  }

  #books(
    at: number,
    input: RestInput,
    events: EngineEvent[],
    asked: string | undefined,
  ): void {
    const look = this.#context.socketOpen();
    if (input.status === NOT_MODIFIED) {
      if (look) return;
      this.#context.polled(at, true, "polling", events);
      events.push({ kind: "heartbeat", at });
      if (asked !== undefined) events.push({ kind: "book_confirmed", at, market: asked });
      return;
    }
    let found: [string, WireOrderbook][] = [];
    const read = asked === undefined
      ? this.#read(input, orderbooksAnswer, ({ orderbooks }) => {
        found = (orderbooks ?? []).map(({ ticker, orderbook_fp }) => [ticker, orderbook_fp]);
      })
      : this.#read(input, orderbookAnswer, ({ orderbook_fp }) => found = [[asked, orderbook_fp]]);
    if (look) return this.#look(at, found, events);
    if (!read) {
      const detail = input.status === 200 ? "an unreadable book" : `status ${input.status}`;
      return this.#context.polled(at, false, `polling got ${detail}`, events);
    }
    this.#context.polled(at, true, "polling", events);
    for (const [market, book] of found) this.#book(at, market, book, events);
    const missing = new URLSearchParams(input.path.split("?")[1] ?? "").getAll("tickers").filter((ticker) =>
      this.#context.scope.has(ticker) && !found.some(([market]) => market === ticker)
    );
    if (missing.length > 0) {
      events.push({ kind: "books_suspect", at, markets: missing, reason: "no readable book came" });
    }
  }

  /** Books come over the socket: what REST shows is compared with them, and nothing more. */
  #look(at: number, found: readonly (readonly [string, WireOrderbook])[], events: EngineEvent[]): void {
    for (const [market, book] of found) {
      if (!this.#asked("order book", market)) continue;
      const bids = readLevels(book.yes_dollars, false);
      const asks = readLevels(book.no_dollars, true);
      if (bids !== undefined && asks !== undefined) {
        events.push({ kind: "book_look", at, market, bids, asks });
      } else this.#context.tally.problem("invalid", `order book of ${market}: expected decimal levels`);
    }
  }

  #book(at: number, market: string, book: WireOrderbook, events: EngineEvent[]): void {
    if (!this.#asked("order book", market)) return;
    const bids = readLevels(book.yes_dollars, false);
    // REST always gives NO bids at NO's own prices.
    const asks = readLevels(book.no_dollars, true);
    if (bids === undefined || asks === undefined) {
      this.#context.tally.problem("invalid", `order book of ${market}: expected decimal levels`);
      events.push({ kind: "books_suspect", at, markets: [market], reason: "a book was unreadable" });
      return;
    }
    events.push({ kind: "book_snapshot", at, market, polled: true, bids, asks });
  }

  /** Whether a market was asked for; an answer about another is counted. */
  #asked(what: string, market: string): boolean {
    if (this.#context.scope.has(market)) return true;
    this.#context.tally.problem("unasked", `${what} of ${market}, which was not asked for`);
    return false;
  }

  /**
   * Trades, oldest first. The first answer about a market is its past: it is remembered, and prints nothing, so that no
   * resting paper order is filled by a trade from before it was there.
   */
  #trades(at: number, path: string, all: readonly WireTrade[], events: EngineEvent[]): void {
    const { tally, trades: memory } = this.#context;
    const named = new URLSearchParams(path.split("?")[1] ?? "").get("ticker");
    const trades = all.filter(({ ticker }) => {
      if (named === null || ticker === named) return this.#asked("trade", ticker);
      tally.problem("unasked", `${path}: asked for trades of ${named}, got one of ${ticker}`);
      return false;
    });
    const past = new Set<string>();
    for (const trade of trades) {
      if (memory.knows(trade.ticker)) continue;
      past.add(trade.ticker);
      // The newest comes first, and everything up to it is the past.
      memory.begin(trade.ticker, readTimestamp(trade.created_time) ?? -Infinity);
    }
    for (let index = trades.length - 1; index >= 0; index--) {
      const trade = trades[index];
      if (trade === undefined) continue;
      const market = trade.ticker;
      const sourceAt = readTimestamp(trade.created_time);
      if (!memory.add(market, trade.trade_id, sourceAt) || past.has(market)) continue;
      const print = readPrint(at, sourceAt, market, trade);
      if (print === undefined) {
        tally.problem("invalid", `trade ${trade.trade_id}: expected price, count and side`);
      } else if (trade.is_block_trade === true) tally.counters.blockTrades++;
      else events.push(print);
    }
    // A market that has not traded yet is watched from now on too.
    if (named !== null && this.#context.scope.has(named)) memory.begin(named, -Infinity);
  }
}
/** Names that stand where a ticker would. */
const FIXED: ReadonlySet<string> = new Set(["status", "orderbooks", "trades", "candlesticks", "fee_changes"]);

/** The path without its query. */
function pathOf({ path }: RestInput): string {
  return path.split("?", 1)[0] ?? "";
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
