/**
 * Plays as feeds need them: what happened, who did it, what it was worth.
 *
 * The generators describe each play in one plain sentence; here it is taken apart again.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import type { GameEvent } from "../game/game_event.ts";
import { opponent } from "../game/timeline.ts";

/** The kinds of plays. */
export type PlayKind =
  | "period_start"
  | "period_end"
  | "game_end"
  | "timeout"
  | "tip"
  | "foul"
  | "two"
  | "three"
  | "free_throw"
  | "turnover"
  | "kickoff"
  | "run"
  | "pass"
  | "incomplete"
  | "interception"
  | "fumble"
  | "punt"
  | "field_goal"
  | "touchdown"
  | "extra_point"
  | "safety"
  | "warning";

/** One play. */
export interface Play {
  readonly kind: PlayKind;
  /** From the start of the game; also its place in the feed. */
  readonly index: number;
  readonly event: GameEvent;
  /** The team that did it; `undefined` for a period, a tip-off or a warning. */
  readonly team: TeamSide | undefined;
  /** The team that had the ball when it started. */
  readonly offence: TeamSide | undefined;
  /** Shots, free throws and kicks: whether it went in. */
  readonly made: boolean;
  /** The team that got the ball after a miss. */
  readonly rebound: TeamSide | undefined;
  /** Points that it brought to either team, less those taken back. */
  readonly points: number;
  /** For example `1 of 2` free throws. */
  readonly which: string;
  readonly before: GameEvent | undefined;
}

/** The first pattern that fits says what it was; `team` is whose code the sentence names. */
const PATTERNS: readonly (readonly [pattern: RegExp, kind: PlayKind])[] = [
  [/^Tip-off/, "tip"],
  [/^Start of/, "period_start"],
  [/^End of game/, "game_end"],
  [/^End of/, "period_end"],
  [/^Time-out (?<team>\w+)/, "timeout"],
  [/^Two-minute warning/, "warning"],
  [/^Foul on (?<team>\w+)/, "foul"],
  [/^Turnover by (?<team>\w+)/, "turnover"],
  [/^Kick-off, (?<team>\w+)/, "kickoff"],
  [/^Safety, two points for (?<team>\w+)/, "safety"],
  [/^(?<team>\w+) (?:makes|misses) a two-pointer(?:, rebound (?<rebound>\w+))?/, "two"],
  [/^(?<team>\w+) (?:makes|misses) a three-pointer(?:, rebound (?<rebound>\w+))?/, "three"],
  [/^(?<team>\w+) (?:makes|misses) free throw (?<which>\d of \d)/, "free_throw"],
  [/^(?<team>\w+) fumbles/, "fumble"],
  [/^(?<team>\w+) is intercepted/, "interception"],
  [/^(?<team>\w+) runs/, "run"],
  [/^(?<team>\w+) passes incomplete/, "incomplete"],
  [/^(?<team>\w+) passes/, "pass"],
  [/^(?<team>\w+) touchdown/, "touchdown"],
  [/^(?<team>\w+) extra point/, "extra_point"],
  [/^(?<team>\w+) (?:misses a )?\d+-yard field goal/, "field_goal"],
  [/^(?<team>\w+) punts/, "punt"],
];

/** Parses the plays of a game. @throws {RangeError} if a sentence is not one of the generators' */
export function playsOf(events: readonly GameEvent[]): Play[] {
  return events.map((event, index) => {
    const text = event.game.lastPlay ?? "";
    for (const [pattern, kind] of PATTERNS) {
      const groups = pattern.exec(text);
      if (groups !== null) return play(kind, groups.groups ?? {}, event, index, events[index - 1]);
    }
    throw new RangeError(`Cannot show a play: expected one of the generators' sentences, was "${text}"`);
  });
}

function play(
  kind: PlayKind,
  { team: code, rebound, which }: Readonly<Record<string, string>>,
  event: GameEvent,
  index: number,
  before: GameEvent | undefined,
): Play {
  const { game, scored } = event;
  const teamSideOf = (wanted: string | undefined) =>
    wanted === undefined ? undefined : wanted === game.home.code ? "home" as const : "away" as const;
  const team = teamSideOf(code);
  return {
    kind,
    index,
    event,
    team,
    offence: offenceOf(kind, team, before?.game.possession ?? game.possession),
    made: scored,
    rebound: teamSideOf(rebound),
    points: scored ? total(event) - (before === undefined ? 0 : total(before)) : 0,
    which: which ?? "",
    before,
  };
}

function offenceOf(
  kind: PlayKind,
  team: TeamSide | undefined,
  before: TeamSide | undefined,
): TeamSide | undefined {
  if (team === undefined || kind === "timeout") return before;
  // Fouls are the defence's, a safety's points too; a kick-off is the other team's kick.
  return kind === "foul" || kind === "safety" || kind === "kickoff" ? opponent(team) : team;
}

function total({ game }: GameEvent): number {
  return game.home.score + game.away.score;
}

/** Points of a team by period, up to the newest event; each is what the last event of that period shows. */
export function pointsByPeriod(events: readonly GameEvent[], teamSide: TeamSide): number[] {
  const ends: number[] = [];
  for (const { game } of events) {
    if (game.period > 0) ends[game.period - 1] = game[teamSide].score;
  }
  return ends.map((end, index) => end - (ends[index - 1] ?? 0));
}
