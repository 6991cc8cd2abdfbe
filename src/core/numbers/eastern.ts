/**
 * New York's clock: by how much it is behind UTC at a moment. Games are dated by it.
 *
 * By the rule of the United States since 2007, so that the same moment gives the same answer on every machine, whatever its
 * own zone and time-zone data are.
 *
 * @module
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;
const DAYS_A_YEAR = 365.2425;
/** From the first of March to the first of November. */
const MARCH_TO_NOVEMBER = 245;
/** 1970-01-04. */
const A_SUNDAY = 3;

/**
 * The offset that added to UTC gives New York's wall clock: −5 hours, in summer −4. Summer time begins at
 * 02:00 of the second Sunday in March and ends at 02:00 of the first in November.
 *
 * @param at Unix milliseconds
 * @returns milliseconds
 */
export function easternOffsetMs(at: number): number {
  // Years are counted from March on: then January and February are of the year before, when it is winter anyway.
  const year = Math.floor((Math.floor(at / DAY_MS) + EPOCH_DAYS) / DAYS_A_YEAR);
  const march = 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) -
    EPOCH_DAYS;
  const summerFrom = (sundayFrom(march) + 7) * DAY_MS + 7 * HOUR_MS;
  const summerTo = sundayFrom(march + MARCH_TO_NOVEMBER) * DAY_MS + 6 * HOUR_MS;
  return at >= summerFrom && at < summerTo ? -4 * HOUR_MS : -5 * HOUR_MS;
}

/** The first Sunday on or after a day, in days since 1970. */
function sundayFrom(day: number): number {
  return day + (((A_SUNDAY - day) % 7) + 7) % 7;
}
