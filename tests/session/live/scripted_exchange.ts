/**
 * An exchange behind the order API, by script: what it does with a request, and what it answers, are said apart. For the parts
 * of a live session alone; whole sessions go over real sockets.
 *
 * @module
 */
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import type { FillRecord, OrderRecord } from "../../../src/kalshi/decoding/account_records.ts";
import type {
  AccountReads,
  BalanceRecord,
  CancelledOrder,
  OrderTarget,
  OrderWrites,
  PlacedOrder,
} from "../../../src/kalshi/orders/contract.ts";
import type { ReadList, ReadOutcome, WriteOutcome } from "../../../src/kalshi/orders/outcomes.ts";
import type { CreateOrderBody } from "../../../src/kalshi/wire/order.ts";
import type { Timer, Timers } from "../../../src/lib/timers.ts";

/** Time that jumps to the next timer whenever nothing else is left to do. */
export class JumpingTime implements Timers {
  now = 1_763_859_000_000;
  readonly #timers: { readonly at: number; readonly action: () => void }[] = [];
  #pumping = false;

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.now + ms, action };
    this.#timers.push(timer);
    this.#pump();
    return {
      clear: () => {
        const index = this.#timers.indexOf(timer);
        if (index >= 0) this.#timers.splice(index, 1);
      },
    };
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setTimeout(() => {
      this.#pumping = false;
      const [next] = this.#timers.sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#timers.splice(0, 1);
      this.now = Math.max(this.now, next.at);
      next.action();
      if (this.#timers.length > 0) this.#pump();
    }, 0);
  }
}

/** What is done with a request, and what is said of it. */
export interface Script {
  /** Whether the exchange executes it. @default true */
  readonly done?: boolean;
  /** What the client is given in place of the answer. */
  readonly answer?: "lost" | "refused" | { readonly status: number; readonly code: string };
  /** Contracts that are filled at once. @default none */
  readonly fills?: number;
}

interface Kept {
  record: OrderRecord;
  readonly fills: FillRecord[];
}

/** The exchange. */
export class ScriptedExchange {
  readonly time: JumpingTime;
  readonly orders = new Map<string, Kept>();
  /** Every request, in order: `create e-1-1`, `cancel X1`. */
  readonly requests: string[] = [];
  readonly creates: Script[] = [];
  readonly cancels: Script[] = [];
  /** How many of the next reads lag: they show what was there at first. */
  lagging = 0;
  /** How many of the next reads fail. */
  failing = 0;
  /** What `user_data_timestamp` lags behind, ms. */
  timestampLagMs = 0;
  balanceOf: Micros = 100_000_000 as Micros;
  #numbered = 0;

  constructor(time: JumpingTime) {
    this.time = time;
  }

  /** Trades a part of a resting order. */
  trade(orderId: string, contracts: number): FillRecord {
    const kept = this.orders.get(orderId);
    if (kept === undefined) throw new Error(`no order ${orderId}`);
    const { record } = kept;
    const quantity = contracts as Quantity;
    const fill: FillRecord = {
      tradeId: `${orderId}-${kept.fills.length + 1}`,
      orderId,
      market: record.market,
      side: record.side,
      price: record.price,
      quantity,
      isTaker: false,
      fee: 0 as Micros,
      tradedAt: this.time.now,
    };
    kept.fills.push(fill);
    const filled = record.filled + quantity as Quantity;
    const remaining = record.remaining - quantity as Quantity;
    kept.record = { ...record, filled, remaining, status: remaining === 0 ? "executed" : record.status };
    return fill;
  }

  end(orderId: string): void {
    const kept = this.orders.get(orderId);
    if (kept?.record.status !== "resting") return;
    kept.record = { ...kept.record, status: "canceled", remaining: 0 as Quantity };
  }

  readonly writes: Pick<OrderWrites, "create" | "cancel" | "decrease" | "amend"> = {
    create: (body) => Promise.resolve(this.#create(body)),
    cancel: (target) => Promise.resolve(this.#cancel(target)),
    decrease: (target, to) => {
      this.requests.push(`decrease ${target.orderId} ${to}`);
      const kept = this.orders.get(target.orderId);
      if (kept?.record.status !== "resting") return Promise.resolve(this.#rejected(404, "not_found"));
      kept.record = { ...kept.record, remaining: Math.min(to, kept.record.remaining) as Quantity };
      const { orderId, remaining } = kept.record;
      return Promise.resolve({ kind: "accepted", at: this.time.now, value: { orderId, remaining } });
    },
    amend: (target, body) => {
      this.requests.push(`amend ${target.orderId} ${body.price} ${body.count} ${body.expiration_time}`);
      const kept = this.orders.get(target.orderId);
      if (kept?.record.status !== "resting") return Promise.resolve(this.#rejected(404, "not_found"));
      return Promise.resolve({ kind: "accepted", at: this.time.now, value: { orderId: target.orderId } });
    },
  };

  readonly reads: Pick<
    AccountReads,
    "order" | "orders" | "fills" | "historicalOrders" | "historicalFills" | "dataTimestamp" | "balance"
  > = {
    order: (orderId) => {
      const kept = this.#seen().find(({ record }) => record.orderId === orderId);
      return Promise.resolve(kept === undefined ? this.#missing() : this.#read(kept.record));
    },
    orders: (query) =>
      Promise.resolve(this.#list(
        this.#seen().map(({ record }) => record).filter((record) =>
          query?.status === undefined || record.status === query.status
        ),
      )),
    fills: (query) =>
      Promise.resolve(this.#list(
        this.#seen().flatMap(({ fills }) => fills).filter((fill) =>
          query?.orderId === undefined || fill.orderId === query.orderId
        ),
      )),
    historicalOrders: () => Promise.resolve(this.#list<OrderRecord>([])),
    historicalFills: () => Promise.resolve(this.#list<FillRecord>([])),
    dataTimestamp: () => Promise.resolve(this.#read(this.time.now - this.timestampLagMs)),
    balance: () => Promise.resolve(this.#read<BalanceRecord>({ balance: this.balanceOf, shards: [] })),
  };

  #create(body: CreateOrderBody): WriteOutcome<PlacedOrder> {
    const { client_order_id: clientOrderId = "" } = body;
    this.requests.push(`create ${clientOrderId}`);
    const { done = true, answer, fills = 0 } = this.creates.shift() ?? {};
    let orderId = "";
    if (done) {
      orderId = `X${++this.#numbered}`;
      const quantity = parseQuantity(body.count);
      const price: Price = parsePrice(body.price);
      const record: OrderRecord = {
        orderId,
        clientOrderId,
        market: body.ticker,
        side: body.side,
        price,
        status: "resting",
        initial: quantity,
        filled: 0 as Quantity,
        remaining: quantity,
      };
      this.orders.set(orderId, { record, fills: [] });
      if (fills > 0) this.trade(orderId, fills);
      if (body.time_in_force === "immediate_or_cancel") this.end(orderId);
    }
    if (answer === "lost") return this.#lost();
    if (answer === "refused") return { kind: "not_sent", code: "unreachable", why: "connection refused" };
    if (answer !== undefined) return this.#rejected(answer.status, answer.code);
    const { filled, remaining } = this.orders.get(orderId)?.record ?? {};
    return {
      kind: "accepted",
      at: this.time.now,
      value: {
        orderId,
        clientOrderId,
        ...(filled === undefined ? {} : { filled }),
        ...(remaining === undefined ? {} : { remaining }),
      },
    };
  }

  #cancel({ orderId }: OrderTarget): WriteOutcome<CancelledOrder> {
    this.requests.push(`cancel ${orderId}`);
    const { done = true, answer } = this.cancels.shift() ?? {};
    const kept = this.orders.get(orderId);
    const rests = kept?.record.status === "resting";
    const reducedBy = kept?.record.remaining ?? 0 as Quantity;
    if (done) this.end(orderId);
    if (answer === "lost") return this.#lost();
    if (answer === "refused") return { kind: "not_sent", code: "unreachable", why: "connection refused" };
    if (answer !== undefined) return this.#rejected(answer.status, answer.code);
    if (!rests) return this.#rejected(404, "not_found");
    return { kind: "accepted", at: this.time.now, value: { orderId, reducedBy } };
  }

  #seen(): Kept[] {
    if (this.lagging <= 0) return [...this.orders.values()];
    this.lagging--;
    return [];
  }

  #lost() {
    return { kind: "unknown", at: this.time.now, why: "no answer within 10 s" } as const;
  }

  #rejected(status: number, code: string) {
    return { kind: "rejected", at: this.time.now, status, code, message: code } as const;
  }

  #read<Value>(value: Value): ReadOutcome<Value> {
    if (this.failing > 0) {
      this.failing--;
      const reason = { code: "network", message: "Cannot read: no network", path: "/" };
      return { kind: "failed", at: this.time.now, reason };
    }
    return { kind: "read", value, askedAt: this.time.now, at: this.time.now };
  }

  #missing(): ReadOutcome<never> {
    const reason = { code: "not_found", message: "Cannot read: status 404", path: "/", status: 404 };
    return { kind: "failed", at: this.time.now, reason };
  }

  #list<Item>(items: readonly Item[]): ReadOutcome<ReadList<Item>> {
    return this.#read({ whole: true, items, leftOut: [] });
  }
}
