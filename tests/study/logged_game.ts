/**
 * The last twenty minutes of a real football game, PHI at LAC on 2025-12-08, as the events that an engine takes: the book of
 * one market, and ESPN's scoreboard, from logs on one clock.
 *
 * The logs are screens of whole seconds. There are no trades in them, no time-outs that are left, and of the book five levels.
 * The yard line of ESPN's log counts from the home team's goal line, as in its API; plays of the log say the same.
 *
 * @module
 */
import type { Fixture } from "../../src/core/engine_state.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type { Down, GameState } from "../../src/core/game/game.ts";
import { QUADRATIC } from "../../src/core/market/fees.ts";
import { CENT_GRID } from "../../src/core/market/ticks.ts";
import { NO_MONEY } from "../../src/core/numbers/money.ts";
import { parseBookLog, parseScoreLog } from "../../src/recording/import/screen_logs.ts";

/** Midnight of the logs' day in New York, whose clock they show. */
const MIDNIGHT = Date.UTC(2025, 11, 8, 5);
const EVENT = "KXNFLGAME-25DEC08PHILAC";
const MARKET = `${EVENT}-PHI`;
/** Of the file of closing lines, `2025_14_PHI_LAC`: the home team gets 1.5 points. */
const CLOSING_SPREAD = -1.5;
const SECOND_MS = 1_000;

/** What the two logs say. */
export interface LoggedGame {
  readonly book: string;
  readonly espn: string;
}

/** Which market is whose, and the closing spread. */
export const LOGGED_FIXTURE: Fixture = {
  event: EVENT,
  homeMarket: `${EVENT}-LAC`,
  awayMarket: MARKET,
  pregame: { closingSpread: { value: CLOSING_SPREAD, source: "nfelo", readAt: MIDNIGHT } },
};

/** Reads the logs of a folder. */
export async function readLogs(folder: string): Promise<LoggedGame> {
  const read = async (name: string) => {
    const { body } = new Response(
      (await Deno.open(`${folder}/${name}`)).readable.pipeThrough(new DecompressionStream("gzip")),
    );
    return await new Response(body).text();
  };
  return { book: await read("kalshi_book.txt.gz"), espn: await read("espn_log.txt.gz") };
}

/**
 * The events of the game, to its settlement: LAC won 22–19, so PHI pays nothing.
 *
 * @param lagMs how much later than in the log the scoreboard comes; below 0 sooner
 */
export function loggedEvents({ book, espn }: LoggedGame, lagMs: number): EngineEvent[] {
  const books = parseBookLog(book).screens.filter(({ market }) => market === MARKET);
  const first = books[0]?.at ?? 0;
  const last = books.at(-1)?.at ?? 0;
  const events: EngineEvent[] = books.map(({ at, bids, asks }) => ({
    kind: "book_snapshot",
    at: MIDNIGHT + at,
    market: MARKET,
    bids,
    asks,
  }));
  for (const { at, game } of scores(espn)) {
    const shown = at + lagMs;
    if (shown > last) continue;
    events.push({ kind: "game", at: MIDNIGHT + shown, feed: "espn", event: EVENT, game });
  }
  for (let at = first; at <= last; at += SECOND_MS) events.push({ kind: "clock", at: MIDNIGHT + at });
  const begin = Math.min(first, ...events.map(({ at }) => at - MIDNIGHT)) + MIDNIGHT;
  events.sort((a, b) => a.at - b.at);
  return [
    listing(begin),
    { kind: "feed", feed: "market_data", at: begin, up: true, detail: "log" },
    ...events,
    {
      kind: "market_life",
      at: MIDNIGHT + last,
      market: MARKET,
      status: "finalized",
      result: { yesPays: NO_MONEY },
    },
  ];
}

function listing(at: number): EngineEvent {
  return {
    kind: "market",
    at,
    info: {
      ticker: MARKET,
      event: EVENT,
      series: "KXNFLGAME",
      title: "Philadelphia at Los Angeles C",
      yesLabel: "Philadelphia",
      grid: CENT_GRID,
      fees: QUADRATIC,
      status: "active",
      exchangeIndex: 0,
      teamId: "PHI",
    },
  };
}

/** The screens of ESPN's log, with the position on the field. */
function scores(text: string): { readonly at: number; readonly game: GameState }[] {
  const screens = text.split(/^(?=\[\d\d:\d\d:\d\d\] )/m);
  return screens.flatMap((screen) => {
    const [read] = parseScoreLog(screen).screens;
    if (read === undefined) return [];
    const situation = situationOf(screen, read.game);
    return [{ at: read.at, game: situation === undefined ? read.game : { ...read.game, situation } }];
  });
}

function situationOf(screen: string, { possession }: GameState): Down | undefined {
  const [, down, distance, yardLine] = /^Situation:\s+(-?\d+) & (\d+) at (\d+)$/m.exec(screen)?.map(Number) ??
    [];
  if (possession === undefined || down === undefined || distance === undefined || yardLine === undefined) {
    return undefined;
  }
  // Before a kick-off ESPN says a down of −1.
  if (down < 1) return undefined;
  return { down, distance, yardsToGoal: possession === "home" ? 100 - yardLine : yardLine };
}
