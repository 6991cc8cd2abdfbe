/**
 * The plan of a backtest, and how it is made of a request: strategies checked, defaults filled in.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import { type Micros, MICROS_PER_DOLLAR, parseMicros } from "../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
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
 * @param base the setup of the shipped defaults; its strategies are replaced
 * @param root the folder of recordings
 */
export function planRequest(
  request: BacktestRequest,
  registry: Registry,
  base: Setup,
  root: string,
): Result<BacktestPlan> {
  const strategies: Setup["strategies"] = [];
  for (const { name, parameters } of request.strategies) {
    const found = registry.get(name);
    if (found === undefined) {
      const known = [...registry.keys()].join(", ");
      return refuse("unknown_strategy", `Cannot find strategy "${name}": expected one of ${known}`);
    }
    if (strategies.some((other) => other.name === name)) {
      return refuse("bad_parameters", `Cannot use strategy ${name} twice`);
    }
    const made = found.make(parameters);
    if (typeof made === "string") return refuse("bad_parameters", made);
    strategies.push({ name, parameters: JSON.parse(JSON.stringify(made.parameters)) });
  }
  const { sport, games, fill_model, latency_ms, score_lag_ms = 0, balance, results } = request;
  return succeed({
    setup: {
      ...base,
      strategies,
      ...(fill_model === undefined ? {} : { fillModel: fill_model }),
      ...(latency_ms === undefined ? {} : { latencyMs: latency_ms }),
      ...(balance === undefined ? {} : { startingCash: Math.round(balance * MICROS_PER_DOLLAR) as Micros }),
    },
    scoreLagMs: score_lag_ms,
    root,
    ...(sport === undefined ? {} : { sport }),
    ...(games === undefined ? {} : { games }),
    ...(results === undefined ? {} : {
      results: new Map(Object.entries(results).map(([ticker, pays]) => [ticker, parseMicros(pays)])),
    }),
  });
}
