import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { dailyGains, gameGains, measureAll } from "../../../src/core/metrics/mod.ts";
import type { Micros } from "../../../src/core/money.ts";
import { anyRun, DAY_MS, equity, game, HOUR_MS, NOON, run } from "./support.ts";

// Invariants: the daily gains add up to the games' gains; there is a day for every one from first to last; a ratio does
// not depend on the unit of money, nor on the order of games within a day.

/** 05:00 UTC: one day ends and the next begins. */
const TURN = Date.UTC(2026, 10, 22, 5);

Deno.test("a day ends at 05:00 UTC; a game belongs to the day it begins on; days without games are zeros", () => {
  const cases: [games: [number, number][], gains: number[]][] = [
    [[], []],
    [[[TURN, 1]], [1]],
    [[[TURN - 1, 1], [TURN, 2]], [1, 2]],
    // It begins before the day turns and ends after: all of it is the first day's.
    [[[TURN - HOUR_MS, 4], [TURN - 1, -1]], [3]],
    [[[TURN, 1], [TURN + DAY_MS - 1, 2], [TURN + 3 * DAY_MS, 5]], [3, 0, 0, 5]],
  ];
  for (const [games, gains] of cases) {
    const days = dailyGains(run({ games: games.map(([from, gain]) => game(from, gain)) }));
    assertEquals([...days], gains.map((gain) => gain * 1_000_000));
  }
});

Deno.test("ratios are those computed by hand", () => {
  const measured = measureAll(run({
    games: [game(NOON, 10), game(NOON + HOUR_MS, 20), game(NOON + 2 * DAY_MS, 30)],
    equity: equity(1000, 1030, 999.1, 1060),
  }));
  // Games 10, 20, 30: mean 20, deviation 10.
  assertEquals(measured.sharpe_per_game, 2);
  // Days 30, 0, 30: mean 20, deviation √300.
  assertAlmostEquals(measured.sharpe ?? NaN, 20 / Math.sqrt(300) * Math.sqrt(365), 1e-12);
  assertEquals(measured.sortino, null);
  // 6 % in 3 days is 730 % in a year; 30.90 of 1,030 is 3 %.
  assertAlmostEquals(measured.calmar ?? NaN, 7.3 / 0.03, 1e-9);
});

Deno.test("sortino counts losing days alone, over all days", () => {
  const measured = measureAll(run({
    games: [game(NOON, 10), game(NOON + DAY_MS, -20), game(NOON + 2 * DAY_MS, 40)],
  }));
  // Mean 10; √(20² / 3) = 11.547005; 10 / 11.547005 × √365.
  assertAlmostEquals(measured.sortino ?? NaN, 16.545392, 1e-6);
});

Deno.test("ratios are not defined without enough games, days, spread or losses", () => {
  type Defined = readonly [sharpePerGame: boolean, sharpe: boolean, sortino: boolean, calmar: boolean];
  const cases: [title: string, games: ReturnType<typeof game>[], Defined][] = [
    ["no game", [], [false, false, false, false]],
    ["one game", [game(NOON, -5)], [false, false, false, false]],
    ["two games of one day", [game(NOON, -5), game(NOON + 1, 7)], [true, false, false, false]],
    ["no spread", [game(NOON, -5), game(NOON + DAY_MS, -5)], [false, false, true, true]],
    ["two winning days", [game(NOON, 5), game(NOON + DAY_MS, 6)], [true, true, false, true]],
    ["nothing traded", [game(NOON, 0), game(NOON + DAY_MS, 0)], [false, false, false, true]],
  ];
  for (const [title, games, defined] of cases) {
    const measured = measureAll(run({ games, equity: equity(1000, 990) }));
    const found = ["sharpe_per_game", "sharpe", "sortino", "calmar"].map((name) => measured[name] !== null);
    assertEquals(found, [...defined], title);
  }
  assertEquals(
    measureAll(run({ games: [game(NOON, 1), game(NOON + DAY_MS, 2)] })).calmar,
    null,
    "no drawdown",
  );
});

Deno.test("a lost dollar a day is a Calmar ratio below zero", () => {
  const games = [game(NOON, -1), game(NOON + DAY_MS, -1)];
  // −0.1 % a day is −36.5 % a year, over a fall of 0.2 %.
  assertAlmostEquals(measureAll(run({ games, equity: equity(999, 998) })).calmar ?? NaN, -182.5, 1e-9);
});

Deno.test("property: daily gains add up to those of the games, a day for every one between", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const sum = (values: Float64Array) => values.reduce((one, other) => one + other, 0);
    assertEquals(sum(dailyGains(any)), sum(gameGains(any)));
    const [first, last] = [any.games[0]?.from, any.games.at(-1)?.from];
    if (first === undefined || last === undefined) return;
    const span = (last - first) / DAY_MS;
    assertEquals(dailyGains(any).length >= span && dailyGains(any).length < span + 2, true);
  }));
});

Deno.test("property: eight times the money gives the same ratios", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const scaled = {
      ...any,
      startingCash: any.startingCash * 8 as Micros,
      games: any.games.map((one) => ({ ...one, pnl: one.pnl * 8 as Micros })),
      equity: any.equity.map((one) => ({ ...one, equity: one.equity * 8 as Micros })),
    };
    for (const name of ["sharpe_per_game", "sharpe", "sortino", "calmar"]) {
      assertEquals(measureAll(scaled)[name], measureAll(any)[name], name);
    }
  }));
});
