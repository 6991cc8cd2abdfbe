/**
 * Text from elsewhere, made safe to show.
 *
 * A title or an error message of the exchange goes to a terminal and to log files. An escape sequence in it could move the
 * cursor, rename the window or fake a line, so it ends at the border.
 *
 * @module
 */

// Whole, so that their parameters do not stay behind as text.
// deno-lint-ignore no-control-regex
const CONTROL_SEQUENCES = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g;
// OSC, DCS, SOS, PM and APC, whole too.
// deno-lint-ignore no-control-regex
const CONTROL_STRINGS = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/g;
// Control characters, line and paragraph separators, and the marks that turn the reading direction around.
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

/** The longest message kept by default, in UTF-16 units. */
export const LONGEST_MESSAGE = 200;

/**
 * One line of plain text: escape sequences dropped, control characters made spaces, cut at a length.
 *
 * @param text what came
 * @param longest the most UTF-16 units kept
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sanitize } from "./safe_text.ts";
 *
 * assertEquals(sanitize("Los \x1b[31mAngeles\x1b[0m\r\nL"), "Los Angeles L");
 * ```
 */
export function sanitize(text: string, longest: number = LONGEST_MESSAGE): string {
  // Cut first, so that a text of megabytes costs no more than a short one.
  const some = text.length > longest * 4 ? text.slice(0, longest * 4) : text;
  const plain = some.replace(CONTROL_STRINGS, "").replace(CONTROL_SEQUENCES, "").replace(CONTROLS, " ").trim()
    .slice(0, longest);
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}
