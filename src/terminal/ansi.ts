/**
 * The escape codes the terminal is driven with, by name.
 *
 * All of them are ECMA-48 or xterm private modes; a terminal that lacks one ignores it.
 *
 * @module
 */

/** Escape: starts every code. */
export const ESC = "\x1b";
/** Switches to the alternate screen, so that the shell's scroll-back is left alone (xterm mode 1049). */
export const ENTER_ALTERNATE_SCREEN = `${ESC}[?1049h`;
/** Back to the main screen. */
export const LEAVE_ALTERNATE_SCREEN = `${ESC}[?1049l`;
/** Hides the cursor. */
export const HIDE_CURSOR = `${ESC}[?25l`;
/** Shows the cursor. */
export const SHOW_CURSOR = `${ESC}[?25h`;
/** From here to {@linkcode END_SYNCHRONIZED_OUTPUT} the terminal paints nothing: a frame appears whole. */
export const BEGIN_SYNCHRONIZED_OUTPUT = `${ESC}[?2026h`;
/** Paint what has come since {@linkcode BEGIN_SYNCHRONIZED_OUTPUT}. */
export const END_SYNCHRONIZED_OUTPUT = `${ESC}[?2026l`;
/** Pastes come between `ESC[200~` and `ESC[201~`, so that pasted text is never taken for keys. */
export const ENABLE_BRACKETED_PASTE = `${ESC}[?2004h`;
/** Pastes come as plain bytes again. */
export const DISABLE_BRACKETED_PASTE = `${ESC}[?2004l`;
/** A character in the last column does not wrap, so the last row never scrolls the screen. */
export const DISABLE_WRAP = `${ESC}[?7l`;
/** Lines wrap again. */
export const ENABLE_WRAP = `${ESC}[?7h`;
/** Erases the whole screen. */
export const CLEAR_SCREEN = `${ESC}[2J`;
/** Plain text again: no colour, no weight. */
export const RESET_STYLE = `${ESC}[0m`;

/** Moves the cursor to the first column of a row; rows count from 0. */
export function moveToRow(row: number): string {
  return `${ESC}[${row + 1};1H`;
}

/** Select Graphic Rendition: colour and weight, by its parameters, for example `"1;31"`. */
export function selectGraphic(parameters: string): string {
  return `${ESC}[${parameters}m`;
}
