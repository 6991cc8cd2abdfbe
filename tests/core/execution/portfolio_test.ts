import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Side } from "../../../src/core/market/book.ts";
import { DIRECT_PRECISION } from "../../../src/core/market/fees.ts";
import type { Quantity } from "../../../src/core/numbers/money.ts";
import type { OrderFill } from "../../../src/core/orders.ts";
import { fillEffect, Portfolio } from "../../../src/core/execution/portfolio.ts";
import { accounted, dollars, micros, price, quantity, TICKER } from "../support.ts";

let trades = 0;

/** A fill whose fee is `fee` micro-dollars, as an exchange would report it for what is held. */
function fill(
  held: number,
  side: Side,
  at: number,
  size: number,
  fee = 0,
  tradeId = `t${++trades}`,
): OrderFill {
  const { revenue } = fillEffect(quantity(held), side, price(at), quantity(size));
  return {
    kind: "fill",
    at: 0,
    clientOrderId: "a",
    tradeId,
    price: price(at),
    quantity: quantity(size),
    role: "taker",
    fee: micros(fee),
    balanceChange: micros(revenue - fee),
  };
}

function portfolio(): Portfolio {
  return new Portfolio(dollars(1_000), DIRECT_PRECISION);
}

function apply(account: Portfolio, side: Side, at: number, size: number, fee = 0): void {
  account.apply(TICKER, side, fill(account.held(TICKER), side, at, size, fee));
}

const EFFECTS: readonly [
  held: number,
  side: Side,
  at: number,
  size: number,
  closed: number,
  revenue: number,
][] = [
  [0, "bid", 5600, 1000, 0, -5_600_000],
  [0, "ask", 5600, 1000, 0, -4_400_000],
  [1000, "ask", 6000, 400, 400, 2_400_000],
  [-1000, "bid", 6000, 400, 400, 1_600_000],
  [1000, "bid", 6000, 400, 0, -2_400_000],
  [-1000, "ask", 6000, 400, 0, -1_600_000],
  [300, "ask", 6000, 1000, 300, 1_800_000 - 2_800_000],
  [-300, "bid", 6000, 1000, 300, 1_200_000 - 4_200_000],
];

Deno.test("fillEffect() closes what is held first, and opens the rest at the other side's cost", () => {
  for (const [held, side, at, size, closed, revenue] of EFFECTS) {
    assertEquals(
      fillEffect(quantity(held), side, price(at), quantity(size)),
      { closed: quantity(closed), opened: quantity(size - closed), revenue: micros(revenue) },
      `${held} ${side} ${size}@${at}`,
    );
  }
});

Deno.test("a position goes through zero: YES closed, NO opened, gain realised on the closed part", () => {
  const account = portfolio();
  apply(account, "bid", 5000, 1000, 100);
  apply(account, "ask", 6000, 1500, 200);
  const held = account.position(TICKER);
  assertEquals(held?.quantity as number, -500);
  assertEquals(held?.cost as number, 500 * 4000);
  assertEquals(account.realised as number, 1_000_000);
  assertEquals(account.cash as number, 1_000_000_000 - 5_000_000 + 6_000_000 - 2_000_000 - 300);
  apply(account, "bid", 3000, 500);
  assertEquals(account.held(TICKER) as number, 0);
  assertEquals(account.totalCost() as number, 0);
  assertEquals(account.realised as number, 1_000_000 + 500 * 3000);
});

Deno.test("a fill booked twice changes nothing", () => {
  const account = portfolio();
  const once = fill(0, "bid", 5000, 1000, 77, "same");
  assert(account.apply(TICKER, "bid", once) !== undefined);
  const before = [account.cash, account.fees, account.held(TICKER)];
  assertEquals(account.apply(TICKER, "bid", once), undefined);
  assertEquals([account.cash, account.fees, account.held(TICKER)], before);
});

Deno.test("settlement pays YES its value and NO the rest, once", () => {
  for (
    const [side, pays, payout] of [["bid", 1_000_000, 10], ["bid", 0, 0], ["ask", 0, 10], [
      "ask",
      250_000,
      7.5,
    ]] as const
  ) {
    const account = portfolio();
    apply(account, side, 5000, 1000);
    assertEquals(account.settle(TICKER, micros(pays)).paid, dollars(payout), `${side} ${pays}`);
    assertEquals(account.settle(TICKER, micros(pays)).paid as number, 0);
    assertEquals(account.cash as number, 1_000_000_000 - 5_000_000 + dollars(payout));
  }
});

Deno.test("marketValue() values YES at the mark, NO at its complement, and the unmarked at cost", () => {
  const account = portfolio();
  apply(account, "bid", 5000, 1000);
  account.apply("NO", "ask", fill(0, "ask", 7000, 1000));
  account.apply("UNMARKED", "bid", fill(0, "bid", 2000, 100));
  const marks: Record<string, number> = { [TICKER]: 5500, NO: 6500 };
  const value = account.marketValue((market) =>
    marks[market] === undefined ? undefined : price(marks[market])
  );
  assertEquals(value as number, 5_500_000 + 3_500_000 + 200_000);
});

// Invariants: cash + cost + fees − realised never changes; the position is the sum of the fills; a fill in any order
// among the others, or twice, ends in the same position; when flat the cost is exactly 0.
Deno.test("after any fills the account adds up to the micro-dollar", () => {
  const one = fc.record({
    side: fc.constantFrom<Side>("bid", "ask"),
    at: fc.integer({ min: 1, max: 9_999 }),
    size: fc.integer({ min: 1, max: 1_000_000 }),
    fee: fc.nat(100_000),
    again: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 0, max: 10_000 }), (fills, pays) => {
      const account = portfolio();
      let sum = 0;
      for (const { side, at, size, fee, again } of fills) {
        const each = fill(account.held(TICKER), side, at, size, fee);
        account.apply(TICKER, side, each);
        if (again) assertEquals(account.apply(TICKER, side, each), undefined);
        sum += side === "bid" ? size : -size;
        assertEquals(account.held(TICKER), sum as Quantity);
        assertEquals(accounted(account), account.startingCash);
        assert((account.position(TICKER)?.cost ?? 0) >= 0);
        if (sum === 0) assertEquals(account.totalCost() as number, 0);
      }
      account.settle(TICKER, micros(pays));
      assertEquals(account.cash, account.startingCash + account.realised - account.fees);
      assertEquals(account.totalCost() as number, 0);
    }),
  );
});

Deno.test("the smallest position there is, a hundredth of a contract, is paid out like any other", () => {
  for (const [side, pays, payout] of [["bid", 1, 10_000], ["ask", 0, 10_000], ["bid", 0, 0]] as const) {
    const account = portfolio();
    apply(account, side, 5000, 1);
    const before = account.cash;
    account.settle(TICKER, dollars(pays));
    assertEquals([account.cash - before, account.held(TICKER) as number], [payout, 0]);
  }
});

Deno.test("what each market has gained adds up, over sales and payouts, to what the account has", () => {
  const account = portfolio();
  const other = "OTHER";
  apply(account, "bid", 5000, 1_000);
  account.apply(other, "ask", fill(0, "ask", 3000, 1_000));
  apply(account, "ask", 6000, 300);
  apply(account, "ask", 4000, 200);
  account.settle(other, micros(0));
  account.settle(TICKER, micros(1_000_000));
  const realised = [...account.positions()].map((each) => each.realised as number);
  assertEquals(realised, [300_000 - 200_000 + 2_500_000, 3_000_000]);
  assertEquals(account.realised as number, 5_600_000);
});
