import { assertEquals } from "@std/assert";
import { obey, type SimulatorControls } from "../../src/cli/simulate_lines.ts";

/** Takes down what it is told. */
function told(takes = true) {
  const calls: unknown[] = [];
  const simulator: SimulatorControls = {
    step: (count) => {
      calls.push(["step", count]);
      return Promise.resolve(count);
    },
    fault: (...words) => {
      if (words[2] === "nobody") throw new RangeError("Cannot fail: nobody");
      calls.push(["fault", ...words]);
    },
    turn: (change) => {
      calls.push(["turn", change]);
      return takes;
    },
  };
  return { simulator, calls };
}

const LIFE = { kind: "life", market: "T" };

for (
  const [line, calls, said] of [
    ["drop", [["fault", "drop", undefined, undefined]], []],
    ["feed_404 3 espn", [["fault", "feed_404", 3, "espn"]], []],
    ["feed_404 3 nobody", [], ["Cannot fail: nobody"]],
    ["silent soon", [], ['Cannot use amount: expected a whole number, was "soon"']],
    ["deactivated T", [["turn", { ...LIFE, step: "deactivated" }]], ["deactivated T"]],
    ["activated  T", [["turn", { ...LIFE, step: "activated" }]], ["activated T"]],
    [
      "metadata_updated T The  Home Team",
      [["turn", { ...LIFE, step: "metadata_updated", yesTitle: "The Home Team" }]],
      ["metadata_updated T"],
    ],
    [
      "price_level_structure_updated T tapered_deci_cent",
      [["turn", { ...LIFE, step: "price_level_structure_updated", grid: "tapered_deci_cent" }]],
      ["price_level_structure_updated T"],
    ],
    ["", [], []],
  ] as const
) {
  Deno.test(`a running simulator is told "${line}"`, async () => {
    const { simulator, calls: made } = told();
    assertEquals(await obey(simulator, line, false), said);
    assertEquals(made, [...calls]);
  });
}

Deno.test("what cannot be understood, or cannot be done, is said; a number counts only where frames are stepped", async () => {
  for (
    const line of ["3", "activated", "price_level_structure_updated T big", "metadata_updated T", "settle T"]
  ) {
    const { simulator, calls } = told();
    const [said = ""] = await obey(simulator, line, false);
    assertEquals([said.startsWith("expected a fault's name"), calls], [true, []], line);
  }
  const { simulator, calls } = told(false);
  assertEquals((await obey(simulator, "activated T", false))[0]?.startsWith("Cannot do that to T"), true);
  assertEquals(await obey(simulator, "3", true), ["3 sent"]);
  assertEquals(await obey(simulator, "", true), ["1 sent"]);
  assertEquals(calls.slice(1), [["step", 3], ["step", 1]]);
  assertEquals((await obey(simulator, "help", true)).length, 4);
});
