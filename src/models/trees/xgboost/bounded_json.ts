/**
 * Text of a model file as data, with a bound on what a hostile one may cost.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../../core/result.ts";
import { describeError } from "../../../lib/errors.ts";
import { MOST_TREES } from "./limits.ts";

/** Longest text that is read, in UTF-16 units: a million nodes take about so many. */
const LONGEST_TEXT = 64 * 1_024 * 1_024;
/** Most arrays and objects in it: a tree of any XGBoost has fewer than 20. That bounds how deeply they nest, too. */
const MOST_PARTS = 32 * MOST_TREES;

/** How many parts a text opens, counted only until there are too many. */
function countParts(text: string): number {
  let parts = 0;
  for (const bracket of ["[", "{"]) {
    for (
      let at = text.indexOf(bracket);
      at !== -1 && parts <= MOST_PARTS;
      at = text.indexOf(bracket, at + 1)
    ) {
      parts++;
    }
  }
  return parts;
}

/** Parses JSON of a model; refuses what is no JSON, too long, or of too many arrays and objects. */
export function parseBoundedJson(text: string): Result<unknown> {
  if (text.length > LONGEST_TEXT) {
    return refuse(
      "model_too_large",
      `Cannot read the model: expected at most ${LONGEST_TEXT} characters, was ${text.length}`,
    );
  }
  if (countParts(text) > MOST_PARTS) {
    return refuse(
      "model_too_large",
      `Cannot read the model: expected at most ${MOST_PARTS} arrays and objects, there are more`,
    );
  }
  try {
    return succeed(JSON.parse(text));
  } catch (error) {
    return refuse("model_not_json", `Cannot read the model: expected JSON: ${describeError(error)}`);
  }
}
