/**
 * Orders that sell what is held: sent through the gate, never for more than the account has, and said where they are kept back.
 *
 * @module
 */
import { buyingSide, inSide, sellingSide } from "../market/outcome_side.ts";
import type { Price, Quantity } from "../numbers/money.ts";
import type { Order, Purpose } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { Reason } from "../reasons.ts";
import type { ExitOptions } from "./exit_settings.ts";
import type { Holding } from "./holding.ts";
import type { OrderManager } from "./order_manager.ts";

/** Reasons that stay true although the exit is sent. */
const STAYS_SAID: ReadonlySet<string> = new Set(["STOP_WAITS", "MEETS_OTHER_ORDER"]);

const SOLD_ELSEWHERE: Reason = { code: "SOLD_ELSEWHERE", detail: "the account holds none of it any more" };

/** Sends exits. */
export class ExitOrders {
  readonly #options: ExitOptions;
  readonly #orders: OrderManager;
  readonly #outbox: Outbox;
  /** Whether exits at the market take and can only reduce, or rest. */
  readonly takes: boolean;

  constructor(options: ExitOptions, orders: OrderManager, outbox: Outbox) {
    this.#options = options;
    this.#orders = orders;
    this.#outbox = outbox;
    this.takes = options.takingExits === 1;
  }

  /** Open orders that sell of a holding. */
  of({ market, strategy, outcomeSide }: Holding): Order[] {
    const sells = sellingSide(outcomeSide);
    return this.#orders.open.in(market).filter(({ request }) =>
      request.side === sells && request.strategy === strategy && request.purpose !== "entry"
    );
  }

  /**
   * Takes back own orders that would add to what is being sold, or that the sale would trade with: the exchange forbids that.
   *
   * @param price of the sale, where there is one
   * @returns those that are still open
   */
  takeBackEntries({ market, strategy, outcomeSide }: Holding, price: Price | undefined, at: number): Order[] {
    const buys = buyingSide(outcomeSide);
    const own = this.#orders.open.in(market).filter(({ request }) =>
      request.side === buys &&
      (request.strategy === strategy || (price !== undefined && inSide(outcomeSide, request.price) >= price))
    );
    for (const order of own) this.#orders.cancel(order, at, "exit");
    return own;
  }

  /**
   * Sends one.
   *
   * @param price of the side that is held
   * @returns whether it was sent
   */
  sell(holding: Holding, purpose: Purpose, price: Price, quantity: Quantity, at: number): boolean {
    const { market, strategy, outcomeSide, turnedAwayAt } = holding;
    const takes = this.takes && purpose !== "take_profit";
    // The exchange turned the last one away: asking again with every event would only use up the allowed rate.
    if (!takes && turnedAwayAt !== undefined && at - turnedAwayAt < this.#options.chaseMs) return false;
    const sellable = this.#orders.commitments.sellable(holding, quantity, !takes);
    if (sellable === 0) {
      this.holdBack(holding, SOLD_ELSEWHERE, at);
      return false;
    }
    const refused = this.#orders.send({
      market,
      side: sellingSide(outcomeSide),
      price: inSide(outcomeSide, price),
      quantity: sellable,
      timeInForce: takes ? "immediate_or_cancel" : "good_till_canceled",
      postOnly: false,
      ...(takes ? { reduceOnly: true } : {}),
      purpose,
      strategy,
    }, at);
    if (refused !== undefined) this.holdBack(holding, refused, at);
    else if (!STAYS_SAID.has(holding.heldBack?.code ?? "")) holding.heldBack = undefined;
    return refused === undefined;
  }

  /** Says why an exit does not go, once for each reason. */
  holdBack(holding: Holding, reason: Reason, at: number): void {
    const { strategy, market, heldBack } = holding;
    if (heldBack?.code !== reason.code) {
      this.#outbox.add({ kind: "exit_refused", at, strategy, market, reason });
    }
    holding.heldBack = reason;
  }
}

/** Contracts that orders still offer. */
export function offered(sells: readonly Order[]): Quantity {
  return sells.reduce((sum, order) => sum + order.remaining, 0) as Quantity;
}
