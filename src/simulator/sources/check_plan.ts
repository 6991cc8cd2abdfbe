/**
 * Checks a plan's numbers before anything is made from them.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { ALL_TEAMS } from "../game/teams.ts";
import type { SimulationPlan, SlatePlan, SteadyPlan } from "../options.ts";
import { MOST_SLATE_GAMES, slateLeagues } from "./slate_source.ts";
import { MOST_STEADY_MARKETS } from "./steady_source.ts";

type Checked = Result<void>;

const SOUND: Checked = succeed(undefined);

/** Refuses a plan that nothing can be made from. */
export function checkPlan(plan: SimulationPlan): Checked {
  if (plan.kind === "quiet") return SOUND;
  if (plan.kind === "steady") return checkSteady(plan);
  const speed = checkPositive("speed", plan.speed);
  if (!speed.ok || plan.kind === "captured") return speed;
  const seconds = checkPositive("seconds", plan.seconds);
  if (!seconds.ok) return seconds;
  const activity = checkPositive("activity", plan.activity);
  if (!activity.ok) return activity;
  return plan.kind === "slate" ? checkSlate(plan) : SOUND;
}

function checkSteady({ framesPerSecond, markets = 2, seconds }: SteadyPlan): Checked {
  if (!Number.isInteger(markets) || markets < 1 || markets > MOST_STEADY_MARKETS) {
    return bad(`expected 1…${MOST_STEADY_MARKETS} markets, was ${markets}`);
  }
  const frames = checkPositive("frames a second", framesPerSecond);
  return frames.ok ? checkPositive("seconds", seconds) : frames;
}

function checkSlate({ games, leagues, pregameMs, staggerMs, scoreLagMs }: SlatePlan): Checked {
  if (!Number.isInteger(games) || games < 1 || games > MOST_SLATE_GAMES) {
    return bad(`expected 1…${MOST_SLATE_GAMES} games, was ${games}`);
  }
  if (leagues?.length === 0) return bad("expected leagues, found none");
  const each = slateLeagues(games, leagues ?? ["nba", "nfl"]);
  for (const league of new Set(each)) {
    const wanted = each.filter((other) => other === league).length;
    const most = Math.floor(ALL_TEAMS[league].length / 2);
    if (wanted > most) return bad(`expected at most ${most} games of "${league}", was ${wanted}`);
  }
  for (const [name, value] of [["pregameMs", pregameMs], ["staggerMs", staggerMs]] as const) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value))) {
      return bad(`expected zero or more for ${name}, was ${value}`);
    }
  }
  for (const [feed, lag] of Object.entries(scoreLagMs ?? {})) {
    if (!(lag.low >= 0 && lag.high >= lag.low && Number.isFinite(lag.high))) {
      return bad(`expected 0 ≤ low ≤ high for the lag of "${feed}", was ${lag.low}…${lag.high}`);
    }
  }
  return SOUND;
}

function checkPositive(name: string, value: number | undefined): Checked {
  if (value === undefined || (value > 0 && Number.isFinite(value))) return SOUND;
  return bad(`expected a positive number for ${name}, was ${value}`);
}

function bad(problem: string): Checked {
  return refuse("plan_bad", `Cannot start simulator: ${problem}`);
}
