/**
 * A frame: the view as one string a row. Pure, so a test or a log can have it too.
 *
 * @module
 */
import { accountRow } from "./panels/account.ts";
import { COMMANDS, type Hint, OPENED_COMMANDS, SENT_HINTS, TICKET_HINTS } from "./commands.ts";
import { type Band, type Layout, planLayout } from "./layout.ts";
import { connectionRow, headerRow, noticeRows } from "./panels/header.ts";
import { PANEL_BY_NAME, type PanelName } from "./panels/mod.ts";
import { ORDERS_PANEL } from "./panels/orders.ts";
import type { PanelContext } from "./panels/panel.ts";
import { TICKET_PANEL } from "./panels/ticket.ts";
import { topOfBook } from "./panels/book.ts";
import { whyRow } from "./panels/strategies.ts";
import { EMPTY_ROW, fitItems, paintRow, type Row, span } from "./row.ts";
import type { Size } from "./screen.ts";
import type { Style } from "./style.ts";
import type { UiState } from "./ui.ts";
import { liveNotices } from "../views/live_notices.ts";
import type { SessionView } from "../views/session_view.ts";
import { borderRow, type Title } from "./border.ts";

/**
 * Draws the dashboard.
 *
 * @returns `size.rows` strings, each exactly `size.columns` wide on the screen
 */
export function render(view: SessionView, ui: UiState, size: Size, style: Style): string[] {
  const live = liveNotices(view);
  const shown = live.length === 0 ? view : { ...view, notices: [...live, ...view.notices] };
  const frame = drawFrame(shown, ui, size, style);
  while (frame.length < size.rows) frame.push(paintRow(EMPTY_ROW, size.columns, style));
  return frame.slice(0, Math.max(0, size.rows));
}

/** How far the focused panel can be scrolled, in rows. */
export function scrollLimit(view: SessionView, ui: UiState): number {
  const panel: PanelName = ui.showKeys ? "keys" : ui.focus;
  return Math.max(0, PANEL_BY_NAME[panel].count(scrolled(contextOf(view, ui), panel)) - 1);
}

function drawFrame(view: SessionView, ui: UiState, size: Size, style: Style): string[] {
  const { columns } = size;
  const context = contextOf(view, ui);
  const layout = planLayout(context, size);
  if (layout.bands.length === 0) {
    return smallest(context, size).map((row) => paintRow(row, columns, style));
  }
  const frame = [paintRow(headerRow(view, context.market, columns), columns, style)];
  if (layout.headerRows > 1) frame.push(paintRow(connectionRow(view, columns), columns, style));
  for (const row of noticeRows(view.notices, columns).slice(0, layout.noticeRows)) {
    frame.push(paintRow(row, columns, style));
  }
  let above: readonly number[] = [];
  layout.bands.forEach((band, index) => {
    const below = splits(band);
    const titles = band.cells.map((cell, position): Title => {
      const panel = PANEL_BY_NAME[cell.panel];
      const focused = cell.panel === ui.focus;
      return {
        row: panel.title(scrolled(context, cell.panel), band.rows),
        at: position === 0 ? 0 : (below[position - 1] ?? 0) + 1,
        columns: cell.columns,
        focused,
      };
    });
    frame.push(borderRow(columns - 2, titles, above, below, index === 0 ? "top" : "middle", style));
    frame.push(...drawBand(context, band, style));
    above = below;
  });
  frame.push(...drawFoot(view, ui, layout, above, columns, style));
  return frame;
}

const NO_BOOK: PanelContext["book"] = { bids: [], asks: [] };

/** The context of all panels, before any panel is scrolled. */
function contextOf(view: SessionView, ui: UiState): PanelContext {
  // While a ticket is open its own market is looked at, whatever becomes of the list.
  const market = ui.ticket === undefined
    ? view.markets[Math.min(ui.selectedMarket, view.markets.length - 1)]
    : view.markets.find(({ ticker }) => ticker === ui.ticket?.ticket.market);
  const book = view.books.find((one) => one.market === market?.ticker) ?? NO_BOOK;
  return { view, ui, market, book, scroll: 0 };
}

/** The same for a panel: the one with the focus may be scrolled. */
function scrolled(context: PanelContext, panel: PanelName): PanelContext {
  const { ui } = context;
  const scrolls = ui.showKeys ? panel === "keys" : panel === ui.focus;
  return scrolls ? { ...context, scroll: ui.scroll } : context;
}

/** Columns, counted inside the frame, at which a band's panels are divided. */
function splits({ cells }: Band): readonly number[] {
  const found: number[] = [];
  let at = 0;
  for (const cell of cells.slice(0, -1)) {
    at += cell.columns;
    found.push(at);
    at++;
  }
  return found;
}

function drawBand(context: PanelContext, band: Band, style: Style): string[] {
  const bar = style.paint("dim", "│");
  const bodies = band.cells.map(({ panel, columns }) =>
    PANEL_BY_NAME[panel].body(scrolled(context, panel), columns - 2, band.rows)
  );
  return Array.from({ length: band.rows }, (_, row) => {
    let text = bar;
    band.cells.forEach((cell, index) => {
      text += ` ${paintRow(bodies[index]?.[row] ?? EMPTY_ROW, cell.columns - 2, style)} ${bar}`;
    });
    return text;
  });
}

function drawFoot(
  view: SessionView,
  ui: UiState,
  layout: Layout,
  above: readonly number[],
  columns: number,
  style: Style,
): string[] {
  const inner = columns - 2;
  const whole = (row: Row): Title => ({ row, at: 0, columns: inner, focused: false });
  const help = whole(footRow(ui, inner - 3));
  if (!layout.account) return [borderRow(inner, [help], above, [], "bottom", style)];
  return [
    borderRow(inner, [whole(accountRow(view.account, inner - 3))], above, [], "middle", style),
    borderRow(inner, [help], [], [], "bottom", style),
  ];
}

/** The help line, or what a key that is pressed twice asks. */
function footRow({ question, opened, ticket }: UiState, columns: number): Row {
  if (question !== undefined) return fitItems([{ row: [span(question, "alarm")], dropOrder: 0 }], columns);
  if (ticket === undefined) return helpRow(columns, opened);
  return hintsRow(ticket.sentAt === undefined ? TICKET_HINTS : SENT_HINTS, columns);
}

/** The help line, from the key table. */
export function helpRow(columns: number, opened = false): Row {
  const hints = (opened ? OPENED_COMMANDS : COMMANDS).flatMap(({ hint }) => hint ?? []);
  return hintsRow(hints, columns);
}

function hintsRow(hints: readonly Hint[], columns: number): Row {
  const items = hints.map(({ keys, label, dropOrder }) => ({
    row: [span(keys, "focus"), span(` ${label}`)],
    dropOrder,
  }));
  return fitItems(items, columns);
}

/** No room for borders: what matters most, one a row. */
function smallest(context: PanelContext, { columns, rows }: Size): Row[] {
  const { view, ui, market } = context;
  if (ui.ticket !== undefined) {
    return [
      headerRow(view, market, columns),
      TICKET_PANEL.title(context, rows - 2),
      ...TICKET_PANEL.body(context, columns, rows - 2),
    ];
  }
  const [firstOrder = EMPTY_ROW, ...otherOrders] = ORDERS_PANEL.body(context, columns, 50);
  return [
    headerRow(view, market, columns),
    market === undefined ? [span("no market yet", "dim")] : topOfBook(market, columns),
    firstOrder,
    whyRow(context, columns),
    ...otherOrders,
    footRow(ui, columns),
  ];
}
