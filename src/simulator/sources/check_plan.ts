/**
 * Checks a plan's numbers before anything is made from them.
 *
 * @module
 */
import { ALL_TEAMS } from "../game/teams.ts";
import type { SimulationPlan, SlatePlan, SteadyPlan } from "../options.ts";
import { MOST_SLATE_GAMES, slateLeagues } from "./slate_source.ts";
import { MOST_STEADY_MARKETS } from "./steady_source.ts";

/** Says what is wrong, or nothing. */
export function checkPlan(plan: SimulationPlan): string | undefined {
  if (plan.kind === "steady") return checkSteady(plan);
  const wrong = notPositive("speed", plan.speed);
  if (wrong !== undefined || plan.kind === "captured") return wrong;
  const pace = notPositive("seconds", plan.seconds) ?? notPositive("activity", plan.activity);
  return pace ?? (plan.kind === "slate" ? checkSlate(plan) : undefined);
}

function checkSteady({ framesPerSecond, markets = 2, seconds }: SteadyPlan): string | undefined {
  if (!Number.isInteger(markets) || markets < 1 || markets > MOST_STEADY_MARKETS) {
    return `expected 1…${MOST_STEADY_MARKETS} markets, was ${markets}`;
  }
  return notPositive("frames a second", framesPerSecond) ?? notPositive("seconds", seconds);
}

function checkSlate({ games, leagues, pregameMs, staggerMs, scoreLagMs }: SlatePlan): string | undefined {
  if (!Number.isInteger(games) || games < 1 || games > MOST_SLATE_GAMES) {
    return `expected 1…${MOST_SLATE_GAMES} games, was ${games}`;
  }
  if (leagues?.length === 0) return "expected leagues, found none";
  const each = slateLeagues(games, leagues ?? ["nba", "nfl"]);
  for (const league of new Set(each)) {
    const wanted = each.filter((other) => other === league).length;
    const most = Math.floor(ALL_TEAMS[league].length / 2);
    if (wanted > most) return `expected at most ${most} games of "${league}", was ${wanted}`;
  }
  for (const [name, value] of [["pregameMs", pregameMs], ["staggerMs", staggerMs]] as const) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value))) {
      return `expected zero or more for ${name}, was ${value}`;
    }
  }
  for (const [feed, lag] of Object.entries(scoreLagMs ?? {})) {
    if (!(lag.low >= 0 && lag.high >= lag.low && Number.isFinite(lag.high))) {
      return `expected 0 ≤ low ≤ high for the lag of "${feed}", was ${lag.low}…${lag.high}`;
    }
  }
  return undefined;
}

function notPositive(name: string, value: number | undefined): string | undefined {
  if (value === undefined || (value > 0 && Number.isFinite(value))) return undefined;
  return `expected a positive number for ${name}, was ${value}`;
}
