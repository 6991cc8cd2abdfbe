/**
 * Text of files that editors of any system have written.
 *
 * @module
 */

/**
 * Decodes a text file: UTF-8 or UTF-16 of either byte order, with or without a byte-order mark.
 *
 * Files that are read so hold names, paths and base64: in UTF-16 every second byte of them is zero.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return "utf-8";
}
