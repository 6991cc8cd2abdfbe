/**
 * CSV files, plain or gzipped, as they come from the disk: commas, quotes where a cell needs them, names in the first line.
 *
 * @module
 */
import { LineSplitter } from "../../lib/lines.ts";
import { type BlockTaker, type Column, type Columns, putCell } from "./columns.ts";
import { damaged, missingColumns } from "./file_fault.ts";

/** Rows that are handed on together. */
const BLOCK_ROWS = 65_536;

/** No line of a play-by-play is longer, in UTF-16 units. */
const LONGEST_LINE = 1_000_000;

/**
 * Reads a file from its stream; the stream is closed at the end.
 *
 * @throws {FileFault} where a line is endless, has too few cells, or a quote is not closed, or a needed column is not there
 */
export async function readCsv(
  stream: ReadableStream<Uint8Array>,
  columns: Columns,
  take: BlockTaker,
): Promise<void> {
  const rows = new CsvRows(columns);
  const splitter = new LineSplitter();
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    for (const line of splitter.split(decoder.decode(bytes, { stream: true }))) {
      rows.takeLine(line);
      if (rows.waiting === BLOCK_ROWS) rows.handOn(take);
    }
    if (splitter.restLength > LONGEST_LINE) throw damaged("a line without end");
  }
  const rest = splitter.takeRest() + decoder.decode();
  if (rest !== "") rows.takeLine(rest);
  rows.end();
  if (rows.waiting > 0) rows.handOn(take);
}

class CsvRows {
  readonly #columns: Columns;
  /** The wanted columns with their place in a line; `undefined` before the first line. */
  #places: readonly { readonly column: Column; readonly place: number }[] | undefined;
  #width = 0;
  /** A line whose quote goes on in the next. */
  #open = "";
  #start = 0;
  waiting = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  takeLine(text: string): void {
    let line = this.#open === "" ? text : `${this.#open}\n${text}`;
    this.#open = "";
    if (line.endsWith("\r")) line = line.slice(0, -1);
    const cells = line.includes('"') ? quotedCells(line) : line.split(",");
    if (cells === undefined) {
      if (line.length > LONGEST_LINE) throw damaged(`row ${this.#row + 1}: a quote without its end`);
      this.#open = line;
      return;
    }
    if (this.#places === undefined) return this.#takeNames(cells);
    if (line === "") return;
    if (cells.length !== this.#width) {
      throw damaged(`row ${this.#row + 1}: ${cells.length} cells, the first line has ${this.#width}`);
    }
    if (this.waiting === 0) this.#columns.clear(BLOCK_ROWS);
    for (const { column, place } of this.#places) putCell(column, this.waiting, cells[place], this.#row);
    this.waiting++;
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#open !== "") throw damaged(`row ${this.#row + 1}: a quote without its end`);
    if (this.#places === undefined) throw damaged("nothing in it");
  }

  handOn(take: BlockTaker): void {
    take(this.#start, this.waiting);
    this.#start += this.waiting;
    this.waiting = 0;
  }

  get #row(): number {
    return this.#start + this.waiting;
  }

  #takeNames(cells: readonly string[]): void {
    const names = cells.map((name, index) => (index === 0 ? name.replace(/^\uFEFF/, "") : name).trim());
    this.#width = names.length;
    const places = [];
    const missing = [];
    for (const column of this.#columns.all) {
      const place = names.indexOf(column.spec.name);
      column.isThere = place >= 0;
      if (place >= 0) places.push({ column, place });
      else if (column.spec.optional !== true) missing.push(column.spec.name);
    }
    if (missing.length > 0) throw missingColumns(missing, names.map((name) => name.slice(0, 40)));
    this.#places = places;
  }
}

/** The cells of a line with quotes; `undefined` where a quote is not closed. */
function quotedCells(line: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] !== '"') {
      const comma = line.indexOf(",", at);
      const end = comma < 0 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    let close = line.indexOf('"', at + 1);
    // Two quotes are one inside a cell.
    while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
    if (close < 0) return undefined;
    cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
    at = close + 2;
  }
  return cells;
}
