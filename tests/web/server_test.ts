/**
 * The app behind a real socket.
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { refuse, type Result } from "../../src/core/result.ts";
import type { FinishedRun } from "../../src/backtest/service.ts";
import { startServer } from "../../src/web/mod.ts";
import { GOOD, TOKEN } from "./support.ts";
import { STRATEGIES } from "../../strategies/mod.ts";

/** Sends bytes as they are, and reads what comes until the end. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(text));
  return await deadline(new Response(connection.readable).text(), 5_000);
}

Deno.test("over a socket: requests, hostile ones, a stream, and a stop that ends them all", async () => {
  const faults: unknown[] = [];
  const server = startServer({ hostname: "127.0.0.1", port: 0, hostNames: ["desk.example"] }, {
    runBacktest: (_, { signal } = {}) => {
      const { promise, resolve } = Promise.withResolvers<Result<FinishedRun>>();
      signal?.addEventListener("abort", () => resolve(refuse("aborted", "The backtest was cancelled")));
      return promise;
    },
    runs: {
      list: () => Promise.resolve([]),
      find: () => Promise.resolve(undefined),
      summary: () => Promise.resolve({}),
      trades: () => Promise.resolve([]),
      equity: () => Promise.resolve([]),
      config: () => Promise.resolve({}),
      reportPath: () => "",
    },
    registry: STRATEGIES,
    recordingsRoot: ".",
    token: TOKEN,
    version: "1.2.3",
    now: Date.now,
    onFault: (error) => faults.push(error),
  });
  const { url } = server;
  const { host } = new URL(url);
  assertEquals((await (await fetch(`${url}/health`)).json()).ok, true);
  const close = "Connection: close\r\n\r\n";
  const named = await raw(url, `GET /health HTTP/1.1\r\nHost: desk.example:${new URL(url).port}\r\n${close}`);
  assert(named.startsWith("HTTP/1.1 200"), named);
  const proxied = await raw(url, `GET /health HTTP/1.1\r\nHost: Desk.Example\r\n${close}`);
  assert(proxied.startsWith("HTTP/1.1 200"), proxied);
  for (
    const head of [
      `GET /health HTTP/1.1\r\nHost: 127.0.0.1`,
      `GET /health HTTP/1.1\r\nHost: evil.example`,
      `GET http://evil.example/health HTTP/1.1\r\nHost: ${host}`,
    ]
  ) {
    const answer = await raw(url, `${head}\r\n${close}`);
    assert(/^HTTP\/1\.1 (421|400)/.test(answer), answer);
  }
  for (const line of ["GET /health HTTP/1.1", `GET http://${host}/health HTTP/1.1`, "GET /health HTTP/1.0"]) {
    const hostless = await raw(url, `${line}\r\n${close}`);
    assert(/^HTTP\/1\.[01] 400/.test(hostless) && hostless.includes('"no_host"'), hostless);
    assert(/x-content-type-options: nosniff/i.test(hostless), hostless);
  }
  const broken = await raw(url, "\x16\x03\x01 nonsense\r\n\r\n");
  assert(/^(HTTP\/1\.1 400|$)/.test(broken), broken);

  const post = await fetch(`${url}/backtests`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      prefer: "respond-async",
    },
    body: JSON.stringify(GOOD),
  });
  const { links } = await post.json();
  assertEquals(post.status, 202);
  const events = await fetch(url + links.events);
  const heard = events.text();
  await deadline(server.close(), 5_000);
  assert(/event: failed\nid: \d+\ndata: .*"aborted"/.test(await heard), await heard);
  assertEquals(faults, []);
});
