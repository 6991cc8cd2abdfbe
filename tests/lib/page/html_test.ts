import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { embeddableJson, escapeHtml, pageHead } from "../../../src/lib/page/html.ts";

Deno.test("escapeHtml() leaves no character that HTML reads as its own", () => {
  assertEquals(escapeHtml(`a<b>&"c'`), "a&lt;b&gt;&amp;&quot;c&#39;");
});

Deno.test("embeddableJson() reads back as plain JSON does, without a character of HTML", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = embeddableJson(value);
    assertFalse(/[<>&\u2028\u2029]/.test(text));
    assertEquals(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }));
  assertEquals(embeddableJson("</script>\u2028&"), String.raw`"\u003c/script\u003e\u2028\u0026"`);
});

Deno.test("pageHead() allows the style, and a script only where there is one", () => {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policyOf = (html: string) =>
    /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.split("; ");
  const still = pageHead("a < b", "p{}");
  assertEquals(policyOf(still), [
    "default-src 'none'",
    `style-src ${hash("p{}")}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  assertStringIncludes(still, "<title>a &lt; b</title>");
  assertEquals(policyOf(pageHead("a", "p{}", "let b;"))?.[1], `script-src ${hash("let b;")}`);
});
