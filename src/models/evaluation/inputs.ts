/**
 * What a model is told about a moment, in parts that can be taken from another game: the inputs of which it is asked how
 * much they matter. Everything is exchanged from the home team's view, whoever has the ball.
 *
 * @module
 */
import type { NbaSituation } from "../situation/nba.ts";
import type { NflSituation } from "../situation/nfl.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";

/** An input. */
export interface Input {
  readonly name: string;
  /** At the same place in another game it is the same: it is taken from another place. */
  readonly fromElsewhere: boolean;
  /** Takes it from another moment of the same sport. */
  exchange(into: Situation, from: Situation): void;
}

interface InputOf<S extends Situation> {
  readonly name: string;
  readonly fromElsewhere?: boolean;
  readonly take: (into: S, from: S) => void;
}

const NBA: readonly InputOf<NbaSituation>[] = [
  { name: "score", take: (into, from) => into.diff = from.diff },
  {
    name: "clock",
    fromElsewhere: true,
    take: (into, from) => {
      into.left = from.left;
      into.period = from.period;
      into.overtime = from.overtime;
    },
  },
  { name: "possession", take: (into, from) => into.possession = from.possession },
  { name: "pregame number", take: (into, from) => into.pregame = from.pregame },
  {
    name: "time-outs",
    take: (into, from) => {
      into.homeTimeouts = from.homeTimeouts;
      into.awayTimeouts = from.awayTimeouts;
    },
  },
  {
    name: "bonus",
    take: (into, from) => {
      into.homeBonus = from.homeBonus;
      into.awayBonus = from.awayBonus;
    },
  },
];

const NFL: readonly InputOf<NflSituation>[] = [
  {
    name: "score",
    take: (into, from) => into.diff = into.ballHome === from.ballHome ? from.diff : 0 - from.diff,
  },
  {
    name: "clock",
    fromElsewhere: true,
    take: (into, from) => {
      into.left = from.left;
      into.halfLeft = from.halfLeft;
      into.half = from.half;
      into.overtime = from.overtime;
      // After the first half nobody is still to get its kick-off.
      if (from.half === 2) into.secondHalfKick = 0;
    },
  },
  {
    name: "who has the ball",
    take: (into, from) => {
      if (into.ballHome === from.ballHome) return;
      into.ballHome = from.ballHome;
      swapTeams(into);
    },
  },
  {
    name: "down and distance",
    take: (into, from) => {
      into.down = from.down;
      into.toGo = from.toGo;
    },
  },
  { name: "field position", take: (into, from) => into.yardsToGoal = from.yardsToGoal },
  {
    name: "time-outs",
    take: (into, from) => {
      const same = into.ballHome === from.ballHome;
      into.ownTimeouts = same ? from.ownTimeouts : from.otherTimeouts;
      into.otherTimeouts = same ? from.otherTimeouts : from.ownTimeouts;
    },
  },
  {
    name: "kick-off after the half",
    take: (into, from) => {
      if (into.half === 2 || from.half === 2) return;
      into.secondHalfKick = into.ballHome === from.ballHome
        ? from.secondHalfKick
        : opposite(from.secondHalfKick);
    },
  },
  { name: "pregame number", take: (into, from) => into.pregame = from.pregame },
];

/** `ballHome` has changed: what was the ball's team's is now the other's, so that home keeps what it had. */
function swapTeams(into: NflSituation): void {
  const { ownTimeouts } = into;
  into.diff = 0 - into.diff;
  into.ownTimeouts = into.otherTimeouts;
  into.otherTimeouts = ownTimeouts;
  into.secondHalfKick = opposite(into.secondHalfKick);
}

function opposite(side: 1 | 0 | -1): 1 | 0 | -1 {
  return side === 0 ? 0 : side === 1 ? -1 : 1;
}

/** The inputs of a sport. */
export function inputsOf(sport: Sport): readonly Input[] {
  return sport === "nba" ? NBA.map(nbaInput) : NFL.map(nflInput);
}

function nbaInput({ name, fromElsewhere = false, take }: InputOf<NbaSituation>): Input {
  return {
    name,
    fromElsewhere,
    exchange: (into, from) => {
      if (into.sport === "nba" && from.sport === "nba") take(into, from);
    },
  };
}

function nflInput({ name, fromElsewhere = false, take }: InputOf<NflSituation>): Input {
  return {
    name,
    fromElsewhere,
    exchange: (into, from) => {
      if (into.sport === "nfl" && from.sport === "nfl") take(into, from);
    },
  };
}
