/**
 * Tapes of real captures.
 *
 * Invariant: as of any recording, a tape gives the events that its recording does, decoded directly.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { importKalshiWs } from "../../src/recording/import/kalshi_ws.ts";
import { importRows } from "../../src/recording/import/rows.ts";
import { ROW_FORMS, type RowForm } from "../../src/recording/import/row_forms.ts";
import { inFolder } from "../cli/support.ts";
import { dataTest } from "../support/data.ts";
import { decoded } from "./support/runs.ts";
import { assertSame, open } from "./support/tapes.ts";
import { must } from "../support/must.ts";

/** The rows of a kind of file, imported. */
async function imported(paths: readonly string[], form: RowForm, root: string): Promise<string[]> {
  const made = must(await importRows(paths, form, root, { program: "0.1.0" }));
  return made.recordings.map(({ path }) => path);
}

dataTest("kalshi-ws/2026-03-07", "real frames: the tape gives what the recording does", async (folder) => {
  await inFolder(async (root) => {
    const [first = ""] = [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`).sort();
    const made = must(await importKalshiWs([first], root, { program: "0.1.0" }));
    const { tape } = await open(made.path);
    const expected = await decoded(made.path);
    assertEquals(tape.events, expected.length);
    const again = await open(made.path);
    assertEquals(again.decoded, false);
    // Some hundred thousand events: the first difference is enough, and texts are quicker to compare.
    let index = 0;
    for (const each of [tape, again.tape]) {
      index = 0;
      each.player().play(Infinity, (event) => {
        const [given, wanted] = [
          JSON.stringify(sorted(event)),
          JSON.stringify(sorted(expected[index++] ?? {})),
        ];
        if (given !== wanted) assertEquals(given, wanted, `event ${index - 1}`);
      });
      assertEquals(index, expected.length);
    }
  });
});

/** Fields by name: a player's event may have them in another order. */
function sorted(event: object): object {
  return Object.fromEntries(Object.entries(event).sort(([a], [b]) => a < b ? -1 : 1));
}

dataTest("kalshi-ticks", "real ticks: the tape gives what the recording does", async (folder) => {
  await inFolder(async (root) => {
    const [game] = [...Deno.readDirSync(folder)];
    const inside = `${folder}/${game?.name}`;
    const paths = [...Deno.readDirSync(inside)].map(({ name }) => `${inside}/${name}`).sort();
    for (const path of await imported(paths, ROW_FORMS.ticks, root)) assert(await assertSame(path) > 1_000);
  });
});

dataTest("nba-candles", "real candles: the tape gives what the recording does", async (folder) => {
  await inFolder(async (root) => {
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort().slice(0, 3);
    const recordings = await imported(names.map((name) => `${folder}/${name}`), ROW_FORMS.candles, root);
    assertEquals(recordings.length, 3);
    for (const path of recordings) assert(await assertSame(path) > 100);
  });
});
