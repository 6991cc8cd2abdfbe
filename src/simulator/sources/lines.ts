/**
 * Spreads and totals of a generated game: which lines are listed, and how likely each is.
 *
 * The margin of the game that is left is the win probability's random walk with the line in place of a draw. The points
 * to come are taken as normal around the league's usual pace, without regard to who has the ball.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { GameEvent, GeneratedGame, GeneratedLeague } from "../game/game_event.ts";
import { homeWinProbability, normalCumulative } from "../game/win_probability.ts";
import { type EventListing, type MarketListing, type Question, SERIES, yesWins } from "../listing.ts";

/** Points of both teams in a usual game and their deviation, measured over many generated games; steps of lines. */
const TOTALS: Readonly<Record<GeneratedLeague, { mean: number; deviation: number; step: number }>> = {
  nba: { mean: 226, deviation: 19, step: 8 },
  nfl: { mean: 45, deviation: 12, step: 7 },
};
const SPREAD_STEP = 5;
const LIMIT = 0.0005;

/** Two spreads and three totals of a game, as events of their own, and a fourth total that is listed later. */
export function lineEvents(game: GeneratedGame, main: EventListing): readonly EventListing[] {
  const suffix = main.ticker.slice(main.series.ticker.length);
  return SERIES.flatMap((series) => {
    if (series.league !== game.league || series.question === "winner") return [];
    const ticker = series.ticker + suffix;
    const markets = series.question === "spread" ? spreads(ticker, game) : totals(ticker, game.league);
    return [{ ...main, series, ticker, markets, mainEvent: main.ticker }];
  });
}

/** The favourite by about what it is the better one, the other team by a little. */
function spreads(ticker: string, { home, away, homeEdge }: GeneratedGame): MarketListing[] {
  const favourite = homeEdge >= 0 ? "home" : "away";
  const edge = Math.round(Math.abs(homeEdge));
  const market = (teamSide: "home" | "away", points: number): MarketListing => ({
    ticker: `${ticker}-${(teamSide === "home" ? home : away).code}${points}`,
    teamSide,
    line: points - 0.5,
  });
  return [market(favourite, edge + 1), market(favourite === "home" ? "away" : "home", SPREAD_STEP)];
}

/** The number in a ticker is the line rounded down in basketball and up in football; nobody should read it. */
function totals(ticker: string, league: GeneratedLeague): MarketListing[] {
  const { mean, step } = TOTALS[league];
  const middle = Math.round(mean);
  return [-step, 0, step, 2 * step].map((away) => {
    const line = middle + away + 0.5;
    const number = league === "nba" ? Math.floor(line) : Math.ceil(line);
    const listedLater = away > step;
    return { ticker: `${ticker}-${number}`, teamSide: "home", line, ...(listedLater ? { listedLater } : {}) };
  });
}

/** The probability of YES after an event of the game. */
export function yesProbability(
  question: Question,
  market: MarketListing,
  { league, homeEdge }: GeneratedGame,
  { game, homeWinProbability: homeWins }: GameEvent,
): number {
  const { teamSide, line = 0 } = market;
  if (question === "winner") return teamSide === "home" ? homeWins : 1 - homeWins;
  const score = { home: game.home.score, away: game.away.score };
  if (game.phase === "final") return yesWins(question, market, score) ? 1 : 0;
  const { secondsLeftInGame: secondsLeft } = game;
  if (question === "spread") {
    const lead = score.home - score.away - (teamSide === "home" ? line : -line);
    const home = homeWinProbability({ league, lead, secondsLeft, possessionPoints: 0, homeEdge });
    return teamSide === "home" ? home : 1 - home;
  }
  const { mean, deviation } = TOTALS[league];
  const { periods, periodSeconds } = LEAGUE_INFO[league].regulation;
  const share = secondsLeft / (periods * periodSeconds);
  const ahead = score.home + score.away + mean * share - line;
  const chance = normalCumulative(ahead / Math.sqrt(deviation ** 2 * share + 1));
  return Math.min(1 - LIMIT, Math.max(LIMIT, chance));
}
