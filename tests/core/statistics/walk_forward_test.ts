import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  walkForward,
  type WalkForwardMode,
  type WalkForwardOptions,
} from "../../../src/core/statistics/walk_forward.ts";

// Invariants: no fold trains on a game that was not over when its test began; every game after the first training is
// tested once, in order; blocks differ by one game at most; rolling trains on the last games that anchored trains on.

interface Game {
  readonly name: number;
  readonly from: number;
  readonly to: number;
}

/** Games one after the other. */
function season(count: number): Game[] {
  return Array.from({ length: count }, (_, name) => ({ name, from: name * 10, to: name * 10 + 8 }));
}

function names(games: readonly Game[], options: WalkForwardOptions): (readonly [number[], number[]])[] {
  const result = walkForward(games, options);
  assert(result.ok);
  return result.value.map(({ train, test }) => [train.map(({ name }) => name), test.map(({ name }) => name)]);
}

Deno.test("anchored folds train on all earlier games", () => {
  assertEquals(names(season(10), { folds: 3 }), [
    [[0, 1, 2], [3, 4]],
    [[0, 1, 2, 3, 4], [5, 6]],
    [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]],
  ]);
});

Deno.test("rolling folds train on the last so many", () => {
  assertEquals(names(season(7), { folds: 3, mode: "rolling", trainGames: 4 }), [
    [[0, 1, 2, 3], [4]],
    [[1, 2, 3, 4], [5]],
    [[2, 3, 4, 5], [6]],
  ]);
});

Deno.test("a game that is still on when the test begins is not trained on", () => {
  const games = [
    { name: 0, from: 0, to: 10 },
    { name: 1, from: 5, to: 21 },
    { name: 2, from: 6, to: 20 },
    { name: 3, from: 20, to: 30 },
    { name: 4, from: 21, to: 31 },
  ];
  assertEquals(names(games, { folds: 2, trainGames: 3 }), [[[0, 2], [3]], [[0, 1, 2], [4]]]);
  assertEquals(names(games, { folds: 2, trainGames: 3, mode: "rolling" }), [[[0, 2], [3]], [[0, 1, 2], [4]]]);
});

Deno.test("too few games, or none that is over, are refused with a reason", () => {
  for (const count of [0, 1, 3]) {
    const result = walkForward(season(count), { folds: 3 });
    assert(!result.ok);
    assertEquals(result.reason.code, "too_few_games");
    assertEquals(
      result.reason.message,
      `Cannot walk forward: expected at least 4 games for 3 folds, was ${count}`,
    );
  }
  assert(walkForward(season(4), { folds: 3 }).ok);
  assert(!walkForward(season(12), { folds: 3, trainGames: 10 }).ok);
  const atOnce = season(4).map((game) => ({ ...game, from: 0, to: 8 }));
  const result = walkForward(atOnce, { folds: 1 });
  assertEquals(result.ok ? undefined : result.reason.code, "nothing_to_train_on");
});

Deno.test("misuse is an error", () => {
  for (const folds of [0, -1, 1.5, NaN]) {
    assertThrows(() => walkForward(season(5), { folds }), RangeError, "whole numbers of 1 or more");
  }
  assertThrows(() => walkForward(season(5), { folds: 1, trainGames: 0 }), RangeError);
  assertThrows(() => walkForward(season(5).reverse(), { folds: 1 }), RangeError, "by their beginning");
});

const anySeason = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 40 })),
  { maxLength: 60 },
).map((games) =>
  games.sort(([one], [other]) => one - other)
    .map(([from, length], name) => ({ name, from, to: from + length }))
);

Deno.test("property: never trains on a later game, tests each once", () => {
  const folds = fc.integer({ min: 1, max: 8 });
  const mode = fc.constantFrom<WalkForwardMode>("anchored", "rolling");
  const trainGames = fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined });
  fc.assert(fc.property(anySeason, folds, mode, trainGames, (games, count, how, train) => {
    const options = { folds: count, mode: how, ...(train === undefined ? {} : { trainGames: train }) };
    const result = walkForward(games, options);
    if (!result.ok) return;
    assertEquals(result.value.length, count);
    for (const fold of result.value) {
      const begins = fold.test[0]?.from ?? NaN;
      assert(fold.train.length > 0 && fold.test.length > 0);
      for (const game of fold.train) assert(game.to <= begins && game.name < (fold.test[0]?.name ?? NaN));
    }
    const tested = result.value.flatMap((fold) => fold.test.map(({ name }) => name));
    assertEquals(tested, games.slice(games.length - tested.length).map(({ name }) => name));
    const sizes = result.value.map((fold) => fold.test.length);
    assert(Math.max(...sizes) - Math.min(...sizes) <= 1);
    if (train !== undefined) assertEquals(tested.length, games.length - train);
  }));
});

Deno.test("property: rolling trains on the last of what anchored trains on", () => {
  fc.assert(
    fc.property(
      anySeason,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      (games, folds, trainGames) => {
        const anchored = walkForward(games, { folds, trainGames });
        const rolling = walkForward(games, { folds, trainGames, mode: "rolling" });
        assertEquals(rolling.ok, anchored.ok);
        if (!rolling.ok || !anchored.ok) return;
        rolling.value.forEach((fold, index) => {
          assertEquals(fold.train, anchored.value[index]?.train.slice(-trainGames));
          assertEquals(fold.test, anchored.value[index]?.test);
        });
      },
    ),
  );
});
