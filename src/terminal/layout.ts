/**
 * Which panels are shown, where, and how many rows each gets.
 *
 * Panels stand in bands, one below the other. Where rows are short, whole things go, in this order: the extras (price history
 * on narrow screens, markets, trades), the log, the depth of the book (its best prices stay), the positions, then account line,
 * notice and second header row. What is left over goes first to the panel with the focus.
 *
 * @module
 */
import type { PanelContext } from "./panels/panel.ts";
import { noticeRows } from "./panels/header.ts";
import { PANEL_BY_NAME, type PanelName } from "./panels/mod.ts";
import { hasModel, MODEL_ROWS } from "./panels/model.ts";
import { TICKET_ROWS } from "./panels/ticket.ts";
import type { Size } from "./screen.ts";

/** A panel and its width without borders. */
export interface Cell {
  readonly panel: PanelName;
  readonly columns: number;
}

/** Panels side by side; `rows` counts neither the border above nor one below. */
export interface Band {
  readonly cells: readonly Cell[];
  readonly rows: number;
}

/** A whole screen; no bands: too small for borders. */
export interface Layout {
  readonly headerRows: 1 | 2;
  readonly noticeRows: number;
  readonly bands: readonly Band[];
  readonly account: boolean;
}

/** From here on panels stand side by side. */
export const WIDE_COLUMNS = 80;
/** Below this many columns borders cost more than they give. */
export const LEAST_COLUMNS = 30;

interface Plan {
  readonly panels: readonly PanelName[];
  /** Fewest rows it is worth showing with. */
  least: number;
  readonly comfortable: number;
  readonly wanted: number;
  /** The lowest goes first where rows are short; 0 stays. */
  readonly leaves: number;
}

const LEAVE_EXTRAS = 1;
const LEAVE_LOG = 2;
const LEAVE_POSITIONS = 4;

/** Plans a screen. */
export function planLayout(context: PanelContext, size: Size): Layout {
  const wide = size.columns >= WIDE_COLUMNS;
  let plans = context.ui.showKeys
    ? [keysPlan()]
    : context.ui.ticket !== undefined
    ? ticketPlans(context, wide)
    : wide
    ? widePlans(context)
    : narrowPlans(context);
  const shell = {
    headerRows: 2 as 1 | 2,
    noticeRows: noticeRows(context.view.notices, size.columns).length,
    account: true,
  };
  const needed = () =>
    shell.headerRows + shell.noticeRows + Number(shell.account) + 1 +
    plans.reduce((sum, plan) => sum + 1 + plan.least, 0);
  const steps: readonly (() => void)[] = [
    () => plans = plans.filter((plan) => plan.leaves !== LEAVE_EXTRAS),
    () => plans = plans.filter((plan) => plan.leaves !== LEAVE_LOG),
    () => plans.forEach((plan) => plan.least = plan.panels[0] === "book" ? 1 : plan.least),
    () => plans = plans.filter((plan) => plan.leaves !== LEAVE_POSITIONS),
    () => shell.account = false,
    () => shell.headerRows = 1,
    () => shell.noticeRows = Math.min(1, shell.noticeRows),
    () => shell.noticeRows = 0,
    () => plans.forEach((plan) => plan.least = 1),
  ];
  for (const step of steps) {
    if (needed() <= size.rows) break;
    step();
  }
  if (needed() > size.rows || size.columns < LEAST_COLUMNS) {
    return { headerRows: 1, noticeRows: 0, bands: [], account: false };
  }
  const rows = shareRows(plans, size.rows - needed(), context);
  const bands = plans.map((plan, index) => ({
    cells: placeCells(plan.panels, size.columns - 2, context.ui.focus),
    rows: rows[index] ?? plan.least,
  }));
  return { ...shell, bands };
}

function widePlans(context: PanelContext): Plan[] {
  const several = context.view.markets.length > 1;
  return [
    plan(["book", "price", "strategies"], 3, 7, Math.max(bookRows(context), strategyRows(context)), 0),
    plan(["orders", "positions"], 2, 3, most(context, ["orders", "positions"], 3, 8), 0),
    plan(
      several ? ["markets", "trades"] : ["trades"],
      1,
      2,
      most(context, ["markets", "trades"], 2, 6),
      LEAVE_EXTRAS,
    ),
    plan(["log"], 2, 3, Infinity, LEAVE_LOG),
  ];
}

function narrowPlans(context: PanelContext): Plan[] {
  const several = context.view.markets.length > 1;
  return [
    plan(["book"], 3, 7, bookRows(context), 0),
    plan(["strategies"], 1, 2, most(context, ["strategies"], 2, 6), 0),
    plan(["orders"], 1, 2, most(context, ["orders"], 2, 8), 0),
    plan(["positions"], 1, 2, most(context, ["positions"], 2, 8), LEAVE_POSITIONS),
    plan(["price"], 2, 3, 5, LEAVE_EXTRAS),
    ...(several ? [plan(["markets"], 1, 2, most(context, ["markets"], 2, 6), LEAVE_EXTRAS)] : []),
    plan(["trades"], 1, 2, most(context, ["trades"], 2, 6), LEAVE_EXTRAS),
    plan(["log"], 2, 3, Infinity, LEAVE_LOG),
  ];
}

/** An open ticket stands beside its book, and orders and positions below it. */
function ticketPlans(context: PanelContext, wide: boolean): Plan[] {
  const rest = [
    plan(["orders", "positions"], 2, 3, most(context, ["orders", "positions"], 3, 8), LEAVE_POSITIONS),
    plan(["log"], 1, 3, Infinity, LEAVE_LOG),
  ];
  if (wide) return [plan(["book", "ticket"], TICKET_ROWS, TICKET_ROWS, TICKET_ROWS, 0), ...rest];
  return [plan(["ticket"], TICKET_ROWS, TICKET_ROWS, TICKET_ROWS, 0), plan(["book"], 3, 3, 7, LEAVE_EXTRAS)];
}

function keysPlan(): Plan {
  return plan(["keys"], 1, 1, Infinity, 0);
}

function plan(
  panels: readonly PanelName[],
  least: number,
  comfortable: number,
  wanted: number,
  leaves: number,
): Plan {
  return { panels, least, comfortable, wanted: Math.max(wanted, least), leaves };
}

function bookRows(context: PanelContext): number {
  return PANEL_BY_NAME.book.count(context);
}

/** A row for each strategy, so that with many of them each still says why it is not trading. */
function strategyRows({ view, market }: PanelContext): number {
  return Math.min(14, view.strategies.length + 1 + (hasModel(market) ? MODEL_ROWS + 2 : 0));
}

function most(context: PanelContext, panels: readonly PanelName[], least: number, limit: number): number {
  const counts = panels.map((panel) => PANEL_BY_NAME[panel].count(context));
  return Math.min(limit, Math.max(least, ...counts));
}

/** Gives free rows out: to the focus, to comfort, to the focus again, to wants from above; the rest to the last band. */
function shareRows(plans: readonly Plan[], free: number, context: PanelContext): readonly number[] {
  const rows = plans.map((one) => one.least);
  let left = free;
  const grow = (index: number, target: number) => {
    const given = Math.max(0, Math.min(left, target - (rows[index] ?? 0)));
    rows[index] = (rows[index] ?? 0) + given;
    left -= given;
  };
  const { focus } = context.ui;
  const focused = plans.findIndex((one) => one.panels.includes(focus));
  const focusRows = PANEL_BY_NAME[focus].count(context);
  // Half of what is free at first, so that the others do not shrink to nothing beside it.
  if (focused >= 0) grow(focused, Math.min(focusRows, (rows[focused] ?? 0) + Math.ceil(free / 2)));
  const comfort = (one: Plan) => Math.min(one.comfortable, one.wanted);
  plans.forEach((one, index) => grow(index, Math.min(comfort(one), one.least + 1)));
  plans.forEach((one, index) => grow(index, comfort(one)));
  if (focused >= 0) grow(focused, focusRows);
  plans.forEach((one, index) => grow(index, one.wanted));
  grow(plans.length - 1, Infinity);
  return rows;
}

/** Shares the columns between the borders among panels side by side; the one with the focus takes more. */
function placeCells(panels: readonly PanelName[], inner: number, focus: PanelName): readonly Cell[] {
  const room = inner - (panels.length - 1);
  const shares = sharesOf(panels, room, focus);
  let left = room;
  return panels.map((panel, index) => {
    const share = shares[index];
    const columns = share === undefined ? left : Math.ceil(room * share);
    left -= columns;
    return { panel, columns };
  });
}

/** Parts of the width of all panels of a band but the last. */
function sharesOf(panels: readonly PanelName[], room: number, focus: PanelName): readonly number[] {
  const position = panels.indexOf(focus);
  if (panels.length === 3) return position === 2 ? [0.31, 0.2] : [0.31, 0.28];
  if (panels.length !== 2) return [];
  if (panels[1] === "ticket") return [0.34];
  // Orders have more columns than positions; on a wide screen all of them fit that way.
  return [position === 0 ? 0.62 : position === 1 ? 0.38 : room >= 110 ? 0.53 : 0.5];
}
