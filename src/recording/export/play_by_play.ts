/**
 * The NBA's play-by-play as a timeline of game states, by the wall clock.
 *
 * `timeActual` says when a play happened. Plays are edited later and some get a time out of turn; the state at a moment is
 * that of the play furthest in the game among those that had happened by then. Which team is at home is not in the file:
 * it is the one whose plays raise the home score.
 *
 * @module
 */
import { succeed } from "../../core/result.ts";
import { z } from "zod";
import { type GamePhase, type GameState, secondsLeftInGame } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { latestAtOrBefore } from "../../lib/by_time.ts";
import { LineFile } from "../../lib/line_file.ts";
import { type RecordingResult, refuse, refuseReading } from "../format/refusals.ts";

const score = z.string().regex(/^\d+$/).transform(Number);

/** `PT11M58.00S`; empty where the time is up. */
const CLOCK = /^$|^PT(?=\d)(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/;

const ActionSchema = z.object({
  orderNumber: z.number(),
  clock: z.string().regex(CLOCK),
  timeActual: z.iso.datetime({ offset: true }),
  period: z.int().min(1),
  actionType: z.string(),
  subType: z.string().nullish(),
  teamId: z.number().nullish(),
  teamTricode: z.string().nullish(),
  possession: z.number().nullish(),
  scoreHome: score,
  scoreAway: score,
  description: z.string().nullish(),
});

type Action = z.infer<typeof ActionSchema>;

/** Whether a play is one of stats.nba.com, which says the team's side and not the time. */
function isTimeless(action: unknown): boolean {
  return typeof action === "object" && action !== null && "location" in action && !("timeActual" in action);
}

const PlayByPlaySchema = z.object({
  game: z.object({ gameId: z.string().min(1), actions: z.array(z.unknown()) }),
});

/** The game as it stood from a play on. */
export interface TimelinePlay {
  /** When the play happened, Unix milliseconds. */
  readonly at: number;
  readonly game: GameState;
}

/** A game's plays in order of time; scores are those known by then. */
export interface Timeline {
  readonly gameId: string;
  readonly plays: readonly TimelinePlay[];
  /** Entries that could not be read. */
  readonly malformed: number;
}

/** Plays that are entered beside another one and may carry the score from before it. */
const SIDE_PLAYS: ReadonlySet<string> = new Set(["block", "steal"]);

interface Sides {
  readonly home: { readonly code: string; readonly id: string };
  readonly away: { readonly code: string; readonly id: string };
}

const UNKNOWN_SIDE = { code: "", id: "" };

/**
 * Reads a play-by-play answer.
 *
 * @param body the parsed JSON
 * @returns the timeline, or a refusal where it is not one or has no play
 */
export function parsePlayByPlay(body: unknown): RecordingResult<Timeline> {
  const cannot = "Cannot read play-by-play";
  const parsed = PlayByPlaySchema.safeParse(body);
  if (!parsed.success) {
    return refuse("foreign", `${cannot}: expected the NBA's, an object with game.gameId and game.actions`);
  }
  const { gameId, actions } = parsed.data.game;
  const read = actions.map((action) => ActionSchema.safeParse(action));
  const good = read.flatMap(({ success, data }) => success && !SIDE_PLAYS.has(data.actionType) ? [data] : []);
  if (good.length === 0) {
    const why = actions.some(isTimeless)
      ? "its plays have no times, as stats.nba.com's playbyplayv3 has none; expected that of cdn.nba.com"
      : "it has no play with a time and a score";
    return refuse("empty", `${cannot}: ${why}`);
  }
  good.sort((a, b) => a.orderNumber - b.orderNumber);
  const sides = findSides(good);
  const timed = good.map((action) => ({ at: Date.parse(action.timeActual), action }));
  timed.sort((a, b) => a.at - b.at || a.action.orderNumber - b.action.orderNumber);
  const plays: TimelinePlay[] = [];
  let furthest: Action | undefined;
  for (const { at, action } of timed) {
    if (furthest !== undefined && action.orderNumber < furthest.orderNumber) continue;
    furthest = action;
    plays.push({ at, game: stateOf(gameId, action, sides) });
  }
  const malformed = read.filter(({ success }) => !success).length;
  return succeed({ gameId, plays, malformed });
}

/** Reads a file of it, plain or gzipped. */
export async function readPlayByPlay(path: string): Promise<RecordingResult<Timeline>> {
  try {
    const file = await LineFile.open(path);
    const lines: string[] = [];
    for await (const batch of file.batches()) lines.push(...batch);
    lines.push(file.takeRest());
    const timeline = parsePlayByPlay(JSON.parse(lines.join("\n")));
    if (timeline.ok) return timeline;
    const { code, message } = timeline.reason;
    return refuse(code, message.replace("play-by-play", `play-by-play "${path}"`));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return refuse("foreign", `Cannot read play-by-play "${path}": it is no JSON`);
    }
    return refuseReading("play-by-play", path, error);
  }
}

/**
 * The game as it stood at a moment: never a play that happened later.
 *
 * @param at Unix milliseconds
 */
export function gameAsOf(timeline: Timeline, at: number): TimelinePlay | undefined {
  return latestAtOrBefore(timeline.plays, at);
}

/** Who is at home: the team whose plays raise the home score, by the most plays. */
function findSides(actions: readonly Action[]): Sides {
  const raised = { home: new Map<string, number>(), away: new Map<string, number>() };
  const ids = new Map<string, string>();
  let [home, away] = [0, 0];
  for (const { scoreHome, scoreAway, teamTricode, teamId } of actions) {
    if (teamTricode !== null && teamTricode !== undefined && teamTricode !== "") {
      ids.set(teamTricode, String(teamId ?? ""));
      const side = scoreHome > home ? raised.home : scoreAway > away ? raised.away : undefined;
      side?.set(teamTricode, (side.get(teamTricode) ?? 0) + 1);
    }
    [home, away] = [scoreHome, scoreAway];
  }
  const most = (side: ReadonlyMap<string, number>) => {
    const code = [...side].sort((a, b) => b[1] - a[1])[0]?.[0];
    return code === undefined ? UNKNOWN_SIDE : { code, id: ids.get(code) ?? "" };
  };
  return { home: most(raised.home), away: most(raised.away) };
}

function stateOf(gameId: string, action: Action, { home, away }: Sides): GameState {
  const { period, clock, scoreHome, scoreAway, possession, description } = action;
  const seconds = readClock(clock);
  const holder = String(possession ?? "");
  const teamSide = holder === ""
    ? undefined
    : holder === home.id
    ? "home"
    : holder === away.id
    ? "away"
    : undefined;
  const phase = phaseOf(action);
  return {
    league: "nba",
    gameId,
    home: { name: home.code, ...home, score: scoreHome },
    away: { name: away.code, ...away, score: scoreAway },
    phase,
    period,
    secondsLeftInPeriod: seconds,
    secondsLeftInGame: secondsLeftInGame("nba", period, seconds),
    overtime: period > LEAGUE_INFO.nba.regulation.periods,
    ...(teamSide === undefined ? {} : { possession: teamSide }),
    ...(description === null || description === undefined ? {} : { lastPlay: description }),
    ...(phase === "final" && scoreHome !== scoreAway
      ? { winner: scoreHome > scoreAway ? "home" as const : "away" as const }
      : {}),
  };
}

function phaseOf({ actionType, subType }: Action): GamePhase {
  if (actionType === "game" && subType === "end") return "final";
  return actionType === "period" && subType === "end" ? "break" : "live";
}

/** Seconds of a clock of the schema. */
function readClock(clock: string): number {
  const [, minutes = "0", seconds = "0"] = CLOCK.exec(clock) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
