/**
 * The two winner markets of a game.
 *
 * @module
 */
import { LEAGUE_INFO, LEAGUES } from "../../src/core/game/leagues.ts";
import type { MarketView } from "../../src/core/market/market_view.ts";
import type { Reason } from "../../src/core/reasons.ts";
import type { StrategyState } from "../../src/core/strategy/strategy.ts";

/** Nothing says which market is the home team's, or which the away team's. */
export const TEAMS_UNKNOWN: Reason = { code: "TEAMS_UNKNOWN" };
/** The state is about a market that is neither team's. */
export const NO_WINNER_MARKET: Reason = { code: "NO_WINNER_MARKET" };

/** The other team's market, or why there is none: the teams are unknown, or the market is neither team's. */
export function rivalOf({ market, homeMarket, awayMarket }: StrategyState): MarketView | Reason {
  if (homeMarket === undefined || awayMarket === undefined) return TEAMS_UNKNOWN;
  if (market.ticker === homeMarket.ticker) return awayMarket;
  return market.ticker === awayMarket.ticker ? homeMarket : NO_WINNER_MARKET;
}

/** Whether {@linkcode rivalOf} found no market. */
export function isNoRival(found: MarketView | Reason): found is Reason {
  return found === TEAMS_UNKNOWN || found === NO_WINNER_MARKET;
}

/** Series whose events have a market for each of the two teams and no other. */
const TWO_TEAM_SERIES: ReadonlySet<string> = new Set(LEAGUES.map((league) => LEAGUE_INFO[league].series));

/**
 * Why the market of a state is not one of two winner markets; `undefined` where it is one.
 *
 * For rules that need not know who is at home: in a series of winner markets every market is a team's.
 */
export function noWinner(state: StrategyState): Reason | undefined {
  const rival = rivalOf(state);
  if (rival === TEAMS_UNKNOWN && TWO_TEAM_SERIES.has(state.market.series)) return undefined;
  return isNoRival(rival) ? rival : undefined;
}
