/**
 * The rules of the end, each by itself and over a model.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { pointsInReach as nbaReach } from "../../../src/models/format/rules_nba.ts";
import { canKneelOut, pointsInReach as nflReach } from "../../../src/models/format/rules_nfl.ts";
import { chanceOf } from "../../../src/models/situation/pregame.ts";
import { nbaAt, nflAt } from "../support/sane.ts";
import { NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";

const NBA = written(NBA_CONTENT);
const NFL = written(NFL_CONTENT);

/** What a model makes of a moment, and by which rule. */
function asked(model: typeof NBA, situation: Parameters<typeof NBA.estimate>[0]) {
  const estimate = model.estimate(situation, "market");
  assert(estimate.ok, estimate.ok ? "" : estimate.reason.message);
  return estimate.value;
}

Deno.test("how much can be made up never grows as the clock runs down", () => {
  for (const reach of [nbaReach, nflReach]) {
    let before = 0;
    for (let left = 0.1; left <= 300; left += 0.1) {
      assert(reach(left) >= before, `${left}`);
      before = reach(left);
    }
  }
});

Deno.test("NBA: four points a trip, three for a tip-in, and the time that a further trip takes", () => {
  for (
    const [left, points] of [[0.1, 3], [0.29, 3], [0.3, 4], [1.9, 4], [2, 8], [3.9, 8], [4, 12], [
      10,
      24,
    ]] as const
  ) {
    assertEquals(nbaReach(left), points, `${left} s`);
  }
});

Deno.test("NBA: a lead out of reach is all but won, one point less is the model's", () => {
  for (const sign of [1, -1]) {
    const chanceAt = (diff: number, left: number, overtime = false) => {
      const { probability, rule } = asked(
        NBA,
        nbaAt(left, overtime, { diff: sign * diff, pregame: sign * -2 }),
      );
      return { chance: sign === 1 ? probability : 1 - probability, rule };
    };
    for (const overtime of [false, true]) {
      assertEquals(chanceAt(5, 1.5, overtime).rule, "out_of_reach");
      assert(chanceAt(5, 1.5, overtime).chance >= 0.9995 - 1e-12, "all but won");
      assertEquals(chanceAt(4, 1.5, overtime).rule, undefined);
      assertEquals(chanceAt(4, 0.2, overtime).rule, "out_of_reach");
      assertEquals(chanceAt(3, 0.2, overtime).rule, undefined);
      assertEquals(chanceAt(5, 2, overtime).rule, undefined);
    }
  }
});

Deno.test("NFL: 40 s a down, 2 s where the defence stops the clock, none for the last down", () => {
  const cases: [down: number, timeouts: number, longest: number][] = [
    [1, 0, 120],
    [1, 1, 82],
    [1, 2, 44],
    [1, 3, 6],
    [2, 0, 80],
    [2, 1, 42],
    [3, 0, 40],
    [3, 1, 2],
    [3, 3, 2],
    [1, NaN, 6],
  ];
  for (const [down, otherTimeouts, longest] of cases) {
    const words = `down ${down}, ${otherTimeouts} time-outs`;
    assert(canKneelOut(nflAt(longest, false, { down, otherTimeouts })), `${words}: ${longest} s`);
    assert(!canKneelOut(nflAt(longest + 1, false, { down, otherTimeouts })), `${words}: a second more`);
  }
  assert(
    !canKneelOut(nflAt(1, false, { down: 4, otherTimeouts: 0 })),
    "the ball is lost after the fourth down",
  );
  assert(!canKneelOut(nflAt(40, false, { otherTimeouts: 0, yardsToGoal: 95 })), "no room behind");
  assert(canKneelOut(nflAt(40, false, { otherTimeouts: 0, yardsToGoal: 94 })), "room enough");
  assert(
    !canKneelOut(nflAt(40, false, { otherTimeouts: 0, toGo: 0, yardsToGoal: 2 })),
    "a try, and a kick-off after it",
  );
  assert(!canKneelOut(nflAt(40, true, { otherTimeouts: 0 })), "an overtime has other rules");
  assert(!canKneelOut(nflAt(1_840, false, { otherTimeouts: 0 })), "the first half ends no game");
});

Deno.test("NFL: what can be knelt out stays so with less time, fewer time-outs and an earlier down", () => {
  for (let left = 1; left <= 200; left++) {
    for (const otherTimeouts of [0, 1, 2, 3]) {
      for (const down of [1, 2, 3, 4]) {
        if (!canKneelOut(nflAt(left, false, { down, otherTimeouts }))) continue;
        const easier = [
          nflAt(left - 1, false, { down, otherTimeouts }),
          nflAt(left, false, { down, otherTimeouts: Math.max(0, otherTimeouts - 1) }),
          nflAt(left, false, { down: Math.max(1, down - 1), otherTimeouts }),
        ];
        assert(easier.every(canKneelOut), `${left} s, ${otherTimeouts} time-outs, down ${down}`);
      }
    }
  }
});

Deno.test("NFL: kneeling out is for who leads and has the ball, home or away", () => {
  for (const ballHome of [true, false]) {
    const at = (diff: number, otherTimeouts = 0) =>
      asked(NFL, nflAt(40, false, { ballHome, diff, otherTimeouts, yardsToGoal: 60 }));
    const won = at(1);
    assertEquals(won.rule, "kneel_out");
    assertAlmostEquals(ballHome ? won.probability : 1 - won.probability, 0.995, 1e-12);
    // The anchor's and the trees' own word stays what it is.
    assert(won.anchor !== undefined && won.trees !== undefined, "both are there");
    const anchor = ballHome ? won.anchor : 1 - won.anchor;
    assert(anchor > 0.5 && anchor < 0.9, `${anchor}`);
    assertEquals(at(0).rule, undefined);
    assertEquals(at(-1).rule, undefined);
    assertEquals(at(1, 3).rule, undefined);
  }
});

Deno.test("NFL: two scores in the last ten seconds are out of reach, whoever has the ball", () => {
  for (const ballHome of [true, false]) {
    const at = (diff: number, left: number) =>
      asked(NFL, nflAt(left, false, { ballHome, diff, otherTimeouts: 3 }));
    const lost = at(-9, 9);
    assertEquals(lost.rule, "out_of_reach");
    assertAlmostEquals(ballHome ? lost.probability : 1 - lost.probability, 0.002, 1e-9);
    assertEquals(at(-8, 9).rule, undefined);
    assertEquals(at(-9, 10).rule, undefined);
    assertEquals(at(17, 19).rule, "out_of_reach");
  }
});

Deno.test("with no time left a lead is certain, and a tie is the first second of an overtime", () => {
  for (const pregame of [-1.5, 0, 1.5]) {
    for (const [overtime, period] of [[false, 4], [true, 5], [true, 6]] as const) {
      const end = (diff: number) => asked(NBA, nbaAt(0, overtime, { period, diff, pregame, possession: 1 }));
      assertEquals([end(1).probability, end(1).rule], [1, "final"]);
      assertEquals([end(-1).probability, end(-1).rule], [0, "final"]);
      const next = NBA.probability(nbaAt(300, true, { period: period + 1, pregame }), "market");
      assertEquals([end(0).probability, end(0).rule], [next, "overtime_next"]);
      assertEquals([end(0).anchor, end(0).trees], [undefined, undefined]);
      // About even, and a part of what was known before the game.
      assert(pregame === 0 ? next === 0.5 : Math.sign(next - 0.5) === Math.sign(pregame), `${next}`);
      assert(Math.abs(next - 0.5) < Math.abs(chanceOf(pregame) - 0.5) + 1e-9, `${next}`);
    }
    for (const ballHome of [true, false]) {
      const end = (diff: number) => asked(NFL, nflAt(0, false, { ballHome, diff, pregame }));
      for (const diff of [3, -3]) {
        const won = diff > 0 === ballHome;
        assertAlmostEquals(end(diff).probability, won ? 0.9999 : 0.0001, 1e-12);
        assertEquals(end(diff).rule, "final");
      }
      // A try that wins or ties is still to come, whatever the clock says.
      const due = asked(NFL, nflAt(0, false, { ballHome, diff: -1, pregame, toGo: 0, yardsToGoal: 2 }));
      assertEquals(due.rule, undefined);
      const tries = ballHome ? due.probability : 1 - due.probability;
      assert(tries > 0.01, `${tries}`);
      // Nobody knows yet who receives.
      const [receives = NaN, kicks = NaN] = [true, false].map((home) =>
        NFL.probability(
          nflAt(600, true, { ballHome: home, pregame, ownTimeouts: 2, otherTimeouts: 2 }),
          "market",
        )
      );
      assertAlmostEquals(end(0).probability, (receives + kicks) / 2, 1e-15);
      assert(receives > kicks, "who receives is ahead");
    }
  }
});

Deno.test("while time is left nothing is surer than 1 in 10,000", () => {
  const sure = NBA.probability(nbaAt(30, false, { diff: 100, pregame: 9 }), "market");
  assertEquals(sure, 0.9999);
  assertAlmostEquals(NBA.probability(nbaAt(30, false, { diff: -100, pregame: -9 }), "market"), 0.0001, 1e-15);
  assertEquals(NFL.probability(nflAt(200, false, { diff: 100, pregame: 9 }), "market"), 0.9999);
});
