/**
 * Bodies of answers, read up to a bound.
 *
 * The bound counts what comes out of decompression, so that a small answer cannot unfold into more than memory holds.
 *
 * @module
 */

/** The longest answer that is read unless another bound is given, in bytes. */
export const LONGEST_BODY: number = 16 * 1024 * 1024;

/** An answer was longer than is read. */
export class BodyTooLong extends Error {
  override readonly name = "BodyTooLong";
}

/**
 * Reads a body as text; what lies beyond the bound is not read.
 *
 * @throws {BodyTooLong} where it is longer than that
 */
export async function readBody(response: Response, mostBytes: number = LONGEST_BODY): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let length = 0;
  let text = "";
  for await (const chunk of response.body) {
    length += chunk.length;
    // Leaving the loop cancels the rest of the body.
    if (length > mostBytes) throw new BodyTooLong(`the answer is longer than ${mostBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
