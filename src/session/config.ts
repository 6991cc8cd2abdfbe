/**
 * The shipped defaults and a user's own, checked.
 *
 * @module
 */
import { z } from "zod";
import shipped from "../../config/default.json" with { type: "json" };
import { readDecimal } from "../core/decimal.ts";
import { FILL_MODELS } from "../core/fills/model.ts";

const decimal = (places: number) =>
  z.string().transform((text, context) => {
    const value = readDecimal(text, places);
    if (value !== undefined && value >= 0) return value;
    context.addIssue({
      code: "custom",
      message: `expected a number with at most ${places} decimals, was "${text}"`,
    });
    return z.NEVER;
  });
const money = decimal(6);
const milliseconds = z.number().nonnegative();

/** The schema of `config/default.json`; each key is explained in `config/README.md`. */
export const ConfigSchema = z.strictObject({
  paper: z.strictObject({
    balance: money,
    fill_model: z.enum(FILL_MODELS),
    latency_ms: milliseconds,
    balance_precision: money.refine((value) => value === 100 || value === 10_000, "expected 0.0001 or 0.01"),
  }),
  strategies: z.array(z.string()).min(1),
});

/** Settings, in whole numbers. */
export type Config = z.output<typeof ConfigSchema>;

/**
 * The shipped defaults.
 *
 * @throws {z.ZodError} if they are broken, which a test rules out
 */
export function defaultConfig(): Config {
  return ConfigSchema.parse(shipped);
}
