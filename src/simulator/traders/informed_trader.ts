/**
 * Someone in the arena: takes what is wrongly priced within tenths of a second of a score, long before a scoreboard
 * shows it.
 *
 * @module
 */
import type { Random } from "../../core/numbers/prng.ts";
import { ceilToGrid, floorToGrid } from "../../core/market/ticks.ts";
import { contracts, type Trader, type TradingContext } from "./trading_context.ts";

const OWNER = "courtside";
/** The least that a contract must promise to earn, in 1/10,000 dollar. */
const LEAST_EDGE = 60;
const MEDIAN_CONTRACTS = 220;
const MOST_CONTRACTS = 8_000;

/** Trades one market on news. */
export class InformedTrader implements Trader {
  readonly #context: TradingContext;
  readonly #random: Random;
  #nextAt = Infinity;

  constructor(context: TradingContext, random: Random) {
    this.#context = context;
    this.#random = random;
  }

  get nextAt(): number {
    return this.#nextAt;
  }

  onMove(nowMs: number, scored: boolean): void {
    if (scored) this.#nextAt = nowMs + 60 + this.#random.next() * 240;
  }

  act(): void {
    this.#nextAt = Infinity;
    const { market, truth } = this.#context;
    const buyTo = floorToGrid(market.grid, truth - LEAST_EDGE);
    const sellTo = ceilToGrid(market.grid, truth + LEAST_EDGE);
    const ask = market.best("ask");
    const bid = market.best("bid");
    const quantity = contracts(this.#random, MEDIAN_CONTRACTS, 1.1, MOST_CONTRACTS);
    const timeInForce = "immediate_or_cancel";
    if (buyTo !== undefined && ask !== undefined && ask <= buyTo) {
      market.submit({ owner: OWNER, side: "bid", price: buyTo, quantity, timeInForce });
    } else if (sellTo !== undefined && bid !== undefined && bid >= sellTo) {
      market.submit({ owner: OWNER, side: "ask", price: sellTo, quantity, timeInForce });
    }
  }
}
