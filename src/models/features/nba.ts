/**
 * Features of an NBA moment, from the home team's view.
 *
 * @module
 */
import { NBA_SECONDS, nbaPeriodLeft, type NbaSituation } from "../situation/nba.ts";
import { NBA_LOGIT_PER_POINT } from "../situation/pregame.ts";
import type { Feature } from "./feature.ts";

type Row = Feature<NbaSituation>;

/** Points by which the home team was expected to win. */
function mu({ pregame }: NbaSituation): number {
  return pregame / NBA_LOGIT_PER_POINT;
}

function share({ left }: NbaSituation): number {
  return left / NBA_SECONDS;
}

/** In points per root of a second: what is left to happen grows with the root of the time. */
function scaled(points: number, { left }: NbaSituation): number {
  return points / Math.sqrt(left + 15);
}

const score: Row["of"] = ({ diff }) => diff;
const left: Row["of"] = (situation) => situation.left;
const period: Row["of"] = (situation) => situation.period;

/** All of them. */
export const NBA_FEATURES: readonly Row[] = [
  { name: "diff", says: "points of home less those of away", of: score, mirrored: "negated", monotone: 1 },
  { name: "left", says: "seconds left of regulation, or of the overtime", of: left, mirrored: "same" },
  { name: "share", says: "left / 2880", of: share, mirrored: "same" },
  { name: "sqrt_left", says: "√left", of: (s) => Math.sqrt(s.left), mirrored: "same" },
  { name: "period", says: "1–4, then overtimes", of: period, mirrored: "same" },
  { name: "period_left", says: "seconds left of the period", of: nbaPeriodLeft, mirrored: "same" },
  { name: "overtime", says: "1 in overtime, else 0", of: (s) => s.overtime ? 1 : 0, mirrored: "same" },
  {
    name: "poss",
    says: "1 home has the ball, −1 away, 0 not known",
    of: (s) => s.possession,
    mirrored: "negated",
  },
  {
    name: "pregame",
    says: "logit of home's chance before the game",
    of: (s) => s.pregame,
    mirrored: "negated",
    monotone: 1,
  },
  { name: "mu", says: "pregame / 0.1255: points", of: mu, mirrored: "negated", monotone: 1 },
  {
    name: "mu_share",
    says: "mu · share: points still to come of it",
    of: (s) => mu(s) * share(s),
    mirrored: "negated",
    monotone: 1,
  },
  {
    name: "z",
    says: "diff / √(left + 15)",
    of: (s) => scaled(s.diff, s),
    mirrored: "negated",
    monotone: 1,
  },
  {
    name: "ez",
    says: "(diff + mu · share) / √(left + 15)",
    of: (s) => scaled(s.diff + mu(s) * share(s), s),
    mirrored: "negated",
    monotone: 1,
  },
  {
    name: "ezp",
    says: "(diff + mu · share + 0.5 · poss) / √(left + 15)",
    of: (s) => scaled(s.diff + mu(s) * share(s) + 0.5 * s.possession, s),
    mirrored: "negated",
    monotone: 1,
  },
  {
    name: "home_timeouts",
    says: "time-outs left of home",
    of: (s) => s.homeTimeouts,
    mirrored: { as: "away_timeouts" },
  },
  {
    name: "away_timeouts",
    says: "time-outs left of away",
    of: (s) => s.awayTimeouts,
    mirrored: { as: "home_timeouts" },
  },
  {
    name: "timeout_diff",
    says: "time-outs left of home less those of away",
    of: (s) => s.homeTimeouts - s.awayTimeouts,
    mirrored: "negated",
  },
  {
    name: "home_bonus",
    says: "1 where home shoots at the next foul of away",
    of: (s) => s.homeBonus,
    mirrored: { as: "away_bonus" },
  },
  {
    name: "away_bonus",
    says: "1 where away shoots at the next foul of home",
    of: (s) => s.awayBonus,
    mirrored: { as: "home_bonus" },
  },
  {
    name: "bonus_diff",
    says: "home_bonus less away_bonus",
    of: (s) => s.homeBonus - s.awayBonus,
    mirrored: "negated",
  },
  // Names that models made elsewhere use.
  { name: "score_differential", says: "diff", of: score, mirrored: "negated", monotone: 1 },
  { name: "game_seconds_remaining", says: "left", of: left, mirrored: "same" },
  { name: "quarter_seconds_remaining", says: "period_left", of: nbaPeriodLeft, mirrored: "same" },
  { name: "qtr", says: "period", of: period, mirrored: "same" },
];
