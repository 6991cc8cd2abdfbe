import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { toMicros, toPrice, toQuantity } from "../../../src/core/numbers/money.ts";
import {
  averageText,
  clockText,
  countText,
  durationText,
  formatDollars,
  midText,
  minutesText,
  plainDollars,
  positionText,
  priceText,
  quantityText,
  signedDollars,
  spreadText,
  withShortDecimals,
} from "../../../src/core/numbers/text.ts";

Deno.test("formatDollars() rounds half away from zero", () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [0, 2, "$0.00"],
    [5_005_000, 2, "$5.01"],
    [5_004_999, 2, "$5.00"],
    [-5_005_000, 2, "-$5.01"],
    [-4_999, 2, "$0.00"],
    [-5_000, 2, "-$0.01"],
    [1_004_300_000, 2, "$1,004.30"],
    [999_995_000, 2, "$1,000.00"],
    [1_234_567_890_123, 6, "$1,234,567.890123"],
    [1_500_000, 0, "$2"],
    [599_100, 4, "$0.5991"],
    [Number.MAX_SAFE_INTEGER, 2, "$9,007,199,254.74"],
  ];
  for (const [micros, decimals, text] of cases) assertEquals(formatDollars(toMicros(micros), decimals), text);
});

Deno.test("formatDollars() agrees with rounding by digits in big integers", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 6 }), (micros, decimals) => {
    const divisor = 10n ** BigInt(6 - decimals);
    const absolute = BigInt(Math.abs(micros));
    const units = (absolute * 2n + divisor) / (divisor * 2n);
    const text = formatDollars(toMicros(micros), decimals);
    assertEquals(BigInt(text.replace(/[^0-9]/g, "")), units);
    assertEquals(text.startsWith("-"), micros < 0 && units > 0n);
  }));
});

Deno.test("plainDollars() writes whole cents without groups, never minus zero", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "$0.00"],
    [4_999, "$0.00"],
    [-4_999, "$0.00"],
    [5_001, "$0.01"],
    [-5_000, "-$0.01"],
    [-5_500_000, "-$5.50"],
    [1_234_567_890, "$1234.57"],
    [Number.MAX_SAFE_INTEGER, "$9007199254.74"],
  ];
  for (const [value, text] of cases) assertEquals(plainDollars(toMicros(value)), text);
  assertEquals(plainDollars(toMicros(-4_460_000), "−"), "−$4.46");
});

Deno.test("changes and positions carry a sign, zero carries none", () => {
  assertEquals(signedDollars(toMicros(1_080_000)), "+$1.08");
  assertEquals(signedDollars(toMicros(-600_000)), "−$0.60");
  assertEquals(signedDollars(toMicros(-600_000), 2, "-"), "-$0.60");
  assertEquals(signedDollars(toMicros(4_999)), "$0.00");
  assertEquals(positionText(toQuantity(4000)), "+40");
  assertEquals(positionText(toQuantity(-1250)), "NO 12.50");
  assertEquals(positionText(toQuantity(0)), "0");
});

Deno.test("prices keep four decimals and lose the leading zero", () => {
  assertEquals(priceText(toPrice(3370)), ".3370");
  assertEquals(priceText(toPrice(0)), ".0000");
  assertEquals(priceText(toPrice(10_000)), "1.0000");
  assertEquals(spreadText(-10), "−.0010");
  assertEquals(midText(toPrice(3370), toPrice(3391)), ".33805");
  assertEquals(midText(toPrice(3370), toPrice(3390)), ".3380");
  assertEquals(averageText(toMicros(311_250)), ".3113");
  assertEquals(quantityText(toQuantity(125_000)), "1,250");
  assertEquals(quantityText(toQuantity(1_225)), "12.25");
});

Deno.test("what is missing is a dash, never 0", () => {
  for (
    const text of [priceText, spreadText, averageText, quantityText, countText, durationText, formatDollars]
  ) {
    assertEquals(text(undefined), "—");
  }
  assertEquals(signedDollars(undefined), "—");
  assertEquals(midText(toPrice(1), undefined), "—");
});

Deno.test("durations and clocks", () => {
  const cases: readonly (readonly [number, string])[] = [
    [-5, "0.0s"],
    [99, "0.0s"],
    [4_210, "4.2s"],
    [9_999, "9.9s"],
    [10_000, "10s"],
    [252_000, "4m12s"],
    [7_500_000, "2h05m"],
    [273_600_000, "3d04h"],
  ];
  for (const [ms, text] of cases) assertEquals(durationText(ms), text);
  assertEquals([0, 9, 60, 322, 720].map(minutesText), ["0:00", "0:09", "1:00", "5:22", "12:00"]);
  assertEquals(clockText(Date.UTC(2026, 10, 20, 23, 59, 59, 999), 0), "23:59:59");
  assertEquals(clockText(Date.UTC(2026, 10, 20, 2, 0, 0), -300), "21:00:00");
  assertEquals(clockText(Date.UTC(2026, 10, 20, 23, 0, 0), 345), "04:45:00");
});

Deno.test("withShortDecimals() keeps what money has, whole numbers, and three digits of what is small", () => {
  const cases = [
    ["no number", "no number"],
    ["1.123456 stays", "1.123456 stays"],
    ["12 s, 1.5 s, .4900", "12 s, 1.5 s, .4900"],
    ["1234.56789012345", "1234.5679"],
    ["3.99999999999", "4"],
    ["0.0135356155885172 and 0.00012345678", "0.0135 and 0.000123"],
    ["0.00000000", "0"],
    ["-0.3333333333333333", "-0.3333"],
  ] as const;
  for (const [text, expected] of cases) assertEquals(withShortDecimals(text), expected);
});
