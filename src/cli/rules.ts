/**
 * Reads which rules run, with which parameters: from flags, a configuration, or a recording.
 *
 * @module
 */
import { resolve } from "node:path";
import { STRATEGIES } from "../../strategies/mod.ts";
import type { Registry } from "../core/strategy/strategy.ts";
import type { StrategyWish, Wording } from "../session/setup/build.ts";
import type { RuleWish } from "../session/setup/config.ts";
import type { Setup } from "../session/setup/setup.ts";
import {
  isStrategyFile,
  type StrategyFiles,
  withStrategyFiles,
} from "../session/strategy_source/strategy_file.ts";
import { orFail } from "./program.ts";
import { type Flags, usage } from "./flags.ts";

/** The strategies that ship with the program. */
export const REGISTRY: Registry = STRATEGIES;

/** How refusals are worded on a command line. */
export const FLAG_WORDING: Wording = {
  unknown: (name, known) =>
    `Cannot use --strategy ${name}: no such strategy, expected one of ${known}, or a file such as ./mine.ts`,
  ranges: true,
};

/** The runner's own flags that are parameters of the threshold strategy. */
const THRESHOLD_FLAGS = [
  ["threshold", "threshold", { min: 0.5, max: 0.95 }],
  ["take-profit", "take_profit", { min: 0.001, max: 1 }],
  ["stop-loss", "stop_loss", { min: 0.001, max: 1 }],
  ["max-hold", "max_hold_hours", { min: 0.001, max: 48 }],
] as const;

/** The rules that are asked for beside the flags. */
export interface RuleSources {
  /** Of a configuration, where no flag names any. */
  readonly wishes: readonly RuleWish[];
  /** The setup of a recording, in which flags change what they name. */
  readonly recorded?: Setup;
}

/** Rules that are asked for, and the registry that has them. */
export interface ReadRules {
  readonly wishes: readonly StrategyWish[];
  readonly files: StrategyFiles;
}

/**
 * Loads the files that are named, and reads names and parameters.
 *
 * @throws {CliError} for a file that is not a strategy, and flags that do not go together
 */
export async function readRules(flags: Flags, sources: RuleSources): Promise<ReadRules> {
  const rules = readWishes(flags, sources);
  const files = orFail(
    await withStrategyFiles(STRATEGIES, rules.map(({ rule }) => rule).filter(isStrategyFile)),
  );
  const named = rules.map(({ rule, parameters }) => ({
    name: isStrategyFile(rule) ? files.names.get(resolve(rule)) ?? rule : rule,
    parameters,
  }));
  const fileOf = new Map([...files.names].map(([file, name]) => [name, file]));
  const wishes = overlay(flags, named).map((wish): StrategyWish => {
    const [file, sha256] = [fileOf.get(wish.name), files.digests.get(wish.name)];
    return file === undefined || sha256 === undefined ? wish : { ...wish, file, sha256 };
  });
  return { wishes, files };
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
): StrategyWish[] {
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
    return {
      name,
      parameters: { ...parameters, ...own, ...(name === "favorite_threshold" ? shortcuts : {}) },
    };
  });
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
