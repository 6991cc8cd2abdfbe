/**
 * Helps all REST routes: where they read from, pages, look-ups.
 *
 * @module
 */
import type { EventRecord } from "../../exchange/event_record.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import type { MarketRecord } from "../../exchange/market_record.ts";
import { badRequest, notFound } from "./errors.ts";
import type { Query } from "./query.ts";

/** The exchange and the clock that the routes read. */
export interface RestContext {
  readonly exchange: Exchange;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** One page of rows, and the cursor of the next: empty at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursor: string;
}

/** How many rows a page may have. */
export interface PageLimits {
  readonly most: number;
  /** @default 1 */
  readonly least?: number;
  /** Where the query says none. @default 100 */
  readonly usual?: number;
  /** The name of the limit in the query. @default "limit" */
  readonly limitName?: string;
}

/**
 * Cuts a page out of rows.
 *
 * @throws {RestError} 400 where limit or cursor cannot be understood
 */
export function page<Row>(
  rows: readonly Row[],
  query: Query,
  { most, least = 1, usual = 100, limitName = "limit" }: PageLimits,
): Page<Row> {
  // Where the exchange takes a limit of 0, it documents nothing for it: the usual one.
  const limit = query.whole(limitName, least, most) || usual;
  const cursor = query.text("cursor") ?? "";
  const from = cursor === "" ? 0 : readCursor(cursor);
  const end = from + limit;
  return { rows: rows.slice(from, end), cursor: end < rows.length ? btoa(`after:${end}`) : "" };
}

function readCursor(cursor: string): number {
  let text = "";
  try {
    text = atob(cursor);
  } catch {
    // Text that is not base64 is not a cursor of ours either.
  }
  const match = /^after:(\d{1,9})$/.exec(text);
  if (match === null) throw badRequest(`cursor: expected one of an earlier answer, was "${cursor}"`);
  return Number(match[1]);
}

/** The market of a ticker. @throws {RestError} 404 */
export function findMarket(exchange: Exchange, ticker: string): MarketRecord {
  const market = exchange.markets.get(ticker);
  if (market === undefined) throw notFound();
  return market;
}

/** The event of a ticker. @throws {RestError} 404 */
export function findEvent(exchange: Exchange, ticker: string): EventRecord {
  const event = exchange.events.get(ticker);
  if (event === undefined) throw notFound();
  return event;
}

/** The event a market belongs to. */
export function eventOf(exchange: Exchange, market: MarketRecord): EventRecord {
  return findEvent(exchange, market.listing.ticker);
}
