import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { LEAGUES } from "../../../src/core/game/leagues.ts";
import {
  checkNbaSituation,
  mirrorNba,
  nbaPeriodLeft,
  type NbaSituation,
  newNbaSituation,
} from "../../../src/models/situation/nba.ts";
import {
  ballPregame,
  mirrorNfl,
  newNflSituation,
  type NflSituation,
} from "../../../src/models/situation/nfl.ts";
import { chanceOf, logitOf } from "../../../src/models/situation/pregame.ts";
import {
  checkSituation,
  mirror,
  newSituation,
  type Situation,
} from "../../../src/models/situation/situation.ts";
import { sportOfLeague, SPORTS } from "../../../src/models/situation/sport.ts";
import { nbaSituations, nflSituations } from "../support/situations.ts";

const anySituation: fc.Arbitrary<Situation> = fc.oneof(nbaSituations, nflSituations);

Deno.test("a league has its own sport or none", () => {
  for (const league of LEAGUES) {
    const sport = sportOfLeague(league);
    const isKnown = league === "nba" || league === "nfl";
    assertEquals(sport.ok, isKnown, league);
    if (sport.ok) assertEquals(sport.value, league);
    else assertMatch(sport.reason.message, /^No model speaks of the .*: there are NBA and NFL$/);
  }
});

Deno.test("the start of a game is a situation that can be", () => {
  for (const sport of SPORTS) {
    const start = newSituation(sport);
    assertEquals(start.sport, sport);
    assert(checkSituation(start).ok);
  }
});

Deno.test("every moment that a game can have passes, and so does its mirror", () => {
  fc.assert(fc.property(anySituation, (situation) => {
    assertEquals(checkSituation(situation), { ok: true, value: situation });
    assert(checkSituation(mirror(situation)).ok);
  }));
});

Deno.test("a mirror's mirror is the same moment, in a new object and in place", () => {
  fc.assert(fc.property(anySituation, (situation) => {
    assertEquals(mirror(mirror(situation)), situation);
  }));
  fc.assert(fc.property(nbaSituations, (situation) => {
    const once = mirrorNba(situation);
    const inPlace = { ...situation };
    assert(mirrorNba(inPlace, inPlace) === inPlace);
    assertEquals(inPlace, once);
  }));
  fc.assert(fc.property(nflSituations, (situation) => {
    const inPlace = { ...situation };
    mirrorNfl(inPlace, inPlace);
    assertEquals(inPlace, mirrorNfl(situation));
  }));
});

Deno.test("the mirror exchanges the teams and leaves the clock", () => {
  const nba: NbaSituation = {
    ...newNbaSituation(),
    diff: 7,
    left: 800,
    period: 3,
    possession: 1,
    pregame: 0.4,
    homeTimeouts: 5,
    awayTimeouts: 2,
    homeBonus: 1,
    awayBonus: 0,
  };
  assertEquals(mirrorNba(nba), {
    ...nba,
    diff: -7,
    possession: -1,
    pregame: -0.4,
    homeTimeouts: 2,
    awayTimeouts: 5,
    homeBonus: 0,
    awayBonus: 1,
  });
  // Of the team with the ball everything stays: only which team it is changes.
  const nfl: NflSituation = { ...newNflSituation(), diff: 7, pregame: 0.4, secondHalfKick: -1 };
  const other = mirrorNfl(nfl);
  assertEquals(other, { ...nfl, ballHome: false, pregame: -0.4 });
  assertEquals(ballPregame(other), ballPregame(nfl));
});

Deno.test("the time left of a period", () => {
  const at = (left: number, period: number) =>
    nbaPeriodLeft({ ...newNbaSituation(), left, period, overtime: period > 4 });
  assertEquals([at(2880, 1), at(2160, 1), at(2160, 2), at(12.5, 4), at(250, 5)], [720, 0, 720, 12.5, 250]);
});

Deno.test("what no game can have is refused with its field, what it may be and what it was", () => {
  const refused = (situation: Situation): string => {
    const checked = checkSituation(situation);
    assert(!checked.ok, JSON.stringify(situation));
    assertEquals(checked.reason.code, "situation_out_of_range");
    return checked.reason.message.replace("Impossible situation: ", "");
  };
  const nba = (change: Partial<NbaSituation>) => refused({ ...newNbaSituation(), ...change });
  assertEquals(nba({ diff: NaN }), "diff must be a whole number from -150 to 150, was NaN");
  assertEquals(nba({ diff: 1.5 }), "diff must be a whole number from -150 to 150, was 1.5");
  assertEquals(nba({ left: 2881 }), "left must be from 0 to 2880, was 2881");
  assertEquals(nba({ left: -1 }), "left must be from 0 to 2880, was -1");
  assertEquals(nba({ left: 700 }), "left must be 2160 to 2880 in period 1, was 700");
  assertEquals(nba({ period: 0 }), "period must be a whole number from 1 to 20, was 0");
  assertEquals(nba({ period: 5, left: 300 }), "overtime must be true in period 5, was false");
  assertEquals(
    nba({ period: 5, left: 301, overtime: true }),
    "left must be 0 to 300 in period 5, was 301",
  );
  assertEquals(nba({ pregame: Infinity }), "pregame must be from -10 to 10, was Infinity");
  assertEquals(nba({ homeTimeouts: -1 }), "homeTimeouts must be a whole number from 0 to 9, was -1");
  const nfl = (change: Partial<NflSituation>) => refused({ ...newNflSituation(), ...change });
  assertEquals(nfl({ down: 0 }), "down must be a whole number from 1 to 4, was 0");
  assertEquals(nfl({ down: NaN }), "down must be a whole number from 1 to 4, was NaN");
  assertEquals(nfl({ yardsToGoal: 100 }), "yardsToGoal must be a whole number from 1 to 99, was 100");
  assertEquals(nfl({ ownTimeouts: 4 }), "ownTimeouts must be a whole number from 0 to 3, was 4");
  assertEquals(nfl({ halfLeft: 100 }), "halfLeft must be 1800 with 3600 s left in half 1, was 100");
  assertEquals(
    nfl({ overtime: true, half: 2, left: 901, halfLeft: 901 }),
    "left must be from 0 to 900 in overtime, was 901",
  );
  assertEquals(nfl({ overtime: true, left: 600, halfLeft: 600 }), "half must be 2 in overtime, was 1");
  assertEquals(
    nfl({ half: 2, left: 900, halfLeft: 900, secondHalfKick: 1 }),
    "secondHalfKick must be 0 after the first half, was 1",
  );
});

Deno.test("a number outside its range is refused, whichever it is", () => {
  const numbers = (situation: Situation) =>
    Object.entries(situation).flatMap(([field, value]) => typeof value === "number" ? [field] : []);
  const impossible = fc.constantFrom(Infinity, -Infinity, 1e9, -1e9);
  fc.assert(fc.property(anySituation, fc.nat(), impossible, (situation, pick, value) => {
    const fields = numbers(situation);
    const field = fields[pick % fields.length] ?? "";
    assert(!checkSituation({ ...situation, [field]: value }).ok, field);
  }));
});

Deno.test("logits and chances are each other's inverse", () => {
  fc.assert(fc.property(fc.double({ min: 0.0001, max: 0.9999, noNaN: true }), (chance) => {
    assert(Math.abs(chanceOf(logitOf(chance)) - chance) < 1e-12);
  }));
  assertEquals(chanceOf(0), 0.5);
});

Deno.test("an NBA situation keeps its own type through the check", () => {
  const checked = checkNbaSituation(newNbaSituation());
  assert(checked.ok);
  assertEquals(checked.value.left, 2880);
});
