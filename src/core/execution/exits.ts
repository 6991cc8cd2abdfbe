/**
 * Exits: the take-profit that rests, the stop and the longest hold that are watched, what a strategy or the trader closes,
 * and the time-outs of orders.
 *
 * The exchange has no stop orders. A stop is watched here and touched by evidence alone: the best bid at or below its
 * trigger for a while, or a print at or through it. When it is touched, the resting take-profit is cancelled first, as are
 * own bids that the sale would meet, and only when that is confirmed the rest is offered: at no moment can more be sold
 * than is held. At which price, and how that follows the market, is {@linkcode ExitPrices}'.
 *
 * @module
 */
import type { Trade } from "../market/events.ts";
import type { OrderManager } from "./order_manager.ts";
import { stopInsideSpread, stopTrigger, takeProfitPrice } from "./exit_plan.ts";
import { exitFollows, stopInSpread, stopTouched } from "./exit_notes.ts";
import { isLostExit } from "./commitments.ts";
import { ExitAlarms } from "./exit_alarms.ts";
import { keyOf } from "./exit_watchdog.ts";
import { ExitPrices } from "./exit_prices.ts";
import type { ExitOptions } from "./exit_settings.ts";
import { type ExitReason, EXTERNAL, HAND, type Holding } from "./holding.ts";
import { MarketSide } from "./market_side.ts";
import type { Market } from "../market/market.ts";
import {
  buyingSide,
  gridFor,
  inSide,
  OUTCOME_SIDES,
  type OutcomeSide,
  sellingSide,
} from "../market/outcome_side.ts";
import { NO_QUANTITY, type Price, type Quantity } from "../numbers/money.ts";
import type { Order, Purpose } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import { type Reason, shortPrice } from "../reasons.ts";
import type { Guards } from "../risk/guards.ts";
import type { TradingState } from "../risk/trading_state.ts";
import { ceilToGrid, floorToGrid } from "../market/ticks.ts";

/** Reasons that stay true although the exit is sent. */
const STAYS_SAID: ReadonlySet<string> = new Set(["STOP_WAITS", "MEETS_OTHER_ORDER"]);
/** How long an exit that sold a part waits before it takes what came meanwhile. */
const AFTER_A_PART_MS = 250;
/** The longest wait between exits that sell nothing. */
const LONGEST_WAIT_MS = 10_000;
/** How long an exit waits for the account to be read: then it goes all the same, since it can only reduce. */
const LONGEST_READ_MS = 15_000;

const SOLD_ELSEWHERE: Reason = { code: "SOLD_ELSEWHERE", detail: "the account holds none of it any more" };

/** Watches holdings and the age of orders. */
export class ExitKeeper {
  readonly #options: ExitOptions;
  readonly #prices: ExitPrices;
  readonly #orders: OrderManager;
  readonly #outbox: Outbox;
  readonly #trading: TradingState;
  /** Exits that do not go. */
  readonly alarms: ExitAlarms;
  /** How far the gate lets a price reach through the other side's best one. */
  readonly #collar: number;
  /** Whether exits at the market take and can only reduce, or rest. */
  readonly #takes: boolean;
  /** The sides that are held, by market. */
  readonly #sides = new Map<string, HeldSides>();
  /** When a stop of a market is touched if no other bid comes. */
  readonly #ripeAt = new Map<string, number>();
  /** Whose stop was reported to be nearer than the spread, by strategy and market. */
  readonly #warned = new Set<string>();
  #flattening = false;
  /** Markets that the trader left, and when. */
  readonly #leftAt = new Map<string, number>();
  /** Markets to check again before the event is done with. */
  readonly #touched = new Set<string>();
  #dueAt = Infinity;

  constructor(
    options: ExitOptions,
    orders: OrderManager,
    outbox: Outbox,
    trading: TradingState,
    guards: Guards,
    collar: number,
  ) {
    this.alarms = new ExitAlarms(options, orders, outbox, trading, guards);
    this.#collar = collar;
    this.#takes = options.takingExits === 1;
    this.#options = options;
    this.#prices = new ExitPrices(options);
    this.#orders = orders;
    this.#outbox = outbox;
    this.#trading = trading;
  }

  /** When the next stop is touched if no other bid comes, Unix milliseconds; infinite where none is. */
  get dueAt(): number {
    return this.#dueAt;
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
      return this.#isOutOfPlace(request, market(request.market));
    });
    for (const order of late) this.#orders.cancel(order, at, "timeout");
  }

  /** Looks after all holdings of a market. */
  manage(market: Market, at: number): void {
    const holdings = this.#orders.holdings.inMarket(market.ticker);
    if (holdings.length === 0) return this.#forget(market.ticker);
    const sides = this.#watch(market, holdings, at);
    this.#shrinkCloses(market.ticker, at);
    for (const holding of holdings) {
      const side = sides[holding.outcomeSide];
      // What somebody traded outside of this program is not ours to sell.
      if (side !== undefined && holding.strategy !== EXTERNAL) this.#manage(holding, side, at);
    }
    this.#ripen(market.ticker, sides, at);
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
    for (const [ticker, { yes, no }] of this.#sides) {
      if (market(ticker)?.suspect === undefined) continue;
      yes?.bids.doubt();
      no?.bids.doubt();
      this.#setRipe(ticker, Infinity);
    }
  }

  /** Touches the markets whose stops are due by now. */
  advance(at: number): void {
    if (this.#dueAt > at) return;
    for (const [ticker, ripeAt] of this.#ripeAt) if (ripeAt <= at) this.#touched.add(ticker);
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
    const sells = this.#sells(holding);
    if (holding.exiting !== undefined) this.#leave(holding, holding.exiting, side, sells, at);
    else if (!this.#trading.isReducing) this.#restTakeProfit(holding, side, sells, at);
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

  #restTakeProfit(holding: Holding, side: MarketSide, sells: readonly Order[], at: number): void {
    const uncovered = holding.contracts - offered(sells) as Quantity;
    const price = uncovered > 0 ? this.#target(holding, side) : undefined;
    if (price !== undefined) this.#sell(holding, "take_profit", price, uncovered, at);
  }

  /** Where the take-profit belongs. */
  #target({ exits, averagePrice }: Holding, { grid, believedBid }: MarketSide): Price | undefined {
    const target = exits === undefined ? undefined : takeProfitPrice(exits, averagePrice);
    if (target === undefined) return undefined;
    // When the bid has run far past the target, an order at the target would reach through the gate's collar.
    const least = Math.max(target, (believedBid ?? 0) - this.#options.slippage);
    return ceilToGrid(grid, least) ?? floorToGrid(grid, least);
  }

  /** Whether a take-profit would be offered at another price now. In a book that is in doubt it keeps its place. */
  #isOutOfPlace({ strategy, price }: Order["request"], market: Market | undefined): boolean {
    if (market === undefined || market.suspect !== undefined || (market.book.spread ?? 1) <= 0) return false;
    const holding = this.#orders.holdings.find(strategy, market.ticker);
    if (holding === undefined) return false;
    const side = new MarketSide(market, holding.outcomeSide, this.#options.stopConfirmMs);
    return this.#target(holding, side) !== side.priceOf(price);
  }

  /**
   * Closes that rest never exceed what the account holds: where somebody else sold of it, the newest are made smaller, before
   * anything else. No word to the exchange can hold a resting order to the position.
   */
  #shrinkCloses(ticker: string, at: number): void {
    const { holdings, open, external } = this.#orders;
    if (external.shortBy(ticker) === 0 && holdings.find(EXTERNAL, ticker) === undefined) return;
    for (const outcomeSide of OUTCOME_SIDES) {
      const there = external.leastOf(ticker, outcomeSide);
      const closes = open.in(ticker).filter(({ request, cancelSentAt }) =>
        request.purpose !== "entry" && request.reduceOnly !== true && cancelSentAt === undefined &&
        request.side === sellingSide(outcomeSide)
      );
      let excess = closes.reduce((sum, order) => sum + resting(order), 0) - there;
      for (const order of [...closes].reverse()) {
        if (excess <= 0) break;
        const left = Math.max(0, resting(order) - excess) as Quantity;
        excess -= resting(order) - left;
        if (left === 0) this.#orders.cancel(order, at, "exit");
        else this.#orders.decrease(order, left, at);
      }
    }
  }

  /** What became of a taking exit: one that sold nothing is tried again later and lower, and said to be stuck after some. */
  afterReport(id: string, at: number): void {
    const order = this.#orders.order(id);
    if (order === undefined || order.request.reduceOnly !== true) return;
    const { request, state, filled, unreported } = order;
    const holding = this.#orders.holdings.find(request.strategy, request.market);
    if (holding?.exiting === undefined) return this.alarms.goes(keyOf(request));
    if (filled + unreported > 0) {
      holding.failures = 0;
      holding.retryAt = at + AFTER_A_PART_MS;
      return this.alarms.goes(keyOf(request));
    }
    if (order.isOpen && state !== "unknown") return;
    if (state === "unknown") {
      holding.retryAt = at + this.#options.chaseMs;
      return;
    }
    holding.failures++;
    holding.retryAt = at + Math.min(this.#options.chaseMs * 2 ** (holding.failures - 1), LONGEST_WAIT_MS);
    this.#orders.read(request.market, `${id}: the exit sold nothing (${state})`, at);
    if (holding.failures === this.#options.exitTries) this.alarms.cannotExit(holding, at);
  }

  /** The account's positions were read. */
  accountRead(at: number): void {
    for (const holding of this.#orders.holdings.all()) {
      if (holding.readSince !== undefined && at > holding.readSince) holding.readSince = undefined;
    }
  }

  /** Exits that take: what rests is taken back first, and only once that is confirmed the rest is offered, whole, and once. */
  #take(holding: Holding, purpose: ExitReason, side: MarketSide, sells: readonly Order[], at: number): void {
    const rest = sells.filter((order) => !isLostExit(order));
    for (const order of rest) {
      if (order.request.reduceOnly !== true) this.#orders.cancel(order, at, "exit");
    }
    const { price, waits } = this.#prices.take(holding, side, this.#collar, at);
    const own = this.#entriesToTakeBack(holding, price);
    for (const order of own) this.#orders.cancel(order, at, "exit");
    if (rest.length > 0 || at < holding.retryAt) return;
    if (price === undefined) return this.#holdBack(holding, { code: "NO_BID" }, at);
    if (own.some(({ state, request }) => state !== "unknown" && side.priceOf(request.price) >= price)) return;
    if (holding.readSince !== undefined && at - holding.readSince < LONGEST_READ_MS) {
      return this.#holdBack(holding, {
        code: "AWAITS_READ",
        detail: "the exchange says there is nothing to sell",
      }, at);
    }
    if (waits !== undefined) this.#holdBack(holding, waits, at);
    const yesPrice = side.priceOf(price);
    const wish = { market: holding.market, side: sellingSide(holding.outcomeSide), price: yesPrice };
    if (this.#orders.external.meets(wish)) {
      this.#holdBack(holding, {
        code: "MEETS_OTHER_ORDER",
        detail: "an order made outside of this program stands in its way: cancel that, or it is turned away",
      }, at);
    }
    if (this.#sell(holding, purpose, price, holding.leaving, at)) holding.exitLimit = price;
  }

  #leave(holding: Holding, purpose: ExitReason, side: MarketSide, sells: readonly Order[], at: number): void {
    if (this.#takes) return this.#take(holding, purpose, side, sells, at);
    for (const order of sells) {
      if (order.request.purpose !== purpose) this.#orders.cancel(order, at, "exit");
      else if (at - order.createdAt >= this.#options.chaseMs && order.cancelSentAt === undefined) {
        this.#follow(holding, order, offered(sells), side, at);
      }
    }
    const price = this.#prices.now(holding, side, at);
    const own = this.#entriesToTakeBack(holding, price);
    for (const order of own) this.#orders.cancel(order, at, "exit");
    if (sells.length > 0) return;
    if (price === undefined) return this.#holdBack(holding, { code: "NO_BID" }, at);
    // One that nobody knows of may never be confirmed: at worst the exchange turns the sale away, and it is offered again.
    if (own.some(({ state, request }) => state !== "unknown" && side.priceOf(request.price) >= price)) return;
    if (this.#sell(holding, purpose, price, holding.leaving, at)) holding.exitLimit = price;
  }

  /** An exit has rested for a while: it follows the market, or says why not. */
  #follow(holding: Holding, order: Order, quantity: Quantity, side: MarketSide, at: number): void {
    const price = side.priceOf(order.request.price);
    const { next, waits } = this.#prices.next(holding, price, side, at);
    if (waits !== undefined) this.#holdBack(holding, waits, at);
    if (next === price && quantity === holding.leaving) return;
    if (next !== price) {
      const text = exitFollows(holding, price, next, side.bids.highest(at));
      this.#outbox.add({ kind: "note", at, level: "info", text, market: holding.market });
    }
    holding.exitLimit = next;
    this.#orders.cancel(order, at, "reprice");
  }

  /** Own orders that would add to what is being sold, or that the sale would trade with: the exchange forbids that. */
  #entriesToTakeBack({ market, strategy, outcomeSide }: Holding, price: Price | undefined): Order[] {
    const buys = buyingSide(outcomeSide);
    return this.#orders.open.in(market).filter(({ request }) =>
      request.side === buys &&
      (request.strategy === strategy || (price !== undefined && inSide(outcomeSide, request.price) >= price))
    );
  }

  /** @returns whether it was sent */
  #sell(holding: Holding, purpose: Purpose, price: Price, quantity: Quantity, at: number): boolean {
    const { market, strategy, outcomeSide, turnedAwayAt } = holding;
    const takes = this.#takes && purpose !== "take_profit";
    // The exchange turned the last one away: asking again with every event would only use up the allowed rate.
    if (!takes && turnedAwayAt !== undefined && at - turnedAwayAt < this.#options.chaseMs) return false;
    const sellable = this.#orders.commitments.sellable(holding, quantity, !takes);
    if (sellable === 0) {
      this.#holdBack(holding, SOLD_ELSEWHERE, at);
      return false;
    }
    const refused = this.#orders.send({
      market,
      side: sellingSide(outcomeSide),
      price: inSide(outcomeSide, price),
      quantity: sellable,
      timeInForce: takes ? "immediate_or_cancel" : "good_till_canceled",
      postOnly: false,
      ...(takes ? { reduceOnly: true } : {}),
      purpose,
      strategy,
    }, at);
    if (refused !== undefined) this.#holdBack(holding, refused, at);
    else if (!STAYS_SAID.has(holding.heldBack?.code ?? "")) holding.heldBack = undefined;
    return refused === undefined;
  }

  /** Says why an exit does not go, once for each reason. */
  #holdBack(holding: Holding, reason: Reason, at: number): void {
    const { strategy, market, heldBack } = holding;
    if (heldBack?.code !== reason.code) {
      this.#outbox.add({ kind: "exit_refused", at, strategy, market, reason });
    }
    holding.heldBack = reason;
  }

  #sells({ market, strategy, outcomeSide }: Holding): Order[] {
    const sells = sellingSide(outcomeSide);
    return this.#orders.open.in(market).filter(({ request }) =>
      request.side === sells && request.strategy === strategy && request.purpose !== "entry"
    );
  }

  #watch(market: Market, holdings: readonly Holding[], at: number): HeldSides {
    let sides = this.#sides.get(market.ticker);
    if (sides === undefined) {
      sides = { yes: undefined, no: undefined };
      this.#sides.set(market.ticker, sides);
    }
    for (const { outcomeSide } of holdings) {
      sides[outcomeSide] ??= new MarketSide(market, outcomeSide, this.#options.stopConfirmMs);
    }
    sides.yes?.watch(at);
    sides.no?.watch(at);
    return sides;
  }

  /** When the next stop of a market is touched: at that moment, not when the next event happens to come. */
  #ripen(ticker: string, sides: HeldSides, at: number): void {
    let ripeAt = Infinity;
    for (const holding of this.#orders.holdings.inMarket(ticker)) {
      const side = sides[holding.outcomeSide];
      const trigger = side === undefined || !holding.isWatched ? undefined : stopTrigger(holding, side.grid);
      if (side !== undefined && trigger !== undefined) ripeAt = Math.min(ripeAt, side.bids.fallsTo(trigger));
    }
    this.#setRipe(ticker, ripeAt > at ? ripeAt : Infinity);
  }

  #setRipe(ticker: string, ripeAt: number): void {
    if ((this.#ripeAt.get(ticker) ?? Infinity) === ripeAt) return;
    if (ripeAt === Infinity) this.#ripeAt.delete(ticker);
    else this.#ripeAt.set(ticker, ripeAt);
    this.#dueAt = Math.min(...this.#ripeAt.values());
  }

  #forget(ticker: string): void {
    if (this.#sides.size === 0 || !this.#sides.delete(ticker)) return;
    this.#setRipe(ticker, Infinity);
  }
}

/** The sides of a market in which something is held. */
type HeldSides = Record<OutcomeSide, MarketSide | undefined>;

/** What of an order rests once what it was asked for is done. */
function resting({ decreasedTo, filled, remaining }: Order): number {
  return decreasedTo === undefined ? remaining : Math.min(remaining, Math.max(0, decreasedTo - filled));
}

function offered(sells: readonly Order[]): Quantity {
  return sells.reduce((sum, order) => sum + order.remaining, 0) as Quantity;
}
