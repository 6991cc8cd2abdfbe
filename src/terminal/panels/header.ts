/**
 * The rows above the panels: mode, market, game, ages and clock; connection and counters; notices.
 *
 * @module
 */
import type { DashboardView, FeedView, MarketView } from "../view.ts";
import { clockText, countText, durationText, MISSING } from "../../core/numbers/text.ts";
import { gameLine } from "../game_line.ts";
import { fitItems, type Item, justify, line, type Row, rowWidth, span } from "../row.ts";
import type { Role } from "../style.ts";
import { cleanText } from "../text.ts";
import { displayWidth } from "../width.ts";

/** Ages in ms from which a book or a score is old, and too old. */
export const AGE_LIMITS = {
  // A quiet book is compared with the exchange's every 30 s, and entries stop after 90 s without.
  book: { warning: 32_000, alarm: 90_000 },
  score: { warning: 10_000, alarm: 30_000 },
} as const;

const CONNECTION: Readonly<Record<FeedView["state"], readonly [string, Role]>> = {
  connecting: ["○ connecting…", "warning"],
  connected: ["● connected", "gain"],
  reconnecting: ["○ reconnecting…", "alarm"],
  polling: ["◐ polling", "warning"],
  closed: ["○ closed", "alarm"],
  failed: ["× failed", "alarm"],
};

/** Mode, market, game, ages and clock: what is always visible, in one row. */
export function headerRow(view: DashboardView, market: MarketView | undefined, columns: number): Row {
  const clock = line(clockText(view.now, view.utcOffsetMinutes), "dim");
  const items: Item[] = [
    { row: modeRow(view), dropOrder: 0 },
    { row: stopWord(view), dropOrder: 0 },
    { row: line(market?.ticker ?? "no market", "strong"), dropOrder: 4 },
    { row: view.game === undefined ? [] : line(gameLine(view.game)), dropOrder: 3 },
    { row: ageRow("book", market?.bookAgeMs), dropOrder: 0 },
    { row: view.game === undefined ? [] : ageRow("score", view.scoreAgeMs), dropOrder: 1 },
    { row: view.lagMs === undefined ? [] : lagRow(view.lagMs), dropOrder: 5 },
  ];
  const room = columns - rowWidth(clock) - 3;
  // A clock is on the desk anyway: it goes where it would push out what matters.
  if (columns < 60) return fitItems(items, columns);
  return justify(fitItems(items, room), [...clock, span(" ")], columns);
}

/** The connection and what came over it. */
export function feedRow(view: DashboardView, columns: number): Row {
  const { feed } = view;
  const [word, role] = CONNECTION[feed.state];
  const rate = feed.messagesPerSecond === undefined ? "" : ` (${countText(feed.messagesPerSecond)}/s)`;
  const detail = feed.detail === undefined ? "" : ` (${feed.detail})`;
  return fitItems([
    { row: [span(" "), span(`${word}${detail}`, role)], dropOrder: 0 },
    {
      row: feed.delayMs === undefined ? [] : [span(`late ${durationText(feed.delayMs)}!`, "alarm")],
      dropOrder: 0,
    },
    { row: line(`env ${view.environment}`, "dim"), dropOrder: 5 },
    { row: line(`messages ${countText(feed.messages)}${rate}`), dropOrder: 6 },
    { row: line(`trades ${countText(feed.trades)}`), dropOrder: 7 },
    { row: faultRow("lost", feed.lost), dropOrder: feed.lost > 0 ? 1 : 8 },
    { row: faultRow("duplicate", feed.duplicate), dropOrder: feed.duplicate > 0 ? 2 : 9 },
    { row: faultRow("malformed", feed.malformed), dropOrder: feed.malformed > 0 ? 2 : 9 },
    { row: feed.unasked === undefined ? [] : faultRow("not asked for", feed.unasked), dropOrder: 2 },
    { row: faultRow("reconnects", feed.reconnects), dropOrder: feed.reconnects > 0 ? 1 : 8 },
  ], columns);
}

/** The most rows of a notice. */
const MOST_NOTICE_ROWS = 3;

/** The first notice, whole as far as it goes, and how many more there are; none where there is none. */
export function noticeRows(notices: readonly string[], columns: number): readonly Row[] {
  const [first] = notices;
  if (first === undefined) return [];
  const more = notices.length > 1 ? ` (+${notices.length - 1})` : "";
  const lines = wrap(`${first}${more}`, columns - NOTICE_MARK.length, MOST_NOTICE_ROWS);
  const indent = " ".repeat(NOTICE_MARK.length);
  return lines.map((text, index) => [span(`${index === 0 ? NOTICE_MARK : indent}${text}`, "warning")]);
}

const NOTICE_MARK = " ! ";

/** Text broken between words; what is too much for the last line stays in it, to be cut. */
function wrap(text: string, columns: number, most: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of cleanText(text).split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current === "" || lines.length === most - 1 || displayWidth(longer) <= columns) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function modeRow(view: DashboardView): Row {
  return view.mode === "live" ? [span(" LIVE ", "live")] : [span(" PAPER ", "paper")];
}

function stopWord({ trading }: DashboardView): Row {
  if (trading.killed) return [span(`KILLED${unprotected(trading.unprotected ?? 0)}`, "alarm")];
  if (trading.halted) return [span("HALTED", "alarm")];
  return trading.paused ? [span("PAUSED", "warning")] : [];
}

function unprotected(count: number): string {
  return count === 0 ? "" : `: no exits either, ${count} position${count === 1 ? "" : "s"} unprotected`;
}

function ageRow(what: keyof typeof AGE_LIMITS, ageMs: number | undefined): Row {
  if (ageMs === undefined) return [span(`${what} ${MISSING}`, "warning")];
  const { warning, alarm } = AGE_LIMITS[what];
  const [role, sign]: readonly [Role, string] = ageMs > alarm
    ? ["alarm", "!!"]
    : ageMs > warning
    ? ["warning", "!"]
    : ["plain", ""];
  return [span(`${what} ${durationText(ageMs)}${sign}`, role)];
}

function lagRow(lagMs: number): Row {
  return [span("lag ", "dim"), span(`≈${durationText(lagMs)}`)];
}

function faultRow(name: string, count: number): Row {
  return [span(`${name} ${countText(count)}${count > 0 ? "!" : ""}`, count > 0 ? "warning" : "dim")];
}
