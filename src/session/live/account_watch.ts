/**
 * Reads the account over REST, with overlap: fills, orders, positions, money. The private streams are not numbered, so that
 * their silence says nothing.
 *
 * One pass at a time, and what was read before something newer was learned is dropped. Lists lag the engine, each by its own
 * time, and are no one snapshot: positions count when two passes in a row agree and no own trade came between them.
 *
 * @module
 */
import type { AccountReported } from "../../core/orders.ts";
import type { Quantity } from "../../core/numbers/money.ts";
import type { OrderRecord, PositionRecord } from "../../kalshi/decoding/account_records.ts";
import { accountInput } from "../../kalshi/decoding/order_inputs.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { AccountReads, BalanceRecord } from "../../kalshi/orders/contract.ts";
import type { ReadList, ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import { TIMESTAMP_MARGIN_MS } from "./lookup.ts";
import type { OrderDesk } from "./desk.ts";
import type { SeenAccount } from "./payouts.ts";

/** How far back each pass reads fills again, ms. */
const OVERLAP_MS = 120_000;

/** What a pass found out. */
export interface Pass {
  /** Own time before its first request, Unix milliseconds. */
  readonly askedAt: number;
  /** Whether all lists were read to their end. */
  readonly whole: boolean;
  /** Whether the positions were compared: two passes agree, and nothing newer is known. */
  readonly compared: boolean;
  /** Why not, one line. */
  readonly why?: string;
}

/** What is kept of others' orders and positions for other processes. */
export interface ExternalLedger {
  /** Whether an order is one of this journal, of whichever process. */
  isOwn(orderId: string): boolean;
  externals(
    orders: ReadList<OrderRecord>,
    positions: { readonly whole: boolean; readonly items: readonly PositionRecord[] } | undefined,
    isOwn: (order: OrderRecord) => boolean,
  ): void;
}

/** The parts of it. */
export interface AccountWatchOptions {
  readonly reads: AccountReads;
  readonly desk: OrderDesk;
  readonly sink: InputSink;
  readonly ledger: ExternalLedger;
  readonly subaccount: number;
  /** The exchange's time of now, Unix milliseconds; `undefined` where it is not known. */
  exchangeNow(): number | undefined;
  /** From when on fills are read the first time, Unix milliseconds on the exchange's clock. */
  readonly fillsSince: number;
  onRead(outcome: ReadOutcome<unknown>): void;
  /** Everything was read, with no trade in between. */
  onSeen?(seen: SeenAccount): void;
  /** The positions were compared; called before anybody else is informed of them. */
  onCompared(listed: ReadonlyMap<string, Quantity>): void;
}

/** Reads the account. */
export class AccountWatch {
  readonly #options: AccountWatchOptions;
  #running: Promise<Pass> | undefined;
  #fillsSince: number;
  #listed: ReadonlyMap<string, Quantity> | undefined;
  #listedVersion = -1;
  /** Trades of others that the engine was given. */
  readonly #given = new Set<string>();

  constructor(options: AccountWatchOptions) {
    this.#options = options;
    this.#fillsSince = options.fillsSince;
  }

  /** Reads everything once; while that runs, a second call gives the same pass. */
  read(): Promise<Pass> {
    return this.#running ??= this.#pass().finally(() => {
      this.#running = undefined;
    });
  }

  /** Everything that runs has ended. */
  get settled(): Promise<void> {
    return this.#running?.then(() => {}) ?? Promise.resolve();
  }

  async #pass(): Promise<Pass> {
    const { desk, reads, onRead } = this.#options;
    const askedAt = desk.now();
    const failed = (why: string): Pass => ({ askedAt, whole: false, compared: false, why });
    const timestamp = await reads.dataTimestamp();
    onRead(timestamp);
    const fills = await this.#readFills();
    if (fills !== true) return failed(fills);
    const orders = await reads.orders({ status: "resting" });
    onRead(orders);
    if (orders.kind !== "read") return failed(orders.reason.message);
    for (const record of orders.value.items) desk.record(record);
    if (!await this.#readMissing(orders.value)) return failed("an open order could not be read");
    const { version } = desk.tracker;
    const positions = await reads.positions({ subaccount: this.#options.subaccount });
    onRead(positions);
    const balance = await reads.balance(undefined, this.#options.subaccount);
    onRead(balance);
    // A trade between the two lists would count as somebody else's position.
    const fillsAgain = await this.#readFills() === true;
    if (positions.kind !== "read") return failed(positions.reason.message);
    if (fillsAgain && version === desk.tracker.version) {
      this.#seen(orders.value, positions.value, balance, timestamp);
    }
    const isNewer = timestamp.kind === "read" &&
      timestamp.value >= desk.tracker.lastFillMs + (desk.tracker.lastFillMs === 0 ? 0 : TIMESTAMP_MARGIN_MS);
    const isCurrent = fillsAgain && isNewer && version === desk.tracker.version;
    const compared = this.#compare(positions.value, isCurrent, version);
    this.#report(orders.value, compared ? positions.value : undefined, balance, timestamp);
    if (balance.kind !== "read") return failed(balance.reason.message);
    const whole = orders.value.whole && positions.value.whole && fillsAgain;
    if (!whole) return failed("a list was not read to its end");
    return {
      askedAt,
      whole,
      compared,
      ...(compared ? {} : { why: "the lists are older than what is known" }),
    };
  }

  /** Hands on what belongs together, where all of it was read. */
  #seen(
    orders: ReadList<OrderRecord>,
    positions: ReadList<PositionRecord>,
    balance: ReadOutcome<BalanceRecord>,
    timestamp: ReadOutcome<number>,
  ): void {
    const { desk: { tracker }, exchangeNow, subaccount, onSeen } = this.#options;
    const at = exchangeNow();
    if (onSeen === undefined || at === undefined || balance.kind !== "read" || timestamp.kind !== "read") {
      return;
    }
    if (!orders.whole || !positions.whole) return;
    const rests = orders.items.some((order) => (order.subaccount ?? subaccount) === subaccount);
    onSeen({
      at,
      asOf: timestamp.value,
      balances: new Map(balance.value.shards.map((shard) => [shard.exchangeIndex, shard.balance])),
      positions: new Map(
        positions.items.flatMap(({ market, quantity }) => quantity === 0 ? [] : [[market, quantity]]),
      ),
      isQuiet: !rests && tracker.open().length + tracker.outstanding().length === 0,
      trades: `${tracker.version} ${tracker.externalFills().length}`,
    });
  }

  /** Whether the positions say the same as in the pass before, with no own trade since. */
  #compare({ whole, items }: ReadList<PositionRecord>, isCurrent: boolean, version: number): boolean {
    const { tracker } = this.#options.desk;
    const listed = new Map(items.map(({ market, quantity }) => [market, quantity]));
    const before = this.#listed;
    const sameVersion = this.#listedVersion === version;
    this.#listed = whole ? listed : undefined;
    this.#listedVersion = version;
    if (!whole || !isCurrent || before === undefined || !sameVersion || !isSame(before, listed)) return false;
    tracker.positionsRead(listed);
    this.#options.onCompared(listed);
    return true;
  }

  /** Reads fills since the last time, and some before that. @returns whether they were read to their end, or why not */
  async #readFills(): Promise<true | string> {
    const { reads, desk, exchangeNow, onRead } = this.#options;
    const now = exchangeNow();
    const minTs = Math.max(0, Math.floor((this.#fillsSince - OVERLAP_MS) / 1_000));
    const read = await reads.fills({ minTs });
    onRead(read);
    if (read.kind !== "read") return read.reason.message;
    for (const fill of read.value.items) desk.fill(fill);
    if (!read.value.whole) return read.value.why ?? "fills were not read to their end";
    // Only what was read to its end moves the beginning of the next.
    if (now !== undefined) this.#fillsSince = now;
    return true;
  }

  /** Own orders that are open here and not in the list: each is read by itself, since the list may lag. */
  async #readMissing(list: ReadList<OrderRecord>): Promise<boolean> {
    const { desk, reads, onRead } = this.#options;
    const listed = new Set(list.items.map(({ orderId }) => orderId));
    const missing = [...desk.tracker.open(), ...desk.tracker.outstanding()];
    let all = true;
    for (const orderId of new Set(missing.map((order) => order.orderId))) {
      if (orderId === undefined || listed.has(orderId)) continue;
      const one = await reads.order(orderId);
      onRead(one);
      if (one.kind === "read") desk.record(one.value);
      else all &&= one.reason.status === 404;
      const fills = await reads.fills({ orderId });
      onRead(fills);
      if (fills.kind !== "read") all = false;
      else for (const fill of fills.value.items) desk.fill(fill);
    }
    return all;
  }

  #report(
    orders: ReadList<OrderRecord>,
    positions: ReadList<PositionRecord> | undefined,
    balance: ReadOutcome<BalanceRecord>,
    timestamp: ReadOutcome<number>,
  ): void {
    const { desk, sink, ledger, subaccount } = this.#options;
    const isOwn = ({ orderId, clientOrderId }: OrderRecord) =>
      desk.tracker.orderOf(orderId) !== undefined ||
      (clientOrderId !== undefined && desk.tracker.order(clientOrderId) !== undefined);
    ledger.externals(orders, positions, isOwn);
    const at = desk.now();
    // The positions are those of one subaccount, so are the trades of others there.
    const fills = desk.tracker.externalFills().filter((fill) =>
      (fill.subaccount ?? subaccount) === subaccount && !this.#given.has(fill.tradeId) &&
      !ledger.isOwn(fill.orderId)
    );
    const facts: AccountReported = {
      kind: "account",
      at,
      ...(timestamp.kind === "read" ? { asOf: this.#ownTime(timestamp) } : {}),
      ...(balance.kind === "read" ? { balances: balance.value.shards } : {}),
      ...(positions === undefined ? {} : {
        positions: {
          whole: positions.whole,
          items: positions.items.map(({ market, quantity, cost }) => ({
            market,
            quantity,
            ...(cost === undefined ? {} : { cost }),
          })),
        },
      }),
      ...(fills.length === 0 ? {} : {
        fills: fills.map(({ tradeId, market, side, price, quantity }) => (
          { tradeId, market, side, price, quantity }
        )),
      }),
      orders: {
        whole: orders.whole,
        items: orders.items.filter((order) => this.#belongs(order, subaccount)).map(toAccountOrder),
      },
    };
    const raw = accountInput(facts);
    for (const { tradeId } of fills) this.#given.add(tradeId);
    sink.input(at, "order", JSON.stringify(raw), raw);
  }

  /** The moment as of which the lists are, by the own clock; never after they were asked for. */
  #ownTime({ value, askedAt }: { readonly value: number; readonly askedAt: number }): number {
    const { desk, exchangeNow } = this.#options;
    const aheadMs = (exchangeNow() ?? desk.now()) - desk.now();
    return Math.floor(Math.min(askedAt, value - aheadMs));
  }

  /** Own orders that have ended here are left out: what the list says of them is older. */
  #belongs(order: OrderRecord, subaccount: number): boolean {
    if ((order.subaccount ?? subaccount) !== subaccount) return false;
    const own = this.#options.desk.tracker.orderOf(order.orderId);
    return own === undefined || own.state !== "ended" || own.cameBack;
  }
}

function toAccountOrder({ orderId, clientOrderId, market, side, price, remaining }: OrderRecord) {
  return {
    orderId,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    market,
    side,
    price,
    remaining,
  };
}

function isSame(first: ReadonlyMap<string, Quantity>, second: ReadonlyMap<string, Quantity>): boolean {
  const flat = (positions: ReadonlyMap<string, Quantity>) => [...positions].filter(([, held]) => held !== 0);
  const some = flat(first);
  return some.length === flat(second).length && some.every(([market, held]) => second.get(market) === held);
}
