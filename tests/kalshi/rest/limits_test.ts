import { assertEquals } from "@std/assert";
import { BASIC_READ, BASIC_WRITE, DEFAULT_COST, readLimits } from "../../../src/kalshi/rest/limits.ts";
import { isTransient } from "../../../src/kalshi/rest/transport.ts";
import { TokenBucket } from "../../../src/lib/token_bucket.ts";

Deno.test("the basic tier writes ten a second and no burst beyond it", () => {
  const bucket = new TokenBucket(BASIC_WRITE, () => 0);
  const waits = Array.from({ length: 12 }, () => bucket.reserve(DEFAULT_COST));
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
  assertEquals([
    bucket.tokens,
    bucket.reserve(DEFAULT_COST),
    bucket.reserve(DEFAULT_COST),
    bucket.reserve(DEFAULT_COST),
  ], [20, 0, 0, 1000]);
});

Deno.test("only 429 and failures of the server pass with time", () => {
  assertEquals([200, 301, 400, 401, 404, 409, 429, 500, 503, 504].filter(isTransient), [429, 500, 503, 504]);
});
