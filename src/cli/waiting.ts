/**
 * Shows a word while something takes long, so that the screen does not look as if nothing happened.
 *
 * @module
 */
import { REAL_TIMERS, type Timer, type Timers } from "../lib/timers.ts";

/** Until the first word, and from one to the next. */
const FIRST_MS = 3_000;
const AGAIN_MS = 10_000;

/**
 * Waits, and says so.
 *
 * @param whom who has not answered
 * @param say called after 3 s and every 10 s from then on
 */
export async function waitingFor<Value>(
  work: Promise<Value>,
  whom: string,
  say: (text: string) => void,
  timers: Timers = REAL_TIMERS,
): Promise<Value> {
  const wait = (ms: number, waited: number): Timer =>
    timers.after(ms, () => {
      say(`waiting for ${whom}, no whole answer for ${waited / 1000} s; Ctrl-C ends`);
      timer = wait(AGAIN_MS, waited + AGAIN_MS);
    });
  let timer = wait(FIRST_MS, FIRST_MS);
  try {
    return await work;
  } finally {
    timer.clear();
  }
}
