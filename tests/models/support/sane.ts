/**
 * What any model must be, whatever it was trained on. Each check goes over a grid and returns what it found wrong.
 *
 * @module
 */
import type { Model } from "../../../src/models/format/model.ts";
import { type NbaSituation, newNbaSituation } from "../../../src/models/situation/nba.ts";
import { newNflSituation, type NflSituation } from "../../../src/models/situation/nfl.ts";
import { chanceOf, type PregameSource } from "../../../src/models/situation/pregame.ts";
import type { Situation } from "../../../src/models/situation/situation.ts";

/** A model is within this of the pregame number when a game starts. */
const NEAR_START = 0.03;

/** One of a model's parts, asked about what was known before the game by one source of it. */
export interface Asked {
  readonly model: Model;
  readonly source: PregameSource;
}

/** A source a part: the parts differ, the sources of one do not. */
export function askedOf(model: Model): Asked[] {
  return model.parts.flatMap(({ sources: [source] }) => source === undefined ? [] : [{ model, source }]);
}

/** Logits of what was known before the game. */
function pregames({ source }: Asked): readonly number[] {
  return source === "none" ? [0] : [-2.5, -1, -0.3, 0, 0.3, 1, 2.5];
}

const NBA_LEFT = [0.1, 0.5, 1, 2, 4, 8, 15, 24, 45, 90, 150, 300, 480, 720, 1200, 1800, 2400, 2880];
const NBA_OVERTIME_LEFT = [0.1, 1, 5, 24, 60, 150, 300];
const NFL_LEFT = [0.5, 5, 15, 40, 60, 90, 120, 150, 300, 600, 900, 1500, 1800, 1801, 2400, 3000, 3600];
const NFL_OVERTIME_LEFT = [0.5, 15, 60, 200, 400, 600];

/** A moment of the NBA with so many seconds left of regulation, or of the first overtime. */
export function nbaAt(left: number, overtime = false, change: Partial<NbaSituation> = {}): NbaSituation {
  const period = overtime ? 5 : left === 0 ? 4 : 4 - Math.ceil(left / 720) + 1;
  return { ...newNbaSituation(), left, overtime, period, ...change };
}

/** A moment of the NFL with so many seconds left of regulation, or of the overtime. */
export function nflAt(left: number, overtime = false, change: Partial<NflSituation> = {}): NflSituation {
  const first = !overtime && left > 1_800;
  return {
    ...newNflSituation(),
    ownTimeouts: 3,
    otherTimeouts: 3,
    left,
    overtime,
    half: first ? 1 : 2,
    halfLeft: first ? left - 1_800 : left,
    ...change,
  };
}

/** Every moment of a grid, its score and pregame number aside. */
export function* gridOf({ model }: Asked): Generator<Situation> {
  if (model.sport === "nba") {
    for (const overtime of [false, true]) {
      for (const left of overtime ? NBA_OVERTIME_LEFT : NBA_LEFT) {
        for (const possession of [-1, 0, 1] as const) yield nbaAt(left, overtime, { possession });
      }
    }
    return;
  }
  const places = [[1, 10, 75], [1, 10, 99], [2, 6, 50], [3, 2, 35], [4, 1, 12], [1, 3, 3], [
    3,
    15,
    90,
  ]] as const;
  const stops = [[3, 3], [0, 0], [2, 0], [0, 2], [NaN, NaN]] as const;
  for (const overtime of [false, true]) {
    for (const left of overtime ? NFL_OVERTIME_LEFT : NFL_LEFT) {
      for (const [down, toGo, yardsToGoal] of places) {
        for (const [ownTimeouts, otherTimeouts] of stops) {
          yield nflAt(left, overtime, { down, toGo, yardsToGoal, ownTimeouts, otherTimeouts });
        }
      }
    }
  }
}

const WORDS_OF_NUMBERS = 6;

function at(situation: Situation): string {
  return JSON.stringify(
    situation,
    (_, value) => typeof value === "number" ? +value.toFixed(WORDS_OF_NUMBERS) : value,
  );
}

/** Where a point more, or a better pregame number, makes the team's chance less; and chances outside 0 to 1. */
export function falls(asked: Asked): string[] {
  const { model, source } = asked;
  const found: string[] = [];
  const most = model.sport === "nba" ? 40 : 25;
  for (const situation of gridOf(asked)) {
    let worse: readonly number[] | undefined;
    for (const pregame of pregames(asked)) {
      situation.pregame = pregame;
      const chances: number[] = [];
      for (let diff = -most; diff <= most; diff++) {
        situation.diff = diff;
        const chance = model.probability(situation, source);
        if (!(chance > 0 && chance < 1)) found.push(`a chance of ${chance} at ${at(situation)}`);
        const before = chances.at(-1) ?? 0;
        if (chance < before) found.push(`${chance} after ${before} with a point more at ${at(situation)}`);
        const lower = worse?.[chances.length] ?? 0;
        if (chance < lower) {
          found.push(`${chance} after ${lower} with a better pregame number at ${at(situation)}`);
        }
        chances.push(chance);
      }
      worse = chances;
      if (found.length > 20) return found;
    }
  }
  return found;
}

/** Where a yard nearer to the goal line, or a time-out more of one's own, makes the chance less (NFL). */
export function fallsInTheField(asked: Asked): string[] {
  const { model, source } = asked;
  const found: string[] = [];
  if (model.sport !== "nfl") return found;
  for (const left of [...NFL_LEFT]) {
    for (const diff of [-10, -7, -3, -1, 0, 1, 3, 7, 10]) {
      for (const down of [1, 2, 3, 4]) {
        let before = 0;
        for (let yardsToGoal = 99; yardsToGoal >= 10; yardsToGoal--) {
          const chance = model.probability(nflAt(left, false, { diff, down, yardsToGoal }), source);
          if (chance < before) {
            found.push(`${chance} after ${before} at ${yardsToGoal} yards, ${left} s, ${diff}`);
          }
          before = chance;
        }
        for (const [mine, sign] of [["ownTimeouts", 1], ["otherTimeouts", -1]] as const) {
          const chances = [0, 1, 2, 3].map((stops) =>
            sign * model.probability(nflAt(left, false, { diff, down, [mine]: stops }), source)
          );
          if (chances.some((chance, index) => chance < (chances[index - 1] ?? -Infinity))) {
            found.push(`${mine}: ${chances} with ${left} s left, ${diff}, down ${down}`);
          }
        }
      }
      if (found.length > 20) return found;
    }
  }
  return found;
}

/** Where a game's start is not near the pregame number. */
export function farFromStart(asked: Asked): string[] {
  const { model, source } = asked;
  const found: string[] = [];
  for (const pregame of pregames(asked)) {
    const starts: Situation[] = model.sport === "nba"
      ? [nbaAt(2_880, false, { pregame })]
      : [true, false].map((ballHome) => nflAt(3_600, false, { pregame, ballHome, secondHalfKick: -1 }));
    const chances = starts.map((start) => model.probability(start, source));
    const chance = chances.reduce((sum, each) => sum + each, 0) / chances.length;
    if (!(Math.abs(chance - chanceOf(pregame)) <= NEAR_START)) {
      found.push(`${chance} at the start, ${chanceOf(pregame)} before it`);
    }
  }
  return found;
}

/** Where the end, or an overtime, is not what it must be. */
export function wrongAtTheEnd(asked: Asked): string[] {
  const { model, source } = asked;
  const found: string[] = [];
  const expect = (holds: boolean, what: string, situation: Situation) => {
    if (!holds) found.push(`${what}: ${model.probability(situation, source)} at ${at(situation)}`);
  };
  const chanceAt = (situation: Situation) => model.probability(situation, source);
  const endsOf = (diff: number, pregame: number): Situation[] =>
    model.sport === "nba"
      ? [nbaAt(0, false, { diff, pregame }), nbaAt(0, true, { diff, pregame, possession: 1 })]
      : [true, false].flatMap((ballHome) =>
        [false, true].map((overtime) =>
          nflAt(0, overtime, { diff: ballHome ? diff : 0 - diff, ballHome, pregame })
        )
      );
  // In the NFL a foul by the defence gives an untimed down.
  const certain = model.sport === "nba" ? 1 : 0.9999;
  for (const pregame of pregames(asked)) {
    for (const lead of [1, 2, 3, 8, 30]) {
      for (const end of endsOf(lead, pregame)) expect(chanceAt(end) >= certain, "home won", end);
      for (const end of endsOf(-lead, pregame)) expect(chanceAt(end) <= 1 - certain, "away won", end);
    }
    const evens = endsOf(0, pregame).map(chanceAt);
    const firsts = (model.sport === "nba"
      ? [nbaAt(300, true, { pregame, homeTimeouts: 2, awayTimeouts: 2, homeBonus: 0, awayBonus: 0 })]
      : [true, false].map((ballHome) =>
        nflAt(600, true, { ballHome, pregame, ownTimeouts: 2, otherTimeouts: 2 })
      ))
      .map(chanceAt);
    const first = firsts.reduce((sum, each) =>
      sum + each, 0) / firsts.length;
    for (const [index, end] of endsOf(0, pregame).entries()) {
      expect(Math.abs((evens[index] ?? NaN) - first) < 1e-12, "a tie is an overtime's first second", end);
      // About even, towards the team that was better before the game, and less sure than before it.
      const [low, high] = [Math.min(0.5, chanceOf(pregame)), Math.max(0.5, chanceOf(pregame))];
      expect(first >= low - 0.03 && first <= high + 0.03, "an overtime is about even", end);
    }
  }
  return found;
}

/** Where a lead does not become surer as the clock runs down, from half an hour to the last seconds. */
export function leadsThatFade(asked: Asked): string[] {
  const { model, source } = asked;
  const found: string[] = [];
  for (const lead of model.sport === "nba" ? [6, 10, 20] : [4, 8, 16]) {
    for (const sign of [1, -1]) {
      const chances = [1_700, 600, 120, 8].map((left) => {
        const situation = model.sport === "nba"
          ? nbaAt(left, false, { diff: sign * lead })
          : nflAt(left, false, { diff: sign * lead, otherTimeouts: 1, ownTimeouts: 1 });
        return model.probability(situation, source);
      });
      if (
        chances.some((chance, index) => index > 0 && sign * (chance - (chances[index - 1] ?? NaN)) < -0.02)
      ) {
        found.push(`a lead of ${sign * lead}: ${chances}`);
      }
    }
  }
  return found;
}
