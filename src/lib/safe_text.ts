/**
 * Text from outside, made safe for a screen, a file or a log line.
 *
 * A title or an error message of a server, a name in a user's file or a path goes to terminals and log files. An escape
 * sequence in it could move the cursor, rename the window or fake a line, so it ends at the border.
 *
 * There are two rules. {@linkcode safeText} is for what is kept, decided with, logged or printed as a line: its result depends
 * on the text alone, whatever the version of the runtime, so that what is read again gives the same bytes. {@linkcode screenText} is for a
 * text that must take exactly the columns it is measured at: it also takes out what has no width of its own, and what this
 * version of Unicode knows nothing of.
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
 * import { safeText } from "./safe_text.ts";
 *
 * assertEquals(safeText("one \x1b[31mred\x1b[0m\r\nline"), "one red line");
 * ```
 */
export function safeText(text: string, longest: number = LONGEST_MESSAGE): string {
  // Cut first, so that a text of megabytes costs no more than a short one.
  const some = text.length > longest * 4 ? text.slice(0, longest * 4) : text;
  const plain = some.replace(CONTROL_STRINGS, "").replace(CONTROL_SEQUENCES, "").replace(CONTROLS, " ").trim()
    .slice(0, longest);
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}

/** A whole line of this program's own words that holds text from outside: as {@linkcode safeText}, and never cut. */
export function safeLine(text: string): string {
  return safeText(text, Infinity);
}

/** Whether a UTF-16 unit is a visible character of one column: Latin, dashes, arrows, box drawing and blocks. */
export function isPlainUnit(unit: number): boolean {
  if (unit < 0x7f) return unit >= 0x20;
  if (unit < 0x300) return unit >= 0xa0 && unit !== 0xad;
  return (unit >= 0x2010 && unit <= 0x2027) || (unit >= 0x2190 && unit <= 0x22ff) ||
    (unit >= 0x2500 && unit <= 0x25fc);
}

/** Whether every character takes one column and needs no cleaning: nearly all text, and quickly found out. */
export function isSimple(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (!isPlainUnit(text.charCodeAt(index))) return false;
  }
  return true;
}

// As ECMA-48 §5 has them, also where they never end; and escapes of two bytes.
// deno-lint-ignore no-control-regex
const STRING_SEQUENCE = /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)?/g;
// deno-lint-ignore no-control-regex
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g;
// deno-lint-ignore no-control-regex
const SHORT_SEQUENCE = /\x1b[ -/]*[0-~]?/g;
const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Format characters join, reorder or hide what is beside them; selectors and skin tones change a width unforeseeably.
const UNSEEN = /[\p{Cc}\p{Cf}\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u{1F3FB}-\u{1F3FF}]/gu;
const UNKNOWN = /[\p{Cs}\p{Co}\p{Cn}]/gu;
const MARKS_WITHOUT_BASE = /^[\p{Mn}\p{Me}]+/u;
const PILED_MARKS = /([\p{Mn}\p{Me}]{2})[\p{Mn}\p{Me}]+/gu;

/**
 * Text that takes exactly the columns it is measured at.
 *
 * Escape sequences, control and format characters (bidirectional overrides, joiners) go; line breaks and tabs become
 * one space; lone surrogates and characters without a meaning become `�`; more than two marks on a letter go.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { screenText } from "./safe_text.ts";
 *
 * assertEquals(screenText("one\x1b[2J\nline"), "one line");
 * ```
 */
export function screenText(text: string): string {
  if (isSimple(text)) return text;
  return text
    .replace(STRING_SEQUENCE, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(SHORT_SEQUENCE, "")
    .replace(SPACES, " ")
    .replace(UNSEEN, "")
    .replace(UNKNOWN, "\uFFFD")
    .replace(MARKS_WITHOUT_BASE, "")
    .replace(PILED_MARKS, "$1");
}
