/**
 * The lines of JSON between a worker and its manager: the worker writes its own to standard output, and reads the manager's
 * from standard input.
 *
 * A line at least once a second is the heartbeat: a worker that says nothing for too long is taken for hung.
 *
 * @module
 */
import { z } from "zod";
import { isFromTrader, readCommand } from "../core/commands.ts";
import { MODES } from "../views/session_view.ts";
import { sessionChangeSchema } from "./view_schema.ts";

/** Longer lines are not read: a whole dashboard after a long game has about a million characters. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/** Where a worker is in its life. */
export const WORKER_PHASES = ["sleeping", "starting", "trading", "ending"] as const;

/** Where a worker is in its life. */
export type WorkerPhase = typeof WORKER_PHASES[number];

const statusSchema = z.object({
  type: z.literal("status"),
  id: z.string(),
  phase: z.enum(WORKER_PHASES),
  at: z.number(),
  /** Whether it trades with real money. */
  mode: z.enum(MODES),
  /** Of a live one: until when it is armed, Unix milliseconds, or why it is not; neither before its session begins. */
  armedUntil: z.number().optional(),
  unarmed: z.string().optional(),
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
  /** The trader paused entries. */
  paused: z.boolean(),
  /** The kill switch is on, and how many positions that leaves without exits. */
  killed: z.boolean(),
  unprotected: z.number(),
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

/** The changes of its dashboard, sent while somebody looks at it. */
const viewSchema = z.object({ type: z.literal("view"), id: z.string(), change: sessionChangeSchema });

/** Any line of a worker. */
export const workerLineSchema = z.discriminatedUnion("type", [
  statusSchema,
  summarySchema,
  noteSchema,
  viewSchema,
]);

/** Any line of a worker. */
export type WorkerLine = z.infer<typeof workerLineSchema>;
/** The status of a worker, sent once a second. */
export type WorkerStatus = z.infer<typeof statusSchema>;
/** The results of a worker, sent once, at the end. */
export type WorkerSummary = z.infer<typeof summarySchema>;
/** Something that happened. */
export type WorkerNote = z.infer<typeof noteSchema>;

const commandSchema = z.unknown().transform((value, context) => {
  const command = readCommand(value, (text) => text);
  if (command !== undefined && isFromTrader(command)) return command;
  context.addIssue({ code: "custom", message: "expected a command of the trader" });
  return z.NEVER;
});

const managerLineSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("command"), command: commandSchema }),
  /** Whether the trader looks at the game's dashboard. */
  z.object({ type: z.literal("show"), wanted: z.boolean() }),
]);

/** A line of the manager. */
export type ManagerLine = z.infer<typeof managerLineSchema>;

/** Reads a line of the manager. @returns `undefined` for anything else */
export function readManagerLine(line: string): ManagerLine | undefined {
  return readLine(managerLineSchema, line);
}

/**
 * Reads a line of a worker.
 *
 * @returns `undefined` for anything else: a stray line is not a reason to end a worker
 */
export function readWorkerLine(line: string): WorkerLine | undefined {
  return readLine(workerLineSchema, line);
}

function readLine<Line>(schema: z.ZodType<Line>, line: string): Line | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
