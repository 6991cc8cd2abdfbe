/**
 * What a subaccount has in one market: its position, and the orders that rest there.
 *
 * With netting one leg at most is above zero: a fill closes the other outcome first. A closed contract of the other outcome
 * returns 1 − what this one costs. Cost leaves a leg in proportion to its contracts.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import type { FeeSchedule } from "../../../core/market/fees.ts";
import {
  complement,
  type Micros,
  multiplyDivide,
  NO_MONEY,
  NO_QUANTITY,
  notional,
  type Price,
  type Quantity,
} from "../../../core/numbers/money.ts";
import type { PositionState } from "./account_event.ts";
import { openingPrice } from "./order.ts";
import { RestingSide } from "./resting_side.ts";

/** One outcome's contracts, and what they cost without fees. */
interface Leg {
  quantity: Quantity;
  cost: Micros;
}

/** Where a holding is. */
export interface HoldingPlace {
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
}

/** A holding. */
export class Holding {
  readonly place: HoldingPlace;
  readonly sides: Readonly<Record<Side, RestingSide>>;
  /** Money behind its resting orders, as counted last. */
  held = NO_MONEY;
  #yes: Leg = { quantity: NO_QUANTITY, cost: NO_MONEY };
  #no: Leg = { quantity: NO_QUANTITY, cost: NO_MONEY };
  #realized = NO_MONEY;
  #feesPaid = NO_MONEY;
  #openFees = NO_MONEY;
  #volume = NO_QUANTITY;
  #totalTraded = NO_MONEY;
  #settled = false;
  #updatedMs = 0;

  constructor(place: HoldingPlace, fees: () => FeeSchedule) {
    this.place = place;
    this.sides = { bid: new RestingSide("bid", fees), ask: new RestingSide("ask", fees) };
  }

  /** YES above zero, NO below. */
  get position(): Quantity {
    return this.#yes.quantity - this.#no.quantity as Quantity;
  }

  /** Contracts that an order of a side closes. */
  closable(side: Side, netting: boolean): Quantity {
    if (!netting) return NO_QUANTITY;
    return side === "bid" ? this.#no.quantity : this.#yes.quantity;
  }

  /** Counts the money behind its resting orders again. @returns by how much it changed */
  recount(netting: boolean): Micros {
    const { bid, ask } = this.sides;
    const held = bid.held(this.closable("bid", netting)) + ask.held(this.closable("ask", netting));
    const change = held - this.held as Micros;
    this.held = held as Micros;
    return change;
  }

  /** Takes a fill. @returns what it pays before fees, below zero where it costs, and the contracts it opened */
  fill(side: Side, price: Price, quantity: Quantity, netting: boolean, atMs: number) {
    const closed = Math.min(quantity, this.closable(side, netting)) as Quantity;
    const opened = quantity - closed as Quantity;
    const [own, other] = side === "bid" ? [this.#yes, this.#no] : [this.#no, this.#yes];
    const cost = openingPrice(side, price);
    const paid = notional(cost, opened);
    const returned = notional(complement(cost), closed);
    if (closed > 0) {
      this.#openFees = this.#openFees - part(this.#openFees, closed, other.quantity) as Micros;
      const released = part(other.cost, closed, other.quantity);
      other.cost = other.cost - released as Micros;
      other.quantity = other.quantity - closed as Quantity;
      this.#realized = this.#realized + returned - released as Micros;
    }
    own.quantity = own.quantity + opened as Quantity;
    own.cost = own.cost + paid as Micros;
    this.#totalTraded = this.#totalTraded + paid as Micros;
    this.#volume = this.#volume + quantity as Quantity;
    this.#updatedMs = atMs;
    return { revenue: returned - paid as Micros, opened };
  }

  /** Books a fill's fee. @param opened contracts that the fill opened @param quantity of it */
  charge(fee: Micros, opened: Quantity, quantity: Quantity): void {
    this.#feesPaid = this.#feesPaid + fee as Micros;
    this.#openFees = this.#openFees + part(fee, opened, quantity) as Micros;
  }

  /** Pays the position out. @param payout whole cents */
  settle(payout: Micros, atMs: number): void {
    this.#realized = this.#realized + payout - this.#yes.cost - this.#no.cost as Micros;
    this.#yes = { quantity: NO_QUANTITY, cost: NO_MONEY };
    this.#no = { quantity: NO_QUANTITY, cost: NO_MONEY };
    this.#openFees = NO_MONEY;
    this.#settled = true;
    this.#updatedMs = atMs;
  }

  /** The position as it is now. */
  get state(): PositionState {
    return {
      ...this.place,
      position: this.position,
      yes: this.#yes.quantity,
      no: this.#no.quantity,
      yesCost: this.#yes.cost,
      noCost: this.#no.cost,
      realizedPnl: this.#realized,
      feesPaid: this.#feesPaid,
      openFees: this.#openFees,
      volume: this.#volume,
      totalTraded: this.#totalTraded,
      settled: this.#settled,
      updatedMs: this.#updatedMs,
    };
  }
}

function part(of: Micros, quantity: Quantity, whole: Quantity): Micros {
  if (quantity === whole) return of;
  return multiplyDivide(of, quantity, whole) as Micros;
}
