import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type GamePath, gamePath } from "../../../src/core/statistics/game_path.ts";
import { LEAST_FOR_MONTE_CARLO, monteCarlo } from "../../../src/core/statistics/monte_carlo.ts";
import type { Micros } from "../../../src/core/numbers/money.ts";
import { Random } from "../../../src/core/numbers/prng.ts";

// Invariants: the drawdown of a run is that of its games' accounts put one after the other, point by point; percentiles
// are in order; a fall is at least the largest inside any game drawn and at least the final loss; the same seed gives
// the same result.

const micros = (value: number) => value as Micros;

/** A game that goes straight to its end. */
const straight = (gain: number): GamePath => ({
  gain: micros(gain),
  high: micros(Math.max(0, gain)),
  low: micros(Math.min(0, gain)),
  fall: micros(Math.max(0, -gain)),
});

const times = <T>(count: number, ...items: readonly T[]): T[] =>
  Array.from({ length: count }, () => items).flat();

/** Draws the places told, of so many, again and again. */
class Drawing extends Random {
  readonly #places: readonly number[];
  readonly #of: number;
  #drawn = 0;

  constructor(places: readonly number[], of: number) {
    super(0);
    this.#places = places;
    this.#of = of;
  }

  override next(): number {
    const place = this.#places[this.#drawn++ % this.#places.length] ?? 0;
    return (place + 0.5) / this.#of;
  }
}

/** Gains along games, point by point, each game beginning at zero. */
const curves = fc.array(
  fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 6 }),
  { minLength: LEAST_FOR_MONTE_CARLO, maxLength: LEAST_FOR_MONTE_CARLO + 12 },
);

const pathOf = (curve: readonly number[]) =>
  gamePath(micros(0), curve.map((gain, at) => ({ at, equity: micros(gain) })));

/** The largest fall over every point of every game, each from where the one before ended. */
function fallAlong(games: readonly (readonly number[])[]): number {
  const points = [0];
  for (const game of games) {
    const level = points.at(-1) ?? 0;
    for (const gain of game) points.push(level + gain);
  }
  let largest = 0;
  points.forEach((peak, index) => {
    for (const later of points.slice(index)) largest = Math.max(largest, peak - later);
  });
  return largest;
}

Deno.test("property: the drawdown of a run is that of the games' accounts put end to end", () => {
  fc.assert(fc.property(curves, fc.array(fc.nat(), { minLength: 32, maxLength: 32 }), (games, draws) => {
    const places = games.map((_, index) => (draws[index] ?? 0) % games.length);
    const found = monteCarlo(games.map(pathOf), new Drawing(places, games.length), 1);
    const drawn = places.map((place) => games[place] ?? []);
    assertEquals(found?.maxDrawdown.p50, fallAlong(drawn));
    assertEquals(found?.finalGain.p50, drawn.reduce((sum, game) => sum + (game.at(-1) ?? 0), 0));
  }));
});

Deno.test("a fall inside a game counts, though the game ends where it began", () => {
  const dips = times(20, pathOf([5, -3, 0]));
  // Every game: from 5 to −3.
  assertEquals(monteCarlo(dips, new Random(1))?.maxDrawdown, { p5: 8, p50: 8, p95: 8 });
  const sinking = times(20, pathOf([2, -1]));
  // From 2 in the first game to −20 at the end of the twentieth.
  assertEquals(monteCarlo(sinking, new Random(1))?.maxDrawdown, { p5: 22, p50: 22, p95: 22 });
  const rising = times(20, pathOf([-4, 10]));
  // The low of a game lies 4 below the peak that the one before ended at, never more.
  assertEquals(monteCarlo(rising, new Random(1))?.maxDrawdown, { p5: 4, p50: 4, p95: 4 });
});

Deno.test("drawing again finds how often it ends with a loss", () => {
  // Twenty draws of −1 or 1 sum to less than zero where fewer than ten win: (1 − C(20, 10) / 2^20) / 2.
  const found = monteCarlo(times(10, straight(-1), straight(1)), new Random(2), 20_000);
  assert(found !== undefined);
  assertAlmostEquals(found.probabilityBelowZero, (1 - 184_756 / 2 ** 20) / 2, 0.015);
  // Binomial of 20 and 1/2: P(X ≤ 5) = 0.021, P(X ≤ 6) = 0.058; gain 2 X − 20.
  assertEquals(found.finalGain, { p5: -8, p50: 0, p95: 8 });
});

Deno.test("winners alone never fall, losers alone fall by all they lose", () => {
  const winners = monteCarlo(times(10, straight(1), straight(2)), new Random(3));
  assertEquals([winners?.maxDrawdown.p95, winners?.probabilityBelowZero], [0, 0]);
  const losers = monteCarlo(times(20, straight(-3)), new Random(3));
  assertEquals([losers?.maxDrawdown.p5, losers?.finalGain.p95, losers?.probabilityBelowZero], [60, -60, 1]);
});

Deno.test("the result says what it was drawn from; below 20 games there is none", () => {
  const found = monteCarlo(times(23, straight(1)), new Random(1));
  assertEquals([found?.games, found?.runs], [23, 1_000]);
  assertEquals(monteCarlo(times(20, straight(1)), new Random(1), 7)?.runs, 7);
  for (const games of [0, 1, 19]) {
    assertEquals(monteCarlo(times(games, straight(1)), new Random(1)), undefined);
  }
});

Deno.test("no runs are an error", () => {
  for (const runs of [0, 1.5, NaN]) {
    assertThrows(
      () => monteCarlo(times(20, straight(1)), new Random(1), runs),
      RangeError,
      "expected 1 run or more",
    );
  }
});

Deno.test("property: percentiles in order, falls at least the final loss, seed decides", () => {
  fc.assert(fc.property(curves, fc.integer(), (games, seed) => {
    const paths = games.map(pathOf);
    const found = monteCarlo(paths, new Random(seed), 50);
    assert(found !== undefined);
    for (const { p5, p50, p95 } of [found.finalGain, found.maxDrawdown]) assert(p5 <= p50 && p50 <= p95);
    assert(found.maxDrawdown.p5 >= 0);
    // Both lie between two runs, by weights that a rounding of their own has made.
    const loss = -found.finalGain.p5;
    assert(found.maxDrawdown.p95 >= loss - Math.abs(loss) * 1e-12);
    assert(found.probabilityBelowZero >= 0 && found.probabilityBelowZero <= 1);
    assertEquals(monteCarlo(paths, new Random(seed), 50), found);
  }));
});
