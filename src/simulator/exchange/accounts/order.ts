/**
 * One order of an account, while it lives and afterwards.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import { FeeAccumulator, type Role } from "../../../core/market/fees.ts";
import {
  complement,
  type Micros,
  NO_MONEY,
  NO_QUANTITY,
  notional,
  type Price,
  type Quantity,
} from "../../../core/numbers/money.ts";
import type { TimeInForce } from "../submission.ts";
import type { OrderState, OrderStatus, SelfTradePrevention, UpdateReason } from "./account_event.ts";

/** What never changes about an order. */
export interface OrderTerms {
  readonly orderId: string;
  readonly userId: string;
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
  readonly side: Side;
  readonly timeInForce: TimeInForce;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly cancelOnPause: boolean;
  readonly groupId: string | undefined;
  readonly createdMs: number;
}

/** What a contract costs that an order of a side opens: YES for a bid, NO for an ask. */
export function openingPrice(side: Side, price: Price): Price {
  return side === "bid" ? price : complement(price);
}

/** An order. Only its account changes it. */
export class AccountOrder {
  readonly terms: OrderTerms;
  /** Counts up with every new place in a queue: the smaller came first. */
  place: number;
  clientOrderId: string | undefined;
  price: Price;
  initial: Quantity;
  remaining: Quantity;
  expiresAtMs: number | undefined;
  filled = NO_QUANTITY;
  status: OrderStatus = "resting";
  /** Its market has closed: it is out of the book, and cancelled a little later. */
  closing = false;
  /** Paid for YES contracts of all its fills, whatever its side. */
  yesNotional = NO_MONEY;
  fees: Readonly<Record<Role, Micros>> = { maker: NO_MONEY, taker: NO_MONEY };
  #costs: Readonly<Record<Role, Micros>> = { maker: NO_MONEY, taker: NO_MONEY };
  readonly #accumulator: FeeAccumulator;
  #updatedMs: number;
  #lastReason: UpdateReason | undefined;
  #state: OrderState | undefined;

  /** @param precision of the account's balance */
  constructor(terms: OrderTerms, price: Price, count: Quantity, place: number, precision: Micros) {
    this.terms = terms;
    this.price = price;
    this.initial = count;
    this.remaining = count;
    this.place = place;
    this.#accumulator = new FeeAccumulator(precision);
    this.#updatedMs = terms.createdMs;
  }

  /** Whether it still can fill. */
  get isOpen(): boolean {
    return this.status === "resting";
  }

  /** Fees of all its fills. */
  get allFees(): Micros {
    return this.fees.maker + this.fees.taker as Micros;
  }

  /** Takes a fill. @returns its fee and the change of balance */
  fill(role: Role, price: Price, quantity: Quantity, revenue: Micros, tradeFee: Micros) {
    const { side } = this.terms;
    const charge = this.#accumulator.charge(revenue, tradeFee);
    this.filled = this.filled + quantity as Quantity;
    this.remaining = this.remaining - quantity as Quantity;
    this.yesNotional = this.yesNotional + notional(price, quantity) as Micros;
    const cost = notional(openingPrice(side, price), quantity);
    this.#costs = { ...this.#costs, [role]: this.#costs[role] + cost };
    this.fees = { ...this.fees, [role]: this.fees[role] + charge.fee };
    if (this.remaining === 0) this.status = "executed";
    return charge;
  }

  /** Takes that it changed. */
  touch(atMs: number, reason: UpdateReason | undefined): void {
    this.#updatedMs = atMs;
    this.#lastReason = reason;
    this.#state = undefined;
  }

  /** The order as it is now. */
  get state(): OrderState {
    return this.#state ??= {
      ...this.terms,
      clientOrderId: this.clientOrderId,
      price: this.price,
      initial: this.initial,
      filled: this.filled,
      remaining: this.isOpen ? this.remaining : NO_QUANTITY,
      status: this.status,
      expiresAtMs: this.expiresAtMs,
      takerFillCost: this.#costs.taker,
      makerFillCost: this.#costs.maker,
      takerFees: this.fees.taker,
      makerFees: this.fees.maker,
      updatedMs: this.#updatedMs,
      lastUpdateReason: this.#lastReason,
    };
  }
}
