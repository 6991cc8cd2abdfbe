/**
 * A file of plays, whichever form it has: Parquet, CSV, or CSV in gzip, told apart by the first bytes.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { BlockTaker, Columns } from "./columns.ts";
import { readCsv } from "./csv_file.ts";
import { damaged, FileFault } from "./file_fault.ts";
import { readParquet } from "./parquet_plays.ts";

const LONGEST_MESSAGE = 600;

/**
 * Hands a file's rows on, block by block.
 *
 * @param take may throw a `FileFault` of what it finds in the rows
 * @returns how many rows there were; refused with the file's name and what is wrong: `unreadable_file`, `empty_file`,
 * `missing_column`, `bad_value`, `too_many_rows`, or the code that `take` threw
 */
export async function readFile(path: string, columns: Columns, take: BlockTaker): Promise<Result<number>> {
  let rows = 0;
  const cannot = (code: string, what: string) =>
    refuse(code, safeText(`Cannot read ${path}: ${what}`, LONGEST_MESSAGE));
  try {
    await readByForm(path, columns, (start, count) => {
      take(start, count);
      rows = start + count;
    });
  } catch (error) {
    if (error instanceof FileFault) return cannot(error.code, error.message);
    if (error instanceof Deno.errors.NotFound) return cannot("unreadable_file", "there is no such file");
    return cannot("unreadable_file", describeError(error));
  }
  return rows === 0 ? cannot("empty_file", "no rows in it") : succeed(rows);
}

async function readByForm(path: string, columns: Columns, take: BlockTaker): Promise<void> {
  // A pipe would be waited for.
  if (!(await Deno.stat(path)).isFile) throw damaged("it is no file");
  const file = await Deno.open(path, { read: true });
  // A stream closes its file by itself.
  let isStreamed = false;
  try {
    const head = new Uint8Array(64);
    const length = file.readSync(head) ?? 0;
    file.seekSync(0, Deno.SeekMode.Start);
    const form = formOf(head.subarray(0, length));
    if (form === "parquet") return await readParquet(file, columns, take);
    isStreamed = true;
    const stream = form === "gzip"
      ? file.readable.pipeThrough(new DecompressionStream("gzip"))
      : file.readable;
    return await readCsv(stream, columns, take);
  } finally {
    if (!isStreamed) file.close();
  }
}

function formOf(head: Uint8Array): "parquet" | "gzip" | "csv" {
  if (head.length === 0) throw damaged("nothing in it");
  if (new TextDecoder().decode(head.subarray(0, 4)) === "PAR1") return "parquet";
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.includes(0)) throw damaged("it is neither Parquet nor CSV");
  return "csv";
}
