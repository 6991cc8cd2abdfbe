/**
 * Models → model files.
 *
 * @module
 */
import { xgboostModel } from "../trees/xgboost/write.ts";
import type { ModelContent } from "./loaded_model.ts";
import type { ModelPart } from "./part.ts";
import { MODEL_FORMAT, MODEL_VERSION } from "./schema.ts";

/** The text of a model's file; the same content gives the same text. */
export function writeModel({ name, sport, trained, parts }: ModelContent): string {
  const file = {
    format: MODEL_FORMAT,
    version: MODEL_VERSION,
    sport,
    name,
    ...trained && { trained },
    parts: parts.map(fileOf),
  };
  return `${JSON.stringify(file)}\n`;
}

function fileOf({ sources, anchor, trees, join }: ModelPart): Record<string, unknown> {
  return {
    sources,
    ...anchor && { anchor },
    ...trees && { trees: xgboostModel(trees) },
    ...join && { join },
  };
}
