/**
 * A row of the screen while it is being put together: pieces of text with a role, measured and painted last.
 *
 * Every piece is cleaned here, so no panel can forget to.
 *
 * @module
 */
import type { Role, Style } from "./style.ts";
import { isSimple, screenText } from "../lib/safe_text.ts";
import { displayWidth, ELLIPSIS, takeColumns } from "./width.ts";

/** A piece of text. */
export interface Span {
  readonly text: string;
  readonly role: Role;
  /** Columns the text takes. */
  readonly width: number;
}

/** Pieces of text, side by side. */
export type Row = readonly Span[];

/** An empty row. */
export const EMPTY_ROW: Row = [];

/** Makes a piece of text; whatever could harm the screen is taken out. */
export function span(text: string, role: Role = "plain"): Span {
  if (isSimple(text)) return { text, role, width: text.length };
  const clean = screenText(text);
  return { text: clean, role, width: displayWidth(clean) };
}

/** A row of one piece. */
export function line(text: string, role: Role = "plain"): Row {
  return [span(text, role)];
}

/** Columns a row takes. */
export function rowWidth(row: Row): number {
  let width = 0;
  for (const piece of row) width += piece.width;
  return width;
}

/** Paints a row at exactly `columns`: padded, or cut with `…`. */
export function paintRow(row: Row, columns: number, style: Style): string {
  if (columns <= 0) return "";
  const own = rowWidth(row);
  let painted = "";
  if (own <= columns) {
    for (const piece of row) painted += style.paint(piece.role, piece.text);
    return painted + " ".repeat(columns - own);
  }
  let left = columns - 1;
  for (const piece of row) {
    if (piece.width > left) {
      const kept = takeColumns(piece.text, left);
      painted += style.paint(piece.role, kept);
      left -= displayWidth(kept);
      break;
    }
    painted += style.paint(piece.role, piece.text);
    left -= piece.width;
  }
  return painted + ELLIPSIS + " ".repeat(left);
}

/** A part of a row that may be left out where there is no room. */
export interface Item {
  readonly row: Row;
  /** The highest goes first; 0 is never left out. */
  readonly dropOrder: number;
}

/** Joins as many items as fit, in their order; room goes to those with the lowest drop order first. */
export function fitItems(items: readonly Item[], columns: number, gap = 2): Row {
  const kept = new Set<Item>();
  let left = columns + gap;
  for (const item of items.toSorted((one, other) => one.dropOrder - other.dropOrder)) {
    if (item.row.length === 0) continue;
    const width = rowWidth(item.row) + gap;
    if (item.dropOrder > 0 && width > left) continue;
    kept.add(item);
    left -= width;
  }
  const space = span(" ".repeat(gap));
  return items.filter((item) => kept.has(item))
    .flatMap((item, index) => index === 0 ? item.row : [space, ...item.row]);
}

/** `left` and `right` at the two ends of `columns`. */
export function justify(left: Row, right: Row, columns: number): Row {
  const room = columns - rowWidth(left) - rowWidth(right);
  return room < 1 ? left : [...left, span(" ".repeat(room)), ...right];
}
