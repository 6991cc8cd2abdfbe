/** A connection that is opened ahead changes when an order leaves, and nothing of what is known of it. */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createAttempt } from "../../../src/kalshi/rest/attempt.ts";
import type { Attempt, AttemptRequest } from "../../../src/kalshi/rest/attempted.ts";
import { ReadyConnection } from "../../../src/kalshi/rest/ready_connection.ts";
import type { Timers } from "../../../src/lib/timers.ts";
import { SELF_SIGNED } from "../support/self_signed.ts";

const POST: AttemptRequest = { method: "POST", path: "/portfolio/orders", body: '{"count":1}' };
const BALANCE: AttemptRequest = { method: "GET", path: "/portfolio/balance?exchange_index=3" };
const ANSWER = 'HTTP/1.1 201 Created\r\ncontent-length: 18\r\n\r\n{"order_id":"o-1"}';

/** A server that is handed its connections one by one, and a client that keeps one ready. */
class Line implements Disposable {
  readonly listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly accepted: Deno.Conn[] = [];
  wall = 1_000_000;
  readonly timers: Timers = {
    after: (ms, action) => {
      const timer = { ms, action };
      this.due = timer;
      return { clear: () => void (this.due === timer && (this.due = undefined)) };
    },
  };
  /** What the client does later, when it is told. */
  due: { readonly ms: number; readonly action: () => void } | undefined;
  readonly ready: ReadyConnection;
  readonly send: Attempt;

  constructor() {
    const environment = readEnvironment(`http://127.0.0.1:${this.listener.addr.port}`);
    assert(environment.ok);
    const { timers } = this;
    this.ready = new ReadyConnection({
      url: new URL(environment.value.restUrl),
      timers,
      wall: () => this.wall,
    });
    this.send = createAttempt({
      environment: environment.value,
      ready: this.ready,
      readyRead: { path: "/trade-api/v2/portfolio/balance", connection: this.ready },
      observe: () => this.ready.news(),
    });
  }

  /** The next connection that the client makes. */
  async accept(): Promise<Deno.Conn> {
    const connection = await deadline(this.listener.accept(), 5_000);
    this.accepted.push(connection);
    return connection;
  }

  /** Waits until the client has, or has no more, a connection that is ready. */
  async until(isReady: boolean): Promise<void> {
    const end = performance.now() + 5_000;
    while (this.ready.isReady !== isReady) {
      assert(performance.now() < end, `a connection ${isReady ? "became" : "stopped being"} ready`);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** Opens the one that is ready. */
  async open(): Promise<Deno.Conn> {
    this.ready.keep();
    const connection = await this.accept();
    await this.until(true);
    return connection;
  }

  [Symbol.dispose](): void {
    this.ready.stop();
    for (const connection of this.accepted) {
      try {
        connection.close();
      } catch {
        // The test has closed it.
      }
    }
    this.stopListening();
  }

  /** Nobody is there any more. */
  stopListening(): void {
    try {
      this.listener.close();
    } catch {
      // The test has closed it.
    }
  }
}

/** Reads a request, whole. */
async function requestOn(connection: Deno.Conn): Promise<string> {
  const piece = new Uint8Array(65_536);
  let text = "";
  while (!text.endsWith('{"count":1}') && !/^GET .*\r\n\r\n$/s.test(text)) {
    const length = await deadline(connection.read(piece), 5_000);
    if (length === null) return text;
    text += new TextDecoder().decode(piece.subarray(0, length));
  }
  return text;
}

async function answer(connection: Deno.Conn, text = ANSWER): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

Deno.test("a write goes by the connection that is ready, once; the next one gets a new one", async () => {
  using line = new Line();
  const first = await line.open();
  for (const [connection, from] of [[first, "ready"], [undefined, "opened for it"]] as const) {
    const sending = line.send(POST);
    const own = connection ?? await line.accept();
    assertEquals((await requestOn(own)).split("\r\n")[0], "POST /trade-api/v2/portfolio/orders HTTP/1.1");
    await answer(own);
    const outcome = await sending;
    assert(outcome.kind === "answered" && outcome.text === '{"order_id":"o-1"}', from);
    // It was closed behind the answer, and is nobody's any more.
    assertEquals(await requestOn(own), "");
  }
  assertEquals([line.ready.isReady, line.due?.ms], [false, 20]);
  line.due?.action();
  await line.accept();
  await line.until(true);
  assertEquals(line.accepted.length, 3);
});

Deno.test("what is held when a connection was taken is not written to it, and it is closed", async () => {
  using line = new Line();
  const connection = await line.open();
  const killed: { why?: string } = {};
  const sending = line.send(POST, undefined, () => killed.why);
  killed.why = "kill switch";
  assertEquals(await sending, { kind: "not_sent", why: "held", message: "kill switch" });
  assertEquals(await requestOn(connection), "");
});

Deno.test("one that the exchange closed while it waited is not written to: the order goes once, over a new one", async () => {
  for (const isHeard of [true, false]) {
    using line = new Line();
    const idle = await line.open();
    idle.close();
    // Whether the client has heard of it before there is something to send, or hears of it only then.
    if (isHeard) await line.until(false);
    const sending = line.send(POST);
    const own = await line.accept();
    const request = await requestOn(own);
    await answer(own);
    assertEquals((await sending).kind, "answered");
    assert(request.endsWith('{"count":1}'));
    assertEquals(line.accepted.length, 2);
  }
});

Deno.test("what an order waits for is read by the connection that is ready; other reads are not", async () => {
  using line = new Line();
  const ready = await line.open();
  const other = line.send({ method: "GET", path: "/portfolio/balances" });
  const own = await line.accept();
  assertEquals((await requestOn(own)).split(" ")[1], "/trade-api/v2/portfolio/balances");
  await answer(own);
  assertEquals((await other).kind, "answered");
  const reading = line.send(BALANCE);
  assertEquals(
    (await requestOn(ready)).split("\r\n")[0],
    "GET /trade-api/v2/portfolio/balance?exchange_index=3 HTTP/1.1",
  );
  await answer(ready);
  assertEquals((await reading).kind, "answered");
  assertEquals([line.accepted.length, line.ready.isReady, line.due?.ms], [2, false, 20]);
});

Deno.test("where that was closed in the meantime, or is while it reads, the platform's client reads it", async () => {
  for (const isAsked of [false, true]) {
    using line = new Line();
    const ready = await line.open();
    if (!isAsked) ready.close();
    const reading = line.send(BALANCE);
    if (isAsked) {
      await requestOn(ready);
      ready.close();
    }
    const own = await line.accept();
    assertEquals((await requestOn(own)).split(" ")[0], "GET");
    await answer(own);
    assertEquals((await reading).kind, "answered");
    assertEquals(line.accepted.length, 2);
  }
});

Deno.test("one that was closed before another answer came is not written to: it was heard with that answer", async () => {
  for (let round = 0; round < 20; round++) {
    using line = new Line();
    const ready = await line.open();
    const reading = line.send({ method: "GET", path: "/exchange/status" });
    const own = await line.accept();
    await requestOn(own);
    ready.close();
    await answer(own);
    await reading;
    const sending = line.send(POST);
    const second = await line.accept();
    await requestOn(second);
    await answer(second);
    assertEquals((await sending).kind, "answered");
  }
});

Deno.test("one on which something came unasked is let go", async () => {
  using line = new Line();
  const idle = await line.open();
  await answer(idle, "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n");
  await line.until(false);
  const sending = line.send(POST);
  const own = await line.accept();
  await requestOn(own);
  await answer(own);
  const outcome = await sending;
  assertEquals(outcome.kind === "answered" && outcome.status, 201);
});

Deno.test("closed or reset after bytes were written, nobody knows what became of it, and nothing is sent again", async () => {
  for (const bytes of [1, 65_536]) {
    using line = new Line();
    const own = await line.open();
    const sending = line.send(POST);
    await own.read(new Uint8Array(bytes));
    // With bytes unread this is a reset.
    own.close();
    const outcome = await sending;
    assertEquals([outcome.kind, "why" in outcome && outcome.why], ["unanswered", "network"]);
    assertEquals(line.accepted.length, 1);
  }
});

Deno.test("one that has waited too long is not used, by whatever the clock was moved; it is replaced before that", async () => {
  for (const movedMs of [10_000, -10_000]) {
    using line = new Line();
    const old = await line.open();
    assertEquals(line.due?.ms, 8_000);
    line.wall += movedMs;
    const sending = line.send(POST);
    assertEquals(await requestOn(old), "");
    const own = await line.accept();
    await requestOn(own);
    await answer(own);
    assertEquals((await sending).kind, "answered");
  }
  using line = new Line();
  const old = await line.open();
  line.due?.action();
  assertEquals(await requestOn(old), "");
  await line.accept();
  await line.until(true);
});

Deno.test("where none can be opened a write says so itself; kept no more, none is open", async () => {
  using line = new Line();
  const own = await line.open();
  line.ready.stop();
  assertEquals(await requestOn(own), "");
  assertEquals([line.ready.isReady, line.due], [false, undefined]);
  line.stopListening();
  line.ready.keep();
  const outcome = await line.send(POST);
  assertEquals([outcome.kind, "why" in outcome && outcome.why], ["not_sent", "unreachable"]);
  assertEquals(line.ready.isReady, false);
});

Deno.test("an answer that comes in pieces on a connection that was ready is read whole", async () => {
  using line = new Line();
  const own = await line.open();
  const sending = line.send(POST);
  await requestOn(own);
  const body = JSON.stringify({ order_id: "o-1", padding: "x".repeat(100_000) });
  for (const part of ["HT", `TP/1.1 201 Created\r\ncontent-length: ${body.length}\r\n\r\n`, body]) {
    await answer(own, part);
  }
  const outcome = await sending;
  assert(outcome.kind === "answered" && outcome.text === body);
});

Deno.test("a certificate that nobody vouches for gives no connection", async () => {
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...SELF_SIGNED });
  const due = Promise.withResolvers<number>();
  const ready = new ReadyConnection({
    url: new URL(`https://127.0.0.1:${listener.addr.port}`),
    timers: {
      after: (ms) => {
        due.resolve(ms);
        return { clear: () => {} };
      },
    },
  });
  const accepting = listener.accept().then(async (conn) => {
    await conn.read(new Uint8Array(1)).catch(() => null);
    conn.close();
  });
  ready.keep();
  assertEquals([await deadline(due.promise, 60_000), ready.isReady], [1_000, false]);
  ready.stop();
  await accepting;
  listener.close();
});
