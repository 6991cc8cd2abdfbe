import { assertEquals } from "@std/assert";
import type { GamePhase } from "../../../src/core/game/game.ts";
import { phaseOfWord } from "../../../src/core/game/phase_word.ts";

const WORDS: readonly (readonly [GamePhase | undefined, readonly string[]])[] = [
  ["scheduled", ["scheduled", "STATUS_SCHEDULED", "Pregame", "not_started"]],
  ["live", ["live", "inprogress", "In Progress", "STATUS_IN_PROGRESS", "active"]],
  // A half that is being played is no break, and neither is a quarter.
  ["live", ["2nd half", "1st Half", "0:03 - 4th Quarter", "10:00 - OT", "Q3 5:22", "2OT", "H2"]],
  ["break", ["halftime", "Half", "End of 4th Quarter", "END Q1", "STATUS_END_PERIOD"]],
  ["final", ["final", "Final/OT", "Final (2OT)", "complete", "closed", "STATUS_FINAL", "Game Over"]],
  ["postponed", ["postponed", "PPD"]],
  ["cancelled", ["canceled", "Cancelled"]],
  // "suspended" ends as "ended" does, and is no end.
  ["delayed", ["delayed", "rain delay", "suspended"]],
  [undefined, ["", "incomplete", "unknown", "under review", "forfeit?", "weekend", "Q9", "not ended", "3"]],
];

for (const [phase, words] of WORDS) {
  Deno.test(`these words stand for ${phase ?? "nothing that is known"}: ${words.join(", ")}`, () => {
    for (const word of words) assertEquals(phaseOfWord(word), phase, word);
  });
}
