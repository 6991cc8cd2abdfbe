/**
 * Arming: a person's permission that workers trade with real money, until a time and a loss.
 *
 * @module
 */
import type { Micros } from "../core/numbers/money.ts";
import { formatDollars } from "../core/numbers/text.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { DayPnl } from "./day_pnl.ts";
import { type Writes, written } from "./writes.ts";

/** How long after a whole-account cancel the exchange may still cancel what is placed, ms (its page on that endpoint). */
export const ACCOUNT_CANCEL_MS = 60_000;

/** The longest that one arming lasts. */
export const LONGEST_ARMING_MS = 24 * 3_600_000;

/** What a person permits. */
export interface NewArming {
  /** Unix milliseconds. */
  readonly until: number;
  /** What the account may lose from now on, over all its sessions. */
  readonly maxLoss: Micros;
  readonly by: string;
}

/** An arming that is in force. */
export interface Arming extends NewArming {
  readonly id: number;
  readonly at: number;
  /** What the account has lost since; below zero where it has won. */
  readonly lost: Micros;
}

/** The arming of an account. */
export class Armings {
  readonly #writes: Writes;
  readonly #pnl: DayPnl;

  constructor(writes: Writes, pnl: DayPnl) {
    this.#writes = writes;
    this.#pnl = pnl;
  }

  /**
   * Arms the account; an arming before it ends.
   *
   * @param most what no arming may lose
   */
  arm({ until, maxLoss, by }: NewArming, most: Micros): Result<void> {
    const { database, now } = this.#writes;
    return this.#writes.together(() => {
      const at = Math.floor(now());
      const refused = this.#whyNot(until, maxLoss, most, at);
      if (refused !== undefined) return refuse("arming_refused", `Cannot arm: ${refused}`);
      this.#end(by, at);
      database.run(
        "insert into armings (at, until, max_loss, pnl_then, by) values (?, ?, ?, ?, ?)",
        at,
        Math.floor(until),
        maxLoss,
        this.#pnl.total(),
        by,
      );
      return succeed(undefined);
    });
  }

  /** Why it could not be armed so, before anybody is asked. */
  check({ until, maxLoss }: Pick<NewArming, "until" | "maxLoss">, most: Micros): Result<void> {
    const refused = this.#whyNot(until, maxLoss, most, Math.floor(this.#writes.now()));
    return refused === undefined ? succeed(undefined) : refuse("arming_refused", `Cannot arm: ${refused}`);
  }

  /** Ends the arming. @returns whether there was one */
  disarm(by: string): Result<boolean> {
    return written(this.#writes, () => this.#end(by, Math.floor(this.#writes.now())));
  }

  /**
   * The arming in force, or why there is none: `NOT_ARMED`, `ARMING_EXPIRED`, `ARMING_LOSS`, or `ACCOUNT_CANCEL` within a minute
   * of a whole-account cancel.
   */
  current(): Result<Arming> {
    const { database, now } = this.#writes;
    const row = database.first("select * from armings where disarmed_at is null order by id desc limit 1");
    if (row === undefined) return refuse("NOT_ARMED", "not armed; see kalshi-live arm --help");
    const at = now();
    const until = Number(row["until"]);
    if (at >= until) return refuse("ARMING_EXPIRED", `the arming ended at ${new Date(until).toISOString()}`);
    // A clock that was set back must not make an arming longer.
    if (at < Number(row["at"]) - ACCOUNT_CANCEL_MS) {
      return refuse("ARMING_EXPIRED", "the clock is before the time of arming");
    }
    const maxLoss = Number(row["max_loss"]) as Micros;
    const lost = Number(row["pnl_then"]) - this.#pnl.total() as Micros;
    if (lost >= maxLoss) {
      return refuse(
        "ARMING_LOSS",
        `lost ${formatDollars(lost)} since it was armed, permitted ${formatDollars(maxLoss)}`,
      );
    }
    const waits = this.#cancelWait(at);
    if (waits !== undefined) return refuse("ACCOUNT_CANCEL", waits);
    return succeed({
      id: Number(row["id"]),
      at: Number(row["at"]),
      until,
      maxLoss,
      by: String(row["by"]),
      lost,
    });
  }

  /** Keeps that everything on the account was asked to be cancelled. It never throws. */
  accountCancelled(by: string): void {
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    this.#writes.after(
      "whole-account cancel",
      () => void database.run("insert into account_cancels (at, by) values (?, ?)", at, by),
    );
  }

  /** When everything on the account was last asked to be cancelled, Unix milliseconds. */
  accountCancelledAt(): number | undefined {
    const at = this.#writes.database.first("select max(at) as at from account_cancels")?.["at"];
    return at === null || at === undefined ? undefined : Number(at);
  }

  #whyNot(until: number, maxLoss: Micros, most: Micros, at: number): string | undefined {
    if (!(until > at)) return "expected a time that is to come";
    if (until - at > LONGEST_ARMING_MS) return "expected a time within 24 hours";
    if (!(maxLoss > 0)) return "expected a loss above zero";
    if (maxLoss > most) {
      return `expected a loss of at most ${formatDollars(most)}, the hard cap, was ${formatDollars(maxLoss)}`;
    }
    const kill = this.#writes.database.first("select reason from kills where undone_at is null limit 1");
    if (kill !== undefined) return "the kill switch is set; kalshi-live kill --undo takes it back";
    return this.#cancelWait(at);
  }

  #cancelWait(at: number): string | undefined {
    const cancelled = this.accountCancelledAt();
    if (cancelled === undefined || at - cancelled >= ACCOUNT_CANCEL_MS) return undefined;
    const seconds = Math.ceil((cancelled + ACCOUNT_CANCEL_MS - at) / 1_000);
    return `everything on the account was cancelled, which may still catch new orders: wait ${seconds} s`;
  }

  #end(by: string, at: number): boolean {
    return this.#writes.database.run(
      "update armings set disarmed_at = ?, disarmed_by = ? where disarmed_at is null",
      at,
      by,
    ) > 0;
  }
}
