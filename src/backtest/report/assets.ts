/**
 * The page's script and style, with the plotting library: the same in every report.
 *
 * The files of `page/` are modules, so that they can be tested one by one; here they become one script by
 * leaving out their imports and exports. They are written for that: no name twice, no name changed on import.
 *
 * @module
 */
import licence from "uplot/LICENSE" with { type: "text" };
import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import breakdowns from "./page/breakdowns.js" with { type: "text" };
import calibration from "./page/calibration.js" with { type: "text" };
import dom from "./page/dom.js" with { type: "text" };
import equity from "./page/equity.js" with { type: "text" };
import format from "./page/format.js" with { type: "text" };
import gameChart from "./page/game_chart.js" with { type: "text" };
import games from "./page/games.js" with { type: "text" };
import page from "./page/page.js" with { type: "text" };
import plot from "./page/plot.js" with { type: "text" };
import series from "./page/series.js" with { type: "text" };
import table from "./page/table.js" with { type: "text" };
import plotStyle from "./page/plot.css" with { type: "text" };
import reportOwnStyle from "./page/report.css" with { type: "text" };
import { unixLines } from "../../lib/page/html.ts";
import { SHARED_STYLE } from "../../lib/page/style.ts";

/** In the order in which they build on each other; the last one draws the page. */
const MODULES = [format, series, dom, table, plot, breakdowns, equity, games, gameChart, calibration, page];

const { colours, table: tableStyle, page: pageStyle } = SHARED_STYLE;

/** The page's own come last: they change the others for phones and paper. */
const STYLES = [uplotStyle, colours, tableStyle, plotStyle, pageStyle, reportOwnStyle];

/** A module's text as a part of one script. */
function withoutModuleSyntax(text: string): string {
  return unixLines(text).replace(/^import\b[^;]*;\n/gm, "").replace(/^export /gm, "").trim();
}

/** The one script of a report. */
export function reportScript(): string {
  const library = ["/*", "uPlot", "", unixLines(licence), "*/", unixLines(uplotScript)];
  const own = MODULES.map(withoutModuleSyntax).join("\n\n");
  return [...library, "(() => {", '"use strict";', own, "})();", ""].join("\n");
}

/** The one style of a report. */
export function reportStyle(): string {
  return [...STYLES.map(unixLines), ""].join("\n");
}
