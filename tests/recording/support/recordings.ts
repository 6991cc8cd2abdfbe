/**
 * What the tests of recordings share.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  FORMAT_KEY,
  formatEnd,
  formatHeader,
  formatInput,
  type RecordedInput,
  type RecordingDescription,
} from "../../../src/recording/format/format.ts";
import { openRecording, type Recording } from "../../../src/recording/reader.ts";
import {
  createRecording,
  type RecordingWriter,
  type RecordingWriterOptions,
} from "../../../src/recording/writer.ts";
import { must } from "../../support/must.ts";

/** 2026-11-20T20:31:07Z, Unix milliseconds. */
export const STARTED_AT = Date.UTC(2026, 10, 20, 20, 31, 7);

/** What the recordings of the tests say of themselves. */
export const DESCRIPTION: RecordingDescription = {
  program: "0.1.0",
  created_at: "2026-11-20T20:31:07Z",
  environment: "sim",
  markets: ["KXNBAGAME-26NOV20LALBOS-LAL"],
  event: "KXNBAGAME-26NOV20LALBOS",
  game: null,
  config: { strategies: ["favorite_threshold"], seed: 7 },
  yes_prices: true,
  sequenced: true,
};

/** Runs a test with a folder of its own, which is removed afterwards. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Begins a recording in a folder; fails the test where it is refused. */
export function begin(folder: string, options: RecordingWriterOptions = {}): RecordingWriter {
  const writer = must(createRecording(
    { root: folder, group: "nba", name: "KXNBAGAME-26NOV20LALBOS", startedAt: STARTED_AT },
    DESCRIPTION,
    options,
  ));
  return writer;
}

/** A recording read to its end, or to its tear. */
export interface ReadRecording {
  readonly recording: Recording;
  readonly inputs: readonly RecordedInput[];
}

/** Reads all of a recording; fails the test where it is refused. */
export async function readAll(path: string): Promise<ReadRecording> {
  const recording = must(await openRecording(path));
  const inputs: RecordedInput[] = [];
  for await (const batch of recording.batches()) inputs.push(...batch);
  assertEquals(recording.inputs, inputs.length);
  return { recording, inputs };
}

/** The frames of an imported recording, and its other inputs: the open connection and the clock. */
export async function readImported(
  path: string,
): Promise<ReadRecording & { readonly others: readonly RecordedInput[] }> {
  const { recording, inputs } = await readAll(path);
  return {
    recording,
    inputs: inputs.filter(({ src }) => src === "ws"),
    others: inputs.filter(({ src }) => src !== "ws"),
  };
}

/** The header of a recording of the first version, line break included. */
export const OLD_HEADER = `${JSON.stringify({ [FORMAT_KEY]: 1, ...DESCRIPTION })}\n`;

/** The text of a whole recording of the first version, whose lines have no checks. */
export function recordingText(lines: readonly string[], inputs = lines.length): string {
  return OLD_HEADER + lines.map((line) => line + "\n").join("") +
    formatEnd({ at: STARTED_AT, reason: "test", inputs }, false);
}

/** The text of a whole recording of inputs, each line with its check. */
export function checkedText(inputs: readonly RecordedInput[]): string {
  const lines = inputs.map(({ at, src, raw }) => formatInput(at, src, JSON.stringify(raw), true));
  return formatHeader(DESCRIPTION) + lines.join("") +
    formatEnd({ at: STARTED_AT, reason: "test", inputs: inputs.length });
}

/** Gzips a text. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
