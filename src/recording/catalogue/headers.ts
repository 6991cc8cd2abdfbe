/**
 * Lists recordings by their headers alone: quick also where nobody has listed them before.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { findRecordings, WRITING_MS } from "./catalogue.ts";
import { type IndexEntry, readIndex } from "./index.ts";
import { END_SOURCE, type RecordingHeader } from "../format/format.ts";
import { PLAIN_ENDING } from "../format/paths.ts";
import { openRecording } from "../reader.ts";
import type { RecordingResult } from "../format/refusals.ts";

/** The game as a header has it. */
export type GameHeader = Pick<RecordingHeader, "event" | "game" | "markets" | "continues">;

/** One recording. */
export interface HeaderRow {
  /** Relative to the folder. */
  readonly path: string;
  /** Left out where it cannot be read. */
  readonly header?: GameHeader;
  /** Why it cannot be read. */
  readonly reason?: string;
  /** Whether it changed a moment ago and has no end yet. */
  readonly isBeingWritten: boolean;
}

/** More than an end line has. */
const TAIL_BYTES = 4_096;

/**
 * Lists a folder's recordings by path. Files of other programs are not among them.
 *
 * @param now the time, Unix milliseconds
 */
export async function listHeaders(root: string, now: number): Promise<RecordingResult<readonly HeaderRow[]>> {
  const looked = await findRecordings(root);
  if (!looked.ok) return looked;
  const found = looked.value;
  const index = await readIndex(root);
  const rows: HeaderRow[] = found.unread.map((folder) => ({ ...folder, isBeingWritten: false }));
  for (const path of found.paths) {
    const stat = await Deno.stat(`${root}/${path}`).catch(() => undefined);
    if (stat === undefined) continue;
    const modifiedMs = stat.mtime?.getTime() ?? 0;
    const known = index.get(path);
    const isKnown = known !== undefined && known.bytes === stat.size && known.modifiedMs === modifiedMs;
    const read = isKnown ? fromIndex(known) : await fromFile(root, path);
    if (read === undefined) continue;
    const isFresh = path.endsWith(PLAIN_ENDING) && now - modifiedMs < WRITING_MS;
    rows.push({ path, ...read, isBeingWritten: isFresh && !(await hasEnd(`${root}/${path}`, stat.size)) });
  }
  return succeed(rows);
}

type Found = Pick<HeaderRow, "header" | "reason"> | undefined;

function fromIndex({ found }: IndexEntry): Found {
  if (!found.ok) return found.reason.code === "foreign" ? undefined : { reason: found.reason.message };
  const { event, game, markets, continues } = found.value;
  return { header: { event, game, markets, ...(continues === null ? {} : { continues }) } };
}

async function fromFile(root: string, path: string): Promise<Found> {
  const opened = await openRecording(`${root}/${path}`);
  if (opened.ok) {
    await opened.value.close();
    return { header: opened.value.header };
  }
  const { code, message } = opened.reason;
  if (code === "foreign") return undefined;
  return { reason: message.replace(`${root}/${path}`, path) };
}

/** Whether a plain file ends with an end line. */
async function hasEnd(path: string, bytes: number): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    await file.seek(Math.max(0, bytes - TAIL_BYTES), Deno.SeekMode.Start);
    const buffer = new Uint8Array(TAIL_BYTES);
    const read = await file.read(buffer) ?? 0;
    const last = new TextDecoder().decode(buffer.subarray(0, read)).trimEnd().split("\n").at(-1) ?? "";
    return last.includes(`"src":"${END_SOURCE}"`);
  } catch {
    return false;
  }
}
