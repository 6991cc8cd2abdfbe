/**
 * The last play of an ESPN summary: football keeps plays in drives, basketball in one list.
 *
 * @module
 */
import { z } from "zod";
import type { Down } from "../../core/game/game.ts";
import { looseId, looseList, looseNumber, looseText } from "../reading.ts";

/** The last play, as far as it is said. */
export interface SummaryPlay {
  readonly text: string | undefined;
  readonly wallclock: string | undefined;
  /** The team that has the ball after it. */
  readonly teamId: string | undefined;
  readonly situation: Down | undefined;
}

const playSchema = z.object({
  text: looseText,
  wallclock: looseText,
  end: z.object({
    down: looseNumber,
    distance: looseNumber,
    yardsToEndzone: looseNumber,
    team: z.object({ id: looseId }).nullish().catch(undefined),
  }).nullish().catch(undefined),
});

const driveSchema = z.object({ plays: looseList }).nullish().catch(undefined);

const summarySchema = z.object({
  plays: looseList,
  drives: z.object({ current: driveSchema, previous: z.array(driveSchema).catch([]) }).nullish().catch(
    undefined,
  ),
});

/** Finds it, or `undefined` where the summary has no plays. */
export function readSummaryPlay(summary: unknown): SummaryPlay | undefined {
  const parsed = summarySchema.safeParse(summary);
  if (!parsed.success) return undefined;
  const { plays, drives } = parsed.data;
  const last = drives?.current?.plays.at(-1) ?? drives?.previous.at(-1)?.plays.at(-1) ?? plays.at(-1);
  const play = playSchema.safeParse(last);
  if (!play.success) return undefined;
  const { text, wallclock, end } = play.data;
  const { down, distance, yardsToEndzone } = end ?? {};
  const isComplete = down !== undefined && distance !== undefined && yardsToEndzone !== undefined;
  return {
    text,
    wallclock,
    teamId: end?.team?.id,
    situation: isComplete ? { down, distance, yardsToGoal: yardsToEndzone } : undefined,
  };
}
