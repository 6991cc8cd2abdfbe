/**
 * Watches that exits which are due really go out: it looks at orders that were sent, and at nothing that exits believe of
 * themselves.
 *
 * @module
 */
import { EXTERNAL, type Holding } from "./holding.ts";
import type { Order } from "../orders.ts";
import type { Outcome } from "../outcomes.ts";

/** The engine as the watchdog sees it. */
export interface Watched {
  /** All that is held. */
  readonly holdings: Iterable<Holding>;
  /** Open orders of a market. */
  orders(market: string): readonly Order[];
  /** Whether an order can be sent in a market now. */
  isOpen(market: string): boolean;
}

/** An exit of which no order goes out. */
export interface OverdueExit {
  readonly key: string;
  readonly market: string;
  readonly text: string;
}

/** Follows the exits that are due. */
export class ExitWatchdog {
  readonly #afterMs: number;
  /** Since when an exit is due without an order, by holding. */
  readonly #since = new Map<string, number>();

  /** @param afterMs how long an exit may be due without an order */
  constructor(afterMs: number) {
    this.#afterMs = afterMs;
  }

  /** Sees what was done about an event. */
  see(outcomes: readonly Outcome[]): void {
    if (this.#since.size === 0) return;
    for (const outcome of outcomes) {
      if (outcome.kind !== "order" || outcome.request.purpose === "entry") continue;
      const key = keyOf(outcome.request);
      if (this.#since.has(key)) this.#since.set(key, outcome.at);
    }
  }

  /** Looks at all that is being sold. @returns the exits that are overdue now */
  look({ holdings, orders, isOpen }: Watched, at: number): readonly OverdueExit[] {
    const due = new Set<string>();
    const overdue: OverdueExit[] = [];
    for (const holding of holdings) {
      const { strategy, market, exiting } = holding;
      if (strategy === EXTERNAL || exiting === undefined || !isOpen(market)) continue;
      const key = keyOf(holding);
      due.add(key);
      const since = this.#since.get(key) ?? at;
      this.#since.set(key, since);
      // One that rests is watched by the book; one that takes has its answer soon, or is none. So has one that is taken back: the
      // exit waits for its end.
      const hasOrder = orders(market).some(({ request, state, createdAt, cancelSentAt = Infinity }) =>
        request.strategy === strategy && request.purpose !== "entry" && state !== "unknown" &&
        (request.reduceOnly !== true || at - createdAt < this.#afterMs) && at - cancelSentAt < this.#afterMs
      );
      if (hasOrder || at - since < this.#afterMs) continue;
      const text = `${strategy}: its exit (${exiting}) is due for ${
        Math.floor((at - since) / 1_000)
      } s and no order went out`;
      overdue.push({ key, market, text });
    }
    for (const key of this.#since.keys()) if (!due.has(key)) this.#since.delete(key);
    return overdue;
  }
}

/** Names a holding. */
export function keyOf({ strategy, market }: { readonly strategy: string; readonly market: string }): string {
  return `${strategy} ${market}`;
}
