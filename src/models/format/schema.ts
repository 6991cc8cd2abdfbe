/**
 * The form of a model file.
 *
 *     { "format": "kalshi-live model", "version": 1, "sport": "nfl", "name": "nfl",
 *       "trained": { "seasons": [2020, 2021], "rows": 76000, "games": 560, "on": "2026-11-28", "seed": 1 },
 *       "parts": [{ "sources": ["market", "spread"],
 *                   "anchor": { "knots": [0, 60], "terms": ["diff"], "weights": [[0.2, 0.3]] },
 *                   "trees": { "learner": … as XGBoost writes it … },
 *                   "join": { "how": "share", "treeWeight": [[0, 0.8], [120, 0.5]] } }] }
 *
 * @module
 */
import { z } from "zod";
import { MOST_KNOTS, MOST_TERMS } from "../anchor/anchor.ts";
import { PREGAME_SOURCES } from "../situation/pregame.ts";
import { SPORTS } from "../situation/sport.ts";

/** What the field `format` of a model file says. */
export const MODEL_FORMAT = "kalshi-live model";
/** The version that is written, and the only one that is read. */
export const MODEL_VERSION = 1;

/** Longest name of a model. */
export const LONGEST_MODEL_NAME = 40;

/** Names stand on screens, in file names and in recordings. */
export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** Longest name of a feature. */
export const LONGEST_NAME = 100;

const MOST_WEIGHTS = 64;
/** No logit of one unit of any feature is larger than this. */
const LARGEST_WEIGHT = 1_000;

const count = z.int().min(0).max(1e9);
const finite = z.number().min(-LARGEST_WEIGHT).max(LARGEST_WEIGHT);
const seconds = z.number().min(0).max(3_600);

const anchor = z.strictObject({
  knots: z.array(seconds).max(MOST_KNOTS),
  terms: z.array(z.string().min(1).max(LONGEST_NAME)).max(MOST_TERMS),
  weights: z.array(z.array(finite).max(MOST_KNOTS)).max(MOST_TERMS),
});

const join = z.strictObject({
  how: z.enum(["share", "added"]),
  treeWeight: z.array(z.tuple([seconds, z.number().min(0).max(1)])).min(1).max(MOST_WEIGHTS),
});

const part = z.strictObject({
  sources: z.array(z.enum(PREGAME_SOURCES)).min(1).max(PREGAME_SOURCES.length),
  anchor: anchor.optional(),
  // Read by the reader of XGBoost's files.
  trees: z.record(z.string(), z.unknown()).optional(),
  join: join.optional(),
});

const trained = z.strictObject({
  seasons: z.array(z.int().min(1_900).max(2_200)).max(200),
  rows: count,
  games: count,
  on: z.iso.date(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
});

/** A model file, its trees aside. */
export const ModelFileSchema = z.strictObject({
  format: z.literal(MODEL_FORMAT),
  version: z.literal(MODEL_VERSION),
  sport: z.enum(SPORTS),
  name: z.string().regex(MODEL_NAME, "expected letters, digits, . _ -, at most 40"),
  trained: trained.optional(),
  parts: z.array(part).min(1).max(PREGAME_SOURCES.length),
});

/** A model file, its trees aside. */
export type ModelFile = z.infer<typeof ModelFileSchema>;

/** A part of a model file, its trees aside. */
export type PartFile = ModelFile["parts"][number];
