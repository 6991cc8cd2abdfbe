/**
 * A task, of which a sweep is made: some parameter sets over one game.
 *
 * @module
 */
import type { Registry } from "../../core/strategy/strategy.ts";
import type { Result } from "../../core/result.ts";
import { succeed } from "../../core/result.ts";
import type { Tape } from "../../recording/tape/tape.ts";
import type { GamePlan } from "../game_setup.ts";
import { playGame, startGame } from "../run.ts";
import type { SelectedRecording } from "../select.ts";
import type { Parameters } from "./grid.ts";

/** Kept of a parameter set over a game, in this order: micro-dollars, micro-dollars, counts. */
export const CELL_FIELDS = ["pnl", "fees", "round_trips", "wins"] as const;

/** How many numbers that is. */
export const CELL_WIDTH = CELL_FIELDS.length;

/** The game of a recording, without where the file is. */
export type GameOfRecording = Pick<SelectedRecording, "name" | "event">;

/** The outcome of a task. */
export interface TaskResult {
  readonly numbers: Float64Array;
  /** Each once, with the name of the recording. */
  readonly caveats: readonly string[];
}

/** The plan of one parameter set: that of the sweep, with its parameters. */
export function planOf(plan: GamePlan, parameters: Parameters): GamePlan {
  const { setup } = plan;
  const strategies = setup.strategies.map((strategy) => ({
    ...strategy,
    parameters: { ...Object(strategy.parameters), ...parameters },
  }));
  return { ...plan, setup: { ...setup, strategies } };
}

/**
 * Runs parameter sets over a game, one after the other.
 *
 * @returns {@linkcode CELL_WIDTH} numbers a set, set after set, and what must be known to believe them
 */
export function runTask(
  tape: Tape,
  recording: GameOfRecording,
  plan: GamePlan,
  sets: readonly Parameters[],
  registry: Registry,
): Result<TaskResult> {
  const numbers = new Float64Array(sets.length * CELL_WIDTH);
  const caveats = new Set<string>();
  for (const [index, parameters] of sets.entries()) {
    const started = startGame(tape, recording, planOf(plan, parameters), registry);
    if (!started.ok) return started;
    const { pnl, fees, trades, caveats: own } = playGame(tape, started.value);
    for (const caveat of own) caveats.add(`${recording.name}: ${caveat}`);
    numbers.set(
      [pnl, fees, trades.length, trades.filter((trade) => trade.pnl > 0).length],
      index * CELL_WIDTH,
    );
  }
  return succeed({ numbers, caveats: [...caveats] });
}
