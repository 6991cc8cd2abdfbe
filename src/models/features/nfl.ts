/**
 * Features of an NFL moment, from the view of the team with the ball.
 *
 * The mirror (home and away exchanged) leaves that view as it is, so almost all are the same there.
 *
 * @module
 */
import { NFL_LOGIT_PER_POINT } from "../situation/pregame.ts";
import { ballPregame, NFL_SECONDS, type NflSituation } from "../situation/nfl.ts";
import { expectedPoints } from "./expected_points.ts";
import type { Feature } from "./feature.ts";

type Row = Feature<NflSituation>;
type Of = Row["of"];

const same = { mirrored: "same" } as const;
const up = { mirrored: "same", monotone: 1 } as const;
const down = { mirrored: "same", monotone: -1 } as const;

function ep(s: NflSituation): number {
  return expectedPoints(s.down, s.toGo, s.yardsToGoal);
}

const diff: Of = (s) => s.diff;
const left: Of = (s) => s.left;
const halfLeft: Of = (s) => s.halfLeft;
const share: Of = (s) => s.left / NFL_SECONDS;
const ownTimeouts: Of = (s) => s.ownTimeouts;
const otherTimeouts: Of = (s) => s.otherTimeouts;
const yardsToGoal: Of = (s) => s.yardsToGoal;
const spread: Of = (s) => ballPregame(s) / NFL_LOGIT_PER_POINT;
const goalToGo: Of = (s) => s.toGo > 0 && s.toGo >= s.yardsToGoal ? 1 : 0;
/** In overtime nflfastR's clock counts the overtime, and so does its share. */
const elapsed: Of = (s) => (NFL_SECONDS - s.left) / NFL_SECONDS;

/** The quarter by the clock; at the end of the half still the half's last. */
function quarter({ left, half, overtime }: NflSituation): number {
  return overtime ? 5 : Math.min(2 * half, Math.floor((NFL_SECONDS - left) / 900) + 1);
}

function quarterLeft(s: NflSituation): number {
  return s.overtime ? s.left : s.left - (4 - quarter(s)) * 900;
}

/** All of them. */
export const NFL_FEATURES: readonly Row[] = [
  { name: "diff", says: "points of the team with the ball less the other's", of: diff, ...up },
  { name: "left", says: "seconds left of regulation, or of the overtime", of: left, ...same },
  { name: "share", says: "left / 3600", of: share, ...same },
  { name: "half_left", says: "seconds left of the half, or of the overtime", of: halfLeft, ...same },
  { name: "half", says: "1 or 2; 2 in overtime", of: (s) => s.half, ...same },
  { name: "overtime", says: "1 in overtime, else 0", of: (s) => s.overtime ? 1 : 0, ...same },
  {
    name: "ball_home",
    says: "1 home has the ball, 0 away",
    of: (s) => s.ballHome ? 1 : 0,
    mirrored: "complement",
  },
  { name: "down", says: "1–4", of: (s) => s.down, ...same },
  { name: "ydstogo", says: "yards to a first down; 0 in a try for two", of: (s) => s.toGo, ...same },
  { name: "yardline", says: "yards to the other's goal line", of: yardsToGoal, ...down },
  { name: "goal_to_go", says: "1 where the first down is the goal line", of: goalToGo, ...same },
  { name: "own_timeouts", says: "time-outs left of the team with the ball", of: ownTimeouts, ...up },
  { name: "other_timeouts", says: "time-outs left of the other", of: otherTimeouts, ...down },
  {
    name: "h2",
    says: "1 where this team gets the second half's kick-off, −1 the other, 0 after it or not known",
    of: (s) => s.secondHalfKick,
    ...same,
  },
  { name: "pl", says: "pregame logit of the team with the ball", of: ballPregame, ...up },
  { name: "ep", says: "expected points of the ball where it is", of: ep, ...same },
  { name: "diff_ep", says: "diff + ep", of: (s) => s.diff + ep(s), ...up },
  {
    name: "z",
    says: "(diff + ep) / √(left + 60)",
    of: (s) => (s.diff + ep(s)) / Math.sqrt(s.left + 60),
    ...up,
  },
  {
    name: "ez",
    says: "(diff + 7 · pl · share) / √(left + 30)",
    of: (s) => (s.diff + 7 * ballPregame(s) * share(s)) / Math.sqrt(s.left + 30),
    ...up,
  },
  // Names of nflfastR, which models made elsewhere use.
  { name: "score_differential", says: "diff", of: diff, ...up },
  { name: "qtr", says: "1–4, 5 in overtime", of: quarter, ...same },
  { name: "quarter_seconds_remaining", says: "seconds left of the quarter", of: quarterLeft, ...same },
  { name: "half_seconds_remaining", says: "half_left", of: halfLeft, ...same },
  { name: "game_seconds_remaining", says: "left", of: left, ...same },
  { name: "yardline_100", says: "yardline", of: yardsToGoal, ...down },
  { name: "posteam_timeouts_remaining", says: "own_timeouts", of: ownTimeouts, ...up },
  { name: "defteam_timeouts_remaining", says: "other_timeouts", of: otherTimeouts, ...down },
  {
    name: "receive_2h_ko",
    says: "1 where this team gets the second half's kick-off, else 0; not known where h2 is not",
    of: (s) => s.half === 1 && s.secondHalfKick === 0 ? NaN : s.secondHalfKick === 1 ? 1 : 0,
    ...same,
  },
  { name: "home", says: "ball_home", of: (s) => s.ballHome ? 1 : 0, mirrored: "complement" },
  { name: "posteam_home", says: "ball_home", of: (s) => s.ballHome ? 1 : 0, mirrored: "complement" },
  { name: "posteam_spread", says: "points by which this team was favoured: pl / 0.14", of: spread, ...up },
  { name: "pos_spread", says: "posteam_spread", of: spread, ...up },
  { name: "elapsed_share", says: "share of regulation that is over", of: elapsed, ...same },
  {
    name: "spread_time",
    says: "posteam_spread · exp(−4 · elapsed_share)",
    of: (s) => spread(s) * Math.exp(-4 * elapsed(s)),
    ...up,
  },
  {
    name: "Diff_Time_Ratio",
    says: "diff · exp(4 · elapsed_share)",
    of: (s) => s.diff * Math.exp(4 * elapsed(s)),
    ...up,
  },
];
