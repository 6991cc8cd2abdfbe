import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { forecast, wantedRows } from "../../../src/models/evaluation/forecast.ts";
import { newNbaSituation } from "../../../src/models/situation/nba.ts";
import { NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";
import { makeNbaTable, ROWS_EACH } from "./made_table.ts";

const TABLE = makeNbaTable(10, 3);
const MODEL = written(NBA_CONTENT);

Deno.test("rows are chosen by season and by kind of game", () => {
  const of = (seasons: readonly number[], regular: boolean) => wantedRows(TABLE, { seasons, regular });
  assertEquals(of([2024, 2025], false).length, 10 * ROWS_EACH);
  assertEquals(of([2025], false)[0], 5 * ROWS_EACH);
  assertEquals(of([2025], true).length, 4 * ROWS_EACH);
  assertEquals(of([2023], false).length, 0);
});

Deno.test("a model is asked about every row as it stands in the table", () => {
  const places = wantedRows(TABLE, { seasons: [2025], regular: false });
  const { rows, chances: [chances], leftOut } = forecast(TABLE, places, [{ model: MODEL, table: TABLE }]);
  assertEquals([rows.games, rows.homeWon.length, leftOut], [5, 5 * ROWS_EACH, undefined]);
  const moment = newNbaSituation();
  TABLE.situation(places[100] ?? 0, moment);
  assertEquals(chances?.[100], MODEL.probability(moment, "rating"));
  assertEquals(rows.left[100], moment.left);
  // Games are numbered anew.
  assertEquals([rows.gameOf[0], rows.gameOf[rows.gameOf.length - 1]], [0, 4]);
  assertEquals(rows.homeWon[0], TABLE.label[places[0] ?? 0]);
});

Deno.test("a row that one question has no answer to is left out of all, and it is said why", () => {
  const holed = {
    ...TABLE,
    situation: (row: number, into: Parameters<typeof TABLE.situation>[1]) => {
      TABLE.situation(row, into);
      // As where a game has no closing line.
      if (row < ROWS_EACH) into.pregame = NaN;
    },
  };
  const places = wantedRows(TABLE, { seasons: [2024], regular: false });
  const found = forecast(TABLE, places, [{ model: MODEL, table: TABLE }, { model: MODEL, table: holed }]);
  assertEquals(found.leftOut?.rows, ROWS_EACH);
  assertStringIncludes(found.leftOut?.why ?? "", "pregame");
  assertEquals(found.chances.map(({ length }) => length), [4 * ROWS_EACH, 4 * ROWS_EACH]);
  assertEquals([found.rows.games, found.places[0]], [4, ROWS_EACH]);
  for (const chances of found.chances) assert(chances.every((chance) => chance > 0 && chance < 1));
});

Deno.test("a model of another sport answers nothing", () => {
  const places = wantedRows(TABLE, { seasons: [2024], regular: false });
  const found = forecast(TABLE, places, [{ model: written(NFL_CONTENT), table: TABLE }]);
  assertEquals([found.rows.homeWon.length, found.rows.games], [0, 0]);
  assertStringIncludes(found.leftOut?.why ?? "", "it speaks of NFL");
});
