/**
 * Exits that take what is there or are gone, and can only reduce: one at a time, each that sold nothing followed by a later and
 * lower one.
 *
 * @module
 */
import { sellingSide } from "../market/outcome_side.ts";
import { KILLED, type Order, RATE_LIMIT } from "../orders.ts";
import { isLostExit } from "./commitments.ts";
import type { ExitAlarms } from "./exit_alarms.ts";
import type { ExitOrders } from "./exit_orders.ts";
import type { ExitPrices } from "./exit_prices.ts";
import type { ExitOptions } from "./exit_settings.ts";
import { keyOf } from "./exit_watchdog.ts";
import type { ExitReason, Holding } from "./holding.ts";
import type { MarketSide } from "./market_side.ts";
import type { OrderManager } from "./order_manager.ts";

/** How long an exit that sold a part waits before it takes what came meanwhile, and one for which the rate limit had no room. */
const AFTER_A_PART_MS = 250;
/** The longest wait between exits that sell nothing. */
const LONGEST_WAIT_MS = 10_000;
/**
 * How long an exit waits for the end of an own bid that it would meet. Then it goes all the same: the exchange takes what rests of an
 * account out of the way of its exits, and a cancel that does not come through must not hold one up.
 */
const LONGEST_OWN_MS = 2_000;
/** How long an exit waits for the account to be read: then it goes all the same, since it can only reduce. */
const LONGEST_READ_MS = 15_000;

/** The parts of the exits that taking ones are made with. */
export interface TakingParts {
  readonly orders: OrderManager;
  readonly sales: ExitOrders;
  readonly prices: ExitPrices;
  readonly alarms: ExitAlarms;
  /** How far the gate lets a price reach through the other side's best one. */
  readonly collar: number;
}

/** Sells by taking. */
export class TakingExits {
  readonly #options: ExitOptions;
  readonly #parts: TakingParts;

  constructor(options: ExitOptions, parts: TakingParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** What rests is taken back first, and only once that is confirmed the rest is offered, whole, and once. */
  leave(holding: Holding, purpose: ExitReason, side: MarketSide, sells: readonly Order[], at: number): void {
    const { orders, sales, prices, collar } = this.#parts;
    const rest = sells.filter((order) => !isLostExit(order));
    for (const order of rest) {
      if (order.request.reduceOnly !== true) orders.cancel(order, at, "exit");
    }
    const { price, waits } = prices.take(holding, side, collar, at);
    const own = sales.takeBackEntries(holding, price, at);
    if (rest.length > 0 || at < holding.retryAt) return;
    if (price === undefined) return sales.holdBack(holding, { code: "NO_BID" }, at);
    const stands = ({ state, cancelSentAt = at }: Order) =>
      state !== "unknown" && at - cancelSentAt < LONGEST_OWN_MS;
    if (own.some((order) => stands(order) && side.priceOf(order.request.price) >= price)) return;
    if (holding.readSince !== undefined && at - holding.readSince < LONGEST_READ_MS) {
      return sales.holdBack(holding, {
        code: "AWAITS_READ",
        detail: "the exchange says there is nothing to sell",
      }, at);
    }
    if (waits !== undefined) sales.holdBack(holding, waits, at);
    const yesPrice = side.priceOf(price);
    const wish = { market: holding.market, side: sellingSide(holding.outcomeSide), price: yesPrice };
    if (orders.external.meets(wish)) {
      sales.holdBack(holding, {
        code: "MEETS_OTHER_ORDER",
        detail: "an order made outside of this program stands in its way: cancel that, or it is turned away",
      }, at);
    }
    if (sales.sell(holding, purpose, price, holding.leaving, at)) holding.exitLimit = price;
  }

  /** What became of one: where it sold nothing it is tried again later and lower, and said to be stuck after some. */
  afterReport(id: string, at: number): void {
    const { orders, alarms } = this.#parts;
    const order = orders.order(id);
    if (order === undefined || order.request.reduceOnly !== true) return;
    const { request, state, filled, unreported } = order;
    const holding = orders.holdings.find(request.strategy, request.market);
    if (holding?.exiting === undefined) return alarms.goes(keyOf(request));
    if (filled + unreported > 0) {
      holding.failures = 0;
      holding.limited = 0;
      holding.retryAt = at + AFTER_A_PART_MS;
      return alarms.goes(keyOf(request));
    }
    if (order.isOpen && state !== "unknown") return;
    if (state === "unknown") {
      holding.retryAt = at + this.#options.chaseMs;
      return;
    }
    if (order.refusedFor === RATE_LIMIT) return this.#waitForRoom(holding, at);
    if (order.refusedFor === KILLED) return this.#giveUp(holding, at);
    holding.failures++;
    holding.retryAt = at + Math.min(this.#options.chaseMs * 2 ** (holding.failures - 1), LONGEST_WAIT_MS);
    orders.read(request.market, `${id}: the exit sold nothing (${state})`, at);
    if (holding.failures === this.#options.exitTries) {
      alarms.cannotExit(holding, `${holding.failures} exits in a row sold nothing`, at);
    }
  }

  /** Nothing is sent after a kill: another would be turned away as this one was. */
  #giveUp(holding: Holding, at: number): void {
    const detail = "nothing is sent after a kill: close it at the exchange, or undo the kill and start again";
    this.#parts.sales.holdBack(holding, { code: KILLED, detail }, at);
    if (holding.exiting === "manual") holding.stay();
  }

  /** No bid has turned it down: the next goes soon, and no lower. */
  #waitForRoom(holding: Holding, at: number): void {
    holding.limited++;
    const waitMs = AFTER_A_PART_MS * 2 ** (holding.limited - 1);
    holding.retryAt = at + Math.min(waitMs, this.#options.chaseMs);
    if (holding.limited !== this.#options.exitTries) return;
    const why = `${holding.limited} exits in a row were turned away for the rate limit`;
    this.#parts.alarms.cannotExit(holding, why, at);
  }

  /** The account's positions were read. */
  accountRead(at: number): void {
    for (const holding of this.#parts.orders.holdings.all()) {
      if (holding.readSince !== undefined && at > holding.readSince) holding.readSince = undefined;
    }
  }
}
