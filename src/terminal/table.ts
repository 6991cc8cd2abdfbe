/**
 * Rows of cells in aligned columns; where there is no room, the columns that matter least go.
 *
 * @module
 */
import { type Row, rowWidth, type Span, span } from "./row.ts";

/** How a column behaves. */
export interface Column {
  /** @default {"left"} */
  readonly align?: "left" | "right";
  /** The highest goes first where there is no room; 0 stays. */
  readonly dropOrder: number;
}

const GAP = 2;
const NARROW_GAP = 1;

/**
 * Lays cells out.
 *
 * Widths follow from the cells given; an empty column takes no room. What is still too wide is left to be cut.
 *
 * @param cells one row of cells per table row, each as long as `columns`
 */
export function layTable(
  columns: readonly Column[],
  cells: readonly (readonly Row[])[],
  width: number,
): Row[] {
  const widths = columns.map((_, index) =>
    cells.reduce((widest, row) => Math.max(widest, rowWidth(row[index] ?? [])), 0)
  );
  const kept = columns.map((_, index) => index).filter((index) => (widths[index] ?? 0) > 0);
  const total = (gap: number) => kept.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, -gap);
  while (total(NARROW_GAP) > width) {
    let worst = -1;
    for (const index of kept) {
      if ((columns[index]?.dropOrder ?? 0) > (columns[worst]?.dropOrder ?? 0)) worst = index;
    }
    if (worst < 0) break;
    kept.splice(kept.indexOf(worst), 1);
  }
  const gap = span(" ".repeat(total(GAP) <= width ? GAP : NARROW_GAP));
  return cells.map((row) => {
    const spans: Span[] = [];
    kept.forEach((index, position) => {
      const cell = row[index] ?? [];
      const padding = span(" ".repeat((widths[index] ?? 0) - rowWidth(cell)));
      if (position > 0) spans.push(gap);
      if (columns[index]?.align === "right") spans.push(padding, ...cell);
      else if (position < kept.length - 1) spans.push(...cell, padding);
      else spans.push(...cell);
    });
    return spans;
  });
}
