import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book, type Side } from "../../../../src/core/market/book.ts";
import type { Price, Quantity } from "../../../../src/core/numbers/money.ts";
import { CENT_GRID } from "../../../../src/core/market/ticks.ts";
import {
  type Match,
  MatchingEngine,
  type NewOrder,
  type TimeInForce,
} from "../../../../src/simulator/exchange/matching/matching_engine.ts";

type Step =
  | { readonly do: "submit"; readonly order: NewOrder }
  | { readonly do: "cancel"; readonly nth: number }
  | { readonly do: "reduce"; readonly nth: number; readonly by: number };

const order: fc.Arbitrary<NewOrder> = fc.record({
  owner: fc.constantFrom("a", "b", "c"),
  side: fc.constantFrom<Side>("bid", "ask"),
  price: fc.integer({ min: 45, max: 55 }).map((cents) => cents * 100 as Price),
  quantity: fc.integer({ min: 1, max: 2_000 }).map((quantity) => quantity as Quantity),
  timeInForce: fc.constantFrom<TimeInForce>(
    "good_till_canceled",
    "good_till_canceled",
    "immediate_or_cancel",
    "fill_or_kill",
  ),
  postOnly: fc.boolean(),
});

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: order.map((order): Step => ({ do: "submit", order })) },
    { weight: 2, arbitrary: fc.nat(200).map((nth): Step => ({ do: "cancel", nth })) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("reduce" as const),
        nth: fc.nat(200),
        by: fc.integer({ min: 1, max: 900 }),
      }),
    },
  ),
  { maxLength: 80 },
);

/** A second, plain implementation: an array searched from the front. */
class Oracle {
  readonly resting: { id: string; side: Side; price: number; left: number }[] = [];

  match(order: NewOrder): { id: string; quantity: number; price: number }[] {
    const matches: { id: string; quantity: number; price: number }[] = [];
    let left: number = order.quantity;
    for (;;) {
      const candidates = this.resting.filter((other) =>
        other.left > 0 && other.side !== order.side &&
        (order.side === "bid" ? other.price <= order.price : other.price >= order.price)
      );
      const prices = candidates.map((other) => other.price);
      const best = order.side === "bid" ? Math.min(...prices) : Math.max(...prices);
      const maker = candidates.find((other) => other.price === best);
      if (maker === undefined || left === 0) return matches;
      const quantity = Math.min(left, maker.left);
      maker.left -= quantity;
      left -= quantity;
      matches.push({ id: maker.id, quantity, price: best });
    }
  }
}

Deno.test("MatchingEngine keeps its invariants under any orders, cancels and reductions", () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const told = new Book();
      const trades: Match[] = [];
      const engine = new MatchingEngine(CENT_GRID, {
        level: (side, price, delta) =>
          assert(told.change(side, price, delta), "a level never goes below zero"),
        trade: (match) => trades.push(match),
      });
      const oracle = new Oracle();
      const ids: string[] = [];
      let submitted = 0;
      let gone = 0;
      for (const step of steps) {
        if (step.do === "submit") {
          const before = trades.length;
          const sent = engine.submit(step.order);
          if (!sent.accepted) {
            assertEquals(trades.length, before, "a refused order trades nothing");
            continue;
          }
          ids.push(sent.orderId);
          submitted += step.order.quantity;
          gone += step.order.quantity - sent.filled - sent.resting;
          const expected = oracle.match(step.order);
          assertEquals(
            sent.matches.map((match) => ({
              id: match.makerOrderId,
              quantity: match.quantity,
              price: match.price,
            })),
            expected,
            "price first, then time",
          );
          assertEquals(trades.slice(before), sent.matches);
          if (sent.resting > 0) {
            const { side, price } = step.order;
            oracle.resting.push({ id: sent.orderId, side, price, left: sent.resting });
          }
          if (step.order.timeInForce !== "good_till_canceled") assertEquals(sent.resting, 0);
          if (step.order.timeInForce === "fill_or_kill") assertEquals(sent.filled, step.order.quantity);
          if (step.order.postOnly === true) assertEquals(sent.filled, 0);
        } else {
          const id = ids[step.nth % Math.max(1, ids.length)] ?? "none";
          const before = engine.remaining(id);
          const taken = step.do === "cancel" ? engine.cancel(id) : engine.reduce(id, step.by as Quantity);
          assertEquals(taken, step.do === "cancel" ? before : Math.min(before, step.by));
          const mirrored = oracle.resting.find((other) => other.id === id);
          if (mirrored !== undefined) mirrored.left -= taken;
          gone += taken;
        }
        const bid = engine.best("bid");
        const ask = engine.best("ask");
        assert(bid === undefined || ask === undefined || bid < ask, "never crossed");
      }
      const traded = trades.reduce((sum, match) => sum + match.quantity, 0);
      const resting = ids.reduce((sum, id) => sum + engine.remaining(id), 0);
      assertEquals(submitted, 2 * traded + resting + gone, "quantity is conserved");
      for (const side of ["bid", "ask"] as const) {
        assertEquals(told.levels(side), engine.levels(side), "told changes add up to the book");
      }
      assertEquals(engine.restingOrders, ids.filter((id) => engine.remaining(id) > 0).length);
    }),
    { numRuns: 400 },
  );
});

function engine(): { engine: MatchingEngine; told: unknown[][] } {
  const told: unknown[][] = [];
  const made = new MatchingEngine(CENT_GRID, {
    level: (side, price, delta) => told.push(["level", side, price, delta]),
    trade: ({ price, quantity, takerSide }) => told.push(["trade", price, quantity, takerSide]),
  });
  return { engine: made, told };
}

function limit(side: Side, price: number, quantity: number, owner = "x"): NewOrder {
  return {
    owner,
    side,
    price: price as Price,
    quantity: quantity as Quantity,
    timeInForce: "good_till_canceled",
  };
}

Deno.test("MatchingEngine trades at the resting price, rests the remainder, and tells levels before trades", () => {
  const { engine: market, told } = engine();
  market.submit(limit("ask", 5600, 460));
  market.submit(limit("ask", 5700, 1000));
  const sent = market.submit(limit("bid", 5700, 2000));
  assert(sent.accepted);
  assertEquals([sent.filled, sent.resting], [1460, 540]);
  assertEquals(told.slice(2), [
    ["level", "ask", 5600, -460],
    ["trade", 5600, 460, "bid"],
    ["level", "ask", 5700, -1000],
    ["trade", 5700, 1000, "bid"],
    ["level", "bid", 5700, 540],
  ]);
});

Deno.test("MatchingEngine refuses what the exchange refuses, with its reason", () => {
  const { engine: market } = engine();
  market.submit(limit("ask", 5600, 500));
  const refused = (order: NewOrder) => {
    const sent = market.submit(order);
    return sent.accepted ? "accepted" : sent.reason;
  };
  assertEquals(refused(limit("bid", 5550, 100)), "invalid_price");
  assertEquals(refused(limit("bid", 0, 100)), "invalid_price");
  assertEquals(refused(limit("bid", 5500, 0)), "invalid_order_size");
  assertEquals(refused(limit("bid", 5500, 1.5)), "invalid_order_size");
  assertEquals(refused({ ...limit("bid", 5600, 100), postOnly: true }), "post_only_cross");
  assertEquals(
    refused({ ...limit("bid", 5600, 501), timeInForce: "fill_or_kill" }),
    "fok_insufficient_volume",
  );
});

Deno.test("MatchingEngine cancels all orders of one owner and leaves the others", () => {
  const { engine: market } = engine();
  market.submit(limit("bid", 5000, 100, "a"));
  market.submit(limit("bid", 5000, 200, "b"));
  market.submit(limit("ask", 6000, 300, "a"));
  assertEquals(market.cancelAll("a"), 2);
  assertEquals([market.sizeAt("bid", 5000 as Price), market.best("ask")], [200, undefined]);
  market.clear();
  assertEquals([market.restingOrders, market.best("bid")], [0, undefined]);
});
