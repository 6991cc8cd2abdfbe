/**
 * Situations for property tests: every one that a game can have, with what is not known.
 *
 * @module
 */
import fc from "fast-check";
import { type NbaSituation, newNbaSituation } from "../../../src/models/situation/nba.ts";
import { newNflSituation, type NflSituation } from "../../../src/models/situation/nfl.ts";

const known = (from: number, to: number) => fc.oneof(fc.integer({ min: from, max: to }), fc.constant(NaN));
const side = fc.constantFrom<(1 | 0 | -1)[]>(1, 0, -1);
// Logits of chances from 1 % to 99 %; never −0, which no mirror gives back.
const logit = fc.double({ min: -4.6, max: 4.6, noNaN: true }).map((value) => value + 0);

/** Any moment of an NBA game. */
export const nbaSituations: fc.Arbitrary<NbaSituation> = fc.record({
  diff: fc.integer({ min: -60, max: 60 }),
  period: fc.integer({ min: 1, max: 7 }),
  tenths: fc.integer({ min: 0, max: 7200 }),
  possession: side,
  pregame: logit,
  homeTimeouts: known(0, 7),
  awayTimeouts: known(0, 7),
  homeBonus: known(0, 1),
  awayBonus: known(0, 1),
}).map(({ period, tenths, ...rest }) => {
  const overtime = period > 4;
  const left = overtime ? tenths / 24 : (4 - period) * 720 + tenths / 10;
  return { ...newNbaSituation(), ...rest, period, overtime, left };
});

/** Any moment of an NFL game. */
export const nflSituations: fc.Arbitrary<NflSituation> = fc.record({
  ballHome: fc.boolean(),
  diff: fc.integer({ min: -45, max: 45 }),
  half: fc.constantFrom<(1 | 2)[]>(1, 2),
  overtime: fc.boolean(),
  seconds: fc.integer({ min: 0, max: 1800 }),
  down: fc.integer({ min: 1, max: 4 }),
  toGo: fc.integer({ min: 1, max: 30 }),
  yardsToGoal: fc.integer({ min: 1, max: 99 }),
  ownTimeouts: known(0, 3),
  otherTimeouts: known(0, 3),
  secondHalfKick: side,
  pregame: logit,
}).map(({ half, overtime, seconds, secondHalfKick, ...rest }) => {
  const halfLeft = overtime ? Math.min(seconds, 600) : seconds;
  const first = half === 1 && !overtime;
  return {
    ...newNflSituation(),
    ...rest,
    overtime,
    half: first ? 1 : 2,
    halfLeft,
    left: first ? 1800 + halfLeft : halfLeft,
    secondHalfKick: first ? secondHalfKick : 0,
  };
});
