/**
 * What happened to accounts as the engine knows it, for assertions: positions at a moment, what rested at each step, and
 * whether the money adds up.
 *
 * @module
 */
import {
  formatMicros,
  type Micros,
  MICROS_PER_DOLLAR,
  NO_QUANTITY,
  ONE_CONTRACT,
  type Quantity,
} from "../../core/numbers/money.ts";
import type { AccountEvent, OrderState } from "../exchange/accounts/account_event.ts";
import type { AccountsSeam } from "../exchange/accounts/seam.ts";
import type { Breaches, RestingStep } from "./claims.ts";

/** A dollar by the contract, in micro-dollars by 1/100 contract. */
const DOLLAR = MICROS_PER_DOLLAR / ONE_CONTRACT;

/** The ledger of all accounts of an exchange. */
export class Ledger {
  readonly #events: AccountEvent[];
  readonly #accounts: AccountsSeam;
  readonly #unhear: () => void;

  constructor(accounts: AccountsSeam) {
    this.#accounts = accounts;
    this.#events = [...accounts.eventsAfter(0)];
    this.#unhear = accounts.onEvent((event) => void this.#events.push(event));
  }

  /** Everything, in the engine's order. */
  get events(): readonly AccountEvent[] {
    return this.#events;
  }

  /** Hears no more. */
  close(): void {
    this.#unhear();
  }

  /** An account's position in a market at a moment. */
  positionAt(userId: string, ticker: string, atMs: number): Quantity {
    let position = NO_QUANTITY;
    for (const event of this.#events) {
      if (event.atMs > atMs) break;
      if (event.kind !== "position" || event.userId !== userId || event.position.market !== ticker) continue;
      if (event.position.subaccount === 0) ({ position } = event.position);
    }
    return position;
  }

  /** What rested on each side of each market, and the position, after each step of an account's orders and positions. */
  restingSteps(userId: string): readonly RestingStep[] {
    const orders = new Map<string, OrderState>();
    const positions = new Map<string, Quantity>();
    const steps: RestingStep[] = [];
    for (const event of this.#events) {
      if (event.userId !== userId) continue;
      let grew = false;
      let ticker: string;
      if (event.kind === "order") {
        ticker = event.order.market;
        grew = event.order.timeInForce === "good_till_canceled" &&
          event.order.remaining > (orders.get(event.order.orderId)?.remaining ?? 0);
        orders.set(event.order.orderId, event.order);
      } else if (event.kind === "position") {
        ticker = event.position.market;
        positions.set(ticker, event.position.position);
      } else continue;
      const position = positions.get(ticker) ?? NO_QUANTITY;
      // What takes at once is never in the book, also while it is matched.
      const resting = [...orders.values()].filter((order) =>
        order.market === ticker && order.timeInForce === "good_till_canceled"
      );
      const sum = (side: string) =>
        resting.reduce((all, order) => all + (order.side === side ? order.remaining : 0), 0) as Quantity;
      steps.push({ ticker, atMs: event.atMs, position, bids: sum("bid"), asks: sum("ask"), grew });
    }
    return steps;
  }

  /**
   * Money is neither made nor lost: what an account has is what was paid in, and what its fills, fees and settlements say.
   *
   * Computed in YES alone, which the engine does not do: a bid pays its price, an ask gets it, and each NO that is held binds
   * a dollar.
   */
  moneyAddsUp(): Breaches {
    return this.#accounts.all().flatMap(({ userId }) => {
      const { cash, expected } = this.#sums(userId);
      if (cash === expected) return [];
      return [`${userId} has ${formatMicros(cash)}, but its fills come to ${formatMicros(expected)}`];
    });
  }

  #sums(userId: string): { readonly cash: Micros; readonly expected: Micros } {
    const purses = new Map<string, number>();
    const bound = new Map<string, number>();
    let expected = 0;
    for (const event of this.#events) {
      if (event.userId !== userId) continue;
      if (event.kind === "balance") {
        const { shard, subaccount, cash } = event.balance;
        const purse = `${shard} ${subaccount}`;
        const moved = cash - (purses.get(purse) ?? 0);
        if (event.cause === "deposit" || event.cause === "transfer" || event.cause === "rebalance") {
          expected += moved;
        }
        purses.set(purse, cash);
      } else if (event.kind === "fill") {
        const { side, price, quantity, fee } = event.fill;
        expected += (side === "ask" ? 1 : -1) * price * quantity - fee;
      } else if (event.kind === "position") {
        const { market, subaccount, no } = event.position;
        bound.set(`${market} ${subaccount}`, no * DOLLAR);
      } else if (event.kind === "settlement") {
        expected += event.settlement.payout - event.settlement.no * DOLLAR;
      }
    }
    for (const dollars of bound.values()) expected -= dollars;
    const cash = [...purses.values()].reduce((sum, each) => sum + each, 0);
    return { cash: cash as Micros, expected: expected as Micros };
  }
}
