/**
 * The audit log in words: one order's life, or what happened in a time.
 *
 * @module
 */
import { z } from "zod";
import { easternDateTime } from "../lib/new_york.ts";
import type { AuditEntry } from "./chain.ts";

/** A line of the log as it is shown. */
export interface ShownEntry extends AuditEntry {
  readonly seq: number;
}

const EntrySchema = z.object({
  seq: z.int(),
  at: z.number(),
  session: z.string(),
  kind: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** The entries of a log; lines that are none are left out, `audit verify` names them. */
export function readEntries(text: string): ShownEntry[] {
  return text.split("\n").flatMap((line) => {
    try {
      const parsed = EntrySchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      // Torn, or no line of a log.
      return [];
    }
  });
}

/** Entries about one order, by the program's id or the exchange's. */
export function entriesOfOrder(entries: readonly ShownEntry[], id: string): ShownEntry[] {
  const ids = new Set([id]);
  const fields = ["client_order_id", "order_id"] as const;
  // An entry that has both ids ties them together.
  for (const { data } of entries) {
    const named = fields.flatMap((field) => typeof data[field] === "string" ? [String(data[field])] : []);
    if (named.some((each) => ids.has(each))) { for (const each of named) ids.add(each); }
  }
  return entries.filter(({ data }) => fields.some((field) => ids.has(String(data[field] ?? ""))));
}

type Data = AuditEntry["data"];

function text(data: Data, field: string): string {
  const value = data[field];
  return value === undefined || value === null ? "?" : String(value);
}

/** Words for kinds that have them; others show their fields. */
const WORDS: Readonly<Record<string, (data: Data) => string>> = {
  order: (data) =>
    `${text(data, "side") === "bid" ? "buys" : "sells"} ${text(data, "quantity")} YES at ${
      text(data, "price")
    } in ${text(data, "market")}: ${text(data, "purpose")} of ${
      text(data, "strategy")
    }, written before it was sent`,
  accepted: () => "the exchange took it",
  rejected: (data) => `refused: ${text(data, "reason")}`,
  unknown: (data) => `outcome unknown: ${text(data, "detail")}`,
  decreased: (data) => `made smaller, ${text(data, "size")} in all`,
  cancelled: (data) => `ended with ${text(data, "left")} left: ${text(data, "reason")}`,
  fill: (data) =>
    `filled ${text(data, "quantity")} at ${text(data, "price")} as ${text(data, "role")}, fee ${
      text(data, "fee")
    }, trade ${text(data, "trade_id")}`,
};

/** An entry in one line. Times are of New York. */
export function describeEntry({ seq, at, session, kind, data }: ShownEntry): string {
  const word = kind === "report" ? text(data, "report") : kind;
  const words = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  const what = words === undefined
    ? Object.entries(data).map(([name, value]) =>
      `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`
    ).join(" ")
    : words(data);
  const millis = String(Math.floor(at) % 1000).padStart(3, "0");
  const order = words !== undefined && typeof data["client_order_id"] === "string"
    ? ` ${data["client_order_id"]}`
    : "";
  return `${seq}  ${easternDateTime(at).replace("T", " ")}.${millis}  ${session}  ${word}${order}: ${what}`;
}
