/**
 * The order groups of one account.
 *
 * A group is on one shard and in one subaccount. Once it has triggered its orders are cancelled and later ones rejected until
 * it is reset.
 *
 * @module
 */
import type { Quantity } from "../../../core/numbers/money.ts";
import type { AccountNews, GroupState } from "./account_event.ts";
import type { Desk } from "./desk.ts";
import type { AccountOrder } from "./order.ts";
import { isGroupLimit, MOST_GROUPS, OrderGroup } from "./order_group.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { GroupReference, NewGroup } from "./requests.ts";

type GroupChange = Extract<AccountNews, { kind: "group" }>["change"];

/** The groups. */
export class OrderGroups {
  readonly #userId: string;
  readonly #desk: Desk;
  readonly #cancel: (order: AccountOrder) => void;
  readonly #groups = new Map<string, OrderGroup>();

  /** @param cancel takes an order out of the book and ends it */
  constructor(userId: string, desk: Desk, cancel: (order: AccountOrder) => void) {
    this.#userId = userId;
    this.#desk = desk;
    this.#cancel = cancel;
  }

  /** A group. */
  get(groupId: string | undefined): OrderGroup | undefined {
    return groupId === undefined ? undefined : this.#groups.get(groupId);
  }

  /** The groups that were not deleted. */
  states(): readonly GroupState[] {
    return [...this.#groups.values()].map(({ state }) => state);
  }

  /** Makes a group. */
  create({ limit, subaccount = 0, exchangeIndex = 0 }: NewGroup): EngineResult<GroupState> {
    if (!isGroupLimit(limit)) return badLimit();
    if (!Number.isInteger(exchangeIndex) || exchangeIndex < 0) {
      return refuseOrder("invalid_parameters", `Cannot make group: expected a shard, was ${exchangeIndex}`);
    }
    if (this.#groups.size >= MOST_GROUPS) {
      return refuseOrder("invalid_parameters", `Cannot make group: there are ${MOST_GROUPS} already`);
    }
    const group = new OrderGroup(this.#desk.groupIds.next(), exchangeIndex, subaccount, limit);
    this.#groups.set(group.groupId, group);
    return this.#changed(group, "created");
  }

  /** Counts contracts that an order of a group had matched, and triggers it beyond its limit. */
  matched(groupId: string | undefined, quantity: Quantity): void {
    const group = this.get(groupId);
    if (group === undefined) return;
    group.count(quantity, this.#desk.now());
    // Matching is under way.
    if (this.#isOver(group)) this.#desk.defer(() => this.#trigger(group));
  }

  /** Triggers a group by hand. */
  trigger(reference: GroupReference): EngineResult<GroupState> {
    return this.#with(reference, (group) => this.#trigger(group));
  }

  /** Lets a group take orders again. */
  reset(reference: GroupReference): EngineResult<GroupState> {
    return this.#with(reference, (group) => {
      group.reset();
      return this.#changed(group, "reset");
    });
  }

  /** Deletes a group and cancels its orders. */
  delete(reference: GroupReference): EngineResult<GroupState> {
    return this.#with(reference, (group) => {
      for (const order of [...group.orders]) this.#cancel(order);
      this.#groups.delete(group.groupId);
      return this.#changed(group, "deleted");
    });
  }

  /** Sets a group's limit; one below what was matched triggers it. */
  setLimit(reference: GroupReference & { readonly limit: Quantity }): EngineResult<GroupState> {
    if (!isGroupLimit(reference.limit)) return badLimit();
    return this.#with(reference, (group) => {
      group.limit = reference.limit;
      const changed = this.#changed(group, "limit_updated");
      return this.#isOver(group) ? this.#trigger(group) : changed;
    });
  }

  #isOver(group: OrderGroup): boolean {
    const matched = group.matched(this.#desk.now());
    return this.#desk.doubts.groupTriggersWhen === "reached" ? matched >= group.limit : matched > group.limit;
  }

  #trigger(group: OrderGroup): EngineResult<GroupState> {
    for (const order of [...group.orders]) this.#cancel(order);
    if (group.triggered) return { ok: true, value: group.state };
    group.triggered = true;
    return this.#changed(group, "triggered");
  }

  #with(
    { groupId, subaccount = 0, exchangeIndex = 0 }: GroupReference,
    act: (group: OrderGroup) => EngineResult<GroupState>,
  ): EngineResult<GroupState> {
    const group = this.#groups.get(groupId);
    if (group === undefined || group.subaccount !== subaccount || group.shard !== exchangeIndex) {
      return refuseOrder("ORDER_GROUP_NOT_FOUND", `Cannot find order group "${groupId}" there`);
    }
    return act(group);
  }

  #changed(group: OrderGroup, change: GroupChange): EngineResult<GroupState> {
    const { state } = group;
    this.#desk.log.add(this.#userId, { kind: "group", change, group: state });
    return { ok: true, value: state };
  }
}

function badLimit() {
  return refuseOrder("invalid_parameters", "Cannot set limit: expected whole contracts, 1 to 1,000,000");
}
