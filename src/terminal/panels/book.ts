/**
 * The order book: asks above, bids below, sizes as bars, spread and mid between them.
 *
 * @module
 */
import type { Level } from "../../core/market/book.ts";
import { buyingSide, inSide, sellingSide } from "../../core/market/outcome_side.ts";
import { midText, MISSING, priceText, quantityText, spreadText } from "../../core/numbers/text.ts";
import { EMPTY_ROW, line, type Row, rowWidth, type Span, span } from "../row.ts";
import type { Price } from "../../core/numbers/money.ts";
import { yesPriceOf } from "../../views/ticket.ts";
import type { MarketRow } from "../../views/market_view.ts";
import type { Panel, PanelContext } from "./panel.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** The depth of the market looked at. */
export const BOOK_PANEL: Panel = {
  title({ market, book, ui, scroll }, rows) {
    if (market === undefined) return [span("Book")];
    const { status } = market;
    const longest = Math.max(book.bids.length, book.asks.length);
    const first = firstLevel(longest, levelsShown(ui.depthLevels, rows), scroll);
    // What is wrong stands first, where a narrow panel cannot cut it off.
    return [
      span("Book "),
      ...(market.suspect ? [span("! suspect ", "alarm")] : []),
      ...(status !== undefined && status !== "active" ? [span(`! ${status} `, "warning")] : []),
      span(`· YES ${market.label}`),
      ...(first > 0 ? [span(` from level ${first + 1}`, "warning")] : []),
    ];
  },
  count: ({ ui }) => 2 * ui.depthLevels + 1,
  body(context, columns, rows) {
    const { market, book, ui } = context;
    if (market === undefined) return [line("no market yet", "dim")];
    if (rows === 1) return [topOfBook(market, columns)];
    const shown = levelsShown(ui.depthLevels, rows);
    const asks = levels(book.asks, shown, context.scroll);
    const bids = levels(book.bids, shown, context.scroll);
    const largest = Math.max(
      1,
      ...asks.map((level) => level.quantity),
      ...bids.map((level) => level.quantity),
    );
    const own = ownPrices(context);
    const sizes = [...asks, ...bids].map((level) => quantityText(level.quantity).length);
    const ticketPrice = ui.ticket === undefined ? undefined : yesPriceOf(ui.ticket.ticket);
    const bars = { largest, columns, sizeColumns: Math.max(5, ...sizes), own, ticketPrice };
    const askRows = asks.map((level) => levelRow("ask", level, bars)).reverse();
    const bidRows = bids.map((level) => levelRow("bid", level, bars));
    while (askRows.length < shown) askRows.unshift(EMPTY_ROW);
    while (bidRows.length < shown) bidRows.push(EMPTY_ROW);
    if (rows === 2) return [...askRows, ...bidRows];
    return [...askRows, spreadRow(market, columns), ...bidRows, volumeRow(market)];
  },
};

/** Best bid and ask in one row; without the sizes where there is no room for them. */
export function topOfBook(market: MarketRow, columns: number): Row {
  const draw = (sized: boolean): Row => [
    span("bid ", "dim"),
    span(priceText(market.bid) + (sized ? `×${quantityText(market.bidSize)}` : ""), "bid"),
    span(sized ? "  ask " : " ask ", "dim"),
    span(priceText(market.ask) + (sized ? `×${quantityText(market.askSize)}` : ""), "ask"),
    ...(market.suspect ? [span(" ! suspect", "alarm")] : []),
  ];
  const row = draw(true);
  return rowWidth(row) <= columns ? row : draw(false);
}

function levels(side: readonly Level[], count: number, scroll: number): readonly Level[] {
  const first = firstLevel(side.length, count, scroll);
  return side.slice(first, first + count);
}

/** Levels a side that `rows` rows have room for, beside the line between the sides. */
function levelsShown(wanted: number, rows: number): number {
  return rows <= 2 ? 1 : Math.min(wanted, (rows - 1) >> 1);
}

/** The first level shown of a side of `length`: never so far that less than `count` are left. */
function firstLevel(length: number, count: number, scroll: number): number {
  return Math.max(0, Math.min(scroll, length - count));
}

function ownPrices({ view, market }: PanelContext): ReadonlySet<string> {
  const prices = new Set<string>();
  for (const order of view.orders) {
    if (order.market !== market?.ticker || order.state === "watched") continue;
    const { outcomeSide = "yes" } = order;
    const bookSide = order.side === "buy" ? buyingSide(outcomeSide) : sellingSide(outcomeSide);
    prices.add(`${bookSide}${inSide(outcomeSide, order.price)}`);
  }
  return prices;
}

interface Bars {
  readonly largest: number;
  readonly columns: number;
  readonly sizeColumns: number;
  readonly own: ReadonlySet<string>;
  /** The price of the open ticket, in YES. */
  readonly ticketPrice: Price | undefined;
}

function levelRow(side: "bid" | "ask", { price, quantity }: Level, bars: Bars): Row {
  const { largest, columns, sizeColumns, own, ticketPrice } = bars;
  const label = `${side} ${priceText(price).padStart(6)}`;
  const size = quantityText(quantity).padStart(sizeColumns);
  const row: Span[] = [
    span(label, side),
    // A trader's own resting order is in this level.
    price === ticketPrice
      ? span("▸ ", "focus")
      : own.has(`${side}${price}`)
      ? span("* ", "focus")
      : span("  "),
    span(`${size} `),
  ];
  const room = columns - label.length - size.length - 3;
  if (room > 0) row.push(span(bar(quantity / largest, room), side));
  return row;
}

/** A bar of at most `columns`, in steps of an eighth; anything above nothing shows. */
function bar(share: number, columns: number): string {
  const eighths = Math.max(1, Math.round(share * columns * 8));
  return "█".repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? "");
}

function spreadRow(market: MarketRow, columns: number): Row {
  if (market.bid === undefined && market.ask === undefined) return [span(`─ book ${MISSING}`, "dim")];
  const crossed = market.spread !== undefined && market.spread < 0;
  const spread = [
    span(crossed ? "crossed " : "spread ", crossed ? "alarm" : "dim"),
    span(spreadText(market.spread), crossed ? "alarm" : "plain"),
  ];
  const mid = [span("mid ", "dim"), span(midText(market.bid, market.ask))];
  const roomy = [span("─ ", "dim"), ...spread, span("  "), ...mid];
  return rowWidth(roomy) <= columns ? roomy : [...spread, span(" "), ...mid];
}

function volumeRow(market: MarketRow): Row {
  return [span("volume ", "dim"), span(quantityText(market.volume))];
}
