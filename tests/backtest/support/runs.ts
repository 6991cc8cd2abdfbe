/**
 * Backtests as tests start them.
 *
 * @module
 */
import { buildSetup, shippedSetup } from "../../../src/session/setup/build.ts";
import { REGISTRY } from "../../../src/cli/rules.ts";
import type { BacktestPlan } from "../../../src/backtest/plan.ts";
import { openTape } from "../../../src/backtest/tape_store.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { openRecordingChain } from "../../../src/recording/chain.ts";
import type { Tape } from "../../../src/recording/tape/tape.ts";
import { decoderOf } from "../../../src/session/games.ts";
import type { Setup } from "../../../src/session/setup/setup.ts";
import { must } from "../../session/support.ts";

export { must, REGISTRY };

/** The time of the runs of the tests, Unix milliseconds. */
export const NOW = Date.UTC(2026, 10, 22, 12);

/** The shipped setup with some strategies, with their own defaults or given parameters. */
export function setupWith(
  names: readonly string[],
  more: Partial<Setup> = {},
  parameters: Readonly<Record<string, unknown>> = {},
): Setup {
  const wishes = names.map((name) => ({ name, parameters: parameters[name] ?? {} }));
  return { ...must(buildSetup({ base: shippedSetup("bt"), strategies: wishes }, REGISTRY)), ...more };
}

/** Rules that trade in the made-up games. */
export const BUSY: readonly string[] = ["favorite_threshold", "price_shock_momentum", "tight_game_coinflip"];

/** A plan over all recordings of a folder. */
export function planOf(root: string, more: Partial<BacktestPlan> = {}): BacktestPlan {
  return { setup: setupWith(BUSY), scoreLagMs: 0, root, ...more };
}

/** An event of its own: players use theirs again for the next one. */
export function copy(event: EngineEvent): EngineEvent {
  return { ...event };
}

/** All events of a tape. */
export function eventsOf(tape: Tape): EngineEvent[] {
  const events: EngineEvent[] = [];
  tape.player().play(Infinity, (event) => events.push(copy(event)));
  return events;
}

/** All events of a recording, decoded directly. */
export async function decoded(path: string): Promise<EngineEvent[]> {
  const chain = must(await openRecordingChain(path));
  const { header } = chain;
  const decoder = decoderOf(header);
  const events: EngineEvent[] = [];
  for await (const batch of chain.batches()) {
    for (const { at, src, raw } of batch) decoder.decode(at, src, raw, events, []);
  }
  return events;
}

/** Opens a recording as a tape; fails the test where it is refused. */
export async function tapeOf(path: string, keep = true): Promise<Tape> {
  return must(await openTape(path, { keep })).tape;
}
