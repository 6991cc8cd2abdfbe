/**
 * Answers read item by item: one that cannot be read is left out and named, and the rest of its page stays.
 *
 * Only what stands on its own is an item. A level of a book or a range of a tick grid is not one: without it
 * the whole book or market would be wrong.
 *
 * @module
 */
import type { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { describeRefusal } from "./common.ts";

/** Lists of items, by the key that holds them. */
const LISTS: ReadonlySet<string> = new Set([
  "api_keys",
  "candlesticks",
  "event_fee_changes",
  "event_positions",
  "events",
  "fills",
  "live_datas",
  "market_positions",
  "markets",
  "milestones",
  "order_groups",
  "orderbooks",
  "orders",
  "queue_positions",
  "series",
  "series_fee_change_arr",
  "settlement_sources",
  "settlements",
  "structured_targets",
  "trades",
]);
/** Names that items are called by. */
const NAMES = [
  "fill_id",
  "order_id",
  "ticker",
  "event_ticker",
  "market_ticker",
  "series_ticker",
  "milestone_id",
  "trade_id",
  "api_key_id",
  "id",
];
/** Items that are named; more are counted. */
const MOST_NAMED = 5;
const LONGEST_NAME = 60;
/** The most refusals looked at: each takes out one item at least. */
const MOST_ROUNDS = 20;

/** An answer as far as it could be read. */
export interface ReadAnswer<Answer> {
  readonly answer: Answer;
  /** Items that were left out, each with the reason, and at the end how many more; empty where all could be read. */
  readonly leftOut: readonly string[];
}

type Refused = z.ZodError["issues"][number];
type Holder = Record<PropertyKey, unknown>;

/**
 * Reads an answer.
 *
 * @returns what could be read, or a refusal where nothing could
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readAnswer } from "./items.ts";
 * import { seriesListAnswer } from "./series.ts";
 *
 * const series = [{ ticker: "KXA", fee_type: "quadratic", fee_multiplier: 1 }, { ticker: "KXB", fee_type: null }];
 * const read = readAnswer(seriesListAnswer, { series });
 * assertEquals(read.ok && read.value.answer.series?.map(({ ticker }) => ticker), ["KXA"]);
 * ```
 */
export function readAnswer<Answer>(schema: z.ZodType<Answer>, body: unknown): Result<ReadAnswer<Answer>> {
  let parsed = schema.safeParse(body);
  if (parsed.success) return succeed({ answer: parsed.data, leftOut: [] });
  const rest = structuredClone(body);
  const leftOut: string[] = [];
  let more = 0;
  for (let round = 0; round < MOST_ROUNDS && !parsed.success; round++) {
    const bad = badItems(parsed.error);
    if (bad === undefined) return refuse("bad_shape", describeRefusal(parsed.error));
    for (const [list, items] of bad) {
      const holder = holderOf(rest, list);
      if (holder === undefined) return refuse("bad_shape", describeRefusal(parsed.error));
      for (const [index, reason] of items) {
        if (leftOut.length === MOST_NAMED) more++;
        else leftOut.push(`${nameOf(holder[index], `${list} ${index}`)}: ${reason}`);
      }
      // In place: lists further in are found by way of this one. Not by spreading, for a list may be very long.
      const kept = holder.filter((_, index) => !items.has(index));
      holder.length = 0;
      for (const item of kept) holder.push(item);
    }
    parsed = schema.safeParse(rest);
  }
  if (!parsed.success) return refuse("bad_shape", describeRefusal(parsed.error));
  if (more > 0) leftOut.push(`and ${more} more`);
  return succeed({ answer: parsed.data, leftOut });
}

/** The refused items of each list, by its path: the innermost list of items on the way to what was refused. */
function badItems(error: z.ZodError): Map<string, Map<number, string>> | undefined {
  const found = new Map<string, Map<number, string>>();
  for (const issue of error.issues) {
    const at = itemIndex(issue);
    if (at === undefined) return undefined;
    const list = JSON.stringify(issue.path.slice(0, at));
    const items = found.get(list) ?? new Map<number, string>();
    const index = Number(issue.path[at]);
    if (!items.has(index)) items.set(index, reasonOf(issue, at));
    found.set(list, items);
  }
  // Inner lists first: taking out an outer item moves what stands behind it.
  return new Map([...found].sort(([first], [second]) => second.length - first.length));
}

function itemIndex({ path }: Refused): number | undefined {
  for (let at = path.length - 1; at > 0; at--) {
    if (typeof path[at] === "number" && LISTS.has(String(path[at - 1]))) return at;
  }
  return undefined;
}

function reasonOf({ path, message }: Refused, at: number): string {
  const field = path.slice(at + 1).map(String).join(".");
  return safeText(field === "" ? message : `${field}: ${message}`, LONGEST_NAME * 2);
}

function holderOf(body: unknown, path: string): unknown[] | undefined {
  let holder: unknown = body;
  for (const key of JSON.parse(path) as PropertyKey[]) holder = (holder as Holder)[key];
  return Array.isArray(holder) ? holder : undefined;
}

function nameOf(item: unknown, otherwise: string): string {
  for (const key of NAMES) {
    const name = typeof item === "object" && item !== null ? (item as Holder)[key] : undefined;
    if (typeof name === "string" && name !== "") return safeText(name, LONGEST_NAME);
  }
  return safeText(otherwise.replace(/["[\]]/g, "").replaceAll(",", " "), LONGEST_NAME);
}
