/**
 * Made-up games as recordings: books, trades, scores and the clock, the same every time for the same sketch.
 *
 * Prices follow way-points that every rule finds something to do at: a long favourite, shocks without a basket, a team
 * that comes back, an even end.
 *
 * @module
 */
import { assert } from "@std/assert";
import { formatPrice, formatQuantity, type Price, type Quantity } from "../../../src/core/numbers/money.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
import type { RecordingDescription } from "../../../src/recording/format/format.ts";
import type { InputSource } from "../../../src/core/inputs.ts";
import { createRecording } from "../../../src/recording/writer.ts";
import { SketchBook } from "./sketch_book.ts";
import { must } from "../../support/must.ts";

/** When the games of the tests begin, Unix milliseconds. */
export const TIP_OFF = Date.UTC(2026, 10, 21, 1, 30);

/** How a game's markets end: the exchange says so, the score does, or nothing. */
export type Ending = "result" | "score" | "open";

/** One game. */
export interface Sketch {
  readonly seed: number;
  /** Two teams, away and home. @default "LACCHA" */
  readonly teams?: string;
  /** @default TIP_OFF */
  readonly startedAt?: number;
  /** How much of it there is. @default {420} */
  readonly seconds?: number;
  /** @default "result" */
  readonly ending?: Ending;
}

/** One input as it is recorded. */
export interface SketchInput {
  readonly at: number;
  readonly src: InputSource;
  readonly raw: unknown;
}

/** What a sketch is called. */
export interface Names {
  readonly event: string;
  readonly home: string;
  readonly away: string;
  readonly homeMarket: string;
  readonly awayMarket: string;
}

/** The tickers of a sketch. */
export function namesOf({ teams = "LACCHA" }: Sketch): Names {
  const event = `KXNBAGAME-26NOV20${teams}`;
  const away = teams.slice(0, 3);
  const home = teams.slice(3);
  return { event, home, away, homeMarket: `${event}-${home}`, awayMarket: `${event}-${away}` };
}

/** Seconds of the last quarter that are left when a sketch begins. */
const CLOCK_SECONDS = 420;
const SECOND_MS = 1_000;

/** The home team's price in cents at some seconds; between them it goes straight. */
const PRICES: readonly (readonly [second: number, cents: number])[] = [
  [0, 8],
  [60, 12],
  [100, 22],
  [101, 45],
  [112, 34],
  [150, 46],
  [200, 52],
  [220, 50],
  [221, 72],
  [228, 55],
  [260, 45],
  [275, 10],
  [300, 24],
  [301, 40],
  [310, 78],
  [330, 88],
  [360, 92],
  [400, 94],
  [415, 97],
];

/** Home − away at some seconds, as steps. */
const DIFFERENCES: readonly (readonly [second: number, difference: number])[] = [
  [0, -12],
  [40, -9],
  [70, -6],
  [95, -3],
  [150, 0],
  [180, 2],
  [240, 0],
  [265, -3],
  [302, 0],
  [312, 3],
  [350, 5],
];

function priceAt(second: number): number {
  const after = PRICES.findIndex(([at]) => at > second);
  const [fromAt, from] = PRICES[after < 0 ? PRICES.length - 1 : after - 1] ?? [0, 50];
  const [toAt, to] = PRICES[after < 0 ? PRICES.length - 1 : after] ?? [0, 50];
  return toAt === fromAt ? to : from + (to - from) * (second - fromAt) / (toAt - fromAt);
}

function differenceAt(second: number): number {
  return DIFFERENCES.findLast(([at]) => at <= second)?.[1] ?? 0;
}

/** Writes down the inputs of a game as it goes along. */
class Scribe {
  readonly inputs: SketchInput[] = [];
  readonly #sequences = new Map<number, number>();

  put(at: number, src: InputSource, raw: unknown): void {
    this.inputs.push({ at, src, raw });
  }

  frame(at: number, sid: number, type: string, msg: unknown): void {
    const seq = (this.#sequences.get(sid) ?? 0) + 1;
    this.#sequences.set(sid, seq);
    this.put(at, "ws", { type, sid, seq, msg });
  }
}

function wireMarket(ticker: string, event: string, team: string, more: Record<string, unknown> = {}) {
  return {
    ticker,
    event_ticker: event,
    title: "a made-up game",
    yes_sub_title: team,
    status: "active",
    strike_type: "structured",
    custom_strike: { basketball_team: team },
    price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
    ...more,
  };
}

function list(scribe: Scribe, at: number, { event, home, away, homeMarket, awayMarket }: Names): void {
  const markets = [wireMarket(homeMarket, event, home), wireMarket(awayMarket, event, away)];
  const series = { ticker: "KXNBAGAME", fee_type: "quadratic", fee_multiplier: 1 };
  scribe.put(at, "rest", { path: "/series/KXNBAGAME", status: 200, body: { series } });
  const body = { event: { event_ticker: event, series_ticker: "KXNBAGAME", markets } };
  scribe.put(at, "rest", { path: `/events/${event}?with_nested_markets=true`, status: 200, body });
}

function settle(scribe: Scribe, at: number, { event, home, away, homeMarket, awayMarket }: Names): void {
  const ends = [[homeMarket, home, "yes"], [awayMarket, away, "no"]] as const;
  for (const [ticker, team, result] of ends) {
    const market = wireMarket(ticker, event, team, { status: "finalized", result });
    scribe.put(at, "rest", { path: `/markets/${ticker}`, status: 200, body: { market } });
  }
}

/** A state of the older systems tells the score; it calls its prices stale, so that it moves no book. */
function score(names: Names, at: number, second: number, isFinal: boolean): Record<string, unknown> {
  const difference = differenceAt(second);
  const baskets = Math.floor(second / 12) * 2 + 80;
  return {
    timestamp: at / SECOND_MS,
    game_id: "0022600123",
    league: "nba",
    event_ticker: names.event,
    home_team: names.home,
    away_team: names.away,
    home_score: baskets + Math.max(0, difference),
    away_score: baskets - Math.min(0, difference),
    period: 4,
    seconds_left: Math.max(0, CLOCK_SECONDS - second),
    status: isFinal ? "Final" : "live",
    stale: true,
    home_market: { ticker: names.homeMarket, last: 0.5 },
    away_market: { ticker: names.awayMarket, last: 0.5 },
  };
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random.next() * 16).toString(16)).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** All inputs of a game. */
export function inputsOf(sketch: Sketch): SketchInput[] {
  const { seed, startedAt = TIP_OFF, seconds = CLOCK_SECONDS, ending = "result" } = sketch;
  const random = new Random(seed);
  const names = namesOf(sketch);
  const scribe = new Scribe();
  const books = [names.homeMarket, names.awayMarket].map((market) => ({
    market,
    book: new SketchBook(market, random),
  }));
  list(scribe, startedAt, names);
  scribe.put(startedAt + 0.25, "ws.state", { state: "open", detail: "made up" });
  const priceOf = (market: string, cents: number) => market === names.homeMarket ? cents : 100 - cents;
  const start = priceAt(0);
  for (const { market, book } of books) {
    book.moveTo(priceOf(market, start), 2);
    scribe.frame(startedAt + 0.5, 1, "orderbook_snapshot", book.snapshot());
  }
  for (let second = 0; second < seconds; second++) {
    const at = startedAt + (second + 1) * SECOND_MS;
    scribe.put(at, "clock", null);
    const cents = priceAt(second) + (random.next() - 0.5) * 2;
    // Now and then the book is torn open.
    const spread = second % 50 === 0 || second === 101 || second === 221 ? 8 : random.next() < 0.8 ? 1 : 2;
    for (const [index, { market, book }] of books.entries()) {
      const moved = at + 100 + index * 50.125;
      for (const { price, delta, side } of book.moveTo(priceOf(market, cents), spread)) {
        const price_dollars = formatPrice(price * 100 as Price);
        const delta_fp = formatQuantity(delta as Quantity);
        const stamp = second % 3 === 0 ? {} : { ts_ms: Math.floor(moved) - 20 };
        const msg = { market_ticker: market, price_dollars, delta_fp, side, ...stamp };
        scribe.frame(moved, 1, "orderbook_delta", msg);
      }
      const taker = random.next() < 0.5 ? "yes" : "no";
      const printed = book.best(taker === "yes" ? "no" : "yes");
      if (printed === undefined || random.next() < 0.3) continue;
      scribe.frame(moved + 200, 2, "trade", {
        trade_id: second % 40 === 0 ? `odd trade ${second} ✓` : uuid(random),
        market_ticker: market,
        yes_price_dollars: formatPrice(printed * 100 as Price),
        count_fp: formatQuantity(1 + Math.floor(random.next() * 40_000) as Quantity),
        taker_side: taker,
        ts: Math.floor(moved / SECOND_MS),
      });
      if (second % 5 !== 0) continue;
      const interest = second % 10 === 0 ? { open_interest_fp: `${second * 10}.00` } : {};
      const msg = { market_ticker: market, volume_fp: `${second * 100}.00`, ...interest };
      scribe.put(moved + 210, "ws", { type: "ticker", sid: 3, msg });
    }
    scribe.put(at + 700, "feed.import_state", score(names, at + 700, second, false));
  }
  const end = startedAt + (seconds + 1) * SECOND_MS;
  if (ending !== "open") scribe.put(end, "feed.import_state", score(names, end, CLOCK_SECONDS, true));
  if (ending === "result") settle(scribe, end + 500, names);
  scribe.put(end + SECOND_MS, "clock", null);
  return scribe.inputs.sort((a, b) => a.at - b.at);
}

/** What the recording of a sketch says of itself. */
export function describe(sketch: Sketch): RecordingDescription {
  const { event, homeMarket, awayMarket } = namesOf(sketch);
  return {
    program: "0.1.0",
    created_at: new Date(sketch.startedAt ?? TIP_OFF).toISOString(),
    environment: "sim",
    markets: [awayMarket, homeMarket],
    event,
    game: { gameId: `game-${sketch.teams ?? "LACCHA"}` },
    config: {},
    yes_prices: true,
    sequenced: true,
  };
}

/** How inputs are recorded. */
export interface RecordOptions {
  /** Other words in the header. */
  readonly description?: Partial<RecordingDescription>;
  /** Time that one segment holds, ms. */
  readonly rotateMs?: number;
}

/** Records inputs with the program's own writer. @returns the files, in order */
export async function record(
  root: string,
  sketch: Sketch,
  inputs: readonly SketchInput[] = inputsOf(sketch),
  { description = {}, rotateMs }: RecordOptions = {},
): Promise<readonly string[]> {
  const startedAt = sketch.startedAt ?? TIP_OFF;
  const writer = must(createRecording(
    { root, group: "nba", name: namesOf(sketch).event, startedAt },
    { ...describe(sketch), ...description },
    rotateMs === undefined ? {} : { rotateMs },
  ));
  for (const { at, src, raw } of inputs) writer.append(at, src, JSON.stringify(raw), true);
  const closed = await writer.close(inputs.at(-1)?.at ?? startedAt, "the game is over");
  assert(closed.failure === undefined, closed.failure);
  return closed.segments ?? [closed.path];
}
