/**
 * Parameters that many rules have, each with its range.
 *
 * @module
 */
import { z } from "zod";

/** Dollars an entry costs. */
export function stake(usual: number) {
  return z.number().positive().max(100_000).default(usual).describe("dollars an entry costs");
}

/** A price in dollars. */
export function price(usual: number, text: string) {
  return z.number().min(0).max(1).default(usual).describe(`${text}, in dollars`);
}

/** A change or a distance of prices in dollars: never nothing. */
export function move(usual: number, text: string) {
  return z.number().min(0.01).max(1).default(usual).describe(`${text}, in dollars`);
}

/** Minutes left in the current period. */
export function minutes(usual: number, text: string) {
  return z.number().min(0).max(60).default(usual).describe(`${text}, in minutes left of the period`);
}

/** A period; overtimes count on after the last of regulation. */
export function period(usual: number, text: string) {
  return z.number().int().min(1).max(20).default(usual).describe(text);
}

/** Points of the score. */
export function points(usual: number, text: string) {
  return z.number().int().min(0).max(200).default(usual).describe(`${text}, in points`);
}
