/**
 * What the small client believes of its trading: its orders, and its positions by the fills that it has booked.
 *
 * @module
 */
import { parseQuantity, type Quantity } from "../../../src/core/numbers/money.ts";
import type { Wish } from "../player.ts";
import type { Habits } from "./habits.ts";

/** An order of the small client. */
export interface OwnOrder {
  readonly clientOrderId: string;
  readonly wish: Wish;
  readonly sentAtMs: number;
  orderId: string | undefined;
  state: "unknown" | "resting" | "ended";
  /** Nothing that comes for it is looked at any more. */
  forgotten: boolean;
  /** The exchange's code, where it refused the order. */
  refusedFor?: string;
}

/** A fill, as a list or the stream says it. */
export interface SaidFill {
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  /** Contracts; anything may stand here. */
  readonly count: unknown;
  readonly streamed: boolean;
}

/** The orders and positions. */
export class OwnOrders {
  /** Contracts in 1/100 by market, YES above zero. */
  readonly positions = new Map<string, number>();
  readonly #habits: Habits;
  readonly #orders = new Map<string, OwnOrder>();
  readonly #seenFills = new Set<string>();

  constructor(habits: Habits) {
    this.#habits = habits;
  }

  /** How many were sent so far. */
  get sent(): number {
    return this.#orders.size;
  }

  /** Keeps a new order, before it is sent. */
  add(wish: Wish, sentAtMs: number): OwnOrder {
    const clientOrderId = `small-${this.sent + 1}`;
    const order: OwnOrder = {
      clientOrderId,
      wish,
      sentAtMs,
      orderId: undefined,
      state: "unknown",
      forgotten: false,
    };
    this.#orders.set(clientOrderId, order);
    return order;
  }

  get(clientOrderId: string): OwnOrder | undefined {
    return this.#orders.get(clientOrderId);
  }

  all(): readonly OwnOrder[] {
    return [...this.#orders.values()];
  }

  held(ticker: string): Quantity {
    return (this.positions.get(ticker) ?? 0) as Quantity;
  }

  /** What rests to close a position, or may. */
  closesIn(ticker: string): readonly OwnOrder[] {
    return this.all().filter(({ wish, state }) =>
      wish.ticker === ticker && wish.action === "sell" && state !== "ended"
    );
  }

  /** Counts an order as never having been, or as gone. */
  forget(order: OwnOrder): void {
    order.state = "ended";
    order.forgotten = true;
  }

  /** Counts as gone what rests and is not in a list. */
  // deno-lint-ignore no-explicit-any -- rows of an answer
  dropMissing(orders: readonly any[]): void {
    const listed = new Set(orders.map(({ order_id }) => order_id));
    for (const order of this.#orders.values()) {
      if (order.state === "resting" && !listed.has(order.orderId)) this.forget(order);
    }
  }

  /** Books a fill, once. */
  book({ tradeId, orderId, clientOrderId, count, streamed }: SaidFill): void {
    const order = this.all().find((own) => this.isOf(own, orderId, clientOrderId));
    if (order === undefined || order.forgotten) return;
    if (typeof count !== "string" && this.#habits.missing === "read_again") return;
    if (this.#habits.lateFill === "forgotten" && order.state === "ended" && streamed) return;
    if (this.#seenFills.has(tradeId) && !(streamed && this.#habits.fillAgain === "counted_again")) return;
    this.#seenFills.add(tradeId);
    const { ticker } = order.wish;
    const sign = sideOf(order.wish) === "bid" ? 1 : -1;
    this.positions.set(ticker, this.held(ticker) + sign * sizeOf(count));
  }

  /** Whether an id is an order's; before its answer has come, the name that it was given says so. */
  isOf({ orderId, clientOrderId }: OwnOrder, id: string, name: string | undefined): boolean {
    if (orderId === id) return true;
    return name === clientOrderId && (orderId === undefined || this.#habits.sameClientId === "own");
  }
}

/** A size that is said; what is not said is nothing yet. 1/100 contracts. */
export function sizeOf(count: unknown): number {
  return typeof count === "string" ? parseQuantity(count) : 0;
}

/** On which side of the book of YES a wish is. */
export function sideOf({ outcome, action }: Wish): "bid" | "ask" {
  return (outcome === "yes") === (action === "buy") ? "bid" : "ask";
}

/** The price of the other outcome, dollars. */
export function complement(price: string): string {
  return ((10_000 - Math.round(Number(price) * 10_000)) / 10_000).toFixed(4);
}
