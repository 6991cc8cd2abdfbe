/**
 * The writing half of every import: lines that carry their time become a recording, written under a temporary name until
 * it is whole.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { formatEnd, formatHeader, formatInput, type RecordingDescription } from "../format/format.ts";
import type { InputSource } from "../../core/inputs.ts";
import { GzipFile } from "../../lib/gzip_file.ts";
import { createFree, GZIP_ENDING, type RecordingPlace } from "../format/paths.ts";
import { PARTIAL_ENDING } from "../../lib/files.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";
import { describeError } from "../../lib/errors.ts";

const SECOND_MS = 1_000;
const BATCH_CHARACTERS = 256 * 1024;

/** One line to import. */
export interface TimedLine {
  /** Unix milliseconds; it does not fall from line to line. */
  readonly at: number;
  readonly text: string;
  readonly isJson: boolean;
}

/** The content to write, and its place. */
export interface ImportPlan {
  readonly place: RecordingPlace;
  readonly description: RecordingDescription;
  /** The source of the lines. */
  readonly source: InputSource;
  /** An input that goes before all lines. */
  readonly first?: { readonly source: InputSource; readonly text: string };
  readonly batches: AsyncIterable<readonly TimedLine[]>;
  /** How often the clock ticks between the lines, ms. @default {1000} */
  readonly clockMs?: number;
  /** Unix milliseconds. */
  readonly endedAt: number;
  /** For the end line. */
  readonly reason: string;
}

/** The written file and its counts. */
export interface WrittenImport {
  readonly path: string;
  /** All inputs: the lines, the one before them, and the clock. */
  readonly inputs: number;
  /** The lines among them. */
  readonly lines: number;
}

/**
 * Writes the lines, and what a session would have recorded beside them: the clock. So a replay needs no other rules for
 * imported recordings.
 */
export async function writeImport(plan: ImportPlan): Promise<RecordingResult<WrittenImport>> {
  try {
    const { file, path: temporary, stem } = createFree(plan.place, GZIP_ENDING + PARTIAL_ENDING);
    const path = stem + GZIP_ENDING;
    const target = new GzipFile(file, temporary, path);
    try {
      const counts = await writeLines(target, plan);
      await target.commit();
      return succeed({ path, ...counts });
    } catch (error) {
      await target.discard();
      throw error;
    }
  } catch (error) {
    return refuse("unwritable", `Cannot import into "${plan.place.root}": ${describeError(error)}`);
  }
}

async function writeLines(
  target: GzipFile,
  plan: ImportPlan,
): Promise<{ readonly inputs: number; readonly lines: number }> {
  const encoder = new TextEncoder();
  const { startedAt } = plan.place;
  const { clockMs = SECOND_MS } = plan;
  let inputs = 0;
  let lines = 0;
  let tick = Math.floor(startedAt / clockMs) + 1;
  let text = formatHeader(plan.description);
  if (plan.first !== undefined) {
    text += formatInput(startedAt, plan.first.source, plan.first.text, true);
    inputs++;
  }
  for await (const batch of plan.batches) {
    for (const line of batch) {
      for (; tick * clockMs <= line.at; tick++, inputs++) {
        text += formatInput(tick * clockMs, "clock", "null", true);
        // A gap of hours is thousands of seconds.
        if (text.length < BATCH_CHARACTERS) continue;
        await target.write(encoder.encode(text));
        text = "";
      }
      text += formatInput(line.at, plan.source, line.text, line.isJson);
    }
    lines += batch.length;
    if (text.length < BATCH_CHARACTERS) continue;
    await target.write(encoder.encode(text));
    text = "";
  }
  inputs += lines;
  text += formatEnd({ at: plan.endedAt, reason: plan.reason, inputs });
  await target.write(encoder.encode(text));
  return { inputs, lines };
}
