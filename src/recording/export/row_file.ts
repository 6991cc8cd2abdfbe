/**
 * Files of rows, that come to their name only when they are whole.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { ParquetFile } from "./parquet.ts";
import { replaceFile, writeAll } from "../../lib/files.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";
import { describeError } from "../../lib/errors.ts";
import { type Cell, formatRows, formatRowsHeader, type RowFormat } from "../../lib/rows.ts";

/** The forms of a file. */
export type FileFormat = RowFormat | "parquet";

/** Takes rows. */
export interface RowSink<C extends string> {
  /** Takes some rows; settles when more may come. */
  write(rows: readonly Readonly<Record<C, Cell>>[]): Promise<void>;
  /** There are no more. */
  end(): Promise<void>;
}

/** Rows as text, to wherever text goes. */
export class TextRows<C extends string> implements RowSink<C> {
  readonly #format: RowFormat;
  readonly #columns: readonly C[];
  readonly #write: (text: string) => Promise<void>;
  #started = false;

  constructor(format: RowFormat, columns: readonly C[], write: (text: string) => Promise<void>) {
    this.#format = format;
    this.#columns = columns;
    this.#write = write;
  }

  async write(rows: readonly Readonly<Record<C, Cell>>[]): Promise<void> {
    const text = this.#header() + formatRows(this.#format, this.#columns, rows);
    if (text !== "") await this.#write(text);
  }

  async end(): Promise<void> {
    const text = this.#header();
    if (text !== "") await this.#write(text);
  }

  #header(): string {
    if (this.#started) return "";
    this.#started = true;
    return formatRowsHeader(this.#format, this.#columns);
  }
}

/**
 * Writes a file of rows.
 *
 * @param path its name; a file that has it is replaced
 * @param createdBy the program and its version, kept in Parquet files
 * @param fill writes all rows; where it throws there is no new file
 * @returns a refusal where the rows or the file cannot be written
 */
export async function writeRowFile<C extends string, T>(
  path: string,
  format: FileFormat,
  columns: readonly C[],
  createdBy: string,
  fill: (sink: RowSink<C>) => Promise<T>,
): Promise<RecordingResult<T>> {
  const encoder = new TextEncoder();
  try {
    const value = await replaceFile(path, async (file) => {
      const sink = format === "parquet"
        ? new ParquetFile(file, columns, createdBy)
        : new TextRows(format, columns, (text) => writeAll(file, encoder.encode(text)));
      const filled = await fill(sink);
      await sink.end();
      return filled;
    });
    return succeed(value);
  } catch (error) {
    return refuse("unwritable", `Cannot write "${path}": ${describeError(error)}`);
  }
}
