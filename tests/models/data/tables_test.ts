import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { featureColumns } from "../../../src/models/data/feature_columns.ts";
import { loadPlays } from "../../../src/models/data/load.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { closingLogits, withPregame } from "../../../src/models/data/pregame.ts";
import {
  holdOutGames,
  holdOutSeason,
  rowsOfGames,
  rowsOfSeasons,
  sampleRows,
  seasonsOf,
} from "../../../src/models/data/split.ts";
import { newSituation } from "../../../src/models/situation/situation.ts";
import { must } from "../../support/must.ts";
import { inFolder, NBA_PLAYS, NFL_PLAYS, nflRow, type PlayRow, writePlays } from "../support/play_files.ts";

async function tableOf(sport: "nba" | "nfl", rows: readonly PlayRow[]): Promise<PlayTable> {
  let table: PlayTable | undefined;
  await inFolder(async (folder) => {
    table = must(await loadPlays(sport, [await writePlays(`${folder}/plays.csv`, rows)]));
  });
  assert(table !== undefined);
  return table;
}

/** Thirty games of five plays, ten in each of three seasons. */
const SEASONS = await tableOf(
  "nfl",
  Array.from({ length: 30 }, (_, game) =>
    Array.from({ length: 5 }, (_, index) =>
      nflRow({
        game_id: `game ${game}`,
        season: 2020 + game % 3,
        quarter_seconds_remaining: 900 - 30 * index,
        home_implied_win_probability_close: game === 7 ? null : 0.7,
      }))).flat(),
);

Deno.test("rows of seasons; a season that is not there is refused with those that are", () => {
  assertEquals(seasonsOf(SEASONS), [2020, 2021, 2022]);
  const rows = must(rowsOfSeasons(SEASONS, [2021, 2022]));
  assertEquals(rows.length, 100);
  assert(rows.every((row) => SEASONS.seasons[row] !== 2020));
  const refused = rowsOfSeasons(SEASONS, [2022, 2023]);
  assertEquals(refused.ok ? undefined : refused.reason, {
    code: "unknown_season",
    message: "No season 2023 in the data: it has 2020, 2021, 2022",
  });
});

Deno.test("a season held out leaves all others; alone it leaves nothing to learn from", async () => {
  const { kept, held } = must(holdOutSeason(SEASONS, 2022));
  assertEquals([kept.length, held.length], [100, 50]);
  assert(held.every((row) => SEASONS.seasons[row] === 2022));
  const one = holdOutSeason(await tableOf("nfl", NFL_PLAYS), 2023);
  assertEquals(one.ok ? "" : one.reason.message, "Nothing to learn from: the data has season 2023 alone");
});

Deno.test("games are held out whole, the same ones for the same seed", () => {
  fc.assert(fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
    const { kept, held } = holdOutGames(SEASONS, share, seed);
    const games = (rows: Int32Array) => new Set([...rows].map((row) => SEASONS.gameOf[row]));
    assertEquals(kept.length + held.length, SEASONS.rows);
    assertEquals([...games(kept)].filter((game) => games(held).has(game)), []);
    assertEquals(holdOutGames(SEASONS, share, seed).held, held);
  }));
  const { kept, held } = holdOutGames(SEASONS, 0.3, 1);
  assert(held.length > 0 && held.length < kept.length);
  const some = rowsOfGames(SEASONS, ({ season }) => season === 2020);
  const part = holdOutGames(SEASONS, 0.5, 1, some);
  assertEquals(part.kept.length + part.held.length, some.length);
});

Deno.test("a sample has so many different rows, ascending, and others for another seed", () => {
  const rows = Int32Array.from({ length: 1000 }, (_, row) => 3 * row);
  fc.assert(fc.property(fc.integer({ min: 0, max: 1200 }), fc.nat(), (count, seed) => {
    const sample = sampleRows(rows, count, seed);
    assertEquals(sample.length, Math.min(count, 1000));
    assert(sample.every((row, index) => row % 3 === 0 && (index === 0 || row > (sample[index - 1] ?? 0))));
    assertEquals(sampleRows(rows, count, seed), sample);
  }));
  assert(sampleRows(rows, 100, 1).join() !== sampleRows(rows, 100, 2).join());
  // Each row as likely as another: of many samples of a tenth, each tenth of the rows gives a tenth.
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < 200; seed++) {
    for (const row of sampleRows(rows, 100, seed)) {
      const tenth = Math.floor(row / 300);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
  }
  assert(counts.every((count) => Math.abs(count - 2000) < 200), counts.join(" "));
});

Deno.test("pregame numbers go with their game, and leave the table as it was", async () => {
  const table = await tableOf("nfl", NFL_PLAYS);
  const spread = must(withPregame(table, "spread", closingLogits(table)));
  const at = (of: PlayTable) => {
    const situation = newSituation("nfl");
    of.situation(3, situation);
    return situation.pregame.toFixed(4);
  };
  assertEquals([at(table), at(spread)], ["0.0000", "0.8473"]);
  assertEquals([table.source, spread.source], ["none", "spread"]);
  const again = must(withPregame(spread, "rating", Float64Array.of(-0.5)));
  assertEquals([at(again), at(spread)], ["-0.5000", "0.8473"]);
});

Deno.test("a game without a number is refused by its name, and so is a wrong count", () => {
  const lacking = withPregame(SEASONS, "spread", closingLogits(SEASONS));
  assert(!lacking.ok);
  assertMatch(
    lacking.reason.message,
    /^No spread number of game game 7: expected a logit of at most ±10, was NaN$/,
  );
  const short = withPregame(SEASONS, "rating", new Float64Array(3));
  assertEquals(short.ok ? "" : short.reason.message, "Expected 30 pregame numbers, one a game, was 3");
});

Deno.test("features as columns, and in the mirror", async () => {
  const table = await tableOf("nba", NBA_PLAYS);
  const rows = Int32Array.of(2, 5);
  const names = ["left", "diff", "poss", "home_timeouts"];
  const plain = must(featureColumns(table, names, rows));
  assertEquals(plain.map((column) => [...column]), [[2850.5, 2820], [-3, -3], [1, 1], [NaN, NaN]]);
  const mirrored = must(featureColumns(table, names, rows, true));
  assertEquals(mirrored.map((column) => [...column]), [[2850.5, 2820], [3, 3], [-1, -1], [NaN, NaN]]);
  const unknown = featureColumns(table, ["score"], rows);
  assertEquals(unknown.ok ? "" : unknown.reason.code, "unknown_feature");
});
