/**
 * Numbers as a trader reads them: money, prices, contracts, counts, durations and times of day.
 *
 * Money is written by whole-number arithmetic; missing numbers are a dash, never 0.
 *
 * @module
 */
import { writeDecimal } from "./decimal.ts";
import type { Micros, Price, Quantity } from "./money.ts";

/** Shown for what is not known. */
export const MISSING = "—";
/** The typographic minus of the dashboard. */
export const MINUS = "−";

const MICRO_DECIMALS = 6;

/** Digits in groups of three. */
function group(digits: string): string {
  if (digits.length <= 3) return digits;
  const head = digits.length % 3;
  const groups = head === 0 ? [] : [digits.slice(0, head)];
  for (let index = head; index < digits.length; index += 3) groups.push(digits.slice(index, index + 3));
  return groups.join(",");
}

/** The magnitude of a whole count of 10^-from as one of 10^-to, rounded half away from zero. */
function rounded(value: number, from: number, to: number): number {
  const divisor = 10 ** (from - to);
  const absolute = Math.abs(value);
  const units = (absolute - absolute % divisor) / divisor;
  return absolute % divisor * 2 >= divisor ? units + 1 : units;
}

/** The magnitude of a whole count of 10^-from at `to` decimals, in groups of three. */
function magnitude(value: number, from: number, to: number): string {
  const digits = String(rounded(value, from, to)).padStart(to + 1, "0");
  const point = digits.length - to;
  return to === 0 ? group(digits) : `${group(digits.slice(0, point))}.${digits.slice(point)}`;
}

function isZero(text: string): boolean {
  for (const character of text) if (character >= "1" && character <= "9") return false;
  return true;
}

/**
 * Money as dollars, for example `$1,004.30` or `-$0.60`, rounded half away from zero.
 *
 * @param decimals 0…6 places @default {2}
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { toMicros } from "./money.ts";
 * import { formatDollars } from "./text.ts";
 *
 * assertEquals(formatDollars(toMicros(-5_005_000)), "-$5.01");
 * ```
 */
export function formatDollars(money: Micros | undefined, decimals = 2): string {
  if (money === undefined) return MISSING;
  const text = magnitude(money, MICRO_DECIMALS, decimals);
  return money < 0 && !isZero(text) ? `-$${text}` : `$${text}`;
}

/**
 * Money as a change, always with a sign unless it rounds to 0: `+$1.08`, `−$0.60`, `$0.00`.
 *
 * @param minus the minus to write @default {"−"}
 */
export function signedDollars(money: Micros | undefined, decimals = 2, minus = MINUS): string {
  if (money === undefined) return MISSING;
  const text = magnitude(money, MICRO_DECIMALS, decimals);
  return `${isZero(text) ? "" : money < 0 ? minus : "+"}$${text}`;
}

/**
 * Money as dollars and whole cents without groups, for lines and reports: `$1004.30`, `-$0.60`, rounded half away from
 * zero.
 *
 * @param minus the minus to write @default {"-"}
 */
export function plainDollars(money: Micros, minus = "-"): string {
  const cents = rounded(money, MICRO_DECIMALS, 2);
  return `${money < 0 && cents > 0 ? minus : ""}$${writeDecimal(cents, 2)}`;
}

/** A price with 4 decimals and no leading zero: `.3370`; a dollar is `1.0000`. */
export function priceText(price: Price | undefined): string {
  return price === undefined ? MISSING : dropZero(magnitude(price, 4, 4));
}

/** A difference of prices in 1/10,000 dollar: `.0020`, `−.0010` for a crossed book. */
export function spreadText(spread: number | undefined): string {
  if (spread === undefined) return MISSING;
  return `${spread < 0 ? MINUS : ""}${dropZero(magnitude(spread, 4, 4))}`;
}

/** The middle of two prices, exactly: half of 1/10,000 takes a fifth decimal. */
export function midText(bid: Price | undefined, ask: Price | undefined): string {
  if (bid === undefined || ask === undefined) return MISSING;
  const sum = bid + ask;
  return dropZero(sum % 2 === 0 ? magnitude(sum / 2, 4, 4) : magnitude(sum * 5, 5, 5));
}

/** An average price per contract, in micro-dollars, to 4 decimals: `.3112`. */
export function averageText(microsPerContract: Micros | undefined): string {
  return microsPerContract === undefined
    ? MISSING
    : dropZero(magnitude(microsPerContract, MICRO_DECIMALS, 4));
}

function dropZero(text: string): string {
  return text.startsWith("0.") ? text.slice(1) : text;
}

/** Contracts: `1,250`, or `12.50` where there is a fraction; a minus where it is negative. */
export function quantityText(quantity: Quantity | undefined, minus = MINUS): string {
  if (quantity === undefined) return MISSING;
  return `${quantity < 0 ? minus : ""}${magnitude(quantity, 2, quantity % 100 === 0 ? 0 : 2)}`;
}

/** A position, + YES, − NO: `+40`, `NO 12.50`. */
export function positionText(quantity: Quantity | undefined): string {
  if (quantity !== undefined && quantity < 0) return `NO ${quantityText(0 - quantity as Quantity)}`;
  const text = quantityText(quantity);
  return quantity !== undefined && quantity > 0 ? `+${text}` : text;
}

/** A count of things, in groups of three. */
export function countText(count: number | undefined): string {
  return count === undefined ? MISSING : group(String(Math.max(0, Math.trunc(count))));
}

/** How long: `0.1s`, `12s`, `4m12s`, `2h05m`, `3d04h`. Rounded down; below 0 is 0. */
export function durationText(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return MISSING;
  const tenths = Math.floor(Math.max(0, ms) / 100);
  if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}s`;
  const seconds = Math.floor(tenths / 10);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h${twoDigits(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d${twoDigits(hours % 24)}h`;
}

const DAY_MS = 86_400_000;

/** The time of day, `20:41:07`, of a moment in Unix ms at an offset from UTC. */
export function clockText(at: number, utcOffsetMinutes: number): string {
  if (!Number.isFinite(at)) return MISSING;
  const ofDay = (((at + utcOffsetMinutes * 60_000) % DAY_MS) + DAY_MS) % DAY_MS;
  const seconds = Math.floor(ofDay / 1000);
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${
    twoDigits(seconds % 60)
  }`;
}

/** Minutes and seconds of whole seconds, as clocks of games show them: `5:22`. */
export function minutesText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
}

/** A number of at least two digits: `07`. */
export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** More decimals than money has: a computed number that was written as it is. */
const LONG_DECIMAL = /\d+\.\d{7,}/g;

/**
 * A sentence with its long decimals cut to what a reader needs: 4 places, and 3 digits where the number is smaller than that
 * shows. For what is shown alone: what is recorded keeps every digit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withShortDecimals } from "./text.ts";
 *
 * assertEquals(withShortDecimals("at most .48 for 0.0135356155885172 s"), "at most .48 for 0.0135 s");
 * ```
 */
export function withShortDecimals(text: string): string {
  return text.replace(LONG_DECIMAL, (digits) => {
    const value = Number(digits);
    const places = value >= 0.01 ? 4 : Math.min(20, 2 - Math.floor(Math.log10(value || 1)));
    return value.toFixed(places).replace(/\.?0+$/, "");
  });
}
