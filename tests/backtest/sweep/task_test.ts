/**
 * A task of a sweep: its numbers are those of a plain backtest with the same parameters.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { computeRun } from "../../../src/backtest/backtest.ts";
import { CELL_WIDTH, planOf, runTask } from "../../../src/backtest/sweep/task.ts";
import { importRows } from "../../../src/recording/import/rows.ts";
import { ROW_FORMS } from "../../../src/recording/import/row_forms.ts";
import { inFolder } from "../../cli/support.ts";
import { dataTest } from "../../support/data.ts";
import { setupWith, tapeOf } from "../support/runs.ts";
import { gridOf, must, NOW, recordGames, REGISTRY, RULE, SMALL_GRID, sweepPlan } from "./support.ts";

Deno.test("a task's numbers are what a backtest with each set comes to, game by game", async () => {
  await inFolder(async (root) => {
    const paths = await recordGames(root, 2);
    const { plan } = sweepPlan(root);
    const grid = gridOf(SMALL_GRID);
    const sets = Array.from({ length: grid.cells }, (_, cell) => grid.cell(cell));
    const gains = new Set<number>();
    for (const [game, path] of paths.entries()) {
      const { numbers } = must(runTask(await tapeOf(path), { name: path }, plan, sets, REGISTRY));
      assertEquals(numbers.length, sets.length * CELL_WIDTH);
      for (const [index, parameters] of sets.entries()) {
        const setup = setupWith([RULE], {}, { [RULE]: parameters });
        const run = must(await computeRun({ ...plan, setup }, REGISTRY, { now: NOW }));
        const result = run.games.games[game];
        assert(result !== undefined);
        const { pnl, fees, trades } = result;
        const wins = trades.filter((trade) => trade.pnl > 0).length;
        const own = numbers.subarray(index * CELL_WIDTH, (index + 1) * CELL_WIDTH);
        assertEquals([...own], [pnl, fees, trades.length, wins], JSON.stringify(parameters));
        gains.add(pnl);
      }
    }
    assert(gains.size > 4, `sets differ: ${[...gains]}`);
  });
});

Deno.test("sets know nothing of each other: in another order each comes to the same", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordGames(root, 1);
    const tape = await tapeOf(path);
    const { plan } = sweepPlan(root);
    const sets = [0.9, 0.55, 0.8].map((threshold) => ({ threshold }));
    const { numbers: there } = must(runTask(tape, { name: path }, plan, sets, REGISTRY));
    const { numbers: back } = must(runTask(tape, { name: path }, plan, sets.toReversed(), REGISTRY));
    const parts = (numbers: Float64Array) =>
      sets.map((_, index) => [...numbers.subarray(index * CELL_WIDTH, (index + 1) * CELL_WIDTH)]);
    assertEquals(parts(back).reverse(), parts(there));
    assertNotEquals(parts(there)[0], parts(there)[1]);
  });
});

Deno.test("a set's parameters go over the fixed ones; what neither names has the default", async () => {
  await inFolder(async (root) => {
    const { plan } = sweepPlan(root);
    const [strategy] = plan.setup.strategies;
    assert(strategy !== undefined);
    const fixed = {
      ...plan,
      setup: {
        ...plan.setup,
        strategies: [{ ...strategy, parameters: { stop_loss: 0.02, take_profit: 0.5 } }],
      },
    };
    assertEquals(planOf(fixed, { threshold: 0.6, stop_loss: 0.05 }).setup.strategies, [
      { ...strategy, parameters: { stop_loss: 0.05, take_profit: 0.5, threshold: 0.6 } },
    ]);
    const [path = ""] = await recordGames(root, 1);
    const tape = await tapeOf(path);
    const numbers = (more: typeof plan, parameters: Readonly<Record<string, number>>) =>
      must(runTask(tape, { name: path }, more, [parameters], REGISTRY)).numbers;
    assertEquals(
      numbers(fixed, { threshold: 0.6 }),
      numbers(plan, { threshold: 0.6, stop_loss: 0.02, take_profit: 0.5 }),
    );
  });
});

Deno.test("parameters that make no strategy are a refusal", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordGames(root, 1);
    const refused = runTask(
      await tapeOf(path),
      { name: path },
      sweepPlan(root).plan,
      [{ threshold: 0.6 }, { threshold: 3 }],
      REGISTRY,
    );
    assert(!refused.ok);
    assert(/threshold/.test(refused.reason.message), refused.reason.message);
  });
});

dataTest(
  "kalshi-ticks",
  "over the ticks of a real game a task's numbers are those of a backtest",
  async (data) => {
    await inFolder(async (root) => {
      const event = "KXNBAGAME-25NOV22LACCHA";
      const files = ["CHA", "LAC"].map((team) => `${data}/${event}/${event}-${team}.jsonl.gz`);
      const imported = must(await importRows(files, ROW_FORMS.ticks, root, { program: "0.1.0" }));
      const [{ path } = { path: "" }] = imported.recordings;
      const { plan } = sweepPlan(root);
      const sets = [0.6, 0.75, 0.9].map((threshold) => ({ threshold, max_price: 0.98 }));
      const { numbers } = must(runTask(await tapeOf(path), { name: path }, plan, sets, REGISTRY));
      for (const [index, parameters] of sets.entries()) {
        const setup = setupWith([RULE], {}, { [RULE]: parameters });
        const { games: { games: [result] } } = must(
          await computeRun({ ...plan, setup }, REGISTRY, { now: NOW }),
        );
        assert(result !== undefined);
        const own = numbers.subarray(index * CELL_WIDTH, (index + 1) * CELL_WIDTH);
        assertEquals([...own.subarray(0, 3)], [result.pnl, result.fees, result.trades.length]);
      }
      assert(numbers.some((value) => value !== 0), "it traded");
    });
  },
);
