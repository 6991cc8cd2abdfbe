import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createHmac } from "node:crypto";
import { macOf } from "../../src/audit/chain.ts";

/** Everything that a line can hold, halves of surrogate pairs included. */
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\ud800", "€", "\n")),
});

Deno.test("a line's mac is HMAC-SHA-256 of the mac before and the line, whatever the key's length", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 150 }), text, text, (key, previous, body) => {
      assertEquals(
        macOf(key, previous, body),
        createHmac("sha256", key).update(`${previous}\n${body}`).digest("hex"),
      );
    }),
    { seed: 20260911, numRuns: 300 },
  );
});

Deno.test("the macs of one key do not depend on another that was used before", () => {
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const first = macOf(one, "a", "b");
  assertEquals(macOf(other, "a", "b") === first, false);
  assertEquals(macOf(one, "a", "b"), first);
});
