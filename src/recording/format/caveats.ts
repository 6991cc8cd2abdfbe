/**
 * Caveats that must be said before a recording is traded against again.
 *
 * @module
 */
import { assumedText, isImported, USUAL_LISTING } from "./assumed.ts";
import type { RecordingHeader } from "./format.ts";

/** The environment of recordings that hold no order book. */
const CANDLES_ENVIRONMENT = "import:candles";

/**
 * Warnings about a recording and a fill model, each one line for people; none where the recording holds all that the
 * model looks at.
 *
 * @param fillModel `touch` looks at prices alone; `depth` and `queue` look at sizes
 */
export function recordingCaveats(header: RecordingHeader, fillModel: string): readonly string[] {
  const damage = (header.damage ?? []).map((line) => `imported from damaged files: ${line}`);
  if (header.environment === CANDLES_ENVIRONMENT) {
    return [
      ...damage,
      "this recording holds last prices and volumes of whole minutes and no order book: nothing can be filled",
    ];
  }
  const assumed = isImported(header)
    ? [`this recording holds no listing: ${assumedText(header.assumed ?? USUAL_LISTING)}`]
    : [];
  if (header.sizes !== "unknown" || fillModel === "touch") return [...damage, ...assumed];
  return [
    ...damage,
    ...assumed,
    `this recording holds no sizes: every level counts as one contract, so fills of the ${fillModel} model mean little; ` +
    "expected --fill-model touch",
  ];
}
