/**
 * Rows as Parquet, in row groups, so that memory does not grow with the file.
 *
 * Columns have the names and the meaning that they have in CSV. Prices are DECIMAL(9, 4), sizes DECIMAL(18, 2), money
 * DECIMAL(18, 6): exact, and whole numbers in the file.
 *
 * @module
 */
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { readDecimal } from "../../core/numbers/decimal.ts";
import { writeAll } from "../../lib/files.ts";
import type { Cell } from "../../lib/rows.ts";

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type SchemaElement = Schema[number];

/** The kind of values in a column. */
type ColumnKind = "text" | "time" | "integer" | "price" | "quantity" | "money";

/** The kinds of the columns of all exports; any other is text. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  at_ms: "time",
  bid: "price",
  bid_size: "quantity",
  ask: "price",
  ask_size: "quantity",
  last: "price",
  volume: "quantity",
  book_age_ms: "time",
  score_age_ms: "time",
  seconds_left_period: "time",
  seconds_left_game: "time",
  price: "price",
  quantity: "quantity",
  fee: "money",
  balance_change: "money",
  home_score: "integer",
  away_score: "integer",
  period: "integer",
  down: "integer",
  distance: "integer",
  yards_to_goal: "integer",
};

/** Decimal places of the kinds that are decimal strings. */
const PLACES = { price: 4, quantity: 2, money: 6 } as const;

/** How many rows a group holds, and so how many are held in memory. */
export const ROW_GROUP_ROWS = 20_000;

function kindOf(column: string): ColumnKind {
  return KINDS[column] ?? KINDS[column.replace(/^(home|away)_/, "")] ?? "text";
}

function element(name: string): SchemaElement {
  const base = { name, repetition_type: "OPTIONAL" } as const;
  const kind = kindOf(name);
  switch (kind) {
    case "text":
      return { ...base, type: "BYTE_ARRAY", converted_type: "UTF8" };
    case "time":
      return { ...base, type: "DOUBLE" };
    case "integer":
      return { ...base, type: "INT32" };
    case "price":
      return { ...base, type: "INT32", converted_type: "DECIMAL", scale: PLACES.price, precision: 9 };
    case "quantity":
    case "money":
      return { ...base, type: "INT64", converted_type: "DECIMAL", scale: PLACES[kind], precision: 18 };
  }
}

/** A cell as the file's own type. */
function convert(kind: ColumnKind, column: string, cell: Cell): string | number | bigint | null {
  if (cell === null) return null;
  if (kind === "text") return String(cell);
  if (kind === "time" || kind === "integer") {
    if (typeof cell === "number") return cell;
    throw new TypeError(`Cannot write column ${column}: expected a number, was "${cell}"`);
  }
  const units = readDecimal(String(cell), PLACES[kind]);
  if (units !== undefined) return BigInt(units);
  throw new TypeError(`Cannot write column ${column}: expected a decimal, was "${cell}"`);
}

/** A Parquet file in the making. */
export class ParquetFile<C extends string> {
  readonly #file: Deno.FsFile;
  readonly #columns: readonly C[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: Readonly<Record<C, Cell>>[] = [];

  /** @param file open for writing; who opened it closes it */
  constructor(file: Deno.FsFile, columns: readonly C[], createdBy: string) {
    this.#file = file;
    this.#columns = columns;
    const root: SchemaElement = { name: "rows", num_children: columns.length };
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [root, ...columns.map(element)],
      createdBy,
    });
  }

  /** Takes rows; they reach the file a group at a time. */
  async write(rows: readonly Readonly<Record<C, Cell>>[]): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row);
      if (this.#rows.length >= ROW_GROUP_ROWS) await this.#writeGroup();
    }
  }

  /** Writes what is left, and the index at the end of the file. */
  async end(): Promise<void> {
    await this.#writeGroup();
    await this.#writer.finish();
    await this.#flush();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    const columnData = this.#columns.map((name) => {
      const kind = kindOf(name);
      return { name, data: rows.map((row) => convert(kind, name, row[name])) };
    });
    await this.#writer.write({ columnData, rowGroupSize: rows.length });
    await this.#flush();
  }

  /** Hands the bytes so far to the file. */
  async #flush(): Promise<void> {
    await writeAll(this.#file, this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}
