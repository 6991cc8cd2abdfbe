/**
 * What is read is bounded: bodies, frames, and what is kept of them.
 */
import { assert, assertEquals } from "@std/assert";
import { gzipSync } from "node:zlib";
import { LONGEST_BODY, readBody } from "../../src/lib/read_body.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { LONGEST_FRAME, refuseFrame } from "../../src/kalshi/wire/frame_bound.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import { Repairs } from "../../src/kalshi/streaming/repairs.ts";
import { Bench, delta, snapshot } from "./support/bench.ts";

Deno.test("an answer longer than the bound is broken off, not tried again, and named", async () => {
  let requests = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    requests++;
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    // A few kilobytes that unfold into more than the bound.
    if (url.includes("/markets/")) {
      return new Response(new Uint8Array(gzipSync(new Uint8Array(LONGEST_BODY + 1))), { headers });
    }
    const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(new Uint8Array(1 << 20));
    return new Response(new ReadableStream({ pull }));
  });
  const environment = readEnvironment(`http://127.0.0.1:${server.addr.port}`);
  assert(environment.ok);
  const rest = new RestClient({ environment: environment.value });
  for (const reply of [await rest.event("E"), await rest.market("M")]) {
    assert(!reply.ok);
    assertEquals(reply.reason.code, "too_long");
    assert(reply.reason.message.includes(`longer than ${LONGEST_BODY} bytes`), reply.reason.message);
  }
  assertEquals(requests, 2);
  await server.shutdown();
});

Deno.test("a body up to the bound is read whole, whatever its pieces cut through", async () => {
  const bytes = new TextEncoder().encode("4–4 ✓ 𝟜");
  const pieces = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)));
  assertEquals(await readBody(new Response(pieces), bytes.length), "4–4 ✓ 𝟜");
  assertEquals(await readBody(new Response(null)), "");
});

Deno.test("a frame is not parsed where it is too long or nested too deep", () => {
  const level = JSON.stringify(["0.1234", "123456.00"]);
  const rows: readonly (readonly [text: string, refused: boolean])[] = [
    ["", false],
    ["[".repeat(4_000), false],
    ["[".repeat(5_000), true],
    ['{"a":'.repeat(1_000) + "1" + "}".repeat(1_000), true],
    [`{"levels":[${Array(10_000).fill(level).join()}]}`, false],
    [`"${"x".repeat(LONGEST_FRAME - 2)}"`, false],
    [`"${"x".repeat(LONGEST_FRAME - 1)}"`, true],
    ["[".repeat(40_000_000), true],
  ];
  for (const [text, refused] of rows) {
    const why = refuseFrame(text);
    assertEquals(why !== undefined, refused, `${text.slice(0, 20)} × ${text.length}`);
    assert((why?.length ?? 0) < 100);
  }
});

Deno.test("hostile values make short plain problems, without being written out", () => {
  const deep: unknown[] = [];
  let inner = deep;
  for (let depth = 0; depth < 100_000; depth++) inner.push(inner = []);
  const never = {
    toJSON: () => assert(false, "it was written out"),
    toString: () => assert(false, "it was"),
  };
  const bench = new Bench();
  const frames = [
    deep,
    [never],
    "[".repeat(1_000_000),
    { type: never },
    { type: deep },
    { type: "x\x1b]0;EVIL\x07".repeat(10_000) },
    { type: "error", msg: { code: 11, msg: "\x1b[2J".repeat(100_000) } },
    { type: "ticker", sid: 1, msg: { market_ticker: "\x1b[31mX".repeat(100_000) } },
    { type: "trade", sid: 2, seq: 1, msg: { market_ticker: never, trade_id: deep } },
    snapshot(1, "T".repeat(100_000)),
  ];
  for (const frame of frames) {
    bench.put("ws", frame);
    const said = bench.decoder.lastProblem ?? "";
    // deno-lint-ignore no-control-regex
    assert(said !== "" && said.length <= 200 && !/[\x00-\x1f\x7f-\x9f]/.test(said), said);
  }
});

Deno.test("repairs of markets that nobody follows leave nothing behind", () => {
  let asked = 0;
  let timers = 0;
  const repairs = new Repairs({
    timers: { after: () => (timers++, { clear() {} }) },
    patienceMs: 1_000,
    request: () => asked++,
    giveUp: () => {},
  });
  for (let sid = 0; sid < 10_000; sid++) repairs.want(sid, []);
  assertEquals([asked, timers, repairs.size], [0, 0, 0]);
});

Deno.test("quantities that no market can have, and volumes below zero, are not read", () => {
  const bench = new Bench().put("ws", snapshot(1));
  bench.take();
  const rows = [["9000000000.01", undefined], ["9000000000.00", 900_000_000_000], ["-1.00", undefined], [
    "0",
    0,
  ]] as const;
  for (const [volume_fp, volume] of rows) {
    const msg = { market_ticker: "T1", volume_fp, open_interest_fp: volume_fp };
    const [event] = bench.put("ws", { type: "ticker", sid: 3, msg }).take();
    assert(event?.kind === "ticker");
    assertEquals([event.volume, event.openInterest], [volume, volume], volume_fp);
  }
  bench.put("ws", delta(2, "90000000000.00"));
  assertEquals(bench.take().map(({ kind }) => kind), ["books_suspect"]);
});

Deno.test("an error of the exchange makes books suspect in plain words", () => {
  const bench = new Bench().put("ws", snapshot(1));
  bench.take();
  bench.put("ws", { type: "error", sid: 1, seq: 2, msg: { code: 10, msg: "no\x1b[31m\r\n\u202ered" } });
  const event = bench.take().find(({ kind }) => kind === "books_suspect");
  assert(event?.kind === "books_suspect");
  assertEquals(event.reason, "socket error 10: no red");
});
