/**
 * Small models with known numbers: the anchors of measured fits, and a few monotone trees drawn by hand.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Anchor } from "../../../src/models/anchor/anchor.ts";
import { loadModel } from "../../../src/models/format/load.ts";
import type { ModelContent } from "../../../src/models/format/loaded_model.ts";
import type { Model } from "../../../src/models/format/model.ts";
import type { Join } from "../../../src/models/format/part.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import type { Forest } from "../../../src/models/trees/forest.ts";
import { type Drawn, forestOf } from "../trees/support.ts";

/** Fitted on the NBA of 2020-21 to 2023-24, held at 0 and above. */
export const NBA_ANCHOR: Anchor = {
  knots: [0, 10, 45, 150, 480, 1200, 2100, 2880],
  terms: ["diff", "mu", "poss"],
  weights: [
    [0.944, 1.064, 0.648, 0.383, 0.216, 0.128, 0.0955, 0.0554],
    [0, 0, 0.027, 0.034, 0.062, 0.089, 0.111, 0.126],
    [0, 0.57, 0.27, 0.2, 0.1, 0.08, 0.03, 0.065],
  ],
};

/** Fitted on the NFL of 2021–22, but for the score at 0 s: there the fit has few plays and is too unsure. */
export const NFL_ANCHOR: Anchor = {
  knots: [0, 60, 300, 1200, 2400, 3600],
  terms: ["diff", "ep", "pl", "h2"],
  weights: [
    [0.7, 0.368, 0.243, 0.159, 0.101, 0.071],
    [0.078, 0.347, 0.216, 0.15, 0.097, 0.053],
    [0.256, 0.247, 0.445, 0.65, 0.88, 0.978],
    [0, 0, 0, 0.094, 0.12, 0.073],
  ],
};

/** A step up in a column. */
function step(column: number, split: number, size: number): Drawn {
  return { column, split, below: -size, above: size, missing: "above" };
}

/** Not symmetric by themselves: their mirror must be taken. */
export const NBA_TREES: Forest = forestOf(["diff", "left", "ezp"], 0.05, [
  step(2, -0.4, 0.9),
  step(2, 0.1, 1.1),
  step(2, 0.7, 0.8),
  {
    column: 1,
    split: 300,
    below: step(0, 3, 1.5),
    above: step(0, 8, 0.4),
    missing: "below",
  },
]);

/** Of the features of a moment in the NFL. */
export const NFL_TREES: Forest = forestOf(["z", "ez", "other_timeouts", "left"], 0, [
  step(0, -0.5, 0.8),
  step(0, 0.03, 1),
  step(1, 0.3, 0.6),
  { column: 2, split: 1.5, below: 0.1, above: -0.1, missing: "above" },
]);

/** Mostly trees at the end, half of each before it; at the start the anchor alone, since so few trees know nothing there. */
export const SHARE: Join = { how: "share", treeWeight: [[60, 0.8], [300, 0.5], [2_400, 0]] };

/** Both anchors' models, with trees. */
export const NBA_CONTENT: ModelContent = {
  name: "nba-small",
  sport: "nba",
  trained: { seasons: [2021, 2022, 2023, 2024], rows: 2_000_000, games: 5_100, on: "2026-11-28", seed: 1 },
  parts: [{
    sources: ["market", "spread", "rating", "none"],
    anchor: NBA_ANCHOR,
    trees: NBA_TREES,
    join: SHARE,
  }],
};

/** As `NBA_CONTENT`, of the NFL. */
export const NFL_CONTENT: ModelContent = {
  name: "nfl-small",
  sport: "nfl",
  parts: [
    { sources: ["market", "spread"], anchor: NFL_ANCHOR, trees: NFL_TREES, join: SHARE },
    { sources: ["rating", "none"], anchor: NFL_ANCHOR },
  ],
};

/** A model by way of its file. */
export function written(content: ModelContent): Model {
  const model = loadModel(writeModel(content));
  assert(model.ok, model.ok ? "" : model.reason.message);
  return model.value;
}
