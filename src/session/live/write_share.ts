/**
 * One account's rate limit of writes over all its processes: each live session of the journal keeps to an equal share, so that
 * cancels and exits of each find the room that is kept for them. Together they spend no more than there is in the long run; at once
 * they can, for a second after another has begun, and where so many share that each part must still hold an entry.
 *
 * @module
 */
import type { Sessions } from "../../journal/sessions.ts";
import type { WriteBudget } from "../../kalshi/orders/budget.ts";

/** Keeps a session's share as large as the number of living sessions lets it be. */
export class WriteShare {
  readonly #sessions: Pick<Sessions, "alive">;
  readonly #budget: Pick<WriteBudget, "share">;
  #among = 1;

  constructor(sessions: Pick<Sessions, "alive">, budget: Pick<WriteBudget, "share">) {
    this.#sessions = sessions;
    this.#budget = budget;
  }

  /** Counts again; wanted every second. No order waits for it, and nothing is written. */
  tick(): void {
    const among = Math.max(1, this.#sessions.alive().filter(({ mode }) => mode === "live").length);
    if (among === this.#among) return;
    this.#among = among;
    this.#budget.share(among);
  }
}
