/**
 * Events into columns.
 *
 * @module
 */
import type { BookChange, Ticker, Trade } from "../../core/market/events.ts";
import type { EngineEvent } from "../../core/events.ts";
import {
  type Columns,
  columnsIn,
  copyColumns,
  MOST_MARKETS,
  NO_PRICE,
  ROW,
  ROW_BYTES,
  TRADE_ID_LENGTH,
} from "./columns.ts";
import { Tape, type TapeSource } from "./tape.ts";

const FIRST_ROWS = 4_096;
/** Trade ids are joined so many at a time: a text made of a hundred thousand pieces is slow to read. */
const IDS_A_PIECE = 1_024;

/** A price that the column can hold. */
function fits(price: number): boolean {
  return Number.isInteger(price) && price >= 0 && price < NO_PRICE;
}

/** Takes events in order and makes a tape of them. */
export class TapeBuilder {
  #columns: Columns = columnsIn(new ArrayBuffer(FIRST_ROWS * ROW_BYTES), 0, FIRST_ROWS);
  #rows = 0;
  readonly #markets = new Map<string, number>();
  readonly #others: EngineEvent[] = [];
  #ids: string[] = [];
  readonly #idPieces: string[] = [];

  /** How many events were taken. */
  get events(): number {
    return this.#rows;
  }

  /** Takes an event. */
  push(event: EngineEvent): void {
    if (this.#rows === this.#columns.row.length) this.#grow();
    const row = this.#rows++;
    this.#columns.at[row] = event.at;
    this.#columns.row[row] = this.#fill(row, event);
    if (this.#columns.row[row] === ROW.other) this.#others.push(event);
  }

  /** The tape of what was taken. */
  finish(source: TapeSource): Tape {
    const columns = columnsIn(new ArrayBuffer(this.#rows * ROW_BYTES), 0, this.#rows);
    copyColumns(this.#columns, this.#rows, columns);
    this.#idPieces.push(this.#ids.join(""));
    this.#ids = [];
    const markets = [...this.#markets.keys()];
    return new Tape({
      source,
      columns,
      markets,
      tradeIds: this.#idPieces.join(""),
      others: [...this.#others],
    });
  }

  /** Writes a row but for its time, and says what it is. */
  #fill(row: number, event: EngineEvent): number {
    switch (event.kind) {
      case "clock":
        return event.sourceAt === undefined ? ROW.clock : ROW.other;
      case "heartbeat":
        this.#columns.sourceAt[row] = event.sourceAt ?? NaN;
        return ROW.heartbeat;
      case "book_change":
        return this.#change(row, event);
      case "trade":
        return this.#print(row, event);
      case "ticker":
        return this.#ticker(row, event);
      default:
        return ROW.other;
    }
  }

  #change(row: number, { sourceAt = NaN, market, side, price, delta }: BookChange): number {
    if (!fits(price) || !this.#name(row, market)) return ROW.other;
    this.#columns.sourceAt[row] = sourceAt;
    this.#columns.price[row] = price;
    this.#columns.amount[row] = delta;
    return side === "bid" ? ROW.bidChange : ROW.askChange;
  }

  #print(row: number, { sourceAt = NaN, market, tradeId, price, quantity, takerSide }: Trade): number {
    const isPlain = tradeId.length === TRADE_ID_LENGTH && /^[0-9A-Za-z-]*$/.test(tradeId);
    if (!isPlain || !fits(price) || !this.#name(row, market)) return ROW.other;
    this.#columns.sourceAt[row] = sourceAt;
    this.#columns.price[row] = price;
    this.#columns.amount[row] = quantity;
    this.#ids.push(tradeId);
    if (this.#ids.length === IDS_A_PIECE) {
      this.#idPieces.push(this.#ids.join(""));
      this.#ids = [];
    }
    return takerSide === "bid" ? ROW.boughtPrint : ROW.soldPrint;
  }

  #ticker(row: number, { sourceAt = NaN, market, last, bid, ask, volume, openInterest }: Ticker): number {
    const isBrief = openInterest === undefined && bid === undefined && ask === undefined;
    const isPlain = isBrief && (last === undefined || fits(last));
    if (!isPlain || !this.#name(row, market)) return ROW.other;
    this.#columns.sourceAt[row] = sourceAt;
    this.#columns.price[row] = last ?? NO_PRICE;
    this.#columns.amount[row] = volume ?? NaN;
    return ROW.ticker;
  }

  /** Writes the market's index; false where the column is full. */
  #name(row: number, ticker: string): boolean {
    let index = this.#markets.get(ticker);
    if (index === undefined) {
      index = this.#markets.size;
      if (index >= MOST_MARKETS) return false;
      this.#markets.set(ticker, index);
    }
    this.#columns.market[row] = index;
    return true;
  }

  #grow(): void {
    const rows = this.#columns.row.length * 2;
    const grown = columnsIn(new ArrayBuffer(rows * ROW_BYTES), 0, rows);
    copyColumns(this.#columns, this.#rows, grown);
    this.#columns = grown;
  }
}
