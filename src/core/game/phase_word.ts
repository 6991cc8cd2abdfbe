/**
 * Words for the parts of a game, as logs and older systems write them.
 *
 * @module
 */
import type { GamePhase } from "./game.ts";

const PHASES: readonly (readonly [GamePhase, RegExp])[] = [
  ["scheduled", /^(scheduled|created|pre|pre ?game|upcoming|not started|unplayed)$/],
  ["live", /^(live|in|in ?(progress|play|game)|active|started|playing)$/],
  ["break", /^(half ?time|half|break|intermission|end( of)? .+)$/],
  [
    "final",
    /^(final|complete|completed|closed|ended|finished|over|game over|post|post ?game)([ /(]+\d?ot\)?)?$/,
  ],
  ["postponed", /^(postponed|ppd)$/],
  ["cancelled", /^cancell?ed$/],
  ["delayed", /^(delayed|(rain|weather)? ?delay|suspended)$/],
];
/** `4th Quarter`, `Q3 5:22`, `0:03 - 2nd Half`, `OT`: a period that is being played. */
const PERIOD =
  /^(\d{1,2}:\d\d(\.\d+)?[ -]*)?(q[1-4]|h[12]|[1-4](st|nd|rd|th)( (quarter|qtr|half|period))?|\d?ot|overtime)([ -]*\d{1,2}:\d\d(\.\d+)?)?$/;

/** The part of a game; `undefined` for a word that none of them has: it is not known, least of all to be on. */
export function phaseOfWord(text: string): GamePhase | undefined {
  const word = text.toLowerCase().replace(/^status_/, "").replaceAll(/[_\s]+/g, " ").trim();
  const [found] = PHASES.find(([, pattern]) => pattern.test(word)) ?? [];
  return found ?? (PERIOD.test(word) ? "live" : undefined);
}
