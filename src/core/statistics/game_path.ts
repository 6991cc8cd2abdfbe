/**
 * A game's account in four numbers: enough to find the largest fall along any chain of games exactly.
 *
 * @module
 */
import { type Micros, NO_MONEY, toMicros } from "../numbers/money.ts";

/** The account at a moment: cash, and positions at the market. */
export interface EquityPoint {
  /** Unix milliseconds; never falling along a curve. */
  readonly at: number;
  readonly equity: Micros;
}

/** How a game's gain went, in micro-dollars. It begins at zero, which counts as one of its points. */
export interface GamePath {
  /** The gain at the end. */
  readonly gain: Micros;
  /** The highest it was: at least 0. */
  readonly high: Micros;
  /** The lowest it was: at most 0. */
  readonly low: Micros;
  /** The largest fall from its highest point before: 0 if it never fell. */
  readonly fall: Micros;
}

/**
 * A game's account in four numbers.
 *
 * @param startingCash what the game began with
 * @param equity the game's account, in order of time; without a point nothing was gained
 * @throws {RangeError} if the account is not a whole number of micro-dollars, or a difference is beyond what
 * is exact
 */
export function gamePath(startingCash: Micros, equity: readonly EquityPoint[]): GamePath {
  let gain = NO_MONEY;
  let high = NO_MONEY;
  let low = NO_MONEY;
  let fall = NO_MONEY;
  for (const point of equity) {
    gain = toMicros(point.equity - startingCash);
    if (gain > high) high = gain;
    if (gain < low) low = gain;
    const fallen = toMicros(high - gain);
    if (fallen > fall) fall = fallen;
  }
  return { gain, high, low, fall };
}
