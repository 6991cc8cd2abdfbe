/**
 * Decides when what is held is sold: the stop and the longest hold that are watched, what a strategy or the trader closes, and
 * the time-outs of orders. How it is sold is {@linkcode TakeProfits}', {@linkcode TakingExits}' and {@linkcode RestingExits}'.
 *
 * The exchange has no stop orders. A stop is watched here and touched by evidence alone: the best bid at or below its
 * trigger for a while, or a print at or through it. When it is touched, the resting take-profit is cancelled first, as are
 * own bids that the sale would meet, and only when that is confirmed the rest is offered: at no moment can more be sold
 * than is held. At which price, and how that follows the market, is {@linkcode ExitPrices}'.
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import type { Market } from "../market/market.ts";
import { gridFor, inSide } from "../market/outcome_side.ts";
import { NO_QUANTITY, type Price } from "../numbers/money.ts";
import { KILLED } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import { shortPrice } from "../reasons.ts";
import type { Guards } from "../risk/guards.ts";
import type { TradingState } from "../risk/trading_state.ts";
import { ExitAlarms } from "./exit_alarms.ts";
import { stopInSpread, stopTouched } from "./exit_notes.ts";
import { ExitOrders } from "./exit_orders.ts";
import { stopInsideSpread, stopTrigger } from "./exit_plan.ts";
import { ExitPrices } from "./exit_prices.ts";
import type { ExitOptions } from "./exit_settings.ts";
import { EXTERNAL, HAND, type Holding } from "./holding.ts";
import type { MarketSide } from "./market_side.ts";
import type { OrderManager } from "./order_manager.ts";
import { shrinkCloses } from "./resting_closes.ts";
import { RestingExits } from "./resting_exits.ts";
import { StopClock } from "./stop_clock.ts";
import { TakeProfits } from "./take_profits.ts";
import { TakingExits } from "./taking_exits.ts";

/** Watches holdings and the age of orders. */
export class ExitKeeper {
  readonly #options: ExitOptions;
  readonly #orders: OrderManager;
  readonly #outbox: Outbox;
  readonly #trading: TradingState;
  /** Exits that do not go. */
  readonly alarms: ExitAlarms;
  readonly #sales: ExitOrders;
  readonly #taking: TakingExits;
  readonly #resting: RestingExits;
  readonly #takeProfits: TakeProfits;
  readonly #stops: StopClock;
  /** Whose stop was reported to be nearer than the spread, by strategy and market. */
  readonly #warned = new Set<string>();
  #flattening = false;
  /** Markets that the trader left, and when. */
  readonly #leftAt = new Map<string, number>();
  /** Markets to check again before the event is done with. */
  readonly #touched = new Set<string>();

  constructor(
    options: ExitOptions,
    orders: OrderManager,
    outbox: Outbox,
    trading: TradingState,
    guards: Guards,
    collar: number,
  ) {
    this.alarms = new ExitAlarms(options, orders, outbox, trading, guards);
    this.#options = options;
    const prices = new ExitPrices(options);
    const sales = new ExitOrders(options, orders, outbox);
    this.#sales = sales;
    this.#taking = new TakingExits(options, { orders, sales, prices, alarms: this.alarms, collar });
    this.#resting = new RestingExits(options.chaseMs, { orders, sales, prices, outbox });
    this.#takeProfits = new TakeProfits(options, orders, sales);
    this.#stops = new StopClock(options.stopConfirmMs);
    this.#orders = orders;
    this.#outbox = outbox;
    this.#trading = trading;
  }

  /** When the next stop is touched if no other bid comes, Unix milliseconds; infinite where none is. */
  get dueAt(): number {
    return this.#stops.dueAt;
  }

  /** Cancels entries that have waited too long, and take-profits that have and now belong elsewhere. */
  timeouts(at: number, market: (ticker: string) => Market | undefined): void {
    if (this.#orders.open.count === 0) return;
    const { entryTimeoutMs, exitTimeoutMs } = this.#options;
    const late = this.#orders.open.where(({ request, createdAt }) => {
      // What a person put there a person takes away.
      if (request.strategy === HAND) return false;
      if (request.purpose === "entry") return at - createdAt >= entryTimeoutMs;
      if (request.purpose !== "take_profit" || at - createdAt < exitTimeoutMs) return false;
      return this.#takeProfits.isOutOfPlace(request, market(request.market));
    });
    for (const order of late) this.#orders.cancel(order, at, "timeout");
  }

  /** Looks after all holdings of a market. */
  manage(market: Market, at: number): void {
    const holdings = this.#orders.holdings.inMarket(market.ticker);
    if (holdings.length === 0) return this.#stops.forget(market.ticker);
    const sides = this.#stops.watch(market, holdings, at);
    shrinkCloses(this.#orders, market.ticker, at);
    for (const holding of holdings) {
      const side = sides[holding.outcomeSide];
      // What somebody traded outside of this program is not ours to sell.
      if (side !== undefined && holding.strategy !== EXTERNAL) this.#manage(holding, side, at);
    }
    this.#stops.ripen(market.ticker, this.#orders.holdings.inMarket(market.ticker), sides, at);
  }

  /**
   * Marks a market to be checked again: a fill, a cancel or a wish may have changed what must be done there.
   */
  touch(ticker: string): void {
    this.#touched.add(ticker);
  }

  /** Marks a market as one that need not be checked again. @param ticker left out: all markets */
  untouch(ticker?: string): void {
    if (this.#touched.size === 0) return;
    if (ticker === undefined) this.#touched.clear();
    else this.#touched.delete(ticker);
  }

  /** Looks after the markets that were touched. */
  manageTouched(at: number, marketOf: (ticker: string) => Market | undefined): void {
    if (this.#touched.size === 0) return;
    for (const ticker of this.#touched) {
      const market = marketOf(ticker);
      if (market !== undefined) this.manage(market, at);
    }
    this.#touched.clear();
  }

  /** Whether any book of a market in which something is held has become doubtful, after an event that is about no book. */
  look(market: (ticker: string) => Market | undefined): void {
    this.#stops.look(market);
  }

  /** Touches the markets whose stops are due by now. */
  advance(at: number): void {
    this.#stops.addDue(at, this.#touched);
  }

  /** A print at or through a trigger touches the stop, if it was made after the entry and the book can be believed. */
  print({ at, sourceAt = at, price, market: ticker }: Trade, market: Market): void {
    if (this.#trading.killed || market.suspect !== undefined) return;
    for (const holding of this.#orders.holdings.inMarket(ticker)) {
      const { outcomeSide } = holding;
      const trigger = stopTrigger(holding, gridFor(outcomeSide, market.grid));
      const paid = inSide(outcomeSide, price);
      if (!holding.isWatched || trigger === undefined || paid > trigger) continue;
      if (sourceAt > holding.boughtAt) this.#touch(holding, trigger, `print ${shortPrice(paid)}`, at);
    }
  }

  /** Keeps contracts that are bought from now on. */
  resume(): void {
    this.#flattening = false;
    this.#leftAt.clear();
  }

  /** The trader closes all that is held, and what orders that were on their way still buy. */
  flatten(): void {
    this.#flattening = true;
  }

  /** The trader leaves a market: what orders that are on their way still open there is closed. */
  leave(ticker: string, at: number): void {
    this.#leftAt.set(ticker, at);
  }

  /** An order was reported on: exits that take go on from what became of the last one. */
  afterReport(id: string, at: number): void {
    if (this.#orders.order(id)?.refusedFor === KILLED) this.#flattening = false;
    this.#taking.afterReport(id, at);
  }

  /** The account's positions were read. */
  accountRead(at: number): void {
    this.#taking.accountRead(at);
  }

  /** A strategy sells what it holds, from now on. @param keeps contracts that it wants to keep */
  exit(holding: Holding, keeps = NO_QUANTITY): void {
    holding.leave("exit", keeps);
    this.#touched.add(holding.market);
  }

  /** The trader closes what a strategy holds, now and until it is flat. */
  close(holding: Holding): void {
    const { exiting, failures } = holding;
    holding.stay();
    holding.leave("manual");
    // Asked for again it goes at once, and no higher than it has gone.
    if (exiting === "manual") holding.failures = failures;
  }

  /** Keeps the contracts that the trader was closing. */
  keep(): void {
    this.#flattening = false;
    this.#leftAt.clear();
    for (const holding of this.#orders.holdings.open()) {
      if (holding.exiting === "manual") holding.stay();
    }
  }

  #manage(holding: Holding, side: MarketSide, at: number): void {
    const { market } = side;
    const left = holding.openedAt >= (this.#leftAt.get(market.ticker) ?? Infinity);
    if ((this.#flattening || left) && holding.exiting !== "manual") this.close(holding);
    // After a kill nothing is watched and nothing sent, but what the trader closes.
    if (this.#trading.killed && holding.exiting !== "manual") return;
    this.#settleEntry(holding, side, at);
    if (holding.isWatched) {
      if (market.isOpen(at)) this.#watchDue(holding, side, at);
      else if (holding.exiting === undefined) return;
    }
    const sells = this.#sales.of(holding);
    const { exiting } = holding;
    if (exiting !== undefined) {
      const exits = this.#sales.takes ? this.#taking : this.#resting;
      exits.leave(holding, exiting, side, sells, at);
    } else if (!this.#trading.isReducing) this.#takeProfits.rest(holding, side, sells, at);
  }

  /**
   * The bid at the entry may be one that was just being pulled: what it comes to right afterwards counts.
   */
  #settleEntry(holding: Holding, side: MarketSide, at: number): void {
    if (at - holding.boughtAt >= this.#options.stopConfirmMs) return this.#warn(holding, side, at);
    const { believedBid } = side;
    if (believedBid !== undefined && believedBid > (holding.entryBid ?? 0)) holding.entryBid = believedBid;
  }

  /** Says so where a stop is nearer than the spread, once. */
  #warn(holding: Holding, { grid }: MarketSide, at: number): void {
    if (!stopInsideSpread(holding)) return;
    const { strategy, market } = holding;
    const key = `${strategy} ${market}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const text = stopInSpread(holding, stopTrigger(holding, grid));
    this.#outbox.add({ kind: "note", at, level: "warning", text, market });
  }

  /** Whether a watched exit is due. */
  #watchDue(holding: Holding, { grid, bids }: MarketSide, at: number): void {
    const { exits, openedAt } = holding;
    if (exits === undefined) return;
    if (exits.maxHoldMs !== undefined && at - openedAt >= exits.maxHoldMs) return holding.leave("max_hold");
    const trigger = stopTrigger(holding, grid);
    const bid = bids.confirmed(at);
    if (trigger === undefined || bid === undefined || bid > trigger) return;
    const seconds = this.#options.stopConfirmMs / 1_000;
    this.#touch(holding, trigger, `best bid at most ${shortPrice(bid)} for ${seconds} s`, at);
  }

  #touch(holding: Holding, trigger: Price, evidence: string, at: number): void {
    holding.leave("stop");
    holding.stopTrigger = trigger;
    // What the trader began to close and then kept may have been offered elsewhere.
    holding.exitLimit = undefined;
    const text = stopTouched(holding, trigger, evidence);
    this.#outbox.add({ kind: "note", at, level: "info", text, market: holding.market });
  }
}
