import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book, type Side } from "../../../../src/core/market/book.ts";
import { MOST_QUANTITY, type Price, type Quantity } from "../../../../src/core/numbers/money.ts";
import { CENT_GRID } from "../../../../src/core/market/ticks.ts";
import type { Match } from "../../../../src/simulator/exchange/matching/match.ts";
import { MatchingEngine } from "../../../../src/simulator/exchange/matching/matching_engine.ts";
import type { NewOrder, TimeInForce } from "../../../../src/simulator/exchange/submission.ts";

type Step =
  | { readonly do: "submit"; readonly order: NewOrder }
  | { readonly do: "cancel"; readonly nth: number }
  | { readonly do: "decrease"; readonly nth: number; readonly by: number };

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
        do: fc.constant("decrease" as const),
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

  match(order: NewOrder): { id: string | undefined; quantity: number; price: number }[] {
    const matches: { id: string | undefined; quantity: number; price: number }[] = [];
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

Deno.test("MatchingEngine keeps its invariants under any orders, cancels and decreases", () => {
  fc.assert(
    fc.property(steps, (steps) => {
      const reported = new Book();
      const trades: Match[] = [];
      const book = new Book();
      const engine = new MatchingEngine({ grid: CENT_GRID, book, tradesOf: "T", orderPrefix: "1-" }, {
        level: (side, price, delta) =>
          assert(reported.change(side, price, delta), "a level never goes below zero"),
        trade: (match) => trades.push(match),
        selfTraded: () => {},
        replaced: () => assert(false, "nobody replaced a book"),
      });
      const oracle = new Oracle();
      const ids: string[] = [];
      let submitted = 0;
      let gone = 0;
      for (const step of steps) {
        if (step.do === "submit") {
          const before = trades.length;
          const sent = engine.submit(step.order);
          if (!sent.ok) {
            assertEquals(trades.length, before, "a refused order trades nothing");
            continue;
          }
          const { orderId, matches, filled, resting } = sent.value;
          ids.push(orderId);
          submitted += step.order.quantity;
          gone += step.order.quantity - filled - resting;
          const expected = oracle.match(step.order);
          assertEquals(
            matches.map((match): ReturnType<Oracle["match"]>[number] => ({
              id: match.maker?.orderId,
              quantity: match.quantity,
              price: match.price,
            })),
            expected,
            "price first, then time",
          );
          assertEquals(trades.slice(before), matches);
          if (resting > 0) {
            const { side, price } = step.order;
            oracle.resting.push({ id: orderId, side, price, left: resting });
          }
          if (step.order.timeInForce !== "good_till_canceled") assertEquals(resting, 0);
          if (step.order.timeInForce === "fill_or_kill") assertEquals(filled, step.order.quantity);
          if (step.order.postOnly === true) assertEquals(filled, 0);
        } else {
          const id = ids[step.nth % Math.max(1, ids.length)] ?? "none";
          const before = engine.remaining(id);
          const taken = step.do === "cancel" ? engine.cancel(id) : engine.decrease(id, step.by as Quantity);
          assertEquals(taken, step.do === "cancel" ? before : Math.min(before, step.by));
          const mirrored = oracle.resting.find((other) => other.id === id);
          if (mirrored !== undefined) mirrored.left -= taken;
          gone += taken;
        }
        const { bestBid: bid, bestAsk: ask } = book;
        assert(bid === undefined || ask === undefined || bid < ask, "never crossed");
      }
      const traded = trades.reduce((sum, match) => sum + match.quantity, 0);
      const resting = ids.reduce((sum, id) => sum + engine.remaining(id), 0);
      assertEquals(submitted, 2 * traded + resting + gone, "quantity is conserved");
      for (const side of ["bid", "ask"] as const) {
        assertEquals(reported.levels(side), book.levels(side), "reported changes add up to the book");
      }
      assertEquals(engine.restingOrders, ids.filter((id) => engine.remaining(id) > 0).length);
    }),
    { numRuns: 400 },
  );
});

function engine(): { engine: MatchingEngine; book: Book; reported: unknown[][] } {
  const reported: unknown[][] = [];
  const book = new Book();
  const made = new MatchingEngine({ grid: CENT_GRID, book, tradesOf: "T", orderPrefix: "1-" }, {
    level: (side, price, delta) => reported.push(["level", side, price, delta]),
    trade: ({ price, quantity, takerSide }) => reported.push(["trade", price, quantity, takerSide]),
    selfTraded: () => {},
    replaced: () => reported.push(["replaced"]),
  });
  return { engine: made, book, reported };
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

Deno.test("MatchingEngine trades at the resting price, rests the remainder, and reports levels before trades", () => {
  const { engine: market, reported } = engine();
  market.submit(limit("ask", 5600, 460));
  market.submit(limit("ask", 5700, 1000));
  const sent = market.submit(limit("bid", 5700, 2000));
  assert(sent.ok);
  assertEquals([sent.value.filled, sent.value.resting], [1460, 540]);
  assertEquals(reported.slice(2), [
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
    return sent.ok ? "accepted" : sent.reason.code;
  };
  assertEquals(refused(limit("bid", 5550, 100)), "invalid_price");
  assertEquals(refused(limit("bid", 0, 100)), "invalid_price");
  assertEquals(refused(limit("bid", 5500, 0)), "invalid_order_size");
  assertEquals(refused(limit("bid", 5500, 1.5)), "invalid_order_size");
  assertEquals(refused(limit("bid", 5500, MOST_QUANTITY + 1)), "invalid_order_size");
  assertEquals(refused({ ...limit("bid", 5600, 100), postOnly: true }), "post_only_cross");
  assertEquals(
    refused({ ...limit("bid", 5600, 501), timeInForce: "fill_or_kill" }),
    "fok_insufficient_volume",
  );
});

Deno.test("MatchingEngine keeps a level within what a book can hold, and orders whole", () => {
  const { engine: market, book } = engine();
  market.submit(limit("bid", 5500, 100));
  const most = market.submit(limit("bid", 5500, MOST_QUANTITY));
  assertEquals(most.ok ? "accepted" : most.reason.code, "invalid_order_size");
  assertEquals(book.sizeAt("bid", 5500 as Price), 100);
  assertEquals(market.submit(limit("bid", 5500, MOST_QUANTITY - 100)).ok, true);
  assertEquals([book.sizeAt("bid", 5500 as Price), book.faults], [MOST_QUANTITY, 0]);
  const [first] = market.orders();
  assertEquals(market.decrease(first?.id ?? "", 0.5 as Quantity), 0);
  assertEquals(first?.remaining, 100);
});

Deno.test("MatchingEngine cancels all orders of one owner and leaves the others", () => {
  const { engine: market, book } = engine();
  market.submit(limit("bid", 5000, 100, "a"));
  market.submit(limit("bid", 5000, 200, "b"));
  market.submit(limit("ask", 6000, 300, "a"));
  assertEquals(market.cancelAll("a"), 2);
  assertEquals([book.sizeAt("bid", 5000 as Price), book.best("ask")], [200, undefined]);
  market.clear();
  assertEquals([market.restingOrders, book.best("bid")], [0, undefined]);
});
