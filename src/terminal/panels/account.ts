/**
 * The account in one row.
 *
 * @module
 */
import { formatDollars, signedDollars } from "../../core/numbers/text.ts";
import { fitItems, type Item, line, type Row, span } from "../row.ts";
import type { AccountView } from "../../views/order_view.ts";
import { changeRole } from "./panel.ts";

/** Balance, day's profit or loss, exposure, wins and losses; the rest where there is room. */
export function accountRow(account: AccountView, columns: number): Row {
  return fitItems([
    { row: line("Account"), dropOrder: 0 },
    { row: line(formatDollars(account.balance), "strong"), dropOrder: 0 },
    {
      row: [span("day ", "dim"), span(signedDollars(account.dayPnl), changeRole(account.dayPnl))],
      dropOrder: 0,
    },
    money("exposure", account.exposure, 1),
    { row: line(`${account.wins} W ${account.losses} L`), dropOrder: 2 },
    money("equity", account.equity, 3),
    money("locked", account.locked, 4),
    money("fees", account.fees, 5),
  ], columns);
}

function money(name: string, amount: AccountView["locked"], dropOrder: number): Item {
  return { row: [span(`${name} `, "dim"), span(formatDollars(amount))], dropOrder };
}
