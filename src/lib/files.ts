/**
 * Files and folders that are there whole or not at all, and the paths they have.
 *
 * Everything here throws as the file system does; who calls it words the refusal.
 *
 * @module
 */

/** The ending of a name until its file or folder is whole. */
export const PARTIAL_ENDING = ".part";

/** Whether there is a file or folder of this name. */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A folder as it was given, without slashes at its end; `/` stays. */
export function trimFolder(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

/** Folder and file name of a path. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf("/");
  return slash < 0
    ? { folder: ".", name: path }
    : { folder: path.slice(0, slash) || "/", name: path.slice(slash + 1) };
}

/** Takes some of the bytes it is given, and says how many. */
interface AsyncWriter {
  write(bytes: Uint8Array): Promise<number>;
}

/** The same, at once. */
interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/** Writes all bytes; a single write may take fewer. */
export async function writeAll(file: AsyncWriter, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += taken(await file.write(written === 0 ? bytes : bytes.subarray(written)));
  }
}

/** Writes all bytes before it returns. */
export function writeAllSync(file: SyncWriter, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += taken(file.writeSync(written === 0 ? bytes : bytes.subarray(written)));
  }
}

/** A write that takes nothing and says nothing would be tried for ever. */
function taken(count: number): number {
  if (count <= 0) throw new Error("the file takes no more bytes");
  return count;
}

/** A text or bytes, or what writes them into the open file. */
export type FileContent<T> = string | Uint8Array | ((file: Deno.FsFile) => Promise<T>);

/**
 * Writes a file under a temporary name in the same folder, syncs it to the disk, and then gives it its name; one that has
 * the name is replaced. A reader sees the old file or the new one, never half of one. On any error nothing stays behind, and
 * the old file is as it was.
 *
 * Two that write the same file write two temporary ones; the last one to be named stays.
 *
 * @param content where it is a function, what it gives is returned; it must not close the file
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void>;
export async function replaceFile<T>(path: string, content: (file: Deno.FsFile) => Promise<T>): Promise<T>;
export async function replaceFile<T>(path: string, content: FileContent<T>): Promise<T | void> {
  const temporary = `${path}.${crypto.randomUUID()}${PARTIAL_ENDING}`;
  try {
    const result = await writeNew(temporary, content);
    await Deno.rename(temporary, path);
    return result;
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Writes a file that is not there yet; its bytes are on the disk when this settles. */
async function writeNew<T>(path: string, content: FileContent<T>): Promise<T | void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  let result: T | void = undefined;
  if (typeof content === "function") result = await content(file);
  else await writeAll(file, typeof content === "string" ? new TextEncoder().encode(content) : content);
  await file.sync();
  return result;
}

/**
 * Writes a folder of files under a temporary name, and then gives it the first free of the names `name`, `name-2`,
 * `name-3`…; a folder that is there is never touched. On any error nothing stays behind.
 *
 * @param parent is made where it is missing
 * @param files their texts by name
 * @returns the name it got
 */
export async function createFolder(
  parent: string,
  name: string,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const temporary = `${parent}/.${crypto.randomUUID()}${PARTIAL_ENDING}`;
  try {
    await Deno.mkdir(temporary, { recursive: true });
    for (const [file, text] of files) await writeNew(`${temporary}/${file}`, text);
    return await giveFreeName(temporary, parent, name);
  } catch (error) {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
    throw error;
  }
}

/** Another program may take a name at the same moment; then the next one is tried. */
async function giveFreeName(folder: string, parent: string, name: string): Promise<string> {
  for (let counter = 1; counter < 10_000; counter++) {
    const free = counter === 1 ? name : `${name}-${counter}`;
    if (exists(`${parent}/${free}`)) continue;
    try {
      // A folder that is there and not empty is never replaced.
      await Deno.rename(folder, `${parent}/${free}`);
      return free;
    } catch (error) {
      if (!exists(`${parent}/${free}`)) throw error;
    }
  }
  throw new Deno.errors.AlreadyExists(`no free name for ${name}`);
}
