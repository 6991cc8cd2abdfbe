/**
 * Parts that several schemas of fault scripts share.
 *
 * @module
 */
import { z } from "zod";
import type { Random } from "../../core/numbers/prng.ts";

/** Milliseconds. */
export const ms = z.int().min(0).max(10 * 365 * 86_400_000);

/** Milliseconds, or from the first to the second of two, as chance has it. */
export const span = z.union([ms, z.tuple([ms, ms])]);

/** A span, read. */
export type Span = z.output<typeof span>;

/** Takes a moment out of a span. @returns whole milliseconds */
export function drawnMs(span: Span, random: Random): number {
  if (typeof span === "number") return span;
  const [low, high] = span;
  return Math.round(low + random.next() * (high - low));
}
