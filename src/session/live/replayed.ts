/**
 * What a session that was cut off had done, gathered while its recording is folded into the new engine, and joined with the
 * journal: the recording says what was decided, the journal what was sent.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import type { EarlierHolding } from "../../core/live.ts";
import type { Quantity } from "../../core/numbers/money.ts";
import type { CancelReason, OrderReport, OrderRequest } from "../../core/orders.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Journal } from "../../journal/journal.ts";
import type { OrderDesk } from "./desk.ts";

/** A decrease that was decided. */
export interface RestoredDecrease {
  readonly clientOrderId: string;
  /** What shall rest, with what was filled. */
  readonly size: Quantity;
}

/** What has to be done about what a crash left. */
export interface Restored {
  /** Orders that were decided and never journaled, so that no byte of them left. */
  readonly neverSent: readonly string[];
  /** Cancels that were decided and not confirmed. */
  readonly cancels: readonly { readonly clientOrderId: string; readonly reason: CancelReason }[];
  /** The last decrease of each order that is still open: one that was done already changes nothing. */
  readonly decreases: readonly RestoredDecrease[];
}

/** Gathers. */
export class Replayed {
  readonly #requests = new Map<string, OrderRequest>();
  readonly #reports = new Map<string, OrderReport[]>();
  readonly #cancels = new Map<string, CancelReason>();
  readonly #decreases = new Map<string, RestoredDecrease>();

  /** What was taken over from sessions before. */
  readonly taken: EarlierHolding[] = [];

  /** An event of the recording, and what the engine did about it. */
  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    if (event.kind === "order_report") {
      for (const report of event.reports) {
        const known = this.#reports.get(report.clientOrderId) ?? [];
        this.#reports.set(report.clientOrderId, [...known, report]);
      }
    }
    if (event.kind === "holdings") this.taken.push(...event.items);
    for (const outcome of outcomes) {
      if (outcome.kind === "order") this.#requests.set(outcome.request.clientOrderId, outcome.request);
      if (outcome.kind === "decrease") {
        const { clientOrderId, to } = outcome;
        this.#decreases.set(clientOrderId, {
          clientOrderId,
          size: this.#filled(clientOrderId) + to as Quantity,
        });
      }
      if (outcome.kind === "cancel") this.#cancels.set(outcome.clientOrderId, outcome.reason);
    }
  }

  /** What of an order was filled by now. */
  #filled(clientOrderId: string): number {
    const reports = this.#reports.get(clientOrderId) ?? [];
    return reports.reduce((sum, report) => report.kind === "fill" ? sum + report.quantity : sum, 0);
  }

  /**
   * Gives the desk all orders of the session, as they were known.
   *
   * @param prefix of the ids of the session's orders, as the journal has them
   * @returns a refusal where the journal has orders that the recording does not
   */
  restore(desk: OrderDesk, journal: Journal, prefix: string, subaccount: number): Result<Restored> {
    const lost = journal.orders.open().filter(({ request }) =>
      request.clientOrderId.startsWith(prefix) && !this.#requests.has(request.clientOrderId)
    );
    const [first] = lost;
    if (first !== undefined) {
      return refuse(
        "recording_behind",
        `Cannot go on: the journal has ${lost.length} open orders that the recording does not, the first ` +
          `${first.request.clientOrderId} in ${first.request.market}; start a new session, which cancels them`,
      );
    }
    const neverSent: string[] = [];
    for (const [clientOrderId, request] of this.#requests) {
      const row = journal.orders.byClientId(clientOrderId);
      desk.restore(
        {
          request,
          exchangeIndex: row?.exchangeIndex ?? 0,
          subaccount: row?.subaccount ?? subaccount,
          sentAt: row?.createdAt ?? desk.now(),
          ofThisSession: true,
        },
        row?.orderId,
        this.#reports.get(clientOrderId) ?? [],
      );
      if (row === undefined) neverSent.push(clientOrderId);
    }
    const isOpen = (clientOrderId: string) => {
      const order = desk.tracker.order(clientOrderId);
      return order !== undefined && order.state !== "ended" && !neverSent.includes(clientOrderId);
    };
    const cancels = [...this.#cancels].flatMap(([clientOrderId, reason]) =>
      isOpen(clientOrderId) ? [{ clientOrderId, reason }] : []
    );
    const decreases = [...this.#decreases.values()].filter(({ clientOrderId }) => isOpen(clientOrderId));
    return succeed({ neverSent, cancels, decreases });
  }
}
