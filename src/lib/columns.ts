/**
 * Rows as lines of columns.
 *
 * @module
 */

/** How columns stand. */
export interface ColumnOptions {
  /** Stands between two columns. @default {"  "} */
  readonly gap?: string;
  /** The columns, from 0, that stand to the right: numbers. */
  readonly right?: ReadonlySet<number>;
}

/**
 * Lines in which every column is as wide as its widest cell, counted in UTF-16 units. A row may be shorter than others; no
 * line ends in spaces.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { alignColumns } from "./columns.ts";
 *
 * assertEquals(alignColumns([["NAME", "SIZE"], ["one", "7"]], { right: new Set([1]) }), ["NAME  SIZE", "one      7"]);
 * ```
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { gap = "  ", right }: ColumnOptions = {},
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return right?.has(column) === true ? cell.padStart(width) : cell.padEnd(width);
    }).join(gap).trimEnd()
  );
}
