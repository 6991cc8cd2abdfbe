/**
 * A question that only a typed `yes` at a terminal answers.
 *
 * @module
 */
import { failure, type Output } from "../program.ts";

/** Asks, and says what was typed; `undefined` where nobody can type. */
export type Ask = (question: string) => string | undefined;

/** Asks the person at the terminal. */
export const askAtTerminal: Ask = (question) => {
  if (!Deno.stdin.isTerminal()) return undefined;
  return prompt(question) ?? "";
};

/**
 * Wants `yes`.
 *
 * @throws {CliError} where there is no terminal, or something else is typed
 */
export function wantYes(ask: Ask, what: string, lines: readonly string[], output: Output): void {
  for (const line of lines) output.note(line);
  const answer = ask(`Type yes to ${what}:`);
  if (answer === undefined) throw failure(`Cannot ${what}: a person must type yes, and there is no terminal`);
  if (answer.trim() !== "yes") throw failure(`Not done: expected yes to ${what}, nothing has changed`);
}
