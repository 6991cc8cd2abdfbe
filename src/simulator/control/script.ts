/**
 * Describes how an exchange shall misbehave: the schema of a fault script.
 *
 * A script is data, so that it can stand in a file, come over the control endpoint, or be made by a test; together with one
 * seed it always does the same to the same requests.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { CHANNELS } from "../server/subscription.ts";
import { action } from "./action.ts";
import { ENDPOINT_NAMES } from "./endpoints.ts";
import { ms, span } from "./script_parts.ts";

/** When in the life of a request: before the exchange has seen it, or after it has done what it was asked. */
const point = z.enum(["before", "after"]).default("after");

/** Names of a JSON value inside a body: keys and positions with dots between, such as `orders.0.error`. */
const place = z.string().min(1).max(200);

const requestFault = z.discriminatedUnion("kind", [
  /** The connection ends without an answer. */
  z.strictObject({
    kind: z.literal("drop"),
    point,
    how: z.enum(["reset", "close", "hang"]).default("reset"),
  }),
  /** Everything is as it should be, late. */
  z.strictObject({ kind: z.literal("late"), point, ms: span }),
  /** The answer's head and so many bytes of its body, and then the connection ends. */
  z.strictObject({
    kind: z.literal("cut"),
    bytes: z.int().min(0),
    how: z.enum(["reset", "close", "hang"]).default("reset"),
  }),
  /** Another answer. */
  z.strictObject({
    kind: z.literal("answer"),
    point,
    status: z.int().min(200).max(599),
    /** JSON; a text goes out as it is. @default an error in the exchange's nested shape */
    body: z.unknown().optional(),
    /** Of redirects. */
    location: z.string().optional(),
    contentType: z.string().default("application/json"),
  }),
  /** The exchange's own answer, changed. */
  z.strictObject({
    kind: z.literal("edit"),
    status: z.int().min(200).max(599).optional(),
    set: z.record(place, z.unknown()).default({}),
    remove: z.array(place).default([]),
  }),
  /** A list that is none: the same cursor again, rows that are missing, or all of them. */
  z.strictObject({
    kind: z.literal("list"),
    how: z.enum(["repeat_cursor", "first_missing", "last_missing", "empty"]),
  }),
]);

const requestRule = z.strictObject({
  /** @default any */
  endpoint: z.union([z.enum(ENDPOINT_NAMES), z.array(z.enum(ENDPOINT_NAMES)).min(1)]).optional(),
  /** Begins with the nth request that fits. */
  nth: z.int().min(1).default(1),
  /** For so many requests from there; `always` for all. */
  times: z.union([z.int().min(1), z.literal("always")]).default(1),
  /** Only between these moments since the script was taken, exchange's clock. */
  fromMs: ms.default(0),
  untilMs: ms.optional(),
  /** Of those requests, how many are met by chance; the script's seed decides which. */
  chance: z.number().gt(0).max(1).default(1),
  clientOrderId: z.string().optional(),
  orderId: z.string().optional(),
  ticker: z.string().optional(),
  shard: z.int().min(0).optional(),
  fault: requestFault,
});

const channelRule = z.strictObject({
  /** @default all private ones */
  channel: z.enum(CHANNELS).optional(),
  nth: z.int().min(1).default(1),
  times: z.union([z.int().min(1), z.literal("always")]).default(1),
  fromMs: ms.default(0),
  untilMs: ms.optional(),
  chance: z.number().gt(0).max(1).default(1),
  fault: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("delay"), ms: span }),
    z.strictObject({ kind: z.literal("lose") }),
    /** It comes again after a while. */
    z.strictObject({ kind: z.literal("double"), afterMs: span.default(0) }),
    /** It comes after the next one of its channel. */
    z.strictObject({ kind: z.literal("swap") }),
    /** It comes changed: places in the whole frame, such as `msg.count_fp`. */
    z.strictObject({
      kind: z.literal("edit"),
      set: z.record(place, z.unknown()).default({}),
      remove: z.array(place).default([]),
    }),
    /** Subscribing is answered with this error. */
    z.strictObject({ kind: z.literal("refuse"), code: z.int().min(1).default(9) }),
  ]),
});

/** The schema of a fault script. */
export const faultScript = z.strictObject({
  /** Fixes everything that is left to chance. */
  seed: z.int().min(0).max(4_294_967_295).default(1),
  requests: z.array(requestRule).default([]),
  channels: z.array(channelRule).default([]),
  actions: z.array(action).default([]),
});

/** A fault script, read. */
export type FaultScript = z.output<typeof faultScript>;
/** A fault script as it is written: what has a default may be left out. */
export type FaultScriptInput = z.input<typeof faultScript>;
/** Which requests are met, and with what. */
export type RequestRule = z.output<typeof requestRule>;
/** What happens to a request. */
export type RequestFault = z.output<typeof requestFault>;
/** Which frames of private channels are met, and with what. */
export type ChannelRule = z.output<typeof channelRule>;

/** Reads a script. @returns it, or `faults_bad` with the first field that is wrong */
export function readFaultScript(value: unknown): Result<FaultScript> {
  const read = faultScript.safeParse(value);
  if (read.success) return succeed(read.data);
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return refuse("faults_bad", `Cannot use fault script: ${where}${issue?.message ?? "it cannot be read"}`);
}
