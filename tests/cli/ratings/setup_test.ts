import { assertEquals } from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { RUN } from "../../../src/cli/run.ts";
import { readSetup, type SetupOptions } from "../../../src/cli/setup.ts";
import { easternTime } from "../../../src/lib/new_york.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { NFL_CONTENT } from "../../models/support/small_models.ts";
import { inFolder } from "../support.ts";
import { ownFolder } from "./support.ts";

Deno.test("a session keeps the ratings of its day in its setup; backtests, and sessions without a model, keep none", async () => {
  await inFolder(async (folder) => {
    const model = `${folder}/nfl.json`;
    await Deno.writeTextFile(model, writeModel(NFL_CONTENT));
    const read = (word: string, options: SetupOptions) =>
      ownFolder(folder, async () => {
        const flags = parseFlags(RUN, ["KXNFLGAME-26NOV29KCBUF", "--model", word]);
        return (await readSetup(flags, "t", options)).setup;
      });
    const day = (date: string): SetupOptions => ({ ratedAt: easternTime(date, 1_200) });
    const setup = await read(model, day("2026-11-29"));
    assertEquals([setup.ratings?.nfl?.day, Object.keys(setup.ratings?.nfl?.teams ?? {}).length], [
      "2026-11-29",
      32,
    ]);
    assertEquals((await read(model, day("2027-11-29"))).ratings?.nfl, undefined, "too old by then");
    assertEquals((await read(model, {})).ratings, undefined);
    assertEquals((await read("off", day("2026-11-29"))).ratings, {});
    // A recording's ratings stay what they were.
    assertEquals((await read(model, { ...day("2027-11-29"), recorded: setup })).ratings, setup.ratings);
  });
});
