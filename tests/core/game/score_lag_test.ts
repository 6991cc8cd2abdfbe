import type { GameUpdate } from "../../../src/core/game/game.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { findBookMove, LagMeter, type MidPoint } from "../../../src/core/game/score_lag.ts";
import type { Price } from "../../../src/core/numbers/money.ts";

// Invariants: a move lies in the window, in the direction asked for, is as large as the threshold at least, and its moment is
// not after its end; a lag is never negative.

/** Points of `[second, cents]`. */
const mids = (...points: readonly (readonly [number, number])[]): MidPoint[] =>
  points.map(([second, cents]) => ({ at: second * 1_000, mid: cents * 100 }));

function update(second: number, feed: string, home: number, away: number): GameUpdate {
  const team = (code: string, score: number) => ({ name: code, code, id: code, score });
  const clock = {
    phase: "live",
    period: 1,
    secondsLeftInPeriod: 1,
    secondsLeftInGame: 1,
    overtime: false,
  } as const;
  const game = {
    league: "nfl",
    gameId: "g",
    home: team("H", home),
    away: team("A", away),
    ...clock,
  } as const;
  return { kind: "game", at: second * 1_000, feed, event: "E", game };
}

Deno.test("the moment is when half of the largest run was done", () => {
  const points = mids([0, 60], [50, 61], [58, 63], [60, 66], [61, 70], [70, 69]);
  assertEquals(findBookMove(points, 85_000, 1), { at: 60_000, endedAt: 61_000, from: 6_100, to: 7_000 });
  assertEquals(findBookMove(points, 85_000, -1), undefined);
});

Deno.test("the direction decides between two plays of one window", () => {
  const points = mids([0, 42], [40, 54], [80, 45], [81, 46]);
  assertEquals(findBookMove(points, 90_000, -1)?.at, 80_000);
  assertEquals(findBookMove(points, 90_000, 1)?.at, 40_000);
});

Deno.test("a slow drift is no move, a small one neither", () => {
  const drift = mids(...Array.from({ length: 90 }, (_, second) => [second, 50 + second / 10] as const));
  assertEquals(findBookMove(drift, 90_000, 1), undefined);
  assertEquals(findBookMove(mids([0, 50], [60, 51.4]), 90_000, 1), undefined);
  assertEquals(findBookMove(mids([0, 50], [60, 51.5]), 90_000, 1)?.at, 60_000);
});

Deno.test("what lies outside the window, or before the end of an earlier move, does not count", () => {
  const points = mids([0, 50], [5, 60], [100, 60.5]);
  assertEquals(findBookMove(points, 94_000, 1)?.at, 5_000);
  assertEquals(findBookMove(points, 96_000, 1), undefined);
  assertEquals(findBookMove(points, 94_000, 1, { after: 5_000 }), undefined);
  assertEquals(findBookMove(mids([0, 50], [95, 60]), 90_000, 1), undefined, "after the feed");
});

Deno.test("no book, one point, and a book that begins later give no move", () => {
  assertEquals(findBookMove([], 1_000, 1), undefined);
  assertEquals(findBookMove(mids([0, 50]), 1_000, 1), undefined);
  assertEquals(findBookMove(mids([5, 50], [6, 60]), 1_000, 1), undefined);
});

Deno.test("a move within one moment has its half in that moment, not at what the book did later", () => {
  const points = mids([0, 60], [0, 70], [5, 66]);
  assertEquals(findBookMove(points, 9_000, 1), { at: 0, endedAt: 0, from: 6_000, to: 7_000 });
});

Deno.test("half of a move may be a point of it, and the moment of the score belongs to the window", () => {
  const points = mids([0, 60], [5, 65], [6, 70]);
  assertEquals(findBookMove(points, 6_000, 1), { at: 5_000, endedAt: 6_000, from: 6_000, to: 7_000 });
  assertEquals(findBookMove(points, 5_999, 1)?.to, 6_500);
});

Deno.test("a move begins at the price that was in force 10 s before its end, to the very moment", () => {
  assertEquals(findBookMove(mids([0, 50], [10, 52], [20, 60]), 30_000, 1)?.from, 5_000);
  assertEquals(findBookMove(mids([0, 50], [9.999, 52], [20, 60]), 30_000, 1)?.from, 5_200);
});

Deno.test("whatever the book did, a move is in the window, in the direction, and large enough", () => {
  // Often several at one moment.
  const wait = fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 20_000 }));
  const point = fc.tuple(wait, fc.integer({ min: 1, max: 9_999 }));
  const direction = fc.constantFrom<1 | -1>(1, -1);
  fc.assert(
    fc.property(fc.array(point, { maxLength: 60 }), direction, fc.nat(200_000), (steps, sign, seenAt) => {
      let at = 0;
      const points = steps.map(([waitMs, mid]) => ({ at: at += waitMs, mid }));
      const move = findBookMove(points, seenAt, sign);
      if (move === undefined) return;
      assert(sign * (move.to - move.from) >= 150);
      assert(move.at <= move.endedAt && move.endedAt <= seenAt && move.at >= seenAt - 90_000);
    }),
    { numRuns: 2_000 },
  );
});

/** A meter that follows the home side's market, with a book at these cents. */
function meterWith(...points: readonly (readonly [number, number])[]): LagMeter {
  const meter = new LagMeter();
  meter.follow("E", "E-H", "home");
  for (const [second, cents] of points) {
    meter.book("E-H", second * 1_000, cents * 100 - 50 as Price, cents * 100 + 50 as Price);
  }
  return meter;
}

Deno.test("each feed's lag is that behind one and the same move", () => {
  const meter = meterWith([0, 60], [10, 66]);
  assertEquals(meter.game(update(1, "slow", 0, 0)), undefined);
  assertEquals(meter.game(update(1, "fast", 0, 0)), undefined);
  const fast = meter.game(update(25, "fast", 3, 0));
  assertEquals(fast, {
    event: "E",
    feed: "fast",
    at: 25_000,
    before: { home: 0, away: 0 },
    score: { home: 3, away: 0 },
    move: { at: 10_000, endedAt: 10_000, from: 6_000, to: 6_600 },
    bookMovedAt: 10_000,
    lagMs: 15_000,
  });
  // By then the window no longer reaches back to the move.
  assertEquals(meter.game(update(105, "slow", 3, 0))?.lagMs, 95_000);
  assertEquals(meter.game(update(106, "slow", 3, 0)), undefined);
});

Deno.test("the side that scored gives the direction, on either side's market", () => {
  const away = meterWith([0, 60], [10, 50], [12, 70]);
  away.game(update(1, "f", 0, 0));
  assertEquals(away.game(update(25, "f", 0, 3))?.bookMovedAt, 10_000);
  const mirrored = new LagMeter();
  mirrored.follow("E", "E-A", "away");
  mirrored.follow("E", "E-H", "home");
  for (const [second, cents] of [[0, 40], [10, 50], [12, 30]] as const) {
    mirrored.book("E-A", second * 1_000, cents * 100 as Price, cents * 100 as Price);
    mirrored.book("E-H", second * 1_000, 5_000 as Price, 5_000 as Price);
  }
  mirrored.game(update(1, "f", 0, 0));
  assertEquals(mirrored.game(update(25, "f", 0, 3))?.bookMovedAt, 10_000);
});

Deno.test("the move of a score comes after that of the score before", () => {
  const meter = meterWith([0, 60], [10, 66], [40, 69]);
  for (const feed of ["f", "slow"]) meter.game(update(1, feed, 0, 0));
  assertEquals(meter.game(update(25, "f", 3, 0))?.bookMovedAt, 10_000);
  assertEquals(meter.game(update(60, "f", 6, 0))?.bookMovedAt, 40_000);
  assertEquals(meter.game(update(62, "slow", 3, 0))?.bookMovedAt, 10_000);
  assertEquals(meter.game(update(63, "slow", 6, 0))?.bookMovedAt, 40_000);
});

Deno.test("a score that only the slow feed shows takes no move of a later score", () => {
  const meter = meterWith([0, 60], [40, 69]);
  for (const feed of ["f", "slow"]) meter.game(update(1, feed, 0, 0));
  assertEquals(meter.game(update(60, "f", 6, 0))?.bookMovedAt, 40_000);
  assertEquals(meter.game(update(61, "slow", 3, 0))?.bookMovedAt, undefined);
  assertEquals(meter.game(update(63, "slow", 6, 0))?.bookMovedAt, 40_000);
});

Deno.test("a feed that shows a score by 90 s after the first is measured by the same move, a later one is not", () => {
  const meter = meterWith([0, 60], [10, 66]);
  for (const feed of ["fast", "slow", "slower"]) meter.game(update(1, feed, 0, 0));
  meter.game(update(25, "fast", 3, 0));
  assertEquals(meter.game(update(115, "slow", 3, 0))?.bookMovedAt, 10_000);
  assertEquals(meter.game(update(115.001, "slower", 3, 0))?.bookMovedAt, undefined);
});

Deno.test("a score that is taken back leaves the moves of the points that stand", () => {
  const meter = meterWith([0, 60], [10, 66], [40, 69]);
  for (const feed of ["f", "slow"]) meter.game(update(1, feed, 0, 0));
  meter.game(update(25, "f", 3, 0));
  meter.game(update(60, "f", 6, 0));
  meter.game(update(61, "f", 3, 0));
  assertEquals(meter.game(update(62, "slow", 3, 0))?.bookMovedAt, 10_000);
});

Deno.test("a feed that gives the points to the other side takes no move beside the one that is known", () => {
  const meter = meterWith([0, 60], [10, 66], [20, 50]);
  for (const feed of ["f", "other"]) meter.game(update(1, feed, 0, 0));
  assertEquals(meter.game(update(25, "f", 3, 0))?.bookMovedAt, 10_000);
  const other = meter.game(update(26, "other", 0, 3));
  assertEquals([other?.score, other?.bookMovedAt], [{ home: 0, away: 3 }, undefined]);
});

Deno.test("a score that is taken back, or rises for both alike, is not measured", () => {
  const meter = meterWith([0, 60], [10, 66], [30, 70]);
  meter.game(update(1, "f", 0, 0));
  assertEquals(meter.game(update(14, "f", 9, 0))?.bookMovedAt, 10_000);
  assertEquals(meter.game(update(15, "f", 0, 0)), undefined);
  const both = meter.game(update(20, "f", 2, 2));
  assertEquals([both?.score, both?.lagMs], [{ home: 2, away: 2 }, undefined]);
  assertEquals(meter.game(update(35, "f", 4, 2))?.bookMovedAt, 30_000);
});

Deno.test("wide spreads, empty sides and markets that are not followed say nothing", () => {
  const meter = meterWith([0, 60]);
  meter.book("E-H", 5_000, 5_000 as Price, 9_900 as Price);
  meter.book("E-H", 6_000, undefined, 9_900 as Price);
  meter.book("E-H", 7_000, 9_000 as Price, undefined);
  meter.book("E-A", 8_000, 9_000 as Price, 9_100 as Price);
  assertEquals(meter.points, 1);
  meter.game(update(1, "f", 0, 0));
  const lag = meter.game(update(25, "f", 3, 0));
  assertEquals([lag?.score.home, lag?.move], [3, undefined]);
});

Deno.test("a book is as wide as 5 cents at most to be measured", () => {
  const meter = meterWith([0, 60]);
  meter.book("E-H", 5_000, 6_000 as Price, 6_501 as Price);
  assertEquals(meter.points, 1);
  meter.book("E-H", 6_000, 6_000 as Price, 6_500 as Price);
  assertEquals(meter.points, 2);
});

Deno.test("points less than 100 ms apart are kept as one, at the moment of the first and the price of the last", () => {
  const meter = meterWith([0, 60]);
  const move = (ms: number, mid: number) => meter.book("E-H", ms, mid as Price, mid as Price);
  move(99, 6_200);
  assertEquals(meter.points, 1);
  move(100, 6_600);
  assertEquals(meter.points, 2);
  meter.game(update(0, "f", 0, 0));
  assertEquals(meter.game(update(9, "f", 3, 0))?.move, { at: 100, endedAt: 100, from: 6_200, to: 6_600 });
});

Deno.test("a busy book of hours is forgotten but for the window, and measured to 100 ms", () => {
  const meter = new LagMeter();
  meter.follow("E", "E-H", "home");
  meter.game(update(0, "f", 0, 0));
  for (let ms = 0; ms < 3_600_000; ms += 30) {
    const mid = (ms % 60 === 0 ? 5_000 : 5_010) + (ms >= 3_580_005 ? 800 : 0);
    meter.book("E-H", ms, mid as Price, mid as Price);
  }
  const lag = meter.game(update(3_600, "f", 3, 0));
  assert(lag?.lagMs !== undefined && Math.abs(lag.lagMs - 20_000) <= 100, `${lag?.lagMs}`);
  assert(meter.points <= 900 + 256 + 1, `${meter.points}`);
});
