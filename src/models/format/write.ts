/**
 * Models → model files.
 *
 * @module
 */
import { writeXgboostJson } from "../trees/xgboost/write.ts";
import type { ModelContent } from "./loaded_model.ts";
import type { ModelPart } from "./part.ts";
import { MODEL_FORMAT, MODEL_VERSION } from "./schema.ts";

/** The text of a model's file; the same content gives the same text. */
export function writeModel({ name, sport, trained, parts }: ModelContent): string {
  const head = { format: MODEL_FORMAT, version: MODEL_VERSION, sport, name, ...trained && { trained } };
  return `${objectOf({ ...textsOf(head), parts: `[${parts.map(partText).join(",")}]` })}\n`;
}

function partText({ sources, anchor, trees, join }: ModelPart): string {
  return objectOf({
    ...textsOf({ sources, ...anchor && { anchor } }),
    // As text: XGBoost wants its floats with a point, which they lose as numbers.
    ...trees && { trees: writeXgboostJson(trees) },
    ...textsOf({ ...join && { join } }),
  });
}

function textsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** An object of fields that are JSON already. */
function objectOf(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields).map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}
