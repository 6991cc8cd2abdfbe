/**
 * Rows as CSV or as lines of JSON, and CSV back into rows.
 *
 * One rule for every file: fields are quoted as RFC 4180 says where they need it, a text that a spreadsheet would run as a
 * formula has an apostrophe before it, an empty text is `""` and no value is nothing, lines end with a line feed alone.
 *
 * @module
 */

/** The value of a cell; `null` is an empty field in CSV and `null` in JSON. */
export type Cell = string | number | boolean | null;

/** A row by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** The forms rows can be written in. */
export type RowFormat = "csv" | "jsonl";

/** The header line of a CSV file, line break included. */
export function csvHeader(columns: readonly string[]): string {
  return csvLine(columns);
}

/** A CSV file: its header, and rows whose cells are in the order of the columns. */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = csvHeader(columns);
  for (const row of rows) text += csvLine(row);
  return text;
}

/**
 * Rows as CSV.
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
 * const columns = ["name", "size"] as const;
 * assertEquals(csvHeader(columns) + rowsToCsv(columns, [{ name: "A", size: null }]), "name,size\nA,\n");
 * ```
 */
export function rowsToCsv<C extends string>(
  columns: readonly C[],
  rows: readonly Readonly<Record<C, Cell>>[],
): string {
  let text = "";
  for (const row of rows) {
    let separator = "";
    for (const column of columns) {
      text += separator + csvField(row[column]);
      separator = ",";
    }
    text += "\n";
  }
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

/** The beginning of a file of rows: the header line of CSV, nothing for JSON. */
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

function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvField).join(",") + "\n";
}

function csvField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = isFormula(cell) ? `'${cell}` : cell;
  return text === "" || SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Characters that only a field in quotes may hold. */
const SPECIAL = /[",\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Whether a spreadsheet takes a text for a formula, also behind a tab or a carriage return; a number is not
 * one.
 */
function isFormula(text: string): boolean {
  switch (text.charAt(0)) {
    case "=":
    case "+":
    case "@":
    case "\t":
    case "\r":
      return true;
    case "-":
      return !NUMBER.test(text);
    default:
      return false;
  }
}

/** The rows of a CSV file by column; fields that are missing are left out, and what is nothing is an empty text. */
export function parseCsv(text: string): Record<string, string>[] {
  const [columns = [], ...rows] = [...records(text)];
  return rows.map((row) =>
    Object.fromEntries(columns.flatMap((column, index) => {
      const value = row[index];
      return value === undefined ? [] : [[column, value]];
    }))
  );
}

/** Records of fields; a quoted field may hold anything, line breaks included. */
function* records(text: string): Generator<string[]> {
  const token = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  let record: string[] = [];
  for (
    let match = token.exec(text);
    match !== null && token.lastIndex <= text.length;
    match = token.exec(text)
  ) {
    const [whole, value = "", end] = match;
    if (whole === "" && record.length === 0) return;
    record.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    yield record;
    record = [];
    if (token.lastIndex >= text.length) return;
  }
}
