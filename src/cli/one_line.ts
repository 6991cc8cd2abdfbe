/**
 * Texts from outside on the screen.
 *
 * @module
 */

/** A text as one line without control characters. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}
