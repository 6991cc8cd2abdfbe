/**
 * What all accounts of an exchange share: its markets and clock, the log, the plan, and the end of each request.
 *
 * @module
 */
import { UuidCounter } from "../../ids.ts";
import type { Doubts } from "../doubts.ts";
import type { Exchange } from "../exchange.ts";
import type { MarketRecord } from "../market_record.ts";
import { EventLog } from "./event_log.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";
import type { Route } from "./requests.ts";
import { Schedule } from "./schedule.ts";

/** The shard of a request that names none. */
const DEFAULT_SHARD = 0;

/** The desk. */
export class Desk {
  readonly exchange: Exchange;
  readonly doubts: Doubts;
  readonly log: EventLog;
  readonly schedule = new Schedule();
  readonly orderIds: UuidCounter;
  readonly groupIds: UuidCounter;
  #places = 0;
  #deferred: (() => void)[] = [];
  #busy = false;
  #settling = false;

  constructor(exchange: Exchange, doubts: Doubts) {
    this.exchange = exchange;
    this.doubts = doubts;
    this.log = new EventLog(() => exchange.now());
    // An exchange that is started again gives no id a second time: a client's journal outlives it.
    this.orderIds = new UuidCounter(`account orders ${exchange.openedAt}`);
    this.groupIds = new UuidCounter(`order groups ${exchange.openedAt}`);
  }

  /** Engine time, Unix milliseconds. */
  now(): number {
    return this.exchange.now();
  }

  /** The next place in a queue. */
  nextPlace(): number {
    return ++this.#places;
  }

  /** Has something done as soon as nothing is being matched. */
  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  /** Does what was deferred. */
  settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    try {
      for (let run = this.#deferred.shift(); run !== undefined; run = this.#deferred.shift()) run();
    } finally {
      this.#settling = false;
    }
  }

  /** Lets happen what is due by the clock. */
  advance(): void {
    const { dueAt } = this.schedule;
    if (dueAt === undefined || this.#busy) return;
    const nowMs = this.now();
    if (dueAt > nowMs) return;
    this.#busy = true;
    try {
      for (let run = this.schedule.take(nowMs); run !== undefined; run = this.schedule.take(nowMs)) run();
    } finally {
      this.#busy = false;
    }
    this.settle();
  }

  /** Takes that everything was matched that somebody else submitted. */
  matched(): void {
    if (!this.#busy && this.#deferred.length > 0) this.settle();
  }

  /** Does what an account was asked: what is due before it, what follows from it after. */
  perform<Value>(ask: () => Value): Value {
    this.advance();
    const outer = this.#busy;
    this.#busy = true;
    try {
      return ask();
    } finally {
      this.#busy = outer;
      if (!outer) this.settle();
    }
  }

  /** A market on the shard that a request names. */
  marketOn({ exchangeIndex = -1 }: Route, ticker: string): EngineResult<MarketRecord> {
    const record = this.exchange.markets.get(ticker);
    if (exchangeIndex < -1 || !Number.isInteger(exchangeIndex)) {
      return refuseOrder("invalid_parameters", `Cannot route: expected a shard or -1, was ${exchangeIndex}`);
    }
    if (record === undefined || (exchangeIndex >= 0 && exchangeIndex !== shardOf(record))) {
      const on = exchangeIndex < 0 ? "" : ` on shard ${exchangeIndex}`;
      return refuseOrder("MARKET_NOT_FOUND", `Cannot find market "${ticker}"${on}`);
    }
    return { ok: true, value: record };
  }

  /** The shard to which a request for an order goes; one that names neither goes to shard 0. */
  route({ exchangeIndex, market }: Route): EngineResult<number> {
    if (exchangeIndex !== undefined && exchangeIndex !== -1) {
      if (Number.isInteger(exchangeIndex) && exchangeIndex >= 0) return { ok: true, value: exchangeIndex };
      return refuseOrder("invalid_parameters", `Cannot route: expected a shard or -1, was ${exchangeIndex}`);
    }
    if (market !== undefined) {
      const found = this.marketOn({}, market);
      return found.ok ? { ok: true, value: shardOf(found.value) } : found;
    }
    if (exchangeIndex === undefined) return { ok: true, value: DEFAULT_SHARD };
    return refuseOrder("invalid_parameters", "Cannot route: -1 needs a market ticker");
  }

  /** Why a market takes no new orders or changes of them; `undefined` where it does. */
  closedToOrders(record: MarketRecord) {
    const shard = this.exchange.shard(shardOf(record));
    if (shard === "exchange_paused") {
      return refuseOrder("EXCHANGE_PAUSED", "Cannot trade: the exchange is paused");
    }
    if (shard === "trading_paused") return refuseOrder("TRADING_PAUSED", "Cannot trade: trading is paused");
    return record.isOpen(this.now()) ? undefined : inactive(record);
  }

  /** Why a market does not even take cancels; `undefined` where it does. */
  closedToCancels(record: MarketRecord) {
    if (this.exchange.shard(shardOf(record)) === "exchange_paused") {
      return refuseOrder("EXCHANGE_PAUSED", "Cannot cancel: the exchange is paused");
    }
    const { status, closeAt } = record;
    const trades = status === "active" || status === "inactive" || status === "initialized";
    return trades && this.now() < closeAt ? undefined : inactive(record);
  }
}

/** The shard that a market is on. */
export function shardOf(record: MarketRecord): number {
  return record.listing.series.exchangeIndex;
}

function inactive({ ticker, status }: MarketRecord) {
  return refuseOrder(
    "MARKET_INACTIVE",
    `Cannot trade: market "${ticker}" is ${status === "active" ? "past its close" : status}`,
  );
}
