import { assertEquals } from "@std/assert";
import { type Backoff, backoffMs } from "../../src/lib/backoff.ts";

const BACKOFF: Backoff = { baseMs: 250, capMs: 8_000 };

Deno.test("backoff grows, is capped, and is spread from nothing to the limit", () => {
  const most = (attempt: number): number => backoffMs(BACKOFF, attempt, () => 1);
  assertEquals([0, 1, 2, 5, 6, 5000].map(most), [250, 500, 1000, 8000, 8000, 8000]);
  assertEquals(backoffMs(BACKOFF, 3, () => 0), 0);
});
