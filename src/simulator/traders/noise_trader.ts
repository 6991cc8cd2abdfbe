/**
 * People: they buy and sell at the market, leave limit orders near the touch and take them back, now and then for a
 * fraction of a contract.
 *
 * @module
 */
import { oppositeSide, type Side } from "../../core/market/book.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { Random } from "../../core/numbers/prng.ts";
import { ceilToGrid, floorToGrid } from "../../core/market/ticks.ts";
import { contracts, PHASE_RATE, shifted, type Trader, type TradingContext } from "./trading_context.ts";

/** The owner of its orders. */
export const PUBLIC = "public";
const ORDERS_PER_SECOND = 2.6;
const MARKET_SHARE = 0.3;
const FRACTIONAL_SHARE = 0.09;
const MEDIAN_CONTRACTS = 28;
const MOST_CONTRACTS = 4_000;
const CROSSING_CENTS = 2;
const ORDER_LIFE_MS = 18_000;
/** More orders than this are not left lying about. */
const MOST_RESTING = 400;

interface Waiting {
  readonly id: string;
  readonly until: number;
}

/** The public of one market. */
export class NoiseTrader implements Trader {
  readonly #context: TradingContext;
  readonly #random: Random;
  #waiting: Waiting[] = [];
  #nextOrder = 0;
  #nextCancel = Infinity;

  constructor(context: TradingContext, random: Random) {
    this.#context = context;
    this.#random = random;
  }

  get nextAt(): number {
    return Math.min(this.#nextOrder, this.#nextCancel);
  }

  onMove(): void {}

  act(nowMs: number): void {
    if (this.#nextCancel <= nowMs) this.#cancelDue(nowMs);
    if (this.#nextOrder > nowMs) return;
    const { activity, phase } = this.#context;
    this.#nextOrder = nowMs +
      this.#random.exponential(1000 / (ORDERS_PER_SECOND * activity * PHASE_RATE[phase]));
    const final = phase === "final";
    if (final || this.#random.chance(MARKET_SHARE)) this.#takeLiquidity(final);
    else if (this.#waiting.length < MOST_RESTING) this.#leaveOrder(nowMs);
  }

  #size(most: number): Quantity {
    const whole = contracts(this.#random, MEDIAN_CONTRACTS, 1.3, most);
    if (!this.#random.chance(FRACTIONAL_SHARE)) return whole;
    // Dollars spent rather than contracts counted leave fractions such as 4.60.
    return Math.max(1, Math.round(whole * (0.05 + this.#random.next() * 0.95))) as Quantity;
  }

  /** Buys or sells at the market, through a few cents at most. Once all is known only at the touch. */
  #takeLiquidity(final: boolean): void {
    const { market } = this.#context;
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const best = market.best(oppositeSide(side));
    if (best === undefined) return;
    const cents = final ? 0 : (side === "bid" ? 1 : -1) * CROSSING_CENTS;
    const reach = shifted(best, cents);
    const price = side === "bid" ? floorToGrid(market.grid, reach) : ceilToGrid(market.grid, reach);
    if (price === undefined) return;
    const quantity = this.#size(final ? 300 : MOST_CONTRACTS);
    market.submit({ owner: PUBLIC, side, price, quantity, timeInForce: "immediate_or_cancel" });
  }

  #leaveOrder(nowMs: number): void {
    const { market } = this.#context;
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const best = market.best(side);
    if (best === undefined) return;
    const away = (side === "bid" ? -1 : 1) * Math.floor(this.#random.exponential(2.2));
    const price = this.#onGrid(side, shifted(best, away));
    if (price === undefined) return;
    const sent = market.submit({
      owner: PUBLIC,
      side,
      price,
      quantity: this.#size(MOST_CONTRACTS),
      timeInForce: "good_till_canceled",
    });
    if (!sent.ok || sent.value.resting === 0) return;
    // Fewer orders at a time in a quiet market, but not shorter lives.
    const until = nowMs + this.#random.exponential(ORDER_LIFE_MS);
    this.#waiting.push({ id: sent.value.orderId, until });
    this.#nextCancel = Math.min(this.#nextCancel, until);
  }

  #onGrid(side: Side, price: number): Price | undefined {
    const { grid } = this.#context.market;
    return side === "bid" ? floorToGrid(grid, price) : ceilToGrid(grid, price);
  }

  #cancelDue(nowMs: number): void {
    const kept: Waiting[] = [];
    let next = Infinity;
    for (const order of this.#waiting) {
      if (order.until <= nowMs) {
        this.#context.market.cancel(PUBLIC, order.id);
      } else if (this.#context.market.remaining(order.id) > 0) {
        kept.push(order);
        next = Math.min(next, order.until);
      }
    }
    this.#waiting = kept;
    this.#nextCancel = next;
  }
}
