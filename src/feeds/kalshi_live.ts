/**
 * The exchange's own live data as game states.
 *
 * Three answers belong together: milestones say which teams play for which exchange event, structured targets name the teams,
 * live data has the score. All fields of `details` may be missing or null; null throughout means "not begun". It lags
 * behind the book, so it is for display and for rules that know it.
 *
 * @module
 */
import { z } from "zod";
import type { EngineEvent } from "../core/events.ts";
import {
  type Down,
  type GamePhase,
  type GameState,
  type League,
  REGULATION,
  secondsLeftInGame,
  type TeamState,
  type Venue,
} from "../core/game.ts";
import { isPlainTicker } from "../core/ticker.ts";
import type { InputSource } from "../kalshi/input.ts";
import { sanitize } from "../kalshi/sanitize.ts";
import { readAnswer } from "../kalshi/wire/items.ts";
import {
  liveDataAnswer,
  liveDataBatchAnswer,
  milestonesAnswer,
  structuredTargetsAnswer,
  type WireLiveData,
  type WireMilestone,
} from "../kalshi/wire/milestone.ts";

/** `details.league` of a milestone. */
const LEAGUES: Readonly<Record<string, League>> = {
  NBA: "nba",
  NFL: "nfl",
  NCAAFB: "ncaaf",
  NCAAMB: "ncaamb",
  WNBA: "wnba",
};

const number = z.number().nullish();
const text = z.string().nullish();

const detailsSchema = z.object({
  home_points: number,
  away_points: number,
  period: number,
  quarter: number,
  clock: text,
  period_remaining_time: text,
  status: text,
  status_text: text,
  winner: text,
  possession: text,
  home_timeouts_remaining: number,
  away_timeouts_remaining: number,
  situation: z.object({
    down: number,
    yfd: number,
    yardline: number,
    side_team_id: text,
    possession_team_id: text,
  }).nullish(),
  last_play: z.object({ description: text, occurence_ts: number }).nullish(),
});

type Details = z.infer<typeof detailsSchema>;

/** Games kept at most, far beyond what a session follows. */
const MOST_GAMES = 200;

/** Reads an answer item by item; what is wrong with it is added to the problems. */
function readList<Answer>(schema: z.ZodType<Answer>, body: unknown, problems: string[]): Answer | undefined {
  const read = readAnswer(schema, body);
  if (typeof read === "string") {
    problems.push(read);
    return undefined;
  }
  problems.push(...read.leftOut.map((each) => `left out ${each}`));
  return read.value;
}

/** Whether a milestone names an event, as its game's main one or among others. */
export function isAbout(
  { details, primary_event_tickers, related_event_tickers }: WireMilestone,
  event: string,
): boolean {
  return details?.main_game_event_ticker === event ||
    [...primary_event_tickers ?? [], ...related_event_tickers ?? []].includes(event);
}

interface KnownGame {
  readonly id: string;
  readonly league: League;
  readonly event: string;
  readonly homeId: string;
  readonly awayId: string;
}

/** Folds milestones, structured targets and live data into game events. */
export class KalshiLiveData {
  readonly #games = new Map<string, KnownGame>();
  readonly #teams = new Map<string, { readonly name: string; readonly code: string }>();
  /** What was wrong with the last answer of each path. */
  readonly #told = new Map<string, string>();

  /** Milestones that are games of a known league, by id. */
  get milestoneIds(): readonly string[] {
    return [...this.#games.keys()];
  }

  /** Ids of the teams in them. */
  get teamIds(): readonly string[] {
    return [...new Set([...this.#games.values()].flatMap(({ homeId, awayId }) => [homeId, awayId]))];
  }

  /** Takes one input; everything but the answers above is left alone. */
  readonly decode = (at: number, source: InputSource, raw: unknown, events: EngineEvent[]): void => {
    if (source !== "rest") return;
    const { path, status, body } = raw as {
      readonly path: string;
      readonly status: number;
      readonly body: unknown;
    };
    if (status !== 200 || typeof path !== "string") return;
    const [place = "", query = ""] = path.split("?", 2);
    const asked = new URLSearchParams(query);
    const problems: string[] = [];
    if (place === "/milestones") {
      const event = asked.get("related_event_ticker");
      const answer = readList(milestonesAnswer, body, problems);
      for (const milestone of answer?.milestones ?? []) {
        if (event === null || isAbout(milestone, event)) this.#milestone(milestone);
        else problems.push(`asked for milestones of ${event}, got ${milestone.id}`);
      }
    } else if (place === "/structured_targets") {
      const wanted = new Set([...asked.getAll("ids"), ...this.teamIds]);
      const answer = readList(structuredTargetsAnswer, body, problems);
      for (const { id, name, details } of answer?.structured_targets ?? []) {
        if (wanted.has(id)) this.#team(id, name, details);
        else problems.push(`got team ${id}, which was not asked for`);
      }
    } else if (place === "/live_data/batch") {
      const named = asked.getAll("milestone_ids");
      // Whatever was asked, only games that milestones told of are known.
      const wanted = new Set(named.length > 0 ? named : this.milestoneIds);
      const answer = readList(liveDataBatchAnswer, body, problems);
      for (const live of answer?.live_datas ?? []) {
        if (wanted.has(live.milestone_id)) this.#live(at, live, events);
        else problems.push(`got live data of ${live.milestone_id}, which was not asked for`);
      }
    } else if (place.startsWith("/live_data/milestone/")) {
      const answer = readList(liveDataAnswer, body, problems);
      const wanted = place.slice("/live_data/milestone/".length);
      if (answer?.live_data.milestone_id === wanted) this.#live(at, answer.live_data, events);
      else if (answer !== undefined) problems.push(`asked for live data of ${wanted}, got another's`);
    }
    this.#tell(at, place, problems, events);
  };

  /** What is wrong with an answer is told once, as long as it stays the same. */
  #tell(at: number, place: string, problems: readonly string[], events: EngineEvent[]): void {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    const detail = first === undefined ? undefined : sanitize(`${place}: ${first}${more}`);
    const before = this.#told.get(place);
    if (detail === before) return;
    if (detail === undefined) this.#told.delete(place);
    else {
      if (this.#told.size < MOST_GAMES) this.#told.set(place, detail);
      events.push({ kind: "problem", at, detail });
    }
  }

  #milestone({ id, details, primary_event_tickers }: WireMilestone): void {
    const league = LEAGUES[String(details?.league ?? "")];
    const homeId = details?.home_team_id;
    const awayId = details?.away_team_id;
    const event = details?.main_game_event_ticker ?? primary_event_tickers?.[0];
    if (league === undefined || typeof homeId !== "string" || typeof awayId !== "string") return;
    if (
      typeof event !== "string" || !isPlainTicker(event) ||
      (this.#games.size >= MOST_GAMES && !this.#games.has(id))
    ) return;
    this.#games.set(id, { id, league, event, homeId, awayId });
  }

  #team(
    id: string,
    name: string | null | undefined,
    details: Record<string, unknown> | null | undefined,
  ): void {
    const plain = sanitize(name ?? "");
    const short = details?.abbreviation ?? details?.short_name;
    const code = typeof short === "string" && short !== "" ? sanitize(short) : plain;
    if (plain !== "" && (this.#teams.size < MOST_GAMES * 2 || this.#teams.has(id))) {
      this.#teams.set(id, { name: plain, code });
    }
  }

  #live(at: number, live: WireLiveData, events: EngineEvent[]): void {
    const known = this.#games.get(live.milestone_id);
    const parsed = detailsSchema.safeParse(live.details ?? {});
    if (known === undefined || !parsed.success) return;
    const played = parsed.data.last_play?.occurence_ts;
    const sourceAt = typeof played === "number" ? { sourceAt: played * 1000 } : {};
    const game = this.#game(known, parsed.data);
    events.push({ kind: "game", at, ...sourceAt, feed: "kalshi", event: known.event, game });
  }

  #game(known: KnownGame, details: Details): GameState {
    const { league } = known;
    const period = details.period ?? details.quarter ?? 0;
    const secondsLeft = readClock(details.period_remaining_time ?? details.clock) ?? 0;
    const phase = readPhase(details);
    const situation = readDown(details, known);
    const possession = readPossession(details, known);
    const winner = readWinner(details, phase);
    return {
      league,
      gameId: known.id,
      home: this.#side(known.homeId, details.home_points, details.home_timeouts_remaining),
      away: this.#side(known.awayId, details.away_points, details.away_timeouts_remaining),
      phase,
      period,
      secondsLeftInPeriod: secondsLeft,
      secondsLeftInGame: secondsLeftInGame(league, period, secondsLeft),
      overtime: period > REGULATION[league].periods,
      ...(possession === undefined ? {} : { possession }),
      ...(situation === undefined ? {} : { situation }),
      ...(details.last_play?.description ? { lastPlay: sanitize(details.last_play.description) } : {}),
      ...(winner === undefined ? {} : { winner }),
    };
  }

  #side(id: string, points: number | null | undefined, timeouts: number | null | undefined): TeamState {
    const { name, code } = this.#teams.get(id) ?? { name: "unknown team", code: "?" };
    const left = typeof timeouts === "number" ? { timeoutsLeft: timeouts } : {};
    return { name, code, id, score: points ?? 0, ...left };
  }
}

/** Seconds of a clock such as `5:22` or `22.4`. */
function readClock(clock: string | null | undefined): number | undefined {
  const [, minutes = "0", seconds] = /^(?:(\d{1,2}):)?(\d{1,2}(?:\.\d+)?)$/.exec(clock?.trim() ?? "") ?? [];
  return seconds === undefined ? undefined : Number(minutes) * 60 + Number(seconds);
}

const PHASES: Readonly<Record<string, GamePhase>> = {
  scheduled: "scheduled",
  created: "scheduled",
  inprogress: "live",
  halftime: "break",
  complete: "final",
  closed: "final",
  delayed: "delayed",
  postponed: "postponed",
  cancelled: "cancelled",
};

function readPhase({ status, status_text, home_points }: Details): GamePhase {
  const phase = PHASES[status ?? ""] ?? (typeof home_points === "number" ? "live" : "scheduled");
  return phase === "live" && /^(end|halftime)/i.test(status_text ?? "") ? "break" : phase;
}

function venueOf(id: string | null | undefined, known: KnownGame): Venue | undefined {
  return id === known.homeId ? "home" : id === known.awayId ? "away" : undefined;
}

function readPossession({ possession, situation }: Details, known: KnownGame): Venue | undefined {
  if (possession === "home" || possession === "away") return possession;
  return venueOf(situation?.possession_team_id, known);
}

/** `yardline` counts from the goal of the team on whose side the ball is. */
function readDown({ situation }: Details, known: KnownGame): Down | undefined {
  const down = situation?.down;
  const distance = situation?.yfd;
  const yardline = situation?.yardline;
  if (typeof down !== "number" || typeof distance !== "number" || typeof yardline !== "number") {
    return undefined;
  }
  const side = venueOf(situation?.side_team_id, known);
  const ball = venueOf(situation?.possession_team_id, known);
  if (side === undefined || ball === undefined) return undefined;
  return { down, distance, yardsToGoal: side === ball ? 100 - yardline : yardline };
}

function readWinner({ winner, home_points, away_points }: Details, phase: GamePhase): Venue | undefined {
  if (winner === "home" || winner === "away") return winner;
  if (phase !== "final" || typeof home_points !== "number" || typeof away_points !== "number") {
    return undefined;
  }
  return home_points === away_points ? undefined : home_points > away_points ? "home" : "away";
}
