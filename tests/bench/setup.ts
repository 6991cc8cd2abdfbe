/**
 * What the benchmarks' sessions run with: the shipped defaults, but for limits so wide that they refuse nothing.
 *
 * @module
 */
import { DEFAULT_EXITS } from "../../src/core/execution/exit_settings.ts";
import { DEFAULT_LIMITS } from "../../src/core/risk/limits.ts";
import { toMicros, toQuantity } from "../../src/core/numbers/money.ts";
import type { Setup } from "../../src/session/setup/setup.ts";

const AMPLE = 1e15;

/** A setup with these strategies. */
export function benchSetup(strategies: Setup["strategies"], entryTimeoutMs: number): Setup {
  return {
    mode: "paper",
    strategies,
    startingCash: toMicros(AMPLE),
    precision: toMicros(100),
    fillModel: "queue",
    latencyMs: 0,
    orderPrefix: "bench",
    limits: {
      ...DEFAULT_LIMITS,
      maxBookAgeMs: 5_000,
      maxScoreAgeMs: 10_000,
      collar: 1_000,
      maxOrderValue: toMicros(AMPLE),
      maxOrderQuantity: toQuantity(1e9),
      maxMarketExposure: toMicros(AMPLE),
      maxTotalExposure: toMicros(AMPLE),
      maxOpenOrders: 1_000_000,
      maxDailyLoss: toMicros(AMPLE),
    },
    exits: { ...DEFAULT_EXITS, entryTimeoutMs },
  };
}
