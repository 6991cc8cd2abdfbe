/**
 * Play-by-play in the shape of cdn.nba.com.
 *
 * @module
 */
import type { LiveGame } from "./live_game.ts";
import { isoClock, nbaMeta, periodType } from "./nba_cdn.ts";
import { type Play, playsOf } from "./play.ts";
import { utcSeconds } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

/** Action numbers ascend with holes, as the league's do: a rebound takes the number after its shot. */
const NUMBERS_A_PLAY = 3;

/** The type and sub-type of a play's action. */
function nameOf(play: Play): readonly [type: string, subType: string] {
  switch (play.kind) {
    case "two":
      return ["2pt", "Jump Shot"];
    case "three":
      return ["3pt", "Jump Shot"];
    case "free_throw":
      return ["freethrow", play.which];
    case "turnover":
      return ["turnover", "out-of-bounds"];
    case "foul":
      return ["foul", "personal"];
    case "timeout":
      return ["timeout", "full"];
    case "game_end":
      return ["game", "end"];
    case "period_end":
      return ["period", "end"];
    default:
      return ["period", "start"];
  }
}

function actionsOf(play: Play, live: LiveGame): Json[] {
  const { game, offsetMs } = play.event;
  const at = live.happenedAt(offsetMs);
  const number = play.index * NUMBERS_A_PLAY + 2;
  const [actionType, subType] = nameOf(play);
  const idOf = (teamSide: Play["team"]) => teamSide === undefined ? 0 : live.teams[teamSide].nba?.id ?? 0;
  const shot = play.kind === "two" || play.kind === "three";
  const team = (teamSide: Play["team"]) =>
    teamSide === undefined ? {} : { teamId: idOf(teamSide), teamTricode: live.teams[teamSide].nba?.code };
  const common = {
    clock: isoClock(game.secondsLeftInPeriod),
    timeActual: `${new Date(at).toISOString().slice(0, 21)}Z`,
    period: game.period,
    periodType: periodType(game.period),
    qualifiers: [],
    personId: 0,
    x: null,
    y: null,
    side: null,
    scoreHome: String(game.home.score),
    scoreAway: String(game.away.score),
    edited: utcSeconds(at),
    xLegacy: null,
    yLegacy: null,
    personIdsFilter: [],
  };
  const first: Json = {
    ...common,
    ...team(play.team),
    actionNumber: number,
    orderNumber: number * 10_000,
    actionType,
    subType,
    // The team that had the ball while it happened; none at the start and the end of the game.
    possession: subType === "start" || actionType === "game" ? 0 : idOf(play.offence),
    isFieldGoal: shot ? 1 : 0,
    ...(shot || actionType === "freethrow" ? { shotResult: play.made ? "Made" : "Missed" } : {}),
    description: game.lastPlay ?? "",
  };
  if (play.rebound === undefined) return [first];
  const rebound: Json = {
    ...common,
    ...team(play.rebound),
    actionNumber: number + 1,
    orderNumber: (number + 1) * 10_000,
    actionType: "rebound",
    subType: play.rebound === play.team ? "offensive" : "defensive",
    possession: idOf(play.rebound),
    isFieldGoal: 0,
    shotActionNumber: number,
    description: `${live.teams[play.rebound].nba?.code} REBOUND`,
  };
  return [first, rebound];
}

/** `playbyplay_{id}.json`; there is none before the game. */
export function nbaPlayByPlay(path: string, live: LiveGame): Json {
  const actions = playsOf(live.view.events).flatMap((play) => actionsOf(play, live));
  return { meta: nbaMeta(path, live.shownAt), game: { gameId: live.nbaId, actions } };
}
