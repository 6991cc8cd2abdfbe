/**
 * The report of a backtest, as one HTML file.
 *
 * - `render.ts`: the file, from {@linkcode ReportData}
 * - `thin.ts`: long series made short enough to draw, with their extremes kept
 * - `embed.ts`: data and texts made harmless inside HTML
 * - `assets.ts`: the page's script and style, with the plotting library
 * - `page/`: the script and style themselves
 *
 * @module
 */
export { renderReport } from "./render.ts";
export { thin, thinnedIndices, type ThinnedSeries } from "./thin.ts";
