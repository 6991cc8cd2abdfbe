/**
 * The trader's choices of what to look at, and how keys change them. Pure: a state and an action give the
 * next state.
 *
 * @module
 */
import type { Action } from "./commands.ts";
import type { TicketUi } from "./ticket.ts";

/** The panels that can have the focus, in the order Tab goes through them. */
export const PANELS = ["book", "strategies", "orders", "positions", "markets", "trades", "log"] as const;

/** A panel that can have the focus. */
export type PanelId = typeof PANELS[number];

/** Depths the depth key goes through: levels a side. */
export const DEPTHS = [5, 10, 3] as const;

/** The trader's choices of what to look at. */
export interface UiState {
  /** Index into the view's markets; kept inside by {@linkcode reduceUi}. */
  readonly selectedMarket: number;
  /** Index into the view's positions; kept inside by {@linkcode reduceUi}. */
  readonly selectedPosition: number;
  /** Index into the view's orders; kept inside by {@linkcode reduceUi}. */
  readonly selectedOrder: number;
  /** The order ticket, while it is open. */
  readonly ticket?: TicketUi;
  /** What the gate says of the ticket as it stands, where it could be asked. */
  readonly objection?: string;
  /** Milliseconds that only rise, as far as the ticket needs them. */
  readonly ticking?: number;
  /** The question of a key that has to be pressed twice, after its first press. */
  readonly question?: string;
  /** Whether this dashboard was opened out of a table: quitting it goes back there. */
  readonly opened?: boolean;
  /** Takes more room, and scrolls. */
  readonly focus: PanelId;
  /** Levels shown a side, where there is room. */
  readonly depthLevels: number;
  /** Rows the focused panel is scrolled by, counted from its own resting place. */
  readonly scroll: number;
  /** Whether the list of all keys covers the panels. */
  readonly showKeys: boolean;
}

/** How it starts. */
export const INITIAL_UI: UiState = {
  selectedMarket: 0,
  selectedPosition: 0,
  selectedOrder: 0,
  focus: "book",
  depthLevels: 5,
  scroll: 0,
  showKeys: false,
};

/** Rows that PgUp and PgDn scroll by. */
export const PAGE_ROWS = 5;

/** How much there is to go through. */
export interface UiCounts {
  readonly markets: number;
  /** @default 0 */
  readonly positions?: number;
  /** @default 0 */
  readonly orders?: number;
  /** How far the focused panel can be scrolled, in rows. @default Infinity */
  readonly scrollLimit?: number;
}

/**
 * The next state.
 *
 * @returns `state` itself where the action does not concern what is looked at
 */
export function reduceUi(
  state: UiState,
  action: Action,
  { markets, positions = 0, orders = 0, scrollLimit = Infinity }: UiCounts,
): UiState {
  switch (action) {
    case "depth":
      return { ...state, depthLevels: nextDepth(state.depthLevels) };
    case "market_up":
    case "market_down": {
      const step = action === "market_up" ? -1 : 1;
      if (state.focus === "orders") {
        return { ...state, selectedOrder: cycle(state.selectedOrder, step, orders) };
      }
      return state.focus === "positions"
        ? { ...state, selectedPosition: cycle(state.selectedPosition, step, positions) }
        : { ...state, selectedMarket: cycle(state.selectedMarket, step, markets) };
    }
    case "next_panel":
      return { ...state, focus: nextPanel(state.focus, 1), scroll: 0 };
    case "previous_panel":
      return { ...state, focus: nextPanel(state.focus, -1), scroll: 0 };
    case "scroll_up":
      return { ...state, scroll: scrolled(state, -PAGE_ROWS, scrollLimit) };
    case "scroll_down":
      return { ...state, scroll: scrolled(state, PAGE_ROWS, scrollLimit) };
    case "keys":
      return { ...state, showKeys: !state.showKeys, scroll: 0 };
    case "close":
      return state.showKeys ? { ...state, showKeys: false, scroll: 0 } : state;
    case "quit":
    case "pause":
    case "cancel_all":
    case "kill":
    case "flatten":
    case "close_position":
    case "buy":
    case "sell":
    case "change_order":
    case "cancel_order":
      return state;
  }
}

/** The log rests at its end, so for it "up" goes away from the resting place; all others rest at their top. */
function scrolled(state: UiState, rows: number, limit: number): number {
  const away = state.focus === "log" && !state.showKeys ? -rows : rows;
  return Math.min(Math.max(0, state.scroll + away), Math.max(0, limit));
}

function nextDepth(depth: number): number {
  const index = DEPTHS.findIndex((one) => one === depth);
  return DEPTHS[(index + 1) % DEPTHS.length] ?? DEPTHS[0];
}

function nextPanel(panel: PanelId, step: number): PanelId {
  return PANELS[cycle(PANELS.indexOf(panel), step, PANELS.length)] ?? panel;
}

/** The next of `count`, around; what has become fewer since is counted from its new end. */
function cycle(index: number, step: number, count: number): number {
  return count <= 0 ? 0 : (Math.min(index, count - 1) + step + count) % count;
}
