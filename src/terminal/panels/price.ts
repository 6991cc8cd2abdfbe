/**
 * The last ten minutes of the price, as a chart of blocks.
 *
 * @module
 */
import { priceText } from "../../core/numbers/text.ts";
import { line, type Row, rowWidth, span } from "../row.ts";
import type { MarketRow, PricePoint, PricesView } from "../../views/market_view.ts";
import { changeRole, type Panel } from "./panel.ts";

/** The time drawn, in ms. */
export const CHART_MS = 600_000;

const BLOCKS = " ▁▂▃▄▅▆▇█";
const DIRECTION = { up: "▲", down: "▼" } as const;

/** The price of the market looked at. */
export const PRICE_PANEL: Panel = {
  title: () => [span("Price · 10 min")],
  count: () => 5,
  body({ view, market }, columns, rows) {
    if (market === undefined) return [line("—", "dim")];
    const prices = view.prices.find((one) => one.market === market.ticker);
    const facts = factRows(market, prices, columns, rows);
    const chartRows = rows - facts.length;
    if (chartRows <= 0) return facts;
    const heights = columnHeights(prices?.points ?? [], view.now, columns, chartRows * 8);
    if (heights === undefined) return [line("no price yet", "dim"), ...facts];
    return [...chart(heights, chartRows), ...facts];
  },
};

/** Last, high and low in one row, or in two where one is too narrow and there are rows to spare. */
function factRows(market: MarketRow, prices: PricesView | undefined, columns: number, rows: number): Row[] {
  const range = line(`hi ${priceText(prices?.high)} lo ${priceText(prices?.low)}`);
  const last = lastRow(market);
  if (rowWidth(last) + 1 + rowWidth(range) <= columns) return [[...last, span(" "), ...range]];
  return rows >= 4 ? [range, last] : [last];
}

/** The last price, with an arrow for the way it moved. */
export function lastRow(market: MarketRow): Row {
  const { last, lastDirection } = market;
  const change = lastDirection === undefined ? 0 : lastDirection === "up" ? 1 : -1;
  const arrow = lastDirection === undefined ? "" : ` ${DIRECTION[lastDirection]}`;
  return [span("last ", "dim"), span(`${priceText(last)}${arrow}`, changeRole(change))];
}

/**
 * How high each column of a chart is.
 *
 * Each column is the last price known by its end; columns before the first price are 0.
 *
 * @param points in rising time
 * @param tallest the height of the highest price; the lowest gets 1
 * @returns `undefined` where no point is known by `now`
 */
export function columnHeights(
  points: readonly PricePoint[],
  now: number,
  columns: number,
  tallest: number,
): readonly number[] | undefined {
  const step = CHART_MS / Math.max(1, columns);
  const prices = new Array<number>(columns).fill(-1);
  let column = columns - 1;
  for (let index = points.length - 1; index >= 0 && column >= 0; index--) {
    const point = points[index];
    if (point === undefined || point.at > now) continue;
    const lastColumn = columns - 1 - Math.floor((now - point.at) / step);
    while (column >= Math.max(0, lastColumn)) prices[column--] = point.price;
  }
  let low = Infinity;
  let high = -Infinity;
  for (const price of prices) {
    if (price < 0) continue;
    low = Math.min(low, price);
    high = Math.max(high, price);
  }
  if (high < 0) return undefined;
  if (high === low) return prices.map((price) => price < 0 ? 0 : Math.ceil(tallest / 2));
  return prices.map((price) => price < 0 ? 0 : 1 + Math.round((price - low) / (high - low) * (tallest - 1)));
}

function chart(heights: readonly number[], rows: number): Row[] {
  const drawn: Row[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    let text = "";
    for (const height of heights) text += BLOCKS[Math.max(0, Math.min(8, height - row * 8))] ?? " ";
    drawn.push(line(text, "accent"));
  }
  return drawn;
}
