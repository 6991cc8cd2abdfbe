/**
 * panic_spread_fade: waits for a rush with a torn-open spread to stop rising, then buys the other side.
 *
 * Arms, by market: period ≥ min_period; min_samples or more in a window of the last 20; spread ≥ min_spread and ≥
 * spread_multiple × the mean of the earlier spreads in the window; price up ≥ min_rise since the oldest sample of the
 * window. Fires at the first later price state whose price is at or below the highest since it was armed: buys the other
 * side at its exec price, if that is between .01 and .99, once, and begins a new window. Held to settlement. A price state
 * is a print or a ticker, whose price is what was paid, or a second without either, whose price is the mid; one without
 * both sides of the book is left out.
 *
 * Departs from the original: the spread is always there (bid to ask), the window is kept by market and starts again after it
 * fired, the game must be in play, and it adds to nothing that it holds (flat).
 *
 * Weakness: the peak is over at the first price state that is no higher, also at one that merely repeats the price; a rush with a
 * wide spread is how a real basket looks before the scoreboard shows it.
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
import { NO_GAME, notInPlay, tooEarly } from "./support/game_limits.ts";
import { Memory } from "./support/memory.ts";
import { move, period, stake } from "./support/parameters.ts";
import { execPrice, nearlyDecided, NO_PRICE, notFlat, toPoints, toStake, wish } from "./support/prices.ts";
import { NO_NEW_PRICE, PriceStates } from "./support/price_states.ts";
import { isNoRival, rivalOf } from "./support/teams.ts";
import { Window } from "./support/window.ts";

const WINDOW = 20;
const NO_SPREAD: Reason = { code: "NO_SPREAD" };
const ARMED: Reason = { code: "ARMED", detail: "waits for the price to stop rising" };

const parameters = z.strictObject({
  stake: stake(25),
  min_period: period(2, "first period in which it arms"),
  min_samples: z.number().int().min(2).max(WINDOW).default(3).describe("fewest samples of the window"),
  min_spread: move(0.05, "least spread of a panic"),
  spread_multiple: z.number().min(1).max(100).default(2)
    .describe("least spread as a multiple of the mean of the earlier ones"),
  min_rise: move(0.05, "least rise over the window"),
});

type Parameters = z.infer<typeof parameters>;

/** A rule's memory of a market. */
class Rush {
  readonly states = new PriceStates();
  readonly prices = new Window(WINDOW);
  readonly spreads = new Window(WINDOW);
  /** The highest price since it was armed; `NaN` while it is not. */
  peak = NaN;
  /** The last answer: between price states nothing is judged again. */
  answer: Reason = NO_PRICE;

  disarm(): void {
    this.prices.clear();
    this.spreads.clear();
    this.peak = NaN;
  }
}

function create(given: Parameters): Strategy {
  const { min_period: minPeriod, min_samples: minSamples, spread_multiple: multiple } = given;
  const minSpread = toPoints(given.min_spread);
  const minRise = toPoints(given.min_rise);
  const stakeMicros = toStake(given.stake);
  const memory = new Memory(() => new Rush());

  /** Why the newest sample is no panic. */
  function calm({ prices, spreads }: Rush): Reason | undefined {
    if (prices.count < minSamples) {
      return outOfBounds("WINDOW_SHORT", "samples", prices.count, "min", minSamples, "count");
    }
    const spread = spreads.newest;
    if (spread < minSpread) return outOfBounds("SPREAD_NARROW", "spread", spread, "min", minSpread, "price");
    const usual = multiple * (spreads.sum - spread) / (spreads.count - 1);
    if (spread < usual) return outOfBounds("SPREAD_USUAL", "spread", spread, "min", usual, "price");
    const rise = prices.newest - prices.oldest;
    return rise < minRise ? outOfBounds("NO_RUSH", "rise", rise, "min", minRise, "price") : undefined;
  }

  function judge(
    state: StrategyState,
    rival: MarketView,
    rush: Rush,
    portfolio: StrategyPortfolio,
  ): Decision {
    const { market, game, at } = state;
    if (!rush.states.take(market, at)) return rush.answer;
    const price = rush.states.priceOf(market);
    if (price === undefined) return NO_PRICE;
    const { spread } = market.book;
    if (spread === undefined) return NO_SPREAD;
    rush.prices.push(price);
    rush.spreads.push(spread);
    if (game === undefined) return NO_GAME;
    const hindered = notInPlay(game) ?? tooEarly(game, minPeriod);
    if (hindered !== undefined) return hindered;
    if (Number.isNaN(rush.peak)) {
      const reason = calm(rush);
      if (reason !== undefined) return reason;
      rush.peak = price;
      return ARMED;
    }
    if (price > rush.peak) {
      rush.peak = price;
      return ARMED;
    }
    const exec = execPrice(rival);
    if (exec === undefined) return NO_PRICE;
    rush.disarm();
    return nearlyDecided("ask", exec) ?? notFlat(portfolio, rival.ticker) ?? [wish(rival, exec, stakeMicros)];
  }

  return {
    onState(state, portfolio) {
      const rival = rivalOf(state);
      if (isNoRival(rival)) return rival;
      const rush = memory.of(state.market.ticker);
      const decision = judge(state, rival, rush, portfolio);
      rush.answer = isReason(decision) ? decision : NO_NEW_PRICE;
      return decision;
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "panic_spread_fade",
  category: "fade",
  description: "Buys the other side when a rush with a torn-open spread stops rising.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
