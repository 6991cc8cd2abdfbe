/**
 * Going on with a recording after a crash.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import { findSegments, type Segment } from "./chain.ts";
import type { RecordingDescription } from "./format/format.ts";
import { createFreeIn, PLAIN_ENDING } from "./format/paths.ts";
import { exists, splitPath } from "../lib/files.ts";
import { type RecordingResult, refuse } from "./format/refusals.ts";
import { describeError } from "../lib/errors.ts";
import { repairRecording } from "./repair.ts";
import type { RecordingWriterOptions } from "./segment_file.ts";
import { beginWriting, type RecordingWriter } from "./writer.ts";

/** The fields that may differ in the header of the segment that goes on. */
export type ResumedDescription = Pick<RecordingDescription, "program"> & Partial<RecordingDescription>;

/** A recording that goes on. */
export interface ResumedRecording {
  /** Writes the new segment. */
  readonly writer: RecordingWriter;
  /** The files before it, in order. */
  readonly segments: readonly string[];
  /** Bytes of a torn last line that were cut off. */
  readonly droppedBytes: number;
}

/**
 * Closes what a crash left of a recording and begins its next segment.
 *
 * The program that wrote it must be gone: two writers of one recording would tear it.
 *
 * @param path any segment; the last one is continued
 * @param at the time of the new segment's beginning, Unix milliseconds
 * @param description what the new header says otherwise than the last one's
 * @returns the writer, or a refusal: unreadable, a segment missing, or no room. Then nothing but a new recording is left
 */
export async function resumeRecording(
  path: string,
  at: number,
  description: ResumedDescription,
  options: RecordingWriterOptions = {},
): Promise<RecordingResult<ResumedRecording>> {
  const found = await findSegments(path);
  if (!found.ok) return found;
  const list = found.value;
  const cannot = `Cannot go on with recording "${path}"`;
  if (list.missingBefore !== undefined) {
    return refuse("not_found", `${cannot}: its segment "${list.missingBefore}" is missing`);
  }
  const last = list.segments[list.segments.length - 1];
  if (last === undefined) return refuse("empty", `${cannot}: it has no segment`);
  const { folder } = splitPath(last.path);
  try {
    const { file, path: next } = createFreeIn(folder, at, PLAIN_ENDING);
    const closed = await closeAll(list.segments, splitPath(next).name);
    if (!closed.ok) {
      file.close();
      await Deno.remove(next);
      return closed;
    }
    const writer = beginWriting(file, next, describe(last, at, description), options);
    if (!writer.ok) return writer;
    return succeed({ writer: writer.value, ...closed.value });
  } catch (error) {
    return refuse("unwritable", `${cannot}: ${describeError(error)}`);
  }
}

function describe(last: Segment, at: number, changes: ResumedDescription): RecordingDescription {
  const { environment, markets, event, game, config, yes_prices, sequenced } = last.header;
  return {
    environment,
    markets,
    event,
    game,
    config,
    yes_prices,
    sequenced,
    ...(last.header.sizes === undefined ? {} : { sizes: last.header.sizes }),
    ...(last.header.orders === undefined ? {} : { orders: last.header.orders }),
    ...changes,
    created_at: new Date(at).toISOString(),
    continues: last.name,
    segment: (last.header.segment ?? 1) + 1,
  };
}

interface ClosedSegments {
  readonly segments: readonly string[];
  readonly droppedBytes: number;
}

/** Closes every segment that is still plain; each names the one after it. */
async function closeAll(
  segments: readonly Segment[],
  newest: string,
): Promise<RecordingResult<ClosedSegments>> {
  const paths: string[] = [];
  let droppedBytes = 0;
  for (const [index, { path, name }] of segments.entries()) {
    const plain = splitPath(path).folder + "/" + name;
    if (!exists(plain)) {
      paths.push(path);
      continue;
    }
    const repaired = await repairRecording(plain, segments[index + 1]?.name ?? newest);
    if (!repaired.ok) return repaired;
    droppedBytes += repaired.value.droppedBytes;
    paths.push(repaired.value.path);
  }
  return succeed({ segments: paths, droppedBytes });
}
