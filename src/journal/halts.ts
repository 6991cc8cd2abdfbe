/**
 * Halts of entries. They outlive the process that set them: the session after it finds them, and a person clears them.
 *
 * @module
 */
import type { Result } from "../core/result.ts";
import { type Writes, written } from "./writes.ts";

/** The codes of halts that the journal sets by itself. */
export const JOURNAL_HALTS = {
  /** Two orders with one id of the exchange. */
  orderIds: "ORDER_IDS",
  /** The journal is older than its own audit log: a backup was put in its place. */
  restored: "JOURNAL_RESTORED",
  /** Journal and exchange contradict each other. */
  differs: "DIFFERS",
} as const;

/** A halt to be set. */
export interface NewHalt {
  /** For example `DAILY_LOSS`. */
  readonly code: string;
  /** One line for people. */
  readonly detail: string;
  /** Left out: all markets. */
  readonly market?: string;
  /** When it ends by itself, Unix milliseconds; left out where a person must end it. */
  readonly until?: number;
}

/** A halt that is in force. */
export interface Halt extends NewHalt {
  readonly id: number;
  readonly since: number;
}

/** The halts of a journal, shared by all processes of the account. */
export class Halts {
  readonly #writes: Writes;
  readonly #onChange: (kind: string, data: Readonly<Record<string, string>>) => void;

  /** @param onChange called in the transaction in which a halt is set or cleared: for the audit log */
  constructor(writes: Writes, onChange: (kind: string, data: Readonly<Record<string, string>>) => void) {
    this.#writes = writes;
    this.#onChange = onChange;
  }

  /** Sets a halt; one of its code and market that is in force stays as it is. It never throws. */
  set({ code, detail, market, until }: NewHalt): void {
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    this.#writes.after(`halt ${code}`, () => {
      const added = database.run(
        `insert into halts (code, detail, market, since, until)
         select ?1, ?2, ?3, ?4, ?5 where not exists (
           select 1 from halts where code = ?1 and market is ?3 and cleared_at is null
             and (until is null or until > ?4))`,
        code,
        detail,
        market ?? null,
        at,
        until === undefined ? null : Math.floor(until),
      );
      if (added > 0) this.#onChange("halt", { code, detail, ...(market === undefined ? {} : { market }) });
    });
  }

  /**
   * Clears halts of a code: of one market, or all of them.
   *
   * @param by who does it
   * @returns how many were cleared
   */
  clear(code: string, by: string, market?: string): Result<number> {
    const { database, now } = this.#writes;
    return written(this.#writes, () => {
      const cleared = database.run(
        `update halts set cleared_at = ?1, cleared_by = ?2
         where code = ?3 and cleared_at is null and (?4 is null or market is ?4)`,
        Math.floor(now()),
        by,
        code,
        market ?? null,
      );
      if (cleared > 0) {
        this.#onChange("halt_cleared", { code, by, ...(market === undefined ? {} : { market }) });
      }
      return cleared;
    });
  }

  /** The halts that are in force, oldest first. */
  active(): readonly Halt[] {
    const { database, now } = this.#writes;
    return database.rows(
      "select * from halts where cleared_at is null and (until is null or until > ?) order by id",
      Math.floor(now()),
    ).map((row) => ({
      id: Number(row["id"]),
      code: String(row["code"]),
      detail: String(row["detail"]),
      ...(row["market"] === null ? {} : { market: String(row["market"]) }),
      since: Number(row["since"]),
      ...(row["until"] === null ? {} : { until: Number(row["until"]) }),
    }));
  }
}
