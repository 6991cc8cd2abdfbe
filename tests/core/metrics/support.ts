import fc from "fast-check";
import type { MeasuredGame, MeasuredRoundTrip, MeasuredRun } from "../../../src/core/metrics/measured.ts";
import type { EquityPoint } from "../../../src/core/statistics/game_path.ts";
import type { Micros, Quantity } from "../../../src/core/numbers/money.ts";

/** Noon of a trading day in New York. */
export const NOON = Date.UTC(2026, 10, 22, 17);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const dollars = (value: number) => Math.round(value * 1_000_000) as Micros;

/** A round trip of ten minutes in one market; money in dollars. */
export function trade(
  changes:
    & Partial<Omit<MeasuredRoundTrip, "pnl" | "fees" | "yesPays">>
    & { readonly pnl?: number; readonly fees?: number; readonly entry?: number; readonly pays?: number } = {},
): MeasuredRoundTrip {
  const { pnl = 1, fees = 0, entry = 0.5, pays, ...rest } = changes;
  return {
    strategy: "favorite_threshold",
    market: "KXNBAGAME-26NOV22LALBOS-LAL",
    event: "KXNBAGAME-26NOV22LALBOS",
    quantity: 1_000 as Quantity,
    entryMicros: dollars(entry),
    exitMicros: dollars(entry),
    pnl: dollars(pnl),
    fees: dollars(fees),
    reason: "settled",
    openedAt: NOON,
    closedAt: NOON + 600_000,
    ...(pays === undefined ? {} : { yesPays: dollars(pays) }),
    ...rest,
  };
}

/** A game of two hours. */
export function game(from: number, gain: number, event = `EVENT-${from}`): MeasuredGame {
  return { event, from, to: from + 2 * HOUR_MS, pnl: dollars(gain) };
}

/** An equity curve from dollars, a point an hour. */
export function equity(...values: readonly number[]): EquityPoint[] {
  return values.map((value, hour) => ({ at: NOON + hour * HOUR_MS, equity: dollars(value) }));
}

/** A run with 1,000 dollars. */
export function run(changes: Partial<MeasuredRun> = {}): MeasuredRun {
  return { startingCash: dollars(1_000), trades: [], equity: [], games: [], ...changes };
}

const micros = (most: number) => fc.integer({ min: -most, max: most }).map((value) => value as Micros);

/** Any round trip that could have been. */
export const anyTrade: fc.Arbitrary<MeasuredRoundTrip> = fc.record({
  strategy: fc.constantFrom("alpha", "beta", "gamma"),
  market: fc.constantFrom("M1", "M2"),
  event: fc.constantFrom("E1", "E2", "E3", "E4"),
  quantity: fc.integer({ min: 1, max: 1_000_000 }).map((value) => value as Quantity),
  entryMicros: fc.integer({ min: 0, max: 1_000_000 }).map((value) => value as Micros),
  exitMicros: fc.integer({ min: 0, max: 1_000_000 }).map((value) => value as Micros),
  pnl: micros(5_000_000_000),
  fees: fc.integer({ min: 0, max: 50_000_000 }).map((value) => value as Micros),
  reason: fc.constantFrom("settled", "open", "take_profit", "stop", "exit"),
  openedAt: fc.integer({ min: NOON, max: NOON + DAY_MS }),
  closedAt: fc.integer({ min: NOON + DAY_MS, max: NOON + 2 * DAY_MS }),
}).chain((made) =>
  fc.option(fc.constantFrom(0, 250_000, 1_000_000), { nil: undefined }).map((pays) =>
    pays === undefined ? made : { ...made, yesPays: pays as Micros }
  )
);

/** Games that begin within so many hours, by their beginning. */
const anyGames = (hours: number, bounds: { readonly minLength?: number; readonly maxLength: number }) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: hours }), micros(5_000_000_000)), bounds).map((games) =>
    games.sort(([one], [other]) => one - other).map(([hour, pnl], index): MeasuredGame => ({
      event: `E${index % 3 + 1}`,
      from: NOON + hour * HOUR_MS,
      to: NOON + (hour + 2) * HOUR_MS,
      pnl,
    }))
  );

/** Any run; its parts need not fit each other. */
export const anyRun: fc.Arbitrary<MeasuredRun> = fc.record({
  startingCash: fc.integer({ min: 10_000, max: 10_000_000_000 }).map((value) => value as Micros),
  trades: fc.array(anyTrade, { maxLength: 40 }),
  equity: fc.array(micros(20_000_000_000), { maxLength: 60 }).map((values) =>
    values.map((value, hour) => ({ at: NOON + hour * HOUR_MS, equity: value }))
  ),
  games: anyGames(400, { maxLength: 30 }),
});

/** Any run with games on some ten to fifty days of a hundred: enough for ratios of a year, or just not. */
export const manyDaysRun: fc.Arbitrary<MeasuredRun> = fc.tuple(
  anyRun,
  anyGames(2_400, { minLength: 12, maxLength: 60 }),
).map(([made, games]) => ({ ...made, games }));
