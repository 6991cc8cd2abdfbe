/**
 * What others did on the account, by hand or by another program. It is normal: it is shown, counted into limits, and left
 * alone.
 *
 * @module
 */
import type { Side } from "../core/market/book.ts";
import type { Micros, Price, Quantity } from "../core/numbers/money.ts";
import type { AccountList } from "../core/orders.ts";
import type { Writes } from "./writes.ts";

/** An open order of the account that this journal does not know. */
export interface ExternalOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly exchangeIndex?: number;
}

/** The part of a position that own fills did not make. */
export interface ExternalPosition {
  readonly market: string;
  /** + YES, − NO. */
  readonly quantity: Quantity;
  /** Left out where the exchange does not say: then a dollar a contract is counted. */
  readonly cost?: Micros;
}

/** Orders and positions of others. */
export class Externals {
  readonly #writes: Writes;

  constructor(writes: Writes) {
    this.#writes = writes;
  }

  /** Keeps orders of others as they were read; those that a list which is not whole lacks stay. It never throws. */
  setOrders({ whole, items }: AccountList<ExternalOrder>, at: number): void {
    const { database } = this.#writes;
    this.#writes.after("orders of others", () => {
      if (whole) database.run("delete from external_orders where seen_at <= ?", Math.floor(at));
      for (const item of items) {
        database.run(
          `insert into external_orders
             (order_id, client_order_id, market, side, price, remaining, exchange_index, seen_at)
           values (?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (order_id) do update set price = excluded.price, remaining = excluded.remaining,
             seen_at = excluded.seen_at where excluded.seen_at >= seen_at`,
          item.orderId,
          item.clientOrderId ?? null,
          item.market,
          item.side,
          item.price,
          item.remaining,
          item.exchangeIndex ?? null,
          Math.floor(at),
        );
      }
    });
  }

  /** Keeps positions of others as they were read; those that a list which is not whole lacks stay. It never throws. */
  setPositions({ whole, items }: AccountList<ExternalPosition>, at: number): void {
    const { database } = this.#writes;
    this.#writes.after("positions of others", () => {
      if (whole) database.run("delete from external_positions where seen_at <= ?", Math.floor(at));
      for (const { market, quantity, cost } of items) {
        database.run(
          `insert into external_positions (market, quantity, cost, seen_at) values (?, ?, ?, ?)
           on conflict (market) do update set quantity = excluded.quantity, cost = excluded.cost,
             seen_at = excluded.seen_at where excluded.seen_at >= seen_at`,
          market,
          quantity,
          cost ?? null,
          Math.floor(at),
        );
      }
    });
  }
}
