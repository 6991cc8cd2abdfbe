/**
 * Round trips of the bot, the newest first.
 *
 * @module
 */
import {
  averageText,
  durationText,
  positionText,
  quantityText,
  signedDollars,
} from "../../core/numbers/text.ts";
import { line, type Row } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import type { ClosedTradeView } from "../../views/order_view.ts";
import { changeRole, countedTitle, marketLabel, type Panel, windowFromStart } from "./panel.ts";

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // market
  { dropOrder: 2, align: "right" }, // quantity
  { dropOrder: 1 }, // entry → exit
  { dropOrder: 0, align: "right" }, // profit or loss
  { dropOrder: 3 }, // reason
  { dropOrder: 4, align: "right" }, // hold
];

/** Closed trades. */
export const TRADES_PANEL: Panel = {
  title: ({ view, scroll }, rows) =>
    countedTitle("Trades", view.trades.length, windowFromStart(view.trades, rows, scroll)),
  count: ({ view }) => view.trades.length,
  body({ view, scroll }, columns, rows) {
    if (view.trades.length === 0) return [line("no closed trades", "dim")];
    const { items } = windowFromStart(view.trades.toReversed(), rows, scroll);
    return layTable(
      COLUMNS,
      items.map((trade) => tradeCells(trade, marketLabel(view, trade.market))),
      columns,
    );
  },
};

function tradeCells(trade: ClosedTradeView, market: string): Row[] {
  return [
    line(market),
    line(trade.quantity < 0 ? positionText(trade.quantity) : quantityText(trade.quantity)),
    line(`${averageText(trade.entry)} → ${averageText(trade.exit)}`),
    line(signedDollars(trade.pnl), changeRole(trade.pnl)),
    line(trade.reason),
    line(durationText(trade.holdMs), "dim"),
  ];
}
