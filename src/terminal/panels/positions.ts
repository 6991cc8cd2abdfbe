/**
 * Contracts held, and what they would bring now.
 *
 * @module
 */
import {
  averageText,
  durationText,
  formatDollars,
  priceText,
  signedDollars,
  signedQuantity,
} from "../format.ts";
import { line, type Row, span } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import type { PositionView } from "../view.ts";
import { changeRole, countedTitle, marketLabel, type Panel, windowFromStart } from "./panel.ts";

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // market
  { dropOrder: 0, align: "right" }, // quantity
  { dropOrder: 1 }, // entry
  { dropOrder: 2 }, // now
  { dropOrder: 0, align: "right" }, // unrealised
  { dropOrder: 5 }, // fees
  { dropOrder: 4 }, // stop
  { dropOrder: 4 }, // take profit
  { dropOrder: 3, align: "right" }, // hold
];

/** Open positions. */
export const POSITIONS_PANEL: Panel = {
  title: ({ view, scroll }, rows) =>
    countedTitle("Positions · P&L", view.positions.length, windowFromStart(view.positions, rows, scroll)),
  count: ({ view }) => view.positions.length,
  body({ view, scroll }, columns, rows) {
    if (view.positions.length === 0) return [line("no positions", "dim")];
    const { items } = windowFromStart(view.positions, rows, scroll);
    const cells = items.map((position) => positionCells(position, marketLabel(view, position.market)));
    return layTable(COLUMNS, cells, columns);
  },
};

function positionCells(position: PositionView, market: string): Row[] {
  const { quantity, stop, takeProfit, unrealised, fees } = position;
  return [
    line(market),
    line(signedQuantity(quantity), quantity > 0 ? "gain" : "loss"),
    line(`@ ${averageText(position.entryPrice)}`),
    [span("now ", "dim"), span(priceText(position.now))],
    line(signedDollars(unrealised), changeRole(unrealised)),
    [span("fees ", "dim"), span(formatDollars(fees))],
    stop === undefined ? [] : [span("stop ", "dim"), span(priceText(stop))],
    takeProfit === undefined ? [] : [span("tp ", "dim"), span(priceText(takeProfit))],
    line(durationText(position.holdMs), "dim"),
  ];
}
