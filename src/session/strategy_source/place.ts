/**
 * Places in a user's source file, as messages name them.
 *
 * @module
 */
import { dirname, relative } from "node:path";
import { type Refusal, refuse } from "../../core/result.ts";
import { safeLine } from "../../lib/safe_text.ts";

/** A line and a column, both counted from 1; columns are UTF-16 units, as editors count them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A replaced import: what stands after it on its line has another column than in the file. */
export interface Edit extends Place {
  /** Length in the file. */
  readonly before: number;
  /** Length of what runs instead. */
  readonly after: number;
}

/** The line ends of JavaScript. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** The place of a character. */
export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (const { 0: end, index } of text.slice(0, offset).matchAll(LINE_END)) {
    line += 1;
    start = index + end.length;
  }
  return { line, column: offset - start + 1 };
}

/**
 * The place in the file of a place in what runs instead of it.
 *
 * @param edits of that file, in order
 */
export function originalPlace({ line, column }: Place, edits: readonly Edit[]): Place {
  let shift = 0;
  for (const edit of edits) {
    if (edit.line !== line) continue;
    const start = edit.column + shift;
    if (column < start) break;
    if (column < start + edit.after) return { line, column: edit.column };
    shift += edit.after - edit.before;
  }
  return { line, column: column - shift };
}

/** How messages call a file: nothing for the strategy's own file, else its path as seen from there. */
export function nameFrom(entry: string, path: string): string | undefined {
  if (path === entry) return undefined;
  const name = relative(dirname(entry), path).replaceAll("\\", "/");
  return name.startsWith("../") ? name : `./${name}`;
}

/** The refusal of a strategy's file at a place in it, or in a file that it imports. */
export function refuseAt(
  name: string | undefined,
  { line, column }: Place,
  why: string,
): { readonly ok: false; readonly reason: Refusal } {
  const file = name === undefined ? "" : `${shortLine(name)}, `;
  return refuse("strategy_unloadable", `${file}line ${line}, column ${column}: ${shortLine(why)}`);
}

/** Longest message of an exception that is passed on. */
const LONGEST_MESSAGE = 400;

/** A message as one safe line, cut where it is very long. */
export function shortLine(message: string): string {
  const line = safeLine(message).replaceAll(/\s+/g, " ");
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE)}…`;
}
