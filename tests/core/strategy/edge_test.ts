/** The edge of either side, before and after its cost. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Market } from "../../../src/core/market/market.ts";
import { betterEdge, edgesOf } from "../../../src/core/strategy/edge.ts";
import { events, infoOf, levels, NOON } from "../support.ts";

function marketOf(bid: number, ask: number): Market {
  const market = new Market(infoOf());
  market.snapshot({
    kind: "book_snapshot",
    at: NOON,
    market: market.ticker,
    bids: levels(bid === 0 ? [] : [[bid, 100]]),
    asks: levels(ask === 0 ? [] : [[ask, 100]]),
  });
  return market;
}

/** 0.07 × P × (1 − P) dollars a contract. */
const fee = (chance: number) => 0.07 * chance * (1 - chance);

Deno.test("the edges of a market by hand: 0.70 against 0.58 to 0.60", () => {
  const edges = edgesOf(0.7, marketOf(5800, 6000));
  assert(edges !== undefined);
  const { yes, no } = edges;
  assertEquals([yes.side, yes.price, no.side, no.price], ["yes", 6000, "no", 4200]);
  assertAlmostEquals(yes.before, 0.11, 1e-12);
  assertAlmostEquals(yes.after, 0.11 - 0.02 - fee(0.6) - fee(0.7), 1e-9);
  assertAlmostEquals(yes.held, 0.7 - 0.6 - fee(0.6), 1e-9);
  assertAlmostEquals(no.before, -0.11, 1e-12);
  assertAlmostEquals(no.held, 0.3 - 0.42 - fee(0.42), 1e-9);
  assertAlmostEquals(no.after, -0.11 - 0.02 - fee(0.42) - fee(0.3), 1e-9);
  assertEquals(betterEdge(edges).side, "yes");
});

Deno.test("NO is the better side where the model is below the market", () => {
  const edges = edgesOf(0.3, marketOf(5800, 6000));
  assert(edges !== undefined);
  assertEquals(betterEdge(edges), edges.no);
  assertAlmostEquals(edges.no.before, 0.29, 1e-12);
});

Deno.test("what is seen in YES of one price is seen in NO of its mirror", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 1, max: 9998 }),
    fc.integer({ min: 1, max: 9999 }),
    (thousandths, bid, width) => {
      const ask = Math.min(9999, bid + width);
      const edges = edgesOf(thousandths / 1000, marketOf(bid, ask));
      const mirrored = edgesOf(1 - thousandths / 1000, marketOf(10_000 - ask, 10_000 - bid));
      assert(edges !== undefined && mirrored !== undefined);
      assertEquals(mirrored.no.price, edges.yes.price);
      assertAlmostEquals(mirrored.no.before, edges.yes.before, 1e-9);
      assertAlmostEquals(mirrored.no.after, edges.yes.after, 1e-5);
      assert(edges.yes.after < edges.yes.before && edges.no.after < edges.no.before);
      assert(edges.yes.after + edges.no.after < 0, "nobody gains on both sides");
    },
  ));
});

Deno.test("no edge without two sides that can be believed", () => {
  for (const [bid, ask] of [[0, 6000], [5800, 0], [0, 0], [6000, 6000], [6100, 6000]] as const) {
    assertEquals(edgesOf(0.7, marketOf(bid, ask)), undefined, `${bid} to ${ask}`);
  }
  const suspect = marketOf(5800, 6000);
  suspect.distrust("messages were lost");
  assertEquals(edgesOf(0.7, suspect), undefined);
  const never = new Market(infoOf());
  assertEquals(edgesOf(0.7, never), undefined);
});

Deno.test("a waived fee is no cost", () => {
  const market = new Market(infoOf(undefined, { fees: { type: "quadratic", multiplier: 0 } }));
  const book = events.book(NOON, [[5800, 100]], [[6000, 100]]);
  if (book.kind === "book_snapshot") market.snapshot(book);
  assertAlmostEquals(edgesOf(0.7, market)?.yes.after ?? NaN, 0.11 - 0.02, 1e-12);
});
