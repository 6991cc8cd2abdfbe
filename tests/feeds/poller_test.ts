import { assertEquals, assertFalse, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { FeedBreaker } from "../../src/feeds/breaker.ts";
import { FeedHost, type FeedHostOptions } from "../../src/feeds/host.ts";
import { FeedPoller, type FeedPollerOptions } from "../../src/feeds/poller.ts";
import type { InputSink } from "../../src/kalshi/input.ts";

// Time is made by hand: sleeping moves it on and takes none. A bench ends when the answers it was given are used up.

const PATH = "/static/json/x.json";

interface Asked {
  readonly at: number;
  readonly url: string;
  readonly headers: Record<string, string>;
}

interface Bench {
  readonly asked: Asked[];
  readonly inputs: { readonly at: number; readonly src: string; readonly text: string }[];
  readonly poller: FeedPoller;
}

/** What the host does; the poller that asks is at hand. */
type Answer = (poller: FeedPoller) => Response | Promise<Response>;

const json = (body: unknown, headers: Record<string, string> = {}): Answer => () =>
  new Response(JSON.stringify(body), { headers });
const status = (code: number, headers: Record<string, string> = {}): Answer => () =>
  new Response(code === 304 ? null : "<html>no</html>", { status: code, headers });
const breaks = (message: string): Answer => () => Promise.reject(new TypeError(message));

/** Polls until the answers are used up. */
async function poll(
  answers: readonly Answer[],
  options: { readonly host?: Partial<FeedHostOptions>; readonly poller?: Partial<FeedPollerOptions> } = {},
): Promise<Bench> {
  let now = 1_000_000;
  const asked: Asked[] = [];
  const inputs: { at: number; src: string; text: string }[] = [];
  const done = Promise.withResolvers<void>();
  const host: FeedHost = new FeedHost({
    feed: "nba",
    baseUrl: "http://feed.test/",
    now: () => now,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
    fetch: (url, init) => {
      const answer = answers[asked.length];
      if (answer === undefined) {
        done.resolve();
        return new Promise((_, reject) =>
          init.signal?.addEventListener("abort", () => reject(init.signal?.reason))
        );
      }
      asked.push({ at: now, url, headers: { ...init.headers } as Record<string, string> });
      return Promise.resolve().then(() => answer(poller));
    },
    ...options.host,
  });
  const sink: InputSink = {
    input: (at, src, text, raw) => {
      assertEquals(JSON.parse(text), raw);
      inputs.push({ at, src, text });
      return [];
    },
  };
  const request = { feed: "nba", path: PATH, startsAt: 0 } as const;
  const poller: FeedPoller = new FeedPoller({ host, request, sink, random: () => 0, ...options.poller });
  poller.start();
  await done.promise;
  await poller.close();
  return { asked, inputs, poller };
}

const gaps = (asked: readonly Asked[]) => asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));

Deno.test("answers go to the sink as they came, unchanged ones as 304 without a body", async () => {
  const tag = { etag: '"1"', "last-modified": "Sun, 22 Nov 2026 20:00:00 GMT" };
  const { asked, inputs } = await poll([json({ a: 1 }, tag), status(304), json({ a: 1 }), json({ a: 2 })]);
  assertEquals(inputs.map(({ src, text }) => `${src} ${text}`), [
    `feed.nba {"path":"${PATH}","status":200,"body":{"a":1}}`,
    `feed.nba {"path":"${PATH}","status":304,"body":null}`,
    `feed.nba {"path":"${PATH}","status":304,"body":null}`,
    `feed.nba {"path":"${PATH}","status":200,"body":{"a":2}}`,
  ]);
  assertEquals(asked[0]?.url, `http://feed.test${PATH}`);
  assertEquals(asked[0]?.headers["if-none-match"], undefined);
  assertEquals(asked[1]?.headers["if-none-match"], '"1"');
  assertEquals(asked[1]?.headers["if-modified-since"], "Sun, 22 Nov 2026 20:00:00 GMT");
  assertStringIncludes(asked[0]?.headers["user-agent"] ?? "", "Mozilla");
  assertEquals(asked[0]?.headers["referer"], "https://www.nba.com/");
});

Deno.test("an answer with line breaks is one line in the record, one that is no JSON is a cut text", async () => {
  const long = "<html>".repeat(1_000);
  const { inputs } = await poll([() => new Response('{\n"a": 1}'), () => new Response(long)]);
  assertEquals(inputs[0]?.text, `{"path":"${PATH}","status":200,"body":{"a":1}}`);
  assertEquals(JSON.parse(inputs[1]?.text ?? ""), { path: PATH, status: 200, body: long.slice(0, 2_000) });
});

Deno.test("what went wrong is in the record: status, body, or the reason with status 0", async () => {
  const { inputs, poller } = await poll([
    status(503),
    () => new Response('{"message":"slow down"}', { status: 429 }),
    breaks("connection refused"),
    () => new Response("3"),
  ]);
  assertEquals(inputs.map(({ text }) => JSON.parse(text)), [
    { path: PATH, status: 503, body: "<html>no</html>" },
    { path: PATH, status: 429, body: { message: "slow down" } },
    { path: PATH, status: 0, body: "connection refused" },
    { path: PATH, status: 200, body: "3" },
  ]);
  assertEquals([poller.status.failuresInRow, poller.status.lastFailure], [4, "the answer is no JSON"]);
});

Deno.test("it asks every 3 s when live, slower long before the start, at once from 5 minutes before", async () => {
  const live = await poll([json({}), json({}), json({})]);
  assertEquals(gaps(live.asked), [3_000, 3_000]);
  const startsAt = 1_000_000 + 5 * 60_000 + 50_000;
  const request = { feed: "nba", path: PATH, startsAt } as const;
  const early = await poll([json({}), json({}), json({}), json({})], { poller: { request } });
  assertEquals(gaps(early.asked), [30_000, 20_000, 3_000]);
  const jittered = await poll([json({}), json({})], { poller: { random: () => 0.5 } });
  assertEquals(gaps(jittered.asked), [3_075]);
});

Deno.test("after failures it waits longer each time, and as long as the host asks for", async () => {
  const random = () => 0.999999;
  const { asked } = await poll([status(500), status(500), status(500), json({}), json({})], {
    poller: { random },
  });
  const seconds = gaps(asked).map((ms) => Math.round(ms / 1_000));
  assertEquals(seconds, [4, 5, 7, 3]);
  const asking = await poll([status(429, { "retry-after": "45" }), json({}), json({})]);
  assertEquals(gaps(asking.asked), [45_000, 3_000]);
});

Deno.test("404 is no failure before the first answer, and is one after it", async () => {
  const before = await poll(Array.from({ length: 8 }, () => status(404)));
  assertEquals(gaps(before.asked), Array(7).fill(3_000));
  assertEquals([before.poller.status.breaker, before.poller.status.failuresInRow], ["closed", 0]);
  const after = await poll([json({}), status(404)]);
  assertEquals([after.poller.status.failuresInRow, after.poller.status.lastFailure], [1, "status 404"]);
});

Deno.test("five failures in a row open the breaker for a minute, then one try decides", async () => {
  const states: string[] = [];
  const noting = (answer: Answer): Answer => (poller) => {
    states.push(poller.status.breaker);
    return answer(poller);
  };
  const answers = [...Array<Answer>(6).fill(status(500)), json({}), json({})].map(noting);
  const { asked, poller } = await poll(answers);
  assertEquals(gaps(asked), [3_000, 3_000, 3_000, 3_000, 60_000, 60_000, 3_000]);
  assertEquals(states, [...Array(5).fill("closed"), "half_open", "half_open", "closed"]);
  assertEquals(poller.status.breaker, "closed");
});

Deno.test("pollers of one host share its pace", async () => {
  let now = 0;
  const asked: number[] = [];
  const host = new FeedHost({
    feed: "sportradar",
    baseUrl: "http://feed.test",
    now: () => now,
    sleep: (ms) => Promise.resolve(void (now += ms)),
    fetch: () => {
      asked.push(now);
      return Promise.resolve(new Response("{}"));
    },
  });
  const { signal } = new AbortController();
  for (const path of ["/a", "/b", "/c"]) await host.ask(path, {}, signal);
  assertEquals(asked, [0, 1_100, 2_200]);
});

Deno.test("a request that takes too long is broken off", async () => {
  const ends: (() => void)[] = [];
  const host = {
    timeoutMs: 10_000,
    timers: { after: (_ms: number, action: () => void) => (ends.push(action), { clear: () => {} }) },
    fetch: (_url: string, init: RequestInit) =>
      new Promise<Response>((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        ends.shift()?.();
      }),
  };
  const fed = new FeedHost({ feed: "espn", baseUrl: "http://feed.test", now: () => 7, ...host });
  const answer = await fed.ask("/x", {}, new AbortController().signal);
  assertEquals(answer, { at: 7, status: 0, text: "no answer within 10 s", conditions: {} });
});

Deno.test("closing breaks off the request under way, and nothing more is handed in", async () => {
  const { poller, inputs } = await poll([]);
  assertEquals([inputs, poller.status.failuresInRow, poller.status.requests], [[], 0, 1]);
  const stop = new AbortController();
  stop.abort(new Error("over"));
  const host = new FeedHost({ feed: "espn", baseUrl: "http://feed.test", fetch: () => Promise.reject("no") });
  await assertRejects(() => host.ask("/x", {}, stop.signal), Error, "over");
});

Deno.test("a poller ends with its signal and begins once", async () => {
  const stop = new AbortController();
  const host = new FeedHost({
    feed: "espn",
    baseUrl: "http://feed.test",
    fetch: () => Promise.resolve(new Response("{}")),
    sleep: (_ms, signal) => Promise.reject(signal.reason),
  });
  const request = { feed: "espn", path: "/x", startsAt: 0 } as const;
  const poller = new FeedPoller({ host, request, sink: { input: () => [] }, signal: stop.signal });
  poller.start();
  assertThrows(() => poller.start(), TypeError, "started before");
  stop.abort();
  await poller.close();
});

Deno.test("the key goes into its header and nowhere else, not even where the host repeats it", async () => {
  const key = "secret-key-1";
  const says = () => new Response(`{"error":"key ${key} is over its limit"}`, { status: 403 });
  const { asked, inputs } = await poll([says, breaks(`refused ${key}`)], {
    host: { feed: "sportradar", key },
  });
  assertEquals(asked[0]?.headers["x-api-key"], key);
  assertFalse(asked.some(({ url }) => url.includes(key)));
  assertFalse(inputs.some(({ text }) => text.includes(key)));
  assertStringIncludes(inputs[0]?.text ?? "", "key (key) is over its limit");
  const error = assertThrows(
    () => new FeedHost({ feed: "sportradar", baseUrl: "http://x", key: "bad\nkey" }),
    TypeError,
    "Cannot use the feed's key",
  );
  assertFalse(error.message.includes("bad"));
});

Deno.test("a key does not follow a redirect", async () => {
  const followed: (string | undefined)[] = [];
  const fetch = (_url: string, init: RequestInit) => {
    followed.push(init.redirect);
    return Promise.resolve(new Response("{}"));
  };
  const { signal } = new AbortController();
  for (const key of [undefined, "k"]) {
    await new FeedHost({ feed: "sportradar", baseUrl: "http://x", key, fetch }).ask("/", {}, signal);
  }
  assertEquals(followed, ["follow", "manual"]);
});

Deno.test("an answer without end is not read to its end", async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)),
    cancel: () => void (cancelled = true),
  });
  const fetch = () => Promise.resolve(new Response(endless));
  const host = new FeedHost({ feed: "espn", baseUrl: "http://x", fetch });
  const { status, text } = await host.ask("/", {}, new AbortController().signal);
  assertEquals([status, cancelled], [0, true]);
  assertStringIncludes(text, "longer than");
});

Deno.test("forget() asks for the whole answer again", async () => {
  const tag = { etag: '"1"' };
  let looks = 0;
  let poller: FeedPoller | undefined;
  const knowing = (answer: Answer): Answer => (asking) => answer(poller = asking);
  const sleep = (ms: number) => {
    // The short waits are those of the pace.
    if (ms > 1_000 && ++looks === 2) poller?.forget();
    return Promise.resolve();
  };
  const { asked, inputs } = await poll([json({}, tag), status(304), json({}, tag)].map(knowing), {
    host: { sleep },
  });
  assertEquals(asked.map(({ headers }) => headers["if-none-match"]), [undefined, '"1"', undefined]);
  assertEquals(inputs.map(({ text }) => JSON.parse(text).status), [200, 304, 200]);
});

Deno.test("an unchanged answer that nobody asked for is a failure", async () => {
  const { inputs, poller } = await poll([status(304)]);
  assertEquals([poller.status.failuresInRow, inputs.map(({ text }) => JSON.parse(text).status)], [1, [0]]);
});

Deno.test("a mistake in the sink is not taken for a failure of the feed", async () => {
  const host = new FeedHost({
    feed: "espn",
    baseUrl: "http://x",
    fetch: () => Promise.resolve(new Response("{}")),
  });
  const sink: InputSink = {
    input: () => {
      throw new TypeError("mistake");
    },
  };
  const poller = new FeedPoller({ host, sink, request: { feed: "espn", path: "/x", startsAt: 0 } });
  poller.start();
  await assertRejects(() => poller.ended, TypeError, "mistake");
});

Deno.test("the breaker's time is the one handed in", async () => {
  let now = 0;
  const breaker = new FeedBreaker(() => now, { failures: 2, openMs: 500 });
  const fail = () => breaker.run(() => Promise.reject(new Error("no")));
  await assertRejects(fail, Error, "no");
  assertEquals([breaker.state, breaker.waitMs], ["closed", 0]);
  await assertRejects(fail, Error, "no");
  assertEquals([breaker.state, breaker.waitMs], ["open", 500]);
  now = 499;
  let tried = false;
  await assertRejects(() => breaker.run(() => Promise.resolve(void (tried = true))));
  assertEquals([tried, breaker.waitMs], [false, 1]);
  now = 500;
  await assertRejects(fail, Error, "no");
  assertEquals([breaker.state, breaker.waitMs], ["open", 500]);
  now = 1_000;
  await breaker.run(() => {
    assertEquals(breaker.state, "half_open");
    return Promise.resolve();
  });
  assertEquals([breaker.state, breaker.waitMs], ["closed", 0]);
});
