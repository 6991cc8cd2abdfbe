/**
 * The games of a session or a recording: how their scores are decoded, and which market stands for which team.
 *
 * @module
 */
import type { Fixture } from "../core/world.ts";
import { type Job, jobSchema } from "../discovery/job.ts";
import { createFeedDecoder } from "../feeds/feed_decoder.ts";
import type { DecodeOther } from "../kalshi/decode.ts";
import { ImportDecoder } from "../recording/decode_imports.ts";
import type { RecordingHeader } from "../recording/format.ts";

/** The game that a recording's header names, where it names one. */
export function jobOf({ game }: Pick<RecordingHeader, "game">): Job | undefined {
  const parsed = jobSchema.safeParse(game);
  return parsed.success ? parsed.data : undefined;
}

/** Which market stands for which team. */
export function fixtureOf({ event, homeMarket, awayMarket }: Job): Fixture {
  return { event, homeMarket, awayMarket };
}

/** The same for a recording. */
export function fixturesOf(header: Pick<RecordingHeader, "game">): Fixture[] {
  const job = jobOf(header);
  return job === undefined ? [] : [fixtureOf(job)];
}

/** Decodes what the exchange's decoder leaves to others: scoreboards, live data, imported inputs. */
export function decodeOthers(header: Pick<RecordingHeader, "game">): DecodeOther {
  const job = jobOf(header);
  const scores = createFeedDecoder(job === undefined ? [] : [job]);
  const imports = new ImportDecoder();
  return (at, source, raw, events) => {
    scores.decode(at, source, raw, events);
    imports.decode(at, source, raw, events);
  };
}
