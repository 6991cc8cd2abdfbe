import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createClock } from "../../src/lib/clock.ts";
import { TokenBucket, TokenBuckets } from "../../src/lib/token_bucket.ts";

Deno.test("a full bucket lets a burst through and then holds to its rate", () => {
  let now = 0;
  const bucket = new TokenBucket({ tokensPerSecond: 200, capacity: 600 }, () => now);
  for (let count = 0; count < 60; count++) assertEquals(bucket.reserve(10), 0);
  assertEquals([bucket.reserve(10), bucket.reserve(10)], [50, 100]);
  now = 100;
  assertEquals(bucket.tokens, 0);
  now = 60_000;
  assertEquals(bucket.tokens, 600);
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

Deno.test("a bucket fills on while the wall clock is set back", () => {
  let wall = 1_000_000;
  let fine = 0;
  const bucket = new TokenBucket({ tokensPerSecond: 10, capacity: 10 }, createClock(() => wall, () => fine));
  bucket.reserve(10);
  wall -= 600_000;
  fine += 1_000;
  assertEquals(bucket.tokens, 10);
});

Deno.test("take() takes all or nothing, and says when so much will be there", () => {
  let now = 0;
  const bucket = new TokenBucket({ tokensPerSecond: 4, capacity: 2 }, () => now);
  assertEquals([bucket.take(1), bucket.take(2), bucket.take(1), bucket.take(1)], [0, 250, 0, 250]);
  now = 125;
  assertEquals(bucket.take(1), 125);
  now = 250;
  assertEquals([bucket.take(1), bucket.tokens], [0, 0]);
});

Deno.test("a clock that is set back neither gives nor takes, and many keys are forgotten in order", () => {
  let now = 10_000;
  const buckets = new TokenBuckets({ tokensPerSecond: 1, capacity: 1 }, 100, () => now);
  assertEquals(buckets.take("a", 1), 0);
  now = 5_000;
  assertEquals(buckets.take("a", 1), 1_000);
  now = 6_000;
  assertEquals([buckets.take("a", 1), buckets.take("b", 1)], [0, 0]);
  for (let other = 0; other < 98; other++) buckets.take(`c${other}`, 1);
  assertEquals(buckets.take("a", 1), 1_000, "100 keys are remembered");
  buckets.take("c98", 1);
  assertEquals(buckets.take("a", 1), 1_000, "it was used a moment ago");
  assertEquals(buckets.take("b", 1), 0, "it was forgotten");
});

Deno.test("keys do not share tokens", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 30 }), (keys) => {
    const buckets = new TokenBuckets({ tokensPerSecond: 1, capacity: 3 }, 3, () => 0);
    const taken = keys.filter((key) => buckets.take(key, 1) === 0);
    for (const key of ["a", "b", "c"]) {
      const wanted = keys.filter((each) => each === key).length;
      assertEquals(taken.filter((each) => each === key).length, Math.min(3, wanted));
    }
  }));
});
