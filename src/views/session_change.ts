/**
 * The changes of a session since a reader last looked, and how the reader adds them to what it has.
 *
 * @module
 */
import { joinPoints } from "./price_series.ts";
import { emptyView, type SessionHead, type SessionParts, type SessionView } from "./session_view.ts";
import type { PricesView } from "./market_view.ts";
import { newest } from "./versioned.ts";

/** The most entries of the log that are kept. */
export const LOG_ENTRIES = 500;

/**
 * The changes since a version. Parts that have not changed are left out.
 *
 * Of books and prices there are only the markets that have changed, of each price the points that are new, and of log and
 * trades the entries that are new. All other parts are whole.
 */
export interface SessionChange extends SessionHead {
  /** The version that had been seen; 0 for none: then this is everything. */
  readonly since: number;
  /** The version with which to ask next time. */
  readonly version: number;
  readonly parts: Partial<SessionParts>;
}

/** A view, and its version. */
export interface SeenView {
  readonly view: SessionView;
  readonly version: number;
}

/**
 * Adds what has changed to what is known.
 *
 * @returns `undefined` where something between is missing: everything must be asked for
 */
export function applyChange(seen: SeenView | undefined, change: SessionChange): SeenView | undefined {
  const { since, version, parts, mode, environment, utcOffsetMinutes, now, at } = change;
  if (since !== 0 && since !== seen?.version) return undefined;
  const head: SessionHead = { mode, environment, utcOffsetMinutes, now, at };
  const known: SessionParts = since === 0 || seen === undefined ? emptyView(head) : seen.view;
  const { books = [], prices = [], log = [], trades = [] } = parts;
  const { markets } = { ...known, ...parts };
  const view = {
    ...known,
    ...parts,
    ...head,
    books: rowsOf(markets, known.books, books),
    prices: rowsOf(markets, known.prices, prices.map((row) => joinPrices(known.prices, row))),
    log: newest([...known.log, ...log], LOG_ENTRIES),
    trades: trades.length === 0 ? known.trades : [...known.trades, ...trades],
  };
  return { view, version };
}

/** A row for each market that has one, the new one where there is one, in the order of the markets. */
function rowsOf<Row extends { readonly market: string }>(
  markets: SessionParts["markets"],
  known: readonly Row[],
  changed: readonly Row[],
): readonly Row[] {
  if (changed.length === 0) return known;
  const rows = new Map([...known, ...changed].map((row) => [row.market, row]));
  return markets.flatMap(({ ticker }) => rows.get(ticker) ?? []);
}

function joinPrices(known: readonly PricesView[], change: PricesView): PricesView {
  const points = known.find(({ market }) => market === change.market)?.points ?? [];
  return { ...change, points: joinPoints(points, change.points) };
}
