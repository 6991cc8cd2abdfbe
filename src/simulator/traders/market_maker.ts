/**
 * A market maker: quotes both sides over many levels around a late and noisy estimate of the truth.
 *
 * On a score it first steps back (the book is thin for a second or so), then quotes around the new estimate. Between
 * moves it keeps changing sizes near the touch, which makes most of the messages of a real book.
 *
 * @module
 */
import type { Side } from "../../core/market/book.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { Random } from "../../core/numbers/prng.ts";
import { ceilToGrid, floorToGrid, nextTickDown, nextTickUp } from "../../core/market/ticks.ts";
import { contracts, PHASE_RATE, type Trader, type TradingContext } from "./trading_context.ts";

const OWNER = "market-maker";
const LEVELS = 45;
const HALF_SPREAD = 25;
/** Beyond this estimate the outcome is as good as known: no side to lose on. */
const CERTAIN = 9_940;
/** Share of the usual size at the best price, the next one, and so on. */
const NEAR_SHARES = [0.05, 0.14, 0.3, 0.55, 0.8];
/** Once the outcome is known there is money for everyone who wants to leave at the last tick. */
const KNOWN_SHARE = 6;
const USUAL_CONTRACTS = 4_000;
const ESTIMATE_NOISE = 22;
const FLICKERS_PER_SECOND = 5.5;
const FLICKER_DEPTH = 7;
const STEP_BACK_TICKS = 3;
const IDLE_REQUOTE_MS = 9_000;

type Wake = "flicker" | "step_back" | "requote" | "idle";

/** Quotes one market. */
export class MarketMaker implements Trader {
  readonly #context: TradingContext;
  readonly #random: Random;
  readonly #quotes: Readonly<Record<Side, Map<Price, string[]>>> = { bid: new Map(), ask: new Map() };
  readonly #usual: Readonly<Record<Side, Map<Price, Quantity>>> = { bid: new Map(), ask: new Map() };
  readonly #wakes: Record<Wake, number> = {
    flicker: 0,
    step_back: Infinity,
    requote: 0,
    idle: IDLE_REQUOTE_MS,
  };
  #noise = 0;

  constructor(context: TradingContext, random: Random) {
    this.#context = context;
    this.#random = random;
  }

  get nextAt(): number {
    const { flicker, step_back, requote, idle } = this.#wakes;
    return Math.min(flicker, step_back, requote, idle);
  }

  onMove(nowMs: number, scored: boolean): void {
    if (scored) this.#wakes.step_back = nowMs + 120 + this.#random.next() * 260;
    this.#wakes.requote = nowMs +
      (scored ? 800 + this.#random.next() * 900 : 500 + this.#random.next() * 700);
  }

  act(nowMs: number): void {
    const wakes = this.#wakes;
    if (wakes.step_back <= nowMs) {
      wakes.step_back = Infinity;
      this.#stepBack();
    }
    if (wakes.requote <= nowMs || wakes.idle <= nowMs) {
      wakes.requote = Infinity;
      wakes.idle = nowMs + this.#random.exponential(IDLE_REQUOTE_MS / Math.min(1, this.#context.activity));
      this.requote();
    }
    if (wakes.flicker <= nowMs) {
      const { activity, phase } = this.#context;
      wakes.flicker = nowMs +
        this.#random.exponential(1000 / (FLICKERS_PER_SECOND * activity * PHASE_RATE[phase]));
      this.#flicker();
    }
  }

  /** Takes the levels nearest to the touch away. */
  #stepBack(): void {
    for (const side of ["bid", "ask"] as const) {
      const prices = this.#ordered(side);
      for (const price of prices.slice(0, STEP_BACK_TICKS)) this.#setSize(side, price, 0 as Quantity);
    }
  }

  /** Quotes again around the estimate of now. */
  requote(): void {
    // The estimate's error wanders: some of the last one stays.
    this.#noise = 0.6 * this.#noise + this.#random.normal(0, ESTIMATE_NOISE);
    const known = this.#context.phase === "final";
    const estimate = known
      ? this.#context.truth
      : Math.min(9_990, Math.max(10, this.#context.truth + this.#noise));
    // Old quotes go first, so that the new ones cannot meet them.
    const bids = this.#ladder("bid", estimate);
    const asks = this.#ladder("ask", estimate);
    this.#withdrawExcept("bid", bids);
    this.#withdrawExcept("ask", asks);
    for (const [price, size] of bids) this.#setSize("bid", price, size);
    for (const [price, size] of asks) this.#setSize("ask", price, size);
  }

  #ladder(side: Side, estimate: number): Map<Price, Quantity> {
    const { grid } = this.#context.market;
    // Once all is known nothing is risked at the last tick.
    const known = this.#context.phase === "final";
    const half = known ? 0 : HALF_SPREAD;
    const ladder = new Map<Price, Quantity>();
    let price = side === "bid" ? floorToGrid(grid, estimate - half) : ceilToGrid(grid, estimate + half);
    // Near the edges half a spread would leave no price although an order can have one.
    if (price === undefined && estimate > 0 && estimate < 10_000) {
      price = side === "bid" ? floorToGrid(grid, estimate) : ceilToGrid(grid, estimate);
    }
    const certain = known || estimate > CERTAIN || estimate < 10_000 - CERTAIN;
    const most = known ? KNOWN_SHARE : 1;
    for (let level = 0; price !== undefined && level < LEVELS; level++) {
      const share = certain ? most : NEAR_SHARES[level] ?? 1;
      ladder.set(
        price,
        Math.max(100, Math.round(this.#usualAt(side, price) * share / 100) * 100) as Quantity,
      );
      price = side === "bid" ? nextTickDown(grid, price) : nextTickUp(grid, price);
    }
    return ladder;
  }

  /** Sizes belong to prices, so that a move of one tick changes few levels. */
  #usualAt(side: Side, price: Price): Quantity {
    let size = this.#usual[side].get(price);
    if (size === undefined) {
      size = contracts(this.#random, USUAL_CONTRACTS, 0.8, 60_000);
      this.#usual[side].set(price, size);
    }
    return size;
  }

  #withdrawExcept(side: Side, wanted: ReadonlyMap<Price, Quantity>): void {
    for (const price of [...this.#quotes[side].keys()]) {
      if (!wanted.has(price)) this.#setSize(side, price, 0 as Quantity);
    }
  }

  /** Changes the size of one level near the touch. */
  #flicker(): void {
    const side = this.#random.chance(0.5) ? "bid" : "ask";
    const prices = this.#ordered(side);
    const index = this.#random.integer(0, FLICKER_DEPTH);
    const price = prices[index];
    if (price === undefined) return;
    const share = NEAR_SHARES[index] ?? 1;
    const size = this.#usualAt(side, price) * share * (0.6 + this.#random.next() * 0.8);
    this.#setSize(side, price, Math.max(1, Math.round(size / 100)) * 100 as Quantity);
  }

  #ordered(side: Side): Price[] {
    const prices = [...this.#quotes[side].keys()];
    return prices.sort((one, other) => side === "bid" ? other - one : one - other);
  }

  /** Brings the own size at a price to what is wanted: the newest orders shrink first, a new one adds. */
  #setSize(side: Side, price: Price, wanted: Quantity): void {
    const { market } = this.#context;
    const ids = (this.#quotes[side].get(price) ?? []).filter((id) => market.remaining(id) > 0);
    let have = 0;
    for (const id of ids) have += market.remaining(id);
    while (have > wanted) {
      const id = ids.at(-1);
      if (id === undefined) break;
      have -= market.decrease(OWNER, id, have - wanted as Quantity);
      if (market.remaining(id) === 0) ids.pop();
    }
    if (have < wanted) {
      const quantity = wanted - have as Quantity;
      const sent = market.submit({ owner: OWNER, side, price, quantity, timeInForce: "good_till_canceled" });
      if (sent.ok && sent.value.resting > 0) ids.push(sent.value.orderId);
    }
    if (ids.length === 0) this.#quotes[side].delete(price);
    else this.#quotes[side].set(price, ids);
  }
}
