import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createClock } from "../../../src/lib/clock.ts";
import { BASIC_READ, BASIC_WRITE, readLimits, TokenBucket } from "../../../src/kalshi/rest/limits.ts";
import { backoffMs, isTransient, READ_BACKOFF } from "../../../src/lib/backoff.ts";

Deno.test("a full bucket lets a burst through and then holds to its rate", () => {
  let now = 0;
  const bucket = new TokenBucket(BASIC_READ, () => now);
  for (let count = 0; count < 60; count++) assertEquals(bucket.reserve(), 0);
  assertEquals([bucket.reserve(), bucket.reserve()], [50, 100]);
  now = 100;
  assertEquals(bucket.tokens, 0);
  now = 60_000;
  assertEquals(bucket.tokens, 600);
});

Deno.test("the basic tier writes ten a second and no burst beyond it", () => {
  const bucket = new TokenBucket(BASIC_WRITE, () => 0);
  const waits = Array.from({ length: 12 }, () => bucket.reserve());
  assertEquals(waits.filter((wait) => wait === 0).length, 10);
  assertEquals(waits.slice(10), [100, 200]);
});

Deno.test("a bucket takes the account's own limits", () => {
  const limits = readLimits({
    usage_tier: "advanced",
    read: { refill_rate: 300, bucket_capacity: 900 },
    write: { refill_rate: 0, bucket_capacity: 0 },
  });
  assertEquals(limits, {
    read: { tokensPerSecond: 300, capacity: 900 },
    write: { tokensPerSecond: 1, capacity: 1 },
  });
  const bucket = new TokenBucket(BASIC_READ, () => 0);
  bucket.resize({ tokensPerSecond: 10, capacity: 20 });
  assertEquals([bucket.tokens, bucket.reserve(), bucket.reserve(), bucket.reserve()], [20, 0, 0, 1000]);
});

Deno.test("no second of any schedule of requests gets more than capacity and rate allow", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 80 });
  fc.assert(fc.property(gaps, (steps) => {
    let now = 0;
    const bucket = new TokenBucket({ tokensPerSecond: 100, capacity: 50 }, () => now);
    const sent: number[] = [];
    for (const step of steps) {
      now += step;
      sent.push(now + bucket.reserve(10));
    }
    for (const start of sent) {
      const inWindow = sent.filter((at) => at >= start && at < start + 1000).length;
      assert(inWindow <= (50 + 100) / 10 + 1, `${inWindow} within a second`);
    }
  }));
});

Deno.test("backoff grows, is capped, and is spread from nothing to the limit", () => {
  const most = (attempt: number): number => backoffMs(READ_BACKOFF, attempt, () => 1);
  assertEquals([0, 1, 2, 5, 6, 5000].map(most), [250, 500, 1000, 8000, 8000, 8000]);
  assertEquals(backoffMs(READ_BACKOFF, 3, () => 0), 0);
});

Deno.test("only 429 and failures of the server pass with time", () => {
  assertEquals([200, 301, 400, 401, 404, 409, 429, 500, 503, 504].filter(isTransient), [429, 500, 503, 504]);
});

Deno.test("a bucket fills on while the wall clock is set back", () => {
  let wall = 1_000_000;
  let fine = 0;
  const bucket = new TokenBucket({ tokensPerSecond: 10, capacity: 10 }, createClock(() => wall, () => fine));
  bucket.reserve(10);
  wall -= 600_000;
  fine += 1_000;
  assertEquals(bucket.tokens, 10);
});
