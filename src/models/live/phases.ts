/**
 * When there is a moment to judge.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { refuse, type Result } from "../../core/result.ts";

/** Whether the game is being played, or stands still after it has begun. */
export function isOn({ phase, period }: GameState): boolean {
  return period > 0 && (phase === "live" || phase === "break" || phase === "delayed");
}

/** The refusal (`not_on`) of a moment where there is none. */
export function notOn({ phase, period }: GameState): Result<never> {
  const what = phase === "delayed" && period === 0 ? "delayed before its start" : phase;
  return refuse("not_on", `No moment to judge: the game is ${what}`);
}
