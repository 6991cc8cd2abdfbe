/**
 * Which rules run, with which parameters: from flags, a configuration, or a recording.
 *
 * @module
 */
import { resolve } from "node:path";
import { z } from "zod";
import { STRATEGIES } from "../../strategies/mod.ts";
import type { RegisteredStrategy, Registry } from "../core/strategy/strategy.ts";
import type { RuleWish } from "../session/setup/config.ts";
import type { Setup } from "../session/setup/setup.ts";
import {
  isStrategyFile,
  type StrategyFiles,
  withStrategyFiles,
} from "../session/strategy_source/strategy_file.ts";
import { shortenParameters } from "../session/setup/time_lapse.ts";
import { orFail } from "./setup_flags.ts";
import { type Flags, usage } from "./flags.ts";

/** The strategies that ship with the program. */
export const REGISTRY: Registry = STRATEGIES;

/** The runner's own flags that are parameters of the threshold strategy. */
const THRESHOLD_FLAGS = [
  ["threshold", "threshold", { min: 0.5, max: 0.95 }],
  ["take-profit", "take_profit", { min: 0.001, max: 1 }],
  ["stop-loss", "stop_loss", { min: 0.001, max: 1 }],
  ["max-hold", "max_hold_hours", { min: 0.001, max: 48 }],
] as const;

/** Rules as a setup has them. */
type Rules = Setup["strategies"];
type Parameters = Rules[number]["parameters"];

/** What is asked for beside the flags. */
export interface RuleSources {
  /** Of a configuration, where no flag names any. */
  readonly wishes: readonly RuleWish[];
  /** The setup of a recording, in which flags change what they name. */
  readonly recorded?: Setup;
  /** Whether parameters are checked, and defaults filled in; a sweep does so once each set is whole. @default {true} */
  readonly judge?: boolean;
}

/** Rules, and the registry that has them. */
export interface ReadRules {
  readonly strategies: Rules;
  readonly files: StrategyFiles;
}

/**
 * Loads the files that are named, and reads names and parameters.
 *
 * @throws {CliError} for a file that is no strategy, an unknown name, parameters out of range
 */
export async function readRules(flags: Flags, sources: RuleSources): Promise<ReadRules> {
  const { judge = true, recorded } = sources;
  const wishes = readWishes(flags, sources);
  const files = orFail(
    await withStrategyFiles(STRATEGIES, wishes.map(({ rule }) => rule).filter(isStrategyFile)),
  );
  const { registry, digests } = files;
  const named = wishes.map(({ rule, parameters }) => ({
    name: isStrategyFile(rule) ? files.names.get(resolve(rule)) ?? rule : rule,
    parameters,
  }));
  const asked = overlay(flags, named).map(({ name, parameters }) => ({
    name,
    parameters: recorded === undefined ? parameters : asThen(name, parameters, registry, recorded),
  }));
  const checked = judge ? checkStrategies(asked, registry) : asked.map(({ name, parameters }) => {
    findStrategy(registry, name);
    return { name, parameters };
  });
  const fileOf = new Map([...files.names].map(([file, name]) => [name, file]));
  const strategies = checked.map((rule) => {
    const [file, sha256] = [fileOf.get(rule.name), digests.get(rule.name)];
    return file === undefined || sha256 === undefined ? rule : { ...rule, file, sha256 };
  });
  return { strategies, files };
}

function readWishes(flags: Flags, { wishes, recorded }: RuleSources): readonly RuleWish[] {
  const words = flags.list("strategy");
  const names = words.length > 0 ? words : recorded?.strategies.map(({ name }) => name);
  return names?.map((word) => ({ rule: word, parameters: {} })) ?? wishes;
}

/** Parameters of flags laid over those that stand in a configuration. */
function overlay(
  flags: Flags,
  named: readonly { readonly name: string; readonly parameters: RuleWish["parameters"] }[],
): { readonly name: string; readonly parameters: Parameters }[] {
  const names = named.map(({ name }) => name);
  const params = parseParams(flags.text("params"));
  const bySection = names.length > 1;
  const stray = bySection ? Object.keys(params).find((key) => !names.includes(key)) : undefined;
  if (stray !== undefined) {
    throw usage(
      `Cannot use --params: with several strategies expected {"NAME": {…}}, "${stray}" is none of them`,
    );
  }
  const shortcuts: Record<string, number> = {};
  for (const [flag, parameter, bounds] of THRESHOLD_FLAGS) {
    const value = flags.number(flag, bounds);
    if (value !== undefined) shortcuts[parameter] = value;
  }
  if (Object.keys(shortcuts).length > 0 && !names.includes("favorite_threshold")) {
    throw usage(
      `Cannot use --threshold, --take-profit, --stop-loss or --max-hold: they are favorite_threshold's`,
    );
  }
  return named.map(({ name, parameters }) => {
    const own = bySection ? params[name] ?? {} : params;
    if (typeof own !== "object" || Array.isArray(own)) {
      throw usage(`Cannot use --params: expected an object for ${name}, was ${JSON.stringify(own)}`);
    }
    const merged = { ...parameters, ...own, ...(name === "favorite_threshold" ? shortcuts : {}) };
    return { name, parameters: JSON.parse(JSON.stringify(merged)) };
  });
}

/** Parameters in the time of a recording: over those that it ran the rule with, or over the defaults. */
function asThen(
  name: string,
  given: Parameters,
  registry: Registry,
  { strategies, timeLapse = 1 }: Setup,
): Parameters {
  const then = strategies.find((each) => each.name === name);
  if (then !== undefined) {
    return { ...Object(then.parameters), ...Object(shortenParameters(given, timeLapse)) };
  }
  if (timeLapse === 1) return given;
  const [checked] = checkStrategies([{ name, parameters: given }], registry);
  return checked === undefined ? given : shortenParameters(checked.parameters, timeLapse);
}

/** The object of `--params`; empty where there is none. */
export function parseParams(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, with what would be right.
  }
  throw usage(`Cannot use --params: expected a JSON object such as {"threshold":0.9}, was ${text}`);
}

function findStrategy(registry: Registry, name: string): RegisteredStrategy {
  const found = registry.get(name);
  if (found === undefined) {
    const known = [...registry.keys()].join(", ");
    throw usage(
      `Cannot use --strategy ${name}: no such strategy, expected one of ${known}, or a file such as ./mine.ts`,
    );
  }
  return found;
}

/**
 * Checks strategies by name and parameters, and fills in defaults.
 *
 * @throws {CliError} for an unknown name, a parameter out of range, and a name given twice
 */
export function checkStrategies(
  wishes: readonly { readonly name: string; readonly parameters: unknown }[],
  registry: Registry = REGISTRY,
): Rules {
  const names = wishes.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usage(`Cannot use strategy ${twice} twice`);
  return wishes.map(({ name, parameters }) => {
    const found = findStrategy(registry, name);
    const made = found.make(parameters);
    if (typeof made === "string") throw usage(made + rangesOf(found, parameters));
    return { name, parameters: JSON.parse(JSON.stringify(made.parameters)) };
  });
}

/** The whole range of each parameter that is out of it: a schema's message names only the bound that was broken. */
function rangesOf({ parameters: schema }: RegisteredStrategy, given: unknown): string {
  const checked = schema.safeParse(given);
  if (checked.success || !(schema instanceof z.ZodType)) return "";
  const properties = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }).properties ?? {};
  const ranges = checked.error.issues.flatMap(({ path: [key] }) => {
    const property = properties[String(key)];
    if (typeof property !== "object") return [];
    const low = property.minimum ??
      (property.exclusiveMinimum === undefined ? undefined : property.exclusiveMinimum);
    const high = property.maximum ?? property.exclusiveMaximum;
    return low === undefined || high === undefined ? [] : `${String(key)} is in ${low}…${high}`;
  });
  return ranges.length === 0 ? "" : ` (${[...new Set(ranges)].join(", ")})`;
}
