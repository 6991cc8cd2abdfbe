/**
 * The files of a sweep: what stands in which column, and the same bytes for the same sweep.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseCsv } from "../../../src/backtest/csv.ts";
import { rankingCsv, sweepJson, warningOf } from "../../../src/backtest/sweep/files.ts";
import { rankSweep } from "../../../src/backtest/sweep/ranking.ts";
import { Random } from "../../../src/core/prng.ts";
import { matrixPart } from "./support.ts";

const ROWS = [[1_234_567, 0, -500_000], [0, 0, 0], [2_000_000, 1_000_000, 1_500_000]];
const PARAMETERS = [
  { threshold: 0.6, side: "home, or away", hold: true },
  { threshold: 0.7, side: "=1+1", hold: false },
  { threshold: 0.8, side: "home", hold: true },
];
const PART = matrixPart(ROWS, { parameters: PARAMETERS });
const RANKING = rankSweep(PART, "sharpe", 0);

Deno.test("ranking.csv has a row a set, best first, with its parameters by name", () => {
  const csv = rankingCsv(RANKING, 3);
  const [heading = ""] = csv.split("\n");
  assertEquals(heading.split(","), [
    ...["rank", "cell", "hold", "side", "threshold"],
    ...["games", "round_trips", "wins", "hit_rate", "pnl", "fees"],
    ...["pnl_per_game", "pnl_low", "pnl_high", "sharpe_per_game", "sharpe_low", "sharpe_high"],
  ]);
  const rows = parseCsv(csv);
  assertEquals(rows.map(({ rank, cell }) => [rank, cell]), [["1", "2"], ["2", "0"], ["3", "1"]]);
  const [best, second, never] = rows;
  assertEquals([best?.["threshold"], best?.["side"], best?.["hold"]], ["0.8", "home", "true"]);
  assertEquals([best?.["games"], best?.["round_trips"], best?.["wins"], best?.["hit_rate"]], [
    "3",
    "3",
    "3",
    "1",
  ]);
  assertEquals(Number(best?.["pnl"]), 4.5);
  assertEquals(Number(best?.["fees"]), 0.03);
  assertEquals(Number(best?.["pnl_per_game"]), 1.5);
  assertEquals(Number(best?.["sharpe_per_game"]), 3);
  assert(Number(best?.["pnl_low"]) >= 1 && Number(best?.["pnl_high"]) <= 2);
  assertEquals(second?.["side"], "home, or away");
  assertEquals(Number(second?.["pnl"]), 0.734567);
  assertEquals(second?.["hit_rate"], "0.5");
  assertEquals([never?.["round_trips"], never?.["hit_rate"], never?.["sharpe_per_game"]], ["0", "", ""]);
  assertEquals(never?.["side"], "'=1+1", "a spreadsheet does not take it for a formula");
});

Deno.test("sweep.json says what was swept, the best sets, and how far to believe them", () => {
  const record = JSON.parse(sweepJson(PART, RANKING, "sharpe"));
  assertEquals(Object.keys(record), [
    ...["config", "games", "left_out", "sets", "refused", "ranked_by", "best"],
    ...["deflated_sharpe", "walk_forward", "not_walked", "caveats", "warning"],
  ]);
  assertEquals([record.sets, record.refused, record.ranked_by], [3, 0, "sharpe"]);
  assertEquals(record.games, PART.games);
  assertEquals(record.best.map(({ cell }: { readonly cell: number }) => cell), [2, 0, 1]);
  assertEquals(record.best[0].parameters, PARAMETERS[2]);
  assertEquals([Number(record.best[0].pnl), record.best[0].pnl_per_game.confidence], [4.5, 0.95]);
  assertEquals([record.best[2].sharpe_per_game, record.best[2].sharpe_interval], [null, null]);
  assertEquals(record.deflated_sharpe.trials, 2, "a set that never traded was no try");
  assertEquals(record.warning, warningOf(RANKING) ?? null);
});

Deno.test("sweep.json has the best hundred sets at most; the ranking has all", () => {
  const random = new Random(3);
  const part = matrixPart(
    Array.from({ length: 130 }, () => [0, 1, 2].map(() => random.integer(-1_000_000, 1_000_000))),
  );
  const ranking = rankSweep(part, "pnl", 0);
  assertEquals(JSON.parse(sweepJson(part, ranking, "pnl")).best.length, 100);
  assertEquals(parseCsv(rankingCsv(ranking, 3)).length, 130);
});

Deno.test("walking forward stands in sweep.json with the gain on either side", () => {
  const ranking = rankSweep(PART, "pnl", 2);
  const { walk_forward: folds } = JSON.parse(sweepJson(PART, ranking, "pnl"));
  assertEquals(
    folds.map((fold: Record<string, unknown>) => [fold["train_games"], fold["test_games"], fold["cell"]]),
    [
      [1, 1, 2],
      [2, 1, 2],
    ],
  );
  assertEquals(
    folds.map((fold: Record<string, unknown>) => [Number(fold["train_pnl"]), Number(fold["test_pnl"])]),
    [
      [2, 1],
      [3, 1.5],
    ],
  );
});

Deno.test("the same sweep gives the same bytes", () => {
  const again = matrixPart(ROWS, { parameters: PARAMETERS });
  const ranking = rankSweep(again, "sharpe", 0);
  assertEquals(rankingCsv(ranking, 3), rankingCsv(RANKING, 3));
  assertEquals(sweepJson(again, ranking, "sharpe"), sweepJson(PART, RANKING, "sharpe"));
});

Deno.test("money is never written as minus nothing", () => {
  const part = matrixPart([[0, 0], [-1, 0], [1, -1]]);
  const ranking = rankSweep(part, "sharpe", 0);
  for (const text of [rankingCsv(ranking, 2), sweepJson(part, ranking, "sharpe")]) {
    assert(!/(?<!\w)-0(\.0*)?(?=[",\n])/.test(text), text);
  }
});
