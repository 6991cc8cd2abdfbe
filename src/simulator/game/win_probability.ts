/**
 * The true probability that the home team wins a generated game.
 *
 * Closed form, the normal approximation of the lead's random walk (Stern, "A Brownian motion model for the progress
 * of sports scores", 1994):
 *
 *     P = Φ( (lead + possession + edge · t/T) / √(σ² · t/T + ε²) )
 *
 * lead: home − away points; possession: the points the ball is worth to the home team, now; edge: points by which the
 * home team is the better one over a game of T seconds; t: seconds left; σ: the deviation of the final margin of our
 * own generators; ε: what is left undecided with no time on the clock. A tie with no time left is the overtime's
 * start. The game's end is exactly 0 or 1, and nothing else is.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { GeneratedLeague } from "./game_event.ts";

/** Deviation of the final margin, in points, measured over many generated games. */
const MARGIN_DEVIATION: Readonly<Record<GeneratedLeague, number>> = { nba: 16.1, nfl: 12 };
/** Points that are open whatever the clock says: free throws to come, the play under way. */
const UNDECIDED_POINTS: Readonly<Record<GeneratedLeague, number>> = { nba: 0.6, nfl: 2 };
const LIMIT = 0.0005;

/** Φ by Abramowitz and Stegun 26.2.17; the error is below 10⁻⁷. */
export function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial = t *
    (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
  return z >= 0 ? 1 - tail : tail;
}

/** A moment of a game that is not over, from the home team's point of view. */
export interface Moment {
  readonly league: GeneratedLeague;
  /** Home − away. */
  readonly lead: number;
  /** Regulation seconds left, or those of the overtime being played. */
  readonly secondsLeft: number;
  /** Points that possession is worth to the home team; negative where the away team has the ball. */
  readonly possessionPoints: number;
  readonly homeEdge: number;
}

/** The home team's probability, in [0.0005, 0.9995]: only the end is certain. */
export function homeWinProbability(moment: Moment): number {
  const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO[moment.league].regulation;
  const undecided = moment.secondsLeft <= 0 && moment.lead === 0 && moment.possessionPoints === 0;
  const share = (undecided ? overtimeSeconds : moment.secondsLeft) / (periods * periodSeconds);
  const mean = moment.lead + moment.possessionPoints + moment.homeEdge * share;
  const deviation = Math.sqrt(
    MARGIN_DEVIATION[moment.league] ** 2 * share + UNDECIDED_POINTS[moment.league] ** 2,
  );
  return Math.min(1 - LIMIT, Math.max(LIMIT, normalCumulative(mean / deviation)));
}
