/**
 * Bodies, queries, methods and addresses that are wrong.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isDeeper, repeatedKey } from "../../../src/web/http/body.ts";
import { assertRefused, AUTHORIZATION, GOOD, settle, withApp } from "../support.ts";

Deno.test("an unknown strategy is named, with those that are known", async () => {
  await withApp(async (harness) => {
    const response = await harness.post({ strategy: "martingale" });
    await assertRefused(
      response,
      400,
      "unknown_strategy",
      /strategy: unknown strategy "martingale".*favorite_threshold/,
    );
  });
});

Deno.test("every wrong parameter is named with its path and range", async () => {
  await withApp(async (harness) => {
    const params = { threshold: 0.99, stake: "much", bogus: 1 };
    const error = await assertRefused(await harness.post({ ...GOOD, params }), 400, "bad_parameters");
    const issues = new Map(error.issues?.map(({ path, message }) => [path, message]));
    assert(issues.get("params.threshold")?.includes("number in 0.5…0.95"), issues.get("params.threshold"));
    assert(issues.get("params.stake")?.includes("expected number"), issues.get("params.stake"));
    assert(
      issues.get("params.bogus")?.includes("unknown key; expected one of threshold"),
      issues.get("params.bogus"),
    );
  });
});

Deno.test("bounds that contradict each other are refused", async () => {
  await withApp(async (harness) => {
    const response = await harness.post({ ...GOOD, params: { threshold: 0.9, max_price: 0.6 } });
    await assertRefused(response, 400, "bad_parameters", /params\.threshold: must not be above max_price/);
  });
});

Deno.test("unknown keys, missing ones and values out of range are refused by their paths", async () => {
  const bodies: readonly (readonly [unknown, RegExp])[] = [
    [{ ...GOOD, extra: 1 }, /^extra: unknown key; expected one of strategy, params, config$/m],
    [{ ...GOOD, config: { sprot: "nba" } }, /^config\.sprot: unknown key; expected one of sport, game_ids/m],
    [{ ...GOOD, config: { sport: "chess" } }, /^config\.sport: .*one of nba, nfl/m],
    [{ ...GOOD, config: { latency_ms: -1 } }, /^config\.latency_ms: .*in 0…60000/m],
    [{ ...GOOD, config: { game_ids: [] } }, /^config\.game_ids: /m],
    [
      { ...GOOD, config: { results: { "KX-1": "1.5" } } },
      /^config\.results\.KX-1: expected dollars of 0 to 1/m,
    ],
    [{ ...GOOD, config: { results: { "KX-1": 1 } } }, /^config\.results\.KX-1: .*expected string/m],
    [{ ...GOOD, config: { results: { "../x": "1" } } }, /^config\.results\.\.\.\/x: /m],
    [{ ...GOOD, config: { results: ["KX-1"] } }, /^config\.results: .*expected record/m],
    [{ ...GOOD, params: [] }, /^params: /m],
    [{}, /^strategy: .*received undefined/m],
    ["null", /expected object/],
    ["[]", /expected object/],
  ];
  await withApp(async (harness) => {
    for (const [body, message] of bodies) {
      await assertRefused(await harness.post(body), 400, "bad_request", message);
    }
    assertEquals(harness.asked.length, 0);
  });
});

Deno.test("a key by the name of __proto__ is not passed over in silence", async () => {
  await withApp(async (harness) => {
    for (const part of ['"__proto__":{}', '"params":{"__proto__":{"threshold":0.9}}']) {
      const response = await harness.post(`{"strategy":"favorite_threshold",${part}}`);
      await assertRefused(response, 400, "bad_request", /unknown key "__proto__"/);
    }
  });
});

Deno.test("a key that stands twice is named, not decided by which comes last", async () => {
  await withApp(async (harness) => {
    const bodies = [
      ['{"strategy":"price_logger","strategy":"favorite_threshold"}', "strategy"],
      ['{"strategy":"favorite_threshold","params":{"threshold":0.9, "thr\\u0065shold" :0.6}}', "threshold"],
      [
        '{"strategy":"favorite_threshold","config":{"game_ids":["a"],"sport":"nba","game_ids":["b"]}}',
        "game_ids",
      ],
    ] as const;
    for (const [body, key] of bodies) {
      const message = new RegExp(`key "${key}" stands twice`);
      await assertRefused(await harness.post(body), 400, "bad_request", message);
    }
    assertEquals(harness.asked.length, 0);
  });
});

Deno.test("keys are counted by object, and only keys", () => {
  const once = [
    '{"a":{"a":[{"a":1},{"a":2}]},"b":"a"}',
    '["a","a"]',
    '"a"',
    '{"a":"\\"a\\":{","b":"}"}',
    "{}",
  ];
  for (const text of once) assertEquals([text, repeatedKey(text)], [text, undefined]);
  assertEquals(repeatedKey('{"a":[{"b":1}],"c":{"d":{}},"a":2}'), "a");
  assertEquals(repeatedKey(`{"a":"${"x".repeat(60_000)}","b":{"":1,"":2}}`), "");
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string(), fc.jsonValue(), (value, key, other) => {
    const text = JSON.stringify(value);
    assertEquals(repeatedKey(text), undefined);
    const name = JSON.stringify(key);
    assertEquals(
      repeatedKey(`[{${name}:${text},"${key === "y" ? "z" : "y"}":1,${name}:${JSON.stringify(other)}}]`),
      key,
    );
  }));
});

Deno.test("bodies that are no JSON, no UTF-8, too deep, too long or of another type are refused", async () => {
  await withApp(async (harness) => {
    await assertRefused(await harness.post("{"), 400, "bad_json");
    await assertRefused(await harness.post(""), 400, "bad_json");
    await assertRefused(await harness.post(new Uint8Array([0x22, 0xff, 0x22])), 400, "bad_encoding");
    await assertRefused(await harness.post("[".repeat(60_000)), 400, "too_deep");
    await assertRefused(await harness.post(`{"a":"${"x".repeat(65_536)}"}`), 413, "too_large");
    for (
      const type of ["text/plain", "application/json; charset=latin1", "application/x-www-form-urlencoded"]
    ) {
      await assertRefused(await harness.post(GOOD, { "content-type": type }), 415, "unsupported_media_type");
    }
    await assertRefused(
      await harness.post(GOOD, { "content-encoding": "gzip" }),
      415,
      "unsupported_media_type",
    );
    await assertRefused(await harness.post(GOOD, { "content-length": "99999" }), 413, "too_large");
  });
});

Deno.test("a body without a length is cut off at the limit", async () => {
  await withApp(async (harness) => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 10_000;
        controller.enqueue(new Uint8Array(10_000));
      },
      cancel: () => void (isCancelled = true),
    });
    const response = await harness.ask("/backtests", {
      method: "POST",
      headers: { "content-type": "application/json", ...AUTHORIZATION },
      body: endless,
    });
    await assertRefused(response, 413, "too_large");
    assert(isCancelled && sent < 200_000, `${sent} bytes were read`);
  });
});

Deno.test("a body that does not arrive is given up after ten seconds", async () => {
  await withApp(async (harness) => {
    const answer = harness.ask("/backtests", {
      method: "POST",
      headers: { "content-type": "application/json", ...AUTHORIZATION },
      body: new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
    });
    await settle();
    await harness.timers.advance(10_000);
    await assertRefused(await answer, 408, "too_slow");
  });
});

Deno.test("an answer that takes too long is a 503", async () => {
  const never = new Promise<never>(() => {});
  const runs = { list: () => never, find: () => never, summary: () => never, trades: () => never };
  const store = { ...runs, equity: () => never, config: () => never, reportPath: () => "" };
  await withApp(async (harness) => {
    const answer = harness.ask("/backtests");
    await settle();
    await harness.timers.advance(30_000);
    await assertRefused(await answer, 503, "timed_out");
  }, { runs: store });
});

Deno.test("what stands after ? is checked", async () => {
  await withApp(async (harness) => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ["/backtests?limit=0", /limit: .*integer in 1…200|limit: /],
      ["/backtests?limit=201", /limit/],
      ["/backtests?limit=-1", /limit: expected a whole number/],
      ["/backtests?limit=1&limit=2", /limit: expected it once/],
      ["/backtests?page=2", /page: unknown key; expected one of limit, cursor/],
      ["/backtests?cursor=../x", /cursor/],
      ["/recordings?sport=chess", /sport/],
      ["/health?x=1", /x: unknown key/],
    ];
    for (const [path, message] of wrong) {
      await assertRefused(await harness.ask(path), 400, "bad_request", message);
    }
  });
});

Deno.test("what is not there is a 404, and a wrong method a 405 that says which are right", async () => {
  await withApp(async (harness) => {
    for (const path of ["/nothing", "/backtests/", "//backtests", "/jobs", "/page/%2e%2e/x"]) {
      await assertRefused(await harness.ask(path), 404, "not_found");
    }
    const put = await harness.ask("/backtests", { method: "PUT", headers: AUTHORIZATION });
    assertEquals(put.headers.get("allow"), "POST, GET, HEAD, OPTIONS");
    await assertRefused(put, 405, "method_not_allowed");
    await assertRefused(await harness.ask("/health", { method: "DELETE" }), 405, "method_not_allowed");
    await assertRefused(await harness.ask("/health", { method: "BREW" }), 405, "method_not_allowed");
  });
});

Deno.test("HEAD answers as GET without a body, OPTIONS says what there is", async () => {
  await withApp(async (harness) => {
    const head = await harness.ask("/health", { method: "HEAD" });
    assertEquals([head.status, head.body], [200, null]);
    const get = await harness.ask("/health");
    assertEquals(head.headers.get("content-length"), String((await get.text()).length));
    const options = await harness.ask("/jobs/x", { method: "OPTIONS" });
    assertEquals([options.status, options.headers.get("allow")], [204, "GET, HEAD, DELETE, OPTIONS"]);
    assertEquals(options.headers.get("access-control-allow-origin"), null);
    await assertRefused(await harness.ask("/nothing", { method: "OPTIONS" }), 404, "not_found");
  });
});

Deno.test("the depth of a text is that of its JSON", () => {
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
    const depth = depthOf(value);
    const text = JSON.stringify(value);
    assertEquals(isDeeper(text, depth), false);
    if (depth > 0) assertEquals(isDeeper(text, depth - 1), true);
  }));
});

Deno.test("whatever is posted, the answer is a refusal in the one form or a result", async () => {
  await withApp(async (harness) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.uint8Array()), async (body) => {
        const response = await harness.post(body);
        assert(response.status < 500, await response.text());
      }),
      { numRuns: 200 },
    );
    assertEquals(harness.faults, []);
  }, { atOnce: (run) => run.finish(), limits: { rateBurst: 1_000 } });
});
