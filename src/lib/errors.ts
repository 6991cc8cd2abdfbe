/**
 * Exceptions in words.
 *
 * @module
 */

/** What the platform's client says of any request that failed: why is in its cause. */
const FETCH_FAILED = "fetch failed";
/** What the cause begins with: an address, which may hold a key, and layers of the client. */
const REQUEST = /^error sending request(?: for url \(\S*\))?: (?:client error \(\w+\): )?/;

/** Describes something thrown, most often by the operating system, in one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof TypeError && text === FETCH_FAILED && error.cause instanceof Error) {
    const why = describeError(error.cause);
    // No address is ever shown: that of a scoreboard may hold a key.
    return REQUEST.test(why) && !why.replace(REQUEST, "").includes("://") ? why.replace(REQUEST, "") : text;
  }
  return text.replaceAll(/\s+/g, " ").trim();
}
