/**
 * Batches: cut into pieces that the rate limit can hold, and judged item by item.
 *
 * A batch that costs more than a full bucket is refused whole, for ever; so one is never sent. 200 and 201 say nothing of an
 * item; where the outcome of the whole is not known, each item is unknown by itself.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { batchAnswer, batchItemError } from "../wire/order.ts";
import { type Said } from "./judge.ts";
import { rejectedItem, unknown } from "./judge.ts";
import type { WriteOutcome } from "./outcomes.ts";

/** The most items of one batch, whatever the limit would hold. */
const MOST_ITEMS = 100;

/**
 * How many of the items go into the next piece: as many as there is room for now, or, where there is none, what a full bucket
 * would hold.
 *
 * @param left tokens that are there now
 * @param most tokens of a full bucket
 * @param cost tokens an item
 */
export function pieceSize(items: number, left: number, most: number, cost: number): number {
  const now = Math.floor(left / cost);
  const full = Math.max(1, Math.floor(most / cost));
  return Math.min(items, MOST_ITEMS, full, now >= 1 ? now : full);
}

/** Reads a batch's answer into its items. */
export function readBatch(body: unknown): Result<Said<readonly unknown[]>> {
  const read = batchAnswer.safeParse(body);
  return read.success
    ? succeed({ value: read.data.orders })
    : refuse("no_items", "the answer has no list of orders");
}

/**
 * Judges the items of a batch.
 *
 * @param whole the outcome of the whole batch
 * @param count items that were sent
 * @param find which item of the answer is about the sent one at an index
 * @param read what an item that was not refused says
 */
export function judgeItems<Value>(
  whole: WriteOutcome<readonly unknown[]>,
  count: number,
  find: (items: readonly unknown[], index: number) => unknown,
  read: (item: unknown, index: number) => Result<Said<Value>>,
): WriteOutcome<Value>[] {
  if (whole.kind !== "accepted") return Array.from({ length: count }, () => whole);
  return Array.from({ length: count }, (_, index): WriteOutcome<Value> => {
    const item = find(whole.value, index);
    if (item === undefined) return unknown(whole.at, "the answer to the batch does not speak of it");
    const error = batchItemError.safeParse(item);
    if (error.success && error.data.error !== undefined && error.data.error !== null) {
      return rejectedItem(whole.at, 200, error.data.error);
    }
    const said = read(item, index);
    if (said.ok) return { kind: "accepted", at: whole.at, ...said.value };
    return unknown(
      whole.at,
      `of the batch's answer: ${said.reason.message}`,
      undefined,
      JSON.stringify(item),
    );
  });
}

/** The item with this value in a field. Orders of a batch are found by name, and never by their place alone. */
export function itemWith(items: readonly unknown[], field: string, value: string): unknown {
  return items.find((item) => fieldOf(item, field) === value);
}

/** A field of an item. */
export function fieldOf(item: unknown, field: string): unknown {
  return typeof item === "object" && item !== null ? (item as Record<string, unknown>)[field] : undefined;
}
