/**
 * Which frames are worth parsing at all.
 *
 * A frame of megabytes, or one of millions of brackets, would hold the program up for as long as it takes to build what it
 * says. So it is looked at before it is parsed.
 *
 * @module
 */

/** The longest frame that is read, in UTF-16 units: a whole book of the finest grid is a tenth of it. */
export const LONGEST_FRAME: number = 1024 * 1024;
/** Frames of the exchange are a few levels deep. */
const DEEPEST = 64;
const BRACKET = 0x5b;
const BRACE = 0x7b;
/** Shorter texts cannot be nested so deep that it would matter. */
const SHALLOW = 4 * 1024;

/**
 * Why a frame is not to be parsed, whatever is in it: too long, or nested too deep.
 *
 * @returns a description that takes its place, which is no JSON; `undefined` where it may be parsed
 */
export function refuseFrame(text: string): string | undefined {
  if (text.length > LONGEST_FRAME) return `(frame of ${text.length} characters, too long to be read)`;
  if (text.length <= SHALLOW) return undefined;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === BRACKET || code === BRACE) depth++;
    else if (code === BRACKET + 2 || code === BRACE + 2) depth--;
    // A bracket within a text counts too: no text of the exchange has dozens of them.
    if (depth > DEEPEST) return `(frame of ${text.length} characters, nested too deep to be read)`;
  }
  return undefined;
}
