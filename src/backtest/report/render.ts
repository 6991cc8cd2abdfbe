/**
 * A backtest's report as one HTML file, in which data and texts are harmless.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ReportData } from "./data.ts";
import { reportScript, reportStyle } from "./assets.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML that shows exactly it, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * A value as JSON that can stand inside `<script type="application/json">`: no text in it can end the element
 * or begin a comment. `JSON.parse` gives the same value as of plain JSON.
 */
export function embeddableJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

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

/** How a policy names one inline script or style: by its SHA-256, so that it allows no other. */
function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

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
  const style = reportStyle();
  const policy = `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(style)}; ` +
    "img-src data:; base-uri 'none'; form-action 'none'";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(data.title)}</title>
<style>${style}</style>
</head>
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
