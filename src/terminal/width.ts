/**
 * How many columns text takes on a terminal, and text made to take an exact number.
 *
 * Measured by character as wcwidth does: wide East Asian characters and emoji take 2, combining marks 0, all others 1.
 * The wide ranges are those of Unicode's EastAsianWidth.txt with the values W and F.
 *
 * @module
 */

import { isPlainUnit, isSimple } from "../lib/safe_text.ts";

/** Shown where text was cut. */
export const ELLIPSIS = "…";

const WIDE_RANGES = (
  "1100-115f 231a-231b 2329-232a 23e9-23ec 23f0 23f3 25fd-25fe 2614-2615 2648-2653 267f 2693 26a1 26aa-26ab 26bd-26be " +
  "26c4-26c5 26ce 26d4 26ea 26f2-26f3 26f5 26fa 26fd 2705 270a-270b 2728 274c 274e 2753-2755 2757 2795-2797 27b0 27bf " +
  "2b1b-2b1c 2b50 2b55 2e80-2e99 2e9b-2ef3 2f00-2fd5 2ff0-303e 3041-3096 3099-30ff 3105-312f 3131-318e 3190-31e5 " +
  "31ef-321e 3220-3247 3250-4dbf 4e00-a48c a490-a4c6 a960-a97c ac00-d7a3 f900-faff fe10-fe19 fe30-fe52 fe54-fe66 " +
  "fe68-fe6b ff01-ff60 ffe0-ffe6 16fe0-16fe4 16ff0-16ff1 17000-187f7 18800-18cd5 18d00-18d08 1aff0-1affe 1b000-1b2fb " +
  "1f004 1f0cf 1f18e 1f191-1f19a 1f200-1f202 1f210-1f23b 1f240-1f248 1f250-1f251 1f260-1f265 1f300-1f320 1f32d-1f335 " +
  "1f337-1f37c 1f37e-1f393 1f3a0-1f3ca 1f3cf-1f3d3 1f3e0-1f3f0 1f3f4 1f3f8-1f43e 1f440 1f442-1f4fc 1f4ff-1f53d " +
  "1f54b-1f54e 1f550-1f567 1f57a 1f595-1f596 1f5a4 1f5fb-1f64f 1f680-1f6c5 1f6cc 1f6d0-1f6d2 1f6d5-1f6d7 1f6dc-1f6df " +
  "1f6eb-1f6ec 1f6f4-1f6fc 1f7e0-1f7eb 1f7f0 1f90c-1f93a 1f93c-1f945 1f947-1f9ff 1fa70-1faff 20000-2fffd 30000-3fffd"
).split(" ").map((range): readonly [number, number] => {
  const [first = "", last = first] = range.split("-");
  return [parseInt(first, 16), parseInt(last, 16)];
});

const MARK = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;

function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE_RANGES.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = WIDE_RANGES[middle];
    if (range === undefined) return false;
    if (code < range[0]) high = middle - 1;
    else if (code > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** Columns of one character (code point): 0, 1 or 2. */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (character.length === 1 && isPlainUnit(code)) return 1;
  if (isWide(code)) return MARK.test(character) ? 0 : 2;
  // Hangul vowels and finals join the syllable before them.
  if ((code >= 0x1160 && code <= 0x11ff) || (code >= 0xd7b0 && code <= 0xd7ff)) return 0;
  return MARK.test(character) ? 0 : 1;
}

/**
 * Columns that text takes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { displayWidth } from "./width.ts";
 *
 * assertEquals(displayWidth("LAL 東京"), 8);
 * ```
 */
export function displayWidth(text: string): number {
  if (isSimple(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The longest beginning of text that takes at most `columns`; it may take one less where a wide character is cut. */
export function takeColumns(text: string, columns: number): string {
  if (isSimple(text)) return text.slice(0, Math.max(0, columns));
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/**
 * Text of exactly `width` columns: padded with spaces, or cut with `…` in the last column.
 *
 * @param align the side the text stands on @default {"left"}
 */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  if (width <= 0) return "";
  const own = displayWidth(text);
  if (own <= width) {
    const padding = " ".repeat(width - own);
    return align === "left" ? text + padding : padding + text;
  }
  const kept = takeColumns(text, width - 1);
  return kept + ELLIPSIS + " ".repeat(width - 1 - displayWidth(kept));
}
