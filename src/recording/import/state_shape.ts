/**
 * The merged states of the older systems: what was known of one game and its two winner markets at a moment.
 *
 * No file of theirs is at hand; the shape accepted here is drawn from what their strategies read, and is lenient in names:
 * the first of the names given for a field that is there counts.
 *
 * @module
 */
import type { Down, GamePhase, TeamSide } from "../../core/game/game.ts";
import { type League, LEAGUES } from "../../core/game/leagues.ts";
import { phaseOfWord } from "../../core/game/phase_word.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import { eventsOf } from "../../core/market/ticker.ts";
import { readContracts, readProbability } from "./numbers.ts";

/** The names a field may have, the preferred one first. */
export const STATE_FIELDS = {
  timestamp: ["timestamp", "ts", "time", "at"],
  gameId: ["game_id", "gameId"],
  league: ["league", "sport"],
  event: ["event_ticker", "eventTicker", "event"],
  period: ["period", "quarter"],
  clock: ["clock", "game_clock", "gameClock"],
  minutesLeft: ["minutes_left", "minutesLeft"],
  secondsLeft: ["seconds_left", "secondsLeft"],
  status: ["status", "game_status", "gameStatus", "phase"],
  stale: ["stale", "is_stale", "isStale"],
  possession: ["possession"],
  down: ["down"],
  distance: ["distance", "yards_to_go", "yardsToGo"],
  yardsToGoal: ["yards_to_goal", "yardsToGoal"],
  homeTeam: ["home_team", "homeTeam", "home"],
  awayTeam: ["away_team", "awayTeam", "away"],
  homeScore: ["home_score", "homeScore", "score_home", "scoreHome"],
  awayScore: ["away_score", "awayScore", "score_away", "scoreAway"],
  homeMarket: ["home_market", "homeMarket"],
  awayMarket: ["away_market", "awayMarket"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The names of a market's fields. */
export const STATE_MARKET_FIELDS = {
  ticker: ["ticker", "market_ticker", "marketTicker"],
  bid: ["bid", "yes_bid", "yesBid", "yes_bid_prob"],
  ask: ["ask", "yes_ask", "yesAsk", "yes_ask_prob"],
  last: ["last", "last_price", "lastPrice", "price", "price_prob"],
  volume: ["volume"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** One winner market of a state. */
export interface StateMarket {
  readonly ticker: string;
  readonly bid?: Price;
  readonly ask?: Price;
  readonly last?: Price;
  readonly volume?: Quantity;
}

/** A state, checked. */
export interface ImportedState {
  /** Unix milliseconds. */
  readonly at: number;
  readonly gameId: string;
  readonly league: League;
  readonly event: string;
  readonly homeTeam: string;
  readonly awayTeam: string;
  readonly homeScore: number;
  readonly awayScore: number;
  readonly period: number;
  readonly secondsLeftInPeriod: number;
  /** Left out where {@linkcode strangeStatus} says a word that is not known: the game's part is not guessed. */
  readonly phase?: GamePhase;
  readonly strangeStatus?: string;
  /** Whether the state itself says that its market data was stale. */
  readonly stale: boolean;
  readonly possession?: TeamSide;
  readonly situation?: Down;
  readonly home: StateMarket;
  readonly away: StateMarket;
}

/** The reason that a value is not a state. */
export interface StateProblem {
  readonly kind: "problem";
  /** The field, by its preferred name. */
  readonly field: string;
  readonly reason: string;
}

class Trouble extends Error {
  readonly problem: StateProblem;

  constructor(field: string, reason: string) {
    super(reason);
    this.problem = { kind: "problem", field, reason };
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Below this a number is seconds, above it milliseconds. */
const LARGEST_SECONDS = 100_000_000_000;

/** Reads a state, or says which field is missing or wrong. */
export function readState(value: unknown): ImportedState | StateProblem {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Trouble) return error.problem;
    throw error;
  }
}

function read(value: unknown): ImportedState {
  if (!isFields(value)) throw new Trouble("state", "expected an object");
  const take = (name: keyof typeof STATE_FIELDS) => find(value, STATE_FIELDS[name]);
  const league = readLeague(take("league"));
  const home = readMarket(take("homeMarket"), "home_market");
  const away = readMarket(take("awayMarket"), "away_market");
  if (home.ticker === away.ticker) {
    throw new Trouble("away_market.ticker", "expected another than the home team's");
  }
  const period = readWhole(take("period"), "period");
  const homeTeam = readName(take("homeTeam"), "home_team");
  const awayTeam = readName(take("awayTeam"), "away_team");
  const event = take("event");
  const possession = readPossession(take("possession"), homeTeam, awayTeam);
  const situation = readDown(take("down"), take("distance"), take("yardsToGoal"));
  return {
    at: readTime(take("timestamp")),
    gameId: readName(take("gameId"), "game_id"),
    league,
    event: typeof event === "string" && event !== ""
      ? event
      : eventsOf([home.ticker, away.ticker]).get(home.ticker) ?? home.ticker,
    homeTeam,
    awayTeam,
    homeScore: readWhole(take("homeScore"), "home_score"),
    awayScore: readWhole(take("awayScore"), "away_score"),
    period,
    secondsLeftInPeriod: readSeconds(take("clock"), take("minutesLeft"), take("secondsLeft")),
    ...readPhase(take("status"), league, period),
    stale: readSwitch(take("stale"), "stale"),
    ...(possession === undefined ? {} : { possession }),
    ...(situation === undefined ? {} : { situation }),
    home,
    away,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function find(fields: Fields, names: readonly string[]): unknown {
  for (const name of names) if (fields[name] !== undefined && fields[name] !== null) return fields[name];
  return undefined;
}

function missing(field: string): Trouble {
  return new Trouble(field, "it is missing");
}

function readTime(value: unknown): number {
  if (value === undefined) throw missing("timestamp");
  const at = typeof value === "number"
    ? (value < LARGEST_SECONDS ? value * 1000 : value)
    // Without a zone it would be read as the local time of whoever imports.
    : typeof value === "string" && /(?:Z|[+-]\d\d:?\d\d)$/i.test(value)
    ? Date.parse(value)
    : NaN;
  if (at > 0 && at <= 8_640_000_000_000_000) return at;
  throw new Trouble("timestamp", "expected Unix seconds or milliseconds, or RFC 3339 with a zone");
}

function readLeague(value: unknown): League {
  if (value === undefined) throw missing("league");
  const league = String(value).toLowerCase();
  if (isLeague(league)) return league;
  throw new Trouble("league", `expected one of ${LEAGUES.join(", ")}`);
}

function isLeague(text: string): text is League {
  return LEAGUES.some((league) => league === text);
}

function readName(value: unknown, field: string): string {
  if (value === undefined) throw missing(field);
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw new Trouble(field, "expected a text");
}

function readWhole(value: unknown, field: string): number {
  if (value === undefined) throw missing(field);
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw new Trouble(field, "expected a whole number of at least 0");
}

/** `11:32`, `0:05.4`, `PT11M32.00S`, or a number of minutes or seconds. */
function readSeconds(clock: unknown, minutesLeft: unknown, secondsLeft: unknown): number {
  if (typeof secondsLeft === "number" && secondsLeft >= 0) return secondsLeft;
  if (typeof minutesLeft === "number" && minutesLeft >= 0) return minutesLeft * 60;
  if (clock === undefined) throw missing("clock");
  const [, minutes, seconds] = /^(?:PT)?(\d+)[:M](\d+(?:\.\d+)?)S?$/.exec(String(clock)) ?? [];
  if (minutes === undefined) throw new Trouble("clock", "expected minutes:seconds");
  return Number(minutes) * 60 + Number(seconds);
}

/** As the NBA's `gameStatus` numbers them. */
const NUMBERED_PHASES: ReadonlyMap<unknown, GamePhase> = new Map([
  [1, "scheduled"],
  [2, "live"],
  [3, "final"],
]);

/** A state without a status shows by its period whether the game has started. */
function readPhase(
  value: unknown,
  league: League,
  period: number,
): Pick<ImportedState, "phase" | "strangeStatus"> {
  if (value === undefined || value === "") return { phase: period === 0 ? "scheduled" : "live" };
  const isNumbered = league === "nba" || league === "wnba";
  const phase = typeof value === "string"
    ? phaseOfWord(value)
    : isNumbered
    ? NUMBERED_PHASES.get(value)
    : undefined;
  return phase === undefined ? { strangeStatus: JSON.stringify(value).slice(0, 60) } : { phase };
}

function readSwitch(value: unknown, field: string): boolean {
  if (value === undefined || typeof value === "boolean") return value === true;
  throw new Trouble(field, "expected true or false");
}

function readPossession(value: unknown, home: string, away: string): TeamSide | undefined {
  if (value === "home" || value === home) return "home";
  return value === "away" || value === away ? "away" : undefined;
}

function readDown(down: unknown, distance: unknown, yardsToGoal: unknown): Down | undefined {
  return typeof down === "number" && typeof distance === "number" && typeof yardsToGoal === "number"
    ? { down, distance, yardsToGoal }
    : undefined;
}

function readMarket(value: unknown, field: string): StateMarket {
  if (value === undefined) throw missing(field);
  if (!isFields(value)) throw new Trouble(field, "expected an object with ticker, bid, ask, last");
  const take = (name: keyof typeof STATE_MARKET_FIELDS) => find(value, STATE_MARKET_FIELDS[name]);
  const ticker = take("ticker");
  if (ticker === undefined) throw missing(`${field}.ticker`);
  if (typeof ticker !== "string" || ticker === "") throw new Trouble(`${field}.ticker`, "expected a text");
  const price = (name: "bid" | "ask" | "last") => {
    const given = take(name);
    const read = readProbability(given);
    if (given === undefined || read !== undefined) return read;
    throw new Trouble(`${field}.${name}`, "expected a probability in 0…1 with at most 4 decimals");
  };
  const given = take("volume");
  const volume = readContracts(given);
  if (given !== undefined && volume === undefined) {
    throw new Trouble(`${field}.volume`, "expected a number of contracts");
  }
  const [bid, ask, last] = [price("bid"), price("ask"), price("last")];
  if (bid === undefined && ask === undefined && last === undefined) {
    throw new Trouble(field, "it has none of bid, ask and last");
  }
  return {
    ticker,
    ...(bid === undefined ? {} : { bid }),
    ...(ask === undefined ? {} : { ask }),
    ...(last === undefined ? {} : { last }),
    ...(volume === undefined ? {} : { volume }),
  };
}
