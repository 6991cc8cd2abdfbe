/**
 * The models of a setup: how a recording's header names them, and what an engine makes of that.
 *
 * A header names a model by its digest and never holds it: whoever replays supplies it, or has it in the program.
 *
 * @module
 */
import { z } from "zod";
import type { Estimator } from "../../core/strategy/estimate.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { createEstimator, type SportModels } from "../../models/live/estimator.ts";
import type { RateGame } from "../../models/live/pregame_number.ts";
import type { RatingsFile } from "../../models/ratings/ratings_file.ts";
import { shippedRatings } from "../../models/ratings/shipped.ts";
import { rateBySnapshot, snapshotOn, SnapshotSchema } from "../../models/ratings/snapshot.ts";
import { type ModelChoice, ModelShelf } from "../../models/live/shelf.ts";
import { type Sport, SPORTS } from "../../models/situation/sport.ts";

/** A model as a header names it. */
const markSchema = z.object({
  /** Its name and the first digits of its digest, as decisions name it. */
  id: z.string(),
  /** Of the model's file, as hexadecimal digits. */
  sha256: z.string(),
  /** The name of a trader's own file; left out for a model that shipped with the program. */
  file: z.string().optional(),
});

/** A model as a header names it. */
export type ModelMark = z.infer<typeof markSchema>;

/** The schema of the models of a setup, by sport; none of a sport: no model is asked about its games. */
export const ModelsSchema = z.object(
  { nba: markSchema.optional(), nfl: markSchema.optional() } satisfies Record<Sport, z.ZodType>,
);

/** The models of a setup; left out in setups from before there were any. */
export type SetupModels = z.infer<typeof ModelsSchema>;

/** The schema of the ratings of a setup, by sport; none of a sport: they knew nothing of use when the session began. */
export const RatingsSchema = z.object(
  { nba: SnapshotSchema.optional(), nfl: SnapshotSchema.optional() } satisfies Record<Sport, z.ZodType>,
);

/** The ratings of a setup, as they stood when its session began. */
export type SetupRatings = z.infer<typeof RatingsSchema>;

/** How a header names models. */
export function markModels(choice: ModelChoice): SetupModels {
  return Object.fromEntries(SPORTS.flatMap((sport) => {
    const chosen = choice[sport];
    if (chosen === undefined) return [];
    const { model: { id, hash }, file } = chosen;
    return [[sport, { id, sha256: hash, ...file === undefined ? {} : { file } }] as const];
  }));
}

/**
 * The estimator of a setup's models; `undefined` where it has none.
 *
 * @param ratings for games of which the market has no price at the start
 */
export function estimatorOf(
  models: SetupModels | undefined,
  shelf: ModelShelf = SHIPPED_SHELF,
  ratings: SetupRatings = {},
): Estimator | undefined {
  const found: [Sport, SportModels[Sport]][] = [];
  for (const sport of SPORTS) {
    const mark = models?.[sport];
    if (mark === undefined) continue;
    const model = shelf.find(sport, mark.sha256);
    found.push([
      sport,
      model === undefined
        ? { code: "MODEL_MISSING", detail: missingText(mark) }
        : { id: mark.id, load: () => succeed(model), rate: rateOf(sport, ratings) },
    ]);
  }
  return found.length === 0 ? undefined : createEstimator(Object.fromEntries(found));
}

/** Files of ratings by sport. */
export type RatingsBySport = Readonly<Partial<Record<Sport, RatingsFile>>>;

/**
 * The ratings of a day for the sports that have a model.
 *
 * @param own in place of those that ship with the program
 */
export function ratingsOfDay(
  models: SetupModels | undefined,
  day: string,
  own: RatingsBySport = {},
): SetupRatings {
  const ratings: SetupRatings = {};
  for (const sport of SPORTS) {
    if (models?.[sport] === undefined) continue;
    const snapshot = snapshotOn(own[sport] ?? shippedRatings(sport), day);
    if (snapshot !== undefined) ratings[sport] = snapshot;
  }
  return ratings;
}

function rateOf(sport: Sport, ratings: SetupRatings): RateGame | undefined {
  const snapshot = ratings[sport];
  return snapshot === undefined ? undefined : rateBySnapshot(sport, snapshot);
}

/** The models that ship with the program, alone. */
const SHIPPED_SHELF = new ModelShelf();

/** The models of a setup that are not at hand, each in words. */
export function missingModels(models: SetupModels | undefined, shelf: ModelShelf = SHIPPED_SHELF): string[] {
  return SPORTS.flatMap((sport) => {
    const mark = models?.[sport];
    return mark === undefined || shelf.find(sport, mark.sha256) !== undefined ? [] : [missingText(mark)];
  });
}

function missingText({ id, file }: ModelMark): string {
  return file === undefined
    ? `model ${id} shipped with another version of the program: pass its file with --model FILE`
    : `model ${id} of the file "${file}" is not here: pass it with --model FILE`;
}

/** Whether two setups ask the same models; what the files are called does not matter. */
export function sameModels(one: SetupModels | undefined, other: SetupModels | undefined): boolean {
  return SPORTS.every((sport) => one?.[sport]?.sha256 === other?.[sport]?.sha256);
}

/**
 * The models that a session which was cut off goes on with: those that it was begun with. A model that shipped with an older
 * version of the program gives way to the one of now, as its rules do.
 *
 * @returns a refusal where a trader's own file is not the one that it was begun with
 */
export function resumedModels(
  begun: SetupModels | undefined,
  now: SetupModels | undefined,
  shelf: ModelShelf = SHIPPED_SHELF,
): Result<SetupModels | undefined> {
  if (begun === undefined) return succeed(undefined);
  const models: [Sport, ModelMark][] = [];
  for (const sport of SPORTS) {
    const mark = begun[sport];
    if (mark === undefined) continue;
    if (shelf.find(sport, mark.sha256) !== undefined) models.push([sport, mark]);
    else if (mark.file !== undefined) return refuse("model_changed", missingText(mark));
    else if (now?.[sport] !== undefined) models.push([sport, now[sport]]);
  }
  return succeed(Object.fromEntries(models));
}
