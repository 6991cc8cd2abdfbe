/**
 * Remote text made harmless: titles, team names and error messages must not move the cursor, hide or reorder text.
 *
 * @module
 */
import { isSimple } from "./width.ts";

// ECMA-48 §5: string sequences (OSC, DCS, SOS, PM, APC) up to their terminator, control sequences, two-byte escapes.
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
 * import { cleanText } from "./text.ts";
 *
 * assertEquals(cleanText("Lakers\x1b[2J\nwin"), "Lakers win");
 * ```
 */
export function cleanText(text: string): string {
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
