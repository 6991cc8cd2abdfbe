/**
 * Looks an order up by all means that the exchange has: by its id, in the lists, among the fills, in the past.
 *
 * "Not there" is said only where the exchange's own data timestamp has passed the moment by a margin, and every list was read
 * to its end. Lists lag the engine; errors of the network say nothing.
 *
 * @module
 */
import type { AccountReads } from "../../kalshi/orders/contract.ts";
import type { OrderDesk } from "./desk.ts";
import type { TrackedOrder } from "./tracked_order.ts";

/** How far the exchange's data timestamp, which is approximate, must have passed a moment, ms. */
export const TIMESTAMP_MARGIN_MS = 2_000;

/** What is asked. */
export type LookupReads = Pick<
  AccountReads,
  "order" | "orders" | "fills" | "historicalOrders" | "historicalFills" | "dataTimestamp"
>;

/** What a look says: the order was found, the exchange does not have it, or neither is sure. */
export type Sighting = "found" | "absent" | "unsure";

/** Looks orders up. What it finds goes to the desk. */
export class OrderLookup {
  readonly #reads: LookupReads;
  readonly #desk: OrderDesk;

  constructor(reads: LookupReads, desk: OrderDesk) {
    this.#reads = reads;
    this.#desk = desk;
  }

  /**
   * Looks once.
   *
   * @param sinceMs the moment by which the exchange must have had it, on the exchange's clock; `undefined` where that clock
   *   is not known, and then nothing is ever absent
   */
  async look(order: TrackedOrder, sinceMs: number | undefined): Promise<Sighting> {
    const { market, clientOrderId } = order.request;
    if (order.orderId !== undefined) {
      const one = await this.#reads.order(order.orderId);
      if (one.kind === "read") {
        this.#desk.record(one.value);
        await this.#readFills(order);
        return "found";
      }
      if (one.reason.status !== 404) return "unsure";
    }
    // Asked first: the lists that are read after it know at least as much.
    const known = await this.#reads.dataTimestamp();
    const lists = [await this.#reads.orders({ ticker: market }), await this.#readFills(order)] as const;
    const [orders, fills] = lists;
    if (orders.kind !== "read") return "unsure";
    for (const record of orders.value.items) {
      if (record.orderId !== order.orderId && record.clientOrderId !== clientOrderId) continue;
      this.#desk.record(record);
      return "found";
    }
    const isPast = known.kind === "read" && sinceMs !== undefined &&
      known.value >= sinceMs + TIMESTAMP_MARGIN_MS;
    if (!isPast || !orders.value.whole || !fills) return "unsure";
    const past = await this.#reads.historicalOrders({ ticker: market });
    if (past.kind !== "read") return "unsure";
    const old = past.value.items.find((record) =>
      record.orderId === order.orderId || record.clientOrderId === clientOrderId
    );
    if (old !== undefined) {
      this.#desk.record(old);
      const oldFills = await this.#reads.historicalFills({ ticker: market });
      if (oldFills.kind === "read") { for (const fill of oldFills.value.items) this.#desk.fill(fill); }
      return "found";
    }
    return past.value.whole ? "absent" : "unsure";
  }

  /** Reads the fills of an order's market into the desk. @returns whether all were read */
  async #readFills({ orderId, request }: TrackedOrder): Promise<boolean> {
    const read = await this.#reads.fills({
      ticker: request.market,
      ...(orderId === undefined ? {} : { orderId }),
    });
    if (read.kind !== "read") return false;
    for (const fill of read.value.items) this.#desk.fill(fill);
    return read.value.whole;
  }
}
