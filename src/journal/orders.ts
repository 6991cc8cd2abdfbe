/**
 * Orders from before they are sent to their end, the reports about them, and their fills.
 *
 * @module
 */
import type { OrderReport } from "../core/orders.ts";
import type { Micros, Quantity } from "../core/numbers/money.ts";
import { formatReason } from "../core/reasons.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { type AccountChecks, beyondBalance, brokenLimit, type ShardMoney } from "./account_limits.ts";
import type { ClosedByHand } from "./closed_by_hand.ts";
import { type FillsOf, hasFill, keepFill, lastFillAt, readFills } from "./fills.ts";
import { type Halts, JOURNAL_HALTS } from "./halts.ts";
import { applyReport } from "./order_states.ts";
import { type Adjustment, adjustPosition, readPositions } from "./positions.ts";
import {
  type JournalFill,
  type JournalOrder,
  type JournalPosition,
  type NewOrder,
  readOrder,
} from "./rows.ts";
import { refusalOf } from "./refusals.ts";
import type { Sessions } from "./sessions.ts";
import type { Writes } from "./writes.ts";

/** The exchange's answer to a create. */
export interface Submitted {
  /** The exchange's id. */
  readonly orderId: string;
  readonly at: number;
}

/** What an order is now, as the exchange confirmed it: after a decrease, an amend or a renewal. */
export interface ConfirmedTerms {
  readonly at: number;
  readonly price?: JournalOrder["request"]["price"];
  /** Already filled, and what rests. */
  readonly quantity?: Quantity;
  /** Unix seconds. */
  readonly expirationTime?: number;
}

/** The orders of a journal. */
export class Orders {
  readonly #writes: Writes;
  readonly #sessions: Sessions;
  readonly #halts: Halts;

  constructor(writes: Writes, sessions: Sessions, halts: Halts) {
    this.#writes = writes;
    this.#sessions = sessions;
    this.#halts = halts;
  }

  /**
   * Writes an order before it is sent. When this has returned, outside of `together`, it is on the disk.
   *
   * @param checks for an entry: limits of the account over all its processes; the row is the reservation
   * @returns a refusal where the order must not be sent: its code is `ACCOUNT_…` for a limit, `order_known` for an id that was
   * used before, `journal_…` where the journal cannot be written
   */
  record(order: NewOrder, checks: AccountChecks = {}): Result<void> {
    const { database, now } = this.#writes;
    return this.#writes.together(() => {
      const session = this.#sessions.own?.sessionId;
      if (session === undefined) return refuse("no_session", "Cannot record order: no session has begun");
      const { request } = order;
      if (this.byClientId(request.clientOrderId) !== undefined) {
        return refuse("order_known", `Cannot record order ${request.clientOrderId}: its id was used before`);
      }
      const at = Math.floor(now());
      const broken = request.purpose === "entry" ? brokenLimit(database, order, checks, at) : undefined;
      if (broken !== undefined) return refuse(broken.code, formatReason(broken));
      database.run(
        `insert into orders (client_order_id, session, strategy, purpose, market, event, side, price, quantity,
           time_in_force, post_only, reduce_only, exchange_index, subaccount, expiration_time, group_id,
           created_at, state, updated_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'submitting', ?)`,
        request.clientOrderId,
        session,
        request.strategy,
        request.purpose,
        request.market,
        order.event ?? null,
        request.side,
        request.price,
        request.quantity,
        request.timeInForce,
        request.postOnly ? 1 : 0,
        request.reduceOnly === true ? 1 : 0,
        order.exchangeIndex,
        order.subaccount,
        order.expirationTime ?? null,
        order.groupId ?? null,
        at,
        at,
      );
      return succeed(undefined);
    });
  }

  /**
   * Whether the money of its shard is enough for an entry that {@linkcode Orders.record} has written, with entries of all processes
   * taken off that may not be in it. Other orders need none.
   *
   * @returns a refusal where the order must not be sent: `ACCOUNT_BALANCE`, or `journal_…` where the journal cannot be read
   */
  affords(clientOrderId: string, balance: ShardMoney): Result<void> {
    const { database } = this.#writes;
    try {
      const beyond = beyondBalance(database, clientOrderId, balance);
      return beyond === undefined ? succeed(undefined) : refuse(beyond.code, formatReason(beyond));
    } catch (error) {
      const refusal = refusalOf(database.path, error);
      if (refusal === undefined) throw error;
      return { ok: false, reason: refusal };
    }
  }

  /**
   * Keeps the exchange's id of an order. It never throws.
   *
   * An id that another order of this journal already has means that the exchange mixes two of our orders up, or that a copy of
   * this journal makes the same ids: that halts entries, and nothing is overwritten.
   */
  submitted(clientOrderId: string, { orderId, at }: Submitted): void {
    const { database } = this.#writes;
    this.#writes.after(`exchange's id of ${clientOrderId}`, () => {
      const other = this.byExchangeId(orderId)?.request.clientOrderId;
      const known = this.byClientId(clientOrderId)?.orderId;
      if ((other ?? clientOrderId) !== clientOrderId || (known ?? orderId) !== orderId) {
        const detail = `order ${orderId} came with id ${clientOrderId}, ${
          other === undefined ? `which is that of order ${known}` : `and is known as ${other}`
        }`;
        this.#halts.set({ code: JOURNAL_HALTS.orderIds, detail });
        return;
      }
      database.run(
        "update orders set order_id = ?, updated_at = max(updated_at, ?) where client_order_id = ?",
        orderId,
        Math.floor(at),
        clientOrderId,
      );
    });
  }

  /** Keeps a report about an order; an order that has ended stays ended. A fill is kept as one too. It never throws. */
  report(report: OrderReport): void {
    const { database } = this.#writes;
    this.#writes.after(`report of ${report.clientOrderId}`, () => {
      database.run(
        "insert into reports (client_order_id, at, kind, body) values (?, ?, ?, ?)",
        report.clientOrderId,
        Math.floor(report.at),
        report.kind,
        JSON.stringify(report),
      );
      this.#apply(report);
    });
  }

  /** Keeps what an order is now; see {@linkcode ConfirmedTerms}. It never throws. */
  changed(clientOrderId: string, { at, price, quantity, expirationTime }: ConfirmedTerms): void {
    const { database } = this.#writes;
    this.#writes.after(`terms of ${clientOrderId}`, () =>
      void database.run(
        `update orders set price = coalesce(?, price), quantity = coalesce(?, quantity),
           expiration_time = coalesce(?, expiration_time), updated_at = max(updated_at, ?)
         where client_order_id = ?`,
        price ?? null,
        quantity ?? null,
        expirationTime ?? null,
        Math.floor(at),
        clientOrderId,
      ));
  }

  /**
   * Keeps a fill, of an own order or of another. A trade of an order counts once, whatever brought it and however often, also
   * long after the order has ended. It never throws.
   *
   * @returns whether it is new; `true` as well where it waits to be written
   */
  fill(fill: JournalFill): boolean {
    let isNew = true;
    this.#writes.after(`fill ${fill.tradeId}`, () => {
      isNew = keepFill(this.#writes.database, fill);
    });
    return isNew;
  }

  /** The order of an own id. */
  byClientId(clientOrderId: string): JournalOrder | undefined {
    const row = this.#writes.database.first("select * from orders where client_order_id = ?", clientOrderId);
    return row === undefined ? undefined : readOrder(row);
  }

  /** The order of an id of the exchange. */
  byExchangeId(orderId: string): JournalOrder | undefined {
    const row = this.#writes.database.first("select * from orders where order_id = ?", orderId);
    return row === undefined ? undefined : readOrder(row);
  }

  /** Orders that are not known to have ended, oldest first: of one session, or of all. */
  open(session?: number): readonly JournalOrder[] {
    const { database } = this.#writes;
    const rows = session === undefined
      ? database.rows("select * from orders where ended_at is null order by rowid")
      : database.rows("select * from orders where ended_at is null and session = ? order by rowid", session);
    return rows.map(readOrder);
  }

  /** All orders of a session, oldest first. */
  ofSession(session: number): readonly JournalOrder[] {
    return this.#writes.database.rows("select * from orders where session = ? order by rowid", session)
      .map(readOrder);
  }

  /** Open orders of which the exchange has said nothing yet, or nothing that tells: to be looked up. */
  unresolved(): readonly JournalOrder[] {
    return this.open().filter(({ state }) => state === "submitting" || state === "unknown");
  }

  /** Orders that ended with more filled than fills say: their fills are still to be read. */
  withFillsOutstanding(): readonly JournalOrder[] {
    return this.#writes.database.rows(
      "select * from orders where left_at_end is not null and quantity - left_at_end > filled order by rowid",
    ).map(readOrder);
  }

  /** Fills, oldest first: of an own order, of a market, or all since a moment. */
  fills(of: FillsOf): readonly JournalFill[] {
    return readFills(this.#writes.database, of);
  }

  /** Whether a trade of an order, by the exchange's id of it, is known. */
  hasFill(tradeId: string, orderId: string): boolean {
    return hasFill(this.#writes.database, tradeId, orderId);
  }

  /** When the last fill was, Unix milliseconds; `undefined` before the first. */
  lastFillAt(): number | undefined {
    return lastFillAt(this.#writes.database);
  }

  /** Own positions: what own fills and adjustments make. */
  positions(): readonly JournalPosition[] {
    return readPositions(this.#writes.database);
  }

  /** Keeps that contracts came or went without an own fill. It never throws. */
  adjust(adjustment: Adjustment): void {
    const { database } = this.#writes;
    // Run twice it would count twice: a row that says the same of the same moment is the same.
    this.#writes.after(`adjustment of ${adjustment.market}`, () => {
      const same = database.first(
        "select id from adjustments where market = ? and at = ? and quantity = ? and reason = ?",
        adjustment.market,
        Math.floor(adjustment.at),
        adjustment.quantity,
        adjustment.reason,
      );
      if (same === undefined) adjustPosition(database, adjustment);
    });
  }

  /**
   * Keeps that others have closed a part of an own position: the change, and their trades, so that nothing counts them again. It never
   * throws.
   */
  closedByHand({ market, change, price, fills }: ClosedByHand, by: string, at: number): void {
    this.#writes.after(`closed by hand in ${market}`, () => {
      const { database } = this.#writes;
      const added = fills.map(({ tradeId, orderId, side, price, quantity }) =>
        keepFill(database, {
          tradeId,
          orderId,
          market,
          side,
          price,
          quantity,
          // Not read: nothing of them is the journal's.
          role: "taker",
          fee: 0 as Micros,
          balanceChange: 0 as Micros,
          at,
        })
      );
      if (!added.includes(true)) return;
      adjustPosition(database, { market, quantity: change, price, reason: "closed_by_hand", by, at });
    });
  }

  #apply(report: OrderReport): void {
    const { database } = this.#writes;
    if (report.kind !== "fill") return applyReport(database, report);
    const order = this.byClientId(report.clientOrderId);
    if (order === undefined) return;
    const { tradeId, price, quantity, role, fee, balanceChange } = report;
    const { orderId, request: { market, side } } = order;
    keepFill(database, {
      tradeId,
      clientOrderId: report.clientOrderId,
      ...(orderId === undefined ? {} : { orderId }),
      market,
      side,
      price,
      quantity,
      role,
      fee,
      balanceChange,
      at: Math.floor(report.at),
    });
  }
}
