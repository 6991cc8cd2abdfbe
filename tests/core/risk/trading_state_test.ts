import { assertEquals } from "@std/assert";
import type { Command } from "../../../src/core/commands.ts";
import { TradingState } from "../../../src/core/risk/trading_state.ts";

type Word = Command["command"];

const CASES: readonly (readonly [words: readonly Word[], mode: string])[] = [
  [[], "active"],
  [["pause_entries"], "entries_paused"],
  [["pause_entries", "resume_entries"], "active"],
  [["cancel_all"], "reducing"],
  [["flatten"], "reducing"],
  [["cancel_all", "pause_entries"], "reducing"],
  [["pause_entries", "cancel_all", "resume_entries"], "active"],
  [["close_position"], "active"],
  [["halt_entries"], "halted"],
  [["halt_entries", "resume_entries"], "halted"],
  [["cancel_all", "halt_entries"], "halted"],
  [["kill"], "killed"],
  [["kill", "resume_entries"], "killed"],
  [["halt_entries", "kill"], "killed"],
];

function after(words: readonly Word[]): TradingState {
  const state = new TradingState();
  for (const word of words) {
    state.fold({ command: word, market: "M", reason: `because of ${words.length}` } as Command);
  }
  return state;
}

for (const [words, mode] of CASES) {
  Deno.test(`after ${words.join(", ") || "nothing"} trading is ${mode}`, () => {
    assertEquals(after(words).mode, mode);
  });
}

Deno.test("what is milder stays beneath: a halt or a kill does not resume entries, nor bring take-profits back", () => {
  const state = after(["cancel_all", "halt_entries", "kill"]);
  assertEquals([state.entriesPaused, state.isReducing, state.killed], [true, true, true]);
  state.fold({ command: "resume_entries" });
  assertEquals([state.entriesPaused, state.isReducing, state.killed], [false, false, true]);
});

Deno.test("the first reason of a halt stays", () => {
  const state = after(["halt_entries"]);
  state.fold({ command: "halt_entries", reason: "another" });
  assertEquals(state.halted, "because of 1");
});
