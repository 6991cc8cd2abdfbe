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
  return entries.filter((entry) =>
    fields.some((field) => ids.has(String(entry.data[field] ?? ""))) || changesOneOf(entry, ids)
  );
}

/** Decisions that change an order; that it was made and what became of it have lines of their own. */
const Decision = z.looseObject({ type: z.string(), client_order_id: z.string().optional() });
const CHANGES: ReadonlySet<string> = new Set(["cancel", "decrease"]);

function readDecision(text: unknown) {
  if (typeof text !== "string") return undefined;
  try {
    return Decision.safeParse(JSON.parse(text)).data;
  } catch {
    // Cut where it was too long.
    return undefined;
  }
}

function changesOneOf({ kind, data }: ShownEntry, ids: ReadonlySet<string>): boolean {
  if (kind !== "decision") return false;
  const { type = "", client_order_id: id = "" } = readDecision(data["decision"]) ?? {};
  return CHANGES.has(type) && ids.has(id);
}

/** A decision in words: what, and the fields that it has. */
function decided(decision: string): string {
  const read = readDecision(decision);
  if (read === undefined) return decision;
  const { type, ...rest } = read;
  const shown = Object.entries(rest).filter(([name, value]) => name !== "at" && value !== undefined);
  return `${type}${
    shown.map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join("")
  }`;
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
  rejected: (data) =>
    "reason" in data
      ? `refused: ${text(data, "reason")}`
      : `the exchange refused it: status ${text(data, "status")} ${text(data, "code")}`,
  refused: (data) => `not sent: ${text(data, "code")} ${text(data, "detail")}`.trimEnd(),
  unknown: (data) => `outcome unknown: ${text(data, "detail" in data ? "detail" : "why")}`,
  unjournaled: () => "was sent before the journal could take it",
  decision: (data) => decided(text(data, "decision")),
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
