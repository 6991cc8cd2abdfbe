/**
 * A recording in a few figures, found by reading it once.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { z } from "zod";
import { isFromOutside } from "../../core/inputs.ts";
import { isImported, USUAL_LISTING } from "../format/assumed.ts";
import { AssumedListingSchema, type RecordedInput } from "../format/format.ts";
import { openRecording, type Recording } from "../reader.ts";
import type { RecordingResult } from "../format/refusals.ts";

/** How long nothing may come but the clock before it counts as a silence, ms. */
export const SILENCE_MS = 30_000;
/** The same for candles, of which one comes a minute. */
const CANDLE_SILENCE_MS = 60_000 + SILENCE_MS;

/** The schema of a summary, without what depends on the time of asking. */
export const RecordingSummarySchema = z.object({
  environment: z.string(),
  event: z.string().nullable(),
  /** The game as the header has it. */
  game: z.record(z.string(), z.json()).nullable(),
  markets: z.array(z.string()),
  createdAt: z.string(),
  /** Arrival of the first and last input, Unix milliseconds; null where there is none. */
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  inputs: z.number(),
  /** How often numbers of the socket's messages are missing; null where the numbers mean nothing. */
  sequenceGaps: z.number().nullable(),
  /** How often nothing came for more than 30 s (candles: 90 s), and the longest such time, ms. */
  silences: z.number(),
  longestSilenceMs: z.number(),
  segment: z.number(),
  continues: z.string().nullable(),
  /** Whether the sizes in the books are known. */
  sizes: z.enum(["known", "unknown"]),
  /** Damage and gaps in the files that it was imported from. */
  damage: z.array(z.string()).optional(),
  /** The listing that an import takes for granted of its markets. */
  assumed: AssumedListingSchema.optional(),
  /** Where it is torn; null where it is whole. */
  tear: z.object({ code: z.string(), line: z.number(), reason: z.string() }).nullable(),
});

/** A recording in figures. */
export type RecordingSummary = z.infer<typeof RecordingSummarySchema>;

/** Counts missing numbers of the socket's messages, per subscription and connection. */
class SequenceWatch {
  readonly #last = new Map<number, number>();
  gaps = 0;

  take(src: string, raw: unknown): void {
    if (src === "ws.state") return this.#last.clear();
    if (src !== "ws" || typeof raw !== "object" || raw === null) return;
    const { sid, seq } = raw as { readonly sid?: unknown; readonly seq?: unknown };
    if (typeof sid !== "number" || typeof seq !== "number") return;
    const last = this.#last.get(sid);
    if (last !== undefined && seq > last + 1) this.gaps++;
    if (last === undefined || seq > last) this.#last.set(sid, seq);
  }
}

/** Counts times in which nothing came from outside. */
class SilenceWatch {
  readonly #longestQuietMs: number;
  #heardAt: number | undefined;
  silences = 0;
  longestMs = 0;

  /** @param longestQuietMs what is longer is a silence */
  constructor(longestQuietMs: number) {
    this.#longestQuietMs = longestQuietMs;
  }

  take(at: number, src: string): void {
    if (isFromOutside(src)) return this.hear(at);
    this.#heardAt ??= at;
  }

  /** Something came, or the recording is over. */
  hear(at: number): void {
    const silenceMs = at - (this.#heardAt ?? at);
    this.#heardAt = at;
    if (silenceMs <= this.#longestQuietMs) return;
    this.silences++;
    this.longestMs = Math.max(this.longestMs, silenceMs);
  }
}

/**
 * Reads a recording through.
 *
 * @returns the figures, or a refusal where it cannot be read at all
 */
export async function summarizeRecording(path: string): Promise<RecordingResult<RecordingSummary>> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const recording = opened.value;
  const sequence = new SequenceWatch();
  const isCandles = recording.header.environment === "import:candles";
  const silence = new SilenceWatch(isCandles ? CANDLE_SILENCE_MS : SILENCE_MS);
  let first: RecordedInput | undefined;
  let last: RecordedInput | undefined;
  for await (const batch of recording.batches()) {
    first ??= batch[0];
    last = batch[batch.length - 1] ?? last;
    for (const { at, src, raw } of batch) {
      silence.take(at, src);
      sequence.take(src, raw);
    }
  }
  if (last !== undefined) silence.hear(last.at);
  return succeed(summaryOf(recording, first, last, sequence, silence));
}

function summaryOf(
  { header, inputs, tear }: Recording,
  first: RecordedInput | undefined,
  last: RecordedInput | undefined,
  sequence: SequenceWatch,
  silence: SilenceWatch,
): RecordingSummary {
  return {
    environment: header.environment,
    event: header.event,
    game: header.game,
    markets: header.markets,
    createdAt: header.created_at,
    startedAt: first?.at ?? null,
    endedAt: last?.at ?? null,
    inputs,
    sequenceGaps: header.sequenced ? sequence.gaps : null,
    silences: silence.silences,
    longestSilenceMs: silence.longestMs,
    segment: header.segment ?? 1,
    continues: header.continues ?? null,
    sizes: header.sizes ?? "known",
    ...(header.damage === undefined ? {} : { damage: header.damage }),
    ...(isImported(header) ? { assumed: header.assumed ?? USUAL_LISTING } : {}),
    tear: tear === undefined ? null : { code: tear.code, line: tear.line, reason: tear.reason },
  };
}
