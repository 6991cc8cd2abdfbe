/**
 * What reports make of the row of an order. One that has ended stays so.
 *
 * @module
 */
import type { Quantity } from "../core/numbers/money.ts";
import type { OrderReport } from "../core/orders.ts";
import { formatReason } from "../core/reasons.ts";
import type { Database } from "./database.ts";

/** Takes over a report that is no fill. */
export function applyReport(
  database: Database,
  report: Exclude<OrderReport, { readonly kind: "fill" }>,
): void {
  const at = Math.floor(report.at);
  const { clientOrderId } = report;
  switch (report.kind) {
    case "accepted":
      return move(database, clientOrderId, "resting", at);
    case "unknown":
      return move(database, clientOrderId, "unknown", at, report.detail);
    case "rejected":
      return end(database, clientOrderId, "rejected", at, undefined, formatReason(report.reason));
    case "cancelled":
      return end(
        database,
        clientOrderId,
        "cancelled",
        at,
        report.quantity,
        report.detail ?? report.reason,
      );
    case "decreased":
      return decrease(database, clientOrderId, report.size, at);
  }
}

function move(
  database: Database,
  clientOrderId: string,
  state: "resting" | "unknown",
  at: number,
  detail?: string,
): void {
  database.run(
    `update orders set state = ?, detail = coalesce(?, detail), updated_at = max(updated_at, ?)
     where client_order_id = ? and ended_at is null`,
    state,
    detail ?? null,
    at,
    clientOrderId,
  );
}

/** Only ever smaller: an old report does no harm. */
function decrease(database: Database, clientOrderId: string, size: Quantity, at: number): void {
  database.run(
    `update orders set quantity = min(quantity, max(?, 1)), updated_at = max(updated_at, ?)
     where client_order_id = ? and ended_at is null`,
    size,
    at,
    clientOrderId,
  );
  endWhereFilled(database, clientOrderId, at);
}

/** An order ends with its last fill. */
export function endWhereFilled(database: Database, clientOrderId: string, at: number): void {
  database.run(
    `update orders set state = 'filled', ended_at = ?1
     where client_order_id = ?2 and ended_at is null and filled >= quantity`,
    at,
    clientOrderId,
  );
}

function end(
  database: Database,
  clientOrderId: string,
  state: "rejected" | "cancelled",
  at: number,
  left: Quantity | undefined,
  detail: string,
): void {
  database.run(
    `update orders set state = ?, left_at_end = ?, detail = ?, ended_at = ?, updated_at = max(updated_at, ?)
     where client_order_id = ? and ended_at is null`,
    state,
    left ?? null,
    detail,
    at,
    at,
    clientOrderId,
  );
}
