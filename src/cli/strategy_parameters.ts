/**
 * Reads a strategy's parameters from its schema.
 *
 * @module
 */
import { z } from "zod";
import type { RegisteredStrategy } from "../core/strategy/strategy.ts";

/** One parameter, as its schema describes it. */
export interface ParameterRow {
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly min: number | null;
  readonly max: number | null;
  /** Whether the bound itself is refused. */
  readonly min_excluded: boolean;
  readonly max_excluded: boolean;
  readonly choices: readonly unknown[] | null;
  readonly description: string;
}

const bound = z.number().optional();

/** The part of a JSON Schema that describes an object's parameters. */
const jsonSchema = z.object({
  properties: z.record(
    z.string(),
    z.object({
      type: z.union([z.string(), z.array(z.string())]).optional(),
      default: z.unknown().optional(),
      description: z.string().optional(),
      minimum: bound,
      maximum: bound,
      exclusiveMinimum: bound,
      exclusiveMaximum: bound,
      enum: z.array(z.unknown()).optional(),
    }),
  ).optional(),
});

/** A strategy's parameters; `undefined` where its schema cannot be described. */
export function describe({ parameters }: RegisteredStrategy): ParameterRow[] | undefined {
  if (!(parameters instanceof z.ZodType)) return undefined;
  const schema = jsonSchema.safeParse(z.toJSONSchema(parameters, { io: "input", unrepresentable: "any" }));
  if (!schema.success) return undefined;
  return Object.entries(schema.data.properties ?? {}).map(([name, property]) => {
    const { type = "any", minimum, maximum, exclusiveMinimum, exclusiveMaximum, description = "" } = property;
    return {
      name,
      type: typeof type === "string" ? type : type.join("|"),
      default: property.default,
      min: exclusiveMinimum ?? minimum ?? null,
      max: exclusiveMaximum ?? maximum ?? null,
      min_excluded: exclusiveMinimum !== undefined,
      max_excluded: exclusiveMaximum !== undefined,
      choices: property.enum ?? null,
      description,
    };
  });
}

/** Such as `0.5 to 0.95`, `above 0, to 48` or `long|short`. */
export function range({ min, max, min_excluded, max_excluded, choices }: ParameterRow): string {
  if (choices !== null) return choices.map(String).join("|");
  const highest = max === null ? "" : `${max_excluded ? "below" : "to"} ${max}`;
  if (min === null) return highest === "" ? "any" : highest;
  if (min_excluded) return highest === "" ? `above ${min}` : `above ${min}, ${highest}`;
  if (highest === "") return `from ${min}`;
  return max_excluded ? `from ${min}, ${highest}` : `${min} ${highest}`;
}
