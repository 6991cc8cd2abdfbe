/**
 * The files of a sweep: what stands in which column, and the same bytes for the same sweep.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseCsv } from "../../../src/lib/rows.ts";
import { rankingCsv, sweepJson } from "../../../src/backtest/sweep/files.ts";
import { rankSweep } from "../../../src/backtest/sweep/ranking.ts";
import { warningsOf } from "../../../src/backtest/sweep/warnings.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
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
  assertEquals([best?.["pnl_low"], best?.["pnl_high"], best?.["sharpe_low"]], ["", "", ""], "so few games");
  assertEquals(second?.["side"], "home, or away");
  assertEquals(Number(second?.["pnl"]), 0.734567);
  assertEquals(second?.["hit_rate"], "0.5");
  assertEquals([never?.["round_trips"], never?.["hit_rate"], never?.["sharpe_per_game"]], ["0", "", ""]);
  assertEquals(never?.["side"], "'=1+1", "a spreadsheet does not take it for a formula");
});

Deno.test("sweep.json says what was swept, the best sets, and how far to believe them", () => {
  const record = JSON.parse(sweepJson(PART, RANKING, "sharpe"));
  assertEquals(Object.keys(record), [
    ...["config", "games", "left_out", "sets", "refused", "refused_because", "ranked_by", "best"],
    ...["deflated_sharpe", "walk_forward", "walk_forward_total", "not_walked", "caveats", "warnings"],
  ]);
  assertEquals([record.sets, record.refused, record.ranked_by], [3, 0, "sharpe"]);
  assertEquals(record.games, PART.games);
  assertEquals(record.best.map(({ cell }: { readonly cell: number }) => cell), [2, 0, 1]);
  assertEquals(record.best[0].parameters, PARAMETERS[2]);
  assertEquals([Number(record.best[0].pnl), record.best[0].pnl_per_game], [4.5, null]);
  assertEquals(
    record.best.map((set: Record<string, unknown>) => [set["games_traded"], set["games_lost"]]),
    [[3, 0], [2, 1], [0, 0]],
  );
  assertEquals([record.best[2].sharpe_per_game, record.best[2].sharpe_interval], [null, null]);
  assertEquals(record.deflated_sharpe.trials, 2, "a set that never traded was no try");
  assertEquals([record.deflated_sharpe.cell, record.deflated_sharpe.sharpe_per_game], [2, 3]);
  assertEquals([record.refused_because, record.walk_forward_total], [null, null]);
  assertEquals(record.warnings, warningsOf(RANKING));
  assert(record.warnings.length >= 2);
});

Deno.test("of ten games or more the best sets have intervals in both files", () => {
  const random = new Random(8);
  const part = matrixPart([Array.from({ length: 10 }, () => random.integer(-500_000, 1_000_000))]);
  const ranking = rankSweep(part, "sharpe", 0);
  const { best: [{ pnl_per_game: money, sharpe_interval: ratio }] } = JSON.parse(
    sweepJson(part, ranking, "sharpe"),
  );
  const [row] = parseCsv(rankingCsv(ranking, 10));
  assertEquals([money.confidence, ratio.confidence], [0.95, 0.95]);
  assert(Number(money.low) < Number(money.high) && ratio.low < ratio.high);
  assertEquals([row?.["pnl_low"], row?.["pnl_high"]], [money.low, money.high]);
  assertEquals([Number(row?.["sharpe_low"]), Number(row?.["sharpe_high"])], [ratio.low, ratio.high]);
  const nine = {
    ...part,
    games: part.games.slice(1),
    sets: part.sets.map((set) => ({ ...set, games: set.games.slice(1) })),
  };
  const [few] = rankSweep(nine, "sharpe", 0).sets;
  assertEquals([few?.pnlPerGame, few?.sharpeInterval], [undefined, undefined]);
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

Deno.test("walking forward stands in sweep.json with the gain on either side, and summed up", () => {
  const part = matrixPart([[0, 0, 0, 0], [1_000_000, 2_000_000, -3_500_000, 500_000]]);
  const ranking = rankSweep(part, "pnl", 2);
  const { walk_forward: folds, walk_forward_total: total } = JSON.parse(sweepJson(part, ranking, "pnl"));
  assertEquals(folds, [
    {
      train_games: 2,
      test_games: 1,
      cell: 1,
      parameters: { place: 1 },
      train_pnl: "3.000000",
      test_pnl: "-3.500000",
      test_round_trips: 1,
    },
    {
      train_games: 3,
      test_games: 1,
      cell: 1,
      parameters: { place: 1 },
      train_pnl: "-0.500000",
      test_pnl: "0.500000",
      test_round_trips: 1,
    },
  ]);
  assertEquals(total, { test_games: 2, test_pnl: "-3.000000", test_round_trips: 2 });
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
