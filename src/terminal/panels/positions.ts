/**
 * Contracts held, and what they would bring now.
 *
 * @module
 */
import {
  averageText,
  durationText,
  formatDollars,
  positionText,
  priceText,
  signedDollars,
} from "../../core/numbers/text.ts";
import { EXTERNAL, HAND } from "../../core/execution/holding.ts";
import { line, type Row, span } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import type { SessionView } from "../../views/session_view.ts";
import type { PositionView } from "../../views/order_view.ts";
import { changeRole, countedTitle, marketLabel, type Panel, windowFromStart } from "./panel.ts";

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // cursor
  { dropOrder: 0 }, // market
  { dropOrder: 0, align: "right" }, // quantity
  { dropOrder: 1 }, // entry
  { dropOrder: 2 }, // now
  { dropOrder: 0, align: "right" }, // unrealised
  { dropOrder: 5 }, // fees
  { dropOrder: 1 }, // stop
  { dropOrder: 4 }, // take profit
  { dropOrder: 3, align: "right" }, // hold
];

/** Open positions. */
export const POSITIONS_PANEL: Panel = {
  title: ({ view, scroll }, rows) =>
    countedTitle("Positions · P&L", view.positions.length, windowFromStart(view.positions, rows, scroll)),
  count: ({ view }) => view.positions.length,
  body({ view, ui, scroll }, columns, rows) {
    if (view.positions.length === 0) return [line("no positions", "dim")];
    const selected = Math.min(ui.selectedPosition, view.positions.length - 1);
    const focused = ui.focus === "positions";
    // The row of the cursor stays in sight, however far the panel was scrolled.
    const from = focused ? Math.max(Math.min(scroll, selected), selected - rows + 1) : scroll;
    const { items } = windowFromStart(view.positions, rows, from);
    const cursor = focused ? view.positions[selected] : undefined;
    const cells = items.map((position) => [
      line(position === cursor ? "▸" : ""),
      ...positionCells(position, ownedLabel(position, marketLabel(view, position.market)), view),
    ]);
    return layTable(COLUMNS, cells, columns);
  },
};

/** Whose it is stands beside the market where no strategy of ours bought it. */
function ownedLabel({ strategy }: PositionView, market: string): string {
  return strategy === EXTERNAL || strategy === HAND ? `${market} ${strategy}` : market;
}

function positionCells(position: PositionView, market: string, { now, trading }: SessionView): Row[] {
  const { quantity, stop, takeProfit, unrealised, fees } = position;
  return [
    line(market),
    line(positionText(quantity), quantity > 0 ? "gain" : "loss"),
    line(`@ ${averageText(position.entryPrice)}`),
    [span("now ", "dim"), span(priceText(position.now))],
    line(signedDollars(unrealised), changeRole(unrealised)),
    [span("fees ", "dim"), span(formatDollars(fees))],
    position.unprotected === true || trading.killed && position.strategy !== EXTERNAL
      ? line("UNPROTECTED", "alarm")
      : stop === undefined
      ? []
      : [span("stop ", "dim"), span(priceText(stop))],
    takeProfit === undefined ? [] : [span("tp ", "dim"), span(priceText(takeProfit))],
    line(durationText(now - position.openedAt), "dim"),
  ];
}
