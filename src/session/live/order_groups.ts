/**
 * The order groups of a session's entries: the exchange itself stops entries that buy too much within 15 seconds. Exits are in
 * none. A group that the exchange triggered, or that somebody deleted or changed, is never made again by itself: entries wait
 * until a person has released it, which the journal says, or starts the session again.
 *
 * @module
 */
import { ONE_CONTRACT, type Quantity } from "../../core/numbers/money.ts";
import type { Reason } from "../../core/reasons.ts";
import {
  DELETED_AT_THE_END,
  type GroupRow,
  type OrderGroups as GroupRows,
} from "../../journal/order_groups.ts";
import type { GroupEvent } from "../../kalshi/decoding/private_messages.ts";
import type { AccountReads, OrderWrites } from "../../kalshi/orders/contract.ts";
import { readCount } from "../../kalshi/decoding/numbers.ts";

/** More than this within 15 seconds no group allows: no limit is set. */
const NO_LIMIT = 1_000_000 * ONE_CONTRACT;
const NOT_FOUND = 404;
const DELETED = "deleted";

/** The parts of it. */
export interface OrderGroupsOptions {
  readonly api: Pick<OrderWrites, "createGroup" | "deleteGroup"> & Pick<AccountReads, "orderGroup">;
  readonly rows: GroupRows;
  /** Contracts within 15 seconds, on each shard. */
  readonly limit: Quantity;
  readonly subaccount: number;
  readonly now: () => number;
}

/** The groups of a session. */
export class OrderGroups {
  readonly #options: OrderGroupsOptions;
  readonly #limit: Quantity;
  readonly #byShard = new Map<number, string>();
  /** Why entries wait, by group. */
  readonly #heldBy = new Map<string, { readonly what: string; readonly reason: Reason }>();
  #notMade: Reason | undefined;
  #releasing = false;
  #ending = false;

  constructor(options: OrderGroupsOptions) {
    this.#options = options;
    // The exchange counts in whole contracts.
    this.#limit = Math.floor(options.limit / ONE_CONTRACT) * ONE_CONTRACT as Quantity;
  }

  /** Why entries wait for a person; `undefined` where they do not. */
  get held(): Reason | undefined {
    const [first] = this.#heldBy.values();
    return first?.reason ?? this.#notMade;
  }

  /** Whether the session ends, and its groups with it. */
  get isEnding(): boolean {
    return this.#ending;
  }

  /** The group of a shard's entries; `undefined` where no limit is set. */
  groupOf(exchangeIndex: number): string | undefined {
    return this.#byShard.get(exchangeIndex);
  }

  /**
   * Makes a group on each shard, or takes one of a session that has ended, where it is as it should be. Where the exchange does
   * not make one, entries wait: without their limit none may go.
   */
  async begin(shards: Iterable<number>): Promise<void> {
    if (this.#limit >= NO_LIMIT) return;
    for (const shard of new Set(shards)) {
      const groupId = await this.#reused(shard) ?? await this.#made(shard);
      if (groupId === undefined) {
        const detail = `no order group could be made on shard ${shard}; start the session again`;
        this.#notMade = { code: "ORDER_GROUP", detail };
        return;
      }
      this.#byShard.set(shard, groupId);
    }
  }

  /** The exchange says that a group has changed. @returns whether it is one of these */
  changed({ event, groupId, limit }: GroupEvent): boolean {
    if (![...this.#byShard.values()].includes(groupId)) return false;
    if (event === "triggered" || event === "deleted") this.#hold(groupId, event);
    else if (event === "limit_updated" && limit !== this.#limit) this.#hold(groupId, "given another limit");
    return true;
  }

  /** Reads the groups: what has changed while nothing was heard is found. */
  async check(): Promise<void> {
    for (const groupId of this.#byShard.values()) {
      const why = await this.#wrong(groupId);
      if (why !== undefined && why !== "unread") this.#hold(groupId, why);
    }
  }

  /**
   * Lets entries go on where a person has released a group: one that takes entries again is used as before, one that is gone is
   * made again; one that is still as it was holds them on.
   *
   * @returns whether anything was released
   */
  async release(): Promise<boolean> {
    const { rows } = this.#options;
    const released = [...this.#byShard].filter(([, groupId]) =>
      this.#heldBy.has(groupId) && rows.isReleased(groupId)
    );
    if (released.length === 0 || this.#releasing || this.#ending) return false;
    this.#releasing = true;
    try {
      for (const [shard, groupId] of released) await this.#released(shard, groupId);
    } finally {
      this.#releasing = false;
    }
    return true;
  }

  async #released(shard: number, groupId: string): Promise<void> {
    const { rows, now } = this.#options;
    // What was deleted stays so, whatever a list says that lags.
    const why = this.#heldBy.get(groupId)?.what === DELETED ? DELETED : await this.#wrong(groupId);
    if (why === undefined) {
      rows.used(groupId);
    } else if (why === DELETED) {
      const made = await this.#made(shard);
      if (made === undefined) return;
      rows.ended(groupId, why, now());
      this.#byShard.set(shard, made);
    } else {
      // Read again a second later, as long as the person's word stands: what is read lags.
      return;
    }
    this.#heldBy.delete(groupId);
  }

  /** Deletes the groups in which no order rests. */
  async end(): Promise<void> {
    this.#ending = true;
    const { api, rows, subaccount, now } = this.#options;
    for (const [exchangeIndex, groupId] of this.#byShard) {
      const read = await api.orderGroup(groupId);
      // Deleting would cancel what is in it.
      if (read.kind !== "read" || (read.value.orders ?? []).length > 0) continue;
      const outcome = await api.deleteGroup({ groupId, exchangeIndex, subaccount });
      if (outcome.kind === "accepted") rows.ended(groupId, DELETED_AT_THE_END, now());
    }
  }

  #hold(groupId: string, what: string): void {
    if (this.#ending) return;
    const detail = `order group ${groupId} was ${what}: entries wait for kalshi-live groups --reset`;
    if (this.#heldBy.has(groupId)) return;
    this.#heldBy.set(groupId, { what, reason: { code: "ORDER_GROUP", detail } });
    this.#options.rows.ended(groupId, what, this.#options.now());
  }

  async #reused(exchangeIndex: number): Promise<string | undefined> {
    const { rows, subaccount, now } = this.#options;
    const found = rows.take({ exchangeIndex, subaccount, contracts: this.#limit });
    if (found === undefined) return undefined;
    const why = await this.#wrong(found.groupId);
    if (why === undefined) return found.groupId;
    if (why !== "unread") rows.ended(found.groupId, why, now());
    return undefined;
  }

  async #made(exchangeIndex: number): Promise<string | undefined> {
    const { api, rows, subaccount, now } = this.#options;
    const outcome = await api.createGroup({ limit: this.#limit, exchangeIndex, subaccount });
    if (outcome.kind !== "accepted") return undefined;
    const { groupId } = outcome.value;
    const row: GroupRow = { groupId, exchangeIndex, subaccount, contracts: this.#limit };
    rows.made(row, now());
    return groupId;
  }

  /** What is wrong with a group; `undefined` where it takes entries as it should. */
  async #wrong(groupId: string): Promise<string | undefined> {
    const read = await this.#options.api.orderGroup(groupId);
    if (read.kind !== "read") return read.reason.status === NOT_FOUND ? DELETED : "unread";
    const { is_auto_cancel_enabled: takes, contracts_limit_fp: limit } = read.value;
    if (takes === false) return "triggered";
    const contracts = limit === undefined || limit === null ? undefined : readCount(limit);
    return contracts !== undefined && contracts !== this.#limit ? "given another limit" : undefined;
  }
}
