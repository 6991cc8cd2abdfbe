/** Tiers and buckets: who pays for what, and what is said to whoever cannot. */
import { assertEquals } from "@std/assert";
import { ApiLimits } from "../../src/simulator/server/api_limits.ts";
import { pay } from "../../src/simulator/server/rest/billing.ts";
import { MAIN_USER_ID } from "../../src/simulator/mod.ts";
import { ORDER, ORDERS, Signed } from "./signed.ts";
import { start } from "./support.ts";

const SHARDS = [0, 1, 2, 3];

/** Pays for one request at time 0. */
function buys(limits: ApiLimits, method: string, path: string, body?: unknown, query = ""): boolean {
  return pay(limits, "u", 0, { method, path, query: new URLSearchParams(query), body });
}

function count(times: number, what: () => boolean): number {
  let done = 0;
  while (done < times && what()) done++;
  return done;
}

Deno.test("a write that names a shard from 1 up pays from that shard's bucket, shard 0 and batches from the shared one", () => {
  const limits = new ApiLimits(SHARDS);
  const create = (exchange_index?: number) => buys(limits, "POST", ORDERS, { ticker: "T", exchange_index });
  assertEquals(count(99, () => create(3)), 10);
  assertEquals(count(99, () => create(2)), 10);
  assertEquals(count(99, () => create(0)), 10);
  // Its own bucket is full still.
  assertEquals(count(99, () => create(1)), 10);
  const batch = { orders: [{ ticker: "T", exchange_index: 1 }] };
  assertEquals(buys(new ApiLimits(SHARDS), "POST", `${ORDERS}/batched`, batch), true);
  assertEquals(buys(limits, "POST", `${ORDERS}/batched`, batch), false);
});

Deno.test("a write that the exchange routes is billed to every bucket, or to none", () => {
  const limits = new ApiLimits(SHARDS);
  assertEquals(count(4, () => buys(limits, "POST", ORDERS, { ticker: "T" })), 4);
  assertEquals(count(4, () => buys(limits, "POST", ORDERS, { ticker: "T", exchange_index: -1 })), 4);
  assertEquals(count(99, () => buys(limits, "POST", ORDERS, { exchange_index: 2, ticker: "T" })), 2);
  assertEquals(buys(limits, "POST", ORDERS, { ticker: "T" }), false);
  // What was refused took nothing from the others.
  assertEquals(count(99, () => buys(limits, "POST", ORDERS, { exchange_index: 3, ticker: "T" })), 2);
  assertEquals(count(99, () => buys(limits, "POST", ORDERS, { exchange_index: 0, ticker: "T" })), 2);
  const cancels = new ApiLimits(SHARDS);
  assertEquals(count(99, () => buys(cancels, "DELETE", `${ORDERS}/x`, undefined, "exchange_index=3")), 50);
  // Neither shard nor market: shard 0, the shared bucket.
  assertEquals(count(99, () => buys(cancels, "DELETE", `${ORDERS}/x`)), 50);
});

Deno.test("batches are billed by item and fit whole or not at all: 10 creates, 50 cancels on the basic tier", () => {
  const items = (many: number) => ({ orders: Array.from({ length: many }, () => ({ order_id: "x" })) });
  const batch = (method: string, many: number) =>
    buys(new ApiLimits(SHARDS), method, `${ORDERS}/batched`, items(many));
  assertEquals([batch("POST", 10), batch("POST", 11)], [true, false]);
  assertEquals([batch("DELETE", 50), batch("DELETE", 51)], [true, false]);
  const limits = new ApiLimits(SHARDS);
  assertEquals(buys(limits, "POST", `${ORDERS}/batched`, items(11)), false);
  assertEquals(buys(limits, "POST", `${ORDERS}/batched`, items(10)), true);
});

Deno.test("a tier lapses when its time is over, and its buckets shrink with it", () => {
  const limits = new ApiLimits(SHARDS);
  limits.grant("u", { tier: "expert", expiresAtMs: 1_000, source: "volume" });
  assertEquals(limits.bucketsOf("u", 999).write, { refillRate: 600, capacity: 1_800 });
  assertEquals(count(999, () => limits.takeWrite("u", 999, 10, 3)), 180);
  assertEquals(limits.grantOf("u", 1_000).tier, "basic");
  assertEquals(limits.bucketsOf("u", 1_000).write, { refillRate: 100, capacity: 100 });
  assertEquals(limits.takeRead("v", 0, 600), true);
  assertEquals(limits.takeRead("v", 0, 1), false);
});

Deno.test("over the wire: 429 with its own body and no header that says when, for a user's keys together", async () => {
  const simulator = await start({ plan: { kind: "quiet" }, rateLimits: true });
  try {
    const client = new Signed(simulator);
    const ticker = simulator.markets[0]?.ticker ?? "";
    const order = { ...ORDER, ticker, exchange_index: 3, count: "1.00" };
    const statuses: number[] = [];
    let last = await client.send("POST", ORDERS, order);
    while (last.status === 201) {
      statuses.push(last.status);
      last = await client.send("POST", ORDERS, order);
    }
    assertEquals([last.status, last.body], [429, { error: "too many requests" }]);
    assertEquals([last.headers.get("retry-after"), last.headers.get("x-ratelimit-remaining")], [null, null]);
    assertEquals(simulator.account()?.resting().length, statuses.length);
    // The other shard's bucket is full.
    assertEquals((await client.send("DELETE", `${ORDERS}/x?exchange_index=1`)).status, 404);
    const limits = await client.get("/account/limits");
    assertEquals([limits.usage_tier, limits.grants], ["basic", []]);
    assertEquals((await client.send("POST", "/account/api_usage_level/upgrade")).status, 201);
    const advanced = await client.get("/account/limits");
    assertEquals([advanced.usage_tier, advanced.write], ["advanced", {
      refill_rate: 300,
      bucket_capacity: 900,
    }]);
    const expiresAtMs = simulator.clock.now() + 60_000;
    simulator.limits.grant(MAIN_USER_ID, { tier: "premier", expiresAtMs, source: "volume" });
    const [grant] = (await client.get("/account/limits")).grants;
    assertEquals([grant.level, grant.source, grant.expires_ts], [
      "premier",
      "volume",
      Math.floor(expiresAtMs / 1000),
    ]);
    simulator.clock.move(60_000);
    assertEquals((await client.get("/account/limits")).usage_tier, "basic");
  } finally {
    await simulator.close();
  }
});
