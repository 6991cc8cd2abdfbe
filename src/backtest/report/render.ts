/**
 * A backtest's report as one HTML file, in which data and texts are harmless.
 *
 * @module
 */
import { embeddableJson, escapeHtml, pageHead } from "../../lib/page/html.ts";
import type { ReportData } from "./data.ts";
import { reportScript, reportStyle } from "./assets.ts";

/** The sections in the order they are read; the script fills the elements with these ids. */
const SECTIONS: readonly { readonly id: string; readonly title: string; readonly half?: true }[] = [
  { id: "metrics", title: "Metrics" },
  { id: "equity", title: "Equity and drawdown" },
  { id: "games", title: "P&L by game" },
  { id: "entry-prices", title: "P&L by entry price", half: true },
  { id: "strategies", title: "P&L by strategy", half: true },
  { id: "game-chart", title: "Price against score" },
  { id: "calibration", title: "Calibration" },
  { id: "reasons", title: "Reasons for not trading" },
];

function sectionHtml({ id, title, half }: (typeof SECTIONS)[number]): string {
  const heading = `<h2 id="${id}-title">${escapeHtml(title)}</h2>`;
  const body = `<div id="${id}"></div>`;
  return `<section${half ? ' class="half"' : ""} aria-labelledby="${id}-title">${heading}${body}</section>`;
}

/**
 * Renders the report: self-contained, the same bytes for the same data. It opens from disk, fetches nothing, and
 * follows the reader's light or dark scheme and the width of the window; on paper it is light.
 *
 * Texts of the data are never HTML: the title is escaped, all else is JSON that the page's script writes as text.
 * The page's policy allows its one script and its one style by their hashes, and nothing from the network.
 *
 * @param data what is shown; times ascend within each series
 * @returns HTML, to be written as UTF-8
 */
export function renderReport(data: ReportData): string {
  const script = reportScript();
  return `${pageHead(data.title, reportStyle(), script)}
<body>
<header>
<h1>${escapeHtml(data.title)}</h1>
<div id="conditions"></div>
</header>
<main>
<noscript><p class="empty">This report is drawn by a script that it carries; scripts are switched off here.</p></noscript>
<div id="notices"></div>
${SECTIONS.map(sectionHtml).join("\n")}
</main>
<footer><p>Backtest on paper: a model of the world, not a promise. Times are UTC.</p></footer>
<script type="application/json" id="report-data">${embeddableJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}
