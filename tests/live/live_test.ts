/**
 * Situations in which clients of this exchange lost money, over real sockets: a client that is right in all its habits comes
 * to the right end, and one with a single wrong habit does not. A case that no naive client fails would test nothing.
 *
 * `LIVE_SEED=N` plays all of it under another seed; a failure names the seed that it had.
 */
import { assert, assertEquals } from "@std/assert";
import { ALL_CASES } from "./cases/mod.ts";
import { type LiveCase, type MakePlayer, naiveClients, played, small } from "./frame.ts";
import type { Breaches } from "../../src/simulator/control/claims.ts";
import { LivePlayer } from "./live_player/live_player.ts";
import { sideBySide, type SideCase } from "../support/side_by_side.ts";

const SEED = Number(Deno.env.get("LIVE_SEED") ?? "1");

/** A player that must come to the right end. */
async function right(one: LiveCase, make: MakePlayer): Promise<void> {
  const breaches = await played(one, make, SEED);
  assertEquals(breaches, [], `seed ${SEED}: run again with LIVE_SEED=${SEED}`);
}

/** A client that must not. */
async function wrong(play: (seed: number) => Promise<Breaches>): Promise<void> {
  const breaches = await play(SEED);
  assert(
    breaches.length > 0,
    `it came to the right end all the same (seed ${SEED}): the case tests nothing`,
  );
}

sideBySide(
  "situations in which clients lost money",
  ALL_CASES.flatMap((one): SideCase[] => [
    {
      name: `${one.name}: right in all habits${one.onlyLive === undefined ? "" : ` (not: ${one.onlyLive})`}`,
      ignore: one.onlyLive !== undefined,
      play: () => right(one, small({}, one.listens)),
    },
    {
      name: `${one.name}: the live session${one.notLive === undefined ? "" : ` (not: ${one.notLive})`}`,
      ignore: one.notLive !== undefined,
      play: () => right(one, (stage) => LivePlayer.open(stage)),
    },
    ...naiveClients(one).map(({ what, play }) => ({
      name: `${one.name}: naive: ${what}`,
      play: () => wrong(play),
    })),
  ]),
);

Deno.test(`the suite has ${ALL_CASES.length} cases, each with a naive client and a name of its own`, () => {
  for (const one of ALL_CASES) assert(naiveClients(one).length > 0, one.name);
  assertEquals(new Set(ALL_CASES.map(({ name }) => name)).size, ALL_CASES.length);
  const naive = ALL_CASES.reduce((sum, one) => sum + naiveClients(one).length, 0);
  const live = ALL_CASES.filter(({ notLive }) => notLive === undefined).length;
  console.log(
    `${ALL_CASES.length} cases, ${naive} naive clients that fail them; the live session plays ${live}`,
  );
});
