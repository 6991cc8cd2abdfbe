import { assert, assertEquals } from "@std/assert";
import { newNbaSituation } from "../../../src/models/situation/nba.ts";
import { nbaFollower } from "../../../src/models/live/nba.ts";
import { must } from "../../support/must.ts";
import { type Shown, shown } from "./games.ts";

function at(state: Shown) {
  const follower = nbaFollower();
  follower.see(shown("nba", state), 0);
  return follower.situation();
}

Deno.test("a state of the NBA is a moment from the home team's view; what is not said is not known", () => {
  assertEquals(must(at({ score: [50, 57], clock: [3, 100.5], ball: "away" })), {
    ...newNbaSituation(),
    diff: 7,
    left: 820.5,
    period: 3,
    possession: -1,
  });
  assertEquals(must(at({ clock: [1, 720], timeouts: [6, 7] })), {
    ...newNbaSituation(),
    homeTimeouts: 7,
    awayTimeouts: 6,
  });
});

Deno.test("the bonus of a team is that team's", () => {
  const follower = nbaFollower();
  const state = shown("nba", { clock: [2, 60] });
  follower.see(
    { ...state, home: { ...state.home, inBonus: true }, away: { ...state.away, inBonus: false } },
    0,
  );
  const situation = must(follower.situation());
  assert(situation.sport === "nba");
  assertEquals([situation.homeBonus, situation.awayBonus], [1, 0]);
});

Deno.test("overtime has its own clock, and stands at its start after an even end", () => {
  const moment = (state: Shown) => {
    const situation = must(at(state));
    assert(situation.sport === "nba");
    const { left, period, overtime, possession } = situation;
    return [left, period, overtime, possession];
  };
  assertEquals(moment({ score: [9, 9], clock: [5, 200], ball: "home" }), [200, 5, true, 1]);
  assertEquals(moment({ score: [9, 9], clock: [4, 0], phase: "break", ball: "home" }), [300, 5, true, 0]);
  assertEquals(moment({ score: [9, 9], clock: [5, 0], phase: "break" }), [300, 6, true, 0]);
  assertEquals(moment({ score: [9, 8], clock: [4, 0], phase: "break" }), [0, 4, false, 0]);
  assertEquals(moment({ clock: [2, 0], phase: "break", ball: "away" }), [1440, 2, false, 0]);
});

Deno.test("there is no moment before the start, after the end, or of nothing", () => {
  for (const phase of ["scheduled", "final", "postponed", "cancelled"] as const) {
    const situation = at({ clock: [phase === "final" ? 4 : 0, 0], phase });
    assert(!situation.ok);
    assertEquals(situation.reason, { code: "not_on", message: `No moment to judge: the game is ${phase}` });
  }
  const late = at({ clock: [0, 0], phase: "delayed" });
  assertEquals(
    late.ok ? "" : late.reason.message,
    "No moment to judge: the game is delayed before its start",
  );
  const nothing = nbaFollower().situation();
  assertEquals(nothing.ok ? "" : nothing.reason.code, "nothing_seen");
});
