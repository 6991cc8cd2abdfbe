/**
 * The games of a run as one account.
 *
 * Invariants: the account's last point less the starting cash is the sum of the games' gains; at every moment it is the sum
 * of what each game has gained by then; times rise; trades are by the time they were closed.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { measuredRun } from "../../src/backtest/combine.ts";
import { runGames } from "../../src/backtest/run.ts";
import type { GameResult } from "../../src/backtest/result.ts";
import { selectRecordings } from "../../src/backtest/select.ts";
import type { MeasuredRoundTrip } from "../../src/core/metrics/measured.ts";
import type { EquityPoint } from "../../src/core/statistics/game_path.ts";
import type { Micros, Quantity } from "../../src/core/numbers/money.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { dollars, micros } from "../core/support.ts";
import { inFolder } from "../cli/support.ts";
import { recordAll } from "./support/folders.ts";
import { must, NOW, planOf, REGISTRY, setupWith } from "./support/runs.ts";

const START = dollars(1_000);

function gameOf(name: string, points: readonly (readonly [at: number, gain: number])[]): GameResult {
  const equity = points.map(([at, gain]): EquityPoint => ({ at, equity: START + gain as Micros }));
  const [first] = equity;
  const last = equity.at(-1);
  return {
    event: name,
    recording: name,
    from: first?.at ?? 0,
    to: last?.at ?? 0,
    events: 1,
    strategies: [],
    startingCash: START,
    hasBook: true,
    settledBy: {},
    pnl: (last?.equity ?? START) - START as Micros,
    fees: micros(0),
    orders: 0,
    signals: 0,
    signalsRefused: 0,
    trades: [],
    equity,
    reasons: [],
    caveats: [],
  };
}

const curve = fc.array(fc.tuple(fc.nat(10), fc.integer({ min: -5_000, max: 5_000 })), { maxLength: 12 })
  .chain((steps) =>
    fc.nat(30).map((from) => {
      let at = from;
      // A game's account begins with the starting cash.
      return [[at, 0] as const, ...steps.map(([by, gain]) => [at += by, gain] as const)];
    })
  );

/** What a game has gained by a moment. */
function gainAt({ equity }: GameResult, at: number): number {
  return (equity.findLast((point) => point.at <= at)?.equity ?? START) - START;
}

Deno.test("the account of any games is the sum of their gains at every moment", () => {
  fc.assert(
    fc.property(fc.array(curve, { maxLength: 6 }), (curves) => {
      const games = curves.map((points, index) => gameOf(`game-${index}`, points));
      const { equity, startingCash } = measuredRun(START, games);
      assertEquals(startingCash, START);
      const total = games.reduce((sum, { pnl }) => sum + pnl, 0);
      assertEquals((equity.at(-1)?.equity ?? START) - START, total);
      for (const [index, { at, equity: sum }] of equity.entries()) {
        assert(at > (equity[index - 1]?.at ?? -1), "one point a moment, in order");
        assertEquals(sum - START, games.reduce((before, game) => before + gainAt(game, at), 0));
      }
      if (games.length > 0) {
        assertEquals(
          equity[0]?.at,
          Math.min(...games.map(({ from }) => from)),
          "it begins with the first game",
        );
      }
      const changes = new Set(games.flatMap((game) => game.equity.map(({ at }) => at)));
      for (const { at } of equity) assert(changes.has(at));
    }),
    { numRuns: 500, seed: 6 },
  );
});

Deno.test("the order in which games were run does not matter", () => {
  fc.assert(
    fc.property(fc.array(curve, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (curves, ranks) => {
      const games = curves.map((points, index) => gameOf(`game-${index}`, points));
      const shuffled = games.map((game) => ({ game, rank: ranks.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank).map(({ game }) => game);
      assertEquals(measuredRun(START, shuffled), measuredRun(START, games));
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("changes of several games at the same moment are one point, and what changes nothing is none but at the very end", () => {
  const one = gameOf("one", [[1, 0], [5, 100], [9, 100]]);
  const other = gameOf("other", [[1, 0], [5, -30], [7, -30]]);
  assertEquals(measuredRun(START, [one, other]).equity, [
    { at: 1, equity: START },
    { at: 5, equity: START + 70 as Micros },
    { at: 9, equity: START + 70 as Micros },
  ]);
  assertEquals(measuredRun(START, []), { startingCash: START, trades: [], equity: [], games: [] });
});

Deno.test("trades are by the time they were closed, of games at the same moment by their beginning", () => {
  const trade = (closedAt: number, openedAt: number, event: string): MeasuredRoundTrip => ({
    strategy: "s",
    market: "m",
    event,
    quantity: 100 as Quantity,
    entryMicros: micros(1),
    exitMicros: micros(2),
    pnl: micros(0),
    fees: micros(0),
    reason: "exit",
    openedAt,
    closedAt,
  });
  const early = { ...gameOf("early", [[1, 0]]), trades: [trade(9, 3, "early"), trade(20, 4, "early")] };
  const late = {
    ...gameOf("late", [[2, 0]]),
    trades: [trade(5, 3, "late"), trade(9, 3, "late"), trade(20, 2, "late")],
  };
  assertEquals(
    measuredRun(START, [late, early]).trades.map(({ closedAt, event }) => `${closedAt} ${event}`),
    ["5 late", "9 early", "9 late", "20 late", "20 early"],
  );
});

Deno.test("for every rule: round trips, games and account come to the same, to the micro-dollar", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const { recordings } = must(await selectRecordings({ root, now: NOW }));
    const parameters = { underdog_resilience: { max_period: 4 } };
    let trades = 0;
    for (const fillModel of ["queue", "depth", "touch"] as const) {
      for (const names of [...[...STRATEGIES.keys()].map((name) => [name]), [...STRATEGIES.keys()]]) {
        const plan = planOf(root, { setup: setupWith(names, { fillModel, latencyMs: 250 }, parameters) });
        const { games } = must(await runGames(recordings, plan, REGISTRY));
        const run = measuredRun(plan.setup.startingCash, games);
        const gain = games.reduce((sum, { pnl }) => sum + pnl, 0);
        const title = `${names.join("+")}, ${fillModel}`;
        assertEquals(run.trades.reduce((sum, { pnl }) => sum + pnl, 0), gain, `trades of ${title}`);
        assertEquals((run.equity.at(-1)?.equity ?? NaN) - run.startingCash, gain, `account of ${title}`);
        assertEquals(
          games.reduce((sum, { fees }) => sum + fees, 0),
          run.trades.reduce((sum, { fees }) => sum + fees, 0),
          `fees of ${title}`,
        );
        trades += run.trades.length;
      }
    }
    assert(trades > 200, `only ${trades} trades`);
  });
});
