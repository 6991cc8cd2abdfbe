/**
 * The tapes of recordings: read where one fits, else made from the recording and kept beside it.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";
import type { EngineEvent } from "../core/events.ts";
import { findSegments, openRecordingChain, type RecordingChain } from "../recording/chain.ts";
import { describeError } from "../lib/errors.ts";
import { PLAIN_ENDING, stemOf } from "../recording/format/paths.ts";
import { TapeBuilder } from "../recording/tape/builder.ts";
import type { Tape } from "../recording/tape/tape.ts";
import { encodeTape, readTape, TAPE_ENDING, tapeKey, writeTape } from "../recording/tape/tape_file.ts";
import { decoderOf } from "../session/games.ts";
import { VERSION } from "../version.ts";
import { digestOfFile } from "../lib/digest.ts";
import type { SelectedRecording } from "./select.ts";

/** A tape, and where it came from. */
export interface OpenedTape {
  readonly tape: Tape;
  /** SHA-256 of each of the recording's files, in order, as hexadecimal digits. */
  readonly hashes: readonly string[];
  /** Whether the recording had to be read. */
  readonly decoded: boolean;
  /** Why the tape could not be kept, where it could not: the next run takes as long. */
  readonly unkept?: string;
}

/** Options of opening. */
export interface TapeOptions {
  /** Whether tapes are read and written; without, the recording is read every time. @default {true} */
  readonly keep?: boolean;
  /** All files of the recording, in order, where they are known already. */
  readonly segments?: readonly string[];
}

/** The file of a recording's tape. */
function tapePath(segments: readonly string[]): string {
  const first = segments[0] ?? "";
  return `${stemOf(first) ?? first}${TAPE_ENDING}`;
}

/**
 * Opens a recording as a tape.
 *
 * @param path any segment of the recording
 * @returns a refusal where the recording cannot be read
 */
export async function openTape(path: string, options: TapeOptions = {}): Promise<Result<OpenedTape>> {
  const { keep = true } = options;
  try {
    if (keep) {
      const segments = await segmentsOf(path, options.segments);
      if (!segments.ok) return segments;
      const hashes = await Promise.all(segments.value.map(digestOfFile));
      const kept = await readTape(tapePath(segments.value), tapeKey(VERSION, hashes));
      if (kept !== undefined) return succeed({ tape: kept, hashes, decoded: false });
    }
    return await decode(path, keep);
  } catch (error) {
    return refuse("unreadable", `Cannot read recording "${path}": ${describeError(error)}`);
  }
}

async function segmentsOf(
  path: string,
  known: readonly string[] | undefined,
): Promise<Result<readonly string[]>> {
  if (known !== undefined) return succeed(known);
  const found = await findSegments(path);
  return found.ok ? succeed(found.value.segments.map((segment) => segment.path)) : found;
}

/** Reads the recording, and keeps its tape where it is to be kept. */
async function decode(path: string, keep: boolean): Promise<Result<OpenedTape>> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) return opened;
  const recording = opened.value;
  try {
    const { segments } = recording;
    const hashes = await Promise.all(segments.map(digestOfFile));
    const tape = await decodeRecording(recording);
    // A gzipped file is there only when it is whole; a plain one may be growing.
    const isPlain = segments.some((segment) => segment.endsWith(PLAIN_ENDING));
    const again = isPlain ? await Promise.all(segments.map(digestOfFile)) : hashes;
    if (again.join() !== hashes.join()) {
      return refuse(
        "changing",
        `Cannot use recording "${path}": it changed while it was read; is it still being written?`,
      );
    }
    const kept = keep
      ? await writeTape(tapePath(segments), await encodeTape(tape, tapeKey(VERSION, hashes)))
      : succeed(undefined);
    return succeed({ tape, hashes, decoded: true, ...(kept.ok ? {} : { unkept: kept.reason.message }) });
  } finally {
    await recording.close();
  }
}

/** Reads a recording to its end, or to where it is torn. */
async function decodeRecording(recording: RecordingChain): Promise<Tape> {
  const { header } = recording;
  const decoder = decoderOf(header);
  const builder = new TapeBuilder();
  const events: EngineEvent[] = [];
  let from: number | undefined;
  let to = 0;
  for await (const batch of recording.batches()) {
    from ??= batch[0]?.at;
    for (const { at, src, raw } of batch) {
      events.length = 0;
      decoder.decode(at, src, raw, events, []);
      for (const event of events) builder.push(event);
      to = at;
    }
  }
  const { tear } = recording;
  return builder.finish({
    header,
    inputs: recording.inputs,
    ...(from === undefined ? {} : { from, to }),
    ...(tear === undefined ? {} : { tear }),
  });
}

/** Opens tapes. Games of one recording come one after the other, and share its tape: it is read once. */
export class Tapes {
  readonly #keep: boolean;
  #shared: { readonly path: string; readonly tape: Promise<Result<OpenedTape>> } | undefined;

  /** @param keep whether tapes are read and written; without, the recording is read */
  constructor(keep: boolean) {
    this.#keep = keep;
  }

  /** The tape of a recording, or a refusal where it cannot be read. */
  open({ path, segments, event }: SelectedRecording): Promise<Result<OpenedTape>> {
    if (this.#shared?.path === path) return this.#shared.tape;
    const tape = openTape(path, { keep: this.#keep, ...(segments === undefined ? {} : { segments }) });
    // What nobody else needs is not held on to.
    this.#shared = event === undefined ? undefined : { path, tape };
    return tape;
  }
}
