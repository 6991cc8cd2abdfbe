/**
 * What a sweep came to, as lines for people.
 *
 * @module
 */
import { formatMetric } from "../../backtest/report_build.ts";
import { oneLine } from "../one_line.ts";
import { warningOf } from "../../backtest/sweep/files.ts";
import type { SweepPart } from "../../backtest/sweep/part.ts";
import type { RankedSet, Ranking } from "../../backtest/sweep/ranking.ts";

/** Caveats shown; the file has all. */
const MOST_CAVEATS = 5;

/** What goes with a sweep's lines. */
export interface SweepShown {
  /** How many sets to show. */
  readonly top: number;
  readonly folder: string;
  readonly elapsedMs?: number | undefined;
}

/** The lines: the best sets, how sure their gain is, and whether it may be luck. */
export function* sweepLines(
  part: SweepPart,
  ranking: Ranking,
  { top, folder, elapsedMs }: SweepShown,
): Generator<string> {
  const events = part.games.reduce((sum, game) => sum + game.events, 0) * part.sets.length;
  const time = elapsedMs === undefined ? "" : ` in ${(elapsedMs / 1000).toFixed(1)} s`;
  yield `${part.sets.length} sets over ${part.games.length} games, ${
    (events / 1e6).toFixed(0)
  } M events${time}`;
  if (part.refused > 0) yield `${part.refused} cells of the grid are no set: the strategy refuses them`;
  if (part.left_out.length > 0) yield `${part.left_out.length} recordings are left out, see sweep.json`;
  yield "";
  const headings = ["RANK", "P&L", "A GAME (95 %)", "SHARPE", "TRIPS", "WINS", "PARAMETERS"];
  const rows = [headings, ...ranking.sets.slice(0, top).map((set) => cells(set, part.games.length))];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    yield row.map((cell, column) => column === row.length - 1 ? cell : cell.padStart(widths[column] ?? 0))
      .join("  ");
  }
  if (ranking.folds.length > 0) {
    yield "";
    yield "walking forward: chosen on the games before, tried on the next";
    for (const fold of ranking.folds) {
      const money = `${formatMetric(fold.trainPnl, "money")} over ${fold.trainGames} → ${
        formatMetric(fold.testPnl, "money")
      } over ${fold.testGames}`;
      yield `  ${money}  ${JSON.stringify(fold.parameters)}`;
    }
  }
  const warning = warningOf(ranking);
  yield "";
  if (ranking.notWalked !== undefined) yield `note: ${ranking.notWalked}`;
  for (const caveat of part.caveats.slice(0, MOST_CAVEATS)) yield `note: ${oneLine(caveat)}`;
  if (part.caveats.length > MOST_CAVEATS) {
    yield `and ${part.caveats.length - MOST_CAVEATS} more notes, see sweep.json`;
  }
  if (warning !== undefined) yield `warning: ${warning}`;
  yield `kept in ${folder}`;
}

function cells(set: RankedSet, games: number): string[] {
  const { pnlPerGame: interval } = set;
  const money = (value: number) => formatMetric(Math.round(value), "money");
  const range = interval === undefined ? "–" : `${money(interval.low)} … ${money(interval.high)}`;
  return [
    String(set.rank),
    money(set.pnl),
    games === 0 ? "–" : `${money(set.pnl / games)} (${range})`,
    formatMetric(set.sharpePerGame, "ratio"),
    String(set.roundTrips),
    String(set.wins),
    oneLine(JSON.stringify(set.parameters)),
  ];
}
