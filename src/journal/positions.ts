/**
 * Own positions: what all fills and adjustments of a market make in the order of their times, whatever order they came in.
 *
 * @module
 */
import { complement, type Micros, multiplyDivide, type Price, type Quantity } from "../core/numbers/money.ts";
import type { Database } from "./database.ts";
import { type JournalPosition, readPosition } from "./rows.ts";

/** A change of a position: + YES, − NO, at a YES price. */
export interface PositionChange {
  readonly quantity: number;
  readonly price: number;
}

/** Contracts held, and what they have cost without fees. */
export interface Holding {
  readonly quantity: Quantity;
  readonly cost: Micros;
}

const NOTHING: Holding = { quantity: 0 as Quantity, cost: 0 as Micros };

/**
 * The holding that changes make, in their order. What closes takes its share of the cost with it; what goes beyond opens the
 * other side.
 */
export function holdingOf(changes: readonly PositionChange[], from: Holding = NOTHING): Holding {
  let quantity: number = from.quantity;
  let cost: number = from.cost;
  for (const change of changes) {
    const closes = quantity !== 0 && Math.sign(change.quantity) !== Math.sign(quantity)
      ? Math.min(Math.abs(change.quantity), Math.abs(quantity))
      : 0;
    if (closes > 0) cost -= multiplyDivide(cost, closes, Math.abs(quantity));
    quantity += change.quantity;
    const opens = Math.abs(change.quantity) - closes;
    const price = change.price as Price;
    if (opens > 0) cost += opens * (change.quantity > 0 ? price : complement(price));
  }
  return { quantity: quantity as Quantity, cost: cost as Micros };
}

/**
 * Brings the position of a market up to date after a fill or an adjustment was written. One that is later than all before it is
 * added; any other has all of them counted again.
 */
export function updatePosition(database: Database, market: string, change: PositionChange, at: number): void {
  const row = database.first("select * from positions where market = ?", market);
  const known = row === undefined ? undefined : readPosition(row);
  const isLast = known !== undefined && at > known.changedAt;
  const { quantity, cost } = isLast ? holdingOf([change], known) : holdingOf(changesOf(database, market));
  database.run(
    `insert into positions (market, event, quantity, cost, changed_at)
       values (?, (select event from orders where market = ? and event is not null limit 1), ?, ?, ?)
     on conflict (market) do update set
       event = coalesce(event, excluded.event), quantity = excluded.quantity, cost = excluded.cost,
       changed_at = max(changed_at, excluded.changed_at)`,
    market,
    market,
    quantity,
    cost,
    at,
  );
}

/** The changes of a market's position in the order of their times. */
function changesOf(database: Database, market: string): readonly PositionChange[] {
  return database.rows(
    `select at, 0 as kind, trade_id as id, case side when 'bid' then quantity else -quantity end as quantity, price
       from fills where market = ? and client_order_id is not null
     union all select at, 1, id, quantity, price from adjustments where market = ?
     order by 1, 2, 3`,
    market,
    market,
  ).map((row) => ({ quantity: Number(row["quantity"]), price: Number(row["price"]) }));
}

/** Why contracts came or went without an own fill. */
export type AdjustmentReason = "settled" | "adopted" | "closed_by_hand";

/** Contracts that came or went without an own fill. */
export interface Adjustment {
  readonly market: string;
  /** The change: + YES, − NO. */
  readonly quantity: Quantity;
  /** The YES price that it counts at. */
  readonly price: Price;
  readonly reason: AdjustmentReason;
  readonly by: string;
  readonly at: number;
}

/** Writes an adjustment, and the position that follows. */
export function adjustPosition(
  database: Database,
  { market, quantity, price, reason, by, at }: Adjustment,
): void {
  if (quantity === 0) return;
  database.run(
    "insert into adjustments (market, quantity, price, reason, by, at) values (?, ?, ?, ?, ?, ?)",
    market,
    quantity,
    price,
    reason,
    by,
    Math.floor(at),
  );
  updatePosition(database, market, { quantity, price }, Math.floor(at));
}

/** Own positions that are not flat, or all. */
export function readPositions(database: Database, all = false): readonly JournalPosition[] {
  return database.rows(`select * from positions ${all ? "" : "where quantity <> 0"} order by market`)
    .map(readPosition);
}
