import { assert, assertEquals, assertLess, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { Result } from "../../../src/core/result.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { seasonsOf } from "../../../src/models/data/split.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { judgeInTurn, judgeSeasons, reload, type Said } from "../../../src/models/training/judge.ts";
import { RECIPES } from "../../../src/models/training/recipes.ts";
import { changeRecipe } from "../../../src/models/training/settings.ts";
import { type TrainingOptions, trainModel } from "../../../src/models/training/train.ts";
import { newSituation } from "../../../src/models/situation/situation.ts";
import { type Sport, SPORTS } from "../../../src/models/situation/sport.ts";
import { logLoss } from "../../../src/core/statistics/mod.ts";
import { madeTable } from "../support/made_seasons.ts";

const SEASONS = [2021, 2022, 2023];
const TABLES: Readonly<Record<Sport, PlayTable>> = {
  nba: await madeTable("nba", { seasons: SEASONS, gamesEach: 60, seed: 1 }),
  nfl: await madeTable("nfl", { seasons: SEASONS, gamesEach: 60, seed: 1 }),
};

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason.message);
  return result.value;
}

/** A recipe that takes no time. */
function options(sport: Sport, change: Partial<TrainingOptions> = {}): TrainingOptions {
  const small = changeRecipe(RECIPES[sport], {
    growth: { rounds: 8, depth: 3, minChildWeight: 5 },
    rows: 5_000,
  });
  return {
    recipe: given(small),
    kind: "both",
    seed: 1,
    without: [],
    earlier: [],
    name: sport,
    on: "2026-01-01",
    ...change,
  };
}

async function fileOf(table: PlayTable, change: Partial<TrainingOptions> = {}): Promise<string> {
  return writeModel(given(await trainModel(table, options(table.sport, change))).content);
}

/** The table with other winners in the games of a season. */
function withOthersWinning(table: PlayTable, season: number): PlayTable {
  return {
    ...table,
    label: table.label.map((label, row) => table.seasons[row] === season ? 1 - label : label),
    games: table.games.map((game) =>
      game.season === season
        ? { ...game, homeWin: !game.homeWin, homeScore: game.awayScore, awayScore: game.homeScore }
        : game
    ),
  };
}

function lossOf(table: PlayTable, places: Int32Array, chance: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < places.length; index++) {
    sum += logLoss(chance(index), table.label[places[index] ?? 0] ?? 0, 1e-6);
  }
  return sum / places.length;
}

for (const sport of SPORTS) {
  const table = TABLES[sport];

  Deno.test(`${sport}: the same seed gives the same file, another seed another one`, async () => {
    const file = await fileOf(table);
    assertEquals(await fileOf(table), file);
    assertNotEquals(await fileOf(table, { seed: 2 }), file);
  });

  Deno.test(`${sport}: nothing of a season that is left out comes into the model`, async () => {
    // The last season: results of an earlier one are in the ratings of later games, as they were known then.
    const changed = withOthersWinning(table, 2023);
    assertEquals(await fileOf(changed, { without: [2023] }), await fileOf(table, { without: [2023] }));
    assertNotEquals(await fileOf(changed), await fileOf(table));
  });

  Deno.test(`${sport}: every source that a session may have is answered for`, async () => {
    const model = given(reload(given(await trainModel(table, options(sport)))));
    assertEquals([...model.sources], ["market", "spread", "rating", "none"]);
    const { trained } = model;
    assertEquals(trained?.seasons, SEASONS);
    assertEquals(trained?.games, table.games.length);
    assertEquals(trained?.rows, table.rows);
  });

  Deno.test(`${sport}: what was learned says more of games that were not seen than a coin does`, async () => {
    const run = options(sport, { without: [2023] });
    const model = given(reload(given(await trainModel(table, run))));
    const said = given(judgeSeasons(table, model, [2023], run));
    assertEquals(said.places.length, table.seasons.filter((season) => season === 2023).length);
    for (const { source, chances } of said.sources) {
      assertLess(lossOf(table, said.places, (index) => chances[index] ?? NaN), 0.55, source);
    }
  });

  Deno.test(`${sport}: each season is judged by a model that has not seen it`, async () => {
    const run = options(sport);
    const said = given(await judgeInTurn(table, seasonsOf(table), run));
    assertEquals([...said.places].sort((a, b) => a - b), Array.from({ length: table.rows }, (_, row) => row));
    const changed = withOthersWinning(table, 2023);
    const again = given(await judgeInTurn(changed, [2023], run));
    const last = chancesOf(table, said, 2023);
    assertEquals(chancesOf(changed, again, 2023), last);
    assert(last.length > 0);
  });

  Deno.test(`${sport}: either kind alone is a model too`, async () => {
    const both = given(await trainModel(table, options(sport))).content.parts;
    const anchors = given(await trainModel(table, options(sport, { kind: "anchor" }))).content.parts;
    const trees = given(await trainModel(table, options(sport, { kind: "trees" }))).content.parts;
    assertEquals(
      anchors.map(({ anchor, trees }) => [anchor, trees]),
      both.map(({ anchor }) => [anchor, undefined]),
    );
    assertEquals(
      trees.map(({ anchor, trees }) => [anchor, trees]),
      both.map(({ trees }) => [undefined, trees]),
    );
  });
}

/** What the sources with a known outcome of ratings said of a season; ratings of a changed season are others. */
function chancesOf(table: PlayTable, { places, sources }: Said, season: number): number[] {
  const none = sources.find(({ source }) => source === "none");
  return [...none?.chances ?? []].filter((_, index) => table.seasons[places[index] ?? 0] === season);
}

Deno.test("early stopping keeps the trees up to the best round, and watches whole games", async () => {
  const recipe = given(
    changeRecipe(RECIPES.nfl, {
      growth: { rounds: 400, eta: 0.9, depth: 6, minChildWeight: 1, l2: 0, patience: 3 },
    }),
  );
  const { parts } = given(await trainModel(TABLES.nfl, options("nfl", { recipe, kind: "trees" })));
  for (const { trees, grown, treeRows } of parts) {
    assertLess(trees, grown);
    assertLess(grown, 400);
    assertLess(treeRows, TABLES.nfl.rows);
    assertEquals(treeRows % 60, 0, "all plays of a game are learned from or none");
  }
});

Deno.test("progress counts the trees of all parts, up to all of them", async () => {
  const seen: number[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => void seen.push(done / total);
  given(await trainModel(TABLES.nba, options("nba", { onProgress })));
  assertEquals(seen.at(-1), 1);
  assertEquals(seen.toSorted((a, b) => a - b), seen);
  assertEquals(seen.length, 2 * 8 + 2);
});

Deno.test("a season that is not there, or the only one, cannot be left out", async () => {
  const cases = [
    { without: [1999], code: "unknown_season", says: "the data have 2021, 2022, 2023" },
    { without: SEASONS, code: "one_season", says: "no season is left to learn from" },
  ];
  for (const { without, code, says } of cases) {
    const refused = await trainModel(TABLES.nfl, options("nfl", { without }));
    assert(!refused.ok);
    assertEquals(refused.reason.code, code);
    assertStringIncludes(refused.reason.message, says);
  }
});

Deno.test("without closing lines there is no part of the spread", async () => {
  const unlined = {
    ...TABLES.nfl,
    games: TABLES.nfl.games.map((game) => ({ ...game, closingLogit: NaN })),
  };
  const refused = await trainModel(unlined, options("nfl"));
  assert(!refused.ok);
  assertEquals(refused.reason.code, "no_closing_lines");
});

Deno.test("a game without a closing line is left out of the part of the spread, and of that alone", async () => {
  const table = TABLES.nfl;
  const some = {
    ...table,
    games: table.games.map((game, index) => index % 3 === 0 ? { ...game, closingLogit: NaN } : game),
  };
  const { parts } = given(await trainModel(some, options("nfl", { kind: "anchor", recipe: RECIPES.nfl })));
  assertEquals(parts.map(({ anchorRows }) => anchorRows), [table.rows * 2 / 3, table.rows, table.rows]);
});

Deno.test("more points never lower the chance, whatever was learned", async () => {
  for (const sport of SPORTS) {
    const model = given(reload(given(await trainModel(TABLES[sport], options(sport)))));
    const situation = newSituation(sport);
    for (const left of [5, 100, 700, 2_000]) {
      situation.left = left;
      if (situation.sport === "nba") situation.period = 4 - Math.floor(left / 720);
      else {
        situation.half = left > 1_800 ? 1 : 2;
        situation.halfLeft = left - (situation.half === 1 ? 1_800 : 0);
      }
      const chances = Array.from({ length: 41 }, (_, index) => {
        situation.diff = index - 20;
        return model.probability(situation, "rating");
      });
      assertEquals(chances.toSorted((a, b) => a - b), chances, `${sport}, ${left} s left`);
    }
  }
});
