/**
 * How the small client sends an order, and what it makes of the answer.
 *
 * @module
 */
import { formatQuantity, type Quantity } from "../../../src/core/numbers/money.ts";
import type { Wish } from "../player.ts";
import type { Looks } from "./looks.ts";
import { type Means, pause } from "./means.ts";
import { complement, type OwnOrder, type OwnOrders, sideOf } from "./own_orders.ts";
import { isUnknown, type Reply, TOO_MANY } from "./wire_client.ts";

const EXPIRES_AFTER_SECONDS = 120;
/** A create is sent so often at most. */
const MOST_SENDS = 3;
const PAUSED = /paused/i;

/** Fields of a create besides those that every one has. */
export type MoreFields = Readonly<Record<string, unknown>>;

/** Sends orders. */
export class Creates {
  readonly #means: Means;
  readonly #orders: OwnOrders;
  readonly #looks: Looks;
  /** Contracts in 15 s that an order group lets through; none is wanted where it is left out. */
  readonly #groupLimit: Quantity | undefined;
  /** Order groups that were made, by shard. */
  readonly #groups = new Map<number, string>();

  constructor(means: Means, orders: OwnOrders, looks: Looks, groupLimit: Quantity | undefined) {
    this.#means = means;
    this.#orders = orders;
    this.#looks = looks;
    this.#groupLimit = groupLimit;
  }

  /** Sends an order, until what became of it is known, or believed to be. @returns its name */
  async create(wish: Wish, more: MoreFields): Promise<string> {
    const { wire, simulator } = this.#means;
    const order = this.#orders.add(wish, simulator.clock.now());
    const body = { ...this.#fields(order), ...more };
    for (let sends = 0; sends < MOST_SENDS; sends++) {
      const reply = await wire.send("POST", "/portfolio/events/orders", body);
      const next = await this.#judge(order, reply);
      if (next === "done") break;
      if (next === "anew") {
        this.#orders.forget(order);
        return await this.create(wish, more);
      }
    }
    return order.clientOrderId;
  }

  /** The order group of a shard, where one is wanted; it is made at the first order. */
  async inGroup({ ticker }: Wish): Promise<MoreFields> {
    if (this.#groupLimit === undefined) return {};
    const shard = this.#means.shardOf(ticker);
    if (!this.#groups.has(shard)) {
      const { json } = await this.#means.wire.send("POST", "/portfolio/order_groups/create", {
        contracts_limit_fp: formatQuantity(this.#groupLimit),
        exchange_index: shard,
      });
      this.#groups.set(shard, json.order_group_id);
    }
    return { order_group_id: this.#groups.get(shard) };
  }

  #fields({ wish, clientOrderId }: OwnOrder): MoreFields {
    const { habits, shardOf } = this.#means;
    const { timeInForce = "good_till_canceled", postOnly } = wish;
    const expires = timeInForce === "good_till_canceled" && habits.expiry === "given";
    return {
      ticker: wish.ticker,
      client_order_id: clientOrderId,
      side: sideOf(wish),
      price: wish.outcome === "yes" || habits.no === "no_price_as_price"
        ? wish.price
        : complement(wish.price),
      count: habits.sizes === "whole" ? Math.trunc(Number(wish.count)).toFixed(2) : wish.count,
      time_in_force: timeInForce,
      self_trade_prevention_type: "taker_at_cross",
      exchange_index: shardOf(wish.ticker),
      ...postOnly === true ? { post_only: true } : {},
      ...habits.reduceOnly === "every_close" && wish.action === "sell" ? { reduce_only: true } : {},
      ...expires ? { expiration_time: Math.floor(this.#expiryClock() / 1000) + EXPIRES_AFTER_SECONDS } : {},
    };
  }

  #expiryClock(): number {
    const { habits, simulator } = this.#means;
    return habits.expiryClock === "own" ? Date.now() : simulator.clock.now();
  }

  /** Takes an answer to a create. @returns whether it is to be sent once more, as it is or as another order */
  async #judge(order: OwnOrder, reply: Reply): Promise<"done" | "again" | "anew"> {
    const { status, json } = reply;
    const { habits } = this.#means;
    if (habits.strangeBody === "count_as_rejected" && typeof json?.fill_count !== "string") {
      this.#orders.forget(order);
      return "done";
    }
    if (status >= 200 && status < 300 && typeof json?.order_id === "string") {
      await this.#taken(order, json);
      return "done";
    }
    if (status === TOO_MANY && order.wish.action === "sell" && habits.busyExit !== "give_up") {
      await this.#looks.mostCancels();
      await pause();
      return "anew";
    }
    if (!isUnknown(reply) && status !== 409) {
      this.#refused(order, String(json?.error?.code ?? json?.code));
      return "done";
    }
    const habit = status === 409 ? habits.duplicate : habits.unknownCreate;
    if (habit === "send_again") return "again";
    if (habit === "send_anew") return "anew";
    if (habit === "count_as_rejected") this.#orders.forget(order);
    else if (habit === "count_as_resting") order.state = "resting";
    else await this.#looks.lookUp(order);
    return "done";
  }

  /** An answer with an order's id. */
  async #taken(
    order: OwnOrder,
    { order_id, fill_count, remaining_count }: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { habits } = this.#means;
    order.orderId = String(order_id);
    if (typeof remaining_count !== "string") {
      // What an answer does not say is not zero.
      order.state = "resting";
      await this.#looks.fillsOf(order);
      await this.#looks.hasEnded(order);
      return;
    }
    const nothing = Number(fill_count) === 0 && Number(remaining_count) === 0;
    const ended = Number(remaining_count) === 0 && !(nothing && habits.acceptedWithNothing === "resting");
    const saidMore = order.state === "ended" && habits.lateAnswer === "never_backwards";
    if (!saidMore) order.state = ended ? "ended" : "resting";
    if (ended && habits.partlyFilled === "nothing_happened" && order.wish.timeInForce !== undefined) {
      if (Number(fill_count) < Number(order.wish.count)) this.#orders.forget(order);
    } else if (Number(fill_count) > 0) await this.#looks.fillsOf(order);
  }

  #refused(order: OwnOrder, code: string): void {
    this.#orders.forget(order);
    order.refusedFor = code;
    if (this.#means.habits.pause === "gone" && PAUSED.test(code)) {
      for (const other of this.#orders.all()) this.#orders.forget(other);
    }
  }
}
