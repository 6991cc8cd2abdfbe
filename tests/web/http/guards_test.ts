/**
 * Who may ask: hosts, origins, tokens, rates; and what every answer says to browsers.
 */
import { assert, assertEquals } from "@std/assert";
import { allowedHosts, isLoopback } from "../../../src/web/server.ts";
import { readOrMakeToken } from "../../../src/web/http/token_file.ts";
import { assertRefused, AUTHORIZATION, GOOD, TOKEN, withApp } from "../support.ts";

Deno.test("a foreign host is refused, in the address and in the header", async () => {
  await withApp(async (harness) => {
    for (
      const host of [
        "evil.example:8787",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.:8787",
        "127.0.0.1.evil:8787",
      ]
    ) {
      const named = await harness.ask("/health", { headers: { host } });
      await assertRefused(named, 421, "wrong_host", /--allow-host/);
      await assertRefused(await harness.ask(`http://${host}/health`), 421, "wrong_host");
    }
    for (const host of ["localhost:8787", "LocalHost:8787", "127.0.0.1:8787"]) {
      assertEquals((await harness.ask("/health", { headers: { host } })).status, 200);
    }
  });
});

Deno.test("another origin is refused, the same one is not", async () => {
  await withApp(async (harness) => {
    const wrong = [
      "http://evil.example",
      "null",
      "127.0.0.1:8787",
      "ftp://127.0.0.1:8787",
      "http://127.0.0.1:8788",
      "https://127.0.0.1",
      "",
    ];
    for (const origin of wrong) {
      const response = await harness.post(GOOD, { origin });
      await assertRefused(response, 403, "wrong_origin");
      assertEquals(response.headers.get("access-control-allow-origin"), null);
    }
    for (const scheme of ["http", "https"]) {
      const origin = `${scheme}://127.0.0.1:8787`;
      const same = await harness.post(GOOD, { origin, prefer: "respond-async" });
      assertEquals(same.status, 202);
    }
    const image = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    await assertRefused(await harness.ask("/health", { headers: image }), 403, "wrong_origin");
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    assertEquals((await harness.ask("/health", { headers: link })).status, 200);
  });
});

Deno.test("what writes wants the token, what reads does not", async () => {
  await withApp(async (harness) => {
    const wrong = [
      "",
      "Bearer",
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
      `Bearer x ${TOKEN}`,
    ];
    for (const authorization of wrong) {
      const response = await harness.post(GOOD, { authorization });
      assert(response.headers.get("www-authenticate")?.startsWith("Bearer"));
      await assertRefused(response, 401, "unauthorized");
    }
    const id = crypto.randomUUID();
    await assertRefused(await harness.ask(`/jobs/${id}`, { method: "DELETE" }), 401, "unauthorized");
    assertEquals(harness.asked.length, 0);
    assertEquals((await harness.ask("/backtests")).status, 200);
  });
});

Deno.test("a body is not read before the token was shown", async () => {
  await withApp(async (harness) => {
    let wasRead = false;
    const body = new ReadableStream<Uint8Array>({ pull: () => void (wasRead = true) }, { highWaterMark: 0 });
    const headers = { "content-type": "application/json" };
    await assertRefused(
      await harness.ask("/backtests", { method: "POST", headers, body }),
      401,
      "unauthorized",
    );
    assertEquals(wasRead, false);
  });
});

Deno.test("beyond loopback everything wants the token", async () => {
  await withApp(async (harness) => {
    for (const path of ["/", "/health", "/metrics", "/openapi.json", "/nothing"]) {
      await assertRefused(await harness.ask(path), 401, "unauthorized");
    }
    assertEquals((await harness.ask("/health", { headers: AUTHORIZATION })).status, 200);
    const document = await (await harness.ask("/openapi.json", { headers: AUTHORIZATION })).json();
    assertEquals(document.paths["/health"].get.security, [{ token: [] }]);
  }, { tokenForReads: true });
});

Deno.test("an address that asks too often is told when to come back, others are not hindered", async () => {
  await withApp(async (harness) => {
    const ask = (address: string) => harness.ask("/health", {}, { address });
    for (let sent = 0; sent < 3; sent++) assertEquals((await ask("192.0.2.1")).status, 200);
    const fourth = await ask("192.0.2.1");
    assertEquals(fourth.headers.get("retry-after"), "1");
    await assertRefused(fourth, 429, "too_many_requests");
    assertEquals((await ask("192.0.2.2")).status, 200);
    await harness.timers.advance(500);
    assertEquals((await ask("192.0.2.1")).status, 200);
    await assertRefused(await ask("192.0.2.1"), 429, "too_many_requests");
  }, { limits: { ratePerSecond: 2, rateBurst: 3 } });
});

Deno.test("every answer has the headers that protect browsers, refusals too", async () => {
  await withApp(async (harness) => {
    for (const path of ["/health", "/nothing", "/", "/backtests?x=1"]) {
      const { headers } = await harness.ask(path);
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      assertEquals(headers.get("cross-origin-resource-policy"), "same-origin");
      assertEquals(headers.get("cache-control"), "no-store");
      const policy = headers.get("content-security-policy") ?? "";
      assert(policy.startsWith("default-src 'none'") && policy.includes("frame-ancestors 'none'"), policy);
      assert(!/unsafe|https?:|\*/.test(policy), policy);
    }
  });
});

Deno.test("loopback is what this machine alone can reach", () => {
  for (const name of ["127.0.0.1", "127.9.9.9", "localhost", "::1"]) assert(isLoopback(name), name);
  for (const name of ["0.0.0.0", "::", "192.0.2.1", "127.0.0.1.evil", "localhost.evil", ""]) {
    assert(!isLoopback(name), name);
  }
  assertEquals([...allowedHosts(["A", "[::1]"], 80)], ["a:80", "[::1]:80", "a", "[::1]"]);
});

Deno.test("the token is made once, in a file that only its owner can read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/token`;
    const made = await readOrMakeToken(path);
    assert(made.ok && made.value.length === 43, JSON.stringify(made));
    assertEquals(await readOrMakeToken(path), made);
    const { mode } = await Deno.stat(path);
    if (mode !== null) {
      assertEquals(mode & 0o777, 0o600);
      await Deno.chmod(path, 0o644);
      const open = await readOrMakeToken(path);
      assert(!open.ok && /others can read it/.test(open.reason.message));
      await Deno.chmod(path, 0o600);
    }
    for (const text of ["", "short", "x".repeat(2_000), "with space ".repeat(5)]) {
      await Deno.writeTextFile(path, text);
      const bad = await readOrMakeToken(path);
      assert(!bad.ok && bad.reason.code === "bad_token_file" && !bad.reason.message.includes("with space"));
    }
    const nowhere = await readOrMakeToken(`${folder}/no/token`);
    assert(!nowhere.ok && nowhere.reason.code === "unwritable");
    assert(!(await readOrMakeToken(folder)).ok, "a folder is no token");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
