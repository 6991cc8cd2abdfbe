/**
 * Why not: one reason code with its numbers for everything that was refused or left undone.
 *
 * @module
 */
import { writeDecimal } from "./numbers/decimal.ts";

/** How a reason's numbers are written. */
export type ReasonUnit = "price" | "quantity" | "money" | "milliseconds" | "count" | "ratio";

/**
 * A reason code and the numbers that led to it.
 *
 * Flat and cheap, since strategies make one for every evaluation that ends in no trade.
 */
export interface Reason {
  /** Upper case with underscores, for example `SCORE_STALE`. */
  readonly code: string;
  /** The name of the measured value, for example `age`. */
  readonly name?: string;
  readonly value?: number;
  readonly bound?: "min" | "max";
  readonly limit?: number;
  readonly unit?: ReasonUnit;
  /** Words, where numbers do not say it. */
  readonly detail?: string;
}

/** A reason with a measured value and the bound it broke. */
export function outOfBounds(
  code: string,
  name: string,
  value: number,
  bound: "min" | "max",
  limit: number,
  unit: ReasonUnit,
): Reason {
  return { code, name, value, bound, limit, unit };
}

/** Writes a price as reasons do: `.86`. */
export function shortPrice(price: number): string {
  return writeDecimal(Math.round(price), 4).replace(/^(-?)0\./, "$1.");
}

function formatNumber(value: number, unit: ReasonUnit): string {
  switch (unit) {
    case "price":
      return shortPrice(value);
    case "quantity":
      return writeDecimal(Math.round(value), 2);
    case "money":
      return `$${writeDecimal(Math.round(value / 10_000), 2)}`;
    case "milliseconds":
      return `${Number((value / 1000).toFixed(value < 100_000 ? 1 : 0))}s`;
    case "count":
      return String(value);
    case "ratio":
      return String(Number(value.toFixed(4)));
  }
}

/**
 * Writes a reason as people read it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatReason, outOfBounds } from "./reasons.ts";
 *
 * const stale = outOfBounds("SCORE_STALE", "age", 14_200, "max", 10_000, "milliseconds");
 * assertEquals(formatReason(stale), "SCORE_STALE: age=14.2s max=10s");
 * ```
 */
export function formatReason(reason: Reason): string {
  const { code, name, value, bound, limit, unit = "count", detail } = reason;
  const parts: string[] = [];
  if (value !== undefined) parts.push(`${name ?? "value"}=${formatNumber(value, unit)}`);
  if (limit !== undefined) parts.push(`${bound ?? "limit"}=${formatNumber(limit, unit)}`);
  if (detail !== undefined) parts.push(detail);
  return parts.length === 0 ? code : `${code}: ${parts.join(" ")}`;
}

/** A halt in one line. Its detail may begin with its code already. */
export function haltText(code: string, detail: string): string {
  return detail === code || detail.startsWith(`${code}: `) ? detail : `${code}: ${detail}`;
}
