/**
 * The contracts that one strategy holds in one market.
 *
 * A holding is of one side, YES or NO, from its first contract to its last; all its prices are prices of that side.
 *
 * @module
 */
import type { ExitPlan } from "./exit_plan.ts";
import { HoldingReader, type HoldingView } from "./holding_view.ts";
import { inSide, type OutcomeSide, signed } from "../market/outcome_side.ts";
import {
  type Micros,
  multiplyDivide,
  NO_MONEY,
  NO_QUANTITY,
  notional,
  type Price,
  type Quantity,
} from "../numbers/money.ts";
import type { EarlierHolding } from "../live.ts";
import type { CloseReason, RoundTrip } from "../orders.ts";
import type { Reason } from "../reasons.ts";

/** The owner of contracts that no strategy bought: somebody traded them outside of this program. No strategy may be called so. */
export const EXTERNAL = "external";

/** The owner of contracts that the trader bought by hand in this program. No strategy may be called so. */
export const HAND = "hand";

/** Why a holding is being sold. */
export type ExitReason = Exclude<CloseReason, "take_profit" | "settled" | "external">;

/** The contracts that one strategy holds in one market. */
export class Holding implements HoldingView {
  /** The owner: a strategy, or {@linkcode EXTERNAL}. */
  readonly strategy: string;
  readonly market: string;
  readonly openedAt: number;
  readonly outcomeSide: OutcomeSide;
  /** Contracts held now. */
  contracts = NO_QUANTITY;
  /** Their cost, without fees. */
  cost = NO_MONEY;
  /** Fees of the whole round trip so far. */
  fees = NO_MONEY;
  exits: ExitPlan | undefined;
  /** Whether its owner does not run here: it was taken over from a session before, and only a person sells it. */
  isOrphan = false;
  /** When contracts were last bought. */
  boughtAt: number;
  /**
   * The best bid for its side at the last entry, where there was one: a stop is not touched by the spread of its own entry.
   * For some moments after the entry a higher bid takes its place.
   */
  entryBid: Price | undefined;
  /** The trigger of its stop, once that was touched. */
  stopTrigger: Price | undefined;
  /** The lowest price at which its exit was offered so far: a touched stop goes on from there. */
  exitLimit: Price | undefined;
  /** Why its exit does not go, as it was last reported. */
  heldBack: Reason | undefined;
  /** When the exchange last turned an exit away, so that it is not asked again at once. */
  turnedAwayAt: number | undefined;
  /** How many of its taking exits in a row sold nothing. */
  failures = 0;
  /** How many in a row were turned away for the rate limit alone, and so met no bid. */
  limited = 0;
  /** Before then no taking exit is sent again. */
  retryAt = -Infinity;
  /** Since when an exit waits for a read of the account, since the exchange said that there is nothing to sell. */
  readSince: number | undefined;
  #exiting: ExitReason | undefined;
  #keeps = NO_QUANTITY;
  #bought = 0;
  #paid = 0;
  #received = 0;
  /** The view of it that its strategy is given. */
  readonly view: HoldingView;

  constructor(strategy: string, market: string, openedAt: number, outcomeSide: OutcomeSide = "yes") {
    this.strategy = strategy;
    this.market = market;
    this.openedAt = openedAt;
    this.outcomeSide = outcomeSide;
    this.view = new HoldingReader(this);
    this.boughtAt = openedAt;
  }

  /** Held now: + YES, − NO. */
  get quantity(): Quantity {
    return signed(this.outcomeSide, this.contracts);
  }

  /** The average price of what is held, in 1/10,000 dollar, rounded up: what was paid is never understated. */
  get averagePrice(): Price {
    return (this.contracts === 0 ? 0 : Math.ceil(this.cost / this.contracts)) as Price;
  }

  /** Why it is being sold: once it is, it stays so until all is sold that is to be; `undefined` while it is not. */
  get exiting(): ExitReason | undefined {
    return this.#exiting;
  }

  /** Whether its stop and its longest hold still count: while it is not being sold, or only a part of it is. */
  get isWatched(): boolean {
    return this.#exiting === undefined || this.#keeps > 0;
  }

  /** Contracts that the exit under way still has to sell. */
  get leaving(): Quantity {
    return this.#exiting === undefined ? NO_QUANTITY : this.contracts - this.#keeps as Quantity;
  }

  /**
   * Sells it from now on, at the market.
   *
   * @param keeps how many contracts to keep
   */
  leave(reason: ExitReason, keeps = NO_QUANTITY): void {
    this.#exiting = reason;
    this.#keeps = keeps;
  }

  /** Stops selling it. */
  stay(): void {
    this.#exiting = undefined;
    this.#keeps = NO_QUANTITY;
    this.exitLimit = undefined;
    this.heldBack = undefined;
    this.failures = 0;
    this.limited = 0;
    this.retryAt = -Infinity;
    this.readSince = undefined;
  }

  /**
   * Contracts bought.
   *
   * @param bid the best bid for the side then, where there was one
   */
  buy(at: number, price: Price, quantity: Quantity, bid?: Price): void {
    this.boughtAt = at;
    this.entryBid = bid;
    this.#bought += quantity;
    this.#paid += notional(price, quantity);
    this.contracts = this.contracts + quantity as Quantity;
    this.cost = this.cost + notional(price, quantity) as Micros;
  }

  /** Contracts that were bought in a session before. */
  takeOver({ quantity, cost, fees, boughtAt, entryBid, exits }: EarlierHolding, isWatched: boolean): void {
    const contracts = Math.abs(quantity);
    this.boughtAt = Math.max(this.boughtAt, boughtAt);
    this.entryBid ??= entryBid;
    this.#bought += contracts;
    this.#paid += cost;
    this.contracts = this.contracts + contracts as Quantity;
    this.cost = this.cost + cost as Micros;
    this.fees = this.fees + fees as Micros;
    if (isWatched) this.exits ??= exits;
    else this.isOrphan = true;
  }

  /** Contracts sold. */
  sell(price: Price, quantity: Quantity): void {
    this.cost = this.cost - multiplyDivide(this.cost, quantity, this.contracts) as Micros;
    this.#received += notional(price, quantity);
    this.contracts = this.contracts - quantity as Quantity;
    if (this.#keeps > 0 && this.contracts <= this.#keeps) this.stay();
  }

  /**
   * All of them paid out.
   *
   * @param worth before the settlement fee
   */
  settle(worth: Micros, fee: Micros): void {
    this.fees = this.fees + fee as Micros;
    this.#received += worth;
    this.cost = NO_MONEY;
    this.contracts = NO_QUANTITY;
  }

  /** The round trip, when flat. */
  close(reason: CloseReason, at: number): RoundTrip {
    const { stopTrigger } = this;
    const trade = { ...this.#trade(this.#received, at), reason };
    return reason !== "stop" || stopTrigger === undefined ? trade : { ...trade, stopTrigger };
  }

  /**
   * The round trip as it would be if what is held were paid out now.
   *
   * @param yesPrice left out where there is none: then it is worth what it cost
   */
  valuedAt(yesPrice: Price | undefined, at: number): Omit<RoundTrip, "reason"> {
    const worth = yesPrice === undefined
      ? this.cost
      : notional(inSide(this.outcomeSide, yesPrice), this.contracts);
    return this.#trade(this.#received + worth, at);
  }

  #trade(received: number, at: number): Omit<RoundTrip, "reason"> {
    return {
      strategy: this.strategy,
      market: this.market,
      quantity: signed(this.outcomeSide, this.#bought as Quantity),
      entryMicros: multiplyDivide(this.#paid, 100, this.#bought) as Micros,
      exitMicros: multiplyDivide(received, 100, this.#bought) as Micros,
      pnl: received - this.#paid - this.fees as Micros,
      fees: this.fees,
      openedAt: this.openedAt,
      closedAt: at,
    };
  }
}
