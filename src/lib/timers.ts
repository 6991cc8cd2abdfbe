/**
 * Timers as an argument, so that tests need not wait.
 *
 * @module
 */

/** A timer that was set. */
export interface Timer {
  clear(): void;
}

/** Sets timers. */
export interface Timers {
  /** Calls `action` once, after `ms` milliseconds. */
  after(ms: number, action: () => void): Timer;
}

/** Timers of the runtime. */
export const REAL_TIMERS: Timers = {
  after(ms: number, action: () => void): Timer {
    const id = setTimeout(action, ms);
    return { clear: () => clearTimeout(id) };
  },
};
