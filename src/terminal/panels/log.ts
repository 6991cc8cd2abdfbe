/**
 * Signals, refusals, orders and fills as they happened; the newest at the bottom.
 *
 * @module
 */
import { clockText } from "../../core/numbers/text.ts";
import { convictionText } from "../plain.ts";
import { line, type Row, span } from "../row.ts";
import type { Role } from "../style.ts";
import type { LogEntry, LogKind, SessionView } from "../../views/session_view.ts";
import { countedTitle, marketLabel, type Panel, windowFromEnd } from "./panel.ts";

const ROLES: Readonly<Record<LogKind, Role>> = {
  signal: "accent",
  refused: "warning",
  order: "plain",
  fill: "gain",
  cancel: "dim",
  timeout: "warning",
  reject: "alarm",
  note: "dim",
  warning: "warning",
};
const KIND_COLUMNS = 7;

/** The log. */
export const LOG_PANEL: Panel = {
  title: ({ view, scroll }, rows) => {
    const shown = windowFromEnd(view.log, rows, scroll);
    return scroll > 0 ? countedTitle("Signals and log", view.log.length, shown) : [span("Signals and log")];
  },
  count: ({ view }) => view.log.length,
  body({ view, scroll }, _columns, rows) {
    if (view.log.length === 0) return [line("nothing has happened yet", "dim")];
    return windowFromEnd(view.log, rows, scroll).items.map((entry) => entryRow(view, entry));
  },
};

function entryRow(view: SessionView, entry: LogEntry): Row {
  const market = entry.market === undefined ? "" : `${marketLabel(view, entry.market)} `;
  return [
    span(`${clockText(entry.at, view.utcOffsetMinutes)} `, "dim"),
    span(`${entry.kind.padEnd(KIND_COLUMNS)} `, ROLES[entry.kind]),
    span(market, "strong"),
    span(entry.text),
    span(convictionText(entry), "dim"),
  ];
}
