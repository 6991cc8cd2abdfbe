/**
 * Files that are served to others: never by way of a link, which may lead anywhere.
 *
 * @module
 */
import { dirname, relative } from "node:path";

/**
 * Opens a file for reading.
 *
 * @param parts how many of the last parts of the path must not be links; those before them may be
 * @throws {Deno.errors.NotFound} where there is no such file, and where one of these parts is a link or the last is no file
 */
export async function openUnlinked(path: string, parts: number): Promise<Deno.FsFile> {
  let root = path;
  for (let part = 0; part < parts; part++) root = dirname(root);
  const way = relative(await Deno.realPath(root), await Deno.realPath(path));
  if (way !== relative(root, path)) throw linked(path);
  const there = await Deno.lstat(path);
  if (!there.isFile) throw linked(path);
  const file = await Deno.open(path);
  try {
    // Between the look and the opening a link may have been put there: what is open must be what was looked at.
    const opened = await file.stat();
    if (opened.ino !== there.ino || opened.dev !== there.dev) throw linked(path);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function linked(path: string): Error {
  return new Deno.errors.NotFound(`${path}: a link is not followed`);
}
