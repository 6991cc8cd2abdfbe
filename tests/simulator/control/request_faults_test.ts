/**
 * Faults at a point of a request's life, over real sockets: what the client gets, what the exchange has done, and what the
 * witness saw of both.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { REAL_TIMERS } from "../../../src/lib/timers.ts";
import { RequestFaults } from "../../../src/simulator/control/request_faults.ts";
import { type FaultScriptInput, readFaultScript } from "../../../src/simulator/control/script.ts";
import { Witness } from "../../../src/simulator/control/witness.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { start } from "../support.ts";

/** An exchange with the rules of a script, and a witness before them. */
async function faulty(
  requests: NonNullable<FaultScriptInput["requests"]>,
  run: (simulator: Simulator, witness: Witness, faults: RequestFaults) => Promise<void>,
  seed = 1,
): Promise<void> {
  const simulator = await start({ plan: { kind: "quiet" } });
  try {
    const script = readFaultScript({ seed, requests });
    assert(script.ok, script.ok ? "" : script.reason.message);
    const { now } = simulator.clock;
    const witness = new Witness(now);
    const rules = script.value.requests;
    const faults = new RequestFaults({ rules, seed, now, timers: REAL_TIMERS, met: () => {} });
    simulator.intercept(witness);
    simulator.intercept(faults);
    await run(simulator, witness, faults);
  } finally {
    await simulator.close();
  }
}

function ask(simulator: Simulator, path: string, init: RequestInit = {}): Promise<Response> {
  // A connection of its own each, so that nothing repeats a request behind the test's back.
  const headers = { connection: "close" };
  return fetch(`${simulator.restBase}${path}`, { redirect: "manual", headers, ...init });
}

Deno.test("an answer is lost after the exchange has seen the request, or the request before", async () => {
  for (const point of ["before", "after"] as const) {
    for (const how of ["reset", "close"] as const) {
      await faulty(
        [{ endpoint: "market", fault: { kind: "drop", point, how } }],
        async (simulator, witness) => {
          const path = `/markets/${simulator.markets[0]?.ticker}`;
          await assertRejects(() => ask(simulator, path));
          const again = await ask(simulator, path);
          assertEquals(again.status, 200, "only the first one was met");
          await again.body?.cancel();
          assertEquals(witness.of("market").map(({ outcome }) => outcome?.kind), ["silence", "answer"]);
        },
      );
    }
  }
});

Deno.test("an answer that never comes leaves the connection open until the client gives up", async () => {
  await faulty([{ endpoint: "status", fault: { kind: "drop", how: "hang" } }], async (simulator, witness) => {
    const patience = new AbortController();
    const asked = ask(simulator, "/exchange/status", { signal: patience.signal });
    const failed = assertRejects(() => asked, DOMException);
    await witness.until(({ sightings }) => sightings[0]?.outcome !== undefined);
    patience.abort();
    await failed;
  });
});

Deno.test("a body is cut at a byte: its head has come, and the rest never does", async () => {
  await faulty([{ endpoint: "status", fault: { kind: "cut", bytes: 17 } }], async (simulator) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
    const request = "GET /trade-api/v2/exchange/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    let text = "";
    const buffer = new Uint8Array(4_096);
    try {
      for (let size = await connection.read(buffer); size !== null; size = await connection.read(buffer)) {
        text += new TextDecoder().decode(buffer.subarray(0, size));
      }
    } catch {
      // The reset.
    }
    connection.close();
    const [head = "", body = ""] = text.split("\r\n\r\n");
    assert(/^HTTP\/1\.1 200/.test(head));
    assert(Number(/content-length: (\d+)/i.exec(head)?.[1]) > 17, "the length says that there was more");
    assertEquals(body.length, 17);
  });
});

Deno.test("another answer: a redirect, a web page, an error, a success that says nothing", async () => {
  await faulty([
    { endpoint: "status", fault: { kind: "answer", status: 307, location: "http://127.0.0.1:1/steal" } },
    {
      endpoint: "status",
      nth: 2,
      fault: { kind: "answer", status: 503, contentType: "text/html", body: "<html>soon back</html>" },
    },
    { endpoint: "status", nth: 3, fault: { kind: "answer", status: 429 } },
    { endpoint: "status", nth: 4, fault: { kind: "answer", status: 504, point: "before" } },
    { endpoint: "status", nth: 5, fault: { kind: "answer", status: 201, body: {} } },
  ], async (simulator) => {
    const seen: unknown[] = [];
    for (let count = 0; count < 5; count++) {
      const response = await ask(simulator, "/exchange/status");
      seen.push([response.status, response.headers.get("location"), await response.text()]);
    }
    assertEquals(seen, [
      [307, "http://127.0.0.1:1/steal", '{"error":{"code":"unknown","message":"unknown"}}'],
      [503, null, "<html>soon back</html>"],
      [429, null, '{"error":"too many requests"}'],
      [504, null, '{"error":{"code":"gateway_timeout","message":"gateway timeout"}}'],
      [201, null, "{}"],
    ]);
  });
});

Deno.test("the exchange's own answer is changed: fields set, taken out, rows gone, a cursor that comes back", async () => {
  await faulty([
    {
      endpoint: "status",
      fault: {
        kind: "edit",
        status: 202,
        set: { "exchange_index_statuses.0.description": "Other", "made.up": [1] },
        remove: ["trading_active", "exchange_index_statuses.1"],
      },
    },
    { endpoint: "markets", nth: 1, fault: { kind: "list", how: "first_missing" } },
    { endpoint: "markets", nth: 2, fault: { kind: "list", how: "empty" } },
    { endpoint: "markets", nth: 3, times: 2, fault: { kind: "list", how: "repeat_cursor" } },
  ], async (simulator) => {
    const status = await ask(simulator, "/exchange/status");
    const body = await status.json();
    assertEquals([status.status, body.exchange_index_statuses.length, body.made, "trading_active" in body], [
      202,
      3,
      { up: [1] },
      false,
    ]);
    assertEquals(body.exchange_index_statuses[0].description, "Other");
    const list = async (query: string) => await (await ask(simulator, `/markets?limit=2${query}`)).json();
    assertEquals((await list("")).markets.length, 1);
    const empty = await list("");
    assertEquals([empty.markets, empty.cursor], [[], ""]);
    const first = await list("");
    assert(first.cursor !== "");
    const { cursor } = await list("");
    assertEquals(cursor, first.cursor, "the same one again, whichever page was asked for");
  });
});

Deno.test("rules choose by nth, ids and shard; the same seed meets the same requests", async () => {
  const chosen = async (seed: number) => {
    const met: boolean[] = [];
    await faulty(
      [{ endpoint: "status", times: "always", chance: 0.5, fault: { kind: "answer", status: 500 } }],
      async (simulator) => {
        for (let count = 0; count < 16; count++) {
          const response = await ask(simulator, "/exchange/status");
          met.push(response.status === 500);
          await response.body?.cancel();
        }
      },
      seed,
    );
    return met.map(Number).join("");
  };
  const first = await chosen(11);
  assertEquals(await chosen(11), first);
  assert(/01|10/.test(first), "some are met and some are not");
  assert(await chosen(12) !== first, "another seed meets others");

  await faulty([
    { orderId: "that-one", times: "always", fault: { kind: "answer", status: 418 } },
    { endpoint: "create", clientOrderId: "mine", shard: 3, fault: { kind: "answer", status: 419 } },
  ], async (simulator, _, faults) => {
    const post = (body: unknown) =>
      ask(simulator, "/portfolio/events/orders", { method: "POST", body: JSON.stringify(body) });
    const statuses: number[] = [];
    for (
      const response of [
        await ask(simulator, "/portfolio/orders/that-one"),
        await ask(simulator, "/portfolio/orders/other"),
        await post({ client_order_id: "mine", exchange_index: 0 }),
        await post({ client_order_id: "mine", exchange_index: 3 }),
        await post({ client_order_id: "mine", exchange_index: 3 }),
      ]
    ) {
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assertEquals(statuses.map((status) => status === 418 || status === 419 ? status : 0), [
      418,
      0,
      0,
      419,
      0,
    ]);
    assertEquals(faults.counts, [1, 1]);
  });
});

Deno.test("a script that cannot be read is refused with the field that is wrong", () => {
  const refused = (script: unknown) => {
    const read = readFaultScript(script);
    assert(!read.ok);
    return read.reason.message;
  };
  assert(
    refused({ requests: [{ endpoint: "creat", fault: { kind: "cut", bytes: 1 } }] }).includes(
      "requests.0.endpoint",
    ),
  );
  assert(refused({ requests: [{ fault: { kind: "cut", bytes: -1 } }] }).includes("requests.0.fault.bytes"));
  assert(refused({ reqests: [] }).includes("reqests"));
  assert(
    refused({
      actions: [{ do: { kind: "trade", ticker: "X", side: "bid", price: "1.5", count: "1" } }],
    }).includes('expected dollars in 0…1 with at most 4 decimals, was "1.5"'),
  );
});
