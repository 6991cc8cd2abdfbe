/**
 * Columns of a file as typed arrays, a block of rows at a time: millions of rows, no object a row.
 *
 * @module
 */
import { badCell, FileFault } from "./file_fault.ts";

/** A column that is wanted. */
export interface ColumnSpec {
  readonly name: string;
  /** `whole`: whole numbers of 32 bits, and flags as 1 and 0; `number`: any; `text`. */
  readonly kind: "whole" | "number" | "text";
  /** The file may do without it. */
  readonly optional?: true;
  /** Text columns with the same name here number their words together, so that codes of both can be compared. */
  readonly words?: string;
}

/** Takes a block of rows that the columns hold; `start` is its first row in the file, from 0. */
export type BlockTaker = (start: number, rows: number) => void;

/** What stands for an empty cell in a `whole` column; in a `number` column NaN does, in a `text` column −1. */
export const NO_WHOLE = -2_147_483_648;

/** Words numbered in the order in which they are met. */
export class Words {
  readonly list: string[] = [];
  readonly #codes = new Map<string, number>();

  /** The number of a word, a new one where it has none. */
  codeOf(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    const code = this.list.length;
    this.list.push(word);
    this.#codes.set(word, code);
    return code;
  }
}

/** A column, filled for one block and then for the next. */
export interface Column {
  readonly spec: ColumnSpec;
  /** Whether the file being read has it. */
  isThere: boolean;
  /** Numbers, or codes of words; longer than the block where an earlier one was. */
  values: Int32Array | Float64Array;
  /** Of text columns. */
  readonly words: Words;
}

/** The columns that are wanted of a file, and of files after it: codes of words are the same in all. */
export class Columns {
  readonly all: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;

  constructor(specs: readonly ColumnSpec[]) {
    const shared = new Map<string, Words>();
    this.all = specs.map((spec) => {
      const words = shared.get(spec.words ?? spec.name) ?? new Words();
      shared.set(spec.words ?? spec.name, words);
      return { spec, isThere: false, values: emptyOf(spec, 0), words };
    });
    this.#byName = new Map(this.all.map((column) => [column.spec.name, column]));
  }

  /** @throws {TypeError} for a name that is not wanted */
  get(name: string): Column {
    const column = this.#byName.get(name);
    if (column === undefined) throw new TypeError(`Cannot find column ${name}: it was not asked for`);
    return column;
  }

  /**
   * Refuses empty cells of a block.
   *
   * @param names columns in which no used row may have one
   * @param used 1 for the rows that are used
   * @param start the block's first row in the file
   * @throws {FileFault} that names the first one
   */
  refuseEmpty(names: readonly string[], used: Uint8Array, start: number, rows: number): void {
    for (const name of names) {
      const { spec, values } = this.get(name);
      for (let row = 0; row < rows; row++) {
        const value = values[row];
        if (
          used[row] === 0 || (value !== NO_WHOLE && value === value && (spec.kind !== "text" || value !== -1))
        ) {
          continue;
        }
        throw new FileFault("empty_cell", `row ${start + row + 1}: ${name} is empty`);
      }
    }
  }

  /**
   * Refuses numbers of a block that cannot be; the parameters are those of `refuseEmpty`.
   *
   * @throws {FileFault} that names the first one
   */
  refuseOutside(
    name: string,
    low: number,
    high: number,
    used: Uint8Array,
    start: number,
    rows: number,
  ): void {
    const { values } = this.get(name);
    for (let row = 0; row < rows; row++) {
      const value = values[row] ?? NaN;
      if (used[row] === 0 || (value >= low && value <= high)) continue;
      throw badCell(start + row, name, `${low} to ${high}`, String(value));
    }
  }

  /** Makes room for a block, all cells of it empty. */
  clear(rows: number): void {
    for (const column of this.all) {
      if (column.values.length < rows) column.values = emptyOf(column.spec, rows);
      column.values.fill(emptyCell(column.spec), 0, rows);
    }
  }
}

function emptyCell({ kind }: ColumnSpec): number {
  return kind === "number" ? NaN : kind === "whole" ? NO_WHOLE : -1;
}

function emptyOf({ kind }: ColumnSpec, rows: number): Int32Array | Float64Array {
  return kind === "number" ? new Float64Array(rows) : new Int32Array(rows);
}

/** How CSV files write an empty cell. */
const EMPTY = new Set(["", "NA", "NaN", "nan", "null", "None"]);

const FLAGS: Readonly<Record<string, number>> = { true: 1, True: 1, TRUE: 1, false: 0, False: 0, FALSE: 0 };

/**
 * Puts a value where it belongs.
 *
 * @param value a number, bigint, flag, text or date as a reader has it; null and undefined are empty cells
 * @param row within the block
 * @param rowOfFile for the message
 * @throws {FileFault} where the column cannot hold it
 */
export function putCell(column: Column, row: number, value: unknown, rowOfFile: number): void {
  const { spec, values } = column;
  if (value === null || value === undefined) return;
  if (spec.kind === "text") {
    const word = wordOf(value);
    if (word === undefined) throw badCell(rowOfFile, spec.name, "a text", typeof value);
    if (!EMPTY.has(word)) values[row] = column.words.codeOf(word);
    return;
  }
  const number = numberOf(value);
  if (number === undefined) return;
  const fits = spec.kind === "number"
    ? Number.isFinite(number)
    : Number.isInteger(number) && Math.abs(number) < 2_147_483_648;
  if (!fits) {
    // A float column writes its empty cells so.
    if (value !== value) return;
    const expected = spec.kind === "number" ? "a number" : "a whole number";
    throw badCell(rowOfFile, spec.name, expected, String(value));
  }
  values[row] = number;
}

function wordOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Date && Number.isFinite(value.getTime())) return value.toISOString().slice(0, 10);
  return undefined;
}

/** NaN for what is no number, `undefined` for an empty cell. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return NaN;
  if (EMPTY.has(value)) return undefined;
  const flag = FLAGS[value];
  if (flag !== undefined) return flag;
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value) ? Number(value) : NaN;
}
