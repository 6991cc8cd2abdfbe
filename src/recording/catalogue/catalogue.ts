/**
 * Lists the recordings of a folder.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { type Index, type IndexEntry, readIndex, writeIndex } from "./index.ts";
import { GZIP_ENDING, PLAIN_ENDING, stemOf } from "../format/paths.ts";
import { exists } from "../../lib/files.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";
import { describeError } from "../../lib/errors.ts";
import { type RecordingSummary, summarizeRecording } from "./summary.ts";

/**
 * How a recording stands: `whole`; `damaged`, whole itself but imported from files that are not; `writing`, without an end
 * line and changed a moment ago; `cut_off`, without an end line; `torn`, damaged in the middle; `unreadable`.
 */
export type RecordingState = "whole" | "damaged" | "writing" | "cut_off" | "torn" | "unreadable";

/** One recording of a folder. */
export interface CatalogRow {
  /** Relative to the folder. */
  readonly path: string;
  readonly bytes: number;
  readonly state: RecordingState;
  /** Why it is not whole, where it is not. */
  readonly reason?: string;
  /** Its summary; left out where it is unreadable. */
  readonly summary?: RecordingSummary;
  /** Whether the decisions of its session are beside it. */
  readonly hasDecisions: boolean;
  /** Whether the plain file is still beside the gzipped one: a crash at the very end leaves both. */
  readonly hasPlainCopy: boolean;
}

/** The recordings of a folder. */
export interface Catalog {
  /** By path, which is by league, date, game and time. */
  readonly rows: readonly CatalogRow[];
  /** How many files had to be read, as they were not in the index. */
  readonly filesRead: number;
  /** Why the index could not be written, where it could not: the next listing takes as long. */
  readonly indexFailure?: string;
}

/** Options of a listing. */
export interface CatalogOptions {
  /** The time, Unix milliseconds. */
  readonly now: number;
}

/** How long after its last change a recording without an end counts as being written, ms. */
export const WRITING_MS = 60_000;

/** Folders of the root in which other things than recordings are kept. */
const OTHER_FOLDERS: ReadonlySet<string> = new Set(["backtest_runs", "sweeps"]);

/** Recordings below a folder, by paths relative to it. */
export interface FoundRecordings {
  /** In order; of a plain and a gzipped recording of the same name the gzipped one. */
  readonly paths: readonly string[];
  /** Folders that cannot be read, and links, and why. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** Looks a folder through; a refusal where the folder itself cannot be read. */
export async function findRecordings(root: string): Promise<RecordingResult<FoundRecordings>> {
  const found = new Map<string, string>();
  const unread: FoundRecordings["unread"][number][] = [];
  const walk = async (folder: string) => {
    let entries: readonly Deno.DirEntry[];
    try {
      entries = await Array.fromAsync(Deno.readDir(`${root}/${folder}`));
    } catch (error) {
      if (folder === "") throw error;
      // It may have gone a moment ago.
      if (!(error instanceof Deno.errors.NotFound)) {
        unread.push({ path: folder, reason: `Cannot read folder "${folder}": ${describeError(error)}` });
      }
      return;
    }
    for (const { name, isFile, isDirectory, isSymlink } of entries) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (isSymlink && await looksLikeRecordings(`${root}/${path}`)) {
        unread.push({ path, reason: `"${path}" is a link, which is not followed: name what it leads to` });
      }
      if (isDirectory && !OTHER_FOLDERS.has(path)) await walk(path);
      const stem = isFile ? stemOf(path) : undefined;
      if (stem !== undefined && found.get(stem)?.endsWith(GZIP_ENDING) !== true) found.set(stem, path);
    }
  };
  try {
    await walk("");
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "there is no such folder" : describeError(error);
    return refuse("not_found", `Cannot list recordings of "${root}": ${why}`);
  }
  return succeed({ paths: [...found.values()].sort(), unread });
}

/** Whether a link leads to a folder, or is named as a recording is. */
async function looksLikeRecordings(link: string): Promise<boolean> {
  if (stemOf(link) !== undefined) return true;
  const stat = await Deno.stat(link).catch(() => undefined);
  return stat?.isDirectory === true;
}

/**
 * Lists a folder's recordings; those that have not changed since the last listing are not read again.
 *
 * @returns the list, or a refusal where the folder cannot be read
 */
export async function listRecordings(
  root: string,
  options: CatalogOptions,
): Promise<RecordingResult<Catalog>> {
  const looked = await findRecordings(root);
  if (!looked.ok) return looked;
  const found = looked.value;
  const known = await readIndex(root);
  const index = new Map<string, IndexEntry>();
  const rows: CatalogRow[] = found.unread.map(({ path, reason }) => ({
    path,
    bytes: 0,
    state: "unreadable",
    reason,
    hasDecisions: false,
    hasPlainCopy: false,
  }));
  let filesRead = 0;
  for (const path of found.paths) {
    const entry = await lookUp(root, path, known);
    if (entry === undefined) continue;
    if (entry !== known.get(path)) filesRead++;
    index.set(path, entry);
    const row = rowOf(root, path, entry, options.now);
    if (row !== undefined) rows.push(row);
  }
  const isKnown = filesRead === 0 && index.size === known.size;
  const kept = isKnown ? succeed(undefined) : await writeIndex(root, index);
  return succeed({ rows, filesRead, ...(kept.ok ? {} : { indexFailure: kept.reason.message }) });
}

/** The entry of the index where it fits, else a new one; `undefined` where the file has just gone. */
async function lookUp(root: string, path: string, known: Index): Promise<IndexEntry | undefined> {
  const entry = known.get(path);
  let stat: Deno.FileInfo;
  try {
    // Before the reading: what is written meanwhile shows as a change the next time.
    stat = await Deno.stat(`${root}/${path}`);
  } catch {
    return undefined;
  }
  const modifiedMs = stat.mtime?.getTime() ?? 0;
  const fits = entry?.bytes === stat.size && entry.modifiedMs === modifiedMs;
  // An older program may have looked last: what was too new for that one need not be for this one.
  if (fits && (entry.found.ok || entry.found.reason.code !== "newer_format")) return entry;
  const found = await summarizeRecording(`${root}/${path}`);
  if (found.ok) return { bytes: stat.size, modifiedMs, found };
  // Paths in the index and in its messages are relative: the folder may be moved.
  const { code, message } = found.reason;
  return { bytes: stat.size, modifiedMs, found: refuse(code, message.replace(`${root}/${path}`, path)) };
}

function rowOf(root: string, path: string, entry: IndexEntry, now: number): CatalogRow | undefined {
  const { bytes, modifiedMs, found } = entry;
  const stem = `${root}/${stemOf(path) ?? path}`;
  const row = {
    path,
    bytes,
    hasDecisions: exists(`${stem}.decisions.jsonl`),
    hasPlainCopy: path.endsWith(GZIP_ENDING) && exists(stem + PLAIN_ENDING),
  };
  const isFresh = now - modifiedMs < WRITING_MS;
  if (!found.ok) {
    // Any other program's lines of JSON may lie here too.
    if (found.reason.code === "foreign") return undefined;
    // A recording has no header yet in its first moment.
    const state = isFresh && path.endsWith(PLAIN_ENDING) ? "writing" : "unreadable";
    return { ...row, state, reason: found.reason.message };
  }
  const summary = found.value;
  if (summary.tear === null && summary.damage !== undefined) {
    return { ...row, state: "damaged", reason: summary.damage.join("; "), summary };
  }
  if (summary.tear === null) return { ...row, state: "whole", summary };
  const { code, reason } = summary.tear;
  const isOpen = code === "no_end" || code === "torn_line";
  const state = !isOpen ? "torn" : isFresh && path.endsWith(PLAIN_ENDING) ? "writing" : "cut_off";
  return { ...row, state, reason, summary };
}
