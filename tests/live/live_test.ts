/**
 * Situations in which clients of this exchange lost money, over real sockets: a client that is right in all its habits comes
 * to the right end, and one with a single wrong habit does not. A case that no naive client fails would test nothing.
 *
 * `LIVE_SEED=N` plays all of it under another seed; a failure names the seed that it had.
 */
import { assert, assertEquals } from "@std/assert";
import { ALL_CASES } from "./cases/mod.ts";
import { played, small } from "./frame.ts";
import { LivePlayer } from "./live_player.ts";

const SEED = Number(Deno.env.get("LIVE_SEED") ?? "1");

for (const one of ALL_CASES) {
  Deno.test(one.name, async (test) => {
    await test.step("right in all habits", async () => {
      const breaches = await played(one, small({}, one.listens), SEED);
      assertEquals(breaches, [], `seed ${SEED}: run again with LIVE_SEED=${SEED}`);
    });
    await test.step({
      name: one.notLive === undefined ? "the live session" : `the live session (not: ${one.notLive})`,
      ignore: one.notLive !== undefined,
      fn: async () => {
        const breaches = await played(one, (stage) => LivePlayer.open(stage), SEED);
        assertEquals(breaches, [], `seed ${SEED}: run again with LIVE_SEED=${SEED}`);
      },
    });
    for (const [what, wrong] of Object.entries(one.naive)) {
      await test.step(`naive: ${what}`, async () => {
        const breaches = await played(one, small(wrong, one.listens), SEED);
        assert(
          breaches.length > 0,
          `it came to the right end all the same (seed ${SEED}): the case tests nothing`,
        );
      });
    }
  });
}

Deno.test(`the suite has ${ALL_CASES.length} cases, each with a naive client and a name of its own`, () => {
  for (const { name, naive } of ALL_CASES) assert(Object.keys(naive).length > 0, name);
  assertEquals(new Set(ALL_CASES.map(({ name }) => name)).size, ALL_CASES.length);
  const naive = ALL_CASES.reduce((sum, one) => sum + Object.keys(one.naive).length, 0);
  const live = ALL_CASES.filter(({ notLive }) => notLive === undefined).length;
  console.log(
    `${ALL_CASES.length} cases, ${naive} naive clients that fail them; the live session plays ${live}`,
  );
});
