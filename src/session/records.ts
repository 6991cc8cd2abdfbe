/**
 * The files of a session: its inputs, and the decisions beside them. A session that was cut off goes on with both.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Job } from "../discovery/job.ts";
import { describeError } from "../lib/errors.ts";
import { openRecordingChain } from "../recording/chain.ts";
import type { RecordingDescription, RecordingHeader } from "../recording/format/format.ts";
import { recordingFolder, type RecordingPlace, stemOf } from "../recording/format/paths.ts";
import { openRecording, type TearCode } from "../recording/reader.ts";
import { resumeRecording } from "../recording/resume.ts";
import { createRecording, type RecordingWriter, type RecordingWriterOptions } from "../recording/writer.ts";
import { decisionsPath, DecisionWriter } from "./decision_file.ts";
import type { Pipeline } from "./pipeline.ts";

/** Where the summary of a session is kept: `X.jsonl(.gz)` has `X.summary.json`. */
export function summaryPath(recording: string): string {
  return `${stemOf(recording) ?? recording}.summary.json`;
}

/** Files of a session that are being written. */
export interface Records {
  readonly recording: RecordingWriter;
  readonly decisions: DecisionWriter;
  /** Segments of the recording from before this program was started. */
  readonly earlier: readonly string[];
}

/** Begins a recording and the file of decisions beside it. */
export function beginRecords(
  place: RecordingPlace,
  description: RecordingDescription,
  options: RecordingWriterOptions,
): Result<Records> {
  const opened = createRecording(place, description, options);
  if (!opened.ok) return opened;
  const recording = opened.value;
  try {
    const decisions = new DecisionWriter(decisionsPath(recording.path));
    return succeed({ recording, decisions, earlier: [] });
  } catch (error) {
    void recording.close(place.startedAt, "no decisions could be written");
    const why = describeError(error);
    return refuse("unwritable", `Cannot write decisions beside "${recording.path}": ${why}`);
  }
}

/** Tears behind which there are inputs that cannot be read. */
const UNREAD: ReadonlySet<TearCode> = new Set(["broken_file", "miscounted", "broken_line", "bad_check"]);

/** A session that was cut off, about to go on. */
export interface Interrupted {
  /** Header of the first segment. */
  readonly header: RecordingHeader;
  /** Any segment of the recording. */
  readonly path: string;
}

/** Opens what a session left. */
export async function openInterrupted(path: string): Promise<Result<Interrupted>> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) return opened;
  const chain = opened.value;
  await chain.close();
  return succeed({ header: chain.header, path });
}

/** Records that go on, and how much was taken over. */
export interface ResumedRecords extends Records {
  readonly inputs: number;
}

/**
 * Folds what a session left into a new engine, and goes on with its files.
 *
 * The decisions are written again while the engine takes them again: what the crash kept from the file is there then.
 *
 * @param folded called with the file of decisions before the first input, so that it takes them down
 */
export async function resumeRecords(
  { path }: Interrupted,
  pipeline: Pipeline,
  now: () => number,
  program: string,
  options: RecordingWriterOptions,
  folded: (decisions: DecisionWriter) => void,
): Promise<Result<ResumedRecords>> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) return opened;
  const chain = opened.value;
  const [first = path] = chain.segments;
  let decisions: DecisionWriter;
  try {
    decisions = DecisionWriter.replacing(decisionsPath(first));
  } catch (error) {
    await chain.close();
    const why = describeError(error);
    return refuse("unwritable", `Cannot write decisions beside "${first}": ${why}`);
  }
  folded(decisions);
  for await (const batch of chain.batches()) {
    for (const { at, src, raw } of batch) pipeline.replay(at, src, raw);
  }
  const { inputs, tear } = chain;
  // A segment that was announced and never came to be, as on a full disk, holds nothing that is missing.
  const unread = tear !== undefined && UNREAD.has(tear.code);
  if (unread || (tear?.code === "missing_segment" && inputs === 0)) {
    decisions.abandon();
    return refuse("segment_missing", `Cannot go on with recording "${path}": ${tear.reason}`);
  }
  const resumed = await resumeRecording(path, now(), { program }, options);
  if (!resumed.ok) {
    decisions.abandon();
    return resumed;
  }
  decisions.commit();
  return succeed({ recording: resumed.value.writer, decisions, earlier: resumed.value.segments, inputs });
}

/** Where a job's recordings are. */
export function jobPlace(root: string, job: Job, startedAt: number): RecordingPlace {
  return { root, group: job.league, name: job.event, startedAt };
}

const DAY_MS = 86_400_000;

/**
 * The last segment that a worker of this job has left, if any.
 *
 * Folders are named by the UTC date of the first segment, which may be a day on either side of the game's start.
 */
export async function lastSegment(root: string, job: Job): Promise<string | undefined> {
  const found: string[] = [];
  for (const startedAt of [job.startsAt - DAY_MS, job.startsAt, job.startsAt + DAY_MS]) {
    const folder = recordingFolder(jobPlace(root, job, startedAt));
    try {
      for await (const { name, isFile } of Deno.readDir(folder)) {
        if (isFile && stemOf(name) !== undefined) found.push(`${folder}/${name}`);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  // A kill between a segment's making and its header leaves a file that is not a segment yet: the one before
  // it is the last.
  for (const path of found.sort().reverse()) {
    const opened = await openRecording(path);
    // What a newer program wrote there holds the account: to go on from before it would forget that.
    if (!opened.ok && opened.reason.code === "newer_format") return path;
    if (!opened.ok) continue;
    const segment = opened.value;
    await segment.close();
    return path;
  }
  return undefined;
}
