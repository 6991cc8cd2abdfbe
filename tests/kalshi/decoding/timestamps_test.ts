import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readTimestamp } from "../../../src/kalshi/decoding/timestamps.ts";

Deno.test("readTimestamp() keeps microseconds as a fraction of a millisecond", () => {
  assertEquals(readTimestamp("2026-03-18T19:36:03.079175Z"), Date.parse("2026-03-18T19:36:03.079Z") + 0.175);
  assertEquals(readTimestamp("2026-03-08T00:15:37.99467Z"), Date.parse("2026-03-08T00:15:37.994Z") + 0.67);
  assertEquals(readTimestamp("2026-11-23T00:30:00Z"), Date.parse("2026-11-23T00:30:00Z"));
});

Deno.test("readTimestamp() understands offsets", () => {
  assertEquals(readTimestamp("2026-11-22T19:30:00-05:00"), Date.parse("2026-11-23T00:30:00Z"));
});

Deno.test("readTimestamp() agrees with the runtime on every instant with milliseconds", () => {
  const instants = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(instants, (instant) => {
    assertEquals(readTimestamp(instant.toISOString()), instant.getTime());
  }));
});

Deno.test("readTimestamp() refuses what is no time", () => {
  const wrong = [
    "",
    "2026-13-01T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00.1x2Z",
    "2026-01-0aT00:00:00Z",
    "2026-01-01",
    "1763859000",
  ];
  for (const text of wrong) assertEquals(readTimestamp(text), undefined, text);
});

Deno.test("readTimestamp() gives a number or nothing on any text", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const at = readTimestamp(text);
    assertEquals(at === undefined || Number.isFinite(at), true);
  }));
});
