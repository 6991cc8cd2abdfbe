/**
 * What is known of each order that was sent: answers, frames and lists merged into one state, whatever order they come in and
 * however often.
 *
 * Fills are a set of trade ids, capped at the order's size, and win over states. A state never goes back: an order that has
 * ended stays so, and takes fills for ever. Nothing here is decided by time.
 *
 * @module
 */
import { fillEffect } from "../../core/execution/portfolio.ts";
import { formatQuantity, type Micros, NO_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import type { CancelReason, OrderReport } from "../../core/orders.ts";
import type { Reason } from "../../core/reasons.ts";
import type { FillRecord, OrderRecord } from "../../kalshi/decoding/account_records.ts";
import type { PlacedOrder } from "../../kalshi/orders/contract.ts";
import { HeldPositions } from "./held_positions.ts";
import {
  accept,
  counted,
  Following,
  isSame,
  mergeState,
  report,
  type SaidOrder,
  sentOrder,
  type Tracked,
} from "./order_merge.ts";
import { OwnerlessFills } from "./ownerless_fills.ts";
import type { Merged, SentOrder, TrackedOrder } from "./tracked_order.ts";

/** Merges all that is said of orders. */
export class OrderTracker {
  readonly #byClientId = new Map<string, Tracked>();
  readonly #byOrderId = new Map<string, Tracked>();
  readonly #ownerless = new OwnerlessFills();
  readonly #positions = new HeldPositions();
  #lastFillMs = 0;

  /** Counts the trades that were booked: what was read before the newest is older than it. */
  get version(): number {
    return this.#positions.version;
  }

  /** Time of the newest booked trade on the exchange's clock, Unix milliseconds; 0 before the first. */
  get lastFillMs(): number {
    return this.#lastFillMs;
  }

  /** Contracts that trades of this session have left in a market, and what it took over: + YES, − NO. */
  held(market: string): Quantity {
    return this.#positions.held(market);
  }

  /** Contracts of sessions before are this session's now: + YES, − NO. */
  takenOver(market: string, quantity: Quantity): void {
    this.#positions.takenOver(market, quantity);
  }

  /** An order by the id that the program gave it. */
  order(clientOrderId: string): TrackedOrder | undefined {
    return this.#byClientId.get(clientOrderId);
  }

  /** An order by the exchange's id. */
  orderOf(orderId: string): TrackedOrder | undefined {
    return this.#byOrderId.get(orderId);
  }

  /** Orders that have not ended, oldest first. */
  open(): readonly TrackedOrder[] {
    return [...this.#byClientId.values()].filter(({ state }) => state !== "ended");
  }

  /** Orders of which more was said to be filled than trades are known. */
  outstanding(): readonly TrackedOrder[] {
    return [...this.#byClientId.values()].filter(({ filled, saidFilled }) => filled < saidFilled);
  }

  /** Orders that counted as never taken, and rest. */
  cameBack(): readonly TrackedOrder[] {
    return [...this.#byClientId.values()].filter(({ cameBack }) => cameBack);
  }

  /** Trades of orders that are nobody's here, as long as no order without an id may be theirs. */
  externalFills(): readonly FillRecord[] {
    return this.#ownerless.all().filter(({ market }) => !this.#mayBeOwn(market));
  }

  /** An order is about to be sent, or was by a session before. */
  sent(order: SentOrder): void {
    if (this.#byClientId.has(order.request.clientOrderId)) return;
    this.#byClientId.set(order.request.clientOrderId, sentOrder(order));
  }

  /**
   * Takes over what the engine knows already, as after a crash: its reports, in order, and the exchange's id where it was
   * known. Nothing of that is reported again.
   *
   * @param heldBefore what other sessions hold in its market, where it is an order of one of them
   * @returns trades that were heard of while the order was nobody's here
   */
  restore(
    at: number,
    sent: SentOrder,
    orderId: string | undefined,
    reports: readonly OrderReport[],
    heldBefore?: Quantity,
  ): Merged {
    this.sent(sent);
    const order = this.#byClientId.get(sent.request.clientOrderId);
    const following = new Following();
    if (order === undefined) return following;
    for (const each of reports) this.#restore(order, each);
    if (heldBefore !== undefined) this.#positions.setBefore(sent.request.market, heldBefore);
    if (orderId !== undefined) this.#name(at, order, orderId, following);
    return following;
  }

  #restore(order: Tracked, known: OrderReport): void {
    switch (known.kind) {
      case "accepted":
        order.accepted = true;
        if (order.state !== "ended") order.state = "resting";
        return;
      case "unknown":
        if (order.state === "submitting") order.state = "unknown";
        return;
      case "rejected":
        order.state = "ended";
        order.turnedAway = true;
        return;
      case "cancelled":
        order.state = "ended";
        order.saidFilled = Math.max(order.saidFilled, order.total - known.quantity) as Quantity;
        return;
      case "decreased":
        order.total = known.size;
        return;
      case "fill": {
        if (order.tradeIds.has(known.tradeId)) return;
        order.tradeIds.add(known.tradeId);
        order.accepted = true;
        order.filled = order.filled + known.quantity as Quantity;
        order.saidFilled = Math.max(order.saidFilled, Math.min(order.filled, order.total)) as Quantity;
        if (order.filled >= order.total) order.state = "ended";
        else if (order.state !== "ended") order.state = "resting";
        this.#positions.traded(order, known.quantity);
        return;
      }
    }
  }

  /** The program cancels an order, for this reason. */
  cancelling(clientOrderId: string, reason: CancelReason): void {
    const order = this.#byClientId.get(clientOrderId);
    if (order !== undefined) order.cancelReason ??= reason;
  }

  /** The exchange took an order. */
  answered(at: number, clientOrderId: string, { orderId, filled, remaining }: PlacedOrder): Merged {
    const following = new Following();
    const order = this.#byClientId.get(clientOrderId);
    if (order === undefined || !this.#name(at, order, orderId, following)) return following;
    const said: SaidOrder = { orderId, status: "resting" };
    mergeState(at, order, { ...said, ...counted({ filled, remaining }) }, following);
    return following;
  }

  /** The exchange refused an order, or the program did before a byte was sent. What was found to be there stays so. */
  refused(at: number, clientOrderId: string, reason: Reason): Merged {
    const following = new Following();
    const order = this.#byClientId.get(clientOrderId);
    if (order === undefined || order.accepted || order.state === "ended") return following;
    order.state = "ended";
    order.turnedAway = true;
    report(order, { kind: "rejected", at, clientOrderId, reason }, following);
    return following;
  }

  /** No answer came that says whether the exchange has an order. */
  unanswered(at: number, clientOrderId: string, detail: string): Merged {
    const following = new Following();
    const order = this.#byClientId.get(clientOrderId);
    if (order?.state !== "submitting") return following;
    order.state = "unknown";
    report(order, { kind: "unknown", at, clientOrderId, detail }, following);
    return following;
  }

  /** An unknown order was looked for by all means, and the exchange does not have it. */
  notThere(at: number, clientOrderId: string, reason: Reason): Merged {
    return this.refused(at, clientOrderId, reason);
  }

  /** The exchange confirmed a cancel: so many contracts are gone. */
  cancelled(at: number, clientOrderId: string, gone: Quantity): Merged {
    const following = new Following();
    const order = this.#byClientId.get(clientOrderId);
    if (order === undefined || order.state === "ended") return following;
    const filled = Math.max(order.saidFilled, order.total - gone) as Quantity;
    mergeState(at, order, { status: "canceled", filled, remaining: NO_QUANTITY }, following);
    return following;
  }

  /** A frame or a list says how an order is. @returns `undefined` where it is no order of this program's */
  record(at: number, record: OrderRecord): Merged | undefined {
    const following = new Following();
    const named = record.clientOrderId === undefined ? undefined : this.#byClientId.get(record.clientOrderId);
    const order = this.#byOrderId.get(record.orderId) ?? named;
    if (order === undefined) return undefined;
    if (!isSame(order, record, following)) return following;
    if (!this.#name(at, order, record.orderId, following)) return following;
    mergeState(at, order, record, following);
    return following;
  }

  /** A frame or a list says that an order has traded. @returns `undefined` where it is of no order known here */
  fill(at: number, fill: FillRecord): Merged | undefined {
    const following = new Following();
    const named = fill.clientOrderId === undefined ? undefined : this.#byClientId.get(fill.clientOrderId);
    const order = this.#byOrderId.get(fill.orderId) ?? named;
    if (order === undefined) {
      this.#ownerless.keep(fill);
      return undefined;
    }
    if (!isSame(order, fill, following)) return following;
    if (!this.#name(at, order, fill.orderId, following)) return following;
    this.#book(at, order, fill, following);
    return following;
  }

  /**
   * A whole reading of the positions, newer than every booked trade: what is not of own trades is somebody else's.
   *
   * @param positions + YES, − NO; a market that is not in it is flat
   */
  positionsRead(positions: ReadonlyMap<string, Quantity>): void {
    this.#positions.read(positions);
  }

  #mayBeOwn(market: string): boolean {
    return [...this.#byClientId.values()].some((order) =>
      order.request.market === market && order.orderId === undefined &&
      (order.state === "submitting" || order.state === "unknown")
    );
  }

  /** Learns the exchange's id of an order, and books what waited for it. @returns whether the id can be its */
  #name(at: number, order: Tracked, orderId: string, following: Following): boolean {
    if (order.orderId === orderId) return true;
    const { clientOrderId, market } = order.request;
    const other = this.#byOrderId.get(orderId);
    if (order.orderId !== undefined || other !== undefined) {
      const text = other === undefined
        ? `${clientOrderId} is order ${order.orderId}, and the exchange calls ${orderId} by the same client_order_id`
        : `order ${orderId} is ${other.request.clientOrderId}, and the exchange answers it for ${clientOrderId}`;
      following.alarms.push({ code: "ID_CONFLICT", market, text });
      return false;
    }
    order.orderId = orderId;
    this.#byOrderId.set(orderId, order);
    for (const fill of this.#ownerless.take(orderId)) {
      if (isSame(order, fill, following)) this.#book(at, order, fill, following);
    }
    return true;
  }

  #book(at: number, order: Tracked, fill: FillRecord, following: Following): void {
    if (order.tradeIds.has(fill.tradeId)) return;
    order.tradeIds.add(fill.tradeId);
    const { clientOrderId, market } = order.request;
    accept(at, order, following);
    const room = order.request.quantity - order.filled;
    const quantity = Math.min(fill.quantity, room) as Quantity;
    if (quantity < fill.quantity) {
      const size = formatQuantity(order.request.quantity);
      const text =
        `${clientOrderId}: trade ${fill.tradeId} of ${formatQuantity(fill.quantity)} is more than ` +
        `the ${formatQuantity(room as Quantity)} left of ${size}`;
      following.alarms.push({ code: "OVERFILL", market, text });
    }
    if (quantity <= 0) return;
    const held = this.#positions.traded(order, quantity);
    const { revenue } = fillEffect(held, order.request.side, fill.price, quantity);
    const balanceChange = revenue - fill.fee as Micros;
    order.filled = order.filled + quantity as Quantity;
    order.saidFilled = Math.max(order.saidFilled, Math.min(order.filled, order.total)) as Quantity;
    this.#lastFillMs = Math.max(this.#lastFillMs, fill.tradedAt ?? 0);
    if (order.filled >= order.total) order.state = "ended";
    following.fills.push({ clientOrderId, fill, quantity, balanceChange });
    const { tradeId, price, fee } = fill;
    const role = fill.isTaker ? "taker" : "maker";
    report(
      order,
      { kind: "fill", at, clientOrderId, tradeId, price, quantity, role, fee, balanceChange },
      following,
    );
    const differs = this.#positions.compare(market, fill);
    if (differs !== undefined) following.alarms.push(differs);
  }
}
