/**
 * The outcome table, over real sockets: each row with what a client that reads it otherwise would lose.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readCreated } from "../../../src/kalshi/orders/answers.ts";
import { judge } from "../../../src/kalshi/orders/judge.ts";
import { toQuantity } from "../../../src/core/numbers/money.ts";
import type { WriteOutcome } from "../../../src/kalshi/orders/outcomes.ts";
import { type Answer, handTimers, listen, whole, write } from "../support/wire.ts";
import { apiAt, ENTRY } from "./support.ts";

/** An outcome in a few words. */
function plain(outcome: WriteOutcome<unknown>): string {
  switch (outcome.kind) {
    case "accepted":
      return "accepted";
    case "rejected":
      return `rejected ${outcome.status} ${outcome.code}${outcome.alarm === true ? " alarm" : ""}`;
    case "unknown":
      return `unknown ${outcome.status ?? "-"}`;
    case "not_sent":
      return `not_sent ${outcome.code}`;
  }
}

const TARGET = { orderId: "o-1", exchangeIndex: 3 };
const nested = (code: string): string => JSON.stringify({ error: { code, message: "no", details: "why" } });

/** What is answered, and what it means for an order. */
const TABLE: readonly (readonly [status: number, body: string, means: string])[] = [
  [201, '{"order_id":"o-1","fill_count":"0.00","remaining_count":"10.00","ts_ms":5}', "accepted"],
  [200, '{"order_id":"o-1"}', "accepted"],
  // Fields beside the id that nobody can read do not make a taken order unknown.
  [201, '{"order_id":"o-1","fill_count":4,"remaining_count":{},"ts_ms":"soon"}', "accepted"],
  [201, "{}", "unknown 201"],
  [201, '{"order_id":""}', "unknown 201"],
  [201, '{"order_id":null}', "unknown 201"],
  [201, "<html>", "unknown 201"],
  [201, "", "unknown 201"],
  [201, '{"order_id":"o-9","client_order_id":"another"}', "unknown 201"],
  [400, nested("invalid_price"), "rejected 400 invalid_price"],
  [400, nested("a_code_of_tomorrow"), "rejected 400 a_code_of_tomorrow"],
  [400, '{"code":"MARKET_INACTIVE","message":"no"}', "rejected 400 MARKET_INACTIVE"],
  [400, "<html>", "rejected 400 unknown"],
  [403, nested("forbidden"), "rejected 403 forbidden"],
  [404, nested("not_found"), "rejected 404 not_found"],
  [409, nested("order_already_exists"), "rejected 409 order_already_exists"],
  [410, nested("gone"), "rejected 410 gone"],
  [429, '{"error":"too many requests"}', "rejected 429 too_many_requests"],
  [401, nested("unauthorized"), "rejected 401 unauthorized alarm"],
  [408, nested("timeout"), "unknown 408"],
  [422, nested("whatever"), "unknown 422"],
  [500, nested("internal"), "unknown 500"],
  [502, "<html>", "unknown 502"],
  [503, nested("service_unavailable"), "unknown 503"],
  [504, "", "unknown 504"],
];

Deno.test("each answer to a new order means what the table says, and is asked for once", async () => {
  for (const [status, body, means] of TABLE) {
    // The limits are asked for after a 429, on the connection of reads.
    await using wire = listen(whole(status, body));
    const api = apiAt(wire.port);
    const outcome = await api.create(ENTRY);
    await api.learnLimits();
    assertEquals([status, body, plain(outcome)], [status, body, means]);
    assertEquals(wire.requests.filter(({ line }) => line.startsWith("POST")).length, 1);
  }
});

Deno.test("what the answer says is read digit by digit, and what it does not say is not 0", async () => {
  const body = {
    order_id: "o-1",
    client_order_id: "e-1-1",
    fill_count: "3.33",
    remaining_count: "6.67",
    average_fill_price: "0.5550",
    average_fee_paid: "0.01734567",
    ts_ms: 1_795_651_200_123,
  };
  await using wire = listen(whole(201, JSON.stringify(body)));
  const outcome = await apiAt(wire.port).create(ENTRY);
  assert(outcome.kind === "accepted");
  assertEquals(outcome.exchangeMs, 1_795_651_200_123);
  assertEquals(JSON.parse(JSON.stringify(outcome.value)), {
    orderId: "o-1",
    clientOrderId: "e-1-1",
    filled: 333,
    remaining: 667,
    averagePrice: 5550,
    averageFee: 17_345,
  });
  await using bare = listen(whole(200, '{"order_id":"o-1","fill_count":null,"remaining_count":null}'));
  const amended = await apiAt(bare.port).amend(TARGET, {
    ticker: "T1",
    side: "bid",
    price: "0.5600",
    count: "10.00",
  });
  assert(amended.kind === "accepted");
  assertEquals({ ...amended.value }, { orderId: "o-1" });
});

Deno.test("an unknown outcome keeps what came, bounded", async () => {
  await using wire = listen(whole(500, "x".repeat(10_000)));
  const outcome = await apiAt(wire.port).create(ENTRY);
  assert(outcome.kind === "unknown");
  assertEquals([outcome.status, outcome.body], [500, "x".repeat(4_000)]);
});

Deno.test("details and messages of a rejection are kept, stripped of what a terminal would obey", async () => {
  const error = { code: "invalid_order", message: "no\u001b[2J", details: "post only cross" };
  await using wire = listen(whole(400, JSON.stringify({ error })));
  const outcome = await apiAt(wire.port).create(ENTRY);
  assert(outcome.kind === "rejected");
  assertEquals([outcome.code, outcome.details], ["invalid_order", "post only cross"]);
  assert(!outcome.message.includes("\u001b"));
});

Deno.test("a redirect is unknown, and nothing goes to where it leads", async () => {
  await using elsewhere = listen(whole(201, '{"order_id":"o-1"}'));
  for (const status of [301, 302, 303, 307, 308]) {
    const to = `location: http://127.0.0.1:${elsewhere.port}/trade-api/v2/portfolio/events/orders\r\n`;
    await using wire = listen(whole(status, "", to));
    const api = apiAt(wire.port);
    assertEquals(plain(await api.create(ENTRY)), `unknown ${status}`);
    assertEquals(plain(await api.cancel(TARGET)), `unknown ${status}`);
    assertEquals(wire.requests.length, 2);
  }
  assertEquals(elsewhere.connections, 0);
});

Deno.test("dropped, reset, cut in the body, and never answered: all unknown, none sent again", async () => {
  const dropped: Answer = () => Promise.resolve("close");
  const cut: Answer = async (conn) => {
    await write(conn, 'HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"order_id":"o-1"');
    return "close";
  };
  for (
    const [answer, means, reset] of [[dropped, "unknown -", false], [cut, "unknown 201", false], [
      dropped,
      "unknown -",
      true,
    ]] as const
  ) {
    await using wire = listen(answer, { firstByteOnly: reset });
    assertEquals(plain(await apiAt(wire.port).create(ENTRY)), means);
    assertEquals(wire.connections, 1);
  }
  const timers = handTimers();
  await using silent = listen(() => {
    timers.fire();
    return Promise.resolve("keep");
  });
  assertEquals(plain(await apiAt(silent.port, { timers }).create(ENTRY)), "unknown -");
  assertEquals(silent.requests.length, 1);
});

Deno.test("cancels, decreases and group changes are judged by the same table", async () => {
  for (const [status, body, means] of TABLE) {
    if (status === 201 || status === 200) continue;
    await using wire = listen(whole(status, body));
    const api = apiAt(wire.port);
    const outcomes = [
      await api.cancel(TARGET),
      await api.decrease(TARGET, toQuantity(100)),
      await api.resetGroup({ groupId: "g-1", exchangeIndex: 3 }),
    ];
    await api.learnLimits();
    assertEquals(outcomes.map(plain), [means, means, means]);
  }
});

Deno.test("an answer to a cancel about another order says nothing about ours", async () => {
  await using wire = listen(whole(200, '{"order_id":"o-2","reduced_by":"10.00","ts_ms":5}'));
  const api = apiAt(wire.port);
  assertEquals(plain(await api.cancel(TARGET)), "unknown 200");
  assertEquals(plain(await api.decrease(TARGET, toQuantity(100))), "unknown 200");
  await using own = listen(whole(200, '{"order_id":"o-1","reduced_by":"3.33","ts_ms":5}'));
  const outcome = await apiAt(own.port).cancel(TARGET);
  assert(outcome.kind === "accepted");
  assertEquals([outcome.value.reducedBy, outcome.exchangeMs], [toQuantity(333), 5]);
});

Deno.test("the whole-account cancel and group changes are done by their status alone", async () => {
  await using wire = listen(async (conn) => {
    await write(conn, "HTTP/1.1 204 No Content\r\n\r\n");
    return "keep";
  });
  const api = apiAt(wire.port);
  assertEquals(plain(await api.cancelAllAccount()), "accepted");
  assertEquals(plain(await api.cancelAllAccount(2)), "accepted");
  assertEquals(wire.requests.map(({ line }) => line.split(" ").slice(0, 2).join(" ")), [
    "DELETE /trade-api/v2/portfolio/events/orders",
    "DELETE /trade-api/v2/portfolio/events/orders?subaccount=2",
  ]);
});

Deno.test("the guard is asked last, and what it holds never reaches the network", async () => {
  await using wire = listen(whole(201, '{"order_id":"o-1"}'));
  const asked: string[] = [];
  const api = apiAt(wire.port, {
    guard: ({ kind, priority }) => {
      asked.push(`${kind} ${priority}`);
      return kind === "cancel" ? undefined : "the kill switch is on";
    },
  });
  const held = await api.create(ENTRY);
  assert(held.kind === "not_sent" && held.code === "held" && held.why === "the kill switch is on");
  await api.create({ ...ENTRY, reduce_only: false }, { priority: "exit" });
  assertEquals(plain(await api.cancel(TARGET)), "accepted");
  // A cancel, which may leave, once more when there is a connection.
  assertEquals(asked, ["create entry", "create exit", "cancel cancel", "cancel cancel"]);
  assertEquals(wire.requests.map(({ line }) => line.split(" ")[0]), ["DELETE"]);
});

Deno.test("a write may be held by its caller to the last, and then nothing of it leaves", async () => {
  await using wire = listen(whole(201, '{"order_id":"o-1"}'));
  const outcome = await apiAt(wire.port).create(ENTRY, { hold: () => "it is too late" });
  assertEquals(outcome, { kind: "not_sent", code: "held", why: "it is too late" });
  assertEquals(wire.connections, 0);
});

Deno.test("whatever comes back, an order counts as taken only where its id is named, and as refused only by its status", () => {
  const REFUSED = new Set([400, 401, 403, 404, 409, 410, 429]);
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ order_id: fc.oneof(fc.string(), fc.constant(null), fc.integer()), fill_count: fc.anything() })
      .map((body) => JSON.stringify(body)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), bodies, (status, text) => {
      const answer = { kind: "answered", askedAt: 1, at: 2, status, headers: new Headers(), text } as const;
      const outcome = judge(answer, 3, (body) => readCreated(body, "e-1-1"));
      if (outcome.kind === "accepted") {
        assert(status < 300);
        assertEquals(JSON.parse(text).order_id, outcome.value.orderId);
        assert(outcome.value.orderId !== "");
      } else assertEquals(outcome.kind, REFUSED.has(status) ? "rejected" : "unknown");
    }),
    { seed: 5, numRuns: 1_000 },
  );
});

Deno.test("a kill while the connection for an order is made keeps it here: it is asked again before the first byte", async () => {
  await using wire = listen(whole(201, '{"order_id":"o-1"}'));
  let killed: string | undefined;
  const hold = (): string | undefined => {
    const now = killed;
    killed = "kill switch";
    return now;
  };
  const outcome = await apiAt(wire.port).create(ENTRY, { hold });
  assertEquals(outcome, { kind: "not_sent", code: "held", why: "kill switch" });
  assertEquals(wire.requests.length, 0);
});
