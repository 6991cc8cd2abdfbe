/**
 * Parquet files, a row group at a time, the wanted columns alone.
 *
 * @module
 */
import { parquetMetadataAsync, parquetRead } from "hyparquet";
import { describeError } from "../../lib/errors.ts";
import { type BlockTaker, type Columns, putCell } from "./columns.ts";
import { damaged, FileFault, missingColumns } from "./file_fault.ts";
import { checkChunk, optionalColumns, parquetBytes } from "./parquet_bytes.ts";

/** Files of play-by-plays are far below. */
const MOST_ROWS = 50_000_000;

/**
 * Reads a file.
 *
 * @throws {FileFault} where the file is cut off or is not what it says, or a needed column is not there
 */
export async function readParquet(file: Deno.FsFile, columns: Columns, take: BlockTaker): Promise<void> {
  const buffer = parquetBytes(file);
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    throw damaged("its end is missing or damaged", error);
  });
  const there = new Set(
    metadata.schema.slice(1).filter((element) => (element.num_children ?? 0) === 0).map(({ name }) => name),
  );
  for (const column of columns.all) column.isThere = there.has(column.spec.name);
  const optional = optionalColumns(metadata);
  const missing = columns.all.filter(({ isThere, spec }) => !isThere && spec.optional !== true);
  if (missing.length > 0) throw missingColumns(missing.map(({ spec }) => spec.name), [...there]);
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (!(rows >= 0 && start + rows <= MOST_ROWS)) {
      throw new FileFault("too_many_rows", `more than ${MOST_ROWS} rows`);
    }
    columns.clear(rows);
    for (const column of columns.all) {
      if (!column.isThere) continue;
      const end = start + rows;
      let read = 0;
      const takePage = (cells: ArrayLike<unknown>, from: number) => {
        for (let index = 0; index < cells.length; index++) {
          const row = from - start + index;
          if (row < rows) putCell(column, row, cells[index], from + index);
        }
        read += cells.length;
      };
      try {
        checkChunk(buffer, group, column.spec.name, rows, optional.has(column.spec.name));
        await parquetRead({
          file: buffer,
          metadata,
          columns: [column.spec.name],
          rowStart: start,
          rowEnd: end,
          onPage: ({ columnData, rowStart }) => takePage(columnData, rowStart),
        });
      } catch (error) {
        if (error instanceof FileFault) throw error;
        throw damaged(`its column ${column.spec.name} cannot be read: ${describeError(error)}`, error);
      }
      if (read < rows) {
        throw damaged(`its column ${column.spec.name} has ${read} of ${rows} rows of a group`);
      }
    }
    take(start, rows);
    start += rows;
  }
}
