import { assert, assertEquals, assertExists } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { type Environment, readEnvironment } from "../../../src/kalshi/environment.ts";
import { collect } from "../../../src/kalshi/rest/pages.ts";
import { RestClient } from "../../../src/kalshi/rest/client.ts";
import { restInput } from "../../../src/kalshi/rest/input.ts";
import {
  createSigner,
  createVerifier,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from "../../../src/kalshi/signing/sign.ts";
import type { TransportOptions } from "../../../src/kalshi/rest/transport.ts";
import { exchangeStatusAnswer } from "../../../src/kalshi/wire/exchange.ts";

const MARKET = {
  ticker: "T1",
  event_ticker: "E1",
  status: "active",
  price_ranges: [{ start: "0.0000", end: "1.0000", step: "0.0100" }],
};

interface Server {
  readonly environment: Environment;
  readonly requests: { readonly url: string; readonly headers: Headers }[];
  close(): Promise<void>;
}

/** A server that gives these answers, one after the other; the last one again and again. */
function serve(...answers: ((request: Request) => Response | Promise<Response>)[]): Server {
  const requests: { readonly url: string; readonly headers: Headers }[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push({ url: request.url, headers: new Headers(request.headers) });
    return answer?.(request) ?? new Response(null, { status: 500 });
  });
  const environment = readEnvironment(`http://127.0.0.1:${server.addr.port}`);
  if (!environment.ok) throw new TypeError(environment.reason.message);
  return { environment: environment.value, requests, close: () => server.shutdown() };
}

const json = (body: unknown, status = 200): () => Response => () => Response.json(body, { status });

/** A client that waits for nothing and notes how long it would have waited. */
function client(server: Server, waits: number[], more: Partial<TransportOptions> = {}): RestClient {
  return new RestClient({
    environment: server.environment,
    random: () => 1,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...more,
  });
}

Deno.test("a read that meets 429 and 500 waits longer each time and then has its answer", async () => {
  const server = serve(json({ error: "too many requests" }, 429), json({}, 500), json({ market: MARKET }));
  const waits: number[] = [];
  const reply = await client(server, waits).market("T1");
  await server.close();
  assert(reply.ok);
  assertEquals([reply.value.ticker, server.requests.length, waits], ["T1", 3, [250, 500]]);
});

Deno.test("a read ends after its attempts and says what the last one said", async () => {
  const server = serve(json({ error: "too many requests" }, 429));
  const reply = await client(server, []).market("T1");
  await server.close();
  assert(!reply.ok);
  assertEquals([reply.reason.code, reply.reason.status, reply.reason.wireCode, server.requests.length], [
    "rate_limited",
    429,
    "too_many_requests",
    4,
  ]);
});

Deno.test("a 4xx is never tried again, and all error shapes are understood", async () => {
  const cases = [
    [400, { error: { code: "bad_request", message: "bad\x1b[31m thing" } }, "refused", "bad_request"],
    [401, { code: "unauthorized", message: "no", details: "sig" }, "unauthorized", "unauthorized"],
    [403, {}, "unauthorized", undefined],
    [404, { error: { code: "not_found", message: "not found" } }, "not_found", "not_found"],
    [409, { error: "conflict here" }, "refused", "conflict_here"],
    [301, {}, "refused", undefined],
  ] as const;
  for (const [status, body, code, wireCode] of cases) {
    const server = serve(json(body, status));
    const reply = await client(server, []).market("T1");
    await server.close();
    assert(!reply.ok);
    assertEquals([reply.reason.code, reply.reason.wireCode, server.requests.length], [code, wireCode, 1]);
    assert(!reply.reason.message.includes("\x1b") && reply.reason.message.includes("/markets/T1"));
    assertEquals(reply.reason.message.includes("a redirect, which is not followed"), status === 301);
  }
});

Deno.test("HTML, nothing, half a JSON and another form are clear refusals", async () => {
  const cases = [
    ["<html><body>maintenance</body></html>", "bad_body", "HTML"],
    ["", "bad_body", "nothing"],
    ['{"market":{"ticker":"T1"', "bad_body", "no whole JSON"],
    ['{"market":{"ticker":"T1"}}', "bad_shape", "market.event_ticker"],
  ] as const;
  for (const [text, code, words] of cases) {
    const server = serve(() => new Response(text));
    const reply = await client(server, []).market("T1");
    await server.close();
    assert(!reply.ok);
    assertEquals([reply.reason.code, server.requests.length], [code, 1]);
    assert(reply.reason.message.includes(words), reply.reason.message);
  }
});

Deno.test("no server is a refusal after retries, not an exception", async () => {
  const server = serve(json({}));
  await server.close();
  const waits: number[] = [];
  const reply = await client(server, waits).market("T1");
  assert(!reply.ok && reply.reason.code === "network");
  assertEquals(waits.length, 3);
});

Deno.test("an answer that does not come in time is a time-out", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const server = serve(() => promise);
  const reply = await client(server, [], { timeoutMs: 20, attempts: 1 }).market("T1");
  resolve(Response.json({}));
  await server.close();
  assert(!reply.ok);
  assertEquals(reply.reason.code, "timeout");
});

Deno.test("a program that ends aborts its reads", async () => {
  const ending = new AbortController();
  const server = serve(() => {
    ending.abort();
    return Response.json({}, { status: 500 });
  });
  const reply = await client(server, [], { signal: ending.signal }).market("T1");
  await server.close();
  assert(!reply.ok);
  assertEquals([reply.reason.code, server.requests.length], ["aborted", 1]);
});

Deno.test("a status whose body the reader accepts is an answer, and is not asked for again", async () => {
  const server = serve(json({ exchange_active: false, trading_active: false }, 503));
  const { transport } = client(server, []);
  const reply = await transport.read(exchangeStatusAnswer, "/exchange/status", {}, { accept: [503, 504] });
  await server.close();
  assert(reply.ok && !reply.value.exchange_active && server.requests.length === 1);
});

Deno.test("requests are signed over the path without the query", async () => {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const signer = createSigner("key-1", pem);
  const verifier = createVerifier(pem);
  assert(signer.ok && verifier.ok);
  const server = serve(json({ event: { event_ticker: "E1", series_ticker: "S" } }));
  const rest = client(server, [], { signer: signer.value });
  const reply = await rest.event("E1");
  await server.close();
  assert(reply.ok && rest.transport.signed);
  const [request] = server.requests;
  assertExists(request);
  const url = new URL(request.url);
  assertEquals([url.pathname, url.search], ["/trade-api/v2/events/E1", "?with_nested_markets=true"]);
  const header = (name: string): string => request.headers.get(name) ?? "";
  assert(verifier.value.verify(header(TIMESTAMP_HEADER), "GET", url.pathname, header(SIGNATURE_HEADER)));
});

Deno.test("without a key nothing is signed", async () => {
  const server = serve(json({ exchange_active: true, trading_active: true }));
  await client(server, []).market("T1");
  await server.close();
  assertEquals(server.requests[0]?.headers.get(SIGNATURE_HEADER), null);
});

Deno.test("pages are read to the end, to a bound, or to a refusal", async () => {
  const page = (request: Request): Response => {
    const cursor = Number(new URL(request.url).searchParams.get("cursor") ?? "0");
    const events = [{ event_ticker: `E${cursor}`, series_ticker: "S" }];
    return Response.json({ events, cursor: cursor < 3 ? String(cursor + 1) : "" });
  };
  const server = serve(page);
  const rest = client(server, []);
  const all = await collect(rest.events({ series_ticker: "S" }));
  const some = await collect(rest.events({}, 2));
  await server.close();
  assert(all.ok && some.ok);
  assertEquals([all.value.items.map((event) => event.event_ticker), all.value.complete], [[
    "E0",
    "E1",
    "E2",
    "E3",
  ], true]);
  assertEquals([some.value.items.length, some.value.complete], [2, false]);
  const broken = serve(
    json({ events: [{ event_ticker: "E1", series_ticker: "S" }], cursor: "same" }),
    json({}, 404),
  );
  const refused = await collect(client(broken, []).events({}));
  await broken.close();
  assert(!refused.ok && refused.reason.code === "not_found");
  const looping = serve(json({ events: [{ event_ticker: "E1", series_ticker: "S" }], cursor: "same" }));
  const looped = await collect(client(looping, []).events({}));
  await looping.close();
  assert(looped.ok);
  assertEquals([looped.value.items.length, looping.requests.length], [2, 2]);
});

Deno.test("reads beyond the bucket wait for their tokens", async () => {
  const server = serve(json({ market: MARKET }));
  const waits: number[] = [];
  const rest = client(server, waits, { now: () => 0 });
  for (let count = 0; count < 62; count++) await rest.market("T1");
  await server.close();
  assertEquals(waits, [50, 100]);
});

Deno.test("an answer becomes an input with its body verbatim, unless a line break would tear the record", () => {
  const one = restInput({ path: "/markets/T1?a=1", status: 200, text: '{"a": 1.50}', body: { a: 1.5 } });
  assertEquals(one.text, '{"path":"/markets/T1?a=1","status":200,"body":{"a": 1.50}}');
  const lines = restInput({ path: "/x", status: 200, text: '{\n"a": 1\n}', body: { a: 1 } });
  assertEquals(lines.text, '{"path":"/x","status":200,"body":{"a":1}}');
  for (const { text, raw } of [one, lines]) assertEquals(JSON.parse(text), raw);
});
