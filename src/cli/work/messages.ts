/**
 * What a worker tells its manager: lines of JSON on its standard output.
 *
 * A line at least once a second is the heartbeat: a worker that says nothing for too long is taken for hung.
 *
 * @module
 */
import { z } from "zod";

/** Where a worker is in its life. */
export const WORKER_PHASES = ["sleeping", "starting", "trading", "ending"] as const;

/** Where a worker is in its life. */
export type WorkerPhase = typeof WORKER_PHASES[number];

const statusSchema = z.object({
  type: z.literal("status"),
  id: z.string(),
  phase: z.enum(WORKER_PHASES),
  at: z.number(),
  /** Unix milliseconds; only while sleeping. */
  wakesAt: z.number().optional(),
  /** `Q4 03:12 LAL 98 – 101 BOS`, as far as it is known. */
  game: z.string().optional(),
  final: z.boolean(),
  messages: z.number(),
  /** Micro-dollars. */
  equity: z.number(),
  startingBalance: z.number(),
  openOrders: z.number(),
  positions: z.number(),
  trades: z.number(),
  bookAgeMs: z.number().optional(),
  scoreAgeMs: z.number().optional(),
  /** Each feed's circuit breaker: `espn closed`. */
  feeds: z.array(z.string()),
  /** Resident memory in bytes. */
  memory: z.number(),
  /** The last reason for doing nothing. */
  whyNot: z.string().optional(),
});

const summarySchema = z.object({
  type: z.literal("summary"),
  id: z.string(),
  reason: z.string(),
  final: z.boolean(),
  score: z.string().optional(),
  durationMs: z.number(),
  messages: z.number(),
  /** Micro-dollars. */
  startingBalance: z.number(),
  endingBalance: z.number(),
  positionsValue: z.number(),
  fees: z.number(),
  trades: z.number(),
  wins: z.number(),
  losses: z.number(),
  signals: z.number(),
  recordings: z.array(z.string()),
  recordingWhole: z.boolean(),
  resumed: z.number(),
});

const noteSchema = z.object({
  type: z.literal("note"),
  id: z.string(),
  at: z.number(),
  level: z.enum(["info", "warning"]),
  text: z.string(),
});

/** Any line of a worker. */
export const workerLineSchema = z.discriminatedUnion("type", [statusSchema, summarySchema, noteSchema]);

/** Any line of a worker. */
export type WorkerLine = z.infer<typeof workerLineSchema>;
/** Once a second. */
export type WorkerStatus = z.infer<typeof statusSchema>;
/** Once, at the end. */
export type WorkerSummary = z.infer<typeof summarySchema>;
/** Something that happened. */
export type WorkerNote = z.infer<typeof noteSchema>;

/**
 * Reads a line of a worker.
 *
 * @returns `undefined` for anything else: a stray line is no reason to end a worker
 */
export function readWorkerLine(line: string): WorkerLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = workerLineSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
