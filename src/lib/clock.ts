/**
 * The time of now, which never goes back.
 *
 * @module
 */

/**
 * A difference of the wall clock from the time that passed is a move from here on, ms; less is normal
 * adjustment.
 */
const MOVED_MS = 1_000;

/** A move of the wall clock against the time that passed. */
export interface ClockMove {
  /** Forward or, below zero, back. */
  readonly movedMs: number;
  /** Whether so much time has passed, as while a computer sleeps: this clock has gone forward by it. */
  readonly passed: boolean;
}

/** Unix milliseconds with fraction, never backward: what ages and time-outs are counted in. */
export interface Clock {
  (): number;
  /**
   * The wall clock's move since the last call, against the time that passed; `undefined` where it has not
   * moved.
   */
  moved(): ClockMove | undefined;
  /** Makes sure that no later time is before this one. */
  notBefore(at: number): void;
}

/**
 * Makes a clock.
 *
 * It begins at the wall clock's time and goes on by `performance.now`, whatever the wall clock is set to. While a computer
 * sleeps that one stands still and the wall clock does not, so a wall clock that is suddenly ahead is followed: what
 * may be hours old must not count as fresh. One that was set forward looks the same, and ages grow by it once.
 *
 * @param wall Unix milliseconds
 * @param fine milliseconds since anything, with fraction
 */
export function createClock(
  wall: () => number = Date.now,
  fine: () => number = () => performance.now(),
): Clock {
  let offset = wall() - fine();
  /** Where the wall clock was against the fine one when its move was last asked for. */
  let known = offset;
  let movedMs = 0;
  let passed = false;
  const now = (): number => {
    const at = fine();
    const apart = wall() - at - known;
    if (Math.abs(apart) >= MOVED_MS) {
      known += apart;
      movedMs += apart;
      if (apart > 0) {
        offset += apart;
        passed = true;
      }
    }
    return at + offset;
  };
  return Object.assign(now, {
    moved(): ClockMove | undefined {
      now();
      if (movedMs === 0) return undefined;
      const moved = { movedMs: Math.round(movedMs), passed: passed && movedMs > 0 };
      movedMs = 0;
      passed = false;
      return moved;
    },
    notBefore(at: number): void {
      offset = Math.max(offset, at - fine());
    },
  });
}
