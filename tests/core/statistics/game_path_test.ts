import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { measureAll } from "../../../src/core/metrics/mod.ts";
import { type GamePath, gamePath } from "../../../src/core/statistics/game_path.ts";
import type { Micros } from "../../../src/core/numbers/money.ts";
import { anyRun, dollars, equity } from "../metrics/support.ts";

// Invariants: low ≤ 0, gain ≤ high; the fall is at least that from the start to the low and from the high to the end;
// the fall is the max drawdown of a run of that account.

const path = (gain: number, high: number, low: number, fall: number): GamePath => ({
  gain: dollars(gain),
  high: dollars(high),
  low: dollars(low),
  fall: dollars(fall),
});

Deno.test("gamePath() has the end, the highest, the lowest and the largest fall, from a start at zero", () => {
  const cases: [curve: number[], GamePath][] = [
    [[], path(0, 0, 0, 0)],
    [[1000], path(0, 0, 0, 0)],
    // The start is a point, said or not.
    [[900], path(-100, 0, -100, 100)],
    [[1100], path(100, 100, 0, 0)],
    // Up, down below the start, and back: the fall is inside, the end tells nothing of it.
    [[1000, 1050, 920, 1000], path(0, 50, -80, 130)],
    // The lowest comes before the highest: they are no fall together.
    [[1000, 970, 1100, 1060], path(60, 100, -30, 40)],
  ];
  for (const [curve, expected] of cases) {
    assertEquals(gamePath(dollars(1000), equity(...curve)), expected, String(curve));
  }
});

Deno.test("an account that is no whole number of micro-dollars is an error", () => {
  const half = [{ at: 0, equity: 0.5 as Micros }];
  assertThrows(() => gamePath(dollars(0), half), RangeError, "Cannot make money");
});

Deno.test("property: the fall is the max drawdown of that account, and its bounds hold", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const { gain, high, low, fall } = gamePath(any.startingCash, any.equity);
    assertEquals(fall, measureAll(any).max_drawdown);
    assertEquals(gain, (any.equity.at(-1)?.equity ?? any.startingCash) - any.startingCash);
    assert(low <= Math.min(0, gain) && Math.max(0, gain) <= high);
    assert(fall >= Math.max(-low, high - gain) && fall <= high - low);
  }));
});
