/**
 * The last play of a Sportradar answer, in each of the nestings that have been seen: `periods[].pbp[].events[]` (drives),
 * `periods[].pbp[]` (plays at once), `periods[].events[]` (basketball) and `scoring_drives[].plays[]`.
 *
 * @module
 */
import { z } from "zod";
import { looseId, looseList, looseNumber, looseText } from "../reading.ts";

const teamSchema = z.object({ id: looseId, alias: looseText }).nullish().catch(undefined);

/** Where the ball is in football. */
export const situationSchema = z.object({
  down: looseNumber,
  yfd: looseNumber,
  possession: teamSchema,
  location: z.object({ id: looseId, alias: looseText, yardline: looseNumber }).nullish().catch(undefined),
}).nullish().catch(undefined).transform((situation) => situation ?? undefined);

const playSchema = z.object({
  description: looseText,
  clock: looseText,
  sequence: looseNumber,
  wall_clock: looseText,
  home_points: looseNumber,
  away_points: looseNumber,
  possession: teamSchema,
  end_situation: situationSchema,
});

const nestSchema = z.object({ events: looseList, plays: looseList });
const periodSchema = z.object({ pbp: looseList, events: looseList });
const answerSchema = z.object({ periods: looseList, scoring_drives: looseList });

/** One play. */
export interface SportradarPlay extends Omit<z.infer<typeof playSchema>, "end_situation"> {
  /** Where the ball is after it. */
  readonly situation: z.infer<typeof situationSchema>;
}

/** The play with the highest sequence number; of plays without one, the last. */
export function lastSportradarPlay(body: unknown): SportradarPlay | undefined {
  const answer = answerSchema.safeParse(body);
  if (!answer.success) return undefined;
  const inPeriods = answer.data.periods.flatMap((period) => {
    const { pbp = [], events = [] } = periodSchema.safeParse(period).data ?? {};
    return [...pbp.flatMap(unnest), ...events];
  });
  const candidates = inPeriods.length > 0 ? inPeriods : answer.data.scoring_drives.flatMap(unnest);
  let last: z.infer<typeof playSchema> | undefined;
  for (const candidate of candidates) {
    const play = playSchema.safeParse(candidate).data;
    if (play?.description === undefined) continue;
    if ((play.sequence ?? Infinity) >= (last?.sequence ?? -Infinity)) last = play;
  }
  if (last === undefined) return undefined;
  const { end_situation, ...rest } = last;
  return { ...rest, situation: end_situation };
}

/** A drive's plays, or the play itself where there is no drive round it. */
function unnest(item: unknown): readonly unknown[] {
  const { events = [], plays = [] } = nestSchema.safeParse(item).data ?? {};
  const inside = [...events, ...plays];
  return inside.length > 0 ? inside : [item];
}
