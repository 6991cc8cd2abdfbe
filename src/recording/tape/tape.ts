/**
 * A tape: the events of a recording, decoded once, in columns.
 *
 * It gives exactly the events that the recording does, in the same order; a test compares them.
 *
 * @module
 */
import type { BookChange, Trade } from "../../core/market/events.ts";
import type { Clock, EngineEvent, Heartbeat } from "../../core/events.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { RecordingHeader } from "../format/format.ts";
import type { Tear } from "../reader.ts";
import { type Columns, NO_PRICE, ROW, TRADE_ID_LENGTH } from "./columns.ts";

/** The facts of its recording that a tape has beside the events. */
export interface TapeSource {
  readonly header: RecordingHeader;
  /** Inputs of the recording; an input may be any number of events. */
  readonly inputs: number;
  /** Arrival of the first and last input, Unix milliseconds; left out where there is none. */
  readonly from?: number;
  readonly to?: number;
  /** Where the recording is torn; left out where it is whole. */
  readonly tear?: Tear;
}

/** The parts of a tape. */
export interface TapeParts {
  readonly source: TapeSource;
  readonly columns: Columns;
  readonly markets: readonly string[];
  /** Ids of the prints in the columns, one after the other without a break. */
  readonly tradeIds: string;
  /** Events that are not in the columns, in order. */
  readonly others: readonly EngineEvent[];
}

/** A recording's events. */
export class Tape {
  readonly source: TapeSource;
  /** How many events there are. */
  readonly events: number;
  readonly #parts: TapeParts;

  constructor(parts: TapeParts) {
    this.#parts = parts;
    this.source = parts.source;
    this.events = parts.columns.row.length;
  }

  /** Its parts, for writing them to a file. */
  get parts(): TapeParts {
    return this.#parts;
  }

  /** Whether there is any event of a kind that is not in the columns, such as a command. */
  has(kind: "command" | "game" | "market" | "order_report"): boolean {
    return this.#parts.others.some((event) => event.kind === kind);
  }

  /** Begins at the first event. Players of one tape do not disturb each other. */
  player(): TapePlayer {
    return new TapePlayer(this.#parts);
  }
}

/** An event that is written over by the next of its kind. */
type Reused<Event> = { -readonly [Field in keyof Event]: Event[Field] };

const NO_MARKET = { market: "", price: 0 as Price };
const NO_PRINT = { ...NO_MARKET, tradeId: "", quantity: 0 as Quantity, takerSide: "bid" } as const;
const NO_CHANGE = { ...NO_MARKET, side: "bid", delta: 0 as Quantity } as const;

/**
 * Gives a tape's events in order. One object serves for all events of a kind: making some millions a second would cost as
 * much as the engine does.
 */
export class TapePlayer {
  readonly #parts: TapeParts;
  readonly #clock: Reused<Clock> = { kind: "clock", at: 0.5 };
  readonly #heartbeat: Reused<Heartbeat> = { kind: "heartbeat", at: 0.5 };
  readonly #heartbeatOf: Reused<Heartbeat> = { kind: "heartbeat", at: 0.5, sourceAt: 0.5 };
  readonly #change: Reused<BookChange> = { kind: "book_change", at: 0.5, ...NO_CHANGE };
  readonly #changeOf: Reused<BookChange> = { kind: "book_change", at: 0.5, sourceAt: 0.5, ...NO_CHANGE };
  readonly #print: Reused<Trade> = { kind: "trade", at: 0.5, ...NO_PRINT };
  readonly #printOf: Reused<Trade> = { kind: "trade", at: 0.5, sourceAt: 0.5, ...NO_PRINT };
  #next = 0;
  #nextOther = 0;
  #nextId = 0;

  constructor(parts: TapeParts) {
    this.#parts = parts;
  }

  /**
   * Gives the next events, one by one.
   *
   * @param count at most so many
   * @param take called with each; the event is valid during the call only, and must not be changed
   * @returns whether there are more
   */
  play(count: number, take: (event: EngineEvent) => void): boolean {
    const { row } = this.#parts.columns;
    const end = Math.min(row.length, this.#next + count);
    for (let index = this.#next; index < end; index++) {
      const event = this.#read(index, row[index] ?? 0);
      if (event !== undefined) take(event);
    }
    this.#next = end;
    return end < row.length;
  }

  #read(index: number, row: number): EngineEvent | undefined {
    switch (row) {
      case ROW.bidChange:
      case ROW.askChange:
        return this.#readChange(index, row);
      case ROW.clock:
        this.#clock.at = this.#parts.columns.at[index] ?? NaN;
        return this.#clock;
      case ROW.boughtPrint:
      case ROW.soldPrint:
        return this.#readPrint(index, row);
      case ROW.ticker:
        return this.#readTicker(index);
      case ROW.heartbeat:
        return this.#readHeartbeat(index);
      default:
        return this.#parts.others[this.#nextOther++];
    }
  }

  #readChange(index: number, row: number): BookChange {
    const { at, sourceAt, market, price, amount } = this.#parts.columns;
    const stamp = sourceAt[index] ?? NaN;
    const hasStamp = stamp === stamp;
    const event = hasStamp ? this.#changeOf : this.#change;
    event.at = at[index] ?? NaN;
    if (hasStamp) event.sourceAt = stamp;
    event.market = this.#parts.markets[market[index] ?? 0] ?? "";
    event.side = row === ROW.bidChange ? "bid" : "ask";
    event.price = price[index] as Price;
    event.delta = amount[index] as Quantity;
    return event;
  }

  #readPrint(index: number, row: number): Trade {
    const { at, sourceAt, market, price, amount } = this.#parts.columns;
    const stamp = sourceAt[index] ?? NaN;
    const hasStamp = stamp === stamp;
    const event = hasStamp ? this.#printOf : this.#print;
    event.at = at[index] ?? NaN;
    if (hasStamp) event.sourceAt = stamp;
    event.market = this.#parts.markets[market[index] ?? 0] ?? "";
    event.takerSide = row === ROW.boughtPrint ? "bid" : "ask";
    event.price = price[index] as Price;
    event.quantity = amount[index] as Quantity;
    event.tradeId = this.#parts.tradeIds.slice(this.#nextId, this.#nextId + TRADE_ID_LENGTH);
    this.#nextId += TRADE_ID_LENGTH;
    return event;
  }

  /** Made again each time: what a summary does not say is not there, and it may leave out anything. */
  #readTicker(index: number): EngineEvent {
    const { at, sourceAt, market, price, amount } = this.#parts.columns;
    const stamp = sourceAt[index] ?? NaN;
    const last = price[index] as Price;
    const volume = amount[index] as Quantity;
    return {
      kind: "ticker",
      at: at[index] ?? NaN,
      ...(stamp === stamp ? { sourceAt: stamp } : {}),
      market: this.#parts.markets[market[index] ?? 0] ?? "",
      ...(last === NO_PRICE ? {} : { last }),
      ...(volume === volume ? { volume } : {}),
    };
  }

  #readHeartbeat(index: number): Heartbeat {
    const { at, sourceAt } = this.#parts.columns;
    const stamp = sourceAt[index] ?? NaN;
    const hasStamp = stamp === stamp;
    const event = hasStamp ? this.#heartbeatOf : this.#heartbeat;
    event.at = at[index] ?? NaN;
    if (hasStamp) event.sourceAt = stamp;
    return event;
  }
}
