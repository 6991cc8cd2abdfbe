/**
 * What each session has won or lost, by day of trading; together the account's.
 *
 * @module
 */
import type { Micros } from "../core/numbers/money.ts";
import { tradingDay } from "../core/numbers/trading_day.ts";
import type { Sessions } from "./sessions.ts";
import type { Writes } from "./writes.ts";

/** Gains and losses of the account's sessions. */
export class DayPnl {
  readonly #writes: Writes;
  readonly #sessions: Sessions;

  constructor(writes: Writes, sessions: Sessions) {
    this.#writes = writes;
    this.#sessions = sessions;
  }

  /**
   * Keeps what this session has won or lost on the day of `at`, open positions at the market; it takes the place of what the
   * session said before. It never throws.
   */
  set(pnl: Micros, at: number): void {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return;
    const { database } = this.#writes;
    this.#writes.after("day's gain", () =>
      void database.run(
        `insert into day_pnl (trading_day, session, pnl, at) values (?, ?, ?, ?)
         on conflict (trading_day, session) do update set pnl = excluded.pnl, at = excluded.at
         where excluded.at >= at`,
        tradingDay(at),
        sessionId,
        pnl,
        Math.floor(at),
      ));
  }

  /** The account's gain on the day of a moment. */
  ofDay(at: number): Micros {
    const row = this.#writes.database.first(
      "select sum(pnl) as pnl from day_pnl where trading_day = ?",
      tradingDay(at),
    );
    return Number(row?.["pnl"] ?? 0) as Micros;
  }

  /** The account's gain over all days and sessions. */
  total(): Micros {
    return Number(this.#writes.database.first("select sum(pnl) as pnl from day_pnl")?.["pnl"] ?? 0) as Micros;
  }
}
