/**
 * Plans the markets of a generated game, and lets traders into them.
 *
 * @module
 */
import type { Random } from "../../core/numbers/prng.ts";
import type { ExchangeSeam } from "../exchange/submission.ts";
import type { GeneratedGame } from "../game/game_event.ts";
import type { EventListing, MarketListing, Question } from "../listing.ts";
import { MarketTraders } from "../traders/market_traders.ts";
import { yesProbability } from "./lines.ts";

/** A market before it is traded, and what it asks. */
export interface PlannedMarket {
  readonly question: Question;
  readonly market: MarketListing;
  readonly activity: number;
  readonly random: Random;
}

/** A market with its traders. */
export interface TradedMarket extends PlannedMarket {
  readonly traders: MarketTraders;
}

/** Plans the markets of some events; each draws its own numbers. */
export function plannedMarkets(
  events: readonly EventListing[],
  activity: number,
  random: Random,
): PlannedMarket[] {
  return events.flatMap(({ series: { question }, markets }) =>
    markets.map((market) => {
      const own = random.fork(question === "winner" ? market.teamSide : market.ticker);
      return { question, market, activity, random: own };
    })
  );
}

/** Lets traders into a market, who know how the game begins. */
export function tradeMarket(
  planned: PlannedMarket,
  game: GeneratedGame,
  exchange: ExchangeSeam,
): TradedMarket {
  const { question, market, activity, random } = planned;
  const [first] = game.events;
  const traders = new MarketTraders({
    market: exchange.market(market.ticker),
    activity,
    opening: first === undefined ? 0.5 : yesProbability(question, market, game, first),
    random,
    paused: market.listedLater === true,
  });
  return { ...planned, traders };
}
