/**
 * Order groups that sessions of this journal made.
 *
 * @module
 */
import type { Quantity } from "../core/numbers/money.ts";
import { type Result, succeed } from "../core/result.ts";
import { DEAD_AFTER_MS, type Sessions } from "./sessions.ts";
import { type Writes, written } from "./writes.ts";

/** A group on a shard. */
export interface GroupRow {
  readonly groupId: string;
  readonly exchangeIndex: number;
  readonly subaccount: number;
  /** Its limit: contracts within 15 seconds. */
  readonly contracts: Quantity;
}

/** Why a group is not used that a person has released: a session may use it again, or make another. */
const RELEASED = "released";
/** How long a person's word stands: a session looks every second, and what it reads lags. */
const RELEASE_MS = 30_000;
/** Why a group is not used that its session deleted when it ended: nothing waits for it. */
export const DELETED_AT_THE_END = "deleted at the end";

/** The order groups of a journal. */
export class OrderGroups {
  readonly #writes: Writes;
  readonly #sessions: Sessions;

  constructor(writes: Writes, sessions: Sessions) {
    this.#writes = writes;
    this.#sessions = sessions;
  }

  /** Keeps a group that this session made. It never throws. */
  made({ groupId, exchangeIndex, subaccount, contracts }: GroupRow, at: number): void {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return;
    this.#writes.after(`order group ${groupId}`, () =>
      void this.#writes.database.run(
        `insert into order_groups (group_id, exchange_index, subaccount, contracts, session, made_at)
         values (?, ?, ?, ?, ?, ?) on conflict do nothing`,
        groupId,
        exchangeIndex,
        subaccount,
        contracts,
        sessionId,
        Math.floor(at),
      ));
  }

  /** Takes a group that a session made which has ended since; `undefined` where there is none like that. */
  take({ exchangeIndex, subaccount, contracts }: Omit<GroupRow, "groupId">): GroupRow | undefined {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return undefined;
    const { database, now } = this.#writes;
    const taken = this.#writes.together(() => {
      const row = database.first(
        `update order_groups set session = ?1 where group_id = (
           select group_id from order_groups join sessions on sessions.id = order_groups.session
           where exchange_index = ?2 and subaccount = ?3 and contracts = ?4 and order_groups.ended_at is null
             and (sessions.ended_at is not null or heartbeat_at < ?5) and order_groups.session <> ?1
           order by made_at desc limit 1) returning group_id`,
        sessionId,
        exchangeIndex,
        subaccount,
        contracts,
        Math.floor(now()) - DEAD_AFTER_MS,
      );
      return succeed(row === undefined ? undefined : String(row["group_id"]));
    });
    if (!taken.ok || taken.value === undefined) return undefined;
    return { groupId: taken.value, exchangeIndex, subaccount, contracts };
  }

  /** Whether a session of this journal made a group. */
  isOwn(groupId: string): boolean {
    return this.#writes.database.first("select 1 from order_groups where group_id = ?", groupId) !==
      undefined;
  }

  /** A group takes no more entries. It never throws. */
  ended(groupId: string, why: string, at: number): void {
    this.#writes.after(`end of order group ${groupId}`, () =>
      void this.#writes.database.run(
        `update order_groups set ended_at = coalesce(ended_at, ?1), why = iif(why = ?4, ?2, coalesce(why, ?2))
         where group_id = ?3`,
        Math.floor(at),
        why,
        groupId,
        RELEASED,
      ));
  }

  /** The groups of sessions that live: what their entries are in, or wait for. */
  ofLivingSessions(): readonly GroupRow[] {
    const { database, now } = this.#writes;
    return database.rows(
      `select group_id, exchange_index, subaccount, contracts from order_groups
       join sessions on sessions.id = order_groups.session
       where sessions.ended_at is null and heartbeat_at >= ? and why is not ?
       order by made_at`,
      Math.floor(now()) - DEAD_AFTER_MS,
      DELETED_AT_THE_END,
    ).map((row) => ({
      groupId: String(row["group_id"]),
      exchangeIndex: Number(row["exchange_index"]),
      subaccount: Number(row["subaccount"]),
      contracts: Number(row["contracts"]) as Quantity,
    }));
  }

  /** The groups of sessions that live which were found triggered, deleted or changed: their entries wait. */
  held(): readonly string[] {
    const { database, now } = this.#writes;
    return database.rows(
      `select group_id from order_groups join sessions on sessions.id = order_groups.session
       where order_groups.ended_at is not null and sessions.ended_at is null and heartbeat_at >= ?
         and why not in (?, ?)`,
      Math.floor(now()) - DEAD_AFTER_MS,
      RELEASED,
      DELETED_AT_THE_END,
    ).map((row) => String(row["group_id"]));
  }

  /** A person lets entries go on: within half a minute its session uses the group again, or another where it is gone. */
  release(groupId: string): Result<void> {
    return written(this.#writes, () => {
      this.#writes.database.run(
        "update order_groups set why = ?, ended_at = ? where group_id = ? and ended_at is not null",
        RELEASED,
        Math.floor(this.#writes.now()),
        groupId,
      );
    });
  }

  /** Whether a person has released a group, and its session has not followed yet. */
  isReleased(groupId: string): boolean {
    return this.#writes.database.first(
      "select 1 from order_groups where group_id = ? and why = ? and ended_at > ?",
      groupId,
      RELEASED,
      Math.floor(this.#writes.now()) - RELEASE_MS,
    ) !== undefined;
  }

  /** A group that was released takes entries again. It never throws. */
  used(groupId: string): void {
    this.#writes.after(`order group ${groupId} again`, () =>
      void this.#writes.database.run(
        "update order_groups set ended_at = null, why = null where group_id = ? and why = ?",
        groupId,
        RELEASED,
      ));
  }
}
