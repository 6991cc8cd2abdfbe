/**
 * The exchange's own live data as game states.
 *
 * Three answers belong together: milestones say which teams play for which exchange event, structured targets name the teams,
 * live data has the score. It lags behind the book, so it is for display and for rules that know it.
 *
 * @module
 */
import type { z } from "zod";
import type { EngineEvent } from "../../core/events.ts";
import { findLeague, type League } from "../../core/game/leagues.ts";
import { isPlainTicker } from "../../core/market/ticker.ts";
import type { InputSource } from "../../core/inputs.ts";
import { safeText } from "../../lib/safe_text.ts";
import { readAnswer } from "../../kalshi/wire/items.ts";
import {
  liveDataAnswer,
  liveDataBatchAnswer,
  milestonesAnswer,
  structuredTargetsAnswer,
  type WireLiveData,
  type WireMilestone,
  type WireStructuredTarget,
} from "../../kalshi/wire/milestone.ts";
import { readDetails } from "./details.ts";
import { Outages } from "../outages.ts";

/** Games kept at most, far beyond what a session follows. */
const MOST_GAMES = 200;

/** Reads an answer item by item; what is wrong with it is added to the problems. */
function readList<Answer>(schema: z.ZodType<Answer>, body: unknown, problems: string[]): Answer | undefined {
  const read = readAnswer(schema, body);
  if (!read.ok) {
    problems.push(read.reason.message);
    return undefined;
  }
  problems.push(...read.value.leftOut.map((each) => `left out ${each}`));
  return read.value.answer;
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
  /** Whether it was ever read as started: from then on an answer that says nothing is a fault. */
  started: boolean;
}

/** A team that no structured target has named: its id is known all the same. */
const UNNAMED = { name: "unknown team", code: "?" } as const;

/** Folds milestones, structured targets and live data into game events, and into what cannot be read of them. */
export class KalshiLiveData {
  readonly #games = new Map<string, KnownGame>();
  readonly #teams = new Map<string, { readonly name: string; readonly code: string }>();
  readonly #outages = new Outages();
  /** The problem of the last answer of each path. */
  readonly #reported = new Map<string, string>();

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
      for (const target of answer?.structured_targets ?? []) {
        if (wanted.has(target.id)) this.#team(target);
        else problems.push(`got team ${target.id}, which was not asked for`);
      }
    } else if (place === "/live_data/batch") {
      const named = asked.getAll("milestone_ids");
      // Whatever was asked, only games of milestones are known.
      const wanted = named.length > 0 ? named : this.milestoneIds;
      const answer = readList(liveDataBatchAnswer, body, problems);
      if (answer !== undefined) this.#answers(at, wanted, answer.live_datas ?? [], problems, events);
    } else if (place.startsWith("/live_data/milestone/")) {
      const answer = readList(liveDataAnswer, body, problems);
      const wanted = place.slice("/live_data/milestone/".length);
      if (answer !== undefined) this.#answers(at, [wanted], [answer.live_data], problems, events);
    }
    this.#tell(at, place, problems, events);
  };

  /** Reports a problem of an answer once, as long as it stays the same. */
  #tell(at: number, place: string, problems: readonly string[], events: EngineEvent[]): void {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    const detail = first === undefined ? undefined : safeText(`${place}: ${first}${more}`);
    const before = this.#reported.get(place);
    if (detail === before) return;
    if (detail === undefined) this.#reported.delete(place);
    else {
      if (this.#reported.size < MOST_GAMES) this.#reported.set(place, detail);
      events.push({ kind: "problem", at, detail });
    }
  }

  #milestone({ id, details, primary_event_tickers }: WireMilestone): void {
    const league = findLeague(({ milestoneLeague }) => milestoneLeague === String(details?.league));
    const homeId = details?.home_team_id;
    const awayId = details?.away_team_id;
    const event = details?.main_game_event_ticker ?? primary_event_tickers?.[0];
    if (league === undefined || typeof homeId !== "string" || typeof awayId !== "string") return;
    if (typeof event !== "string" || !isPlainTicker(event)) return;
    if (homeId === "" || awayId === "" || homeId === awayId) return;
    if (this.#games.size >= MOST_GAMES && !this.#games.has(id)) return;
    const started = this.#games.get(id)?.started ?? false;
    this.#games.set(id, { id, league, event, homeId, awayId, started });
  }

  #team({ id, name, details }: WireStructuredTarget): void {
    const plain = safeText(name ?? "");
    const short = details?.abbreviation ?? details?.short_name;
    const code = typeof short === "string" && short !== "" ? safeText(short) : plain;
    if (plain !== "" && (this.#teams.size < MOST_GAMES * 2 || this.#teams.has(id))) {
      this.#teams.set(id, { name: plain, code });
    }
  }

  #answers(
    at: number,
    wanted: readonly string[],
    answers: readonly WireLiveData[],
    problems: string[],
    events: EngineEvent[],
  ): void {
    const silent = new Set(wanted);
    for (const { milestone_id: id, details } of answers) {
      if (!wanted.includes(id)) problems.push(`got live data of ${id}, which was not asked for`);
      const known = this.#games.get(id);
      if (silent.delete(id) && known !== undefined) this.#live(at, known, details, events);
    }
    for (const id of silent) {
      if (this.#games.has(id)) {
        this.#fail(at, id, `Cannot read game ${id}: the answer has nothing of it`, events);
      }
    }
  }

  #live(at: number, known: KnownGame, details: unknown, events: EngineEvent[]): void {
    const { id, league, event, homeId, awayId } = known;
    const teams = { home: this.#side(homeId), away: this.#side(awayId) };
    const reading = readDetails({ id, league, ...teams }, details);
    if (reading === undefined) {
      // Before the start everything is null: that is no fault, and no score of nothing to nothing either.
      if (known.started) this.#fail(at, id, `Cannot read game ${id}: it says nothing any more`, events);
      return;
    }
    if (!reading.ok) return this.#fail(at, id, reading.reason.message, events);
    const { game, sourceAt } = reading.value;
    known.started ||= game.phase !== "scheduled";
    const when = sourceAt === undefined ? {} : { sourceAt };
    events.push({ kind: "game", at, ...when, feed: "kalshi", event, game });
    events.push(...this.#outages.recovered(at, "kalshi", id));
  }

  #fail(at: number, id: string, problem: string, events: EngineEvent[]): void {
    events.push(...this.#outages.failed(at, "kalshi", id, problem));
  }

  #side(id: string) {
    return { ...this.#teams.get(id) ?? UNNAMED, id };
  }
}
