/**
 * Leases of exits: one process at a time closes a position, however many rules, hands and workers want to.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";
import { DEAD_AFTER_MS, type Sessions } from "./sessions.ts";
import type { Writes } from "./writes.ts";

/** The leases of an account's positions. */
export class ExitLeases {
  readonly #writes: Writes;
  readonly #sessions: Sessions;

  constructor(writes: Writes, sessions: Sessions) {
    this.#writes = writes;
    this.#sessions = sessions;
  }

  /**
   * Takes the lease of a market's position for this session, which may have it already. The lease of a session that has ended
   * or shows no sign of life is taken over.
   *
   * @returns a refusal with code `EXIT_LEASED` where another holds it
   */
  take(market: string): Result<void> {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return refuse("no_session", "Cannot lease exit: no session has begun");
    const { database, now } = this.#writes;
    return this.#writes.together(() => {
      const at = Math.floor(now());
      const holder = database.first(
        `select exit_leases.session, sessions.process from exit_leases join sessions on sessions.id = exit_leases.session
         where market = ? and exit_leases.session <> ? and ended_at is null and heartbeat_at between ? and ?`,
        market,
        sessionId,
        at - DEAD_AFTER_MS,
        // A clock that was set back must not let a dead session hold up exits until its time comes again.
        at + DEAD_AFTER_MS,
      );
      if (holder !== undefined) {
        const name = `session ${String(holder["session"])} (${String(holder["process"])})`;
        return refuse("EXIT_LEASED", `${market} is being closed by ${name}`);
      }
      database.run(
        `insert into exit_leases (market, session, since) values (?, ?, ?)
         on conflict (market) do update set session = excluded.session, since = excluded.since
         where session <> excluded.session`,
        market,
        sessionId,
        at,
      );
      return succeed(undefined);
    });
  }

  /** Gives the lease of this session back. It never throws. */
  release(market: string): void {
    const { sessionId } = this.#sessions.own ?? {};
    if (sessionId === undefined) return;
    this.#writes.after(
      `lease of ${market}`,
      () =>
        void this.#writes.database.run(
          "delete from exit_leases where market = ? and session = ?",
          market,
          sessionId,
        ),
    );
  }
}
