/**
 * The figures that the recipes are shipped for, made again from the real plays. A season's figure moves by about 0.0005 with
 * the seed; a swapped side, a leaked season or a lost feature moves it by 0.005 and more.
 */
import { assert, assertAlmostEquals, assertLess } from "@std/assert";
import type { Result } from "../../../src/core/result.ts";
import { logLoss } from "../../../src/core/statistics/mod.ts";
import { loadPlays } from "../../../src/models/data/load.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import type { PregameSource } from "../../../src/models/situation/pregame.ts";
import type { Sport } from "../../../src/models/situation/sport.ts";
import { judgeSeasons, reload, type Said } from "../../../src/models/training/judge.ts";
import { RECIPES } from "../../../src/models/training/recipes.ts";
import { changeRecipe } from "../../../src/models/training/settings.ts";
import { trainModel } from "../../../src/models/training/train.ts";
import { dataTest } from "../../support/data.ts";

const NFL = "nfl-pbp/nfl_plays_2020_2022.parquet";
const NBA = "nba-pbp/nba_plays_2021_2025.parquet";

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason.message);
  return result.value;
}

/** Trains without a season on fewer rows, and judges that season. */
async function heldOut(sport: Sport, path: string, season: number, rows: number) {
  const table = given(await loadPlays(sport, [path]));
  const recipe = given(changeRecipe(RECIPES[sport], { growth: {}, rows }));
  const options = { recipe, earlier: [] };
  const trained = given(
    await trainModel(table, {
      ...options,
      kind: "both",
      seed: 1,
      without: [season],
      name: sport,
      on: "2026-01-01",
    }),
  );
  return { table, said: given(judgeSeasons(table, given(reload(trained)), [season], options)) };
}

/** Log loss of a season's games with one source; in the NBA of the regular season. */
function lossOf(table: PlayTable, { places, sources }: Said, source: PregameSource): number {
  const chances = sources.find((said) => said.source === source)?.chances;
  assert(chances !== undefined);
  return meanLoss(table, places, (index) => chances[index] ?? NaN);
}

function meanLoss(table: PlayTable, places: Int32Array, chance: (index: number) => number): number {
  let [sum, count] = [0, 0];
  for (const [index, row] of places.entries()) {
    if (table.sport === "nba" && table.games[table.gameOf[row] ?? -1]?.playoffs === true) continue;
    sum += logLoss(chance(index), table.label[row] ?? NaN, 1e-6);
    count++;
  }
  return sum / count;
}

dataTest(NFL, "the NFL's recipe judges 2022 from 2020 and 2021 as it was shipped for", async (path) => {
  const { table, said } = await heldOut("nfl", path, 2022, 200_000);
  assertAlmostEquals(lossOf(table, said, "spread"), 0.5173, 0.002);
  assertAlmostEquals(lossOf(table, said, "rating"), 0.5317, 0.002);
  assertAlmostEquals(lossOf(table, said, "none"), 0.5645, 0.0025);
  const { reference } = table;
  const wp = meanLoss(table, said.places, (index) => reference?.[said.places[index] ?? 0] ?? NaN);
  assertAlmostEquals(wp, 0.5611, 0.0003);
  assertLess(lossOf(table, said, "rating"), wp - 0.02);
});

dataTest(
  NBA,
  "the NBA's recipe judges 2024-25 from the seasons before it as it was shipped for",
  async (path) => {
    // A sixth of the rows: the figure with all of them is 0.4422.
    const { table, said } = await heldOut("nba", path, 2025, 40_000);
    assertAlmostEquals(lossOf(table, said, "rating"), 0.443, 0.002);
    assertAlmostEquals(lossOf(table, said, "none"), 0.485, 0.002);
  },
);
