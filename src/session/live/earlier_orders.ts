/**
 * Orders of sessions before this one, as the journal has them: what dead sessions left open is cancelled, and what is said of any
 * of them is booked, for ever. Orders of a session that lives are its own.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { OrderReport } from "../../core/orders.ts";
import type { Journal } from "../../journal/journal.ts";
import type { JournalOrder } from "../../journal/rows.ts";
import type { Cancels } from "./cancels.ts";
import type { OrderDesk } from "./desk.ts";
import type { Resolver } from "./resolver.ts";

/** Looks after orders of sessions before. */
export class EarlierOrders {
  readonly #journal: Journal;
  readonly #desk: OrderDesk;
  readonly #cancels: Cancels;
  readonly #resolver: Resolver;

  constructor(journal: Journal, desk: OrderDesk, cancels: Cancels, resolver: Resolver) {
    this.#journal = journal;
    this.#desk = desk;
    this.#cancels = cancels;
    this.#resolver = resolver;
  }

  /**
   * Cancels what nobody looks after: closes first, since their position may be gone. Asked once a second, as another process may
   * die at any time.
   */
  takeOrphans(): void {
    const isLookedAfter = this.#journal.sessions.isLookedAfter();
    const orphans = this.#journal.orders.open().filter(({ session, request }) => {
      const known = this.#desk.tracker.order(request.clientOrderId);
      if (known?.ofThisSession === true || known?.cancelReason !== undefined) return false;
      return !isLookedAfter(session);
    });
    const closesFirst = [
      ...orphans.filter(({ request }) => request.purpose !== "entry"),
      ...orphans.filter(({ request }) => request.purpose === "entry"),
    ];
    for (const row of closesFirst) {
      const { state, request: { clientOrderId } } = row;
      this.#restore(row);
      if (state === "submitting" || state === "unknown") {
        this.#desk.unanswered(clientOrderId, "a session before ended without an answer");
        this.#resolver.resolve(clientOrderId);
      }
      this.#cancels.cancel(clientOrderId, "requested");
    }
  }

  /** Takes an order that is not known to this session from the journal, unless another process looks after it. */
  recall(orderId: string, clientOrderId: string | undefined): void {
    const { orders } = this.#journal;
    const row = orders.byExchangeId(orderId) ??
      (clientOrderId === undefined ? undefined : orders.byClientId(clientOrderId));
    if (row !== undefined && !this.#journal.sessions.isLookedAfter()(row.session)) this.#restore(row);
  }

  #restore(
    { request, exchangeIndex, subaccount, createdAt: at, orderId, state, leftAtEnd }: JournalOrder,
  ): void {
    const { clientOrderId } = request;
    if (this.#desk.tracker.order(clientOrderId) !== undefined) return;
    const fills = this.#journal.orders.fills({ clientOrderId });
    const reports: OrderReport[] = fills.map((fill) => ({ kind: "fill", ...fill, clientOrderId }));
    if (state === "resting") reports.push({ kind: "accepted", at, clientOrderId });
    if (state === "unknown") reports.push({ kind: "unknown", at, clientOrderId, detail: "" });
    if (state === "rejected") {
      reports.push({ kind: "rejected", at, clientOrderId, reason: { code: "BEFORE" } });
    }
    if (state === "cancelled" && leftAtEnd !== undefined) {
      reports.push({ kind: "cancelled", at, clientOrderId, reason: "requested", quantity: leftAtEnd });
    }
    const sent = { request, exchangeIndex, subaccount, sentAt: at, ofThisSession: false };
    const { market } = request;
    const own = this.#journal.orders.positions().find((position) => position.market === market)?.quantity ??
      0;
    const heldBefore = own - this.#desk.tracker.held(market) as Quantity;
    this.#desk.restore(sent, orderId, reports, heldBefore);
  }
}
