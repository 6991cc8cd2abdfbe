/**
 * Halts of entries. They outlive the process that set them: the session after it finds them, and a person clears them.
 *
 * @module
 */
import { tradingDay } from "../core/numbers/trading_day.ts";
import { type Writes, written } from "./writes.ts";
import type { Result } from "../core/result.ts";

/** Why entries are halted. */
export type HaltKind =
  | "daily_loss"
  | "drawdown"
  | "cannot_exit"
  /** Journal and exchange contradict each other. */
  | "differs"
  /** Two orders with one id. */
  | "order_ids"
  /** The journal is older than its own audit log: a backup was put in its place. */
  | "restored"
  /** Set by a person. */
  | "by_hand";

/** A halt to be set. */
export interface NewHalt {
  readonly kind: HaltKind;
  /** One line for people. */
  readonly detail: string;
  /** Left out: all markets. */
  readonly market?: string;
}

/** A halt that is in force. */
export interface Halt extends NewHalt {
  readonly id: number;
  readonly since: number;
}

/** Kinds that end by themselves when the day of trading turns. */
const OF_THE_DAY: ReadonlySet<HaltKind> = new Set(["daily_loss"]);

/** The halts of a journal, shared by all processes of the account. */
export class Halts {
  readonly #writes: Writes;

  constructor(writes: Writes) {
    this.#writes = writes;
  }

  /** Sets a halt; one of its kind and market that is in force stays as it is. It never throws. */
  set({ kind, detail, market }: NewHalt): void {
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    const day = OF_THE_DAY.has(kind) ? tradingDay(at) : null;
    this.#writes.after(`halt ${kind}`, () =>
      void database.run(
        `insert into halts (kind, detail, market, trading_day, since)
         select ?1, ?2, ?3, ?4, ?5 where not exists (
           select 1 from halts where kind = ?1 and market is ?3 and trading_day is ?4 and cleared_at is null)`,
        kind,
        detail,
        market ?? null,
        day,
        at,
      ));
  }

  /**
   * Clears halts of a kind.
   *
   * @param by who does it
   * @returns how many were cleared
   */
  clear(kind: HaltKind, by: string, market?: string): Result<number> {
    const { database, now } = this.#writes;
    return written(this.#writes, () =>
      database.run(
        `update halts set cleared_at = ?1, cleared_by = ?2
         where kind = ?3 and cleared_at is null and (?4 is null or market is ?4)`,
        Math.floor(now()),
        by,
        kind,
        market ?? null,
      ));
  }

  /** The halts that are in force, oldest first. */
  active(): readonly Halt[] {
    const { database, now } = this.#writes;
    return database.rows(
      "select * from halts where cleared_at is null and (trading_day is null or trading_day = ?) order by id",
      tradingDay(now()),
    ).map((row) => ({
      id: Number(row["id"]),
      // Written by `set` alone.
      kind: String(row["kind"]) as HaltKind,
      detail: String(row["detail"]),
      ...(row["market"] === null ? {} : { market: String(row["market"]) }),
      since: Number(row["since"]),
    }));
  }
}
