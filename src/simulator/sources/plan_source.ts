/**
 * Makes the source that a plan asks for, and the speed to drive it at.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import { generateGame } from "../game/generate.ts";
import type { Source } from "../exchange/source.ts";
import type { GeneratedPlan, SimulationPlan, SlatePlan } from "../options.ts";
import { FEED_LAGS, type FeedLags } from "../scoreboards/feed_lag.ts";
import { CapturedSource } from "./captured_source.ts";
import { checkPlan } from "./check_plan.ts";
import { GENERATED_TAIL_MS, GeneratedSource, PREGAME_MS } from "./generated_source.ts";
import { QuietSource } from "./quiet_source.ts";
import { slateGames, SlateSource } from "./slate_source.ts";
import { SteadySource } from "./steady_source.ts";

/** A source, and how fast its time passes: virtual seconds a wall second, `undefined` for steps. */
export interface PlannedSource {
  readonly source: Source;
  readonly speed: number | undefined;
  /** The lags of the scoreboards, where the plan has any. */
  readonly lags?: Partial<FeedLags>;
}

/** Up to this speed the markets of a game are as busy as in reality; beyond it they are less so by as much. */
const FULLY_BUSY_SPEED = 8;
/** The same for all games of a slate together: twice as much. */
const FULLY_BUSY_SLATE = 16;
const STAGGER_MS = 300_000;

/**
 * Makes a source.
 *
 * @param nowMs Unix milliseconds, for the dates in tickers
 */
export async function planSource(plan: SimulationPlan, nowMs: number): Promise<Result<PlannedSource>> {
  const checked = checkPlan(plan);
  if (!checked.ok) return checked;
  if (plan.kind === "steady") {
    return succeed({ source: new SteadySource({ ...plan, startsAt: nowMs }), speed: 1 });
  }
  if (plan.kind === "quiet") {
    return succeed({ source: new QuietSource({ grid: plan.grid, startsAt: nowMs }), speed: 1 });
  }
  if (plan.kind === "generated") return succeed(planGenerated(plan, nowMs));
  if (plan.kind === "slate") return succeed(planSlate(plan, nowMs));
  const source = await CapturedSource.open(plan.paths);
  if (!source.ok) return source;
  return succeed({ source: source.value, speed: plan.stepped === true ? undefined : plan.speed ?? 1 });
}

function planGenerated(plan: GeneratedPlan, nowMs: number): PlannedSource {
  const game = generateGame(plan);
  const pregameMs = plan.pregameMs ?? PREGAME_MS;
  const totalMs = pregameMs + game.durationMs + GENERATED_TAIL_MS;
  const speed = speedOf(plan, totalMs);
  const activity = plan.activity ?? Math.min(1, FULLY_BUSY_SPEED / speed);
  const startsAt = nowMs + pregameMs / speed;
  return { source: new GeneratedSource({ ...plan, game, startsAt, pregameMs, activity }), speed };
}

function planSlate(plan: SlatePlan, nowMs: number): PlannedSource {
  const { games, seed, leagues = ["nba", "nfl"], pregameMs = PREGAME_MS, staggerMs = STAGGER_MS } = plan;
  const slate = slateGames({ games, seed, leagues, pregameMs, staggerMs });
  const lasts = slate.map(({ game, pregameMs }) => pregameMs + game.durationMs + GENERATED_TAIL_MS);
  const speed = speedOf(plan, Math.max(...lasts));
  const activity = plan.activity ?? Math.min(1, FULLY_BUSY_SLATE / (speed * games));
  const common = {
    activity,
    lines: plan.lines ?? false,
    scoreLagMs: plan.scoreLagMs?.kalshi ?? FEED_LAGS.kalshi,
  };
  const source = new SlateSource(slate, common, (pregameMs) => nowMs + pregameMs / speed);
  return { source, speed, ...(plan.scoreLagMs === undefined ? {} : { lags: plan.scoreLagMs }) };
}

function speedOf({ speed, seconds }: GeneratedPlan | SlatePlan, totalMs: number): number {
  return speed ?? (seconds === undefined ? 1 : totalMs / 1000 / seconds);
}
