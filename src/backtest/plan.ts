/**
 * The plan of a backtest, and how it is made of a request: strategies checked, defaults filled in.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import { type Micros, MICROS_PER_DOLLAR, parseMicros } from "../core/numbers/money.ts";
import { type Result, succeed } from "../core/result.ts";
import { buildSetup } from "../session/setup/build.ts";
import type { Setup } from "../session/setup/setup.ts";
import type { League } from "../core/game/leagues.ts";
import type { GamePlan } from "./game_setup.ts";
import type { BacktestRequest } from "./request.ts";

/** A backtest to run: over what, how, and where to keep it. */
export interface BacktestPlan extends GamePlan {
  /** The folder of recordings; runs are kept below it. */
  readonly root: string;
  /** Files that were named; left out: all of the folder. */
  readonly paths?: readonly string[];
  readonly sport?: League;
  /** Events, tickers, or ids of jobs or feeds; left out: all. */
  readonly games?: readonly string[];
}

/**
 * Makes the plan of a request.
 *
 * @param base the setup that the request is laid over
 * @param root the folder of recordings
 */
export function planRequest(
  request: BacktestRequest,
  registry: Registry,
  base: Setup,
  root: string,
): Result<BacktestPlan> {
  const { sport, games, fill_model, latency_ms, score_lag_ms = 0, balance, results } = request;
  const paper = {
    ...(fill_model === undefined ? {} : { fillModel: fill_model }),
    ...(latency_ms === undefined ? {} : { latencyMs: latency_ms }),
    ...(balance === undefined ? {} : { startingCash: Math.round(balance * MICROS_PER_DOLLAR) as Micros }),
  };
  const setup = buildSetup({ base, settings: [{ paper }], strategies: request.strategies }, registry);
  if (!setup.ok) return setup;
  return succeed({
    setup: setup.value,
    scoreLagMs: score_lag_ms,
    root,
    ...(sport === undefined ? {} : { sport }),
    ...(games === undefined ? {} : { games }),
    ...(results === undefined ? {} : {
      results: new Map(Object.entries(results).map(([ticker, pays]) => [ticker, parseMicros(pays)])),
    }),
  });
}
