import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { dailyGains } from "../../../src/core/metrics/gains.ts";
import { gameGains, measureAll } from "../../../src/core/metrics/mod.ts";
import { sharpeRatio } from "../../../src/core/statistics/moments.ts";
import type { Micros } from "../../../src/core/numbers/money.ts";
import { anyRun, DAY_MS, equity, game, HOUR_MS, manyDaysRun, NOON, run } from "./support.ts";

// Invariants: the daily gains add up to the games' gains; every day from first to last counts; a ratio is that of all the
// days written out, zeros too; it does not depend on the unit of money, nor on the order of games within a day; with
// fewer than 20 days that have games there is none.

/** 06:00 in New York: one day ends and the next begins. */
const TURN = Date.UTC(2026, 10, 22, 11);

const RATIOS = ["sharpe", "sortino", "calmar"] as const;

/** A game a day from `NOON`, but for days without one. */
const days = (...gains: readonly (number | undefined)[]) =>
  gains.flatMap((gain, day) => gain === undefined ? [] : [game(NOON + day * DAY_MS, gain)]);

/** As many of the same. */
const each = <T>(count: number, ...items: readonly T[]): T[] =>
  Array.from({ length: count }, () => items).flat();

Deno.test("a day ends at 06:00 in New York; a game belongs to the day it begins on; days without games are counted", () => {
  const cases: [games: [number, number][], gains: number[], days: number, mean: number][] = [
    [[], [], 0, 0],
    [[[TURN, 1]], [1], 1, 1],
    [[[TURN - 1, 1], [TURN, 2]], [1, 2], 2, 1.5],
    // It begins before the day turns and ends after: all of it is the first day's.
    [[[TURN - HOUR_MS, 4], [TURN - 1, -1]], [3], 1, 3],
    [[[TURN, 1], [TURN + DAY_MS - 1, 2], [TURN + 3 * DAY_MS, 5]], [3, 5], 4, 2],
  ];
  for (const [games, gains, count, mean] of cases) {
    const found = dailyGains(run({ games: games.map(([from, gain]) => game(from, gain)) }));
    assertEquals([...found.withGames], gains.map((gain) => gain * 1_000_000));
    assertEquals([found.days, found.mean], [count, mean * 1_000_000]);
  }
});

Deno.test("ratios are those computed by hand", () => {
  // Eleven days of 30 and ten of −10 in turn, and nineteen without a game: 40 days, mean (330 − 100) / 40 = 5.75.
  const gains = [30, ...each(10, -10, 30)];
  const games = days(...gains.slice(0, 20), ...each(19, undefined), ...gains.slice(20));
  const measured = measureAll(run({ games, equity: equity(1000, 1030, 999.1, 1230) }));
  // Squares: 11 × 900 + 10 × 100 = 10,900; less 40 × 5.75² = 1,322.5, divided by 39.
  const deviation = Math.sqrt(9_577.5 / 39);
  assertAlmostEquals(measured.sharpe ?? NaN, 5.75 / deviation * Math.sqrt(365), 1e-9);
  // Ten losing days of 10 over 40 days: √(1,000 / 40) = 5.
  assertAlmostEquals(measured.sortino ?? NaN, 5.75 / 5 * Math.sqrt(365), 1e-9);
  // 0.575 % a day is 209.875 % a year; 30.90 of 1,030 is 3 %.
  assertAlmostEquals(measured.calmar ?? NaN, 2.09875 / 0.03, 1e-9);
  // Games: mean 230 / 21.
  const perGame = 230 / 21 / Math.sqrt((10_900 - 230 ** 2 / 21) / 20);
  assertAlmostEquals(measured.sharpe_per_game ?? NaN, perGame, 1e-9);
});

Deno.test("ratios of a year need 20 days that have games, however far apart or many games they are", () => {
  const curve = equity(1000, 990);
  const defined = (games: ReturnType<typeof game>[]) => {
    const measured = measureAll(run({ games, equity: curve }));
    return RATIOS.map((name) => measured[name] !== null);
  };
  const [none, all] = [[false, false, false], [true, true, true]];
  assertEquals(defined([]), none);
  for (const apart of [1, 30, 300]) {
    assertEquals(defined([game(NOON, -5), game(NOON + apart * DAY_MS, -4)]), none, `${apart} days`);
  }
  assertEquals(defined(days(...each(18, -5), ...each(300, undefined), -3)), none);
  assertEquals(defined(days(...each(19, -5), ...each(300, undefined), -3)), all);
  // Forty games of nineteen days.
  assertEquals(defined([...days(...each(18, -5)), ...each(22, game(NOON + 18 * DAY_MS, 2))]), none);
});

Deno.test("ratios are not defined without enough games, spread, losses or a fall", () => {
  type Defined = readonly [sharpePerGame: boolean, sharpe: boolean, sortino: boolean, calmar: boolean];
  const cases: [title: string, games: ReturnType<typeof game>[], Defined][] = [
    ["no game", [], [false, false, false, false]],
    ["one game", [game(NOON, -5)], [false, false, false, false]],
    ["two games of one day", [game(NOON, -5), game(NOON + 1, 7)], [true, false, false, false]],
    ["no spread", days(...each(20, -0.1)), [false, false, true, true]],
    ["no spread of games, a day without one", days(-1, undefined, ...each(19, -1)), [
      false,
      true,
      true,
      true,
    ]],
    ["winning days", days(...each(10, 5, 6)), [true, true, false, true]],
    ["nothing traded", days(0, undefined, ...each(20, 0)), [false, false, false, true]],
  ];
  for (const [title, games, defined] of cases) {
    const measured = measureAll(run({ games, equity: equity(1000, 990) }));
    const found = ["sharpe_per_game", ...RATIOS].map((name) => measured[name] !== null);
    assertEquals(found, [...defined], title);
  }
  assertEquals(measureAll(run({ games: days(...each(10, 1, 2)) })).calmar, null, "no drawdown");
});

Deno.test("a lost dollar a day is a Calmar ratio below zero", () => {
  // −0.1 % a day is −36.5 % a year, over a fall of 2 %.
  const measured = measureAll(run({ games: days(...each(20, -1)), equity: equity(990, 980) }));
  assertAlmostEquals(measured.calmar ?? NaN, -18.25, 1e-9);
});

Deno.test("a game of the year 275760 after one of 1970 costs no memory for the days between", () => {
  const games = [game(0, 1), ...days(...each(20, 2, -3)), game(8.64e15 - 2 * HOUR_MS, 4)];
  const found = dailyGains(run({ games }));
  assertEquals([found.withGames.length, found.days], [42, 100_000_001]);
  assertAlmostEquals(found.mean, -15_000_000 / 100_000_001, 1e-12);
  const { sharpe, sortino } = measureAll(run({ games }));
  assert(Number(sharpe) < 0 && Number(sharpe) > -1e-2 && Number(sortino) < 0);
});

Deno.test("property: daily gains add up to those of the games, and every day between counts", () => {
  fc.assert(fc.property(fc.oneof(anyRun, manyDaysRun), (any) => {
    const sum = (values: Float64Array) => values.reduce((one, other) => one + other, 0);
    const found = dailyGains(any);
    assertEquals(sum(found.withGames), sum(gameGains(any)));
    const [first, last] = [any.games[0]?.from, any.games.at(-1)?.from];
    if (first === undefined || last === undefined) return;
    const span = (last - first) / DAY_MS;
    assert(found.days >= span && found.days < span + 2);
    assert(found.withGames.length <= Math.min(found.days, any.games.length));
  }));
});

Deno.test("property: ratios are those of all days written out, the zeros too", () => {
  const agree = (found: number | null | undefined, expected: number) =>
    assertAlmostEquals(found ?? NaN, expected, 1e-6 * Math.max(1, Math.abs(expected)));
  fc.assert(fc.property(manyDaysRun, (any) => {
    const { withGames, days } = dailyGains(any);
    const all = new Float64Array(days);
    all.set(withGames);
    const { sharpe, sortino } = measureAll(any);
    const enough = withGames.length >= 20;
    const ratio = enough ? sharpeRatio(all) : undefined;
    assertEquals(sharpe === null, ratio === undefined);
    if (ratio !== undefined) agree(sharpe, ratio * Math.sqrt(365));
    const losing = Math.sqrt(all.reduce((sum, gain) => sum + Math.min(gain, 0) ** 2, 0) / days);
    const mean = all.reduce((one, other) => one + other, 0) / days;
    assertEquals(sortino === null, !enough || losing === 0);
    if (enough && losing > 0) agree(sortino, mean / losing * Math.sqrt(365));
  }));
});

Deno.test("property: eight times the money gives the same ratios", () => {
  fc.assert(fc.property(manyDaysRun, (any) => {
    const scaled = {
      ...any,
      startingCash: any.startingCash * 8 as Micros,
      games: any.games.map((one) => ({ ...one, pnl: one.pnl * 8 as Micros })),
      equity: any.equity.map((one) => ({ ...one, equity: one.equity * 8 as Micros })),
    };
    for (const name of ["sharpe_per_game", ...RATIOS]) {
      assertEquals(measureAll(scaled)[name], measureAll(any)[name], name);
    }
  }));
});
