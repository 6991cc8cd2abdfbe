/**
 * Runs a strategy's files.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { StrategySource } from "./gather.ts";
import { LINK_PATTERN, provideZod, ZOD_TAG } from "./module_link.ts";
import { originalPlace, refuseAt, shortLine } from "./place.ts";

/** Longest that a file may take to load, ms: one that awaits what never comes would hold the program. */
const LONGEST_MS = 10_000;

/** A place in an error's text: which file, which line, which column. */
const PLACE_PATTERN = new RegExp(`${LINK_PATTERN}:(\\d+):(\\d+)`);

const MISSING_EXPORT = new RegExp(
  `requested module '${LINK_PATTERN}' does not provide an export named '([^']*)'`,
);

/**
 * Imports what {@linkcode readStrategySource} read. A source that was imported before in this process or worker is not
 * run again.
 *
 * @returns the default export, `undefined` where there is none
 */
export async function importStrategySource(
  source: StrategySource,
  longestMs: number = LONGEST_MS,
): Promise<Result<unknown>> {
  provideZod();
  try {
    const importing: Promise<{ readonly default?: unknown }> = import(source.link);
    const module = await deadline(importing, longestMs);
    return succeed(module.default);
  } catch (error) {
    return explain(error, source, longestMs);
  }
}

function explain(error: unknown, { files }: StrategySource, longestMs: number) {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return refuse("strategy_unloadable", `it was not loaded within ${longestMs / 1_000} s`);
  }
  const { message, stack } = textsOf(error);
  const nameOf = (tag = "") => tag === ZOD_TAG ? "zod" : files[Number(tag)]?.name ?? "the strategy's file";
  const [, tag, missing] = MISSING_EXPORT.exec(message) ?? [];
  const why = missing === undefined
    ? withoutPlace(message).replaceAll(new RegExp(LINK_PATTERN, "g"), (_, each) => nameOf(each))
    : `${nameOf(tag)} has no export ${missing}; a type is imported with import type`;
  const [, number, line, column] = PLACE_PATTERN.exec(stack) ?? [];
  const file = files[Number(number)];
  if (file === undefined) return refuse("strategy_unloadable", shortLine(why));
  const place = originalPlace({ line: Number(line), column: Number(column) }, file.edits);
  return refuseAt(file.name, place, why);
}

/** The thrown value as text. A user's file may throw anything, also what refuses to be text. */
function textsOf(thrown: unknown): { readonly message: string; readonly stack: string } {
  try {
    if (!(thrown instanceof Error)) return { message: String(thrown), stack: "" };
    return { message: String(thrown.message || thrown.name), stack: String(thrown.stack) };
  } catch {
    return { message: "it throws when it is loaded", stack: "" };
  }
}

/** Deno and V8 write the place, and Deno the line itself, after a syntax error's message. */
function withoutPlace(message: string): string {
  return message.replace(/^SyntaxError: ([^\n]*)\n.*$/s, "$1").replace(
    new RegExp(`\\s+at ${PLACE_PATTERN.source}`),
    "",
  );
}
