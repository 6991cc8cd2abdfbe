import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { Book, type Side } from "../../../src/core/market/book.ts";
import {
  bestAskFor,
  bestBidFor,
  boughtOn,
  buyingSide,
  gridFor,
  inSide,
  OUTCOME_SIDES,
  outcomeOf,
  sellingSide,
  signed,
} from "../../../src/core/market/outcome_side.ts";
import {
  ceilToGrid,
  CENT_GRID,
  checkGrid,
  floorToGrid,
  isOnGrid,
  type TickGrid,
} from "../../../src/core/market/ticks.ts";
import { complement, type Price } from "../../../src/core/numbers/money.ts";
import { levels, price, quantity } from "../support.ts";

// Invariants: the way from a side to YES is the way back; NO's grid has the mirror of each price and no other, and what is next below
// in it is what is next above in the market's; a signed quantity says its side.

const range = (start: number, end: number, step: number) => ({
  start: price(start),
  end: price(end),
  step: price(step),
});
/** As the exchange has them, and one that is not the same from both ends. */
const GRIDS: readonly TickGrid[] = [
  CENT_GRID,
  [range(0, 10_000, 10)],
  [range(0, 1_000, 10), range(1_000, 9_000, 100), range(9_000, 10_000, 10)],
  [range(0, 1_000, 10), range(1_000, 10_000, 100)],
];
const anyGrid = fc.constantFrom(...GRIDS);
const anyPrice = fc.integer({ min: 0, max: 10_000 }).map(price);
const mirror = (found: Price | undefined) => found === undefined ? undefined : complement(found);

Deno.test("NO's grid is the mirror of the market's", () => {
  fc.assert(fc.property(anyGrid, anyPrice, (grid, at) => {
    const no = gridFor("no", grid);
    assertEquals(checkGrid(no), undefined);
    assertEquals(isOnGrid(no, complement(at)), isOnGrid(grid, at));
    assertEquals(floorToGrid(no, complement(at)), mirror(ceilToGrid(grid, at)));
    assertEquals(ceilToGrid(no, complement(at)), mirror(floorToGrid(grid, at)));
    assertEquals(gridFor("no", no), grid);
  }));
  for (const grid of GRIDS) {
    assertStrictEquals(gridFor("yes", grid), grid);
    assertStrictEquals(gridFor("no", grid), gridFor("no", grid), "made once");
  }
});

Deno.test("prices and quantities of a side are YES's and back", () => {
  fc.assert(fc.property(fc.constantFrom(...OUTCOME_SIDES), anyPrice, fc.nat(), (side, at, contracts) => {
    assertEquals(inSide(side, inSide(side, at)), at);
    const held = signed(side, quantity(contracts));
    assertEquals(Math.abs(held), contracts);
    if (contracts > 0) assertEquals(outcomeOf(held), side);
    assertEquals(boughtOn(buyingSide(side)), side);
    assertEquals(new Set<Side>([buyingSide(side), sellingSide(side)]).size, 2);
  }));
  assertStrictEquals(signed("no", quantity(0)), quantity(0), "no −0");
});

Deno.test("who offers YES at .72 bids .28 for NO", () => {
  const book = new Book();
  const best = () => OUTCOME_SIDES.map((side) => [bestBidFor(side, book), bestAskFor(side, book)]);
  assertEquals(best(), [[undefined, undefined], [undefined, undefined]]);
  book.replace(levels([[7_000, 100], [6_900, 5]]), levels([[7_200, 100]]));
  assertEquals(best(), [[price(7_000), price(7_200)], [price(2_800), price(3_000)]]);
  book.replace([], levels([[7_200, 100]]));
  assertEquals(best(), [[undefined, price(7_200)], [price(2_800), undefined]]);
});
