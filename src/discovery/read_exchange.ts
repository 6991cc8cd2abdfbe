/**
 * Reads from the exchange for discovery: milestones, events with their markets, and the teams they point to.
 *
 * @module
 */
import { collect } from "../kalshi/rest/pages.ts";
import type { RestClient } from "../kalshi/rest/client.ts";
import { safeText } from "../lib/safe_text.ts";
import type { Query, RestRefusal } from "../kalshi/rest/transport.ts";
import type { WireEvent } from "../kalshi/wire/event.ts";
import type { WireMilestone, WireStructuredTarget } from "../kalshi/wire/milestone.ts";
import type { Result } from "../core/result.ts";
import { easternSpan } from "../lib/new_york.ts";
import { isAbout } from "../feeds/kalshi/live_data.ts";
import {
  type ExchangeSide,
  indexMilestones,
  type MilestonesOf,
  placeEvent,
  type Refused,
} from "./exchange_games.ts";
import type { LeagueInfo } from "../core/game/leagues.ts";

/** The reading that discovery needs. */
export type DiscoveryReader = Pick<
  RestClient,
  "events" | "event" | "milestones" | "structuredTargets" | "series" | "seriesList"
>;

/** Bounds of what is read, in pages of 200 events, of 500 milestones, and in requests. */
const MOST_EVENT_PAGES = 25;
const MOST_MILESTONE_PAGES = 40;
const MOST_LOOKUPS = 40;
const TARGETS_A_REQUEST = 100;

/** The exchange's side, and what could not be read of it. */
export interface ExchangeReading {
  readonly side: ExchangeSide;
  readonly refused: readonly Refused[];
}

/** Milestones of one type, read once for all leagues that share it. */
export type MilestoneReading = Result<
  {
    readonly items: readonly WireMilestone[];
    readonly complete: boolean;
    readonly leftOut: readonly string[];
  },
  RestRefusal
>;

/** Reads the milestones of a type from a date on. */
export async function readMilestones(
  rest: DiscoveryReader,
  type: LeagueInfo["milestoneType"],
  date: string,
): Promise<MilestoneReading> {
  const since = new Date(easternSpan(date).from).toISOString();
  const query = { category: "Sports", type, minimum_start_date: since };
  return await collect(rest.milestones(query, MOST_MILESTONE_PAGES));
}

/**
 * Reads one league's side of a date.
 *
 * @returns a refusal only where the events themselves cannot be read; all else that is missing is named
 */
export async function readExchange(
  rest: DiscoveryReader,
  info: LeagueInfo,
  date: string,
  listed: MilestoneReading,
): Promise<Result<ExchangeReading, RestRefusal>> {
  const refused: Refused[] = [];
  const note = (what: string, reason: string) => void refused.push({ what: `${info.title} ${what}`, reason });
  const closingSince = Math.floor(easternSpan(date).from / 1000);
  const query: Query = { series_ticker: info.series, min_close_ts: closingSince };
  const events = await collect(rest.events(query, MOST_EVENT_PAGES));
  if (!events.ok && events.reason.code !== "not_found") return events;
  const found = events.ok ? events.value.items : [];
  if (events.ok && !events.value.complete) {
    note("events", `more than ${MOST_EVENT_PAGES} pages: not all were read`);
  }
  if (events.ok) noteLeftOut(note, "events", events.value.leftOut);
  if (found.length === 0) {
    const missing = await missingSeries(rest, info);
    if (missing !== undefined) note("series", missing);
  }
  if (!listed.ok) note("milestones", listed.reason.message);
  else if (!listed.value.complete) {
    note("milestones", `more than ${MOST_MILESTONE_PAGES} pages: not all were read`);
  }
  if (listed.ok) noteLeftOut(note, "milestones", listed.value.leftOut);
  const first = listed.ok ? listed.value.items : [];
  const own = found.filter((event) => event.series_ticker === info.series);
  if (own.length < found.length) {
    note("events", `${found.length - own.length} of another series than was asked for: left out`);
  }
  const milestones = [...first, ...await lookUpMilestones(rest, own, indexMilestones(first), date, note)];
  const targets = await readTargets(rest, targetIds(own, indexMilestones(milestones), date), note);
  return { ok: true, value: { side: { events: own, milestones, targets }, refused } };
}

/** Why there are no events, if it is because the exchange has no such series. */
async function missingSeries(rest: DiscoveryReader, info: LeagueInfo): Promise<string | undefined> {
  const series = await rest.series(info.series);
  if (series.ok || series.reason.code !== "not_found") return undefined;
  const like = await rest.seriesList({ category: "Sports", tags: info.tag });
  const names = like.ok
    ? like.value.map(({ ticker }) => ticker).filter((ticker) => /GAME$/.test(ticker))
    : [];
  const others = names.length === 0 ? "" : `; of ${info.tag} it has ${names.sort().join(", ")}`;
  return safeText(`the exchange has no series ${info.series}${others}`, 400);
}

type Note = (what: string, reason: string) => void;

/** Names what could not be read of a list. */
function noteLeftOut(note: Note, what: string, leftOut: readonly string[]): void {
  for (const each of leftOut) note(what, `left out: ${each}`);
}

/** Asks by name for milestones that the list did not have, though the event's ticker is of the date. */
async function lookUpMilestones(
  rest: DiscoveryReader,
  events: readonly WireEvent[],
  known: MilestonesOf,
  date: string,
  note: Note,
): Promise<readonly WireMilestone[]> {
  const without = events.map(({ event_ticker: ticker }) => ticker).filter((ticker) => {
    const place = placeEvent(ticker, known, date);
    return place.ok && place.value !== undefined && place.value.milestone === undefined;
  });
  const found: WireMilestone[] = [];
  for (const ticker of without.slice(0, MOST_LOOKUPS)) {
    const answer = await collect(rest.milestones({ related_event_ticker: ticker, limit: 20 }, 1));
    if (answer.ok) {
      noteLeftOut(note, `milestone of ${safeText(ticker)}`, answer.value.leftOut);
      found.push(...answer.value.items.filter((milestone) => isAbout(milestone, ticker)));
    } else note(`milestone of ${safeText(ticker)}`, answer.reason.message);
  }
  if (without.length > MOST_LOOKUPS) {
    note("milestones", `${without.length} events have none: only ${MOST_LOOKUPS} were asked for by name`);
  }
  return found;
}

/** Teams that the markets and the milestones of the date's events point to. */
function targetIds(events: readonly WireEvent[], milestonesOf: MilestonesOf, date: string): string[] {
  const ids = new Set<string>();
  const add = (value: unknown) => typeof value === "string" && value !== "" && ids.add(value);
  for (const event of events) {
    const place = placeEvent(event.event_ticker, milestonesOf, date);
    if (!place.ok || place.value === undefined) continue;
    add(place.value.milestone?.details?.home_team_id);
    add(place.value.milestone?.details?.away_team_id);
    for (const market of event.markets ?? []) {
      for (const [key, value] of Object.entries(market.custom_strike ?? {})) {
        if (/_team$/.test(key)) add(value);
      }
    }
  }
  return [...ids];
}

async function readTargets(
  rest: DiscoveryReader,
  ids: readonly string[],
  note: Note,
): Promise<readonly WireStructuredTarget[]> {
  const found: WireStructuredTarget[] = [];
  for (let start = 0; start < ids.length; start += TARGETS_A_REQUEST) {
    const some = ids.slice(start, start + TARGETS_A_REQUEST);
    const answer = await collect(rest.structuredTargets({ ids: some, page_size: TARGETS_A_REQUEST }, 3));
    if (answer.ok) {
      noteLeftOut(note, "teams", answer.value.leftOut);
      found.push(...answer.value.items.filter(({ id }) => some.includes(id)));
    } else note("teams", answer.reason.message);
  }
  return found;
}
