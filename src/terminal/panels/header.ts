/**
 * The rows above the panels: mode, market, game, ages and clock; connection and counters; notices.
 *
 * @module
 */
import type { ConnectionView, SessionView } from "../../views/session_view.ts";
import type { MarketRow } from "../../views/market_view.ts";
import { clockText, countText, durationText, MISSING } from "../../core/numbers/text.ts";
import { liveWords } from "../../views/live_notices.ts";
import { gameLine } from "../../views/game_line.ts";
import { ageMs } from "./panel.ts";
import { fitItems, type Item, justify, line, type Row, rowWidth, span } from "../row.ts";
import type { Role } from "../style.ts";
import { screenText } from "../../lib/safe_text.ts";
import { displayWidth } from "../width.ts";

/** Ages in ms from which a book or a score is old, and too old. */
export const AGE_LIMITS = {
  // A quiet book is compared with the exchange's every 30 s, and entries stop after 90 s without.
  book: { warning: 32_000, alarm: 90_000 },
  score: { warning: 10_000, alarm: 30_000 },
} as const;

const CONNECTION: Readonly<Record<ConnectionView["state"], readonly [string, Role]>> = {
  connecting: ["○ connecting…", "warning"],
  connected: ["● connected", "gain"],
  reconnecting: ["○ reconnecting…", "alarm"],
  polling: ["◐ polling", "warning"],
  closed: ["○ closed", "alarm"],
  failed: ["× failed", "alarm"],
};

/** When the game's score leaves the header: after market and lag. */
const GAME_ORDER = 3;

/** Mode, market, game, ages and clock: what is always visible, in one row. */
export function headerRow(view: SessionView, market: MarketRow | undefined, columns: number): Row {
  const game = view.games.find(({ event }) => event === market?.event);
  const clock = line(clockText(view.now, view.utcOffsetMinutes), "dim");
  const items: Item[] = [
    { row: modeRow(view), dropOrder: 0 },
    { row: stopWord(view), dropOrder: 0 },
    { row: line(market?.ticker ?? "no market", "strong"), dropOrder: 4 },
    { row: game === undefined ? [] : line(gameLine(game.game)), dropOrder: GAME_ORDER },
    { row: ageRow("book", ageMs(market?.bookAt, view.now)), dropOrder: 0 },
    { row: game === undefined ? [] : ageRow("score", view.now - game.at), dropOrder: 1 },
    { row: game?.lagMs === undefined ? [] : lagRow(game.lagMs), dropOrder: 5 },
  ];
  const room = columns - rowWidth(clock) - 3;
  // Everybody has a clock anyway: it goes where it would push out the game.
  const whole = rowWidth(fitItems(items.filter(({ dropOrder }) => dropOrder <= GAME_ORDER), Infinity));
  if (columns < 60 || whole > room && whole <= columns) return fitItems(items, columns);
  return justify(fitItems(items, room), [...clock, span(" ")], columns);
}

/** The connection and what came over it. */
export function connectionRow(view: SessionView, columns: number): Row {
  const { connection } = view;
  const [word, role] = CONNECTION[connection.state];
  const rate = connection.messagesPerSecond === undefined
    ? ""
    : ` (${countText(connection.messagesPerSecond)}/s)`;
  const detail = connection.detail === undefined ? "" : ` (${connection.detail})`;
  return fitItems([
    { row: [span(" "), span(`${word}${detail}`, role)], dropOrder: 0 },
    {
      row: connection.delayMs === undefined
        ? []
        : [span(`late ${durationText(connection.delayMs)}!`, "alarm")],
      dropOrder: 0,
    },
    { row: line(`env ${view.environment}`, "dim"), dropOrder: 5 },
    { row: line(`messages ${countText(connection.messages)}${rate}`), dropOrder: 6 },
    { row: line(`trades ${countText(connection.trades)}`), dropOrder: 7 },
    { row: faultRow("lost", connection.lost), dropOrder: connection.lost > 0 ? 1 : 8 },
    { row: faultRow("duplicate", connection.duplicate), dropOrder: connection.duplicate > 0 ? 2 : 9 },
    { row: faultRow("malformed", connection.malformed), dropOrder: connection.malformed > 0 ? 2 : 9 },
    {
      row: connection.unasked === undefined ? [] : faultRow("not asked for", connection.unasked),
      dropOrder: 2,
    },
    { row: faultRow("reconnects", connection.reconnects), dropOrder: connection.reconnects > 0 ? 1 : 8 },
  ], columns);
}

/** The most rows of a notice. */
const MOST_NOTICE_ROWS = 3;

/** The first notice, whole as far as it goes, and how many more there are; empty without notices. */
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
export function wrap(text: string, columns: number, most: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of screenText(text).split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current === "" || lines.length === most - 1 || displayWidth(longer) <= columns) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  return [...lines, current];
}

function modeRow(view: SessionView): Row {
  if (view.mode === "paper") return [span(" PAPER ", "paper")];
  const account = view.live === undefined ? "" : `${view.environment} ${view.live.account} `;
  return [span(` LIVE ${account}`, "live")];
}

function stopWord(view: SessionView): Row {
  const { trading } = view;
  const [first, ...more] = liveWords(view);
  if (trading.killed) return [span(`KILLED${unprotected(trading.unprotected ?? 0)}`, "alarm")];
  if (trading.halted) return [span("HALTED", "alarm")];
  if (first !== undefined) return [span(more.length === 0 ? first : `${first} +${more.length}`, "alarm")];
  return trading.paused ? [span("PAUSED", "warning")] : [];
}

function unprotected(count: number): string {
  return count === 0 ? "" : `: no exits either, ${count} position${count === 1 ? "" : "s"} unprotected`;
}

function ageRow(what: keyof typeof AGE_LIMITS, age: number | undefined): Row {
  if (age === undefined) return [span(`${what} ${MISSING}`, "warning")];
  const { warning, alarm } = AGE_LIMITS[what];
  const [role, sign]: readonly [Role, string] = age > alarm
    ? ["alarm", "!!"]
    : age > warning
    ? ["warning", "!"]
    : ["plain", ""];
  return [span(`${what} ${durationText(age)}${sign}`, role)];
}

function lagRow(lagMs: number): Row {
  return [span("lag ", "dim"), span(`≈${durationText(lagMs)}`)];
}

function faultRow(name: string, count: number): Row {
  return [span(`${name} ${countText(count)}${count > 0 ? "!" : ""}`, count > 0 ? "warning" : "dim")];
}
