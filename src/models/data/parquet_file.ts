/**
 * Columns of Parquet files, a group of rows at a time.
 *
 * @module
 */
import { type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from "hyparquet";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { safeText } from "../../lib/safe_text.ts";
import { checkChunk, optionalColumns, type ParquetBytes, parquetBytes } from "./parquet_bytes.ts";

/** Five times the plays of five NBA seasons; a file may claim any number, and memory is taken for it. */
const MOST_ROWS = 20_000_000;
const MOST_COLUMNS = 5_000;

/** Columns by name; all have the same length. */
export type ParquetColumns = ReadonlyMap<string, ArrayLike<unknown>>;

/** A Parquet file that is open. */
export interface ParquetFile extends Disposable {
  /** Names of its columns. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Columns group by group, in the order of the rows. @throws where the file is damaged */
  groups(columns: readonly string[]): AsyncGenerator<ParquetColumns>;
}

/** Opens a file; refused (`bad_parquet`) where it is none, the refusal being the end of a sentence. */
export async function openParquet(path: string): Promise<Result<ParquetFile>> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    return refuse("bad_parquet", safeText(describeError(error), 200));
  }
  try {
    const buffer = parquetBytes(file);
    const metadata = await parquetMetadataAsync(buffer);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = Number(metadata.num_rows);
    const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (!(rows >= 0 && rows <= MOST_ROWS) || inGroups !== rows || columns.length > MOST_COLUMNS) {
      file.close();
      return refuse("bad_parquet", `it says it has ${rows} rows of ${columns.length} columns`);
    }
    return succeed({
      columns,
      rows,
      groups: (wanted) => groupsOf(buffer, metadata, wanted),
      [Symbol.dispose]: () => file.close(),
    });
  } catch (error) {
    file.close();
    return refuse("bad_parquet", `it is no Parquet file: ${safeText(describeError(error), 200)}`);
  }
}

async function* groupsOf(
  file: ParquetBytes,
  metadata: FileMetaData,
  columns: readonly string[],
): AsyncGenerator<ParquetColumns> {
  const optional = optionalColumns(metadata);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const rowEnd = rowStart + rows;
    const found = new Map<string, unknown[]>(columns.map((name) => [name, new Array<unknown>(rows)]));
    const filled = new Map<string, number>();
    for (const name of columns) checkChunk(file, group, name, rows, optional.has(name));
    await parquetRead({
      file,
      metadata,
      columns: [...columns],
      rowStart,
      rowEnd,
      onChunk: ({ columnName, columnData, rowStart: from }) => {
        const column = found.get(columnName);
        if (column === undefined) return;
        for (let index = 0; index < columnData.length; index++) {
          const row = from - rowStart + index;
          if (row >= 0 && row < rows) column[row] = columnData[index];
        }
        filled.set(columnName, (filled.get(columnName) ?? 0) + columnData.length);
      },
    });
    for (const name of columns) {
      if (filled.get(name) !== rows) {
        throw new RangeError(`column ${name} has ${filled.get(name) ?? 0} of ${rows} rows`);
      }
    }
    yield found;
    rowStart = rowEnd;
  }
}
