import { assert, assertEquals, assertGreater } from "@std/assert";
import { EngineState } from "../../src/core/engine_state.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { openRecordingChain } from "../../src/recording/chain.ts";
import { importKalshiWs } from "../../src/recording/import/kalshi_ws.ts";
import { decoderOf } from "../../src/session/games.ts";
import { inFolder } from "../cli/support.ts";
import { dataTest } from "../support/data.ts";
import { must } from "../support/must.ts";

for (const day of ["kalshi-ws/2026-03-07", "kalshi-ws/2026-03-18"]) {
  dataTest(day, `${day}: no real book is called suspect, and none of its messages late`, async (folder) => {
    await inFolder(async (root) => {
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) =>
        name.endsWith(".gz")
      );
      let changes = 0;
      for (const name of names.sort()) {
        const made = must(
          await importKalshiWs([`${folder}/${name}`], `${root}/${name}`, { program: "test" }),
        );
        const chain = must(await openRecordingChain(made.path));
        const doubts: string[] = [];
        const world = new EngineState(
          (level, text) => void (level === "warning" && /suspect|late/.test(text) && doubts.push(text)),
          [],
          2_000,
        );
        const decoder = decoderOf(chain.header);
        for await (const batch of chain.batches()) {
          for (const { at, src, raw } of batch) {
            const events: EngineEvent[] = [];
            decoder.decode(at, src, raw, events, []);
            for (const event of events) {
              world.fold(event);
              if (event.kind === "book_change") changes++;
            }
          }
        }
        const markets = [...world.markets()];
        assert(markets.length === 1 && markets[0]?.bookAt !== undefined, name);
        assertEquals([doubts, world.delay.lateMessages], [[], 0], name);
      }
      assertGreater(changes, 100_000, "there was something to doubt");
    });
  });
}
