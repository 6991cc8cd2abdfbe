/**
 * The NBA's play-by-play as a game state.
 *
 * That of cdn.nba.com does not say who is at home: the score does. Whoever made the shot after which the home score rose is
 * the home team. Until both sides have a name by that, there is no reading. That of stats.nba.com (`playbyplayv3`) says it
 * with every team's action, by `location`; there actions of nobody have team 0 and an empty code, and the score stands with
 * the actions that change it alone.
 *
 * @module
 */
import { z } from "zod";
import { ballAfter, type BallSide, basketballPlay } from "../../core/game/basketball_possession.ts";
import type { GamePhase, TeamSide } from "../../core/game/game.ts";
import {
  looseId,
  looseNumber,
  looseText,
  makeReading,
  readClock,
  type Reading,
  readTime,
  unreadableGame,
} from "../reading.ts";

const actionSchema = z.object({
  orderNumber: looseNumber,
  actionId: looseNumber,
  actionNumber: looseNumber,
  clock: looseText,
  timeActual: looseText,
  period: looseNumber,
  teamId: looseId,
  teamTricode: looseText,
  actionType: looseText,
  subType: looseText,
  description: looseText,
  scoreHome: looseNumber,
  scoreAway: looseNumber,
  shotResult: looseText,
  location: looseText,
});

type Action = z.infer<typeof actionSchema>;

/** The team of an action that is nobody's. */
const NOBODY = "0";

/** Reads the actions of a game up to the last. */
export function parseNbaPlays(gameId: string | undefined, raw: readonly unknown[]): Reading {
  const actions = raw.flatMap((each) => {
    const parsed = actionSchema.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
  if (actions.length < raw.length || actions.some((action) => orderOf(action) === undefined)) {
    return unreadableGame(gameId, "a play without its number; which is the last is not known");
  }
  actions.sort((a, b) => (orderOf(a) ?? NaN) - (orderOf(b) ?? NaN));
  const last = actions.at(-1);
  if (last === undefined) return unreadableGame(gameId, "no plays yet");
  const sides = findSides(actions);
  if (sides === undefined) {
    return unreadableGame(gameId, "the plays do not tell who is at home");
  }
  const { home, away } = sides;
  const score = scoreAfter(actions);
  return makeReading({
    league: "nba",
    gameId,
    home: { ...home, name: home.code, score: score.home },
    away: { ...away, name: away.code, score: score.away },
    phase: phaseAfter(last),
    status: undefined,
    period: last.period,
    secondsLeftInPeriod: readClock(last.clock),
    possession: ballAfterAll(actions, home.id, away.id),
    lastPlay: last.description,
    sourceAt: readTime(last.timeActual),
  });
}

function orderOf({ orderNumber, actionId, actionNumber }: Action): number | undefined {
  return orderNumber ?? actionId ?? actionNumber;
}

function phaseAfter({ actionType, subType }: Action): GamePhase | undefined {
  if (actionType === undefined) return undefined;
  if (actionType === "game" && subType === "end") return "final";
  return actionType === "period" && subType === "end" ? "break" : "live";
}

/**
 * Who has the ball after the last action. `possession` of the answer is who had it in the action, which after a shot that
 * went in is the wrong team.
 */
function ballAfterAll(actions: readonly Action[], home: string, away: string): TeamSide | undefined {
  let ball: BallSide = 0;
  for (const { teamId, actionType, shotResult, description } of actions) {
    if (actionType === undefined) continue;
    // Free throws of stats.nba.com say in words alone that they missed.
    const made = shotResult === undefined || shotResult === ""
      ? !/^MISS\b/.test(description ?? "")
      : shotResult === "Made";
    ball = ballAfter(basketballPlay(actionType, made), teamId === home ? 1 : teamId === away ? -1 : 0, ball);
  }
  return ball === 0 ? undefined : ball === 1 ? "home" : "away";
}

/** Whether the answer says with each team's action whether that team is at home. */
function hasLocations(actions: readonly Action[]): boolean {
  return actions.some(({ location }) => location === "h" || location === "v");
}

/** The score after the last action. */
function scoreAfter(actions: readonly Action[]): { readonly home?: number; readonly away?: number } {
  const last = actions.at(-1);
  const hasScore = ({ scoreHome, scoreAway }: Action) => scoreHome !== undefined && scoreAway !== undefined;
  const scoring = hasLocations(actions)
    ? actions.findLast((action) => hasScore(action) || action.shotResult === "Made")
    : last;
  const { scoreHome: home, scoreAway: away } = scoring ?? {};
  return { ...(home === undefined ? {} : { home }), ...(away === undefined ? {} : { away }) };
}

interface Team {
  readonly id: string;
  readonly code: string;
}

function findSides(actions: readonly Action[]): { readonly home: Team; readonly away: Team } | undefined {
  const votes = new Map<string, { readonly team: Team; home: number; away: number }>();
  const isLocated = hasLocations(actions);
  const before = { home: 0, away: 0 };
  for (const { teamId, teamTricode, scoreHome, scoreAway, shotResult, location } of actions) {
    const now = { home: scoreHome ?? before.home, away: scoreAway ?? before.away };
    if (teamId !== undefined && teamId !== NOBODY && teamTricode !== undefined && teamTricode !== "") {
      const vote = votes.get(teamId) ?? { team: { id: teamId, code: teamTricode }, home: 0, away: 0 };
      votes.set(teamId, vote);
      if (location === "h") vote.home++;
      if (location === "v") vote.away++;
      const scored: TeamSide | undefined =
        isLocated || shotResult !== "Made" || (now.home > before.home) === (now.away > before.away)
          ? undefined
          : now.home > before.home
          ? "home"
          : "away";
      if (scored !== undefined) vote[scored]++;
    }
    before.home = now.home;
    before.away = now.away;
  }
  const [first, second, ...others] = votes.values();
  // A team that is said to be on both sides is on neither.
  if (isLocated && [...votes.values()].some(({ home, away }) => home > 0 && away > 0)) return undefined;
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  // How much more the first looks like the home team than the second does.
  const lean = first.home - first.away - second.home + second.away;
  if (lean === 0) return undefined;
  return lean > 0 ? { home: first.team, away: second.team } : { home: second.team, away: first.team };
}
