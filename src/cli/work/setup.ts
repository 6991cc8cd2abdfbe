/**
 * What a game's session runs with, from its league's configuration.
 *
 * @module
 */
import type { Micros } from "../../core/money.ts";
import type { Job } from "../../discovery/job.ts";
import type { LeagueConfig } from "../../session/league_config.ts";
import type { Setup } from "../../session/setup.ts";
import { baseSetup, checkStrategies } from "../common.ts";

/**
 * The setup of a game.
 *
 * The prefix of its orders is the game's, so that a worker that resumes goes on counting where it was.
 */
export function jobSetup(config: LeagueConfig, job: Job): Setup {
  const base = baseSetup(`kl-${job.id}`);
  return {
    ...base,
    startingCash: config.balance as Micros,
    strategies: checkStrategies(config.strategies),
    fillModel: config.fill_model ?? base.fillModel,
    latencyMs: config.latency_ms ?? base.latencyMs,
  };
}
