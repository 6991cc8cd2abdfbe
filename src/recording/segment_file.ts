/**
 * The files that a recording is written into, and what becomes of them.
 *
 * @module
 */
import { compressRecording } from "./compress.ts";
import { describeError } from "../lib/errors.ts";

/** Where lines go; a file, or a test's stand-in. */
export interface RecordingSink {
  /** Writes some of the bytes and says how many; throws as the file system does. */
  writeSync(bytes: Uint8Array): number;
  /** Brings what was written to the disk. */
  syncSync(): void;
  close(): void;
}

/** A new file of a recording, and its path. */
export interface OpenedSegment {
  readonly sink: RecordingSink;
  readonly path: string;
}

/**
 * Makes the file of the next segment; throws as the file system does.
 *
 * @param startedAt Unix milliseconds
 */
export type OpenSegment = (startedAt: number) => OpenedSegment;

/** Options of a writer. */
export interface RecordingWriterOptions {
  /**
   * Called once, when a write has failed and recording has stopped. A session stops taking new positions then and says
   * why; it goes on managing those it has. What was written before stays readable.
   */
  readonly onFailure?: (reason: string) => void;
  /**
   * How long a segment may get before the next one begins, in bytes of plain text.
   *
   * @default {33554432}
   */
  readonly rotateBytes?: number;
  /** How much time a segment may hold before the next one begins, in ms between arrivals. Left out: any. */
  readonly rotateMs?: number;
}

/** The outcome of a recording. */
export interface ClosedRecording {
  /** The file to read: compressed if all went well; of several segments the first one. */
  readonly path: string;
  /** Inputs in all segments of this writer. */
  readonly inputs: number;
  /** Inputs that came after a failure or after the end and are not in the file. */
  readonly dropped: number;
  /** Why the recording is not whole or not compressed, if so. */
  readonly failure?: string;
  /** The files of all segments, in order, where there is more than one. */
  readonly segments?: readonly string[];
}

/**
 * The longest segment where nothing else is said. The last one is compressed and read back when a session ends: with more
 * in it whoever presses Ctrl-C would wait for seconds.
 */
export const ROTATE_BYTES = 32 * 1024 * 1024;

/** The outcome of one segment. */
export interface FinishedSegment {
  readonly path: string;
  readonly failure?: string;
}

/** Closes a segment's file, and compresses it unless it failed: a full disk has no room for a second copy. */
export async function finishSegment(
  sink: RecordingSink,
  path: string,
  failure: string | undefined,
): Promise<FinishedSegment> {
  try {
    sink.close();
  } catch (error) {
    return { path, failure: failure ?? `Cannot write recording "${path}": ${describeError(error)}` };
  }
  if (failure !== undefined) return { path, failure };
  const compressed = await compressRecording(path);
  return compressed.ok ? { path: compressed.value } : { path, failure: compressed.reason.message };
}
