/**
 * Everything that belongs to one account.
 *
 * @module
 */
import type { Micros } from "../../../core/numbers/money.ts";
import type { AccountOrders } from "./account_orders.ts";
import type { Desk } from "./desk.ts";
import type { Ledger } from "./ledger.ts";
import type { OrderGroups } from "./order_groups.ts";

/** The books of an account. */
export interface AccountBooks {
  readonly userId: string;
  /** Its name in the books of the markets. */
  readonly owner: string;
  /** The smallest unit of its balance. */
  readonly precision: Micros;
  readonly desk: Desk;
  readonly ledger: Ledger;
  readonly orders: AccountOrders;
  readonly groups: OrderGroups;
  /** New orders are cancelled too until then, since everything was cancelled: by subaccount, Unix milliseconds. */
  readonly sweptUntil: Map<number, number>;
  /** So much too little is paid when a market settles, by market: an exchange that errs. */
  readonly paidLess: Map<string, Micros>;
}
