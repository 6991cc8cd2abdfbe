/**
 * A recording of several segments read as one.
 *
 * A segment's header names the one before it, its end line the one after; all are in one folder. A segment that a crash
 * cut off, and that another continues, is read as far as it is whole: what was cut off was never acted on.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import type { RecordedInput, RecordingEnd, RecordingHeader } from "./format/format.ts";
import { PLAIN_ENDING, recordingFile, stemOf } from "./format/paths.ts";
import { splitPath } from "../lib/files.ts";
import { openRecording, type Recording, type Tear, type TearCode } from "./reader.ts";
import type { RecordingResult } from "./format/refusals.ts";

/** One file of a chain. */
export interface Segment {
  /** The file: gzipped where that is there, else plain. */
  readonly path: string;
  /** The plain file name, by which other segments call it. */
  readonly name: string;
  readonly header: RecordingHeader;
}

/** The segments that belong to a file. */
export interface SegmentList {
  /** In order, without gaps; the one asked for is among them. */
  readonly segments: readonly Segment[];
  /** The plain name of the file that the first one continues, where it is not there. */
  readonly missingBefore?: string;
}

/** Tears after which the next segment still follows without a gap: a crash left them. */
const CUT_OFF: ReadonlySet<TearCode> = new Set<TearCode>(["no_end", "torn_line"]);

/**
 * Finds the segments before and after a file.
 *
 * @param path any segment, or a recording that has only one
 * @returns the segments, or a refusal where the file itself cannot be read
 */
export async function findSegments(path: string): Promise<RecordingResult<SegmentList>> {
  const read = await readSegment(path);
  if (!read.ok) return read;
  const given = read.value;
  const { folder } = splitPath(path);
  const segments = [given];
  const names = new Set([given.name]);
  let before = given.header.continues;
  while (before !== undefined && !names.has(before)) {
    const segment = await findSegment(folder, before);
    if (segment === undefined) return succeed({ segments, missingBefore: before });
    segments.unshift(segment);
    names.add(segment.name);
    before = segment.header.continues;
  }
  const followers = await readFollowers(folder, names);
  let last: Segment | undefined = given;
  while (last !== undefined) {
    const next: Segment | undefined = followers.get(last.name);
    last = next === undefined || names.has(next.name) ? undefined : next;
    if (last === undefined) break;
    segments.push(last);
    names.add(last.name);
  }
  return succeed({ segments });
}

async function readSegment(
  path: string,
): Promise<RecordingResult<Segment>> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const recording = opened.value;
  await recording.close();
  const name = splitPath(stemOf(path) ?? path).name + PLAIN_ENDING;
  return succeed({ path, name, header: recording.header });
}

async function findSegment(folder: string, name: string): Promise<Segment | undefined> {
  const stem = stemOf(`${folder}/${name}`);
  const path = stem === undefined ? undefined : recordingFile(stem);
  if (path === undefined) return undefined;
  const read = await readSegment(path);
  return read.ok ? read.value : undefined;
}

/** The segments of a folder that continue another, by the name of that one. */
async function readFollowers(
  folder: string,
  known: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Segment>> {
  const stems = new Set<string>();
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const stem = isFile ? stemOf(name) : undefined;
    if (stem !== undefined && !known.has(stem + PLAIN_ENDING)) stems.add(stem);
  }
  const followers = new Map<string, Segment>();
  for (const stem of [...stems].sort()) {
    const segment = await findSegment(folder, stem + PLAIN_ENDING);
    const continues = segment?.header.continues;
    if (segment === undefined || continues === undefined) continue;
    if (!followers.has(continues)) followers.set(continues, segment);
  }
  return followers;
}

/** All segments of a recording, open for reading, once. It reads like a recording of one file. */
export class RecordingChain {
  /** The file that was asked for. */
  readonly path: string;
  /** The header of the first segment. */
  readonly header: RecordingHeader;
  /** The files, in order. */
  readonly segments: readonly string[];
  #first: Recording | undefined;
  #inputs = 0;
  #tear: Tear | undefined;
  #end: RecordingEnd | undefined;
  #cutOff = 0;

  /** For {@linkcode openRecordingChain}. */
  constructor(path: string, list: SegmentList, first: Recording) {
    this.path = path;
    this.header = first.header;
    this.segments = list.segments.map((segment) => segment.path);
    this.#first = first;
    if (list.missingBefore === undefined) return;
    const reason = `the segment before it, "${list.missingBefore}", is missing`;
    this.#tear = { code: "missing_segment", line: 1, reason };
  }

  /** Inputs given so far. */
  get inputs(): number {
    return this.#inputs;
  }

  /**
   * After the batches: where the chain is torn, or `undefined` where it is whole. Lines count from 1 in the segment that
   * the reason names.
   */
  get tear(): Tear | undefined {
    return this.#tear;
  }

  /** After the batches: the last segment's end line, or `undefined` where it was not reached. */
  get end(): RecordingEnd | undefined {
    return this.#end;
  }

  /** After the batches: how many segments a crash had cut off before another one continued them. */
  get cutOff(): number {
    return this.#cutOff;
  }

  /**
   * All inputs of all segments, in order, some hundreds at a time. Where a segment before the first is missing there are
   * none: without the beginning nothing that follows can be understood.
   *
   * @throws {Error} if called twice
   */
  async *batches(): AsyncGenerator<readonly RecordedInput[]> {
    const first = this.#first;
    if (first === undefined) {
      throw new Error(`Cannot read "${this.path}" again: expected one reading an opening`);
    }
    this.#first = undefined;
    if (this.#tear !== undefined) return await first.close();
    for (const [index, path] of this.segments.entries()) {
      const isLast = index === this.segments.length - 1;
      const opened = index === 0 ? succeed(first) : await openRecording(path);
      if (!opened.ok) {
        this.#tear = {
          code: "missing_segment",
          line: 1,
          reason: opened.reason.message.replace(path, splitPath(path).name),
        };
        return;
      }
      const segment = opened.value;
      for await (const batch of segment.batches()) {
        this.#inputs += batch.length;
        yield batch;
      }
      if (!this.#goOn(segment, isLast)) return;
    }
  }

  /** Closes without reading on. */
  async close(): Promise<void> {
    await this.#first?.close();
    this.#first = undefined;
  }

  /** Takes over how a segment ended; false where the chain ends with it. */
  #goOn(segment: Recording, isLast: boolean): boolean {
    const { tear, end } = segment;
    if (tear !== undefined && !isLast && CUT_OFF.has(tear.code)) {
      this.#cutOff++;
      return true;
    }
    if (tear !== undefined) {
      // The name alone: the folder may be moved, and what is said of the recording stays the same.
      const where = this.segments.length > 1 ? `in "${splitPath(segment.path).name}": ` : "";
      this.#tear = { ...tear, reason: where + tear.reason };
      return false;
    }
    if (!isLast) return true;
    this.#end = end;
    if (end?.continuedIn !== undefined) {
      const reason = `the segment after it, "${end.continuedIn}", is missing`;
      this.#tear = { code: "missing_segment", line: 1, reason };
    }
    return false;
  }
}

/**
 * Opens a recording with all its segments, from any of them.
 *
 * A chain that is opened must be read through or closed.
 *
 * @returns the chain, or a refusal as of {@linkcode openRecording}
 */
export async function openRecordingChain(path: string): Promise<RecordingResult<RecordingChain>> {
  const found = await findSegments(path);
  if (!found.ok) return found;
  const list = found.value;
  const first = await openRecording(list.segments[0]?.path ?? path);
  return first.ok ? succeed(new RecordingChain(path, list, first.value)) : first;
}
