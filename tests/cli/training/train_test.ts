import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { readCard } from "../../../src/models/evaluation/card/mod.ts";
import { loadModel } from "../../../src/models/format/load.ts";
import type { Sport } from "../../../src/models/situation/sport.ts";
import { inFolder, nflRow, type PlayRow, writePlays } from "../../models/support/play_files.ts";
import { madeRows } from "../../models/support/made_seasons.ts";
import { runMain } from "../support.ts";

const SMALL = ["--trees", "6", "--depth", "3", "--rows", "3000"];

/** Writes two made seasons and runs the command on them. */
async function withData(
  sport: Sport,
  body: (data: string, folder: string) => Promise<void>,
  change?: (row: PlayRow) => PlayRow,
): Promise<void> {
  await inFolder(async (folder) => {
    const made = { seasons: [2021, 2022], gamesEach: 24, seed: 5, ...change && { change } };
    await body(await writePlays(`${folder}/plays.csv`, madeRows(sport, made)), folder);
  });
}

async function refused(code: number, says: RegExp, ...argv: readonly string[]): Promise<void> {
  const ran = await runMain("train", ...argv);
  assertMatch(ran.err, says);
  assertEquals(ran.err.trimEnd().split("\n").length, 1, ran.err);
  assertEquals(ran.code, code, ran.err);
}

for (const sport of ["nba", "nfl"] as const) {
  Deno.test(`train ${sport} writes a model, and a card of the season that it left out`, async () => {
    await withData(sport, async (data, folder) => {
      const out = `${folder}/mine.json`;
      const ran = await runMain("train", sport, "--data", data, "--holdout", "2022", "--out", out, ...SMALL);
      assertEquals(ran.code, 0, ran.err);
      const text = await Deno.readTextFile(out);
      const model = loadModel(text, { sport });
      assert(model.ok);
      assertEquals(model.value.trained?.seasons, [2021]);
      assertStringIncludes(ran.out, model.value.id);
      assertStringIncludes(ran.out, `wrote ${out} and ${folder}/mine.card.json`);
      const card = readCard(await Deno.readTextFile(`${folder}/mine.card.json`));
      assert(card.ok);
      assertEquals(card.value.model.id, model.value.id);
      assertEquals(card.value.judged.seasons, [2022]);
      assertEquals(card.value.judged.seenInTraining, []);
      assertEquals(card.value.judged.files, ["plays.csv"]);
      assertEquals(card.value.judged.rows, 24 * 60);
      const sources = sport === "nba" ? ["rating", "none"] : ["spread", "rating", "none"];
      assertEquals(card.value.sources.map(({ source }) => source), sources);
      assertEquals(card.value.against.length, sport === "nba" ? 0 : 3);
      assertEquals(card.value.training?.parts.map(({ trees }) => trees?.kept), sources.map(() => 6));
      assertEquals(card.value.training?.parts.map(({ ownShare }) => ownShare), sources.map(() => null));
    });
  });
}

Deno.test("train without a holdout learns from all seasons, and judges each by a model without it", async () => {
  await withData("nba", async (data, folder) => {
    const out = `${folder}/all.json`;
    const ran = await runMain("train", "nba", "--data", data, "--out", out, ...SMALL, "--kind", "anchor");
    assertEquals(ran.code, 0, ran.err);
    const card = readCard(await Deno.readTextFile(`${folder}/all.card.json`));
    assert(card.ok);
    assertEquals(card.value.judged.seasons, [2021, 2022]);
    assertEquals(card.value.judged.seenInTraining, []);
    assertEquals(card.value.model.trained?.seasons, [2021, 2022]);
    assertMatch(card.value.caveats.join(" "), /trained without it/);
    assertEquals(card.value.training?.parts.map(({ trees }) => trees), [null, null]);
  });
});

Deno.test("train --no-card writes the model alone; more files may follow --data", async () => {
  await withData("nfl", async (data, folder) => {
    const more = await writePlays(
      `${folder}/more.parquet`,
      madeRows("nfl", { seasons: [2023], gamesEach: 8, seed: 6 }),
    );
    const out = `${folder}/m.json`;
    const ran = await runMain("train", "nfl", "--data", data, more, "--no-card", "--out", out, ...SMALL);
    assertEquals(ran.code, 0, ran.err);
    assertStringIncludes(ran.out, "seasons 2021, 2022, 2023");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      "m.json",
      "more.parquet",
      "plays.csv",
    ]);
  });
});

Deno.test("train --results: the ratings begin with earlier results", async () => {
  await withData("nba", async (data, folder) => {
    const results = `${folder}/before.csv`;
    await Deno.writeTextFile(
      results,
      "game_id,season,date,home_team,away_team,final_home,final_away\n1,2021,20201101,BOS,NYK,140,80\n",
    );
    const files: string[] = [];
    for (const more of [[], ["--results", results]]) {
      const out = `${folder}/${files.length}.json`;
      const ran = await runMain("train", "nba", "--data", data, ...more, "--no-card", "--out", out, ...SMALL);
      assertEquals(ran.code, 0, ran.err);
      files.push(await Deno.readTextFile(out));
    }
    assert(files[0] !== files[1]);
  });
});

Deno.test("train --teacher: the data's own model has a share in the labels, and the card says so", async () => {
  await withData("nfl", async (data, folder) => {
    const out = `${folder}/m.json`;
    const ran = await runMain(
      "train",
      "nfl",
      "--data",
      data,
      "--teacher",
      "--out",
      out,
      "--holdout",
      "2022",
      ...SMALL,
    );
    assertEquals(ran.code, 0, ran.err);
    assertStringIncludes(ran.out, "taught by who won and by the data's own model");
    const card = readCard(await Deno.readTextFile(`${folder}/m.card.json`));
    assert(card.ok);
    assertEquals(card.value.training?.parts.map(({ ownShare }) => ownShare), [0.65, 0.25, 0.25]);
  });
  await withData("nba", async (data, folder) => {
    const out = `${folder}/m.json`;
    await refused(1, /with a teacher: expected .* \(wp\)/, "nba", "--data", data, "--teacher", "--out", out);
  });
});

Deno.test("train refuses what no model can be made of, in one line", async () => {
  await withData("nfl", async (data, folder) => {
    const out = `${folder}/m.json`;
    const rest = ["--out", out, ...SMALL];
    await refused(2, /Cannot train: expected nba or nfl/);
    await refused(2, /Cannot train "mlb": there are recipes for nba or nfl/, "mlb", "--data", data, ...rest);
    await refused(2, /expected --data FILE/, "nfl", ...rest);
    await refused(2, /expected --out FILE/, "nfl", "--data", data);
    await refused(2, /--depth: expected a whole number/, "nfl", "--data", data, "--out", out, "--depth", "x");
    await refused(
      2,
      /expected depth to be .* from 1 to 16/,
      "nfl",
      "--data",
      data,
      "--out",
      out,
      "--depth",
      "40",
    );
    await refused(2, /--name: expected letters/, "nfl", "--data", data, ...rest, "--name", "a b");
    await refused(
      2,
      /--kind: expected one of both, anchor, trees/,
      "nfl",
      "--data",
      data,
      ...rest,
      "--kind",
      "x",
    );
    await refused(
      1,
      /leave out season 2030: the data have 2021, 2022/,
      "nfl",
      "--data",
      data,
      ...rest,
      "--holdout",
      "2030",
    );
    await refused(1, /none\.parquet/, "nfl", "--data", `${folder}/none.parquet`, ...rest);
    // The other sport's file has other columns.
    await refused(1, /plays\.csv.*no columns.*clock_s/, "nba", "--data", data, ...rest);
    await refused(1, /Cannot write .*nowhere/, "nfl", "--data", data, "--out", `${folder}/nowhere/m.json`);
    await refused(1, /Cannot write .*folder/, "nfl", "--data", data, "--out", folder);
    await refused(1, /before\.csv/, "nfl", "--data", data, ...rest, "--results", `${folder}/before.csv`);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["plays.csv"], "nothing was written");
  });
});

Deno.test("train refuses a file without a needed column, with holes in it, or of ties alone", async () => {
  await inFolder(async (folder) => {
    const cases: readonly (readonly [string, (row: PlayRow) => PlayRow, RegExp])[] = [
      ["column", ({ yardline_100: _, ...row }) => row, /no column yardline_100/],
      ["holes", (row) => ({ ...row, yardline_100: null }), /row 1: yardline_100/],
      ["ties", (row) => ({ ...row, home_score: 20, away_score: 20 }), /No plays of decided games/],
    ];
    for (const [name, change, says] of cases) {
      const path = `${folder}/${name}.csv`;
      await writePlays(path, [nflRow(), nflRow({ quarter_seconds_remaining: 800 })].map(change));
      await refused(1, says, "nfl", "--data", path, "--out", `${folder}/m.json`);
    }
  });
});

Deno.test("train on one season says why there is no card", async () => {
  await inFolder(async (folder) => {
    const data = await writePlays(
      `${folder}/one.csv`,
      madeRows("nba", { seasons: [2022], gamesEach: 16, seed: 7 }),
    );
    const ran = await runMain("train", "nba", "--data", data, "--out", `${folder}/m.json`, ...SMALL);
    assertEquals(ran.code, 0, ran.err);
    assertMatch(ran.err, /no card: with one season/);
    const holdout = await runMain(
      "train",
      "nba",
      "--data",
      data,
      "--out",
      `${folder}/m.json`,
      "--holdout",
      "2022",
    );
    assertEquals(holdout.code, 1);
    assertMatch(holdout.err, /no season is left to learn from/);
  });
});
