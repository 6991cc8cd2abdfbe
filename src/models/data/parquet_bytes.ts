/**
 * The bytes of a Parquet file, and whether a column of it can be what it says.
 *
 * @module
 */
import type { FileMetaData, RowGroup } from "hyparquet";
import { damaged } from "./file_fault.ts";
import { checkColumn } from "./parquet_guard.ts";

/** A file as the reader of Parquet wants it. */
export interface ParquetBytes {
  readonly byteLength: number;
  /** @throws {FileFault} where the file has no such bytes */
  slice(start: number, end?: number): ArrayBuffer;
}

/**
 * Whether the bytes of a column of a row group can be what they say; asked before the reader believes them.
 *
 * @throws {FileFault} where they cannot
 */
export function checkChunk(
  buffer: ParquetBytes,
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

/** Columns whose cells may be empty. */
export function optionalColumns({ schema }: FileMetaData): ReadonlySet<string> {
  return new Set(schema.filter((each) => each.repetition_type === "OPTIONAL").map(({ name }) => name));
}

/** Reads at any place; the reader asks for few and long pieces. */
export function parquetBytes(file: Deno.FsFile): ParquetBytes {
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
