/**
 * Nobody outside knows the real exchange whole: the live session comes to the right end whichever way the open questions are
 * answered, over exchanges that together hold every pair of answers.
 */
import { assert, assertEquals } from "@std/assert";
import { coveringSet, DOUBT_ANSWERS } from "../../src/simulator/control/covering.ts";
import { ALL_CASES } from "./cases/mod.ts";
import { played, small } from "./frame.ts";
import { LivePlayer } from "./live_player/live_player.ts";
import { sideBySide } from "../support/side_by_side.ts";

const SEED = Number(Deno.env.get("LIVE_SEED") ?? "1");

/** Cases whose end an open question touches; each takes a second or less. */
const TOUCHED = [
  "a cancel is answered 404, because the order was filled just before it",
  "the answer to a create is 504, and the order rests",
  "the take-profit fills while the stop cancels it",
  "an order that takes finds only a part, and ends cancelled",
];
const CASES = ALL_CASES.filter(({ name }) => TOUCHED.includes(name));

const EXCHANGES = coveringSet(DOUBT_ANSWERS);
const PLAYERS = [["small client", small({})], ["live session", LivePlayer.open]] as const;

Deno.test("the cases that are played are there", () => assertEquals(CASES.length, TOUCHED.length));

sideBySide(
  "the right end, whatever is not known of the exchange",
  EXCHANGES.flatMap((doubts, index) =>
    CASES.flatMap((one) =>
      PLAYERS.map(([who, make]) => ({
        name: `answers ${index + 1} of ${EXCHANGES.length}: ${who}: ${one.name}`,
        async play() {
          const breaches = await played(one, make, SEED, doubts);
          assert(
            breaches.length === 0,
            `${breaches.join(" | ")} under ${JSON.stringify(doubts)}, seed ${SEED}`,
          );
        },
      }))
    )
  ),
);
