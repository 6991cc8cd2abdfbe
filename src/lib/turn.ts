/**
 * Turns of the event loop.
 *
 * @module
 */
import { setImmediate } from "node:timers";

/** Goes on in the next turn of the event loop, when everything that was begun in this one has been handed to the system. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
