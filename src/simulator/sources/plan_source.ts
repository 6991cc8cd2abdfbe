/**
 * Makes the source that a plan asks for, and the speed to drive it at.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { generateGame } from "../game/generate.ts";
import type { Source } from "../occurrence.ts";
import type { GeneratedPlan, SimulationPlan, SteadyPlan } from "../options.ts";
import { CapturedSource } from "./captured_source.ts";
import { GENERATED_TAIL_MS, GeneratedSource, PREGAME_MS } from "./generated_source.ts";
import { MOST_STEADY_MARKETS, SteadySource } from "./steady_source.ts";

/** A source, and how fast its time passes: virtual seconds a wall second, `undefined` for steps. */
export interface PlannedSource {
  readonly source: Source;
  readonly speed: number | undefined;
}

/** Up to this speed the markets are as busy as in reality; beyond it they are less so by as much. */
const FULLY_BUSY_SPEED = 8;

/**
 * Makes a source.
 *
 * @param nowMs Unix milliseconds, for the dates in tickers
 */
export async function planSource(plan: SimulationPlan, nowMs: number): Promise<Result<PlannedSource>> {
  const bad = checkPlan(plan);
  if (bad !== undefined) return refuse("plan_bad", `Cannot start simulator: ${bad}`);
  if (plan.kind === "steady") {
    return succeed({ source: new SteadySource({ ...plan, startsAt: nowMs }), speed: 1 });
  }
  if (plan.kind === "generated") return succeed(planGenerated(plan, nowMs));
  const source = await CapturedSource.open(plan.paths);
  if (!source.ok) return source;
  return succeed({ source: source.value, speed: plan.stepped === true ? undefined : plan.speed ?? 1 });
}

function planGenerated(plan: GeneratedPlan, nowMs: number): PlannedSource {
  const game = generateGame(plan);
  const pregameMs = plan.pregameMs ?? PREGAME_MS;
  const totalMs = pregameMs + game.durationMs + GENERATED_TAIL_MS;
  const speed = plan.speed ?? (plan.seconds === undefined ? 1 : totalMs / 1000 / plan.seconds);
  const activity = plan.activity ?? Math.min(1, FULLY_BUSY_SPEED / speed);
  const startsAt = nowMs + pregameMs / speed;
  return { source: new GeneratedSource({ ...plan, game, startsAt, pregameMs, activity }), speed };
}

/** What is wrong with a plan's numbers. */
function checkPlan(plan: SimulationPlan): string | undefined {
  if (plan.kind === "steady") return checkSteady(plan);
  const wrong = notPositive("speed", plan.speed);
  if (wrong !== undefined || plan.kind === "captured") return wrong;
  return notPositive("seconds", plan.seconds) ?? notPositive("activity", plan.activity);
}

function checkSteady({ framesPerSecond, markets = 2, seconds }: SteadyPlan): string | undefined {
  if (!Number.isInteger(markets) || markets < 1 || markets > MOST_STEADY_MARKETS) {
    return `expected 1…${MOST_STEADY_MARKETS} markets, was ${markets}`;
  }
  return notPositive("frames a second", framesPerSecond) ?? notPositive("seconds", seconds);
}

function notPositive(name: string, value: number | undefined): string | undefined {
  if (value === undefined || (value > 0 && Number.isFinite(value))) return undefined;
  return `expected a positive number for ${name}, was ${value}`;
}
