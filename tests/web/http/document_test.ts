/**
 * The OpenAPI document, the table in the README, the page, and the metrics.
 */
import { assert, assertEquals } from "@std/assert";
import { Histogram } from "../../../src/web/http/prometheus.ts";
import { AUTHORIZATION, GOOD, withApp } from "../support.ts";

const README = new URL("../../../src/web/README.md", import.meta.url);

/** All references in a document. */
function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : references(inner)
  );
}

Deno.test("the README's table, the app and the document have the same routes", async () => {
  await withApp(async (harness) => {
    const rows = [...(await Deno.readTextFile(README)).matchAll(/^\| (GET|POST|DELETE) +\| `([^`]+)`/gm)];
    const written = rows.map(([, method, path]) => `${method} ${path}`).sort();
    assertEquals(written, harness.app.routes.map(({ method, path }) => `${method} ${path}`).sort());
    const { paths } = await (await harness.ask("/openapi.json")).json();
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`)
    );
    const apart = (name: string) => name === "GET /" || name.startsWith("GET /page/");
    assertEquals(documented.sort(), written.filter((name) => !apart(name)));
  });
});

Deno.test("the document is whole: references, parameters of paths, names of operations", async () => {
  await withApp(async (harness) => {
    const document = await (await harness.ask("/openapi.json")).json();
    assertEquals(document.openapi, "3.1.0");
    for (const reference of references(document)) {
      const found = reference.replace("#/", "").split("/").reduce((part, key) => part?.[key], document);
      assert(found !== undefined, reference);
    }
    const operations: string[] = [];
    for (
      const [path, methods] of Object.entries<Record<string, { operationId: string; parameters: unknown }>>(
        document.paths,
      )
    ) {
      for (const { operationId, parameters } of Object.values(methods)) {
        operations.push(operationId);
        const named = (parameters as { in: string; name: string }[]).filter((each) => each.in === "path");
        assertEquals(named.map(({ name }) => `{${name}}`), path.match(/\{[a-z]+\}/g) ?? []);
      }
    }
    assertEquals(new Set(operations).size, operations.length);
    // Clients made from the document call their types so.
    assertEquals(Object.keys(document.components.schemas), [
      ...["BacktestBody", "Error", "Health", "BacktestResult", "Job", "RunList", "RunDetails"],
      ...["TradeRows", "EquityRows", "Strategy", "StrategyList", "RecordingList"],
    ]);
    assertEquals(document.tags.map(({ name }: { name: string }) => name), [
      "Backtests",
      "What to run",
      "Server",
    ]);
    const { config } = document.components.schemas.BacktestBody.properties;
    assertEquals(config.properties.latency_ms.maximum, 60_000);
    assertEquals(document.components.schemas.BacktestBody.additionalProperties, false);
    const limit = document.paths["/backtests"].get.parameters[0];
    assertEquals([limit.name, limit.required, limit.schema.maximum], ["limit", false, 200]);
    assertEquals(document.paths["/backtests"].post.security, [{ token: [] }]);
    assertEquals(document.paths["/backtests"].get.security, undefined);
  });
});

Deno.test("the example of the document is a request that works", async () => {
  await withApp(async (harness) => {
    const { paths } = await (await harness.ask("/openapi.json")).json();
    const { example } = paths["/backtests"].post.requestBody.content["application/json"];
    assertEquals((await harness.post(example)).status, 201);
  }, { atOnce: (run) => run.finish() });
});

Deno.test("the page and all that it loads come from here", async () => {
  await withApp(async (harness) => {
    const page = await (await harness.ask("/")).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
    assertEquals(loaded.filter((url) => !url.startsWith("/page/")), ["data:,"]);
    for (const url of loaded.filter((each) => each.startsWith("/"))) {
      const part = await harness.ask(url);
      const text = await part.text();
      const kind = url.endsWith(".css") ? "text/css" : "text/javascript";
      assertEquals([part.status, part.headers.get("content-type")], [200, `${kind}; charset=utf-8`]);
      assert(text.includes(url.endsWith(".css") ? ".swagger-ui" : "SwaggerUIBundle"), url);
    }
  });
});

Deno.test("metrics count requests by route, and backtests by what became of them", async () => {
  await withApp(async (harness) => {
    await harness.post(GOOD);
    await harness.post({ strategy: "nothing" });
    await harness.ask("/strategies/x");
    await harness.ask("/wp-login.php");
    await harness.ask("/health", { method: "BREW" });
    await harness.ask(`/jobs/${crypto.randomUUID()}`, { method: "DELETE", headers: AUTHORIZATION });
    const response = await harness.ask("/metrics");
    assertEquals(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    const start = Date.UTC(2026, 10, 20, 12) / 1000;
    for (
      const line of [
        "# TYPE kalshi_live_http_requests_total counter",
        'kalshi_live_http_requests_total{route="/backtests",method="POST",status="201"} 1',
        'kalshi_live_http_requests_total{route="/backtests",method="POST",status="400"} 1',
        'kalshi_live_http_requests_total{route="/strategies/{name}",method="GET",status="404"} 1',
        'kalshi_live_http_requests_total{route="unmatched",method="GET",status="404"} 1',
        'kalshi_live_http_requests_total{route="/health",method="other",status="405"} 1',
        'kalshi_live_http_requests_total{route="/jobs/{id}",method="DELETE",status="404"} 1',
        'kalshi_live_http_request_duration_seconds_count{route="/backtests",method="POST"} 2',
        "kalshi_live_backtests_running 0",
        "kalshi_live_backtests_finished_total 1",
        'kalshi_live_backtests_refused_total{code="unknown_strategy"} 1',
        "kalshi_live_backtest_events_total 250",
        `process_start_time_seconds ${start}`,
        'kalshi_live_build_info{version="1.2.3"} 1',
      ]
    ) assert(text.includes(`${line}\n`), `expected ${line} in:\n${text}`);
    assert(/^(#.*|[a-z_]+(\{[^\n]*\})? [0-9.e+-]+)$/.test(text.split("\n")[2] ?? ""));
  }, {
    atOnce: (run) => {
      for (const events of [100, 250]) run.options.onProgress?.({ games: 2, gamesDone: 1, events });
      run.finish();
    },
  });
});

Deno.test("a histogram's buckets add up, and labels are escaped", () => {
  const histogram = new Histogram("h", "help", [1, 2]);
  for (const value of [1, 1.5, 9]) histogram.observe({ name: 'a"\n\\' }, value);
  assertEquals(histogram.samples().map(({ suffix, labels, value }) => [suffix, labels?.le, value]), [
    ["_bucket", "1", 1],
    ["_bucket", "2", 2],
    ["_bucket", "+Inf", 3],
    ["_sum", undefined, 11.5],
    ["_count", undefined, 3],
  ]);
});
