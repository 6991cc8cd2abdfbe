/**
 * An order group: contracts that may be matched within 15 s, and what happens beyond.
 *
 * @module
 */
import { NO_QUANTITY, ONE_CONTRACT, type Quantity } from "../../../core/numbers/money.ts";
import type { GroupState } from "./account_event.ts";
import type { AccountOrder } from "./order.ts";

/** The time over which matched contracts are counted, milliseconds. */
export const GROUP_WINDOW_MS = 15_000;
/** Groups that a user may have. */
export const MOST_GROUPS = 100_000;
const MOST_CONTRACTS = 1_000_000;

/** Whether a group may have a limit: whole contracts, 1–1,000,000. */
export function isGroupLimit(limit: Quantity): boolean {
  return Number.isInteger(limit / ONE_CONTRACT) && limit >= ONE_CONTRACT &&
    limit <= MOST_CONTRACTS * ONE_CONTRACT;
}

/** A group. */
export class OrderGroup {
  readonly groupId: string;
  readonly shard: number;
  readonly subaccount: number;
  limit: Quantity;
  triggered = false;
  /** Its orders that rest. */
  readonly orders = new Set<AccountOrder>();
  #matched: { readonly atMs: number; readonly quantity: Quantity }[] = [];

  constructor(groupId: string, shard: number, subaccount: number, limit: Quantity) {
    this.groupId = groupId;
    this.shard = shard;
    this.subaccount = subaccount;
    this.limit = limit;
  }

  /** Counts matched contracts. */
  count(quantity: Quantity, atMs: number): void {
    this.#matched.push({ atMs, quantity });
  }

  /** Contracts matched within the window. */
  matched(nowMs: number): Quantity {
    this.#matched = this.#matched.filter(({ atMs }) => atMs > nowMs - GROUP_WINDOW_MS);
    return this.#matched.reduce<Quantity>((sum, { quantity }) => sum + quantity as Quantity, NO_QUANTITY);
  }

  /** Takes orders again; the counted contracts begin at 0. */
  reset(): void {
    this.triggered = false;
    this.#matched = [];
  }

  /** The group as it is now. */
  get state(): GroupState {
    const { groupId, shard, subaccount, limit, triggered } = this;
    return { groupId, shard, subaccount, limit, triggered };
  }
}
