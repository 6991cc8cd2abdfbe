/**
 * A game in one line.
 *
 * @module
 */
import { type GameState } from "../core/game/game.ts";
import { LEAGUE_INFO } from "../core/game/leagues.ts";
import { twoDigits } from "../core/numbers/text.ts";

const WORDS = {
  scheduled: "not started",
  final: "final",
  postponed: "postponed",
  cancelled: "cancelled",
  delayed: "delayed",
} as const;
const ORDINALS = ["", "1st", "2nd", "3rd", "4th"];

/**
 * Period, clock, score (away – home, as tickers write them) and possession: `Q4 03:12  LAL 98 – 101 BOS  ● LAL`.
 *
 * Football adds the down: `2nd & 7`.
 */
export function gameLine(game: GameState): string {
  const { away, home, possession, situation } = game;
  const score = `${away.code} ${away.score} – ${home.score} ${home.code}`;
  const ball = possession === undefined ? "" : `  ● ${possession === "home" ? home.code : away.code}`;
  const down = situation === undefined
    ? ""
    : ` ${ORDINALS[situation.down] ?? situation.down} & ${situation.distance}`;
  return `${moment(game)}  ${score}${ball}${down}`;
}

function moment(game: GameState): string {
  const { phase, secondsLeftInPeriod } = game;
  if (phase === "break") return `end ${periodName(game)}`;
  if (phase !== "live") return WORDS[phase];
  const seconds = Math.max(0, Math.floor(secondsLeftInPeriod));
  return `${periodName(game)} ${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
}

function periodName({ league, period }: GameState): string {
  const { periods } = LEAGUE_INFO[league].regulation;
  const overtime = period - periods;
  if (overtime > 0) return overtime === 1 ? "OT" : `${overtime}OT`;
  // Some feeds still say period 0 in the first seconds of a game.
  return `${periods === 2 ? "H" : "Q"}${Math.max(1, period)}`;
}
