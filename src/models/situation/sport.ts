/**
 * The sports of which a model can speak. A league without one gets no other league's: its games are of another length,
 * pace and score.
 *
 * @module
 */
import type { League } from "../../core/game/leagues.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";

/** Sports of which there are situations, features and models. */
export const SPORTS = ["nba", "nfl"] as const satisfies readonly League[];

/** A sport with situations, features and models of its own. */
export type Sport = typeof SPORTS[number];

/** The sport of a league; refused (`no_model_of_league`) for a league of which there are no situations. */
export function sportOfLeague(league: League): Result<Sport> {
  const sport = SPORTS.find((each) => each === league);
  if (sport !== undefined) return succeed(sport);
  const known = SPORTS.map((each) => LEAGUE_INFO[each].title).join(" and ");
  return refuse(
    "no_model_of_league",
    `No model speaks of the ${LEAGUE_INFO[league].title}: there are ${known}`,
  );
}
