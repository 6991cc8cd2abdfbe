/**
 * The ranking of a sweep, over made-up matrices of gains whose order is known.
 *
 * Invariants: every set has one rank; of equals the lower cell comes first; an interval holds its own estimate; a set is
 * chosen on games that were over before those that judge it began.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Ranking, rankSweep } from "../../../src/backtest/sweep/ranking.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
import { type Gains, type MatrixOptions, matrixPart } from "./support.ts";

const DAY_MS = 86_400_000;

function ranked(
  rows: readonly Gains[],
  rank: "sharpe" | "pnl",
  folds = 0,
  options: MatrixOptions = {},
): Ranking {
  return rankSweep(matrixPart(rows, options), rank, folds);
}

const cellsOf = ({ sets }: Ranking) => sets.map(({ cell }) => cell);

/** Gains from a normal distribution. */
function noise(random: Random, games: number, mean = 0): number[] {
  return Array.from({ length: games }, () => Math.round(random.normal(mean, 1_000_000)));
}

Deno.test("by Sharpe a steady gain is before a larger one that is wild; by P&L it is the other way round", () => {
  const steady = [1_000_000, 1_100_000, 900_000, 1_000_000];
  const wild = [9_000_000, -4_000_000, 8_000_000, -5_000_000];
  const losing = [-1_000_000, -2_000_000, -1_500_000, -1_000_000];
  assertEquals(cellsOf(ranked([losing, wild, steady], "sharpe")), [2, 1, 0]);
  assertEquals(cellsOf(ranked([losing, wild, steady], "pnl")), [1, 2, 0]);
});

Deno.test("what a set came to is summed over its games", () => {
  const [best] = ranked([[3_000_000, 0, -1_000_000, 500_000]], "sharpe").sets;
  assert(best !== undefined);
  const { rank, cell, parameters, pnl, fees, roundTrips, wins } = best;
  assertEquals({ rank, cell, parameters, pnl, fees, roundTrips, wins }, {
    rank: 1,
    cell: 0,
    parameters: { place: 0 },
    pnl: 2_500_000,
    fees: 30_000,
    roundTrips: 3,
    wins: 2,
  });
  // Mean 625,000; squared distances from it sum to 8,687,500,000,000.
  assertAlmostEquals(best.sharpePerGame ?? NaN, 625_000 / Math.sqrt(8_687_500_000_000 / 3), 1e-12);
});

Deno.test("of equals the lower cell is first; of equal Sharpe ratios the higher gain", () => {
  const gains = [1_000_000, 2_000_000, 3_000_000];
  assertEquals(cellsOf(ranked([gains, gains, gains], "sharpe")), [0, 1, 2]);
  assertEquals(cellsOf(ranked([gains, gains, gains], "pnl")), [0, 1, 2]);
  const doubled = gains.map((gain) => gain * 2);
  assertEquals(cellsOf(ranked([gains, doubled], "sharpe")), [1, 0]);
});

Deno.test("sets that never traded are last, behind any that lost, whatever they are ranked by", () => {
  const never = [0, 0, 0];
  const lost = [-1_000_000, -3_000_000, -2_000_000];
  const won = [1_000_000, -1_000_000, 2_000_000];
  const ranking = ranked([never, lost, never, won], "sharpe");
  assertEquals(cellsOf(ranking), [3, 1, 0, 2]);
  assertEquals(cellsOf(ranked([never, lost, never, won], "pnl")), [3, 1, 0, 2]);
  assertEquals(ranking.sets.map(({ gamesTraded, gamesLost }) => [gamesTraded, gamesLost]), [
    [3, 1],
    [3, 3],
    [0, 0],
    [0, 0],
  ]);
  assertEquals(ranking.sets.at(-1)?.sharpePerGame, undefined);
  assertEquals(ranking.sets.at(-1)?.sharpeInterval, undefined);
});

Deno.test("a single game has no Sharpe ratio: sets are in order of their gain", () => {
  const ranking = ranked([[1], [3], [-2], [0]], "sharpe");
  assertEquals(cellsOf(ranking), [1, 0, 2, 3], "the last one never traded");
  assert(ranking.sets.every(({ sharpePerGame, pnlPerGame }) => (sharpePerGame ?? pnlPerGame) === undefined));
  assertEquals(ranking.deflated, undefined);
});

const gain = fc.integer({ min: -5_000_000, max: 5_000_000 });
const matrix = fc.integer({ min: 1, max: 8 }).chain((games) =>
  fc.array(fc.array(gain, { minLength: games, maxLength: games }), { minLength: 1, maxLength: 6 })
);

Deno.test("every set has one rank, scores never rise, and the order of the sets given plays no part", () => {
  fc.assert(
    fc.property(matrix, fc.constantFrom("sharpe", "pnl"), (rows, rank) => {
      const ranking = ranked(rows, rank);
      assertEquals(ranking.sets.map((set) => set.rank), rows.map((_, index) => index + 1));
      assertEquals(cellsOf(ranking).sort((a, b) => a - b), rows.map((_, index) => index));
      const scores = ranking.sets.map((set) => rank === "pnl" ? set.pnl : set.sharpePerGame ?? -Infinity);
      assert(scores.every((score, index) => score <= (scores[index - 1] ?? Infinity)), String(scores));
      const part = matrixPart(rows);
      const turned = rankSweep({ ...part, sets: part.sets.toReversed() }, rank, 0);
      assertEquals(cellsOf(turned), cellsOf(ranking));
    }),
    { numRuns: 40 },
  );
});

Deno.test("intervals hold their estimates, which are the mean gain and the Sharpe ratio", () => {
  const random = new Random(5);
  const rows = Array.from({ length: 12 }, (_, set) => noise(random, 30, set * 100_000));
  const { sets } = ranked(rows, "sharpe");
  for (const { pnl, pnlPerGame, sharpePerGame, sharpeInterval } of sets) {
    assert(pnlPerGame !== undefined && sharpeInterval !== undefined);
    assertEquals([pnlPerGame.confidence, sharpeInterval.confidence], [0.95, 0.95]);
    assertAlmostEquals(pnlPerGame.estimate, pnl / 30, 1e-6);
    assertEquals(sharpeInterval.estimate, sharpePerGame);
    for (const { low, estimate, high } of [pnlPerGame, sharpeInterval]) {
      assert(low < estimate && estimate < high, `${low} ${estimate} ${high}`);
    }
    // About two standard errors to either side: the deviation is 1,000,000, of 30 games.
    const width = pnlPerGame.high - pnlPerGame.low;
    assert(width > 400_000 && width < 1_100_000, String(width));
  }
});

Deno.test("the same sweep is ranked the same, to the last digit of its intervals", () => {
  const rows = Array.from({ length: 5 }, (_, set) => noise(new Random(set), 20));
  assertEquals(ranked(rows, "sharpe", 3), ranked(rows, "sharpe", 3));
});

Deno.test("the verdict is on the set of the first rank, whatever it is ranked by", () => {
  const random = new Random(9);
  const rows = Array.from({ length: 50 }, () => noise(random, 40));
  // Far more money, from one game.
  rows[7] = Array.from({ length: 40 }, (_, game) => game === 3 ? 500_000_000 : -1_000_000);
  const [gain, sharpe] = [ranked(rows, "pnl"), ranked(rows, "sharpe")];
  assertEquals(gain.sets[0]?.cell, 7);
  assert(sharpe.sets[0]?.cell !== 7);
  for (const { sets: [best], deflated } of [gain, sharpe]) {
    assertEquals([deflated?.cell, deflated?.sharpe, deflated?.trials], [best?.cell, best?.sharpePerGame, 50]);
  }
  assert((gain.deflated?.probability ?? 1) < (sharpe.deflated?.probability ?? 0));
});

/** The early games like the first set, the late ones the second. */
const EARLY = [5, 4, 6, 5, -9, -8, -9, -7].map((dollars) => dollars * 1_000_000);
const LATE = [-1, -2, -1, -2, 9, 8, 9, 7].map((dollars) => dollars * 1_000_000);

Deno.test("walking forward, the games of the test have no say in what is tested", () => {
  for (const rank of ["sharpe", "pnl"] as const) {
    const ranking = ranked([EARLY, LATE], rank, 1);
    assertEquals(cellsOf(ranking)[0], 1, "over all games the second set is the better one");
    assertEquals(ranking.folds, [{
      trainGames: 4,
      testGames: 4,
      cell: 0,
      parameters: { place: 0 },
      trainPnl: 20_000_000,
      testPnl: -33_000_000,
      testRoundTrips: 4,
    }]);
  }
});

Deno.test("whatever the games of a test come to, the set that is tested stays", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(gain, { minLength: 9, maxLength: 9 }), { minLength: 2, maxLength: 5 }),
      fc.array(gain, { minLength: 5, maxLength: 5 }),
      (rows, other) => {
        const chosen = (given: readonly Gains[]) =>
          ranked(given, "sharpe", 2).folds.map((
            { cell, trainPnl, trainGames },
          ) => [cell, trainPnl, trainGames]);
        // Two folds of nine games: three to train on, three to test, three to test.
        const late = rows.map((row, set) => set === 0 ? [...row.slice(0, 6), ...other.slice(0, 3)] : row);
        assertEquals(chosen(late), chosen(rows), "the last three games judge only");
        const middle = rows.map((row, set) => set === 0 ? [...row.slice(0, 3), ...other, row[8] ?? 0] : row);
        assertEquals(chosen(middle)[0], chosen(rows)[0], "the first choice knows three games");
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("games are walked through by their beginning, whatever their place in the part", () => {
  const places = [3, 0, 7, 1, 6, 2, 5, 4];
  const turned = (row: Gains) => places.map((place) => row[place] ?? 0);
  const begins = places.map((place) => 1_700_000_000_000 + place * DAY_MS);
  const straight = ranked([EARLY, LATE], "sharpe", 3);
  const mixed = ranked([turned(EARLY), turned(LATE)], "sharpe", 3, { begins });
  assertEquals(mixed.folds, straight.folds);
  assertEquals(
    mixed.sets.map(({ cell, pnl }) => [cell, pnl]),
    straight.sets.map(({ cell, pnl }) => [cell, pnl]),
  );
});

Deno.test("a game that was still on when the test began is not learned from", () => {
  // Each game lasts until the one after the next: the last before a test is not over yet.
  const [fold] = ranked([EARLY, LATE], "pnl", 1, { lengthMs: DAY_MS * 1.5 }).folds;
  assertEquals([fold?.trainGames, fold?.trainPnl], [3, 15_000_000]);
});

Deno.test("of sets alike on the games before, the one that gained more on them is walked with, not the lower cell", () => {
  const small = [1_000_000, 2_000_000, 3_000_000, -1_000_000];
  const large = small.map((gain) => gain * 2);
  const [fold] = ranked([small, large], "sharpe", 1).folds;
  assertEquals([fold?.cell, fold?.trainPnl], [1, 6_000_000], "the Sharpe ratios are the same");
  const [same] = ranked([large, large], "sharpe", 1).folds;
  assertEquals(same?.cell, 0);
});

Deno.test("a set that had not traded before is not walked with while another had", () => {
  const late = [0, 0, 9_000_000, 9_000_000];
  const lost = [-1_000_000, -2_000_000, -1_000_000, 3_000_000];
  for (const rank of ["sharpe", "pnl"] as const) {
    const [fold] = ranked([late, lost], rank, 1).folds;
    assertEquals([fold?.cell, fold?.testPnl, fold?.testRoundTrips], [1, 2_000_000, 2]);
  }
});

Deno.test("too few games for the folds, and games that are not over: the ranking stands, and says why nothing was walked", () => {
  const notWalked = (games: number, folds: number, options: MatrixOptions = {}) => {
    const ranking = ranked([Array.from({ length: games }, (_, game) => game + 1)], "sharpe", folds, options);
    assertEquals([ranking.sets.length, ranking.folds.length === 0], [1, ranking.notWalked !== undefined]);
    return ranking.notWalked;
  };
  assertEquals(notWalked(3, 3), "Cannot walk forward: expected at least 5 games for 3 folds, was 3");
  assertEquals(notWalked(4, 3), "Cannot walk forward: expected at least 5 games for 3 folds, was 4");
  assertEquals(notWalked(2, 1), "Cannot walk forward: expected at least 3 games for 1 fold, was 2");
  assertEquals([notWalked(5, 3), notWalked(3, 1), notWalked(102, 100)], [undefined, undefined, undefined]);
  assert(/no game is over when the test of fold 1/.test(notWalked(3, 1, { begins: [0, 0, 0] }) ?? ""));
  // Two games before the test of the first fold, one of them still on when it begins.
  assertEquals(
    notWalked(4, 2, { lengthMs: DAY_MS * 1.5 }),
    "Cannot walk forward: expected 2 games or more that are over when the test of fold 1 of 2 begins, was 1",
  );
});
