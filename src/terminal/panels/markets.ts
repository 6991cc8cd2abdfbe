/**
 * All markets of the session, one a row; `▸` is before the one looked at.
 *
 * @module
 */
import { durationText, priceText, quantityText } from "../../core/numbers/text.ts";
import { line, type Row, span } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import type { MarketRow } from "../../views/market_view.ts";
import { edgeCell } from "./model.ts";
import { ageMs, countedTitle, type Panel, type PanelContext, type Window, windowFromStart } from "./panel.ts";
import { lastRow } from "./price.ts";

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // label
  { dropOrder: 0 }, // bid
  { dropOrder: 0 }, // ask
  { dropOrder: 2 }, // last
  { dropOrder: 1 }, // edge
  { dropOrder: 4 }, // age
  { dropOrder: 3 }, // status
  { dropOrder: 5 }, // volume
];

/** The list of markets. */
export const MARKETS_PANEL: Panel = {
  title: (context, rows) => countedTitle("Markets", context.view.markets.length, shown(context, rows)),
  count: ({ view }) => view.markets.length,
  body(context, columns, rows) {
    const { view } = context;
    const { items } = shown(context, rows);
    return layTable(
      COLUMNS,
      items.map((market) => marketCells(market, market === context.market, view.now)),
      columns,
    );
  },
};

/** The market looked at is always in sight, unless the trader scrolls. */
function shown({ view, market, scroll }: PanelContext, rows: number): Window<MarketRow> {
  const selected = market === undefined ? 0 : view.markets.indexOf(market);
  return windowFromStart(view.markets, rows, scroll > 0 ? scroll : Math.max(0, selected - rows + 1));
}

function marketCells(market: MarketRow, selected: boolean, now: number): Row[] {
  const healthy = !market.suspect && (market.status === undefined || market.status === "active");
  const status = market.suspect ? "! suspect" : market.status ?? "—";
  return [
    [span(selected ? "▸ " : "  ", "focus"), span(market.label, selected ? "strong" : "plain")],
    [span("bid ", "dim"), span(priceText(market.bid), "bid")],
    [span("ask ", "dim"), span(priceText(market.ask), "ask")],
    lastRow(market),
    edgeCell(market),
    line(durationText(ageMs(market.bookAt, now)), "dim"),
    line(status, healthy ? "dim" : "warning"),
    [span("vol ", "dim"), span(quantityText(market.volume))],
  ];
}
