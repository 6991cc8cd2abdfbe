/**
 * Trading as plain data: orders, positions, round trips, and the account.
 *
 * @module
 */
import type { AccountPrecision } from "../core/market/fees.ts";
import type { Micros, Price, Quantity } from "../core/numbers/money.ts";

/** Why an order exists. */
export const ORDER_PURPOSES = ["entry", "take_profit", "stop", "exit", "manual"] as const;

/** Where an order is. `watched` is a stop held by the program; `unknown` is being asked about at the exchange. */
export const ORDER_STATES = [
  "pending",
  "watched",
  "resting",
  "partly_filled",
  "cancelling",
  "unknown",
] as const;

/** An order that is not done. */
export interface OrderView {
  /** Short, for screens. */
  readonly id: string;
  /** The id by which it is changed and cancelled; left out for a stop that is watched, and for orders that are not ours. */
  readonly clientOrderId?: string;
  /** Whose it is: a strategy, `hand` or `external`. */
  readonly owner: string;
  /** Ticker. */
  readonly market: string;
  /**
   * Whether the contracts are bought or sold, and their side if it is not YES: all prices are prices of that
   * side.
   */
  readonly side: "buy" | "sell";
  readonly outcomeSide?: "no";
  readonly purpose: typeof ORDER_PURPOSES[number];
  readonly quantity: Quantity;
  readonly filled: Quantity;
  /** The limit; for a stop that is still watched, the trigger. */
  readonly price: Price;
  /** The price the order would trade at now: the ask for a buy, the bid for a sell. */
  readonly marketPrice?: Price;
  /** Left out where it is not ours, and the exchange did not say. */
  readonly createdAt?: number;
  /** Contracts in front of it at its price. */
  readonly queueAhead?: Quantity;
  readonly state: typeof ORDER_STATES[number];
}

/** Contracts held. */
export interface PositionView {
  /** Ticker. */
  readonly market: string;
  /** Whose it is: a strategy, or `external`. */
  readonly strategy: string;
  /** Above 0: YES; below 0: NO. All prices are prices of that side. */
  readonly quantity: Quantity;
  /** Average paid per contract, in micro-dollars, without fees. */
  readonly entryPrice?: Micros;
  /** Where it could be closed now: the best bid for its side. */
  readonly now?: Price;
  readonly unrealised?: Micros;
  /** Paid so far. */
  readonly fees?: Micros;
  readonly openedAt: number;
  /** There where its strategy does not run here: nothing but the trader sells it. */
  readonly unprotected?: true;
  readonly stop?: Price;
  readonly takeProfit?: Price;
}

/** A round trip of the bot. */
export interface ClosedTradeView {
  /** Ticker. */
  readonly market: string;
  /** Average per contract of its side, micro-dollars. */
  readonly entry: Micros;
  /** Average per contract of its side, micro-dollars. */
  readonly exit: Micros;
  /** Above 0: YES; below 0: NO. */
  readonly quantity: Quantity;
  /** After fees. */
  readonly pnl: Micros;
  /** Why it was closed, for example `take_profit`. */
  readonly reason: string;
  readonly holdMs: number;
}

/** The account. */
export interface AccountView {
  /** Cash that is free. */
  readonly balance?: Micros;
  /** Cash behind open orders. */
  readonly locked?: Micros;
  /** Everything at the market's price. */
  readonly equity?: Micros;
  /** The day's, as limits count it: live the whole account's, of all its sessions, where that is less than this one's. */
  readonly dayPnl?: Micros;
  readonly exposure?: Micros;
  readonly wins: number;
  readonly losses: number;
  readonly fees?: Micros;
  /** The smallest unit that the balance is kept in. */
  readonly precision?: AccountPrecision;
}
