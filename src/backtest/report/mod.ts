/**
 * The report of a backtest, as one HTML file.
 *
 * - `render.ts`: the file, from the data of `data.ts`
 * - `thin.ts`: long series made short enough to draw, with their extremes kept
 * - `assets.ts`: the page's script and style, with the plotting library
 * - `page/`: the script and style themselves
 *
 * @module
 */
export { renderReport } from "./render.ts";
export { thin, thinnedIndices, type ThinnedSeries } from "./thin.ts";
