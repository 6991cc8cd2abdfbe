/**
 * One moment of an NBA game, seen from the home team.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { type Result, succeed } from "../../core/result.ts";
import { checkNumbers, outOfRange, type Range, type Refused } from "./range.ts";
import { HIGHEST_PREGAME_LOGIT } from "./pregame.ts";

/** Fields are changed in place, so that a loop over millions of rows fills one object. NaN: not known. */
export interface NbaSituation {
  readonly sport: "nba";
  /** Points of the home team less those of the away team. */
  diff: number;
  /** Seconds left of regulation (2,880 at the start); in overtime, of the overtime being played. */
  left: number;
  /** 1–4, then overtimes. */
  period: number;
  overtime: boolean;
  /** Who has the ball, or is about to get it: 1 home, −1 away, 0 not known. */
  possession: 1 | 0 | -1;
  /** Logit of the home team's chance before the game; 0 where nothing is known. */
  pregame: number;
  homeTimeouts: number;
  awayTimeouts: number;
  /** 1 where the team shoots free throws at the other's next foul, 0 where not. */
  homeBonus: number;
  awayBonus: number;
}

const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO.nba.regulation;

/** Seconds of a game's regulation. */
export const NBA_SECONDS = periods * periodSeconds;

/** The start of a game of which nothing is known. */
export function newNbaSituation(): NbaSituation {
  return {
    sport: "nba",
    diff: 0,
    left: NBA_SECONDS,
    period: 1,
    overtime: false,
    possession: 0,
    pregame: 0,
    homeTimeouts: NaN,
    awayTimeouts: NaN,
    homeBonus: NaN,
    awayBonus: NaN,
  };
}

/** Seconds left of the period being played. */
export function nbaPeriodLeft({ left, period, overtime }: NbaSituation): number {
  return overtime ? left : left - (periods - period) * periodSeconds;
}

const RANGES: readonly Range<NbaSituation>[] = [
  { field: "diff", from: -150, to: 150, whole: true },
  { field: "left", from: 0, to: NBA_SECONDS },
  { field: "period", from: 1, to: 20, whole: true },
  { field: "possession", from: -1, to: 1, whole: true },
  { field: "pregame", from: -HIGHEST_PREGAME_LOGIT, to: HIGHEST_PREGAME_LOGIT },
  { field: "homeTimeouts", from: 0, to: 9, whole: true, unknown: true },
  { field: "awayTimeouts", from: 0, to: 9, whole: true, unknown: true },
  { field: "homeBonus", from: 0, to: 1, whole: true, unknown: true },
  { field: "awayBonus", from: 0, to: 1, whole: true, unknown: true },
];

/**
 * The first field that no game can have, as a refusal (`situation_out_of_range`); `undefined` where all is well, and then
 * nothing is allocated.
 */
export function nbaFault(situation: NbaSituation): Refused | undefined {
  const wrong = checkNumbers(situation, RANGES);
  if (wrong !== undefined) return wrong;
  const { left, period, overtime } = situation;
  if (overtime !== period > periods) {
    return outOfRange("overtime", `${period > periods} in period ${period}`, overtime);
  }
  const longest = overtime ? overtimeSeconds : periodSeconds;
  const periodLeft = nbaPeriodLeft(situation);
  if (periodLeft < 0 || periodLeft > longest) {
    const before = left - periodLeft;
    return outOfRange("left", `${before} to ${before + longest} in period ${period}`, left);
  }
  return undefined;
}

/** The situation, or the refusal of `nbaFault`. */
export function checkNbaSituation(situation: NbaSituation): Result<NbaSituation> {
  return nbaFault(situation) ?? succeed(situation);
}

/** The same moment with home and away exchanged; `into` is filled and returned, and may be `from` itself. */
export function mirrorNba(from: NbaSituation, into: NbaSituation = newNbaSituation()): NbaSituation {
  const { homeTimeouts, homeBonus } = from;
  into.diff = 0 - from.diff;
  into.left = from.left;
  into.period = from.period;
  into.overtime = from.overtime;
  into.possession = from.possession === 0 ? 0 : from.possession === 1 ? -1 : 1;
  into.pregame = 0 - from.pregame;
  into.homeTimeouts = from.awayTimeouts;
  into.awayTimeouts = homeTimeouts;
  into.homeBonus = from.awayBonus;
  into.awayBonus = homeBonus;
  return into;
}
