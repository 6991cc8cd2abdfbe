/**
 * Flags and steps that several commands share.
 *
 * @module
 */
import { resolve } from "node:path";
import { z } from "zod";
import { STRATEGIES } from "../../strategies/mod.ts";
import { DEFAULT_EXITS } from "../core/exit_settings.ts";
import { FILL_MODELS, type FillModelName } from "../core/fills/model.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../core/money.ts";
import { DEFAULT_LIMITS } from "../core/risk/limits.ts";
import type { RegisteredStrategy } from "../core/strategy.ts";
import { defaultConfig } from "../session/config.ts";
import type { Registry, Setup } from "../session/setup.ts";
import { isStrategyFile, type StrategyFiles, withStrategyFiles } from "../session/strategy_file.ts";
import { shortenParameters } from "../session/time_lapse.ts";
import { failure } from "./exit.ts";
import { type Flags, type FlagSpec, usage } from "./flags.ts";

/** Longest `--latency`. */
const MAX_LATENCY_MS = 60_000;

/** Flags that decide how a session trades. */
export const TRADING_FLAGS: readonly FlagSpec[] = [
  { name: "balance", kind: "text", value: "DOLLARS", help: "paper money to start with (1000)" },
  { name: "strategy", kind: "list", value: "NAME|FILE", help: "strategy to run (favorite_threshold)" },
  {
    name: "params",
    kind: "text",
    value: "JSON",
    help: 'parameters of the strategy, or {"NAME": {…}} for several',
  },
  { name: "threshold", kind: "text", value: "PRICE", help: "least probability for an entry (0.85)" },
  {
    name: "take-profit",
    kind: "text",
    value: "FRACTION",
    help: "gain to sell at, of the entry price (0.02)",
  },
  { name: "stop-loss", kind: "text", value: "FRACTION", help: "loss to sell at, of the entry price (0.01)" },
  { name: "max-hold", kind: "text", value: "HOURS", help: "longest hold (2)" },
  { name: "fill-model", kind: "text", value: FILL_MODELS.join("|"), help: "how paper orders fill (queue)" },
  { name: "latency", kind: "text", value: "TIME", help: "from decision to arrival at the exchange (50ms)" },
];

/** What `--help` and `--version` need in every command. */
export const HELP_FLAG: FlagSpec = { name: "help", kind: "switch", help: "show this" };

/** The runner's own flags that are parameters of the threshold strategy. */
const THRESHOLD_FLAGS = [
  ["threshold", "threshold", { min: 0.5, max: 0.95 }],
  ["take-profit", "take_profit", { min: 0.001, max: 1 }],
  ["stop-loss", "stop_loss", { min: 0.001, max: 1 }],
  ["max-hold", "max_hold_hours", { min: 0.001, max: 48 }],
] as const;

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

function readStrategies(
  flags: Flags,
  { registry, names: files, digests }: StrategyFiles,
  { judge = true, recorded }: SetupOptions,
): Setup["strategies"] {
  const words = flags.list("strategy");
  const names = words.length > 0
    ? words.map((word) => (isStrategyFile(word) ? files.get(resolve(word)) : undefined) ?? word)
    : recorded?.strategies.map(({ name }) => name) ?? defaultConfig().strategies;
  const fileOf = new Map([...files].map(([file, name]) => [name, file]));
  const params = parseParams(flags.text("params"));
  const bySection = names.length > 1;
  if (bySection) {
    const stray = Object.keys(params).find((key) => !names.includes(key));
    if (stray !== undefined) {
      throw usage(
        `Cannot use --params: with several strategies expected {"NAME": {…}}, "${stray}" is none of them`,
      );
    }
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
  const wishes = names.map((name) => {
    const own = bySection ? params[name] ?? {} : params;
    const merged = name === "favorite_threshold" && typeof own === "object" ? { ...own, ...shortcuts } : own;
    return { name, parameters: recorded === undefined ? merged : asThen(name, merged, registry, recorded) };
  });
  const checked = judge ? checkStrategies(wishes, registry) : wishes.map(({ name, parameters }) => {
    findStrategy(registry, name);
    return { name, parameters: JSON.parse(JSON.stringify(parameters)) };
  });
  return checked.map((checked) => {
    const file = fileOf.get(checked.name);
    const sha256 = digests.get(checked.name);
    return file === undefined || sha256 === undefined ? checked : { ...checked, file, sha256 };
  });
}

/** Parameters in the time of a recording: over those that it ran the rule with, or over the defaults. */
function asThen(
  name: string,
  given: unknown,
  registry: Registry,
  { strategies, timeLapse = 1 }: Setup,
): unknown {
  const then = strategies.find((each) => each.name === name);
  if (then !== undefined) {
    return {
      ...Object(then.parameters),
      ...Object(shortenParameters(JSON.parse(JSON.stringify(given)), timeLapse)),
    };
  }
  if (timeLapse === 1) return given;
  const [checked] = checkStrategies([{ name, parameters: given }], registry);
  return checked === undefined ? given : shortenParameters(checked.parameters, timeLapse);
}

/**
 * Checks strategies by name and parameters, and fills in defaults.
 *
 * @throws {CliError} for an unknown name, a parameter out of range, and a name given twice
 */
export function checkStrategies(
  wishes: readonly { readonly name: string; readonly parameters: unknown }[],
  registry: Registry = REGISTRY,
): Setup["strategies"] {
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

/** A setup, and the strategies it can name. */
export interface ReadSetup {
  readonly setup: Setup;
  readonly registry: Registry;
  /** Of strategies of files: SHA-256 of their source by name, as hexadecimal digits. */
  readonly digests: ReadonlyMap<string, string>;
}

/** The setup of the shipped defaults, without strategies. */
export function baseSetup(orderPrefix: string): Setup {
  const { paper } = defaultConfig();
  return {
    mode: "paper",
    strategies: [],
    startingCash: paper.balance as Micros,
    precision: paper.balance_precision as Micros,
    fillModel: paper.fill_model,
    latencyMs: paper.latency_ms,
    orderPrefix,
    limits: DEFAULT_LIMITS,
    exits: DEFAULT_EXITS,
  };
}

/** Options of reading a setup. */
export interface SetupOptions {
  /** Whether parameters are checked, and defaults filled in; a sweep does so once each set is whole. @default {true} */
  readonly judge?: boolean;
  /** The setup of a recording, in which flags change what they name; left out: the defaults. */
  readonly recorded?: Setup;
}

/**
 * The setup that flags and the shipped defaults give.
 *
 * @param orderPrefix goes before the number in every `client_order_id`
 */
export async function readSetup(
  flags: Flags,
  orderPrefix: string,
  options: SetupOptions = {},
): Promise<ReadSetup> {
  const files = orFail(await withStrategyFiles(STRATEGIES, flags.list("strategy").filter(isStrategyFile)));
  const { registry, digests } = files;
  const base = options.recorded ?? baseSetup(orderPrefix);
  const latency = flags.duration("latency", MAX_LATENCY_MS);
  const balance = flags.number("balance", { min: 0.01, max: 1_000_000_000 });
  const setup: Setup = {
    ...base,
    strategies: readStrategies(flags, files, options),
    startingCash: balance === undefined
      ? base.startingCash
      : Math.round(balance * MICROS_PER_DOLLAR) as Micros,
    fillModel: flags.choice<FillModelName>("fill-model", FILL_MODELS) ?? base.fillModel,
    latencyMs: latency === undefined ? base.latencyMs : latency / (base.timeLapse ?? 1),
  };
  return { setup, registry, digests };
}

/** The strategies that ship with the program. */
export const REGISTRY: Registry = STRATEGIES;

/** Whether any flag, beside some, asks for another setup than the recorded one. */
export function asksForSetup(flags: Flags, beside: readonly string[] = []): boolean {
  const named = flags.named();
  return TRADING_FLAGS.some(({ name }) => named.includes(name) && !beside.includes(name));
}

/** Takes the value, or ends the command with the refusal's line. */
export function orFail<T>(
  result: { readonly ok: true; readonly value: T } | {
    readonly ok: false;
    readonly reason: { message: string };
  },
): T {
  if (result.ok) return result.value;
  throw failure(result.reason.message);
}
