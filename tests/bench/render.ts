/**
 * `render`: how long one frame of the dashboard takes.
 *
 * @module
 */
import { render as renderFrame } from "../../src/terminal/render.ts";
import { Screen } from "../../src/terminal/screen.ts";
import { COLOUR_STYLE } from "../../src/terminal/style.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import type { SessionView } from "../../src/views/session_view.ts";
import type { MarketRow } from "../../src/views/market_view.ts";
import { toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import { EXAMPLE_VIEW } from "../views/example_view.ts";
import { type BenchResult, median, percentile } from "./figure.ts";

const TARGET_MS = 1;
const COLD_FRAMES = 50;
const WARM_UP_FRAMES = 500;
const FRAMES = 3_000;
const FRAME_MS = 100;
const SIZE = { columns: 120, rows: 40 };

/** The view a number of frames later: clock, prices and sizes have moved. */
function moved(frame: number): SessionView {
  const step = frame % 7;
  const now = EXAMPLE_VIEW.now + frame * FRAME_MS;
  const markets = EXAMPLE_VIEW.markets.map((market): MarketRow => ({
    ...market,
    last: toPrice(3_380 + step * 10),
    bookAt: now - step,
  }));
  const books = EXAMPLE_VIEW.books.map((book) => ({
    ...book,
    bids: book.bids.map(({ price, quantity }) => ({ price, quantity: toQuantity(quantity + step * 100) })),
  }));
  return { ...EXAMPLE_VIEW, now, markets, books };
}

/** Runs it. */
export function render(): BenchResult {
  const screen = new Screen();
  const times: number[] = [];
  let written = 0;
  for (let frame = 0; frame < WARM_UP_FRAMES + FRAMES; frame++) {
    const view = moved(frame);
    const from = performance.now();
    const rows = renderFrame(view, INITIAL_UI, SIZE, COLOUR_STYLE);
    written += screen.update(rows, SIZE.columns).length;
    times.push(performance.now() - from);
  }
  const cold = times.slice(0, COLD_FRAMES);
  const warm = times.slice(WARM_UP_FRAMES);
  const value = median(warm);
  return {
    kind: "measured",
    name: "render",
    figures: [
      { label: "median", value, unit: "ms" },
      { label: "p99", value: percentile(warm, 0.99), unit: "ms" },
      { label: `first ${COLD_FRAMES}, median`, value: median(cold), unit: "ms" },
      { label: "very first", value: times[0] ?? NaN, unit: "ms" },
    ],
    target: `≤ ${TARGET_MS} ms`,
    met: value <= TARGET_MS,
    detail: `${SIZE.columns}×${SIZE.rows}, view to the text to write, in colour; ${FRAMES} frames after ` +
      `${WARM_UP_FRAMES}; ${Math.round(written / times.length)} characters a frame`,
  };
}
