/**
 * The models that are studied: those that ship, or files.
 *
 * @module
 */
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import type { Model } from "../../src/models/format/model.ts";
import { type ModelChoice, shelve, shippedModels } from "../../src/models/live/shelf.ts";
import type { Sport } from "../../src/models/situation/sport.ts";
import { estimatorOf, markModels } from "../../src/session/setup/models.ts";
import { must } from "../support/must.ts";

/** A model, and what asks it as a session does. It is told no ratings: it knows the price at the start, a spread, or nothing. */
export interface UsedModel {
  readonly model: Model;
  readonly estimator: Estimator;
}

/**
 * Loads them by sport; a file takes the place of the shipped model of its sport.
 *
 * @throws {Error} for a file that is no model
 */
export async function modelsUsed(files: readonly string[]): Promise<ReadonlyMap<Sport, UsedModel>> {
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await Deno.readTextFile(file) })));
  const shelf = must(shelve(texts));
  const choice: ModelChoice = { ...shippedModels(), ...shelf.own };
  const estimator = estimatorOf(markModels(choice), shelf);
  const used = Object.values(choice).map(({ model }) => [model.sport, model] as const);
  return new Map(estimator === undefined ? [] : used.map(([sport, model]) => [sport, { model, estimator }]));
}
