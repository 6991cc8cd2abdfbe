/**
 * The dashboard's log where there is no terminal: one line an event.
 *
 * @module
 */
import { screenText } from "../lib/safe_text.ts";
import type { LogEntry } from "../views/session_view.ts";

const KIND_COLUMNS = 7;

/** How sure a strategy was, behind the text of an entry; empty where it did not say. */
export function convictionText({ confidence, probability }: LogEntry): string {
  const sure = confidence === undefined ? "" : ` · confidence ${Math.round(confidence)} %`;
  return probability === undefined ? sure : `${sure} · P(YES) ${(probability * 100).toFixed(1)} %`;
}

/**
 * One log line, without a line break: time (UTC, ISO 8601), kind, market, text.
 *
 * @throws {RangeError} if the entry's time is not valid
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatLogLine } from "./plain.ts";
 *
 * assertEquals(
 *   formatLogLine({ at: 0, kind: "note", text: "connected" }),
 *   "1970-01-01T00:00:00.000Z note    connected",
 * );
 * ```
 */
export function formatLogLine(entry: LogEntry): string {
  const market = entry.market === undefined ? "" : `${entry.market} `;
  const time = new Date(Math.floor(entry.at)).toISOString();
  return screenText(
    `${time} ${entry.kind.padEnd(KIND_COLUMNS)} ${market}${entry.text}${convictionText(entry)}`,
  );
}
