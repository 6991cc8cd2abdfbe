/**
 * The lines between panels, with titles in them.
 *
 * @module
 */
import { paintRow, type Row, rowWidth, span } from "./row.ts";
import type { Style } from "./style.ts";

/** A title and the part of the line it may use. */
export interface Title {
  readonly row: Row;
  /** First column of its part, counted inside the frame. */
  readonly at: number;
  readonly columns: number;
  /** Whether the panel below has the focus: `▸` stands before the title. */
  readonly focused: boolean;
}

const ENDS = { top: ["┌", "┐"], middle: ["├", "┤"], bottom: ["└", "┘"] } as const;

/**
 * One line across the screen.
 *
 * @param inner columns between its two ends
 * @param titles from left to right, one for each part between `below`
 * @param above columns at which the panels above are divided
 * @param below columns at which the panels below are divided
 */
export function borderRow(
  inner: number,
  titles: readonly Title[],
  above: readonly number[],
  below: readonly number[],
  place: keyof typeof ENDS,
  style: Style,
): string {
  let text = style.paint("dim", ENDS[place][0]);
  for (const title of titles) {
    const row = title.focused ? [span("▸", "focus"), ...focused(title.row)] : [span(" "), ...title.row];
    const used = Math.max(0, Math.min(rowWidth(row), title.columns - 2));
    text += `${paintRow(row, used, style)} `;
    let rest = "";
    for (let column = title.at + used + 1; column < title.at + title.columns; column++) {
      rest += above.includes(column) ? "┴" : "─";
    }
    const end = title.at + title.columns;
    if (end < inner) rest += above.includes(end) ? "┼" : below.includes(end) ? "┬" : "─";
    text += style.paint("dim", rest);
  }
  return text + style.paint("dim", ENDS[place][1]);
}

function focused(row: Row): Row {
  return row.map((piece) => piece.role === "plain" ? { ...piece, role: "focus" } : piece);
}
