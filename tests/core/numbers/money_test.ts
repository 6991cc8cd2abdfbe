import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readDecimal, writeDecimal } from "../../../src/core/numbers/decimal.ts";
import {
  complement,
  formatMicros,
  formatPrice,
  formatQuantity,
  multiplyDivide,
  notional,
  parseMicros,
  parsePrice,
  parseQuantity,
  toMicros,
  toPrice,
  toQuantity,
} from "../../../src/core/numbers/money.ts";

// Invariants: a decimal string of the exchange becomes a whole number and back without change; nothing is rounded;
// price × quantity is money, exactly.

Deno.test("readDecimal() and writeDecimal() undo each other", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 6 }), (value, decimals) => {
    assertEquals(readDecimal(writeDecimal(value, decimals), decimals), value === 0 ? 0 : value);
  }));
});

Deno.test("readDecimal() takes digits, a sign and one point, and nothing else", () => {
  const cases: [string, number, number | undefined][] = [
    ["0", 4, 0],
    ["1", 4, 10000],
    ["0.5", 4, 5000],
    [".5", 4, 5000],
    ["5.", 4, 50000],
    ["+0.5", 4, 5000],
    ["-0.00", 2, 0],
    ["0.560000", 4, 5600],
    ["0.56001", 4, undefined],
    ["", 4, undefined],
    ["-", 4, undefined],
    [".", 4, undefined],
    ["1.2.3", 4, undefined],
    ["0..5", 4, undefined],
    ["1e3", 4, undefined],
    [" 1", 4, undefined],
    ["0x10", 4, undefined],
    ["NaN", 4, undefined],
    ["１", 4, undefined],
    ["99999999999999999999", 0, undefined],
    ["9007199254740991", 0, 9007199254740991],
    ["9007199254740992", 0, undefined],
  ];
  for (const [text, decimals, expected] of cases) assertEquals(readDecimal(text, decimals), expected, text);
});

Deno.test("prices, quantities and money parse and format as the exchange writes them", () => {
  assertEquals(formatPrice(parsePrice("0.56")), "0.5600");
  assertEquals(formatQuantity(parseQuantity("-54")), "-54.00");
  assertEquals(formatMicros(parseMicros("-5.7725")), "-5.772500");
  assertThrows(() => parsePrice("1.01"), RangeError, 'was "1.01"');
  assertThrows(() => parsePrice("-0.01"), RangeError);
  assertThrows(() => parsePrice("0.00005"), RangeError);
  assertThrows(() => parseQuantity("1.005"), RangeError);
  assertThrows(() => parseMicros("ten"), RangeError);
  assertThrows(() => toPrice(10_001), RangeError);
  assertThrows(() => toPrice(0.5), RangeError);
  assertThrows(() => toQuantity(Number.MAX_VALUE), RangeError);
  assertThrows(() => toMicros(NaN), RangeError);
});

Deno.test("notional() of a YES and its NO is a dollar a contract", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 1e9 }), (price, size) => {
      const yes = toPrice(price);
      const quantity = toQuantity(size);
      assertEquals(notional(yes, quantity) + notional(complement(yes), quantity), size * 10_000);
    }),
  );
});

Deno.test("multiplyDivide() rounds down exactly, however large the product", () => {
  fc.assert(fc.property(
    fc.integer({ min: -1e12, max: 1e12 }),
    fc.integer({ min: 0, max: 1e9 }),
    fc.integer({ min: 1, max: 1e9 }),
    (value, numerator, beyond) => {
      const denominator = numerator + beyond;
      const product = BigInt(value) * BigInt(numerator);
      const divisor = BigInt(denominator);
      let expected = product / divisor;
      if (product < 0n && expected * divisor !== product) expected -= 1n;
      assertEquals(BigInt(multiplyDivide(value, numerator, denominator)), expected);
    },
  ));
});

Deno.test("parsePrice() takes both ends, 0 and 1 dollar", () => {
  assertEquals(["0", "0.0000", "1", "1.0000"].map((text) => parsePrice(text) as number), [
    0,
    0,
    10_000,
    10_000,
  ]);
});
