import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { measureAll } from "../../../src/core/metrics/mod.ts";
import type { MeasuredRun } from "../../../src/core/metrics/measured.ts";
import type { Micros } from "../../../src/core/numbers/money.ts";
import { anyRun, dollars, equity, game, NOON, run, trade } from "./support.ts";

// Invariants: net = gross − fees; a drawdown is never below zero, and zero on a curve that never falls; winners, losers
// and even ones are all round trips; nothing that is measured is other than a finite number or null; sums of money are
// whole and exact.

const MIXED: MeasuredRun = run({
  trades: [
    trade({ pnl: 36.36, fees: 1.64, reason: "settled", openedAt: NOON, closedAt: NOON + 90 * 60_000 }),
    trade({ pnl: -10.5, fees: 0.5, reason: "stop", openedAt: NOON, closedAt: NOON + 30 * 60_000 }),
    trade({ pnl: 0, fees: 0.25, reason: "take_profit", openedAt: NOON, closedAt: NOON + 60_000 }),
    trade({ pnl: -2, fees: 0.1, reason: "open", openedAt: NOON, closedAt: NOON + 59 * 60_000 }),
    trade({ pnl: 3.64, fees: 0, reason: "exit", openedAt: NOON, closedAt: NOON }),
  ],
  games: [game(NOON, 25.86), game(NOON + 1, 1.64), game(NOON + 2, 0)],
});

type Row = readonly [name: string, mixed: number | null, none: number | null];

const TABLE: readonly Row[] = [
  ["net_pnl", 27_500_000, 0],
  ["gross_pnl", 29_990_000, 0],
  ["fees", 2_490_000, 0],
  ["return_on_cash", 0.0275, 0],
  ["games", 3, 0],
  // Five purchases, and sales by stop, take_profit and exit.
  ["purchases_and_sales", 8, 0],
  ["round_trips", 5, 0],
  ["open_at_end", 1, 0],
  ["hit_rate", 0.4, null],
  ["average_win", 20_000_000, null],
  ["average_loss", -6_250_000, null],
  ["best_round_trip", 36_360_000, null],
  ["worst_round_trip", -10_500_000, null],
  ["fee_per_round_trip", 498_000, null],
  // 40 / 12.5
  ["profit_factor", 3.2, null],
  // (90 + 30 + 1 + 59 + 0) / 5
  ["average_hold_minutes", 36, null],
];

Deno.test("metrics of round trips are those computed by hand", () => {
  const mixed = measureAll(MIXED);
  const none = measureAll(run());
  for (const [name, expected, ofNone] of TABLE) {
    assertEquals(mixed[name], expected, name);
    assertEquals(none[name], ofNone, `${name} without a trade`);
  }
});

Deno.test("one winner: no average loss, no profit factor; the best is the worst", () => {
  const measured = measureAll(run({ trades: [trade({ pnl: 4, fees: 0.5 })] }));
  assertEquals(measured.hit_rate, 1);
  assertEquals(measured.average_win, 4_000_000);
  assertEquals(measured.average_loss, null);
  assertEquals(measured.profit_factor, null);
  assertEquals(measured.best_round_trip, 4_000_000);
  assertEquals(measured.worst_round_trip, 4_000_000);
  assertEquals(measured.gross_pnl, 4_500_000);
});

Deno.test("losers alone: a profit factor of zero, no average win", () => {
  const measured = measureAll(run({ trades: [trade({ pnl: -4 }), trade({ pnl: -1 })] }));
  assertEquals(measured.hit_rate, 0);
  assertEquals(measured.profit_factor, 0);
  assertEquals(measured.average_win, null);
  assertEquals(measured.average_loss, -2_500_000);
  assertEquals(measured.best_round_trip, -1_000_000);
});

Deno.test("a round trip that came out even is neither a win nor a loss", () => {
  const measured = measureAll(run({ trades: [trade({ pnl: 0 })] }));
  assertEquals(measured.hit_rate, 0);
  assertEquals(measured.average_win, null);
  assertEquals(measured.average_loss, null);
  assertEquals(measured.profit_factor, null);
});

Deno.test("averages are rounded to a whole micro-dollar, a half up", () => {
  const of = (...pnls: number[]) =>
    measureAll(run({ trades: pnls.map((pnl) => ({ ...trade(), pnl: pnl as Micros })) }));
  assertEquals(of(1, 2).average_win, 2);
  assertEquals(of(1, 1, 2).average_win, 1);
  assertEquals(of(-1, -2).average_loss, -1);
  assertEquals(of(-1, -2, -2).average_loss, -2);
});

Deno.test("a sum beyond what is exact is an error, not a wrong number", () => {
  const huge = { ...trade(), pnl: Number.MAX_SAFE_INTEGER as Micros };
  assertEquals(measureAll(run({ trades: [huge] })).net_pnl, Number.MAX_SAFE_INTEGER);
  assertThrows(() => measureAll(run({ trades: [huge, trade()] })), RangeError, "Cannot make money");
  assertThrows(
    () => measureAll(run({ trades: [{ ...trade(), pnl: 0.5 as Micros }] })),
    RangeError,
    "Cannot make money",
  );
});

Deno.test("max drawdown is the largest fall from a peak, the starting cash being the first", () => {
  const cases: [number[], money: number, fraction: number][] = [
    [[], 0, 0],
    [[1000], 0, 0],
    [[1000, 1000, 1200, 1500], 0, 0],
    [[900], 100, 0.1],
    [[900, 1000, 1100], 100, 0.1],
    [[1000, 1500, 1200, 1600, 1250, 1700], 350, 350 / 1600],
    // The largest fall in dollars is not the largest as a part of its peak.
    [[1000, 700, 2000, 1650], 350, 0.3],
    [[1000, 0], 1000, 1],
  ];
  for (const [curve, money, fraction] of cases) {
    const measured = measureAll(run({ equity: equity(...curve) }));
    assertEquals(measured.max_drawdown, dollars(money), String(curve));
    assertEquals(measured.max_drawdown_fraction, fraction, String(curve));
  }
});

Deno.test("without starting cash fractions of it are not defined", () => {
  const measured = measureAll(run({ startingCash: 0 as Micros, trades: [trade()], equity: equity(0, 1) }));
  assertEquals(measured.return_on_cash, null);
  assertEquals(measured.max_drawdown_fraction, null);
  assertEquals(measured.calmar, null);
  assertEquals(measured.max_drawdown, 0);
});

Deno.test("property: net = gross − fees, and every number is finite or null", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const measured = measureAll(any);
    assertEquals(measured.net_pnl, Number(measured.gross_pnl) - Number(measured.fees));
    for (const [name, value] of Object.entries(measured)) {
      assertEquals(value === null || Number.isFinite(value), true, name);
    }
    for (const name of ["net_pnl", "gross_pnl", "fees", "max_drawdown", "average_win", "average_loss"]) {
      assertEquals(measured[name] === null || Number.isSafeInteger(measured[name]), true, name);
    }
  }));
});

Deno.test("property: a drawdown is at least zero and at least the fall from first to last; rising, zero", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const measured = measureAll(any);
    const last = any.equity.at(-1)?.equity ?? any.startingCash;
    assertEquals(Number(measured.max_drawdown) >= Math.max(0, any.startingCash - last), true);
    assertEquals(Number(measured.max_drawdown_fraction) >= 0, true);
    const rising = any.equity
      .map((point) => ({ ...point, equity: Math.max(point.equity, any.startingCash) as Micros }))
      .sort((one, other) => one.equity - other.equity);
    assertEquals(measureAll({ ...any, equity: rising }).max_drawdown, 0);
    assertEquals(measureAll({ ...any, equity: rising }).max_drawdown_fraction, 0);
  }));
});

Deno.test("property: purchases and sales together are one or two a round trip, one where it is still open", () => {
  fc.assert(fc.property(anyRun, (any) => {
    const { purchases_and_sales: both, round_trips, open_at_end } = measureAll(any);
    assertEquals(Number(both) >= Number(round_trips), true);
    assertEquals(Number(both) <= 2 * Number(round_trips) - Number(open_at_end), true);
  }));
});
