/**
 * RFC 3339 times to Unix milliseconds, microseconds kept as a fraction.
 *
 * `Date.parse` drops what is below a millisecond and is slow enough to show on every book change.
 *
 * @module
 */

const ZERO = 48;
const MS_PER_DAY = 86_400_000;

/**
 * Reads a time such as `2026-03-18T19:36:03.079175Z`.
 *
 * @param text the time; any offset is understood, UTC is fast
 * @returns Unix milliseconds with fraction, or `undefined` where it is not a time
 */
export function readTimestamp(text: string): number | undefined {
  const length = text.length;
  if (
    length < 20 || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(4) !== 45 ||
    text.charCodeAt(7) !== 45 ||
    text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58
  ) return readSlowly(text);
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  const inRange = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) &&
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if (!inRange) return undefined;
  let fraction = 0;
  if (length > 20) {
    if (text.charCodeAt(19) !== 46 || length === 21) return undefined;
    let scale = 100;
    for (let index = 20; index < length - 1; index++) {
      const digit = text.charCodeAt(index) - ZERO;
      if (digit < 0 || digit > 9) return undefined;
      fraction += digit * scale;
      scale /= 10;
    }
    // Microseconds are the exchange's grain; without this 0.079175 s would read as 79.17500000000001 ms.
    fraction = Math.round(fraction * 1000) / 1000;
  }
  return daysFromEpoch(year, month, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 +
    fraction;
}

/** Two digits as a number; a large negative number where one is not a digit, so that no range admits it. */
function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - ZERO;
  const ones = text.charCodeAt(index + 1) - ZERO;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1_000_000 : tens * 10 + ones;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01, with years counted from March so that the leap day is the last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const OFFSET_TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function readSlowly(text: string): number | undefined {
  if (!OFFSET_TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : undefined;
}
