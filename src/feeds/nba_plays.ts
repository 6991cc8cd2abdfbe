/**
 * The NBA's play-by-play as a game state.
 *
 * The answer does not say who is at home: the score does. Whoever made the shot after which the home score rose is the home
 * team. Until both sides have a name by that, there is no reading.
 *
 * @module
 */
import { z } from "zod";
import type { GamePhase, Venue } from "../core/game.ts";
import {
  looseId,
  looseNumber,
  looseText,
  makeReading,
  readClock,
  type Reading,
  readTime,
} from "./reading.ts";

const actionSchema = z.object({
  orderNumber: looseNumber,
  actionNumber: looseNumber,
  clock: looseText,
  timeActual: looseText,
  period: looseNumber,
  teamId: looseId,
  teamTricode: looseText,
  actionType: looseText,
  subType: looseText,
  description: looseText,
  possession: looseId,
  scoreHome: looseNumber,
  scoreAway: looseNumber,
  shotResult: looseText,
});

type Action = z.infer<typeof actionSchema>;

/** Reads the actions of a game up to the last. */
export function parseNbaPlays(gameId: string | undefined, raw: readonly unknown[]): Reading {
  const actions = raw.flatMap((each) => {
    const parsed = actionSchema.safeParse(each);
    return parsed.success ? [parsed.data] : [];
  });
  if (actions.length < raw.length || actions.some((action) => orderOf(action) === undefined)) {
    return `Cannot read game ${
      gameId ?? "without id"
    }: a play without its number; which is the last is not known`;
  }
  actions.sort((a, b) => (orderOf(a) ?? NaN) - (orderOf(b) ?? NaN));
  const last = actions.at(-1);
  if (last === undefined) return `Cannot read game ${gameId ?? "without id"}: no plays yet`;
  const sides = findSides(actions);
  if (sides === undefined) {
    return `Cannot read game ${gameId ?? "without id"}: the plays do not tell who is at home`;
  }
  const { home, away } = sides;
  return makeReading({
    league: "nba",
    gameId,
    home: { ...home, name: home.code, score: last.scoreHome },
    away: { ...away, name: away.code, score: last.scoreAway },
    phase: phaseAfter(last),
    status: undefined,
    period: last.period,
    secondsLeftInPeriod: readClock(last.clock),
    possession: last.possession === home.id ? "home" : last.possession === away.id ? "away" : undefined,
    lastPlay: last.description,
    sourceAt: readTime(last.timeActual),
  });
}

function orderOf({ orderNumber, actionNumber }: Action): number | undefined {
  return orderNumber ?? actionNumber;
}

function phaseAfter({ actionType, subType }: Action): GamePhase | undefined {
  if (actionType === undefined) return undefined;
  if (actionType === "game" && subType === "end") return "final";
  return actionType === "period" && subType === "end" ? "break" : "live";
}

interface Team {
  readonly id: string;
  readonly code: string;
}

function findSides(actions: readonly Action[]): { readonly home: Team; readonly away: Team } | undefined {
  const votes = new Map<string, { readonly team: Team; home: number; away: number }>();
  const before = { home: 0, away: 0 };
  for (const { teamId, teamTricode, scoreHome, scoreAway, shotResult } of actions) {
    const now = { home: scoreHome ?? before.home, away: scoreAway ?? before.away };
    if (teamId !== undefined && teamTricode !== undefined) {
      const vote = votes.get(teamId) ?? { team: { id: teamId, code: teamTricode }, home: 0, away: 0 };
      votes.set(teamId, vote);
      const scored: Venue | undefined =
        shotResult !== "Made" || (now.home > before.home) === (now.away > before.away)
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
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  // How much more the first looks like the home team than the second does.
  const lean = first.home - first.away - second.home + second.away;
  if (lean === 0) return undefined;
  return lean > 0 ? { home: first.team, away: second.team } : { home: second.team, away: first.team };
}
