/**
 * The registry: every strategy that ships with the program.
 *
 * @module
 */
import { register, type RegisteredStrategy } from "../src/core/strategy/strategy.ts";
import deficitRecovery from "./deficit_recovery.ts";
import favoriteThreshold from "./favorite_threshold.ts";
import lateGameShockFade from "./late_game_shock_fade.ts";
import lateGameUnderdog from "./late_game_underdog.ts";
import microMomentumFollow from "./micro_momentum_follow.ts";
import modelEdge from "./model_edge.ts";
import noScoreSpikeRevert from "./no_score_spike_revert.ts";
import panicSpreadFade from "./panic_spread_fade.ts";
import priceLogger from "./price_logger.ts";
import priceShockMomentum from "./price_shock_momentum.ts";
import tightGameCoinflip from "./tight_game_coinflip.ts";
import underdogResilience from "./underdog_resilience.ts";
import volatileUnderdogExit from "./volatile_underdog_exit.ts";

/** All strategies, by name. */
export const STRATEGIES: ReadonlyMap<string, RegisteredStrategy> = new Map(
  [
    register(favoriteThreshold),
    register(lateGameUnderdog),
    register(tightGameCoinflip),
    register(volatileUnderdogExit),
    register(deficitRecovery),
    register(underdogResilience),
    register(noScoreSpikeRevert),
    register(panicSpreadFade),
    register(lateGameShockFade),
    register(microMomentumFollow),
    register(priceShockMomentum),
    register(modelEdge),
    register(priceLogger),
  ].map((definition) => [definition.name, definition]),
);
