/**
 * Whatever fails, one attempt is one request: counted by a server that reads the bytes of its connections itself.
 */
import { assert, assertEquals } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { LONGEST_BODY } from "../../../src/lib/read_body.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createAttempt } from "../../../src/kalshi/rest/attempt.ts";
import type {
  Attempt,
  AttemptOptions,
  AttemptOutcome,
  AttemptRequest,
} from "../../../src/kalshi/rest/attempted.ts";
import {
  createSigner,
  createVerifier,
  KEY_HEADER,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
} from "../../../src/kalshi/signing/sign.ts";
import { SELF_SIGNED } from "../support/self_signed.ts";
import { type Answer, handTimers, listen, type Seen, whole, write } from "../support/wire.ts";

const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

function attemptAt(port: number, more: Partial<AttemptOptions> = {}): Attempt {
  const environment = readEnvironment(`http://127.0.0.1:${port}`);
  assert(environment.ok);
  const signer = createSigner("key-1", PEM);
  assert(signer.ok);
  return createAttempt({ environment: environment.value, signer: signer.value, ...more });
}

const GET: AttemptRequest = { method: "GET", path: "/markets/T1?depth=5" };
const POST: AttemptRequest = { method: "POST", path: "/portfolio/orders", body: '{"count":1}' };
const DELETE: AttemptRequest = { method: "DELETE", path: "/portfolio/orders/o-1" };

/** Without what differs from run to run: the error's own words. */
function plain(outcome: AttemptOutcome): string {
  const { kind } = outcome;
  const status = "status" in outcome ? ` ${outcome.status}` : "";
  return `${kind}${"why" in outcome ? ` ${outcome.why}` : ""}${status}`;
}

Deno.test("a request is sent as it is, once, and signed over its method and its path without the query", async () => {
  await using wire = listen(whole(201, '{"order_id":"o-1"}', "date: Thu, 26 Nov 2026 00:00:00 GMT\r\n"));
  const verifier = createVerifier(PEM);
  assert(verifier.ok);
  const send = attemptAt(wire.port, { wall: () => 1_795_651_200_123.9, now: () => 7.5 });
  for (const [index, request] of [GET, POST, DELETE].entries()) {
    const outcome = await send(request);
    assert(outcome.kind === "answered");
    assertEquals([outcome.at, outcome.status, outcome.text], [7.5, 201, '{"order_id":"o-1"}']);
    assertEquals(outcome.headers.get("date"), "Thu, 26 Nov 2026 00:00:00 GMT");
    assertEquals(wire.requests.length, index + 1);
    const { line, headers, body } = wire.requests[index] as Seen;
    const path = `/trade-api/v2${request.path}`;
    assertEquals([line, body], [`${request.method} ${path} HTTP/1.1`, request.body ?? ""]);
    assertEquals(
      headers.get("content-type"),
      request.body === undefined ? null : "application/json",
    );
    const header = (name: string): string => headers.get(name) ?? "";
    assertEquals([header(KEY_HEADER), header(TIMESTAMP_HEADER)], ["key-1", "1795651200123"]);
    const verify = (method: string, signed: string) =>
      verifier.value.verify(header(TIMESTAMP_HEADER), method, signed, header(SIGNATURE_HEADER));
    assert(verify(request.method, path.replace("?depth=5", "")));
    assert(!verify("PUT", path.replace("?depth=5", "")) && !verify(request.method, "/trade-api/v2/markets"));
  }
});

Deno.test("reads and cancels are signed beside everything else; what places or changes an order at once, since it was just let go", async () => {
  await using wire = listen(whole(200, "{}"));
  const signer = createSigner("key-1", PEM);
  assert(signer.ok);
  const { headers } = signer.value;
  const asked: string[] = [];
  const send = attemptAt(wire.port, {
    signer: {
      ...signer.value,
      headers: (at, method, path) => {
        asked.push(`${method} at once`);
        return headers(at, method, path);
      },
      headersLater: (at, method, path) => {
        asked.push(`${method} beside`);
        return path.endsWith("/o-1")
          ? Promise.reject(new Error("no key"))
          : Promise.resolve(headers(at, method, path));
      },
    },
  });
  for (const request of [GET, POST, { ...DELETE, path: "/portfolio/orders/o-2" }]) {
    assertEquals(plain(await send(request)), "answered 200");
  }
  assertEquals(plain(await send(DELETE)), "not_sent unsigned");
  assertEquals(asked, ["GET beside", "POST at once", "DELETE beside", "DELETE beside"]);
  assertEquals(wire.requests.length, 3);
});

Deno.test("every status is an answer, is not judged, and is not asked for twice", async () => {
  for (const status of [200, 400, 401, 404, 409, 429, 500, 503, 504]) {
    await using wire = listen(whole(status, "<html>"));
    const outcome = await attemptAt(wire.port)(POST);
    assertEquals([plain(outcome), wire.requests.length], [`answered ${status}`, 1]);
    assert(outcome.kind === "answered" && outcome.text === "<html>");
  }
});

Deno.test("a redirect is not followed, to wherever it leads and whatever it wants repeated", async () => {
  await using elsewhere = listen(whole(200));
  for (const status of [301, 302, 303, 307, 308]) {
    const to = `location: http://127.0.0.1:${elsewhere.port}/trade-api/v2/portfolio/orders\r\n`;
    await using wire = listen(whole(status, "", to));
    const outcome = await attemptAt(wire.port)(POST);
    assertEquals([plain(outcome), wire.requests.length], [`answered ${status}`, 1]);
  }
  assertEquals(elsewhere.connections, 0);
});

Deno.test("a connection that is cut or reset is one request, of which nobody knows what became", async () => {
  const cut: Answer = () => Promise.resolve("close");
  for (const request of [GET, POST, DELETE]) {
    await using wire = listen(cut);
    assertEquals(plain(await attemptAt(wire.port)(request)), "unanswered network");
    assertEquals([wire.requests.length, wire.connections], [1, 1]);
    await using resetting = listen(cut, { firstByteOnly: true });
    assertEquals(plain(await attemptAt(resetting.port)(request)), "unanswered network");
    assertEquals(resetting.connections, 1);
  }
});

Deno.test("a write is not repeated on a second connection where the exchange closes one that was good before", async () => {
  for (const request of [POST, DELETE]) {
    let answered = 0;
    await using wire = listen((conn, seen) =>
      answered++ === 0 ? whole(200)(conn, seen) : Promise.resolve("close")
    );
    const send = attemptAt(wire.port);
    assertEquals(plain(await send(request)), "answered 200");
    assertEquals(plain(await send(request)), "unanswered network");
    assertEquals(wire.requests.length, 2);
  }
});

Deno.test("reads share a connection, which a write does not take", async () => {
  await using wire = listen(whole(200));
  const send = attemptAt(wire.port);
  for (const request of [GET, GET, POST, GET]) assertEquals(plain(await send(request)), "answered 200");
  assertEquals([wire.requests.length, wire.connections], [4, 2]);
});

Deno.test("where the answer's body is cut, its status is known: the exchange has had the request", async () => {
  await using wire = listen(async (conn) => {
    await write(conn, 'HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"order_id":');
    return "close";
  });
  assertEquals(plain(await attemptAt(wire.port)(POST)), "unanswered network 201");
  assertEquals(wire.requests.length, 1);
});

Deno.test("a body beyond the bound is broken off, with its status", async () => {
  await using wire = listen(async (conn) => {
    await write(conn, `HTTP/1.1 200 OK\r\ncontent-length: ${LONGEST_BODY + 1}\r\n\r\n`);
    // The client may break off before all of it is written.
    await write(conn, "x".repeat(LONGEST_BODY + 1)).catch(() => {});
    return "close";
  });
  assertEquals(plain(await attemptAt(wire.port)(GET)), "unanswered too_long 200");
  assertEquals(wire.requests.length, 1);
});

Deno.test("a time-out is one request, and an answer that comes late is not taken for another's", async () => {
  const timers = handTimers();
  const late = Promise.withResolvers<void>();
  let first = true;
  await using wire = listen(async (conn, seen) => {
    if (!first) return whole(200, '"second"')(conn, seen);
    first = false;
    timers.fire();
    await late.promise;
    await whole(201, '"first"')(conn, seen).catch(() => {});
    return "keep";
  });
  const send = attemptAt(wire.port, { timers, timeoutMs: 3_000 });
  const outcome = await send(POST);
  assertEquals(plain(outcome), "unanswered timeout");
  assert(outcome.kind === "unanswered" && outcome.message === "no answer within 3 s");
  late.resolve();
  const next = await send(GET);
  assert(next.kind === "answered" && next.text === '"second"');
  assertEquals([wire.requests.map(({ line }) => line.split(" ")[0]), timers.set], [["POST", "GET"], 0]);
});

Deno.test("a time-out in the middle of the body keeps the status", async () => {
  const timers = handTimers();
  await using wire = listen(async (conn) => {
    await write(conn, "HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{");
    return "keep";
  });
  const send = attemptAt(wire.port, {
    timers,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      timers.fire();
      return response;
    },
  });
  assertEquals([plain(await send(POST)), wire.requests.length], ["unanswered timeout 201", 1]);
});

Deno.test("what is known not to have been sent never reached the network", async () => {
  await using wire = listen(whole(200));
  const ended = await attemptAt(wire.port)(POST, AbortSignal.abort());
  const signer = {
    keyId: "key-1",
    type: "ed25519",
    headers: () => {
      throw new TypeError("Cannot sign request: the key is broken");
    },
  } as const;
  const unsigned = await attemptAt(wire.port, { signer })(POST);
  assertEquals([ended, unsigned].map(plain), ["not_sent aborted", "not_sent unsigned"]);
  assert(unsigned.kind === "not_sent" && unsigned.message.includes("the key is broken"));
  assertEquals(wire.connections, 0);
});

Deno.test("a program that ends while a request is under way does not know what became of it", async () => {
  const ending = new AbortController();
  await using wire = listen(() => {
    ending.abort();
    return Promise.resolve("keep");
  });
  assertEquals(plain(await attemptAt(wire.port)(POST, ending.signal)), "unanswered aborted");
  assertEquals(wire.requests.length, 1);
});

Deno.test("where nobody listens a write was not sent, and the outcome says so; of a read nobody knows", async () => {
  const wire = listen(whole(200));
  await wire[Symbol.asyncDispose]();
  for (const request of [POST, DELETE]) {
    assertEquals(plain(await attemptAt(wire.port)(request)), "not_sent unreachable");
  }
  assertEquals(plain(await attemptAt(wire.port)(GET)), "unanswered network");
  // By a proxy the platform's client sends, which does not tell.
  assertEquals(plain(await attemptAt(wire.port, { proxied: true })(POST)), "unanswered network");
});

Deno.test("a name that does not resolve, and a certificate that nobody vouches for: nothing was sent", async () => {
  const nowhere = readEnvironment("http://exchange.invalid");
  assert(nowhere.ok);
  assertEquals(plain(await createAttempt({ environment: nowhere.value })(POST)), "not_sent unreachable");
  const listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...SELF_SIGNED });
  const seen: number[] = [];
  const accepting = (async () => {
    for (;;) {
      const conn = await listener.accept().catch(() => undefined);
      if (conn === undefined) return;
      const read = await conn.read(new Uint8Array(1)).catch(() => null);
      if (read !== null) seen.push(read);
      conn.close();
    }
  })();
  const environment = readEnvironment(`https://127.0.0.1:${listener.addr.port}`);
  assert(environment.ok);
  assertEquals(plain(await createAttempt({ environment: environment.value })(POST)), "not_sent unreachable");
  listener.close();
  await accepting;
  assertEquals(seen, []);
});

Deno.test("where the connection takes its time a write is signed again: the exchange compares its time with its own", async () => {
  await using wire = listen(whole(201, "{}"));
  let wall = 1_795_651_200_000;
  const connect = Deno.connect;
  Deno.connect = ((to: Deno.ConnectOptions) => {
    wall += 4_000;
    return connect(to);
  }) as unknown as typeof Deno.connect;
  try {
    for (const request of [POST, DELETE]) {
      assertEquals(plain(await attemptAt(wire.port, { wall: () => wall })(request)), "answered 201");
      const { headers } = wire.requests.at(-1) as Seen;
      assertEquals(headers.get(TIMESTAMP_HEADER), String(wall), request.method);
    }
  } finally {
    Deno.connect = connect;
  }
});

Deno.test("a connection that is not made in time was not used", async () => {
  const timers = handTimers();
  const connect = Deno.connect;
  const { promise, resolve } = Promise.withResolvers<Deno.TcpConn>();
  let closed = 0;
  // A host that does not answer to a connection: loopback always does.
  Deno.connect = (() => promise) as unknown as typeof Deno.connect;
  try {
    const attempting = attemptAt(9, { timers, timeoutMs: 3_000 })(POST);
    timers.fire();
    const outcome = await attempting;
    assertEquals(plain(outcome), "not_sent unreachable");
    assert(outcome.kind === "not_sent" && outcome.message === "no connection within 3 s");
    // Should it come after all, it is closed, and nothing is written to it.
    resolve({ setNoDelay: () => {}, close: () => closed++ } as unknown as Deno.TcpConn);
    await promise;
    await new Promise<void>((done) => setTimeout(done, 0));
    assertEquals(closed, 1);
  } finally {
    Deno.connect = connect;
  }
});

Deno.test("answers in chunks, after a word that they are coming, until the end, and of no length are read whole", async () => {
  const answers: readonly (readonly [string, string])[] = [
    [
      'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n3;x=y\r\n:1}\r\n0\r\nq: r\r\n\r\n',
      '{"a":1}',
    ],
    ["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}", "{}"],
    ["HTTP/1.1 201 Created\r\n\r\n{}", "{}"],
    ["HTTP/1.0 201\r\nContent-Length: 2\r\n\r\n{}", "{}"],
    ["HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", ""],
  ];
  for (const [text, body] of answers) {
    // Byte by byte too: an answer comes in whatever pieces.
    for (const slowly of [false, true]) {
      await using wire = listen(async (conn) => {
        if (slowly) { for (const letter of text) await write(conn, letter); }
        else await write(conn, text);
        return "close";
      });
      const outcome = await attemptAt(wire.port)(POST);
      assert(outcome.kind === "answered", `${text}: ${plain(outcome)}`);
      assertEquals([outcome.text, wire.requests.length], [body, 1]);
    }
  }
});

Deno.test("answers that are no HTTP, or are broken in head, chunk or length, are none", async () => {
  const broken: readonly (readonly [string, string])[] = [
    ["\u0016\u0003\u0001 hello\r\n\r\n", "unanswered network"],
    ["HTTP/1.1 201 Created\r\nno colon\r\n\r\n{}", "unanswered network"],
    ["HTTP/1.1 201 Created\r\ncontent-length: 10\r\n", "unanswered network"],
    ["HTTP/1.1 201 Created\r\ncontent-length: -1\r\n\r\n{}", "unanswered network 201"],
    ["HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\n{}", "unanswered network 201"],
    [
      "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n",
      "unanswered network 201",
    ],
    ["HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}", "unanswered network 201"],
    ["HTTP/1.1 201 Created\r\ntransfer-encoding: gzip\r\n\r\n2\r\n{}", "unanswered network 201"],
    [`HTTP/1.1 201 Created\r\nlong: ${"x".repeat(100_000)}\r\n\r\n`, "unanswered network"],
  ];
  for (const [text, means] of broken) {
    await using wire = listen(async (conn) => {
      // The client may break off before all of it is written.
      await write(conn, text).catch(() => {});
      return "close";
    });
    assertEquals([text.slice(0, 60), plain(await attemptAt(wire.port)(POST))], [text.slice(0, 60), means]);
  }
});
