/**
 * The interface of a panel, and what several panels need.
 *
 * @module
 */
import { codeOf } from "../../core/market/ticker.ts";
import { type Row, span } from "../row.ts";
import type { Role } from "../style.ts";
import type { UiState } from "../ui.ts";
import type { SessionView } from "../../views/session_view.ts";
import type { BookView, MarketRow } from "../../views/market_view.ts";

/** Everything that a panel is drawn from. */
export interface PanelContext {
  readonly view: SessionView;
  /** The trader's choices of what to look at. */
  readonly ui: UiState;
  /** The market looked at, where there is one. */
  readonly market: MarketRow | undefined;
  /** Its book, as far as it is known. */
  readonly book: Pick<BookView, "bids" | "asks">;
  /** Rows scrolled away from the panel's resting place; 0 unless it has the focus. */
  readonly scroll: number;
}

/** One panel: pure functions of the context. */
export interface Panel {
  /** The text in the border above it, with `rows` rows below. */
  title(context: PanelContext, rows: number): Row;
  /** How many rows it could fill. */
  count(context: PanelContext): number;
  /** At most `rows` rows; each is cut or padded to `columns` later. */
  body(context: PanelContext, columns: number, rows: number): readonly Row[];
}

/** A part of a list that fits. */
export interface Window<T> {
  readonly items: readonly T[];
  /** Index of the first. */
  readonly first: number;
}

/** The part of a list to show: from its beginning, scrolled, as far as there is something to scroll to. */
export function windowFromStart<T>(list: readonly T[], rows: number, scroll: number): Window<T> {
  const first = Math.max(0, Math.min(scroll, list.length - rows));
  return { items: list.slice(first, first + rows), first };
}

/** The part of a list to show: its end, or as many rows before it as are scrolled. */
export function windowFromEnd<T>(list: readonly T[], rows: number, scroll: number): Window<T> {
  const first = Math.max(0, list.length - rows - Math.max(0, scroll));
  return { items: list.slice(first, first + rows), first };
}

/** A title that counts: `Orders · 5`, and `Orders · 1–3 of 5` where not all are seen. */
export function countedTitle(name: string, total: number, shown: Window<unknown>): Row {
  if (total === 0) return [span(name)];
  const seen = shown.items.length;
  const count = seen < total
    ? `${seen > 1 ? `${shown.first + 1}–` : ""}${shown.first + seen} of ${total}`
    : `${total}`;
  return [span(`${name} · ${seen === 0 ? total : count}`)];
}

/** The short name of a market: its label, else the last part of its ticker. */
export function marketLabel(view: SessionView, ticker: string): string {
  for (const market of view.markets) if (market.ticker === ticker) return market.label;
  return codeOf(ticker);
}

/** How long ago a moment was; `undefined` where it is not known. */
export function ageMs(at: number | undefined, now: number): number | undefined {
  return at === undefined ? undefined : now - at;
}

/** The role of a gain or a loss. */
export function changeRole(change: number | undefined): Role {
  return change === undefined || change === 0 ? "plain" : change > 0 ? "gain" : "loss";
}
