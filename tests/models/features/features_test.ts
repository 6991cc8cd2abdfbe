import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { expectedPoints } from "../../../src/models/features/expected_points.ts";
import { type Feature } from "../../../src/models/features/feature.ts";
import { NBA_FEATURES } from "../../../src/models/features/nba.ts";
import { NFL_FEATURES } from "../../../src/models/features/nfl.ts";
import { featuresOf, makeFeatureReader } from "../../../src/models/features/reader.ts";
import { mirrorNba, type NbaSituation, newNbaSituation } from "../../../src/models/situation/nba.ts";
import { mirrorNfl, newNflSituation, type NflSituation } from "../../../src/models/situation/nfl.ts";
import { newSituation } from "../../../src/models/situation/situation.ts";
import { type Sport, SPORTS } from "../../../src/models/situation/sport.ts";
import { must } from "../../support/must.ts";
import { nbaSituations, nflSituations } from "../support/situations.ts";

/** Features by name. */
function read(situation: NbaSituation | NflSituation, names: readonly string[]): number[] {
  const out = new Float64Array(names.length);
  must(makeFeatureReader(situation.sport, names)).fill(situation, out);
  return [...out];
}

Deno.test("the NBA's features by their formulae", () => {
  const situation: NbaSituation = {
    ...newNbaSituation(),
    diff: 5,
    left: 705,
    period: 4,
    possession: -1,
    pregame: 0.1255 * 4,
    homeTimeouts: 3,
    awayTimeouts: 1,
    homeBonus: 1,
    awayBonus: 0,
  };
  const root = Math.sqrt(720);
  const toCome = 4 * 705 / 2880;
  const expected: Readonly<Record<string, number>> = {
    diff: 5,
    left: 705,
    share: 705 / 2880,
    sqrt_left: Math.sqrt(705),
    period: 4,
    period_left: 705,
    overtime: 0,
    poss: -1,
    pregame: 0.502,
    mu: 4,
    mu_share: toCome,
    z: 5 / root,
    ez: (5 + toCome) / root,
    ezp: (5 + toCome - 0.5) / root,
    home_timeouts: 3,
    away_timeouts: 1,
    timeout_diff: 2,
    home_bonus: 1,
    away_bonus: 0,
    bonus_diff: 1,
    score_differential: 5,
    game_seconds_remaining: 705,
    quarter_seconds_remaining: 705,
    qtr: 4,
  };
  assertEquals(Object.keys(expected), NBA_FEATURES.map(({ name }) => name));
  for (const [index, value] of read(situation, Object.keys(expected)).entries()) {
    assertAlmostEquals(value, Object.values(expected)[index] ?? NaN, 1e-12, Object.keys(expected)[index]);
  }
});

Deno.test("the NFL's features by their formulae, seen from the team with the ball", () => {
  const situation: NflSituation = {
    ...newNflSituation(),
    ballHome: false,
    diff: -3,
    left: 2700,
    halfLeft: 900,
    half: 1,
    down: 3,
    toGo: 8,
    yardsToGoal: 40,
    ownTimeouts: 2,
    otherTimeouts: 3,
    secondHalfKick: -1,
    pregame: 0.7,
  };
  const ep = 5.852 - 6.468 * 0.4 + 0.291 * 0.16 - 0.259 - 0.098 * 8 - 0.443 * 0.4;
  const expected: Readonly<Record<string, number>> = {
    diff: -3,
    left: 2700,
    share: 0.75,
    half_left: 900,
    half: 1,
    overtime: 0,
    ball_home: 0,
    down: 3,
    ydstogo: 8,
    yardline: 40,
    goal_to_go: 0,
    own_timeouts: 2,
    other_timeouts: 3,
    h2: -1,
    pl: -0.7,
    ep,
    diff_ep: -3 + ep,
    z: (-3 + ep) / Math.sqrt(2760),
    ez: (-3 - 7 * 0.7 * 0.75) / Math.sqrt(2730),
    score_differential: -3,
    qtr: 2,
    quarter_seconds_remaining: 900,
    half_seconds_remaining: 900,
    game_seconds_remaining: 2700,
    yardline_100: 40,
    posteam_timeouts_remaining: 2,
    defteam_timeouts_remaining: 3,
    receive_2h_ko: 0,
    home: 0,
    posteam_home: 0,
    posteam_spread: -5,
    pos_spread: -5,
    elapsed_share: 0.25,
    spread_time: -5 * Math.exp(-1),
    Diff_Time_Ratio: -3 * Math.exp(1),
  };
  assertEquals(Object.keys(expected), NFL_FEATURES.map(({ name }) => name));
  for (const [index, value] of read(situation, Object.keys(expected)).entries()) {
    assertAlmostEquals(value, Object.values(expected)[index] ?? NaN, 1e-12, Object.keys(expected)[index]);
  }
});

Deno.test("expected points: near the goal more, later downs less, a try for two about nothing", () => {
  const at = (down: number, toGo: number, yards: number) =>
    Number(expectedPoints(down, toGo, yards).toFixed(2));
  assertEquals([at(1, 10, 75), at(1, 10, 50), at(1, 5, 5), at(1, 1, 1)], [1.16, 2.69, 5.23, 5.25]);
  assertEquals([at(2, 10, 50), at(3, 10, 50), at(4, 10, 50)], [2.1, 1.23, 0.1]);
  assertEquals(at(4, 40, 50), at(4, 20, 50));
  assertEquals(at(1, 0, 2), -0.21);
});

Deno.test("quarters of the NFL by the clock", () => {
  const at = (left: number, half: 1 | 2, overtime = false) =>
    read({ ...newNflSituation(), left, half, overtime }, ["qtr", "quarter_seconds_remaining"]);
  assertEquals([at(3600, 1), at(2701, 1), at(1800, 1)], [[1, 900], [1, 1], [2, 0]]);
  assertEquals([at(1800, 2), at(900, 2), at(0, 2)], [[3, 900], [4, 900], [4, 0]]);
  assertEquals(at(250, 2, true), [5, 250]);
});

Deno.test("what is not known is NaN, and nothing else is", () => {
  for (const sport of SPORTS) {
    const start = newSituation(sport);
    const names = featuresOf(sport).map(({ name }) => name);
    const missing = names.filter((_, index) => Number.isNaN(read(start, names)[index]));
    assertEquals(
      missing,
      sport === "nba"
        ? ["home_timeouts", "away_timeouts", "timeout_diff", "home_bonus", "away_bonus", "bonus_diff"]
        : [
          "own_timeouts",
          "other_timeouts",
          "posteam_timeouts_remaining",
          "defteam_timeouts_remaining",
          "receive_2h_ko",
        ],
    );
  }
});

/** What the row says of the mirror, against the mirror. */
function holdsInMirror<S>(features: readonly Feature<S>[], situation: S, mirrored: S): void {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  for (const { name, of, mirrored: rule } of features) {
    const here = of(situation);
    const there = of(mirrored);
    const expected = rule === "same"
      ? here
      : rule === "negated"
      ? 0 - here
      : rule === "complement"
      ? 1 - here
      : byName.get(rule.as)?.of(situation);
    assert(Object.is(there + 0, (expected ?? Infinity) + 0), `${name}: ${here}, in the mirror ${there}`);
  }
}

Deno.test("every feature is in the mirror what its row says", () => {
  fc.assert(
    fc.property(nbaSituations, (situation) => holdsInMirror(NBA_FEATURES, situation, mirrorNba(situation))),
  );
  fc.assert(
    fc.property(nflSituations, (situation) => holdsInMirror(NFL_FEATURES, situation, mirrorNfl(situation))),
  );
});

Deno.test("features that contain the score grow with it, whatever else is", () => {
  const scored = (name: string) => /^(diff|z|ez|ezp|diff_ep|score_differential|Diff_Time_Ratio)$/.test(name);
  const grows = <S extends { diff: number }>(features: readonly Feature<S>[], situation: S) => {
    for (const { name, of, monotone } of features) {
      const more = of({ ...situation, diff: situation.diff + 1 });
      if (scored(name)) assert(monotone === 1 && more > of(situation), name);
      else assert(Object.is(more, of(situation)), name);
    }
  };
  fc.assert(fc.property(nbaSituations, (situation) => grows(NBA_FEATURES, situation)));
  fc.assert(fc.property(nflSituations, (situation) => grows(NFL_FEATURES, situation)));
});

Deno.test("a reader writes in the order of its names, from where it is told", () => {
  const out = new Float64Array([9, 9, 9, 9]);
  must(makeFeatureReader("nba", ["left", "diff"])).fill({ ...newNbaSituation(), diff: 3 }, out, 1);
  assertEquals([...out], [9, 2880, 3, 9]);
});

Deno.test("an unknown feature is refused by name, another sport's situation is a mistake", () => {
  const refused = (sport: Sport, name: string) => {
    const made = makeFeatureReader(sport, ["diff", name]);
    assert(!made.ok);
    assertEquals(made.reason.code, "unknown_feature");
    return made.reason.message;
  };
  assertEquals(refused("nba", "dif"), 'No feature "dif" of NBA: did you mean diff?');
  assert(refused("nfl", "temperature").startsWith('No feature "temperature" of NFL: there are diff, left, '));
  const reader = must(makeFeatureReader("nba", ["diff"]));
  assertThrows(
    () => reader.fill(newNflSituation(), new Float64Array(1)),
    TypeError,
    "of nba from a situation of nfl",
  );
});

Deno.test("no sport names a feature twice", () => {
  for (const sport of SPORTS) {
    const names = featuresOf(sport).map(({ name }) => name);
    assertEquals(new Set(names).size, names.length);
  }
});
