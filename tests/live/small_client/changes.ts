/**
 * How the small client changes an order that rests: its size, its price.
 *
 * @module
 */
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import type { Looks } from "./looks.ts";
import type { Means } from "./means.ts";
import { complement, type OwnOrder, type OwnOrders, sideOf } from "./own_orders.ts";
import type { Reply } from "./wire_client.ts";

/** A decrease without an answer is sent so many times in all. */
const MOST_TIMES = 3;

/** Changes orders. */
export class Changes {
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #looks: Looks;

  constructor(means: Means, orders: OwnOrders, looks: Looks) {
    this.#means = means;
    this.#orders = orders;
    this.#looks = looks;
  }

  /** Makes an order smaller, so that only so many contracts of it still rest. */
  async shrink(name: string, count: string): Promise<void> {
    const order = this.#orders.get(name);
    if (order === undefined) return;
    if (this.#means.habits.smaller === "decrease") await this.decrease(order, parseQuantity(count));
    else await this.#amend(order, order.wish.price, count);
    await this.#looks.fillsOf(order);
  }

  /** Gives an order another price, dollars of its outcome. */
  async reprice(name: string, price: string): Promise<void> {
    const order = this.#orders.get(name);
    if (order === undefined) return;
    const { json } = await this.#amend(order, price, order.wish.count);
    const isGone = this.#means.habits.repriced === "answer_says" && Number(json?.remaining_count) === 0;
    if (isGone) order.state = "ended";
    await this.#looks.fillsOf(order);
  }

  /** To a size, and not by one: without an answer it can be asked for again. @param to what shall rest, 1/100 contracts */
  async decrease({ orderId, wish }: OwnOrder, to: number): Promise<void> {
    const { habits, shardOf, wire } = this.#means;
    for (let times = 0; times < MOST_TIMES; times++) {
      const { status } = await wire.send("POST", `/portfolio/events/orders/${orderId}/decrease`, {
        reduce_to: (to / 100).toFixed(2),
        exchange_index: shardOf(wish.ticker),
      });
      if (status !== 0 || habits.unknownDecrease === "count_as_smaller") return;
    }
  }

  /** Gives an order another price and another size: what is filled, with what shall rest. */
  #amend({ orderId, wish }: OwnOrder, price: string, count: string): Promise<Reply> {
    return this.#means.wire.send("POST", `/portfolio/events/orders/${orderId}/amend`, {
      ticker: wish.ticker,
      side: sideOf(wish),
      price: wish.outcome === "yes" ? price : complement(price),
      count,
      exchange_index: this.#means.shardOf(wish.ticker),
    });
  }
}
