/**
 * The exchange's weekly maintenance.
 *
 * @module
 */

import { easternWeekHour } from "../../lib/new_york.ts";

const THURSDAY = 4;

/**
 * Whether a moment lies in the weekly maintenance: Thursdays 03:00–05:00 in New York. Connections are cut then.
 *
 * @param at Unix milliseconds
 */
export function inMaintenance(at: number): boolean {
  const { dayOfWeek, hour } = easternWeekHour(at);
  return dayOfWeek === THURSDAY && hour >= 3 && hour < 5;
}
