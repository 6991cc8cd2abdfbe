import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Result } from "../../../src/core/result.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { withPregame } from "../../../src/models/data/pregame.ts";
import { newNflSituation } from "../../../src/models/situation/nfl.ts";
import { readByView, readLabels, withMirrored } from "../../../src/models/training/labels.ts";
import { softLabels } from "../../../src/models/training/teacher.ts";
import { madeTable } from "../support/made_seasons.ts";

const NFL = await madeTable("nfl", { seasons: [2021], gamesEach: 40, seed: 3 });
const NBA = await madeTable("nba", { seasons: [2021], gamesEach: 8, seed: 3 });
const TEACHER = { ownShare: 0.25, knots: [0, 300, 3_600], l2: 1 };

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason.message);
  return result.value;
}

const rowsOf = ({ rows }: PlayTable) => Int32Array.from({ length: rows }, (_, row) => row);

Deno.test("a row's label is of the team with the ball in the NFL, of home in the NBA", () => {
  const situation = newNflSituation();
  const labels = readLabels(NFL, rowsOf(NFL));
  let away = 0;
  for (const row of rowsOf(NFL)) {
    NFL.situation(row, situation);
    if (!situation.ballHome) away++;
    const homeWon = NFL.games[NFL.gameOf[row] ?? 0]?.homeWin === true;
    assertEquals(labels[row], homeWon === situation.ballHome ? 1 : 0);
  }
  assertEquals(away > 0, true);
  assertEquals([...readLabels(NBA, rowsOf(NBA))], [...NBA.label]);
});

Deno.test("a mirrored row has the other outcome", () => {
  assertEquals([...withMirrored(Float32Array.of(1, 0.25))], [1, 0.25, 0, 0.75]);
});

Deno.test("where nothing is known before the game, a label is the mean of who won and the reference", () => {
  const rows = rowsOf(NFL);
  const labels = readLabels(NFL, rows);
  const soft = given(softLabels(NFL, rows, labels, TEACHER));
  const { reference } = NFL;
  const wp = readByView(NFL, rows, (row) => reference?.[row] ?? NaN);
  for (const row of rows) {
    assertAlmostEquals(soft[row] ?? NaN, 0.25 * (labels[row] ?? NaN) + 0.75 * (wp[row] ?? NaN), 2e-4);
  }
});

Deno.test("with a pregame number the reference is weighed against it by who won", () => {
  const rows = rowsOf(NFL);
  const labels = readLabels(NFL, rows);
  const logits = Float64Array.from(NFL.games, ({ closingLogit }) => closingLogit);
  const lined = given(withPregame(NFL, "spread", logits));
  const soft = given(softLabels(lined, rows, labels, { ...TEACHER, ownShare: 0 }));
  const loss = (chances: ArrayLike<number>) => {
    let sum = 0;
    for (const row of rows) {
      sum -= Math.log(labels[row] === 1 ? chances[row] ?? NaN : 1 - (chances[row] ?? NaN));
    }
    return sum / rows.length;
  };
  const { reference } = NFL;
  assertEquals(loss(soft) < loss(readByView(NFL, rows, (row) => reference?.[row] ?? NaN)), true);
});

Deno.test("without a reference, and in a row without one, who won is all there is to learn by", () => {
  const rows = rowsOf(NFL);
  const labels = readLabels(NFL, rows);
  const { reference, ...bare } = NFL;
  assertEquals(given(softLabels(bare, rows, labels, TEACHER)), labels);
  const some = {
    ...NFL,
    reference: (reference ?? new Float32Array()).map((wp, row) => row % 2 === 0 ? NaN : wp),
  };
  for (const source of ["none", "spread"] as const) {
    const logits = Float64Array.from(NFL.games, ({ closingLogit }) => source === "none" ? 0 : closingLogit);
    const soft = given(softLabels(given(withPregame(some, source, logits)), rows, labels, TEACHER));
    for (const row of rows) assertEquals(soft[row] === labels[row], row % 2 === 0, `${source}, row ${row}`);
  }
});
