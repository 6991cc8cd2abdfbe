/**
 * The exchange's standing maintenance.
 *
 * @module
 */

import { easternOffsetMs } from "../../core/numbers/eastern.ts";

const THURSDAY = 4;

/**
 * Whether a moment lies in the weekly maintenance: Thursdays 03:00–05:00 in New York. Connections are cut then.
 *
 * @param at Unix milliseconds
 */
export function inMaintenance(at: number): boolean {
  const wall = new Date(at + easternOffsetMs(at));
  return wall.getUTCDay() === THURSDAY && wall.getUTCHours() >= 3 && wall.getUTCHours() < 5;
}
