/**
 * The results of a session, printed when it ends.
 *
 * @module
 */
import { type Micros, multiplyDivide, NO_MONEY } from "../core/numbers/money.ts";
import {
  averageText,
  countText,
  durationText,
  formatDollars,
  MISSING,
  positionText,
  priceText,
  quantityText,
  signedDollars,
} from "../core/numbers/text.ts";
import { line, type Row, rowWidth } from "./row.ts";
import { type Column, layTable } from "./table.ts";
import { screenText } from "../lib/safe_text.ts";
import type { ClosedTradeView, PositionView } from "../views/order_view.ts";
import type { SummaryView } from "../views/summary.ts";
import { displayWidth, fit } from "./width.ts";

/** The widest line. */
export const SUMMARY_COLUMNS = 100;

const LABEL_COLUMNS = 18;
const ASCII_MINUS = "-";

/** The summary as lines of at most {@linkcode SUMMARY_COLUMNS} columns, without colour. */
export function renderSummary(summary: SummaryView): string[] {
  const { closedTrades: trades, stillOpen } = summary;
  // With nothing open there is nothing to value, known price or not.
  const positionsValue = stillOpen.length === 0 ? NO_MONEY : summary.positionsValue;
  const unrealised = stillOpen.length === 0 ? NO_MONEY : summary.unrealised;
  const equity = add(summary.endingBalance, positionsValue);
  const results = trades.map((trade) => trade.pnl);
  const wins = results.filter((pnl) => pnl > 0).length;
  const losses = results.filter((pnl) => pnl < 0).length;
  const heading = `Session summary · ${summary.mode.toUpperCase()} · ${screenText(summary.environment)}`;
  return [
    heading,
    "=".repeat(Math.min(SUMMARY_COLUMNS, displayWidth(heading))),
    fact("Duration", durationText(summary.durationMs)),
    fact("Messages", countText(summary.messages)),
    ...(summary.late === undefined ? [] : [
      fact(
        "Late messages",
        `${countText(summary.late.messages)}   at most ${durationText(summary.late.mostMs)}`,
      ),
    ]),
    ...(summary.trouble ?? []).map((text, index) => fact(index === 0 ? "Market data" : "", screenText(text))),
    ...marketFacts(summary.markets),
    "",
    fact("Starting balance", formatDollars(summary.startingBalance)),
    fact("Ending balance", formatDollars(summary.endingBalance)),
    fact("Open positions", formatDollars(positionsValue)),
    fact("Ending equity", formatDollars(equity)),
    fact("Return", percentChange(summary.startingBalance, equity)),
    "",
    fact("Realised P&L", change(summary.realised)),
    fact("Unrealised P&L", change(unrealised)),
    fact("Total P&L", change(add(summary.realised, unrealised))),
    fact("Fees", `${formatDollars(summary.fees)} (already taken off the realised P&L)`),
    "",
    fact(
      "Trades",
      `${trades.length}   wins ${wins}   losses ${losses}   win rate ${share(wins, trades.length)}`,
    ),
    fact("Best / worst", `${change(extreme(results, Math.max))} / ${change(extreme(results, Math.min))}`),
    fact("Signals", `${countText(summary.signals)}   pending ${summary.pending}   open ${stillOpen.length}`),
    ...section("Closed trades", CLOSED_COLUMNS, CLOSED_HEADINGS, trades.map(closedCells)),
    ...section(
      "Still open",
      OPEN_COLUMNS,
      OPEN_HEADINGS,
      stillOpen.map((position) => openCells(position, summary.at)),
    ),
    ...(summary.notPaid ?? []).map((text) => `  Not paid: ${screenText(text)}`),
  ].map((text) => displayWidth(text) > SUMMARY_COLUMNS ? fit(text, SUMMARY_COLUMNS) : text);
}

const CLOSED_HEADINGS = ["Ticker", "Entry", "Exit", "Size", "P&L", "Reason", "Hold"];
const CLOSED_COLUMNS: readonly Column[] = [
  { dropOrder: 0 },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0 },
  { dropOrder: 0, align: "right" },
];
const OPEN_HEADINGS = ["Ticker", "Size", "Entry", "Now", "Unrealised", "Fees", "Hold"];
const OPEN_COLUMNS: readonly Column[] = [
  { dropOrder: 0 },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
  { dropOrder: 0, align: "right" },
];
/** Longer tickers are cut, so that the numbers behind them are never lost. */
const TICKER_COLUMNS = 40;
const REASON_COLUMNS = 18;

function closedCells(trade: ClosedTradeView): Row[] {
  return [
    line(cut(trade.market, TICKER_COLUMNS)),
    line(averageText(trade.entry)),
    line(averageText(trade.exit)),
    line(trade.quantity < 0 ? positionText(trade.quantity) : quantityText(trade.quantity)),
    line(change(trade.pnl)),
    line(cut(trade.reason, REASON_COLUMNS)),
    line(durationText(trade.holdMs)),
  ];
}

function openCells(position: PositionView, at: number): Row[] {
  return [
    line(cut(position.market, TICKER_COLUMNS)),
    line(positionText(position.quantity)),
    line(averageText(position.entryPrice)),
    line(priceText(position.now)),
    // To the account's own unit, so that the rows add up to the cent in the sum above.
    line(signedDollars(position.unrealised, 4, ASCII_MINUS)),
    line(formatDollars(position.fees)),
    line(durationText(at - position.openedAt)),
  ];
}

function section(
  name: string,
  columns: readonly Column[],
  headings: readonly string[],
  cells: readonly (readonly Row[])[],
): string[] {
  if (cells.length === 0) return ["", `${name}: none`];
  const rows = layTable(columns, [headings.map((heading) => line(heading)), ...cells], SUMMARY_COLUMNS - 2);
  const texts = rows.map((row) => `  ${row.map((piece) => piece.text).join("")}`.trimEnd());
  const ruler = `  ${"-".repeat(Math.max(...rows.map(rowWidth)))}`;
  return ["", name, ...texts.slice(0, 1), ruler, ...texts.slice(1)];
}

function marketFacts(markets: readonly string[]): string[] {
  if (markets.length === 0) return [fact("Markets", "none")];
  return markets.map((ticker, index) =>
    fact(index === 0 ? `Markets (${markets.length})` : "", screenText(ticker))
  );
}

function fact(label: string, value: string): string {
  return `${label.padEnd(LABEL_COLUMNS)}${value}`;
}

function cut(text: string, columns: number): string {
  const clean = screenText(text);
  return displayWidth(clean) > columns ? fit(clean, columns) : clean;
}

function change(money: Micros | undefined): string {
  return signedDollars(money, 2, ASCII_MINUS);
}

function add(left: Micros | undefined, right: Micros | undefined): Micros | undefined {
  return left === undefined || right === undefined ? undefined : left + right as Micros;
}

function extreme(results: readonly Micros[], choose: (...all: number[]) => number): Micros | undefined {
  return results.length === 0 ? undefined : results.reduce((best, one) => choose(best, one) as Micros);
}

/** `part` of `all` as a percentage with one decimal. */
function share(part: number, all: number): string {
  return all === 0 ? MISSING : percent(part, all, 1);
}

function percentChange(from: Micros | undefined, to: Micros | undefined): string {
  if (from === undefined || to === undefined || from <= 0) return MISSING;
  const text = percent(Math.abs(to - from), from, 2);
  const sign = to === from || !/[1-9]/.test(text) ? "" : to > from ? "+" : ASCII_MINUS;
  return sign + text;
}

/** `part ÷ all` in percent, rounded half up in whole numbers; both at least 0. */
function percent(part: number, all: number, decimals: number): string {
  const scale = 10 ** decimals;
  // Twice the share plus one, halved and rounded down, is the share rounded half up.
  const units = Math.floor((multiplyDivide(part, 200 * scale, all) + 1) / 2);
  return `${Math.floor(units / scale)}.${String(units % scale).padStart(decimals, "0")} %`;
}
