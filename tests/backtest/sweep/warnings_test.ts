/**
 * What a sweep says against its own best set.
 *
 * Invariants: nothing that is luck is shown without a warning while there are few games; no warning hides another; a
 * warning is on the set that is shown first.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Ranking, rankSweep } from "../../../src/backtest/sweep/ranking.ts";
import type { FoldResult } from "../../../src/backtest/sweep/walk_forward.ts";
import { warningsOf } from "../../../src/backtest/sweep/warnings.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
import { type Gains, matrixPart } from "./support.ts";

const NO_LOSS = "the best set lost in no game: what a loss would cost is not known";
const few = (games: number) =>
  `${games} games in which the best set traded are too few to tell it from luck (30 are commonly asked for)`;

function ranked(rows: readonly Gains[], rank: "sharpe" | "pnl" = "sharpe", folds = 0): Ranking {
  return rankSweep(matrixPart(rows), rank, folds);
}

/** Gains from a normal distribution. */
function noise(random: Random, games: number, mean = 0): number[] {
  return Array.from({ length: games }, () => Math.round(random.normal(mean, 1_000_000)));
}

/** Sets without merit, and one that has some. */
function withWinner(seed: number, games: number): number[][] {
  const random = new Random(seed);
  const rows = Array.from({ length: 200 }, () => noise(random, games));
  rows[77] = noise(random, games, 1_500_000);
  return rows;
}

Deno.test("pure luck over few games is never shown without a warning, whatever the ranking and the number of sets", () => {
  for (const games of [2, 3, 5, 10, 20]) {
    for (let seed = 1; seed <= 25; seed++) {
      const random = new Random(seed * 1_000 + games);
      const sets = [1, 2, 10, 60][seed % 4] ?? 1;
      // Every third one is luck of the kind that mostly wins a little and seldom loses all.
      const rows = Array.from(
        { length: sets },
        () =>
          seed % 3 === 0
            ? Array.from({ length: games }, () => random.chance(0.9) ? 100_000 : -900_000)
            : noise(random, games),
      );
      for (const rank of ["sharpe", "pnl"] as const) {
        for (const folds of [0, 1]) {
          const warnings = warningsOf(ranked(rows, rank, folds));
          assert(warnings.length > 0, `${rank}: ${sets} sets over ${games} games, seed ${seed}`);
        }
      }
    }
  }
});

Deno.test("the best of many sets of pure noise over enough games is still called luck", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = new Random(seed);
    const ranking = ranked(Array.from({ length: 200 }, () => noise(random, 40)));
    assert((ranking.sets[0]?.sharpePerGame ?? 0) > 0.25, "it looks good by itself");
    const [warning = "", ...others] = warningsOf(ranking);
    assertEquals(others, []);
    assert(
      /^the best of 200 sets cannot be told from luck: \d+\.\d % that its Sharpe ratio is more than so many tries would show by chance; 95 % is commonly asked for$/
        .test(warning),
      warning,
    );
  }
});

Deno.test("nothing is said against a clear winner over enough games that has lost as well", () => {
  for (const seed of [1, 2, 3]) {
    for (const rank of ["sharpe", "pnl"] as const) {
      const ranking = ranked(withWinner(seed, 60), rank);
      assertEquals(ranking.sets[0]?.cell, 77);
      assertEquals(warningsOf(ranking), []);
    }
  }
});

Deno.test("fewer than thirty games that were traded are too few, however good the numbers and however many others there are", () => {
  assertEquals(warningsOf(ranked(withWinner(2, 29))).filter((line) => line === few(29)), [few(29)]);
  assertEquals(warningsOf(ranked(withWinner(2, 30))).filter((line) => line.includes("too few")), []);
  const rows = withWinner(1, 60).map((row, set) =>
    set === 77 ? row.map((gain, game) => game < 12 ? gain : 0) : row
  );
  const picked = ranked([rows[77] ?? []], "pnl");
  assertEquals(picked.sets[0]?.gamesTraded, 12);
  assert(warningsOf(picked).includes(few(12)), "games without a trade say nothing");
  assert(
    warningsOf(ranked([[5]])).includes(
      "1 game in which the best set traded is too few to tell it from luck (30 are commonly asked for)",
    ),
  );
});

Deno.test("a set that never lost is warned of: the gain of many small wins is what one loss takes", () => {
  const gains = Array.from({ length: 40 }, (_, game) => 100_000 + game);
  assertEquals(warningsOf(ranked([gains])), [NO_LOSS]);
  assertEquals(warningsOf(ranked([gains.slice(0, 5)])), [few(5), NO_LOSS]);
});

Deno.test("where no set traded, and where every set lost, there is no talk of luck", () => {
  assertEquals(warningsOf(ranked([[0, 0, 0], [0, 0, 0]])), ["no set traded"]);
  assertEquals(warningsOf(ranked([[-1, -2, 1], [0, 0, 0], [-5, -5, -6]])), ["every set that traded lost"]);
  assertEquals(warningsOf(ranked([[0, 0, 0], [-5, -5, -6]], "pnl")), ["every set that traded lost"]);
});

Deno.test("the best of one set is not the best of many", () => {
  const alone = Array.from({ length: 40 }, (_, game) => game % 2 === 0 ? 1_100_000 : -1_000_000);
  const ranking = ranked([alone]);
  assert((ranking.deflated?.probability ?? 1) < 0.95);
  assertEquals(warningsOf(ranking), []);
  assertEquals(warningsOf(ranked([alone, alone.map(() => 0)])), []);
});

Deno.test("the probability that is shown is never rounded up to what is asked for", () => {
  const rows = withWinner(1, 60);
  const { deflated, ...ranking } = ranked(rows);
  assert(deflated !== undefined);
  const shown = (probability: number) => {
    const [, percent] =
      /luck: ([\d.]+) %/.exec(warningsOf({ ...ranking, deflated: { ...deflated, probability } })[0] ?? "") ??
        [];
    return percent;
  };
  assertEquals([0, 0.0009, 0.5, 0.7777, 0.949, 0.9499999999999999].map(shown), [
    "0.0",
    "0.0",
    "50.0",
    "77.7",
    "94.9",
    "94.9",
  ]);
  assertEquals([0.95, 1].map(shown), [undefined, undefined]);
});

Deno.test("the set that is shown first is judged, not the one with the best Sharpe ratio", () => {
  const rows = withWinner(1, 60);
  // Most money of all, from one game.
  rows[5] = Array.from({ length: 60 }, (_, game) => game === 3 ? 900_000_000 : -1_000_000);
  assertEquals(warningsOf(ranked(rows, "sharpe")), []);
  const [warning = ""] = warningsOf(ranked(rows, "pnl"));
  assert(/^the best of 200 sets cannot be told from luck/.test(warning), warning);
});

function fold(testPnl: number, testRoundTrips: number): FoldResult {
  return { trainGames: 15, testGames: 15, cell: 0, parameters: {}, trainPnl: 1, testPnl, testRoundTrips };
}

Deno.test("walking forward into losses, or into nothing, is a warning of its own and hides no other", () => {
  const ranking = ranked(withWinner(1, 60));
  const walked = (...folds: readonly FoldResult[]) => warningsOf({ ...ranking, folds });
  const chosen = "walking forward, the sets chosen on earlier games";
  assertEquals(walked(fold(5_000_000, 3), fold(-4_000_000, 3)), []);
  assertEquals(walked(fold(-5_000_000, 3), fold(4_000_000, 3)), [
    `${chosen} lost $1.00 on those that followed`,
  ]);
  assertEquals(walked(fold(-3, 3)), [`${chosen} lost less than a cent on those that followed`]);
  assertEquals(walked(fold(0, 0)), [`${chosen} gained nothing on those that followed: they did not trade`]);
  assertEquals(walked(fold(3, 1), fold(-3, 1)), [`${chosen} gained nothing on those that followed`]);
  const small = ranked([[5, 5, 6], [0, 0, 0]]);
  assertEquals(warningsOf({ ...small, folds: [fold(-1_000_000, 1)] }), [
    few(3),
    NO_LOSS,
    `${chosen} lost $1.00 on those that followed`,
  ]);
  const all = ranked([[-5, -5, -6]]);
  assertEquals(warningsOf({ ...all, folds: [fold(-1_000_000, 1)] }).length, 2);
});
