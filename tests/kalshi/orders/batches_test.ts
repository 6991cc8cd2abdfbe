/** Batches: never more than the bucket holds, judged item by item; and a 429 that has the limits read again. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { pieceSize } from "../../../src/kalshi/orders/batches.ts";
import { WriteBudget } from "../../../src/kalshi/orders/budget.ts";
import { listen, type Seen, whole } from "../support/wire.ts";
import { apiAt, ENTRY } from "./support.ts";

const targets = (count: number, shard = 0) =>
  Array.from({ length: count }, (_, index) => ({ orderId: `o-${shard}-${index}`, exchangeIndex: shard }));
const idsOf = ({ body }: Seen): string[] =>
  (JSON.parse(body).orders as { order_id?: string; client_order_id?: string }[]).map((item) =>
    item.order_id ?? item.client_order_id ?? ""
  );
/** A bucket that never makes anybody wait in a test. */
const ample = () =>
  new WriteBudget({ now: () => performance.now(), size: { tokensPerSecond: 100_000, capacity: 100 } });

Deno.test("sixty cancels go in pieces that a Basic bucket holds, and each has an outcome of its own", async () => {
  await using wire = listen((conn, seen) => {
    const orders = idsOf(seen).map((id) => ({ order_id: id, reduced_by: "1.00", ts_ms: 5 }));
    return whole(200, JSON.stringify({ orders }))(conn, seen);
  });
  const outcomes = await apiAt(wire.port, { budget: ample() }).batchCancel(targets(60));
  assertEquals(outcomes.map(({ kind }) => kind), Array(60).fill("accepted"));
  assert(wire.requests.length >= 2 && wire.requests.every((seen) => idsOf(seen).length <= 50));
  assertEquals(wire.requests.flatMap(idsOf), targets(60).map(({ orderId }) => orderId));
});

Deno.test("a batch's 200 says nothing of an item: errors, silence and others' ids are told apart, in whatever order", async () => {
  const orders = [
    { order_id: "o-0-3", reduced_by: "2.00", ts_ms: 5 },
    { order_id: "o-0-0", reduced_by: "1.00", ts_ms: 5 },
    { order_id: "o-0-1", reduced_by: "0.00", error: { code: "NOT_FOUND", message: "no", details: "" } },
    { order_id: "other", reduced_by: "1.00" },
  ];
  await using wire = listen(whole(200, JSON.stringify({ orders })));
  const outcomes = await apiAt(wire.port).batchCancel(targets(4));
  assertEquals(
    outcomes.map((outcome) => outcome.kind === "rejected" ? `rejected ${outcome.code}` : outcome.kind),
    ["accepted", "rejected NOT_FOUND", "unknown", "accepted"],
  );
});

Deno.test("items of a batch of new orders are found by their own id; one without it by its place alone", async () => {
  const bodies = ["a", "b", "c", "d"].map((id) => ({ ...ENTRY, client_order_id: id }));
  const error = { code: "insufficient_balance", message: "no", details: "" };
  const orders = [
    { order_id: "x-b", client_order_id: "b", fill_count: "0.00", remaining_count: "10.00" },
    { error, order_id: null, client_order_id: null },
    { order_id: "x-a", client_order_id: "a" },
    { order_id: "x-e", client_order_id: "e" },
  ];
  await using wire = listen(whole(201, JSON.stringify({ orders })));
  const outcomes = await apiAt(wire.port, { budget: ample() }).batchCreate(bodies);
  assertEquals(
    outcomes.map((outcome) => outcome.kind === "accepted" ? outcome.value.orderId : outcome.kind),
    // b stands in a's place and is not taken for a; c and d are not spoken of.
    ["x-a", "x-b", "unknown", "unknown"],
  );
});

Deno.test("where the whole batch is unknown or refused, so is each of its items; one that breaks a rule is not in it", async () => {
  for (
    const [status, kind] of [[500, "unknown"], [201, "unknown"], [400, "rejected"], [
      429,
      "rejected",
    ]] as const
  ) {
    await using wire = listen(whole(status, "{}"));
    const api = apiAt(wire.port, { budget: ample() });
    const bodies = ["a", "b c", "d"].map((id) => ({ ...ENTRY, client_order_id: id }));
    const outcomes = await api.batchCreate(bodies);
    await api.learnLimits();
    assertEquals(outcomes.map((outcome) => outcome.kind), [kind, "not_sent", kind]);
    const sent = wire.requests.filter(({ line }) => line.startsWith("POST"));
    assertEquals(sent.map(idsOf), [["a", "d"]]);
  }
});

Deno.test("a piece is never empty, never more than there is to send, and never costs more than a full bucket", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.integer({ min: 10, max: 1_000 }),
      fc.integer({ min: 1, max: 10 }),
      (items, left, most, cost) => {
        const size = pieceSize(items, left, most, cost);
        assert(Number.isInteger(size) && size >= 1 && size <= Math.min(items, 100) && size * cost <= most);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

Deno.test("a kill of many orders uses the common bucket and the shard's own at the same time, each order once", async () => {
  await using wire = listen((conn, seen) => {
    const one = /orders\/(o-3-\d+)\?/.exec(seen.line)?.[1];
    const body = one === undefined
      ? { orders: idsOf(seen).map((id) => ({ order_id: id, reduced_by: "1.00" })) }
      : { order_id: one, reduced_by: "1.00", ts_ms: 5 };
    return whole(200, JSON.stringify(body))(conn, seen);
  });
  const list = [...targets(30), ...targets(90, 3)];
  const outcomes = await apiAt(wire.port, { budget: ample() }).cancelMany(list);
  assertEquals(outcomes.map(({ kind }) => kind), Array(120).fill("accepted"));
  const asked = wire.requests.flatMap((seen) => {
    const one = /orders\/(o-3-\d+)\?exchange_index=3/.exec(seen.line)?.[1];
    return one === undefined ? idsOf(seen) : [one];
  });
  assertEquals(asked.toSorted(), list.map(({ orderId }) => orderId).toSorted());
  assert(wire.requests.some(({ line }) => line.includes("/batched")));
  assert(wire.requests.some(({ line }) => line.includes("?exchange_index=3")));
});

Deno.test("a 429 empties the bucket and has limits and costs read again, which count from then on", async () => {
  const answers: Readonly<Record<string, unknown>> = {
    "/account/limits": {
      usage_tier: "basic",
      read: BUCKET,
      write: { refill_rate: 50, bucket_capacity: 60 },
      grants: [],
    },
    "/account/endpoint_costs": { default_cost: 10, endpoint_costs: [] },
  };
  await using wire = listen((conn, seen) => {
    const path = (seen.line.split(" ")[1] ?? "").replace("/trade-api/v2", "");
    const answer = answers[path];
    return answer === undefined
      ? whole(429, '{"error":"too many requests"}')(conn, seen)
      : whole(200, JSON.stringify(answer))(conn, seen);
  });
  const api = apiAt(wire.port);
  const outcome = await api.create(ENTRY);
  assert(outcome.kind === "rejected" && outcome.code === "too_many_requests");
  assert(api.budget.left(3, "cancel") < 100);
  await api.learnLimits();
  assertEquals(api.budget.size, { tokensPerSecond: 50, capacity: 60 });
  assertEquals(wire.requests.filter(({ line }) => line.startsWith("POST")).length, 1);
});

const BUCKET = { refill_rate: 200, bucket_capacity: 600 };
