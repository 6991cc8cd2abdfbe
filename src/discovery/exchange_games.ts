/**
 * The exchange's side of matching: events of winner markets on a date, with their teams and, where a milestone says so,
 * their start and which team is at home.
 *
 * Milestones come first. Tickers are read for their date only, and only where no milestone gives the start; which team is
 * at home is never read from a ticker.
 *
 * @module
 */
import { codeOf, dateOf, isPlainTicker } from "../core/market/ticker.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { safeText } from "../lib/safe_text.ts";
import type { WireEvent } from "../kalshi/wire/event.ts";
import type { WireMarket } from "../kalshi/wire/market.ts";
import type { WireMilestone, WireStructuredTarget } from "../kalshi/wire/milestone.ts";
import { easternClock, easternDate, easternSpan, isIn } from "../lib/new_york.ts";
import type { JobFile } from "./job.ts";
import { type Identity, sameTeam, type TeamTable } from "./team_table.ts";

/** Something that was found but cannot be a job, and why. */
export type Refused = JobFile["refused"][number];

/** The exchange's answers for one league. */
export interface ExchangeSide {
  /** Events of the series of winner markets, with their markets. */
  readonly events: readonly WireEvent[];
  readonly milestones: readonly WireMilestone[];
  /** The teams that markets and milestones point to, as far as they could be read. */
  readonly targets: readonly WireStructuredTarget[];
}

/** A team and the market that pays if it wins. */
export interface ExchangeTeam {
  readonly identity: Identity;
  readonly code: string;
  readonly name: string;
  /** Empty where the exchange gives none. */
  readonly targetId: string;
  readonly market: string;
}

/** An event and its two teams. */
export interface ExchangeGame {
  readonly event: string;
  readonly teams: readonly [ExchangeTeam, ExchangeTeam];
  /** Which of the two is at home, where the milestone says so. */
  readonly home?: 0 | 1;
  /** Unix milliseconds, where a milestone gives it. */
  readonly startsAt?: number;
  readonly milestoneId?: string;
  readonly sportradarId?: string;
  /** Other events of the same game: spreads, totals. */
  readonly otherEvents: readonly string[];
}

/** How an event is on a date. */
export interface Placement {
  readonly milestone?: WireMilestone;
  readonly startsAt?: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Statuses of a market after which it takes no orders any more. */
const OVER: ReadonlySet<string> = new Set([
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
  "settled",
]);

/** Finds the milestones of an event by its ticker. */
export type MilestonesOf = (ticker: string) => readonly WireMilestone[];

/** An index of milestones: those that name an event as the game's main one or, failing that, among its first ones. */
export function indexMilestones(milestones: readonly WireMilestone[]): MilestonesOf {
  const main = new Map<string, Map<string, WireMilestone>>();
  const primary = new Map<string, Map<string, WireMilestone>>();
  const add = (index: typeof main, ticker: string, milestone: WireMilestone) =>
    index.set(ticker, (index.get(ticker) ?? new Map()).set(milestone.id, milestone));
  for (const milestone of milestones) {
    const ticker = milestone.details?.main_game_event_ticker;
    if (typeof ticker === "string") add(main, ticker, milestone);
    for (const each of milestone.primary_event_tickers ?? []) add(primary, each, milestone);
  }
  return (ticker) => [...(main.get(ticker) ?? primary.get(ticker) ?? new Map()).values()];
}

/**
 * Finds out whether an event is on a date: by its milestone or, without one, by the date in its ticker.
 *
 * @returns `undefined` where it is on another date; a refusal where that cannot be known
 */
export function placeEvent(
  ticker: string,
  milestonesOf: MilestonesOf,
  date: string,
): Result<Placement | undefined> {
  const written = dateOf(ticker);
  const span = easternSpan(date);
  const own = milestonesOf(ticker);
  const [milestone] = own;
  const starts = own.map((each) => Date.parse(each.start_date));
  if (own.length > 1) {
    const here = written === date || starts.some((start) => isIn(span, start));
    const ids = own.map(({ id }) => safeText(id)).sort().join(", ");
    return here
      ? refuse("several_milestones", `several milestones of the exchange are about it: ${ids}`)
      : succeed(undefined);
  }
  const startsAt = starts[0] ?? NaN;
  if (milestone !== undefined && isIn(span, startsAt)) return succeed({ milestone, startsAt });
  if (milestone !== undefined && !Number.isNaN(startsAt)) {
    const said = `${easternDate(startsAt)} ${easternClock(startsAt)} ET`;
    return written === date
      ? refuse("two_dates", `its ticker has this date, its milestone starts at ${said}`)
      : succeed(undefined);
  }
  if (written === undefined) {
    return refuse("no_date", "neither a milestone nor its ticker says when it is");
  }
  if (written !== date) return succeed(undefined);
  return succeed(milestone === undefined ? {} : { milestone });
}

/** Reads the games of a date. Everything else that claims to be of that date is refused and named. */
export function readExchangeGames(
  table: TeamTable,
  date: string,
  side: ExchangeSide,
): { readonly games: readonly ExchangeGame[]; readonly refused: readonly Refused[] } {
  const games: ExchangeGame[] = [];
  const refused: Refused[] = [];
  const targets = new Map(side.targets.map((target) => [target.id, target]));
  const milestonesOf = indexMilestones(side.milestones);
  const events = new Map(side.events.map((event) => [event.event_ticker, event]));
  for (const event of events.values()) {
    const what = safeText(event.event_ticker);
    const place = placeEvent(event.event_ticker, milestonesOf, date);
    if (place.ok && place.value === undefined) continue;
    const game = place.ok ? readGame(table, event, place.value ?? {}, targets) : place;
    if (game.ok) games.push(game.value);
    else refused.push({ what, reason: game.reason.message });
  }
  return { games, refused };
}

type Targets = ReadonlyMap<string, WireStructuredTarget>;

/** Reads a game; refused where the event cannot be one. */
function readGame(
  table: TeamTable,
  event: WireEvent,
  { milestone, startsAt }: Placement,
  targets: Targets,
): Result<ExchangeGame> {
  const status = String(milestone?.details?.status ?? "");
  if (/^(postponed|cancel)/i.test(status)) {
    return refuse("no_game", `the exchange's milestone says ${safeText(status)}`);
  }
  const markets = (event.markets ?? []).filter((market) => market.event_ticker === event.event_ticker);
  const [firstMarket, secondMarket] = markets;
  if (markets.length !== 2 || firstMarket === undefined || secondMarket === undefined) {
    return refuse("no_game", `expected two winner markets, found ${markets.length}`);
  }
  const strange = [event.event_ticker, ...markets.map(({ ticker }) => ticker)].find((each) =>
    !isPlainTicker(each)
  );
  if (strange !== undefined) return refuse("no_game", `${safeText(strange, 60)} is no ticker`);
  if (markets.every(({ status }) => OVER.has(status))) {
    return refuse("no_game", `it is over: its markets are ${safeText(firstMarket.status)}`);
  }
  const odd = markets.find(({ market_type: type }) => (type ?? "binary") !== "binary");
  if (odd !== undefined) return refuse("no_game", `${safeText(odd.ticker)} is no yes-or-no market`);
  const teams = [
    readTeam(table, event, firstMarket, targets),
    readTeam(table, event, secondMarket, targets),
  ] as const;
  for (const { identity } of teams) if (identity.kind === "unclear") return refuse("no_game", identity.why);
  const [first, second] = teams;
  const sameTarget = first.targetId !== "" && first.targetId === second.targetId;
  if (sameTarget || sameTeam(first.identity, second.identity)) {
    return refuse("no_game", "both markets are of one team");
  }
  const found = milestone === undefined ? succeed(undefined) : findHome(table, milestone, teams, targets);
  if (!found.ok) return found;
  const home = found.value;
  const sportradarId = milestone?.source_ids?.source_3_id;
  const others = (milestone?.primary_event_tickers ?? []).filter((ticker) =>
    ticker !== event.event_ticker && isPlainTicker(ticker)
  );
  return succeed({
    event: event.event_ticker,
    teams,
    otherEvents: [...new Set(others)].sort(),
    ...(home === undefined ? {} : { home }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(milestone === undefined ? {} : { milestoneId: safeText(milestone.id, 100) }),
    // Third parties found Sportradar's game id in this field; anything but a UUID is something else.
    ...(typeof sportradarId === "string" && UUID.test(sportradarId) ? { sportradarId } : {}),
  });
}

function readTeam(table: TeamTable, event: WireEvent, market: WireMarket, targets: Targets): ExchangeTeam {
  const strikes = Object.entries(market.custom_strike ?? {}).flatMap(([key, value]) =>
    /_team$/.test(key) && typeof value === "string" && value !== "" ? [value] : []
  );
  const targetId = strikes.length === 1 ? strikes[0] ?? "" : "";
  const target = targets.get(targetId);
  const isOfEvent = market.ticker.startsWith(`${event.event_ticker}-`);
  const suffix = isOfEvent ? codeOf(market.ticker, event.event_ticker) : "";
  const names = [...texts(market.yes_sub_title), ...namesOf(target, table.college)];
  const codes = [...codesOf(target), ...texts(suffix)];
  const identity = table.identify({ names, codes });
  const known = identity.kind === "team" ? identity.team : undefined;
  return {
    identity,
    code: known?.code ?? (safeText(codes[0] ?? "", 12) || "TEAM"),
    name: known === undefined
      ? safeText(target?.name ?? names[0] ?? suffix, 60)
      : `${known.city} ${known.name}`,
    targetId: safeText(targetId, 100),
    market: market.ticker,
  };
}

function texts(...values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string" && value.trim() !== "") as string[];
}

/** A mascot alone says little of a college. */
function namesOf(target: WireStructuredTarget | undefined, college: boolean): string[] {
  const { market, team_name: mascot, short_name: short } = target?.details ?? {};
  const whole = texts(market, mascot).length === 2 ? [`${market} ${mascot}`] : [];
  return [...texts(target?.name, short, market), ...whole, ...(college ? [] : texts(mascot))];
}

function codesOf(target: WireStructuredTarget | undefined): string[] {
  return texts(target?.details?.abbreviation);
}

/**
 * Which of two teams the milestone has at home.
 *
 * @returns its place, `undefined` where the milestone does not say; refused where its teams are not those of the markets
 */
function findHome(
  table: TeamTable,
  milestone: WireMilestone,
  teams: readonly [ExchangeTeam, ExchangeTeam],
  targets: Targets,
): Result<0 | 1 | undefined> {
  const { home_team_id: homeId, away_team_id: awayId } = milestone.details ?? {};
  if (typeof homeId !== "string" || typeof awayId !== "string" || homeId === "" || awayId === "") {
    return succeed(undefined);
  }
  const is = (id: string, team: ExchangeTeam) => {
    if (team.targetId !== "") return team.targetId === id;
    const target = targets.get(id);
    const evidence = { names: namesOf(target, table.college), codes: codesOf(target) };
    return target !== undefined && sameTeam(table.identify(evidence), team.identity);
  };
  const [first, second] = teams;
  const straight = is(homeId, first) && is(awayId, second);
  const crossed = is(homeId, second) && is(awayId, first);
  if (straight === crossed) {
    return refuse("other_teams", "the teams of the exchange's milestone are not those of its markets");
  }
  return succeed(straight ? 0 : 1);
}
