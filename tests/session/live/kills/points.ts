/**
 * The points of an order's life at which a process is killed, and how each is reached.
 *
 * Points on the process's side of the wire are reached in the process itself, by a journal or a socket that kills it: nothing in
 * the program knows of them. Points on the exchange's side are reached by the exchange, which kills whoever sent the request.
 *
 * @module
 */
import { z } from "zod";

/** What was being done. `stop_cancel` is the cancel of a take-profit that makes room for a stop. */
export const ACTS = [
  "entry",
  "take_profit",
  "exit",
  "cancel",
  "stop_cancel",
  "amend",
  "fill",
  "start",
] as const;

/** How far it had come. */
export const MOMENTS = [
  "before_journal",
  "in_transaction",
  "after_fsync",
  "afforded",
  "first_bytes",
  "all_bytes",
  "arrived",
  "executed",
  "answered",
  "before_report",
  "after_report",
  "positions_asked",
  "orders_asked",
  "fills_asked",
  "settlements_asked",
  "compared",
] as const;

/** A point at which a process is killed. */
export const PointSchema = z.object({ act: z.enum(ACTS), moment: z.enum(MOMENTS) });
export type Point = z.infer<typeof PointSchema>;
type Moment = Point["moment"];

const SENDING: readonly Moment[] = ["first_bytes", "all_bytes", "arrived", "executed"];
const BEFORE: readonly Moment[] = ["before_journal", "in_transaction", "after_fsync"];
const AFTER: readonly Moment[] = ["before_report", "after_report"];
const CREATE: readonly Moment[] = [...BEFORE, ...SENDING, "answered", ...AFTER];
const READS: readonly Moment[] = ["positions_asked", "orders_asked", "fills_asked", "settlements_asked"];

const MOMENTS_OF: Readonly<Record<Point["act"], readonly Moment[]>> = {
  // The money is compared between the disk and the bytes.
  entry: [...CREATE, "afforded"],
  take_profit: CREATE,
  exit: CREATE,
  cancel: [...SENDING, ...AFTER],
  stop_cancel: [...SENDING, ...AFTER],
  amend: [...SENDING, ...AFTER],
  fill: AFTER,
  start: [...READS, "compared"],
};

/** All points. */
export const POINTS: readonly Point[] = ACTS.flatMap((act) =>
  MOMENTS_OF[act].map((moment) => ({ act, moment }))
);

/** A point in words. */
export function nameOf({ act, moment }: Point): string {
  return `${act} ${moment}`;
}

/** Whether the exchange reaches a point: else the process does, by itself. */
export function isAtExchange({ moment }: Point): boolean {
  return moment === "arrived" || moment === "executed" || moment.endsWith("_asked");
}
