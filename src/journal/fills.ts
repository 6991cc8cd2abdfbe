/**
 * The rows of fills: a trade of an order counts once, whatever brought it and however often.
 *
 * @module
 */
import type { Database } from "./database.ts";
import { endWhereFilled } from "./order_states.ts";
import { updatePosition } from "./positions.ts";
import { type JournalFill, readFill } from "./rows.ts";

/** Of which fills: of an own order, of a market, or all since a moment, Unix milliseconds. */
export type FillsOf =
  | { readonly clientOrderId: string }
  | { readonly market: string }
  | { readonly since: number };

/** Keeps a fill, in its order and position too where it is an own one. @returns whether it is new */
export function keepFill(database: Database, fill: JournalFill): boolean {
  const at = Math.floor(fill.at);
  const added = database.run(
    `insert into fills (trade_id, order_key, client_order_id, order_id, market, side, price, quantity, role, fee,
       balance_change, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    fill.tradeId,
    fill.clientOrderId ?? fill.orderId ?? "",
    fill.clientOrderId ?? null,
    fill.orderId ?? null,
    fill.market,
    fill.side,
    fill.price,
    fill.quantity,
    fill.role,
    fill.fee,
    fill.balanceChange,
    at,
  );
  if (added === 0) return false;
  if (fill.clientOrderId === undefined) return true;
  database.run(
    `update orders set
       filled = (select sum(quantity) from fills where fills.client_order_id = orders.client_order_id),
       updated_at = max(updated_at, ?1)
     where client_order_id = ?2`,
    at,
    fill.clientOrderId,
  );
  endWhereFilled(database, fill.clientOrderId, at);
  updatePosition(
    database,
    fill.market,
    { quantity: fill.side === "bid" ? fill.quantity : -fill.quantity, price: fill.price },
    at,
  );
  return true;
}

/** Fills, oldest first. */
export function readFills(database: Database, of: FillsOf): readonly JournalFill[] {
  const rows = "since" in of
    ? database.rows("select * from fills where at >= ? order by at, trade_id", Math.floor(of.since))
    : "market" in of
    ? database.rows("select * from fills where market = ? order by at, trade_id", of.market)
    : database.rows(
      "select * from fills where client_order_id = ? order by at, trade_id",
      of.clientOrderId,
    );
  return rows.map(readFill);
}

/** Whether a trade of an order, by the exchange's id of it, is known. */
export function hasFill(database: Database, tradeId: string, orderId: string): boolean {
  return database.first(
    `select 1 from fills where trade_id = ?1 and (order_id = ?2 or client_order_id =
       (select client_order_id from orders where order_id = ?2))`,
    tradeId,
    orderId,
  ) !== undefined;
}

/** When the last fill was, Unix milliseconds; `undefined` before the first. */
export function lastFillAt(database: Database): number | undefined {
  const at = database.first("select max(at) as at from fills")?.["at"];
  return at === null || at === undefined ? undefined : Number(at);
}
