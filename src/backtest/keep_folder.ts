/**
 * A folder of files that is there whole or not at all.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";
import { createFolder } from "../lib/files.ts";
import { describeError } from "../lib/errors.ts";

/** A name for a folder, whatever it is made from. */
export function folderName(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9._+-]/g, "_").slice(0, 100);
  return /^\.*$/.test(safe) ? "_" : safe;
}

/**
 * Writes files under a temporary name, and gives the folder the first free of the names `id`, `id-2`, `id-3`….
 *
 * @param what for the refusal, for example `run`
 * @returns the name it got, or a refusal; then nothing of it is there
 */
export async function keepFolder(
  parent: string,
  id: string,
  files: ReadonlyMap<string, string>,
  what: string,
): Promise<Result<string>> {
  try {
    return succeed(await createFolder(parent, id, files));
  } catch (error) {
    return refuseWriting(`the ${what} in "${parent}"`, error);
  }
}

/** A refusal of an error met while writing: a full disk has a code of its own. */
export function refuseWriting(what: string, error: unknown): ReturnType<typeof refuse> {
  const why = describeError(error);
  const isFull = /no space|quota|os error 28|os error 122/i.test(why);
  return refuse(
    isFull ? "disk_full" : "unwritable",
    `Cannot keep ${what}: ${why}; nothing of it was written`,
  );
}
