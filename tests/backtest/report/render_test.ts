import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { reportScript, reportStyle } from "../../../src/backtest/report/assets.ts";
import { escapeHtml } from "../../../src/lib/page/html.ts";
import { renderReport } from "../../../src/backtest/report/mod.ts";
import { emptyReport, exampleReport, reportOfTexts } from "./example.ts";

const HOSTILE =
  `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&lt;<!--\u2028\u2029</title>`;

/** The data that a report carries, as its page reads it. */
function embeddedData(html: string): unknown {
  const [, json = ""] = html.match(/<script type="application\/json" id="report-data">(.*?)<\/script>/) ?? [];
  return JSON.parse(json);
}

/** What is left of a report when its own script and style are taken out: the part that the data can change. */
function withoutAssets(html: string): string {
  return html.replace(reportScript(), "").replace(reportStyle(), "");
}

Deno.test("the sections come in the order they are read in, each with its heading", () => {
  const html = withoutAssets(renderReport(exampleReport()));
  const ids = [...html.matchAll(/<div id="([a-z-]+)"><\/div>/g)].map(([, id]) => id);
  assertEquals(ids, [
    "conditions",
    "notices",
    "metrics",
    "equity",
    "games",
    "entry-prices",
    "strategies",
    "game-chart",
    "calibration",
    "reasons",
  ]);
  assertEquals(html.match(/<h2 /g)?.length, 8);
  assert(html.startsWith("<!DOCTYPE html>\n"));
});

Deno.test("the same data give the same bytes", () => {
  assertEquals(renderReport(exampleReport()), renderReport(exampleReport()));
  assertEquals(renderReport(structuredClone(exampleReport(3))), renderReport(exampleReport(3)));
});

Deno.test("the page carries its data whole", () => {
  for (const data of [exampleReport(), emptyReport(), reportOfTexts(HOSTILE)]) {
    assertEquals(embeddedData(renderReport(data)), JSON.parse(JSON.stringify(data)));
  }
});

Deno.test("no text of the data can end the element it stands in", () => {
  const html = withoutAssets(renderReport(reportOfTexts(HOSTILE)));
  assertFalse(html.includes(HOSTILE));
  assertFalse(/<img|<!--/.test(html));
  // The page's two scripts, one title, and nothing that the text brought along.
  assertEquals(html.match(/<script/gi)?.length, 2);
  assertEquals(html.match(/<\/script/gi)?.length, 2);
  assertEquals(html.match(/<\/title/gi)?.length, 1);
  assertStringIncludes(html, `<h1>${escapeHtml(HOSTILE)}</h1>`);
});

Deno.test("a report of any text has the tags of an empty one", () => {
  const tags = (html: string) => withoutAssets(html).match(/<[!/a-z][^\s>]*/gi);
  const expected = tags(renderReport(reportOfTexts("plain")));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."<>/!-&\"'`=scriptSCRIPT \n\0\u2028") }), (text) => {
      assertEquals(tags(renderReport(reportOfTexts(text))), expected);
    }),
    { numRuns: 50 },
  );
});

Deno.test("the policy allows the one script and the one style of the page, and no network", () => {
  const html = renderReport(exampleReport(2));
  const [, policy = ""] = html.match(/http-equiv="Content-Security-Policy" content="([^"]+)"/) ?? [];
  const [, style = ""] = html.match(/<style>([^]*?)<\/style>/) ?? [];
  const [, script = ""] = html.match(/<script>([^]*?)<\/script>/) ?? [];
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  assertEquals(policy.split("; "), [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assert(html.indexOf("Content-Security-Policy") < html.indexOf("<style>"));
});

Deno.test("the page names nothing on the network and no style that the policy would refuse", () => {
  const html = withoutAssets(renderReport(exampleReport(2)));
  assertFalse(/\b(src|href|style|on[a-z]+)=/i.test(html));
  assertFalse(/url\(|@import|@font-face/i.test(reportStyle()));
});

Deno.test("the script and the style stand inside their elements as they are", () => {
  // A carriage return would be read as a line feed, and the hash of the policy would be another one.
  for (const text of [reportScript(), reportStyle()]) assertFalse(/<\/(script|style)|<!--|\r|\0/i.test(text));
});

Deno.test("the script carries the licence of the library it carries", () => {
  assertStringIncludes(reportScript(), "The MIT License (MIT)\n\nCopyright (c) 2022 Leon Sorokin");
});
