/**
 * Files that are served to others: never by way of a link, which may lead anywhere.
 *
 * @module
 */
import { dirname, relative } from "node:path";

/** Folders of a run's file below that of the recordings, and the file: `backtest_runs/<sport>/<strategy>/<id>/<file>`. */
const PARTS = 5;

/**
 * Opens a file of a run for reading.
 *
 * @param path below the folder of recordings, which may be a link itself
 * @throws {Deno.errors.NotFound} where there is no such file, and where any part of the way to it is a link or it is no file
 */
export async function openUnlinked(path: string): Promise<Deno.FsFile> {
  let root = path;
  for (let part = 0; part < PARTS; part++) root = dirname(root);
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

/** Reads a whole text so. */
export async function readTextUnlinked(path: string): Promise<string> {
  const file = await openUnlinked(path);
  return await new Response(file.readable).text();
}

function linked(path: string): Error {
  return new Deno.errors.NotFound(`${path}: a link is not followed`);
}
