/**
 * A moment of a game of either sport.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import { checkNbaSituation, mirrorNba, nbaFault, type NbaSituation, newNbaSituation } from "./nba.ts";
import { checkNflSituation, mirrorNfl, newNflSituation, nflFault, type NflSituation } from "./nfl.ts";
import type { Refused } from "./range.ts";
import type { Sport } from "./sport.ts";

/** A moment of a game; `sport` says of which. */
export type Situation = NbaSituation | NflSituation;

/** The start of a game of which nothing is known. */
export function newSituation(sport: Sport): Situation {
  return sport === "nba" ? newNbaSituation() : newNflSituation();
}

/** The first field that no game can have; `undefined` where all is well, and then nothing is allocated. */
export function faultOf(situation: Situation): Refused | undefined {
  return situation.sport === "nba" ? nbaFault(situation) : nflFault(situation);
}

/** Refused (`situation_out_of_range`) with the first field that no game can have. */
export function checkSituation(situation: Situation): Result<Situation> {
  return situation.sport === "nba" ? checkNbaSituation(situation) : checkNflSituation(situation);
}

/** The same moment with home and away exchanged, as a new object. */
export function mirror(situation: Situation): Situation {
  return situation.sport === "nba" ? mirrorNba(situation) : mirrorNfl(situation);
}
