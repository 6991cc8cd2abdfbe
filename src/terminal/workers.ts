/**
 * The table of all workers: one row a game, their news below, the sums at the end. Pure, like every frame.
 *
 * @module
 */
import type { Micros } from "../core/numbers/money.ts";
import type { FleetView, WorkerRow } from "../views/fleet_view.ts";
import { borderRow } from "./border.ts";
import {
  clockText,
  countText,
  durationText,
  formatDollars,
  MISSING,
  signedDollars,
} from "../core/numbers/text.ts";
import { EMPTY_ROW, fitItems, justify, line, paintRow, type Row, span } from "./row.ts";
import type { Size } from "./screen.ts";
import type { Role, Style } from "./style.ts";
import { type Column, layTable } from "./table.ts";
import { WORKERS_COMMANDS } from "./worker_commands.ts";

/** The trader's choices of what to look at. */
export interface WorkersUi {
  /** 0 is all games, 1 the first worker. */
  readonly selected: number;
  /** Whether the list of all keys covers the table. */
  readonly showKeys: boolean;
  /** The question of a key that has to be pressed twice, after its first press. */
  readonly question?: string;
}

/** How it starts. */
export const INITIAL_WORKERS_UI: WorkersUi = { selected: 0, showKeys: false };

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // cursor
  { dropOrder: 0 }, // id
  { dropOrder: 0 }, // state
  { dropOrder: 1 }, // game
  { dropOrder: 6, align: "right" }, // messages
  { dropOrder: 2, align: "right" }, // equity
  { dropOrder: 0, align: "right" }, // P&L
  { dropOrder: 5, align: "right" }, // orders
  { dropOrder: 4, align: "right" }, // positions
  { dropOrder: 4, align: "right" }, // trades
  { dropOrder: 3, align: "right" }, // book age
  { dropOrder: 3, align: "right" }, // score age
  { dropOrder: 7 }, // feeds
  { dropOrder: 6, align: "right" }, // restarts
  { dropOrder: 8, align: "right" }, // memory
  { dropOrder: 9 }, // why not
];

const HEADINGS = [
  "",
  "Game",
  "State",
  "Score",
  "Msgs",
  "Equity",
  "P&L",
  "Ord",
  "Pos",
  "Trades",
  "Book",
  "Score age",
  "Feeds",
  "Restarts",
  "Memory",
  "Why not",
];

/** Draws the table: `size.rows` strings, each exactly `size.columns` wide. */
export function renderWorkers(
  view: FleetView,
  size: Size,
  style: Style,
  ui: WorkersUi = INITIAL_WORKERS_UI,
): string[] {
  // No room for a frame, nor for anything in it.
  if (size.columns < 4) {
    return Array.from({ length: size.rows }, () => paintRow(EMPTY_ROW, size.columns, style));
  }
  const inner = size.columns - 4;
  const selected = Math.min(ui.selected, view.workers.length);
  const [headings = EMPTY_ROW, ...choices] = layTable(
    COLUMNS,
    [
      HEADINGS.map((text) => line(text, "dim")),
      [line(selected === 0 ? "▸" : ""), line("all games"), ...Array(HEADINGS.length - 2).fill(EMPTY_ROW)],
      ...view.workers.map((worker, index) => [line(selected === index + 1 ? "▸" : ""), ...cells(worker)]),
    ],
    inner,
  );
  const room = Math.max(0, size.rows - 5);
  const tableRows = Math.min(choices.length + 1, Math.max(2, room - Math.min(4, view.notes.length)));
  // The chosen row stays in sight.
  const from = Math.max(0, selected - Math.max(1, tableRows - 1) + 1);
  const table = ui.showKeys ? keyRows(inner) : [headings, ...choices.slice(from, from + tableRows - 1)];
  const notes = view.notes.slice(-Math.max(0, room - tableRows)).map((note) => noteRow(note, view));
  const frame = [paintRow(headerRow(view, size.columns), size.columns, style)];
  const bar = (title: Row, place: "top" | "middle" | "bottom") =>
    borderRow(
      Math.max(0, size.columns - 2),
      [{ row: title, at: 0, columns: Math.max(0, size.columns - 2), focused: false }],
      [],
      [],
      place,
      style,
    );
  const edge = style.paint("dim", "│");
  const boxed = (row: Row) => `${edge} ${paintRow(row, inner, style)} ${edge}`;
  frame.push(bar(line(`Workers · ${view.workers.length}`, "strong"), "top"));
  if (ui.showKeys) {
    for (let row = 0; row < room + 1; row++) frame.push(boxed(table[row] ?? EMPTY_ROW));
  } else {
    frame.push(...table.map(boxed));
    frame.push(bar(line("Log", "strong"), "middle"));
    for (let row = 0; row < room - tableRows; row++) frame.push(boxed(notes[row] ?? EMPTY_ROW));
  }
  frame.push(bar(totalRow(view), "middle"));
  frame.push(bar(footRow(ui, Math.max(0, size.columns - 5)), "bottom"));
  return frame.slice(0, size.rows);
}

/** The help line, or what a key that is pressed twice asks. */
function footRow({ question }: WorkersUi, columns: number): Row {
  if (question !== undefined) return fitItems([{ row: [span(question, "alarm")], dropOrder: 0 }], columns);
  const items = WORKERS_COMMANDS.flatMap(({ hint }) =>
    hint === undefined
      ? []
      : [{ row: [span(hint.keys, "focus"), span(` ${hint.label}`)], dropOrder: hint.dropOrder }]
  );
  return fitItems(items, columns);
}

function keyRows(columns: number): Row[] {
  const cells = WORKERS_COMMANDS.map(({ keyLabel, help }) => [[span(keyLabel, "focus")], [span(help)]]);
  return layTable([{ dropOrder: 0, align: "right" }, { dropOrder: 0 }], cells, columns);
}

function headerRow(view: FleetView, columns: number): Row {
  const live = view.mode === "live";
  const left = [
    span(` ${view.mode.toUpperCase()} `, live ? "live" : "paper"),
    span(`  ${view.environment}  games of ${view.date}`),
    ...armingSpans(view),
  ];
  return justify(left, [span(`${clockText(view.now, view.utcOffsetMinutes)} `)], columns);
}

/** Whether live workers may enter, and how long. */
function armingSpans({ arming, now, utcOffsetMinutes }: FleetView): Row {
  if (arming === undefined) return [];
  if ("why" in arming) return [span("  "), span(`NOT ARMED: ${arming.why}`, "alarm")];
  return arming.until <= now
    ? [span("  "), span("NOT ARMED: the arming has ended", "alarm")]
    : [span(`  armed until ${clockText(arming.until, utcOffsetMinutes)}`, "warning")];
}

function cells(worker: WorkerRow): Row[] {
  const { pnl } = worker;
  const moneyRole: Role = pnl === undefined || pnl === 0 ? "plain" : pnl > 0 ? "gain" : "loss";
  const count = (value: number | undefined) => line(countText(value));
  return [
    line(worker.id),
    line(worker.state, worker.alarming ? "warning" : "plain"),
    line(worker.game ?? MISSING),
    count(worker.messages),
    line(formatDollars(worker.equity)),
    line(signedDollars(pnl), moneyRole),
    count(worker.openOrders),
    count(worker.positions),
    count(worker.trades),
    line(durationText(worker.bookAgeMs)),
    line(durationText(worker.scoreAgeMs)),
    line(worker.feeds ?? "", "warning"),
    line(worker.restarts === 0 ? "0" : `${worker.restarts}!`, worker.restarts === 0 ? "plain" : "warning"),
    line(worker.memory === undefined ? MISSING : `${Math.round(worker.memory / 1_048_576)} MB`),
    line(worker.whyNot ?? "", "dim"),
  ];
}

function noteRow({ at, warning, text }: FleetView["notes"][number], view: FleetView): Row {
  return [span(`${clockText(at, view.utcOffsetMinutes)} `, "dim"), span(text, warning ? "warning" : "plain")];
}

function totalRow({ workers }: FleetView): Row {
  const sum = (values: readonly (number | undefined)[]) =>
    values.reduce<number>((total, one) => total + (one ?? 0), 0);
  const pnl = sum(workers.map((worker) => worker.pnl)) as Micros;
  const equity = sum(workers.map((worker) => worker.equity)) as Micros;
  return [
    span("All games", "strong"),
    span(`  equity ${formatDollars(equity)}  P&L ${signedDollars(pnl)}`),
    span(`  trades ${sum(workers.map((worker) => worker.trades))}`),
  ];
}
