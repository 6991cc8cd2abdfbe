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
import { warningOf } from "../../../src/backtest/sweep/files.ts";
import { type Ranking, rankSweep } from "../../../src/backtest/sweep/ranking.ts";
import { Random } from "../../../src/core/prng.ts";
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

Deno.test("by Sharpe sets that never traded are last, behind any that lost", () => {
  const never = [0, 0, 0];
  const lost = [-1_000_000, -3_000_000, -2_000_000];
  const won = [1_000_000, -1_000_000, 2_000_000];
  const ranking = ranked([never, lost, never, won], "sharpe");
  assertEquals(cellsOf(ranking), [3, 1, 0, 2]);
  assertEquals(ranking.sets.at(-1)?.sharpePerGame, undefined);
  assertEquals(ranking.sets.at(-1)?.sharpeInterval, undefined);
});

Deno.test("a single game has no Sharpe ratio: sets are in order of their gain", () => {
  const ranking = ranked([[1], [3], [-2], [0]], "sharpe");
  assertEquals(cellsOf(ranking), [1, 0, 3, 2]);
  assert(ranking.sets.every(({ sharpePerGame, pnlPerGame }) => (sharpePerGame ?? pnlPerGame) === undefined));
  assertEquals(ranking.deflated, undefined);
  assert(/too few games/.test(warningOf(ranking) ?? ""));
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

Deno.test("the best of many sets of pure noise is called luck", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = new Random(seed);
    const ranking = ranked(Array.from({ length: 200 }, () => noise(random, 40)), "sharpe");
    assertEquals(ranking.deflated?.trials, 200);
    assert((ranking.sets[0]?.sharpePerGame ?? 0) > 0.25, "it looks good by itself");
    const warning = warningOf(ranking) ?? "";
    assert(/the best of 200 sets is likely luck: .* is \d+ %$/.test(warning), warning);
  }
});

Deno.test("a clear winner among noise is not called luck", () => {
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed);
    const rows = Array.from({ length: 200 }, () => noise(random, 60));
    rows[77] = noise(random, 60, 1_500_000);
    const ranking = ranked(rows, "sharpe");
    assertEquals(ranking.sets[0]?.cell, 77);
    assert((ranking.deflated?.probability ?? 0) > 0.99);
    assertEquals(warningOf(ranking), undefined);
  }
});

Deno.test("ranked by P&L, the verdict is still on the best Sharpe ratio of all sets", () => {
  const random = new Random(9);
  const rows = Array.from({ length: 50 }, () => noise(random, 40));
  const [gain, sharpe] = [ranked(rows, "pnl"), ranked(rows, "sharpe")];
  assert(gain.deflated !== undefined && sharpe.deflated !== undefined);
  assertEquals(gain.deflated.sharpe, sharpe.sets[0]?.sharpePerGame);
  assertAlmostEquals(gain.deflated.probability, sharpe.deflated.probability, 1e-9);
});

Deno.test("where no set traded, that is what is said", () => {
  assertEquals(warningOf(ranked([[0, 0, 0], [0, 0, 0]], "sharpe")), "no set traded");
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

Deno.test("walking forward into losses is a warning of its own, where the best set is no luck", () => {
  const random = new Random(4);
  const steady = Array.from(
    { length: 30 },
    (_, game) => 2_000_000 + Math.round(random.normal(0, 300_000)) * (game < 15 ? 1 : -1),
  );
  const folds = [{ trainGames: 15, testGames: 15, cell: 0, parameters: {}, trainPnl: 1, testPnl: -1 }];
  const ranking = ranked([steady], "sharpe");
  assertEquals(warningOf(ranking), undefined);
  assert(/walking forward, .* lost/.test(warningOf({ ...ranking, folds }) ?? ""));
});

Deno.test("too few games for the folds, and games that are all at once: the ranking stands, and says why nothing was walked", () => {
  const few = rankSweep(matrixPart([[1, 2, 3]]), "sharpe", 3);
  assert(/at least 4 games for 3 folds, was 3/.test(few.notWalked ?? ""), few.notWalked);
  const atOnce = rankSweep(matrixPart([[1, 2, 3]], { begins: [0, 0, 0] }), "sharpe", 1);
  assert(/no game is over when the test of fold 1/.test(atOnce.notWalked ?? ""), atOnce.notWalked);
  for (const { sets, folds } of [few, atOnce]) assertEquals([sets.length, folds.length], [1, 0]);
  assertEquals(rankSweep(matrixPart([[1, 2, 3]]), "sharpe", 2).notWalked, undefined);
});
