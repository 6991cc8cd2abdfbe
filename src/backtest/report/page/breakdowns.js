/** The sections that are lists and tables. */
import { bar, element, fill, nothing } from "./dom.js";
import { isNumber, money, percent, plural, priceText, quantity, signedMoney, tone } from "./format.js";
import { shortened, table } from "./table.js";

const NOTICES_SHOWN = 6;

/** What the backtest was run with. */
export function drawConditions({ program, conditions }) {
  const pairs = [{ label: "Program", value: program }, ...conditions].map(({ label, value }) =>
    element("div", "", [element("dt", "", label), element("dd", "", value)])
  );
  fill("conditions", element("dl", "conditions", pairs));
}

function notice(className, title, items) {
  const list = element("ul");
  const short = shortened(NOTICES_SHOWN, (shown) => list.replaceChildren(...shown));
  short.set(items.map((children) => element("li", "", children)));
  return element("section", `notice ${className}`, [element("h2", "", title), list, short.more]);
}

/** What was left out and what limits the figures, before the figures. */
export function drawNotices({ caveats, leftOut }) {
  const missing = leftOut.map(({ recording, message }) => [element("code", "", recording), " ", message]);
  fill(
    "notices",
    leftOut.length > 0
      ? notice("missing", `${plural(leftOut.length, "recording")} left out of these figures`, missing)
      : null,
    caveats.length > 0 ? notice("caveat", "To know before believing these figures", caveats) : null,
  );
}

/** The metrics, each with its formula beneath; two columns where there is room. */
export function drawMetrics({ metrics }) {
  if (metrics.length === 0) return fill("metrics", nothing("No metrics were computed."));
  const rows = metrics.map(({ label, value, formula }) =>
    element("tr", "", [
      element("th", "", [label, element("small", "", formula)], { scope: "row" }),
      element("td", value.startsWith("−") || value.startsWith("-") ? "number loss" : "number", value),
    ])
  );
  const half = Math.ceil(rows.length / 2);
  const columns = [rows.slice(0, half), rows.slice(half)].filter((part) => part.length > 0);
  const tables = columns.map((part) => element("table", "metrics", element("tbody", "", part)));
  fill("metrics", element("div", "columns", tables));
}

/** The column of bars of a table of P&L. */
export function pnlBars(rows) {
  const largest = Math.max(0, ...rows.map(({ pnl }) => Math.abs(pnl)));
  const twoSided = rows.some(({ pnl }) => pnl < 0);
  return { title: "", kind: "bars", show: ({ pnl }) => bar(pnl, largest, twoSided) };
}

/** P&L of rows that have `pnl`. */
export const PNL_COLUMN = {
  title: "P&L",
  kind: "number",
  hint: "After fees, dollars; what was still open counts at the market.",
  key: ({ pnl }) => pnl,
  show: ({ pnl }) => signedMoney(pnl),
  tone: ({ pnl }) => tone(pnl),
};

/** Number of trades of rows that have `trades`. */
export const TRADES_COLUMN = {
  title: "Trades",
  kind: "number",
  key: ({ trades }) => trades,
  show: ({ trades }) => quantity(trades),
};

/** Null without trades. */
const winRate = ({ trades, wins }) => trades > 0 ? wins / trades : null;

/** Trades, win rate and P&L by bucket of entry price. */
export function drawEntryPrices({ entryPrices }) {
  if (entryPrices.every(({ trades }) => trades === 0)) {
    return fill("entry-prices", nothing("There were no trades to group by the price they were entered at."));
  }
  const columns = [
    {
      title: "Entry price",
      hint: "At least the first, less than the second.",
      key: ({ from }) => from,
      show: ({ from, to }) => `${priceText(from)} – ${priceText(to)}`,
    },
    TRADES_COLUMN,
    {
      title: "Win rate",
      kind: "number",
      hint: "Trades that made money ÷ trades",
      key: winRate,
      show: (row) => percent(winRate(row)),
      tip: ({ wins, trades }) => `${quantity(wins)} of ${plural(trades, "trade")}`,
    },
    PNL_COLUMN,
    pnlBars(entryPrices),
  ];
  fill("entry-prices", table({ label: "P&L by entry price", columns, rows: entryPrices, limit: 25 }));
}

/** Trades, fees and P&L of each strategy. */
export function drawStrategies({ strategies }) {
  if (strategies.length === 0) return fill("strategies", nothing("No strategy was run."));
  const columns = [
    { title: "Strategy", kind: "code", key: ({ name }) => name, show: ({ name }) => name },
    TRADES_COLUMN,
    {
      title: "Fees",
      kind: "number",
      hint: "Paid to the exchange; the P&L is after them.",
      key: ({ fees }) => fees,
      show: ({ fees }) => money(fees),
    },
    PNL_COLUMN,
    pnlBars(strategies),
  ];
  fill("strategies", table({ label: "P&L by strategy", columns, rows: strategies }));
}

/** How often each strategy did nothing, and why. */
export function drawReasons({ reasons }) {
  if (reasons.length === 0) {
    return fill("reasons", nothing("No strategy saw a state in which it did nothing."));
  }
  const columns = [
    {
      title: "Reason, strategy",
      kind: "code",
      key: ({ strategy, code }) => `${strategy} ${code}`,
      show: ({ strategy, code }) => [code, element("small", "", strategy)],
    },
    {
      title: "States",
      kind: "number",
      hint: "How often the strategy looked and did nothing for this reason.",
      key: ({ states }) => states,
      show: ({ states }) => quantity(states),
    },
    {
      title: "Share",
      kind: "number",
      hint: "Of all states that the strategy saw.",
      key: ({ share }) => isNumber(share) ? share : null,
      show: ({ share }) => percent(share),
    },
    { title: "", kind: "bars", show: ({ share }) => bar(share, 1, false) },
  ];
  fill("reasons", table({ label: "Reasons for not trading", columns, rows: reasons, limit: 15 }));
}
