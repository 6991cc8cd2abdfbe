/**
 * A holding as its strategy may see it, and the reader through which it does.
 *
 * @module
 */
import type { ExitPlan } from "./exit_plan.ts";
import { deepFreeze } from "../freeze.ts";
import type { OutcomeSide } from "../market/outcome_side.ts";
import type { Micros, Price, Quantity } from "../numbers/money.ts";

/** The readable fields of a holding. */
export interface HoldingView {
  readonly strategy: string;
  readonly market: string;
  /** Unix milliseconds. */
  readonly openedAt: number;
  /** The side of its contracts. All its prices are prices of that side. */
  readonly outcomeSide: OutcomeSide;
  /** Held now: + YES, − NO. */
  readonly quantity: Quantity;
  /** The same without its sign. */
  readonly contracts: Quantity;
  /** Their cost, without fees. */
  readonly cost: Micros;
  /** Fees of the whole round trip so far. */
  readonly fees: Micros;
  /** The average price of what is held, a price of its side in 1/10,000 dollar, rounded up. */
  readonly averagePrice: Price;
  readonly exits: ExitPlan | undefined;
  /** Why it is being sold; `undefined` while it is not. */
  readonly exiting: "stop" | "max_hold" | "exit" | "manual" | undefined;
}

/** Reads a holding, which cannot be reached through it. */
export class HoldingReader implements HoldingView {
  readonly strategy: string;
  readonly market: string;
  readonly openedAt: number;
  readonly outcomeSide: OutcomeSide;
  readonly #holding: HoldingView;

  static {
    Object.freeze(this.prototype);
  }

  constructor(holding: HoldingView) {
    const { strategy, market, openedAt, outcomeSide } = holding;
    this.strategy = strategy;
    this.market = market;
    this.openedAt = openedAt;
    this.outcomeSide = outcomeSide;
    this.#holding = holding;
    Object.freeze(this);
  }

  get quantity(): Quantity {
    return this.#holding.quantity;
  }

  get contracts(): Quantity {
    return this.#holding.contracts;
  }

  get cost(): Micros {
    return this.#holding.cost;
  }

  get fees(): Micros {
    return this.#holding.fees;
  }

  get averagePrice(): Price {
    return this.#holding.averagePrice;
  }

  get exits(): ExitPlan | undefined {
    return deepFreeze(this.#holding.exits);
  }

  get exiting(): "stop" | "max_hold" | "exit" | "manual" | undefined {
    return this.#holding.exiting;
  }
}
