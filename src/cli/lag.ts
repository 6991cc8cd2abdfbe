/**
 * `kalshi-live lag`: how far two scoreboards were behind the book, from logs of one game on one clock.
 *
 * @module
 */
import type { GameUpdate, TeamSide } from "../core/game/game.ts";
import { type BookMove, LagMeter, type Score, type ScoreLag } from "../core/game/score_lag.ts";
import { codeOf } from "../core/market/ticker.ts";
import { alignColumns } from "../lib/columns.ts";
import { describeError } from "../lib/errors.ts";
import {
  type Log,
  type LoggedBook,
  type LoggedScore,
  parseBookLog,
  parseScoreLog,
} from "../recording/import/screen_logs.ts";
import { LineFile } from "../lib/line_file.ts";
import { type CommandSpec, type Flags, type FlagSpec, HELP_FLAG, usage } from "./flags.ts";
import { failure, type Output } from "./program.ts";
import { FEEDS, type PolledFeed } from "../feeds/feeds.ts";

/** Scoreboards of the command line, in the order of the columns. */
const LOGGED = ["espn", "sportradar"] as const satisfies readonly PolledFeed[];
type LoggedFeed = typeof LOGGED[number];

/** The command line of `lag`. */
export const LAG: CommandSpec = {
  name: "lag",
  words: "",
  summary: "Shows how far scoreboards were behind the book, for each scoring play of a logged game.",
  flags: [
    { name: "book", kind: "text", value: "FILE", help: "log of the order book, plain or gzipped" },
    ...LOGGED.map((name): FlagSpec => (
      { name, kind: "text", value: "FILE", help: `log of ${FEEDS[name].title}'s scoreboard` }
    )),
    { name: "json", kind: "switch", help: "one JSON object" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live lag --book kalshi_book.txt.gz --espn espn_log.txt.gz --sportradar sportradar_log.txt.gz",
  ],
};

interface ScoreLog extends Log<LoggedScore> {
  readonly feed: LoggedFeed;
}

/** One scoring play, and when each scoreboard showed it. */
interface Play {
  readonly before: Score;
  readonly score: Score;
  readonly move: BookMove | undefined;
  readonly seen: readonly ScoreLag[];
}

interface Measured {
  readonly market: string;
  readonly home: string;
  readonly away: string;
  readonly plays: readonly Play[];
  readonly logs: readonly ScoreLog[];
}

/** Runs the command. */
export async function lag(flags: Flags, output: Output): Promise<number> {
  if (flags.words.length > 0) throw usage(`Cannot run lag: expected flags only, was "${flags.words[0]}"`);
  const bookFile = flags.text("book");
  if (bookFile === undefined) throw usage("Cannot run lag: expected --book FILE");
  const named = LOGGED.filter((feed) => flags.text(feed) !== undefined);
  if (named.length === 0) throw usage("Cannot run lag: expected --espn FILE, --sportradar FILE, or both");
  const books = await readLog(bookFile, "an order book", parseBookLog, output);
  const logs: ScoreLog[] = [];
  for (const feed of named) {
    logs.push({ feed, ...await readLog(flags.text(feed) ?? "", "a scoreboard", parseScoreLog, output) });
  }
  const measured = measure(books.screens, logs);
  if (flags.switch("json") === true) output.line(JSON.stringify(record(measured)));
  else for (const line of table(measured)) output.line(line);
  return 0;
}

async function readLog<Screen>(
  path: string,
  what: string,
  parse: (text: string) => Log<Screen>,
  output: Output,
): Promise<Log<Screen>> {
  const { text, breakage } = await readText(path);
  const log = parse(text);
  if (log.screens.length === 0) {
    throw failure(
      `Cannot read "${path}": expected the log of ${what}${breakage === undefined ? "" : `; ${breakage}`}`,
    );
  }
  if (breakage !== undefined) output.note(`${path}: ${breakage}; what is sound is read`);
  if (log.unreadable > 0) {
    output.note(`${path}: ${log.unreadable} screen${log.unreadable === 1 ? "" : "s"} could not be read`);
  }
  return log;
}

/** A file, plain or gzipped, as far as it is sound. */
async function readText(path: string): Promise<{ text: string; breakage: string | undefined }> {
  try {
    const file = await LineFile.open(path);
    const lines: string[] = [];
    for await (const batch of file.batches()) lines.push(...batch);
    lines.push(file.takeRest());
    return { text: lines.join("\n"), breakage: file.breakage };
  } catch (error) {
    throw failure(`Cannot read "${path}": ${describeError(error)}`);
  }
}

/** Plays the logs in the order of their clock; at the same second the book comes first, as it does in life. */
function measure(books: readonly LoggedBook[], logs: readonly ScoreLog[]): Measured {
  const market = books[0]?.market ?? "";
  const game = logs[0]?.screens[0]?.game;
  const home = game?.home.code ?? "";
  const away = game?.away.code ?? "";
  const strange = logs.find(({ screens }) => screens[0]?.game.gameId !== game?.gameId);
  if (strange !== undefined) {
    throw failure(`Cannot compare: expected one game, the log of ${FEEDS[strange.feed].title} is of another`);
  }
  const meter = new LagMeter();
  meter.follow("game", market, sideOf(market, home, away));
  const updates = logs.flatMap(({ feed, screens }) =>
    screens.map(({ at, game }): GameUpdate => ({ kind: "game", at, feed, event: "game", game }))
  ).sort((a, b) => a.at - b.at);
  const seen: ScoreLag[] = [];
  let next = 0;
  for (const update of updates) {
    for (let book = books[next]; book !== undefined && book.at <= update.at; book = books[++next]) {
      if (book.market === market) meter.book(market, book.at, book.bids[0]?.price, book.asks[0]?.price);
    }
    const found = meter.game(update);
    if (found !== undefined) seen.push(found);
  }
  return { market, home, away, plays: groupPlays(seen), logs };
}

function sideOf(market: string, home: string, away: string): TeamSide {
  const code = codeOf(market);
  if (code === home) return "home";
  if (code === away) return "away";
  throw failure(`Cannot compare: the book of ${market} is of neither ${away} nor ${home}`);
}

function groupPlays(seen: readonly ScoreLag[]): readonly Play[] {
  const plays = new Map<string, Play>();
  for (const each of seen) {
    const key = `${each.score.home}-${each.score.away}`;
    const { before, score, move } = plays.get(key) ?? each;
    plays.set(key, { before, score, move, seen: [...plays.get(key)?.seen ?? [], each] });
  }
  return [...plays.values()];
}

function record({ market, home, away, plays, logs }: Measured): Record<string, unknown> {
  return {
    type: "lag",
    market,
    home,
    away,
    plays: plays.map(({ before, score, move, seen }) => ({
      before,
      score,
      book: move === undefined
        ? null
        : { at: clock(move.at), from: (move.from / 10_000).toFixed(4), to: (move.to / 10_000).toFixed(4) },
      feeds: Object.fromEntries(logs.map(({ feed }) => {
        const found = seen.find((each) => each.feed === feed);
        return [feed, found === undefined ? null : { at: clock(found.at), lag_ms: found.lagMs ?? null }];
      })),
    })),
  };
}

function table({ market, home, away, plays, logs }: Measured): readonly string[] {
  const head = ["score", "book moved", "mid", ...logs.map(({ feed }) => FEEDS[feed].title)];
  const points = ({ home: atHome, away: afar }: Score) => `${away} ${afar} – ${atHome} ${home}`;
  const rows = plays.map(({ before, score, move, seen }) => [
    `${points(before)} → ${points(score)}`,
    move === undefined ? "no move found" : clock(move.at),
    move === undefined ? "" : `${cents(move.from)} → ${cents(move.to)}`,
    ...logs.map((log) => {
      const found = seen.find(({ feed }) => feed === log.feed);
      if (found === undefined) return `not shown: its log ends at ${clock(log.screens.at(-1)?.at ?? 0)}`;
      return found.lagMs === undefined
        ? clock(found.at)
        : `${clock(found.at)}  +${Number((found.lagMs / 1_000).toFixed(3))} s`;
    }),
  ]);
  const lines = alignColumns([head, ...rows], { gap: "   " });
  const count = `${plays.length} scoring play${plays.length === 1 ? "" : "s"}`;
  return [`${market}: ${away} at ${home}, ${count}; lags are behind the book`, "", ...lines];
}

function cents(price: number): string {
  return `${(price / 100).toFixed(1)}¢`;
}

/** `23:26:24` of milliseconds since midnight. */
function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
