/**
 * Cancelling until it is read that an order has ended.
 *
 * A cancel whose outcome is unknown is neither done nor refused: it is repeated, by the same id and on the same shard. An
 * order is over when the exchange shows it so, and not when a cancel was answered.
 *
 * @module
 */
import type { AccountReads, OrderTarget, OrderWrites } from "../../kalshi/orders/contract.ts";
import type { OrderRecord } from "../../kalshi/decoding/account_records.ts";
import type { CancelledOrder } from "../../kalshi/orders/contract.ts";
import type { WriteOutcome } from "../../kalshi/orders/outcomes.ts";

/** An account that can be read, and whose orders can be cancelled. */
export type Cancelling = Pick<OrderWrites, "cancel" | "cancelMany"> & Pick<AccountReads, "order" | "orders">;

/** What became of an order. */
export type Ending =
  | { readonly kind: "ended"; readonly order: OrderRecord }
  /** The exchange does not know it any more, live: it was cancelled, or filled longer ago. */
  | { readonly kind: "gone" }
  /** It may rest. */
  | { readonly kind: "open"; readonly why: string };

const ROUNDS = 8;
/** Rounds that a list may lag behind a cancel. */
const PATIENCE = 3;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * Cancels an order and reads until it has ended, or for about ten seconds.
 *
 * @param sleep waits between two rounds
 */
export async function cancelUntilEnded(
  account: Cancelling,
  target: OrderTarget,
  sleep: (ms: number) => Promise<void>,
): Promise<Ending> {
  let why = "";
  let accepted = false;
  for (
    let round = 0, wait = FIRST_WAIT_MS;
    round < ROUNDS;
    round++, wait = Math.min(LONGEST_WAIT_MS, wait * 2)
  ) {
    if (round > 0) await sleep(wait);
    if (!accepted) {
      const outcome = await account.cancel(target);
      accepted = outcome.kind === "accepted";
      why = describe(outcome);
      // A key that is refused is refused again, and so is one that may not trade.
      if (outcome.kind === "rejected" && (outcome.status === 401 || outcome.status === 403)) break;
    }
    const read = await account.order(target.orderId);
    if (read.kind === "failed") {
      if (read.reason.status === 404) return { kind: "gone" };
      why = `${why}; ${read.reason.message}`;
    } else if (read.value.status !== "resting") return { kind: "ended", order: read.value };
    else if (accepted) why = "the cancel was taken, and the exchange still shows it as resting";
  }
  return { kind: "open", why };
}

/** Cancels many orders, and says how many ended. */
export interface Counted {
  /** Ended by our cancels. */
  readonly cancelled: number;
  /** Had ended by themselves: filled, or cancelled by somebody else. */
  readonly ended: number;
  /** May rest, each with why. */
  readonly open: readonly { readonly order: OrderRecord; readonly why: string }[];
}

/**
 * Cancels orders, in as many rounds as it takes while each round ends some, and reads back which still rest.
 *
 * @param shardOf the shard of an order whose record does not say it
 */
export async function cancelAll(
  account: Cancelling,
  orders: readonly OrderRecord[],
  shardOf: (order: OrderRecord) => Promise<number | undefined>,
  sleep: (ms: number) => Promise<void>,
): Promise<Counted> {
  const open = new Map<string, { readonly order: OrderRecord; readonly why: string }>();
  const targets = new Map<string, OrderTarget>();
  for (const order of orders) {
    const exchangeIndex = order.exchangeIndex ?? await shardOf(order);
    open.set(order.orderId, { order, why: "its shard is not known" });
    if (exchangeIndex !== undefined) targets.set(order.orderId, targetOf(order, exchangeIndex));
  }
  /** The round in which a cancel of it was taken last. */
  const taken = new Map<string, number>();
  for (let round = 0, wait = FIRST_WAIT_MS; round < ROUNDS && open.size > 0; round++, wait *= 2) {
    if (round > 0) await sleep(Math.min(LONGEST_WAIT_MS, wait));
    const left = [...targets.values()].filter(({ orderId }) => {
      // One that was taken and is still shown may be the list's lag. After a while it is asked for again.
      return open.has(orderId) && round - (taken.get(orderId) ?? -PATIENCE) >= PATIENCE;
    });
    const outcomes = await account.cancelMany(left);
    left.forEach(({ orderId }, index) => {
      const outcome = outcomes[index];
      const known = open.get(orderId);
      if (outcome === undefined || known === undefined) return;
      if (outcome.kind === "accepted") taken.set(orderId, round);
      open.set(orderId, { ...known, why: describe(outcome) });
    });
    const read = await account.orders({ status: "resting" });
    // A list that is not whole says what rests, and not what does not.
    if (read.kind === "failed" || !read.value.whole) continue;
    const resting = new Set(read.value.items.map(({ orderId }) => orderId));
    for (const orderId of [...open.keys()]) if (!resting.has(orderId)) open.delete(orderId);
  }
  const gone = orders.filter(({ orderId }) => !open.has(orderId));
  const cancelled = gone.filter(({ orderId }) => taken.has(orderId)).length;
  return { cancelled, ended: gone.length - cancelled, open: [...open.values()] };
}

/** The order as a cancel names it. */
export function targetOf({ orderId, subaccount }: OrderRecord, exchangeIndex: number): OrderTarget {
  return { orderId, exchangeIndex, ...(subaccount === undefined ? {} : { subaccount }) };
}

/** An outcome in a few words. */
export function describe(outcome: WriteOutcome<CancelledOrder | null>): string {
  switch (outcome.kind) {
    case "accepted":
      return "the cancel was taken";
    case "rejected":
      return `the cancel was refused: ${outcome.message}${
        outcome.details === undefined || outcome.details === "" ? "" : ` (${outcome.details})`
      }`;
    case "unknown":
      return `the outcome of the cancel is not known: ${outcome.why}`;
    case "not_sent":
      return `the cancel was not sent: ${outcome.why}`;
  }
}
