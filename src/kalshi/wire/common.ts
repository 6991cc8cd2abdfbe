/**
 * Parts that several wire schemas share.
 *
 * The wire is read leniently: unknown fields are dropped, and a field that the exchange sends as `null` at times, or leaves
 * out, is accepted as either. Decimal strings stay strings here; whoever uses one reads its digits.
 *
 * @module
 */
import { z } from "zod";

/**
 * A field that may be `null` or missing.
 *
 * @param schema what it is where it is there
 */
export function maybe<Schema extends z.ZodType>(schema: Schema): z.ZodOptional<z.ZodNullable<Schema>> {
  return schema.nullish();
}

/** A list that the exchange sends as `null` at times. */
export function maybeList<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodOptional<z.ZodNullable<z.ZodArray<Schema>>> {
  return z.array(schema).nullish();
}

/**
 * The list that an answer is about. It may be `null`, but the key must be there: a renamed key must not pass for "none".
 *
 * @param schema one element
 */
export function listed<Schema extends z.ZodType>(schema: Schema): z.ZodNullable<z.ZodArray<Schema>> {
  return z.array(schema).nullable();
}

/** A price and the size at it: `["0.5600", "120.00"]`. */
export const wireLevel = z.tuple([z.string(), z.string()]);
/** A price and the size at it. */
export type WireLevel = z.infer<typeof wireLevel>;

/** Valid prices from `start` to `end` in steps of `step`, dollars. */
export const wirePriceRange = z.object({ start: z.string(), end: z.string(), step: z.string() });
/** Valid prices from `start` to `end` in steps of `step`, dollars. */
export type WirePriceRange = z.infer<typeof wirePriceRange>;

/** The outcome an order is for. */
export const wireOutcome = z.enum(["yes", "no"]);
/** The outcome an order is for. */
export type WireOutcome = z.infer<typeof wireOutcome>;

/** The side of the one YES book an order is on. */
export const wireBookSide = z.enum(["bid", "ask"]);
/** The side of the one YES book an order is on. */
export type WireBookSide = z.infer<typeof wireBookSide>;

/**
 * One sentence for what a schema refused: the field first, then what was wrong with it.
 *
 * @param error what `safeParse` gave
 */
export function describeRefusal(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "body: refused";
  const field = issue.path.map(String).join(".");
  return `${field === "" ? "body" : field}: ${issue.message}`;
}
