/**
 * A card as one HTML file: texts, tables and drawings, and no script at all.
 *
 * It opens from disk and fetches nothing; it follows the reader's light or dark scheme and the width of the window. The
 * same card gives the same bytes. Every text of the card is escaped, and the page's policy allows its one style alone.
 *
 * @module
 */
import cardStyle from "./card.css" with { type: "text" };
import { escapeHtml, pageHead, unixLines } from "../../../lib/page/html.ts";
import { SHARED_STYLE } from "../../../lib/page/style.ts";
import type { Card } from "./card.ts";
import { againstHtml, pricesHtml, sourcesHtml } from "./page_comparisons.ts";
import { importanceHtml, reliabilityHtml, seasonHtml, timeLeftHtml } from "./page_sections.ts";
import { seasonWords, summaryOf, titleOf } from "./summary.ts";
import { countWords, listWords, percent, SOURCE_WORDS } from "./words.ts";

/** The one style of a card's page. */
export function cardPageStyle(): string {
  const { colours, table, page } = SHARED_STYLE;
  return [colours, table, page, unixLines(cardStyle), ""].join("\n");
}

/**
 * Draws a card.
 *
 * @returns HTML, to be written as UTF-8
 */
export function cardPage(card: Card): string {
  const title = titleOf(card);
  const [main] = card.sources;
  const sections = main === undefined ? [] : [
    section("Scores", sourcesHtml(card)),
    section("Against others, on the same rows", againstHtml(card)),
    section("Reliability", reliabilityHtml(main)),
    section("By time left", timeLeftHtml(main)),
    section("By season", seasonHtml(card)),
    section("What matters", importanceHtml(card)),
    section("Against the market's price at the same moments", pricesHtml(card)),
  ];
  return `${pageHead(title, cardPageStyle())}
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${conditions(card)}
</header>
<main>
${caveats(card)}
<section><h2>In short</h2>
<ul class="lead">
${summaryOf(card).map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join("\n")}
</ul>
</section>
${sections.join("\n")}
</main>
<footer><p>Rows of one game are one outcome: every interval is drawn over whole games. Lower log loss and Brier score are better; a coin has 0.6931 and 0.25.</p></footer>
</body>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>\n${body}\n</section>`;
}

function conditions(card: Card): string {
  const { model, judged, intervals, sources } = card;
  const trained = model.trained === null
    ? "the model does not say"
    : `${seasonWords(model.trained.seasons)}, ${countWords(model.trained.games)} games, ${
      countWords(model.trained.rows)
    } rows, on ${model.trained.on}, seed ${model.trained.seed}`;
  const pairs: readonly (readonly [string, string])[] = [
    ["Program", card.program],
    ["Model", model.id],
    ["Sport", card.sport.toUpperCase()],
    ["Trained on", trained],
    ...(card.training === null ? [] : [["Training", trainingWords(card.training)] as const]),
    ["Judged on", `${seasonWords(judged.seasons)} of ${listWords(judged.files)}`],
    ["Pregame number", listWords(sources.map(({ source }) => SOURCE_WORDS[source]))],
    [
      "Intervals",
      `${percent(intervals.confidence, 0)}, bootstrap by ${intervals.by}, ${
        countWords(intervals.samples)
      } samples, seed ${intervals.seed}`,
    ],
  ];
  const items = pairs.map(([name, text]) =>
    `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd></div>`
  );
  return `<dl class="conditions">${items.join("\n")}</dl>`;
}

/** How it was trained: which kinds, and the trees of each part. */
function trainingWords({ kind, parts }: NonNullable<Card["training"]>): string {
  const kinds = kind === "both" ? "anchor and trees" : kind === "anchor" ? "anchor alone" : "trees alone";
  const grown = parts.flatMap(({ sources, trees }) =>
    trees === null ? [] : [
      `${listWords(sources)}: ${trees.kept} trees of depth ${trees.growth.depth} from ${
        countWords(trees.rows)
      } rows`,
    ]
  );
  return [kinds, ...grown].join("; ");
}

function caveats({ caveats: lines }: Card): string {
  if (lines.length === 0) return "";
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("\n");
  return `<section class="notice caveat"><h2>To know before believing these figures</h2><ul>${items}</ul></section>`;
}
