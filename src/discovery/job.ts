/**
 * Jobs: which exchange event is which game, as `discover` writes it and `work` reads it.
 *
 * @module
 */
import { z } from "zod";
import { LEAGUES } from "../core/game/leagues.ts";
import { byFeed, FEED_NAMES } from "../feeds/feeds.ts";

/** The version of the job file that this program writes and reads. */
export const JOB_VERSION = 1;

/** The latest time there can be, Unix milliseconds: what `Date` can hold. */
const LATEST_MS = 8_640_000_000_000_000;

const factSchema = (least: number, most: number) =>
  z.object({
    value: z.number().min(least).max(most),
    source: z.string().min(1).max(200),
    /** Unix milliseconds. */
    readAt: z.int().min(0).max(LATEST_MS),
  }).optional();

/** Facts known before the game; `core/game/pregame.ts` explains each. */
const pregameSchema = z.object({
  closingSpread: factSchema(-100, 100),
  total: factSchema(0, 500),
  homeStrength: factSchema(-10_000, 10_000),
  awayStrength: factSchema(-10_000, 10_000),
});

const teamSchema = z.object({
  code: z.string(),
  name: z.string(),
  /** The exchange's structured target. */
  targetId: z.string(),
});

/** One game and its markets. */
export const jobSchema = z.object({
  /** Unique within a file, fit for a file name: `nba-2026-11-22-LAL-BOS`. */
  id: z.string().regex(/^[A-Za-z0-9._-]+$/),
  league: z.enum(LEAGUES),
  /** Start of the game, Unix milliseconds. */
  startsAt: z.number(),
  home: teamSchema,
  away: teamSchema,
  /** The exchange event of the winner markets. */
  event: z.string(),
  /** The markets that pay if the home and the away team win; assigned from structured targets. */
  homeMarket: z.string(),
  awayMarket: z.string(),
  /** Spreads, totals and others, where asked for. */
  otherMarkets: z.array(z.string()),
  milestoneId: z.string().nullable(),
  /** Ids of the game at the feeds that have it. */
  feeds: z.object(byFeed(FEED_NAMES, () => z.string().optional())),
  /** Facts known before the game. Left out by `discover`, which reads no source of it yet. */
  pregame: pregameSchema.optional(),
});

/** One game and its markets. */
export type Job = z.infer<typeof jobSchema>;

/** A day's jobs, and what was refused. */
export const jobFileSchema = z.object({
  kalshi_live_jobs: z.literal(JOB_VERSION),
  /** The version of the program that wrote it. */
  program: z.string(),
  createdAt: z.string(),
  /** The US-Eastern date of the games. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  environment: z.string(),
  jobs: z.array(jobSchema),
  /** Games that were found but not matched, each with the reason. */
  refused: z.array(z.object({ what: z.string(), reason: z.string() })),
});

/** A day's jobs. */
export type JobFile = z.infer<typeof jobFileSchema>;
