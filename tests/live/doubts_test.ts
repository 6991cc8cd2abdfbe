/**
 * Nobody outside knows the real exchange whole: the live session comes to the right end whichever way the open questions are
 * answered, over exchanges that together hold every pair of answers.
 */
import { assert, assertEquals } from "@std/assert";
import { coveringSet, DOUBT_ANSWERS } from "../../src/simulator/control/covering.ts";
import { ALL_CASES } from "./cases/mod.ts";
import { played, small } from "./frame.ts";
import { LivePlayer } from "./live_player.ts";

const SEED = Number(Deno.env.get("LIVE_SEED") ?? "1");

/** Cases whose end an open question touches; each takes a second or less. */
const TOUCHED = [
  "a cancel is answered 404, because the order was filled just before it",
  "the answer to a create is 504, and the order rests",
  "the take-profit fills while the stop cancels it",
  "an order that takes finds only a part, and ends cancelled",
];
const CASES = ALL_CASES.filter(({ name }) => TOUCHED.includes(name));

coveringSet(DOUBT_ANSWERS).forEach((doubts, index) => {
  Deno.test(`the right end under answers ${index + 1} to what is not known of the exchange`, async (test) => {
    assertEquals(CASES.length, TOUCHED.length);
    for (const one of CASES) {
      for (const [who, make] of [["small client", small({})], ["live session", LivePlayer.open]] as const) {
        await test.step(`${who}: ${one.name}`, async () => {
          const breaches = await played(one, make, SEED, doubts);
          assert(
            breaches.length === 0,
            `${breaches.join(" | ")} under ${JSON.stringify(doubts)}, seed ${SEED}`,
          );
        });
      }
    }
  });
});
