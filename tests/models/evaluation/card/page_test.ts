import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { niceTicks, whiskerChart } from "../../../../src/models/evaluation/card/drawings.ts";
import { cardPage, summaryOf } from "../../../../src/models/evaluation/card/mod.ts";
import { cardPageStyle } from "../../../../src/models/evaluation/card/page.ts";
import {
  difference,
  percent,
  points,
  score,
  withInterval,
} from "../../../../src/models/evaluation/card/words.ts";
import { escapeHtml } from "../../../../src/lib/page/html.ts";
import { exampleCard } from "./example.ts";

const HOSTILE = `</style><script>alert(1)</script><img src=x onerror=alert(2)>"'&lt;<!--`;

function withoutStyle(html: string): string {
  return html.replace(cardPageStyle(), "");
}

Deno.test("the sections come in the order they are read in, each with plot and table", () => {
  const html = withoutStyle(cardPage(exampleCard()));
  assert(html.startsWith("<!DOCTYPE html>\n"));
  assertEquals([...html.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, title]) => title), [
    "To know before believing these figures",
    "In short",
    "Scores",
    "Against others, on the same rows",
    "Reliability",
    "By time left",
    "By season",
    "What matters",
    "Against the market&#39;s price at the same moments",
  ]);
  const sections = html.split("<section>").slice(1);
  const counts = sections.map((section) => [
    section.match(/<svg /g)?.length ?? 0,
    section.match(/<table /g)?.length ?? 0,
  ]);
  // In short; scores; two comparisons by time left; deciles; spans and a diagram each; seasons of two sources; two
  // kinds of importance; games and what was left out.
  assertEquals(counts, [[0, 0], [0, 1], [2, 3], [1, 1], [8, 1], [2, 2], [2, 2], [0, 2]]);
});

Deno.test("every figure that is drawn stands in a table too, and the sentences are on the page", () => {
  const card = exampleCard();
  const html = cardPage(card);
  for (const { name, logLoss, ece } of card.sources[0]?.evaluation.byTimeLeft ?? []) {
    assertStringIncludes(html, `<td>${name}<small>`);
    assertStringIncludes(html, `<td class="number">${score(logLoss.value)}<small>`);
    assertStringIncludes(html, `${name}: ECE ${score(ece.value, 3)}`);
  }
  for (const { said, seen } of card.sources[0]?.evaluation.buckets ?? []) {
    if (said === null) continue;
    assertStringIncludes(
      html,
      `<td class="number">${percent(said)}</td><td class="number">${percent(seen)}</td>`,
    );
  }
  for (const sentence of summaryOf(card)) assertStringIncludes(html, `<li>${escapeHtml(sentence)}</li>`);
});

Deno.test("how a model was trained stands above its figures, where this program trained it", () => {
  const card = exampleCard();
  const [part] = card.training?.parts ?? [];
  const words = (training: typeof card.training) =>
    /<dt>Training<\/dt><dd>([^<]*)<\/dd>/.exec(cardPage({ ...card, training }))?.[1];
  assertEquals(words(null), undefined);
  assert(card.training !== null && part !== undefined && part.trees !== null);
  const trees = { ...part.trees, kept: 60, rows: 90_000, growth: { ...part.trees.growth, depth: 3 } };
  const parts = [{ ...part, sources: ["market" as const, "spread" as const], trees }, {
    ...part,
    trees: null,
  }];
  assertEquals(
    words({ ...card.training, kind: "both", parts }),
    "anchor and trees; market and spread: 60 trees of depth 3 from 90,000 rows",
  );
  assertEquals(words({ ...card.training, kind: "anchor", parts: [] }), "anchor alone");
});

Deno.test("a card without importance, prices or others says so", () => {
  const html = cardPage({
    ...exampleCard(),
    importance: null,
    prices: null,
    against: [],
    sourceDifferences: [],
    caveats: [],
  });
  for (const words of ["Not measured.", "Not compared: no recording", "Nothing to compare with"]) {
    assertStringIncludes(html, words);
  }
  assertFalse(html.includes("To know before believing"));
});

Deno.test("the page carries no script, and its policy allows its one style and nothing else", () => {
  const html = cardPage(exampleCard(HOSTILE));
  const [, policy = ""] = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/) ?? [];
  const [, style = ""] = html.match(/<style>([^]*?)<\/style>/) ?? [];
  assertEquals(policy.split("; "), [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assertFalse(
    /<script|<img|<!--|\b(src|href|style|on[a-z]+)=/i.test(
      withoutStyle(html).replaceAll(/&[a-z#0-9]+;[^<]*/g, ""),
    ),
  );
  assertFalse(/url\(|@import|@font-face|<\//i.test(cardPageStyle()));
});

Deno.test("a card of any text has the tags of a plain one", () => {
  const tags = (text: string) => withoutStyle(cardPage(exampleCard(text))).match(/<[!/a-z][^\s>]*/gi);
  const expected = tags("plain");
  assertEquals(tags(HOSTILE), expected);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."<>/!-&\"'`=scriptSCRIPT \n\0\u2028") }), (text) => {
      assertEquals(tags(text), expected);
    }),
    { numRuns: 5 },
  );
});

Deno.test("the same card gives the same bytes", () => {
  assertEquals(cardPage(exampleCard()), cardPage(structuredClone(exampleCard())));
});

Deno.test("figures are written with their sign and their interval", () => {
  assertEquals([0.44204, -0.01414, null].map((value) => score(value)), ["0.4420", "−0.0141", "–"]);
  assertEquals([0.0052, -0.0052, 0, -0.00001].map((value) => difference(value)), [
    "+0.0052",
    "−0.0052",
    "0.0000",
    "0.0000",
  ]);
  assertEquals([percent(0.583), percent(-0.042), points(-0.012), points(null)], [
    "58.3 %",
    "−4.2 %",
    "−1.2",
    "–",
  ]);
  assertEquals(withInterval({ value: 0.448, low: 0.411, high: 0.486 }), "0.4480 [0.4110, 0.4860]");
  assertEquals(withInterval({ value: 0.448, low: null, high: null }), "0.4480");
});

Deno.test("property: ticks are few, round, and hold what they are for", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (from, span) => {
        const ticks = niceTicks(from, from + span);
        assert(ticks.length >= 2 && ticks.length <= 8, ticks.join());
        const slack = 1e-6;
        assert(
          (ticks[0] ?? NaN) <= from + slack && (ticks.at(-1) ?? NaN) >= from + span - slack,
          ticks.join(),
        );
        assertEquals(ticks, [...new Set(ticks)].sort((one, other) => one - other));
      },
    ),
  );
});

Deno.test("a chart holds all its whiskers, and none is drawn of nothing", () => {
  const svg = whiskerChart([
    { name: "a <b>", figure: { value: 0.2, low: 0.1, high: 0.9 } },
    { name: "no figure", figure: { value: null, low: null, high: null } },
    { name: "no interval", figure: { value: 0.5, low: null, high: null } },
  ], "t");
  assertEquals(svg.match(/class="whisker"/g)?.length, 1);
  assertEquals(svg.match(/class="dot"/g)?.length, 2);
  assertStringIncludes(svg, "a &lt;b&gt;");
  const places = [...svg.matchAll(/(?:x1|x2|cx)="([^"]+)"/g)].map(([, x]) => Number(x));
  assert(places.every((x) => x >= 118 && x <= 342), places.join());
  assertEquals(whiskerChart([{ name: "a", figure: { value: null, low: null, high: null } }], "t"), "");
});
