import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  BROKER_PRECISION,
  DIRECT_PRECISION,
  FeeAccumulator,
  type FeeSchedule,
  type FeeType,
  tradeFee,
} from "../../../src/core/market/fees.ts";
import {
  type Micros,
  parseMicros,
  parsePrice,
  parseQuantity,
  type Price,
  type Quantity,
} from "../../../src/core/numbers/money.ts";

const schedule = (type: FeeType, multiplier = 10_000): FeeSchedule => ({ type, multiplier });

Deno.test("fees of single fills are those of the fee schedule", () => {
  const cases = [
    ["0.56", "10", "taker", DIRECT_PRECISION, "0.172480", "0.172500", "-5.7725"],
    ["0.56", "10", "taker", BROKER_PRECISION, "0.172480", "0.180000", "-5.78"],
    ["0.055", "1", "taker", BROKER_PRECISION, "0.003639", "0.005000", "-0.06"],
    ["0.50", "1", "taker", DIRECT_PRECISION, "0.017500", "0.017500", "-0.5175"],
    ["0.44", "25", "maker", DIRECT_PRECISION, "0.107800", "0.107800", "-11.1078"],
    ["0.37", "3.33", "taker", DIRECT_PRECISION, "0.054336", "0.054400", "-1.2865"],
  ] as const;
  for (const [priceText, count, role, precision, model, feeCost, balance] of cases) {
    const price = parsePrice(priceText);
    const quantity = parseQuantity(count);
    const fee = tradeFee(schedule("quadratic_with_maker_fees"), role, price, quantity);
    assertEquals(fee, parseMicros(model), `model of ${priceText}`);
    const charge = new FeeAccumulator(precision).charge(-price * quantity as Micros, fee);
    assertEquals(charge, { fee: parseMicros(feeCost), balanceChange: parseMicros(balance) }, priceText);
  }
});

Deno.test("makers pay nothing, a quarter or a half, by the series' fee type", () => {
  const price = parsePrice("0.5");
  const quantity = parseQuantity("100");
  const fees = (["quadratic", "quadratic_with_maker_fees", "quadratic_with_combo_maker_fees"] as const)
    .map((type) => tradeFee(schedule(type), "maker", price, quantity));
  assertEquals(fees, [0, 437_500, 875_000] as Micros[]);
});

Deno.test("tradeFee() is the model rounded up, whatever the size", () => {
  // The same formula with exact whole numbers: 0.07 × multiplier × C × P × (1 − P), in micro-dollars, rounded up.
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 9_999 }),
    fc.integer({ min: 1, max: 1e9 }),
    fc.integer({ min: 1, max: 40_000 }),
    (price, quantity, multiplier) => {
      const product = 700n * BigInt(multiplier) * BigInt(quantity) * BigInt(price) * BigInt(10_000 - price);
      const unit = 10n ** 12n;
      const expected = Number((product + unit - 1n) / unit);
      const fee = tradeFee(schedule("quadratic", multiplier), "taker", price as Price, quantity as Quantity);
      assertEquals(fee as number, expected);
    },
  ));
});

// Invariants of the accumulator: the balance moves in whole units; fee + change = revenue, to the micro-dollar; no net
// fee is negative; what is kept back over an order stays below one unit unless the cap on rebates held it.

Deno.test("the rounding accumulator loses nothing over the fills of an order", () => {
  const fill = fc.record({
    price: fc.integer({ min: 1, max: 9_999 }),
    quantity: fc.integer({ min: 1, max: 1e6 }),
  });
  fc.assert(fc.property(
    fc.array(fill, { minLength: 1, maxLength: 30 }),
    fc.constantFrom(DIRECT_PRECISION, BROKER_PRECISION),
    fc.boolean(),
    (fills, precision, buys) => {
      const accumulator = new FeeAccumulator(precision);
      let total = 0;
      let models = 0;
      for (const { price, quantity } of fills) {
        const revenue = (buys ? -1 : 1) * price * quantity as Micros;
        const fee = tradeFee(schedule("quadratic"), "taker", price as Price, quantity as Quantity);
        const charge = accumulator.charge(revenue, fee);
        assertEquals(charge.balanceChange, revenue - charge.fee as Micros);
        assertEquals(Math.abs(charge.balanceChange % precision), 0);
        assert(charge.fee >= 0);
        total += charge.fee;
        models += fee;
      }
      assertEquals(total, models + accumulator.collected);
    },
  ));
});
