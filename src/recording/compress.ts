/**
 * Recordings that are closed, made small.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { exists, PARTIAL_ENDING } from "../lib/files.ts";
import { GzipFile } from "../lib/gzip_file.ts";
import { GZIP_ENDING, PLAIN_ENDING } from "./format/paths.ts";
import { type RecordingResult, refuse } from "./format/refusals.ts";

/**
 * Turns a plain recording into a gzip file beside it and removes the plain one. Memory use does not grow with its length.
 *
 * Also good for what a crash left behind. Until the very end the plain file is the recording; on any error it stays.
 *
 * @param path a file that ends in `.jsonl`
 * @returns the path of the gzip file
 */
export async function compressRecording(path: string): Promise<RecordingResult<string>> {
  if (!path.endsWith(PLAIN_ENDING)) {
    return refuse("unreadable", `Cannot compress "${path}": expected a name that ends in ${PLAIN_ENDING}`);
  }
  const final = path.slice(0, -PLAIN_ENDING.length) + GZIP_ENDING;
  const temporary = final + PARTIAL_ENDING;
  try {
    if (exists(final)) return refuse("unwritable", `Cannot compress "${path}": "${final}" is there already`);
    using plain = await Deno.open(path);
    // What an interrupted run left under the temporary name is worth nothing while the plain file is there.
    const file = await Deno.open(temporary, { write: true, create: true, truncate: true });
    const target = new GzipFile(file, temporary, final);
    try {
      for (;;) {
        // A fresh buffer each time: the compressor may still hold the last one.
        const buffer = new Uint8Array(256 * 1024);
        const length = await plain.read(buffer);
        if (length === null) break;
        await target.write(buffer.subarray(0, length));
      }
    } catch (error) {
      await target.discard();
      throw error;
    }
    await target.commit();
    await Deno.remove(path);
    return succeed(final);
  } catch (error) {
    return refuse("unwritable", `Cannot compress "${path}": ${describeError(error)}`);
  }
}
