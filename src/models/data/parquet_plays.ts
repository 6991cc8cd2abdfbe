/**
 * Parquet files, a row group at a time, the wanted columns alone.
 *
 * @module
 */
import { parquetMetadataAsync, parquetRead, type RowGroup } from "hyparquet";
import { describeError } from "../../lib/errors.ts";
import { type BlockTaker, type Columns, putCell } from "./columns.ts";
import { damaged, FileFault, missingColumns } from "./file_fault.ts";
import { checkColumn } from "./parquet_guard.ts";

/** Files of play-by-plays are far below. */
const MOST_ROWS = 50_000_000;

/**
 * Reads a file.
 *
 * @throws {FileFault} where the file is cut off or is not what it says, or a needed column is not there
 */
export async function readParquet(file: Deno.FsFile, columns: Columns, take: BlockTaker): Promise<void> {
  const buffer = bufferOf(file);
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    throw damaged("its end is missing or damaged", error);
  });
  const there = new Set(
    metadata.schema.slice(1).filter((element) => (element.num_children ?? 0) === 0).map(({ name }) => name),
  );
  for (const column of columns.all) column.isThere = there.has(column.spec.name);
  const optional = new Set(
    metadata.schema.filter((each) => each.repetition_type === "OPTIONAL").map(({ name }) => name),
  );
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

/** Whether the bytes of a column can be what they say. */
function checkChunk(
  buffer: ReturnType<typeof bufferOf>,
  group: RowGroup,
  name: string,
  rows: number,
  isOptional: boolean,
): void {
  const chunk = group.columns.find(({ meta_data: each }) => each?.path_in_schema.join(".") === name)
    ?.meta_data;
  if (chunk === undefined || Number(chunk.num_values) !== rows) {
    throw damaged(`its column ${name} has another number of rows than its group`);
  }
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const bytes = new Uint8Array(buffer.slice(start, start + Number(chunk.total_compressed_size)));
  const { codec, type } = chunk;
  checkColumn(bytes, { name, codec, type, isOptional, rows });
}

function bufferOf(
  file: Deno.FsFile,
): { byteLength: number; slice(start: number, end?: number): ArrayBuffer } {
  const byteLength = file.statSync().size;
  return {
    byteLength,
    slice(start, end = byteLength) {
      if (!(start >= 0 && end >= start && end <= byteLength)) {
        throw damaged("it speaks of bytes that it does not have");
      }
      const bytes = new Uint8Array(end - start);
      file.seekSync(start, Deno.SeekMode.Start);
      for (let filled = 0; filled < bytes.length;) {
        const read = file.readSync(bytes.subarray(filled));
        if (read === null) throw damaged("it became shorter while it was read");
        filled += read;
      }
      return bytes.buffer;
    },
  };
}
