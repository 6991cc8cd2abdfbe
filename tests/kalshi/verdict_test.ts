import type { MarketStatus } from "../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import { readVerdict } from "../../src/kalshi/decoding/life.ts";

const TABLE: readonly (readonly [
  word: string | null,
  value: string | null,
  status: MarketStatus,
  read: number | string | undefined,
])[] = [
  ["yes", "1.0000", "determined", 1_000_000],
  ["yes", "1.000000", "finalized", 1_000_000],
  ["yes", null, "finalized", 1_000_000],
  ["yes", "", "finalized", 1_000_000],
  ["no", "0.0000", "determined", 0],
  ["no", null, "determined", 0],
  ["scalar", "0.5033", "determined", 503_300],
  ["scalar", "0.333333", "finalized", 333_333],
  ["scalar", "0", "finalized", 0],
  ["scalar", "1.0000", "finalized", 1_000_000],
  ["scalar", null, "determined", `"scalar" without a value`],
  ["scalar", "", "determined", `"scalar" without a value`],
  ["scalar", "0.3333333", "determined", `"scalar" of 0.3333333: no value of 0 to 1 with at most 6 decimals`],
  ["scalar", "1.0001", "determined", `"scalar" of 1.0001: no value of 0 to 1 with at most 6 decimals`],
  ["scalar", "-0.5", "determined", `"scalar" of -0.5: no value of 0 to 1 with at most 6 decimals`],
  ["scalar", "half", "determined", `"scalar" of half: no value of 0 to 1 with at most 6 decimals`],
  ["yes", "0.0000", "determined", `"yes" of 0.0000 contradicts itself`],
  ["no", "0.5000", "finalized", `"no" of 0.5000 contradicts itself`],
  ["yes", "one", "determined", `"yes" of one: no value of 0 to 1 with at most 6 decimals`],
  ["void", null, "finalized", `"void"`],
  ["void", "0.5000", "finalized", `"void" of 0.5000`],
  ["YES", "1.0000", "finalized", `"YES" of 1.0000`],
  ["\u001b[31mred", null, "finalized", `"red"`],
  ["", null, "determined", "none was given"],
  ["", "1.0000", "finalized", "none was given"],
  [null, null, "finalized", "none was given"],
  ["", null, "active", undefined],
  ["", null, "closed", undefined],
  ["", null, "disputed", undefined],
];

for (const [word, value, status, read] of TABLE) {
  Deno.test(`result ${JSON.stringify(word)} of ${JSON.stringify(value)}, ${status}: ${read ?? "nothing yet"}`, () => {
    const { result, resultNotUnderstood } = readVerdict(word, value, status);
    assertEquals<unknown>(result?.yesPays ?? resultNotUnderstood, read);
    assertEquals(result !== undefined && resultNotUnderstood !== undefined, false);
  });
}
