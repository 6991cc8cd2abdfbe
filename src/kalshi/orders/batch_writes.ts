/**
 * Orders placed and cancelled many at a time.
 *
 * @module
 */
import type { BatchCancelItem, CreateOrderBody } from "../wire/order.ts";
import { readCancelled, readCreated } from "./answers.ts";
import { fieldOf, itemWith, judgeItems, pieceSize, readBatch } from "./batches.ts";
import { checkBody } from "./bodies.ts";
import { COMMON } from "./budget.ts";
import type { CancelledOrder, OrderTarget, PlacedOrder, WriteOptions, WritePriority } from "./contract.ts";
import { notSent } from "./judge.ts";
import type { WriteOutcome } from "./outcomes.ts";
import type { Writer } from "./writer.ts";

const BATCHED = "/portfolio/events/orders/batched";
/** What stands for an item until its own outcome does. */
const NOT_YET = notSent("aborted", "it was not come to");

/** Places orders, in pieces that the bucket holds; an outcome for each, in order. */
export async function batchCreate(
  writer: Writer,
  bodies: readonly CreateOrderBody[],
  options: WriteOptions = {},
): Promise<readonly WriteOutcome<PlacedOrder>[]> {
  const { priority = "entry" } = options;
  const outcomes: WriteOutcome<PlacedOrder>[] = bodies.map((body) => {
    const bad = checkBody(body);
    return bad === undefined ? NOT_YET : notSent("invalid", bad.message);
  });
  const good = bodies.flatMap((body, index) => outcomes[index] === NOT_YET ? [{ body, index }] : []);
  await pieces(writer, good, writer.costs.batch_create, priority, async (piece, cost) => {
    const whole = await writer.write(
      { kind: "create", priority, bucket: COMMON, cost },
      {
        method: "POST",
        path: BATCHED,
        body: JSON.stringify({ orders: piece.map(({ body }) => body) }),
      },
      readBatch,
      options,
    );
    const idAt = (index: number): string | undefined => piece[index]?.body.client_order_id;
    const judged = judgeItems(
      whole,
      piece.length,
      (items, index) => itemOfCreate(items, index, piece.length, idAt(index)),
      (item, index) => readCreated(item, idAt(index)),
    );
    piece.forEach(({ index }, at) => outcomes[index] = judged[at] ?? NOT_YET);
  });
  return outcomes;
}

/** Cancels orders, in pieces that the bucket holds; an outcome for each, in order. */
export async function batchCancel(
  writer: Writer,
  targets: readonly OrderTarget[],
  options: WriteOptions = {},
): Promise<readonly WriteOutcome<CancelledOrder>[]> {
  const outcomes: WriteOutcome<CancelledOrder>[] = targets.map(() => NOT_YET);
  const all = targets.map((target, index) => ({ target, index }));
  await pieces(writer, all, writer.costs.batch_cancel, "cancel", async (piece, cost) => {
    const orders = piece.map(({ target }): BatchCancelItem => ({
      order_id: target.orderId,
      exchange_index: target.exchangeIndex,
      ...(target.subaccount === undefined ? {} : { subaccount: target.subaccount }),
    }));
    const whole = await writer.write(
      { kind: "cancel", priority: "cancel", bucket: COMMON, cost },
      { method: "DELETE", path: BATCHED, body: JSON.stringify({ orders }) },
      readBatch,
      options,
    );
    const idAt = (index: number): string => piece[index]?.target.orderId ?? "";
    const judged = judgeItems(
      whole,
      piece.length,
      (items, index) => itemWith(items, "order_id", idAt(index)),
      (item, index) => readCancelled(item, idAt(index)),
    );
    piece.forEach(({ index }, at) => outcomes[index] = judged[at] ?? NOT_YET);
  });
  return outcomes;
}

/**
 * Cancels orders in batches on the common bucket and one by one on those of the shards, both at a time.
 *
 * @param cancel cancels one
 */
export async function cancelMany(
  writer: Writer,
  cancel: (target: OrderTarget) => Promise<WriteOutcome<CancelledOrder>>,
  targets: readonly OrderTarget[],
  options: WriteOptions = {},
): Promise<readonly WriteOutcome<CancelledOrder>[]> {
  const outcomes: WriteOutcome<CancelledOrder>[] = targets.map(() => NOT_YET);
  const left = targets.map((target, index) => ({ target, index }));
  // Both take from one list, the single ones from its end: whichever bucket has room goes on.
  const batches = async (): Promise<void> => {
    while (left.length > 0) {
      const { cost, size } = nextPiece(writer, left.length, writer.costs.batch_cancel, "cancel");
      const piece = left.splice(0, size);
      const judged = await batchCancel(writer, piece.map(({ target }) => target), {
        waitMs: waitFor(cost, writer.budget.size.tokensPerSecond),
        ...options,
      });
      piece.forEach(({ index }, at) => outcomes[index] = judged[at] ?? NOT_YET);
    }
  };
  const singles = async (shard: number): Promise<void> => {
    for (let at = lastOf(left, shard); at >= 0; at = lastOf(left, shard)) {
      const [one] = left.splice(at, 1);
      if (one !== undefined) outcomes[one.index] = await cancel(one.target);
    }
  };
  const shards = new Set(
    targets.map(({ exchangeIndex }) => exchangeIndex).filter((shard) => shard > COMMON),
  );
  await Promise.all([batches(), ...[...shards].map(singles)]);
  return outcomes;
}

/** Sends items piece by piece, each as big as there is room for. */
async function pieces<Item>(
  writer: Writer,
  items: readonly Item[],
  cost: number,
  priority: WritePriority,
  send: (piece: readonly Item[], cost: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length;) {
    const next = nextPiece(writer, items.length - from, cost, priority);
    await send(items.slice(from, from + next.size), next.cost);
    from += next.size;
  }
}

function nextPiece(
  writer: Writer,
  items: number,
  each: number,
  priority: WritePriority,
): { size: number; cost: number } {
  const size = pieceSize(items, writer.budget.left(COMMON, priority), writer.budget.most(priority), each);
  return { size, cost: size * each };
}

/** By its own id; by its place only where the answer has as many items, and this one names no other order of ours. */
function itemOfCreate(
  items: readonly unknown[],
  index: number,
  sent: number,
  id: string | undefined,
): unknown {
  const byId = id === undefined ? undefined : itemWith(items, "client_order_id", id);
  if (byId !== undefined) return byId;
  const inPlace = items.length === sent ? items[index] : undefined;
  const other = fieldOf(inPlace, "client_order_id");
  return other === undefined || other === null || other === "" ? inPlace : undefined;
}

function lastOf(left: readonly { readonly target: OrderTarget }[], shard: number): number {
  return left.findLastIndex(({ target }) => target.exchangeIndex === shard);
}

/** A piece of a kill waits as long as its tokens take to come, and a little longer. */
function waitFor(cost: number, tokensPerSecond: number): number {
  return 2_000 + Math.ceil(cost / tokensPerSecond * 1000);
}
