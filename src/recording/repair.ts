/**
 * Makes whole again what a crash left behind.
 *
 * @module
 */
import { succeed } from "../core/result.ts";
import {
  END_SOURCE,
  formatEnd,
  hasChecks,
  isSound,
  readLine,
  type RecordingHeader,
} from "./format/format.ts";
import { compressRecording } from "./compress.ts";
import { exists, writeAll } from "../lib/files.ts";
import { GZIP_ENDING, PLAIN_ENDING } from "./format/paths.ts";
import { openRecording } from "./reader.ts";
import { type RecordingResult, refuse } from "./format/refusals.ts";
import { describeError } from "../lib/errors.ts";

/** A segment that has been closed. */
export interface RepairedSegment {
  /** The gzipped file. */
  readonly path: string;
  readonly inputs: number;
  /** Bytes after the last whole line, that were cut off. */
  readonly droppedBytes: number;
}

/** How far a plain file is whole. */
interface WholePart {
  /** Bytes up to the end of the last whole line. */
  readonly bytes: number;
  /** Whether that line lacks its line break. */
  readonly unbroken: boolean;
  readonly inputs: number;
  /** Arrival of the last input, or of the recording's beginning; Unix milliseconds. */
  readonly lastAt: number;
  readonly hasEnd: boolean;
  readonly length: number;
}

const CHUNK_BYTES = 256 * 1024;
const LINE_BREAK = 0x0a;

/** The lines of a file as bytes, each with its line break where it has one. */
async function* byteLines(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
  const pieces: Uint8Array[] = [];
  const joined = (last: Uint8Array) => {
    const line = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, last.length));
    let length = 0;
    for (const piece of [...pieces, last]) {
      line.set(piece, length);
      length += piece.length;
    }
    pieces.length = 0;
    return line;
  };
  for (;;) {
    const buffer = new Uint8Array(CHUNK_BYTES);
    const count = await file.read(buffer);
    if (count === null) break;
    let start = 0;
    for (let end = buffer.indexOf(LINE_BREAK); end >= 0 && end < count;) {
      yield joined(buffer.subarray(start, end + 1));
      start = end + 1;
      end = buffer.indexOf(LINE_BREAK, start);
    }
    if (start < count) pieces.push(buffer.subarray(start, count));
  }
  if (pieces.length > 0) yield joined(new Uint8Array());
}

/** Reads as a reader does: up to the first line after the header that is neither an input nor an end. */
async function measure(path: string, header: RecordingHeader): Promise<WholePart> {
  const checked = hasChecks(header);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const { size } = await Deno.stat(path);
  let found: WholePart = {
    bytes: 0,
    unbroken: false,
    inputs: 0,
    lastAt: Date.parse(header.created_at),
    hasEnd: false,
    length: size,
  };
  let isHeader = true;
  for await (const line of byteLines(path)) {
    const bytes = found.bytes + line.length;
    const unbroken = line[line.length - 1] !== LINE_BREAK;
    const text = decoder.decode(line).trim();
    const read = isHeader || text === "" ? undefined : readLine(text);
    if (isHeader || text === "") found = { ...found, bytes, unbroken };
    else if (read === undefined || (checked && !isSound(text))) break;
    else if (read.src === END_SOURCE) {
      found = { ...found, bytes, unbroken, hasEnd: true };
      break;
    } else found = { ...found, bytes, unbroken, inputs: found.inputs + 1, lastAt: read.at };
    isHeader = false;
  }
  return found;
}

/**
 * Closes a plain recording that nobody writes any more: what follows its last whole line is cut off, an end line is added,
 * and it is compressed. A recording that has its end line is only compressed; a plain copy beside its whole gzipped file is
 * removed.
 *
 * @param path a file that ends in `.jsonl`
 * @param continuedIn the plain file name of the next segment, for the end line
 */
export async function repairRecording(
  path: string,
  continuedIn?: string,
): Promise<RecordingResult<RepairedSegment>> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  await opened.value.close();
  try {
    const { header } = opened.value;
    const whole = await measure(path, header);
    const gzipped = path.slice(0, -PLAIN_ENDING.length) + GZIP_ENDING;
    if (exists(gzipped)) return await dropCopy(path, gzipped, whole.inputs);
    const droppedBytes = whole.length - whole.bytes;
    if (!whole.hasEnd || droppedBytes > 0 || whole.unbroken) {
      await mend(path, whole, hasChecks(header), continuedIn);
    }
    const compressed = await compressRecording(path);
    if (!compressed.ok) return compressed;
    return succeed({ path: compressed.value, inputs: whole.inputs, droppedBytes });
  } catch (error) {
    return refuse("unwritable", `Cannot close recording "${path}": ${describeError(error)}`);
  }
}

/** Cuts off what is not whole and adds what is missing. */
async function mend(
  path: string,
  whole: WholePart,
  checked: boolean,
  continuedIn: string | undefined,
): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.truncate(whole.bytes);
  await file.seek(0, Deno.SeekMode.End);
  let text = whole.unbroken ? "\n" : "";
  if (!whole.hasEnd) {
    const dropped = whole.length - whole.bytes;
    const reason = `cut off; ${dropped} byte${dropped === 1 ? "" : "s"} of a torn line dropped`;
    text += formatEnd({
      at: whole.lastAt,
      reason,
      inputs: whole.inputs,
      ...(continuedIn === undefined ? {} : { continuedIn }),
    }, checked);
  }
  await writeAll(file, new TextEncoder().encode(text));
  await file.sync();
}

/** A crash between the naming of the gzipped file and the removal of the plain one leaves both. */
async function dropCopy(
  path: string,
  gzipped: string,
  inputs: number,
): Promise<RecordingResult<RepairedSegment>> {
  const opened = await openRecording(gzipped);
  if (!opened.ok) return opened;
  const copy = opened.value;
  for await (const _ of copy.batches());
  // Cut-off recordings may have been compressed as they were.
  const sound = copy.tear === undefined || copy.tear.code === "no_end" || copy.tear.code === "torn_line";
  if (!sound || copy.inputs < inputs) {
    return refuse("unwritable", `Cannot close recording "${path}": "${gzipped}" is there and holds less`);
  }
  await Deno.remove(path);
  return succeed({ path: gzipped, inputs: copy.inputs, droppedBytes: 0 });
}
