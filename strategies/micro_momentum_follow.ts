/**
 * micro_momentum_follow: buys a cheap side that has been climbing over its last ten price states.
 *
 * Entry, over the window of a market's last 10 price states: price up ≥ min_rise from the first to the last; |change of the
 * score difference| from the first to the last ≤ max_score_change; first price in [min_price, entry_max]; last price in
 * [min_price, max_price]; where both markets meet all that, the one that rose more (the home team's where they rose the
 * same); flat. Buys at the exec price, if that is between .01 and .99; held to settlement. A price state is a print or a
 * ticker, whose price is what was paid, or a second without either, whose price is the mid; nothing is bought before there
 * are ten.
 *
 * Departs from the original: windows are kept by market, never shared, and the game must be in play.
 *
 * Weakness: ten price states are ten seconds of a still market and a tenth of one of a busy one; what it follows is news
 * that others had first.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import { outOfBounds, type Reason } from "../src/core/reasons.ts";
import {
  type Decision,
  isReason,
  type Strategy,
  type StrategyDefinition,
  type StrategyPortfolio,
  type StrategyState,
} from "../src/core/strategy/strategy.ts";
import { NO_GAME, notInPlay, scoreDifference } from "./support/game_limits.ts";
import { Memory } from "./support/memory.ts";
import { move, points, price, stake } from "./support/parameters.ts";
import { execPrice, nearlyDecided, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { NO_NEW_PRICE, PriceStates } from "./support/price_states.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";
import { Window } from "./support/window.ts";

const WINDOW = 10;
const SCORE_UNKNOWN: Reason = { code: "SCORE_UNKNOWN", detail: "when the window began" };

const parameters = z.strictObject({
  stake: stake(25),
  min_rise: move(0.07, "least rise over the window"),
  max_score_change: points(3, "highest change of the score difference over the window"),
  min_price: price(0.05, "lowest price, at the first and the last state"),
  entry_max: price(0.40, "highest price at the first state"),
  max_price: price(0.40, "highest price at the last state"),
}).refine((p) => p.min_price <= p.entry_max, { path: ["min_price"], message: "must not be above entry_max" })
  .refine((p) => p.min_price <= p.max_price, { path: ["min_price"], message: "must not be above max_price" });

type Parameters = z.infer<typeof parameters>;

/** A market's samples. */
class Samples {
  readonly states = new PriceStates();
  readonly mids = new Window(WINDOW);
  readonly differences: number[] = new Array<number>(WINDOW).fill(NaN);
  /** The last answer: between price states nothing is judged again. */
  answer: Reason = NO_PRICE;
  #next = 0;

  push(mid: number, difference: number): void {
    this.mids.push(mid);
    this.differences[this.#next] = difference;
    this.#next = this.#next + 1 === WINDOW ? 0 : this.#next + 1;
  }

  get rise(): number {
    return this.mids.newest - this.mids.oldest;
  }

  /** |change of the score difference|, once the window is full. */
  get scoreChange(): number {
    const newest = this.differences[(this.#next === 0 ? WINDOW : this.#next) - 1] ?? NaN;
    return Math.abs(newest - (this.differences[this.#next] ?? NaN));
  }
}

function create(given: Parameters): Strategy {
  const { max_score_change: maxChange } = given;
  const minRise = toPoints(given.min_rise);
  const minPrice = toPoints(given.min_price);
  const entryMax = toPoints(given.entry_max);
  const maxPrice = toPoints(given.max_price);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new Samples());

  /** Why a market does not climb. */
  function still(samples: Samples): Reason | undefined {
    const { mids, rise } = samples;
    if (mids.count < WINDOW) {
      return outOfBounds("WINDOW_SHORT", "samples", mids.count, "min", WINDOW, "count");
    }
    if (rise < minRise) return outOfBounds("NO_MOMENTUM", "rise", rise, "min", minRise, "price");
    const change = samples.scoreChange;
    if (Number.isNaN(change)) return SCORE_UNKNOWN;
    if (change > maxChange) return outOfBounds("SCORE_CHANGED", "change", change, "max", maxChange, "count");
    return outside("first", mids.oldest, entryMax) ?? outside("last", mids.newest, maxPrice);
  }

  function outside(name: string, value: number, highest: number): Reason | undefined {
    if (value < minPrice) return outOfBounds("PRICE_BELOW_MIN", name, value, "min", minPrice, "price");
    return value > highest ? outOfBounds("PRICE_ABOVE_MAX", name, value, "max", highest, "price") : undefined;
  }

  function judge(
    state: StrategyState,
    rival: MarketView,
    own: Samples,
    portfolio: StrategyPortfolio,
  ): Decision {
    const { market, game, at, homeMarket } = state;
    if (!own.states.take(market, at)) return own.answer;
    const price = own.states.priceOf(market);
    if (price === undefined) return NO_PRICE;
    own.push(price, game === undefined ? NaN : scoreDifference(game));
    if (game === undefined) return NO_GAME;
    const hindered = notInPlay(game);
    if (hindered !== undefined) return hindered;
    const other = memory.of(rival.ticker);
    const why = still(own);
    const isOther = still(other) === undefined &&
      (why !== undefined || other.rise > own.rise || (other.rise === own.rise && rival === homeMarket));
    if (why !== undefined && !isOther) return why;
    const chosen = isOther ? rival : market;
    const exec = execPrice(chosen);
    if (exec === undefined) return NO_PRICE;
    return nearlyDecided("ask", exec) ?? notFlat(portfolio, chosen.ticker) ??
      [wish(chosen, exec, stakeMicros)];
  }

  return {
    onState(state, portfolio) {
      const rival = rivalOf(state);
      if (isNoRival(rival)) return rival;
      const own = memory.of(state.market.ticker);
      const decision = judge(state, rival, own, portfolio);
      own.answer = isReason(decision) ? decision : NO_NEW_PRICE;
      return decision;
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "micro_momentum_follow",
  category: "momentum",
  description: "Buys a cheap side that has been climbing over its last ten price states.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
