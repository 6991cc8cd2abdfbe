/**
 * Rows as CSV or as lines of JSON.
 *
 * @module
 */

/** What a cell can hold; `null` is an empty field in CSV and `null` in JSON. */
export type Cell = string | number | boolean | null;

/** A row by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** The forms rows can be written in. */
export type RowFormat = "csv" | "jsonl";

/** The header line of a CSV file, line break included. */
export function csvHeader(columns: readonly string[]): string {
  return columns.map(csvField).join(",") + "\n";
}

/**
 * Rows as CSV: fields quoted as RFC 4180 says where they need it, lines ended by a line feed alone.
 *
 * An empty string is written `""`, so that it is not taken for a missing value.
 *
 * @param columns which cells, in which order
 * @param rows any rows that have them
 * @returns the lines, without the header; an empty text where there are no rows
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { csvHeader, rowsToCsv } from "./rows.ts";
 *
 * const columns = ["market", "ask"] as const;
 * assertEquals(csvHeader(columns) + rowsToCsv(columns, [{ market: "A", ask: null }]), "market,ask\nA,\n");
 * ```
 */
export function rowsToCsv<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): string {
  let text = "";
  for (const row of rows) text += columns.map((column) => csvField(row[column])).join(",") + "\n";
  return text;
}

/**
 * Rows as JSON, one object a line, with these columns in this order.
 *
 * @param columns which cells, in which order
 * @param rows any rows that have them
 */
export function rowsToJsonl<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): string {
  let text = "";
  for (const row of rows) {
    text += JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]]))) + "\n";
  }
  return text;
}

/** What a file of rows begins with: the header line of CSV, nothing for JSON. */
export function formatRowsHeader(format: RowFormat, columns: readonly string[]): string {
  return format === "csv" ? csvHeader(columns) : "";
}

/** Rows in either form, without a header. */
export function formatRows<C extends string>(
  format: RowFormat,
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): string {
  return format === "csv" ? rowsToCsv(columns, rows) : rowsToJsonl(columns, rows);
}

function csvField(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
