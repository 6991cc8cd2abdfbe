/**
 * Configuration files: the sections that a trader's `kalshi-live.json` may have, checked and read into whole numbers.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type ExitOptions, EXITS } from "../../core/execution/exit_settings.ts";
import { FILL_MODELS, type FillModelName } from "../../core/fills/model.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { LIMITS, type RiskLimits } from "../../core/risk/limits.ts";
import type { SettingTable } from "../../core/numbers/settings.ts";
import { nearest } from "../../lib/nearest.ts";
import { fileSchema } from "./settings.ts";
import { isStrategyFile } from "../strategy_source/strategy_file.ts";

/** Numbers of the paper account, in the order they are shown. */
export const PAPER = {
  startingCash: {
    key: "balance",
    unit: "money",
    default: 1_000 * MICROS_PER_DOLLAR,
    least: MICROS_PER_DOLLAR / 100,
    most: 1_000_000_000 * MICROS_PER_DOLLAR,
    text: "paper money a session starts with (`--balance`)",
  },
  latencyMs: {
    key: "latency_ms",
    unit: "milliseconds",
    default: 50,
    least: 0,
    most: 60_000,
    text: "from a decision to its arrival at the exchange, orders and cancels alike (`--latency`)",
  },
} as const satisfies SettingTable;

/** The units a balance may be kept in, by how they are written. */
export const PRECISIONS = { "0.0001": 100 as Micros, "0.01": 10_000 as Micros } as const;

/** How a session may be shown. */
export const DISPLAYS = ["dashboard", "plain", "json"] as const;

/** How a session is shown. */
export type Display = typeof DISPLAYS[number];

/** A rule that a file or a flag asks for. */
export interface RuleWish {
  /** A name, or the absolute path of a user's own file. */
  readonly rule: string;
  readonly parameters: Readonly<Record<string, z.core.util.JSONType>>;
}

/** The settings of a paper account. */
export interface PaperSettings {
  readonly startingCash: Micros;
  readonly latencyMs: number;
  readonly fillModel: FillModelName;
  readonly precision: Micros;
}

/** The settings of one source; it says nothing of those it leaves out. */
export interface ConfigSections {
  readonly limits?: Partial<RiskLimits> | undefined;
  readonly exits?: Partial<ExitOptions> | undefined;
  readonly paper?: Partial<PaperSettings> | undefined;
  readonly strategies?: readonly RuleWish[] | undefined;
  /** Paths of models' files, each in place of the shipped model of its sport; none of any where it is empty. */
  readonly models?: readonly string[] | undefined;
  readonly display?: { readonly form?: Display | undefined } | undefined;
}

const NAME = z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a name such as favorite_threshold");
const parameters = z.record(z.string(), z.json()).default({});

/**
 * The schema of a file's list of rules: names, paths of files, or objects with parameters.
 *
 * @param folder where relative paths begin; left out: the file may name no other file
 */
export function rulesSchema(folder: string | undefined) {
  const place = (path: string, context: z.RefinementCtx): string => {
    if (folder !== undefined) return resolve(folder, path);
    context.addIssue({ code: "custom", message: `expected the name of a built-in strategy, was "${path}"` });
    return z.NEVER;
  };
  const word = z.string().min(1).transform((text, context): RuleWish => ({
    rule: isStrategyFile(text) ? place(text, context) : text,
    parameters: {},
  }));
  const named = z.strictObject({ name: NAME, parameters })
    .transform(({ name, parameters }): RuleWish => ({ rule: name, parameters }));
  const filed = z.strictObject({ file: z.string().min(1), parameters })
    .transform(({ file, parameters }, context): RuleWish => ({ rule: place(file, context), parameters }));
  const entry = z.unknown().transform((given, context): RuleWish => {
    const isFile = typeof given === "object" && given !== null && "file" in given;
    const schema = typeof given === "string" ? word : isFile ? filed : named;
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
    return z.NEVER;
  });
  return z.array(entry).min(1, "expected at least one strategy");
}

const paperChoices = {
  fill_model: z.enum(FILL_MODELS).optional(),
  balance_precision: z.enum(Object.keys(PRECISIONS) as (keyof typeof PRECISIONS)[]).optional(),
};

/** Paper settings by their keys in a file. */
function readPaper(
  { fill_model, balance_precision, ...numbers }: Record<string, unknown>,
  context: z.RefinementCtx,
): Partial<PaperSettings> {
  const parsed = fileSchema(PAPER).safeParse(numbers);
  const chosen = z.object(paperChoices).safeParse({ fill_model, balance_precision });
  for (const issue of [...parsed.error?.issues ?? [], ...chosen.error?.issues ?? []]) {
    context.addIssue({ ...issue, path: [...issue.path] } as Parameters<typeof context.addIssue>[0]);
  }
  const precision = chosen.data?.balance_precision;
  return {
    ...parsed.data,
    ...(chosen.data?.fill_model === undefined ? {} : { fillModel: chosen.data.fill_model }),
    ...(precision === undefined ? {} : { precision: PRECISIONS[precision] }),
  };
}

const MODELS_EXPECTED = 'expected "off", or a list of files of models';

/** The schema of a whole file. */
function configSchema(folder: string) {
  return z.strictObject({
    $schema: z.string().optional(),
    limits: fileSchema(LIMITS).optional(),
    exits: fileSchema(EXITS).optional(),
    paper: z.record(z.string(), z.unknown()).transform(readPaper).optional(),
    strategies: rulesSchema(folder).optional(),
    models: z.union([
      z.literal("off").transform((): readonly string[] => []),
      z.array(z.string().min(1).transform((path) => resolve(folder, path))).min(1, MODELS_EXPECTED),
    ], MODELS_EXPECTED).optional(),
    display: z.strictObject({ form: z.enum(DISPLAYS).optional() }).optional(),
  });
}

/** Keys by the section they stand in, for suggestions. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  "": ["limits", "exits", "paper", "strategies", "models", "display"],
  limits: keysOf(LIMITS),
  exits: keysOf(EXITS),
  paper: [...keysOf(PAPER), ...Object.keys(paperChoices)],
  display: ["form"],
};

function keysOf(table: SettingTable): string[] {
  return Object.values(table).map(({ key }) => key);
}

/** One issue of a schema, in a line: where, and what would be right. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${where || "file"}: ${issue.message}`;
  const known = KEYS[where] ?? [];
  return issue.keys.map((key) => {
    const near = nearest(key, known);
    const [elsewhere] = Object.entries(KEYS).filter(([, keys]) => keys.includes(key));
    const hint = near !== undefined
      ? `did you mean ${near}?`
      : elsewhere !== undefined && elsewhere[0] !== ""
      ? `it belongs under ${elsewhere[0]}`
      : `expected one of ${known.join(", ")}`;
    return `${[where, key].filter((part) => part !== "").join(".")}: no such setting, ${hint}`;
  }).join("; ");
}

/**
 * Checks what a configuration file holds.
 *
 * @param path of the file: rules in it are found from its folder, and refusals name it
 */
export function readConfigSections(value: unknown, path: string): Result<ConfigSections> {
  const parsed = configSchema(dirname(resolve(path))).safeParse(value);
  if (parsed.success) {
    const { $schema: _, ...sections } = parsed.data;
    return succeed(sections);
  }
  return refuse("bad_config", `Cannot use "${path}": ${parsed.error.issues.map(describeIssue).join("; ")}`);
}
