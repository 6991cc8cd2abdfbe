/**
 * The text of a user's source file.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { shortLine } from "./place.ts";

/** Largest file that is read, bytes. */
const MAX_FILE_BYTES = 1_000_000;

/** The refusals' code. */
const CODE = "strategy_unloadable";

/** Reads a regular file of UTF-8 text that is not absurdly large. */
export async function readSourceFile(path: string): Promise<Result<string>> {
  let bytes: Uint8Array;
  try {
    const { isFile, isDirectory, size } = await Deno.stat(path);
    if (!isFile) {
      return refuse(CODE, isDirectory ? "expected a file, this is a folder" : "this is no regular file");
    }
    if (size > MAX_FILE_BYTES) return refuse(CODE, tooLarge(size));
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return refuse(CODE, "there is no such file");
    return refuse(CODE, shortLine(describeError(error)));
  }
  if (bytes.length > MAX_FILE_BYTES) return refuse(CODE, tooLarge(bytes.length));
  try {
    return succeed(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse(CODE, "expected text in UTF-8");
  }
}

function tooLarge(bytes: number): string {
  return `expected at most ${MAX_FILE_BYTES / 1_000_000} MB, it has ${(bytes / 1_000_000).toFixed(1)} MB`;
}
