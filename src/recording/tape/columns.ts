/**
 * The columns of a tape: one row an event, in typed arrays side by side in one buffer.
 *
 * Book changes, prints, summaries of the last price and volume, clocks and signs of life, which are nearly all events, are
 * whole in the columns; of any other there is only the row, and the event itself stands in the list of the others.
 *
 * @module
 */

/** The kind of a row. */
export const ROW = {
  /** The next of the other events. */
  other: 0,
  bidChange: 1,
  askChange: 2,
  /** A print whose taker bought. */
  boughtPrint: 3,
  soldPrint: 4,
  ticker: 5,
  clock: 6,
  heartbeat: 7,
} as const;

/** Stands for a price that is not there; prices are at most 10,000. */
export const NO_PRICE = 0xffff;

/** The longest trade id that columns hold, and the only length: a UUID. Others are among the other events. */
export const TRADE_ID_LENGTH = 36;

/** How many tickers fit the column of markets. */
export const MOST_MARKETS = 0xffff;

/** The arrays, all of the same length. */
export interface Columns {
  /** Arrival, Unix milliseconds. */
  readonly at: Float64Array;
  /** The source's own time, Unix milliseconds; NaN where it says none. */
  readonly sourceAt: Float64Array;
  /** A change's delta, a print's quantity, a summary's volume (NaN: none); 1/100 contract. */
  readonly amount: Float64Array;
  /** Index into the list of tickers. */
  readonly market: Uint16Array;
  /** 1/10,000 dollar. */
  readonly price: Uint16Array;
  readonly row: Uint8Array;
}

/** Bytes of one row in all columns. */
export const ROW_BYTES = 3 * 8 + 2 * 2 + 1;

/**
 * Columns in a buffer, widest first so that each is aligned.
 *
 * @param offset where they begin, a multiple of 8
 */
export function columnsIn(buffer: ArrayBufferLike, offset: number, rows: number): Columns {
  return {
    at: new Float64Array(buffer, offset, rows),
    sourceAt: new Float64Array(buffer, offset + 8 * rows, rows),
    amount: new Float64Array(buffer, offset + 16 * rows, rows),
    market: new Uint16Array(buffer, offset + 24 * rows, rows),
    price: new Uint16Array(buffer, offset + 26 * rows, rows),
    row: new Uint8Array(buffer, offset + 28 * rows, rows),
  };
}

/** Copies the first rows of some columns into others. */
export function copyColumns(from: Columns, rows: number, to: Columns): void {
  to.at.set(from.at.subarray(0, rows));
  to.sourceAt.set(from.sourceAt.subarray(0, rows));
  to.amount.set(from.amount.subarray(0, rows));
  to.market.set(from.market.subarray(0, rows));
  to.price.set(from.price.subarray(0, rows));
  to.row.set(from.row.subarray(0, rows));
}
