/**
 * The recipes of the shipped models. Each number was chosen by seasons left out in turn; `README.md` has what was tried.
 *
 * @module
 */
import type { Sport } from "../situation/sport.ts";
import type { AnchorRecipe, PartRecipe, Recipe, TaughtBy, TeacherRecipe, TreesRecipe } from "./recipe.ts";

const NBA_ANCHOR: AnchorRecipe = {
  knots: [0, 10, 45, 150, 480, 1200, 2100, 2880],
  terms: ["diff", "mu", "poss"],
  units: {},
  l2: 1,
  atLeastZero: ["diff", "mu", "poss"],
  rows: 200_000,
};

const NBA_TREES: TreesRecipe = {
  features: ["diff", "left", "ezp", "mu", "poss"],
  growth: {
    rounds: 80,
    depth: 5,
    eta: 0.12,
    l2: 1,
    gamma: 0,
    minChildWeight: 30,
    rowSample: 0.5,
    columnSample: 0.8,
    bins: 256,
  },
  rows: 250_000,
};

const NBA_RATED: PartRecipe = {
  sources: ["market", "spread", "rating"],
  taughtBy: "rating",
  anchor: NBA_ANCHOR,
  trees: NBA_TREES,
  treeWeight: [[0, 0.5]],
};

/** Without a pregame number there is less to learn: smaller trees do. */
const NBA_UNRATED: PartRecipe = {
  sources: ["none"],
  taughtBy: "none",
  anchor: { ...NBA_ANCHOR, terms: ["diff", "poss"], atLeastZero: ["diff", "poss"] },
  trees: {
    ...NBA_TREES,
    features: ["diff", "left", "ezp", "poss"],
    growth: { ...NBA_TREES.growth, rounds: 60, depth: 4 },
  },
  treeWeight: [[0, 0.5]],
};

const NFL_KNOTS = [0, 60, 300, 1200, 2400, 3600];

const NFL_ANCHOR: AnchorRecipe = {
  knots: NFL_KNOTS,
  terms: ["diff", "ep", "pl", "h2"],
  units: { diff: 10, ep: 2 },
  l2: 5,
  atLeastZero: ["diff", "ep", "pl"],
  rows: 200_000,
};

const NFL_TREES: TreesRecipe = {
  features: [
    "diff",
    "left",
    "half",
    "down",
    "ydstogo",
    "yardline",
    "own_timeouts",
    "other_timeouts",
    "h2",
    "pl",
    "z",
    "ez",
    "diff_ep",
  ],
  growth: {
    rounds: 45,
    depth: 4,
    eta: 0.1,
    l2: 20,
    gamma: 0,
    minChildWeight: 30,
    rowSample: 0.5,
    columnSample: 0.7,
    bins: 256,
  },
  rows: 200_000,
};

/**
 * In the last minutes downs, yards and time-outs decide, which the anchor does not know. At the start nothing does but the
 * pregame number, which the anchor follows closely.
 */
const NFL_TREE_WEIGHT = [[0, 0.9], [60, 0.7], [180, 0.5], [2_700, 0.5], [3_600, 0.3]] as const;

const NFL_LINED: PartRecipe = {
  sources: ["market", "spread"],
  taughtBy: "closing",
  anchor: NFL_ANCHOR,
  trees: NFL_TREES,
  treeWeight: NFL_TREE_WEIGHT,
};

const NFL_RATED: PartRecipe = { ...NFL_LINED, sources: ["rating"], taughtBy: "rating" };

/** Without a pregame number there is less to learn: smaller trees do. */
const NFL_UNRATED: PartRecipe = {
  sources: ["none"],
  taughtBy: "none",
  anchor: { ...NFL_ANCHOR, terms: ["diff", "ep", "h2"], atLeastZero: ["diff", "ep"] },
  trees: {
    ...NFL_TREES,
    features: NFL_TREES.features.filter((name) => name !== "pl" && name !== "ez"),
    growth: { ...NFL_TREES.growth, rounds: 40, l2: 50, minChildWeight: 60 },
  },
  treeWeight: NFL_TREE_WEIGHT,
};

/**
 * Teachers of the NFL's parts, for who wants them: the shipped models learn by who won alone. Nothing is known of a reference
 * in the NBA's data.
 */
export const TEACHERS: Readonly<Record<TaughtBy, TeacherRecipe>> = {
  closing: { ownShare: 0.65, knots: NFL_KNOTS, l2: 5 },
  rating: { ownShare: 0.25, knots: NFL_KNOTS, l2: 5 },
  none: { ownShare: 0.25, knots: NFL_KNOTS, l2: 5 },
};

/** The recipe of each sport's shipped model. */
export const RECIPES: Readonly<Record<Sport, Recipe>> = {
  nba: { sport: "nba", parts: [NBA_RATED, NBA_UNRATED] },
  nfl: { sport: "nfl", parts: [NFL_LINED, NFL_RATED, NFL_UNRATED] },
};
