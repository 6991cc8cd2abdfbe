/**
 * The outcome of a sweep as lines for people.
 *
 * @module
 */
import { formatMetric } from "../../backtest/report/build.ts";
import type { Parameters } from "../../backtest/sweep/grid.ts";
import type { Shard } from "../../backtest/sweep/shard.ts";
import type { RankedSet, Ranking } from "../../backtest/sweep/ranking.ts";
import { walkedTotal } from "../../backtest/sweep/walk_forward.ts";
import { warningsOf } from "../../backtest/sweep/warnings.ts";
import { safeLine } from "../../lib/safe_text.ts";

/** Caveats shown; the file has all. */
const MOST_CAVEATS = 5;
/** Width of texts where there is no terminal. */
const TEXT_COLUMNS = 100;
/** Rows of the table are kept within it where they can be, or within the terminal if that is wider. */
const ROW_COLUMNS = 80;
/** No column or text is made narrower than this, however narrow the terminal. */
const LEAST_COLUMNS = 20;

/** The facts that go with a sweep's lines. */
export interface SweepShown {
  /** How many sets to show. */
  readonly top: number;
  readonly folder: string;
  readonly elapsedMs?: number | undefined;
  /** How wide the terminal is; left out where there is none. */
  readonly columns?: number | undefined;
}

/** The lines: the best sets, how sure their gain is, and why it may be luck. Texts from outside have no control characters. */
export function* sweepLines(shard: Shard, ranking: Ranking, shown: SweepShown): Generator<string> {
  const { folder, columns = TEXT_COLUMNS } = shown;
  const text = function* (line: string) {
    yield* wrapped(safeLine(line), columns, "  ");
  };
  yield* text(headline(shard, shown));
  if (shard.refused > 0) {
    const are = shard.refused === 1
      ? "is no set: the strategy refuses it"
      : "are no sets: the strategy refuses them";
    const why = shard.refused_because === null ? "" : ` (first: ${shard.refused_because})`;
    yield* text(`${count(shard.refused, "cell")} of the grid ${are}${why}`);
  }
  const out = shard.left_out.length;
  if (out > 0) yield* text(`${count(out, "recording")} ${out === 1 ? "is" : "are"} left out, see sweep.json`);
  yield "";
  yield* table(ranking, shard.games.length, shown);
  yield* folds(ranking, columns);
  yield "";
  if (ranking.notWalked !== undefined) yield* text(`note: ${ranking.notWalked}`);
  for (const caveat of shard.caveats.slice(0, MOST_CAVEATS)) yield* text(`note: ${caveat}`);
  const more = shard.caveats.length - MOST_CAVEATS;
  if (more > 0) yield `and ${count(more, "more note")}, see sweep.json`;
  for (const warning of warningsOf(ranking)) yield* text(`warning: ${warning}`);
  yield `kept in ${folder}`;
}

function headline(shard: Shard, { elapsedMs }: SweepShown): string {
  const events = shard.games.reduce((sum, game) => sum + game.events, 0) * shard.sets.length;
  const time = elapsedMs === undefined ? "" : ` in ${(elapsedMs / 1000).toFixed(1)} s`;
  const over = `${count(shard.sets.length, "set")} over ${count(shard.games.length, "game")}`;
  return `${over}, ${(events / 1e6).toFixed(1)} M events${time}`;
}

function* table({ sets }: Ranking, games: number, { top, columns = 0 }: SweepShown): Generator<string> {
  const headings = ["RANK", "P&L", "A GAME (95 %)", "SHARPE", "WON", "PARAMETERS"];
  const rows = [headings, ...sets.slice(0, top).map((set) => cells(set, games))];
  const widths = headings.slice(0, -1).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  for (const row of rows) {
    const left = widths.map((width, column) => (row[column] ?? "").padStart(width)).join("  ") + "  ";
    const room = Math.max(columns, ROW_COLUMNS) - left.length;
    const [first = "", ...others] = wrapped(row.at(-1) ?? "", room, "");
    yield left + first;
    for (const line of others) yield " ".repeat(left.length) + line;
  }
}

function cells(set: RankedSet, games: number): string[] {
  const { pnlPerGame: interval } = set;
  const range = interval === undefined ? "–" : `${money(interval.low)}…${money(interval.high)}`;
  return [
    String(set.rank),
    money(set.pnl),
    games === 0 ? "–" : `${money(set.pnl / games)} (${range})`,
    formatMetric(set.sharpePerGame, "ratio"),
    `${set.wins}/${set.roundTrips}`,
    parametersText(set.parameters),
  ];
}

function* folds(ranking: Ranking, columns: number): Generator<string> {
  if (ranking.folds.length === 0) return;
  yield "";
  yield "walking forward: chosen on the games before, tried on the next";
  for (const fold of ranking.folds) {
    const before = `${money(fold.trainPnl)} over ${count(fold.trainGames, "game")}`;
    const after = `${money(fold.testPnl)} over ${count(fold.testGames, "game")}`;
    const line = `${before} → ${after}  ${parametersText(fold.parameters)}`;
    for (const each of wrapped(line, columns - 2, "  ")) yield `  ${each}`;
  }
  const { testPnl, testGames, testRoundTrips } = walkedTotal(ranking.folds);
  const trips = count(testRoundTrips, "round trip");
  yield `  total: ${money(testPnl)} over ${count(testGames, "game")}, ${trips}`;
}

/** `threshold=0.9 stake=25`; a text that would be taken for more than one word is in quotes. */
function parametersText(parameters: Parameters): string {
  return Object.entries(parameters).map(([name, value]) => {
    const text = safeLine(String(value));
    return `${safeLine(name)}=${text === "" || /[\s"=]/.test(text) ? JSON.stringify(text) : text}`;
  }).join(" ");
}

/** A text broken at its spaces; a word that is longer than a line stays whole. */
function* wrapped(text: string, columns: number, indent: string): Generator<string> {
  const width = Math.max(columns, LEAST_COLUMNS);
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > width) {
      yield line;
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  yield line;
}

function money(micros: number): string {
  return formatMetric(Math.round(micros), "money");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
