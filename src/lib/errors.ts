/**
 * Exceptions in words.
 *
 * @module
 */

/** Describes something thrown, most often by the operating system, in one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, " ").trim();
}
