import { assert, assertEquals } from "@std/assert";
import type { Price } from "../../../src/core/numbers/money.ts";
import {
  ceilToGrid,
  CENT_GRID,
  checkGrid,
  floorToGrid,
  isOnGrid,
  nextTickDown,
  nextTickUp,
  type TickGrid,
} from "../../../src/core/market/ticks.ts";

const range = (start: number, end: number, step: number) => ({
  start: start as Price,
  end: end as Price,
  step: step as Price,
});

const TAPERED: TickGrid = [range(0, 1000, 10), range(1000, 9000, 100), range(9000, 10_000, 10)];
/** Neither the lowest nor the highest prices are of it, nor any whole cent. */
const NARROW: TickGrid = [range(130, 930, 100), range(930, 9880, 50)];
const COMBO: TickGrid = [range(0, 100, 1), range(100, 9900, 10), range(9900, 10_000, 1)];

// Invariants: what floor and ceil give is on the grid, on the right side, and nothing of the grid lies between.

Deno.test("isOnGrid() knows each band, and no order at 0 or 1", () => {
  assert(isOnGrid(CENT_GRID, 5600));
  assert(!isOnGrid(CENT_GRID, 5610));
  assert(!isOnGrid(CENT_GRID, 0));
  assert(!isOnGrid(CENT_GRID, 10_000));
  assert(isOnGrid(TAPERED, 990));
  assert(isOnGrid(TAPERED, 1000));
  assert(!isOnGrid(TAPERED, 1010));
  assert(isOnGrid(TAPERED, 9010));
  for (const on of [130, 230, 930, 980, 9880]) assert(isOnGrid(NARROW, on));
  for (const off of [30, 100, 170, 200, 900, 1000, 9930]) assert(!isOnGrid(NARROW, off));
  assert(isOnGrid(COMBO, 1) && isOnGrid(COMBO, 9999) && !isOnGrid(COMBO, 101));
});

const GRIDS = [["cents", CENT_GRID], ["tapered", TAPERED], ["combo", COMBO], ["narrow", NARROW]] as const;

for (const [name, grid] of GRIDS) {
  Deno.test(`floorToGrid() and ceilToGrid() find the nearest of the grid for every price (${name})`, () => {
    const all = Array.from({ length: 10_101 }, (_, index) => index - 50);
    let below: number | undefined;
    const floors = all.map((price) => below = isOnGrid(grid, price) ? price : below);
    let above: number | undefined;
    const ceilings = all.toReversed().map((price) => above = isOnGrid(grid, price) ? price : above)
      .toReversed();
    assertEquals(all.map((price) => floorToGrid(grid, price)), floors as (Price | undefined)[]);
    assertEquals(all.map((price) => ceilToGrid(grid, price)), ceilings as (Price | undefined)[]);
  });
}

Deno.test("nextTickUp() and nextTickDown() step over the seam of two bands", () => {
  assertEquals(nextTickUp(TAPERED, 9000 as Price), 9010);
  assertEquals(nextTickDown(TAPERED, 9000 as Price), 8900);
  assertEquals(nextTickUp(TAPERED, 9990 as Price), undefined);
  assertEquals(nextTickDown(CENT_GRID, 100 as Price), undefined);
});

Deno.test("checkGrid() says what is wrong with ranges", () => {
  assertEquals(checkGrid(TAPERED), undefined);
  assertEquals(checkGrid(NARROW), undefined);
  assertEquals(checkGrid([]), "no price ranges");
  assertEquals(checkGrid([range(0, 1000, 10), range(2000, 10_000, 10)]), "ranges do not join at 1000");
  assertEquals(checkGrid([range(0, 10_000, 0)]), "range 0–10000 step 0 is empty");
  assertEquals(checkGrid([range(0, 1000, 300)]), "range 0–1000 is no whole number of steps of 300");
});

Deno.test("a range without width and a step of nothing make no grid", () => {
  assertEquals(checkGrid([range(0, 0, 100)]), "range 0–0 step 100 is empty");
  assertEquals(checkGrid([range(0, 10_000, 0)]), "range 0–10000 step 0 is empty");
  assertEquals(checkGrid([range(0, 10_000, 1)]), undefined);
});
