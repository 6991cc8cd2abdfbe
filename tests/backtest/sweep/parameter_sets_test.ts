/**
 * The sets of a sweep.
 *
 * Invariants: a sample is of different cells, ascending, the same for the same seed, and every cell is as likely as any
 * other; what the strategy refuses is counted and said, never silently gone.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { chooseSets, sampleCells } from "../../../src/backtest/sweep/parameter_sets.ts";
import { gridOf, must, RULE, strategyNamed } from "./support.ts";

const RULE_STRATEGY = strategyNamed(RULE);

Deno.test("a sample is of different cells of the grid, ascending, and the same for the same seed", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 500 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(),
    (cells, share, seed) => {
      const count = Math.max(1, Math.floor(share * cells));
      const sample = sampleCells(cells, { count, seed });
      assertEquals(sample.length, count);
      assert(sample.every((cell, index) => cell > (sample[index - 1] ?? -1)));
      assert(sample.every((cell) => Number.isInteger(cell) && cell < cells));
      assertEquals(sampleCells(cells, { count, seed }), sample);
    },
  ));
  const samples = new Set([1, 2, 3, 4].map((seed) => String(sampleCells(1_000, { count: 10, seed }))));
  assertEquals(samples.size, 4, "another seed, another sample");
});

Deno.test("every cell is about as often in a sample as any other", () => {
  const hits = new Array<number>(20).fill(0);
  const rounds = 4_000;
  for (let seed = 0; seed < rounds; seed++) {
    for (const cell of sampleCells(20, { count: 5, seed })) hits[cell] = (hits[cell] ?? 0) + 1;
  }
  // A quarter of 4,000; five standard deviations are 137.
  for (const [cell, count] of hits.entries()) {
    assert(Math.abs(count - rounds / 4) < 137, `cell ${cell}: ${count}`);
  }
});

Deno.test("of a huge grid the parameters that turn fastest are sampled as evenly as the slow ones", () => {
  const switches = Object.fromEntries(
    Array.from({ length: 48 }, (_, index) => [`switch_${String(index).padStart(2, "0")}`, [false, true]]),
  );
  const grid = gridOf(switches);
  const names = Object.keys(grid.axes);
  const on = new Map(names.map((name) => [name, 0]));
  const sample = Array.from({ length: 50 }, (_, seed) => sampleCells(grid.cells, { count: 20, seed })).flat();
  for (const cell of sample) {
    for (const [name, value] of Object.entries(grid.cell(cell))) {
      if (value === true) on.set(name, (on.get(name) ?? 0) + 1);
    }
  }
  // Half of 1,000; six standard deviations are 95.
  const odd = [...on].filter(([, count]) => Math.abs(count - sample.length / 2) > 95);
  assertEquals(odd, []);
});

Deno.test("without a sample all cells are sets; so they are where the sample is not smaller than the grid", () => {
  const grid = gridOf({ threshold: [0.6, 0.7, 0.8] });
  const all = must(chooseSets(RULE_STRATEGY, grid, {}));
  assertEquals(all, {
    sets: [0.6, 0.7, 0.8].map((threshold, cell) => ({ cell, parameters: { threshold } })),
    refused: 0,
  });
  for (const count of [3, 4, 1_000_000]) {
    assertEquals(must(chooseSets(RULE_STRATEGY, grid, {}, { count, seed: 9 })), all);
  }
});

Deno.test("a sample of a grid with more cells than a computer has room for is quick", () => {
  const wide = { from: 0.5, to: 0.95, step: 0.000_005 };
  const grid = gridOf({ threshold: wide, take_profit: wide, stop_loss: wide });
  const { sets } = must(chooseSets(RULE_STRATEGY, grid, {}, { count: 3, seed: 1 }));
  assertEquals(sets.length, 3);
  for (const { cell, parameters } of sets) assertEquals(grid.cell(cell), parameters);
});

Deno.test("cells that the strategy refuses are no sets; they are counted and the first reason is kept", () => {
  const grid = gridOf({ max_price: [0.7, 0.9], threshold: [0.6, 0.8] });
  const { sets, refused, firstRefusal = "" } = must(chooseSets(RULE_STRATEGY, grid, {}));
  assertEquals(sets.map(({ cell, parameters }) => [cell, parameters["max_price"], parameters["threshold"]]), [
    [0, 0.7, 0.6],
    [2, 0.9, 0.6],
    [3, 0.9, 0.8],
  ]);
  assertEquals(refused, 1);
  assert(/threshold.*must not be above max_price/.test(firstRefusal), firstRefusal);
});

Deno.test("fixed parameters go with every cell when the strategy is asked", () => {
  const grid = gridOf({ threshold: [0.6, 0.8] });
  const { sets, refused } = must(chooseSets(RULE_STRATEGY, grid, { max_price: 0.7 }));
  assertEquals([sets.map(({ parameters }) => parameters), refused], [[{ threshold: 0.6 }], 1]);
});

Deno.test("where no cell is a set, the strategy's reason is the refusal", () => {
  const refusal = (given: unknown, fixed: Readonly<Record<string, unknown>> = {}) => {
    const chosen = chooseSets(RULE_STRATEGY, gridOf(given), fixed);
    assert(!chosen.ok);
    assertEquals(chosen.reason.code, "bad_grid");
    assert(!chosen.reason.message.includes("\n"));
    return chosen.reason.message;
  };
  assert(/threshold/.test(refusal({ threshold: [3, 4] })));
  assert(/"nope"/.test(refusal({ nope: [1, 2] })), "an unknown parameter is named");
  assert(/"nope"/.test(refusal({ threshold: [0.8] }, { nope: 1 })), "a fixed one as well");
  assert(/threshold/.test(refusal({ threshold: ["high"] })), "a value of the wrong kind");
});

Deno.test("a parameter cannot be both in the grid and fixed", () => {
  const chosen = chooseSets(RULE_STRATEGY, gridOf({ threshold: [0.8] }), { threshold: 0.9 });
  assert(!chosen.ok);
  assertEquals(
    chosen.reason.message,
    "Cannot sweep threshold: it is both in the grid and in --params; expected it in one",
  );
});
