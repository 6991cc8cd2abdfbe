/**
 * Grids.
 *
 * Invariants: cells are numbered 0…cells − 1 and each is another combination of values; how the grid was written plays no
 * part; a value of a range is the decimal number that somebody would write.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Grid, type Parameters, readGrid } from "../../../src/backtest/sweep/grid.ts";
import { gridOf } from "./support.ts";

function reason(text: string): string {
  const read = readGrid(text);
  assert(!read.ok, text);
  assertEquals(read.reason.code, "bad_grid");
  assert(!read.reason.message.includes("\n"), read.reason.message);
  return read.reason.message;
}

/** The index of a cell, from its values. */
function indexOf(grid: Grid, cell: Parameters): number {
  return Object.entries(grid.axes).reduce((index, [name, values]) => {
    const place = values.indexOf(cell[name] ?? "nothing");
    assert(place >= 0, `${name}: ${cell[name]}`);
    return index * values.length + place;
  }, 0);
}

Deno.test("a range holds both of its ends and the decimal steps between them", () => {
  const values = (from: number, to: number, step: number) => gridOf({ a: { from, to, step } }).axes["a"];
  assertEquals(values(0.8, 0.9, 0.02), [0.8, 0.82, 0.84, 0.86, 0.88, 0.9]);
  assertEquals(values(0.1, 0.7, 0.1), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  assertEquals(values(0.001, 0.004, 0.001), [0.001, 0.002, 0.003, 0.004]);
  assertEquals(values(-0.2, 0.2, 0.1), [-0.2, -0.1, 0, 0.1, 0.2]);
  assertEquals(values(10, 50, 10), [10, 20, 30, 40, 50]);
  assertEquals(values(5, 5, 1), [5], "one value");
  assertEquals(values(1, 2, 0.4), [1, 1.4, 1.8], "an end that no step reaches is not in it");
  assertEquals(values(0, 1, 5), [0], "a step beyond the end");
  assertEquals(values(0, 99_999, 1)?.length, 100_000);
});

Deno.test("values of a range are the decimal numbers themselves, whatever the step", () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: -10_000, max: 10_000 }),
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 0, max: 200 }),
    (digits, first, step, steps) => {
      const decimal = (units: number) => Number(`${units}e-${digits}`);
      const range = { from: decimal(first), to: decimal(first + steps * step), step: decimal(step) };
      const expected = Array.from({ length: steps + 1 }, (_, index) => decimal(first + index * step) + 0);
      assertEquals(gridOf({ a: range }).axes["a"]?.map((value) => Number(value) + 0), expected);
    },
  ));
});

Deno.test("the last parameter by name turns fastest; how the grid is written plays no part", () => {
  const grid = gridOf({ b: [1, 2, 3], a: ["x", "y"] });
  assertEquals(grid.cells, 6);
  assertEquals(Array.from({ length: 6 }, (_, index) => grid.cell(index)), [
    { a: "x", b: 1 },
    { a: "x", b: 2 },
    { a: "x", b: 3 },
    { a: "y", b: 1 },
    { a: "y", b: 2 },
    { a: "y", b: 3 },
  ]);
  const other = gridOf({ a: ["x", "y"], b: { from: 1, to: 3, step: 1 } });
  assertEquals(JSON.stringify(other.axes), JSON.stringify(grid.axes));
  for (let index = 0; index < 6; index++) assertEquals(other.cell(index), grid.cell(index));
});

const axis = fc.uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.boolean()), {
  minLength: 1,
  maxLength: 5,
});
const written = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z_]{1,6}$/), axis), {
  minLength: 1,
  maxLength: 4,
  selector: ([name]) => name,
});

Deno.test("cells and their numbers belong together one to one, in whatever order the grid is written", () => {
  fc.assert(fc.property(written, fc.integer(), (axes, seed) => {
    const grid = gridOf(Object.fromEntries(axes));
    const turned = gridOf(Object.fromEntries(axes.slice(Math.abs(seed) % axes.length).concat(axes)));
    assertEquals(grid.cells, axes.reduce((product, [, values]) => product * values.length, 1));
    for (let index = 0; index < grid.cells; index++) {
      assertEquals(indexOf(grid, grid.cell(index)), index);
      assertEquals(turned.cell(index), grid.cell(index));
    }
  }));
});

Deno.test("cells of a grid that nobody could count through are found as surely", () => {
  const wide = { from: 1, to: 90_000, step: 1 };
  const grid = gridOf({ a: wide, b: wide, c: wide, d: Array.from({ length: 12 }, (_, value) => value) });
  assert(Number.isSafeInteger(grid.cells) && grid.cells > 2 ** 52);
  fc.assert(fc.property(fc.maxSafeInteger(), (number) => {
    const index = Math.abs(number) % grid.cells;
    assertEquals(indexOf(grid, grid.cell(index)), index);
  }));
  // Just before the turn of a slow parameter, where a rounded quotient would be one too high.
  const block = grid.cells / 90_000;
  for (let place = 1; place < 90_000; place += 997) {
    assertEquals(indexOf(grid, grid.cell(place * block - 1)), place * block - 1);
    assertEquals(indexOf(grid, grid.cell(place * block)), place * block);
  }
});

Deno.test("a grid of values of all kinds keeps them as they are", () => {
  const grid = gridOf({ a: [1, "1", true, "x"] });
  assertEquals(grid.axes, { a: [1, "1", true, "x"] });
  assertEquals(grid.cell(2), { a: true });
});

Deno.test("what is no grid is refused in a line that says what would be one", () => {
  const expected = /expected a list of values, or \{"from":…,"to":…,"step":…\}/;
  const wrongs: readonly (readonly [string, RegExp])[] = [
    ["", /expected JSON such as \{"threshold":\[0\.8,0\.9\]\}/],
    ["{threshold:[1]}", /expected JSON such as/],
    ["[0.8]", expected],
    ["3", expected],
    ["null", expected],
    ["{}", /it names no parameter/],
    ['{"a":[]}', /Cannot use the grid: a: /],
    ['{"a":0.8}', /Cannot use the grid: a: /],
    ['{"a":{"from":1,"to":2}}', /Cannot use the grid: a/],
    ['{"a":{"from":1,"to":2,"step":0}}', /Cannot use the grid: a/],
    ['{"a":{"from":1,"to":2,"step":-1}}', /Cannot use the grid: a/],
    ['{"a":{"from":2,"to":1,"step":1}}', /Cannot use the grid: a/],
    ['{"a":{"from":0,"to":1,"step":0.000001}}', /Cannot use the grid: a/],
    ['{"a":{"from":0,"to":1,"step":0.1,"by":2}}', /Cannot use the grid: a/],
    ['{"a":{"from":"0","to":1,"step":0.1}}', /Cannot use the grid: a/],
    ['{"a":[null]}', /Cannot use the grid: a/],
    ['{"a":[[1]]}', /Cannot use the grid: a/],
    ['{"a":[1e999]}', /Cannot use the grid: a/],
    ['{"":[1]}', /Cannot use the grid: /],
  ];
  for (const [text, message] of wrongs) {
    const said = reason(text);
    assert(message.test(said), `${text}: ${said}`);
  }
});

Deno.test("what is wrong with a range is said, not only that it is wrong", () => {
  const wrongs: readonly (readonly [unknown, RegExp])[] = [
    [{ from: 2, to: 1, step: 1 }, /from must not be above to/],
    [{ from: 0, to: 1, step: 0.000_001 }, /more than 100000 values/],
    [{ from: 0, to: 1, step: 0 }, /threshold\.step/],
    [{ from: 0, to: 1 }, /"step":…/],
  ];
  for (const [range, message] of wrongs) {
    const said = reason(JSON.stringify({ threshold: range }));
    assert(message.test(said), said);
  }
});

Deno.test("the values of a range are different numbers, or the range is refused", () => {
  for (const range of ['{"from":0,"to":1e-10,"step":1e-12}', '{"from":1e300,"to":1e300,"step":1}']) {
    const read = readGrid(`{"a":${range}}`);
    if (!read.ok) continue;
    const values = read.value.axes["a"] ?? [];
    assert(values.every((value) => Number.isFinite(value)), `${range}: ${values.slice(0, 3)}`);
    assertEquals(new Set(values).size, values.length, range);
  }
});

Deno.test("a grid of more cells than whole numbers can count is refused", () => {
  const wide = { from: 1, to: 100_000, step: 1 };
  const said = reason(JSON.stringify({ a: wide, b: wide, c: wide, d: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }));
  assert(/more cells than can be counted/.test(said), said);
});
