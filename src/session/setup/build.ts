/**
 * The setup of a session, made in one place: a base, settings laid over it, and strategies of a registry.
 *
 * Flags, a trader's file, a league's file, a request over HTTP and the header of a recording all become wishes; whoever has
 * them words its own.
 *
 * @module
 */
import { z } from "zod";
import { EXITS } from "../../core/execution/exit_settings.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { RegisteredStrategy, Registry } from "../../core/strategy/strategy.ts";
import type { ConfigSections } from "./config.ts";
import { SHIPPED_SETTINGS } from "./layers.ts";
import type { Setup } from "./setup.ts";
import { shortenParameters } from "./time_lapse.ts";

/** The strategies of a setup. */
export type SetupStrategies = Setup["strategies"];
type Parameters = SetupStrategies[number]["parameters"];

/** A strategy that is asked for. */
export interface StrategyWish {
  /** Its name in the registry. */
  readonly name: string;
  /** Those that are left out have their defaults. */
  readonly parameters: unknown;
  /** Where a user's own strategy was loaded from, and the SHA-256 of its source. */
  readonly file?: string;
  readonly sha256?: string;
}

/** Settings that are asked for. */
export type SettingWishes = Pick<ConfigSections, "limits" | "exits" | "paper">;

/** Everything that is asked for. */
export interface SetupWishes {
  /** The shipped defaults, or the setup of a recording; its strategies are replaced by those that are asked for. */
  readonly base: Setup;
  /** Laid over the base, the weakest first. */
  readonly settings?: readonly SettingWishes[];
  readonly strategies: readonly StrategyWish[];
  /** Whether parameters are checked, and defaults filled in; a sweep does so once each set is whole. @default {true} */
  readonly judge?: boolean;
}

/** How refusals are worded. */
export interface Wording {
  /** @param known the names that the registry has */
  unknown(name: string, known: string): string;
  /** Whether refused parameters are shown with their whole ranges. */
  readonly ranges: boolean;
}

const PLAIN_WORDING: Wording = {
  unknown: (name, known) => `Cannot find strategy "${name}": expected one of ${known}`,
  ranges: false,
};

/** The shipped defaults, without strategies. @param orderPrefix goes before the number in every `client_order_id` */
export function shippedSetup(orderPrefix: string): Setup {
  const { limits, exits, paper } = SHIPPED_SETTINGS;
  return { mode: "paper", strategies: [], ...paper, orderPrefix, limits, exits };
}

/** A setup in which settings change what they name, in the time of the setup. */
export function withSettings(base: Setup, settings: readonly SettingWishes[]): Setup {
  const { timeLapse = 1 } = base;
  return settings.reduce<Setup>((setup, { limits, exits, paper }) => {
    const times = Object.entries(exits ?? {}).map(([name, value]) => {
      const isTime = EXITS[name as keyof typeof EXITS].unit === "milliseconds";
      return [name, isTime ? Number(value) / timeLapse : value] as const;
    });
    return {
      ...setup,
      ...paper,
      ...(paper?.latencyMs === undefined ? {} : { latencyMs: paper.latencyMs / timeLapse }),
      limits: { ...setup.limits, ...limits },
      exits: { ...setup.exits, ...Object.fromEntries(times) },
    };
  }, base);
}

/**
 * Makes the setup that is asked for.
 *
 * @param registry the strategies that can be named
 * @returns a refusal for an unknown name, a name given twice, and parameters that the strategy does not take
 */
export function buildSetup(
  { base, settings = [], strategies: wishes, judge = true }: SetupWishes,
  registry: Registry,
  wording: Wording = PLAIN_WORDING,
): Result<Setup> {
  const strategies: SetupStrategies = [];
  const names = wishes.map(({ name }) => name);
  const twice = judge ? names.find((name, index) => names.indexOf(name) !== index) : undefined;
  if (twice !== undefined) return refuse("bad_parameters", `Cannot use strategy ${twice} twice`);
  for (const { parameters: given, ...wish } of wishes) {
    const found = registry.get(wish.name);
    if (found === undefined) {
      return refuse("unknown_strategy", wording.unknown(wish.name, [...registry.keys()].join(", ")));
    }
    const parameters = inTimeOf(base, found, given, wording);
    const whole = parameters.ok && judge ? wholeParameters(found, parameters.value, wording) : parameters;
    if (!whole.ok) return whole;
    strategies.push({ ...wish, parameters: whole.value });
  }
  return succeed({ ...withSettings(base, settings), strategies });
}

/** A setup with all parameters, those that were not given among them; a strategy that does not take its own keeps them. */
export function withAllParameters(setup: Setup, registry: Registry): Setup {
  const strategies = setup.strategies.map((each) => {
    const made = registry.get(each.name)?.make(each.parameters);
    return made?.ok === true ? { ...each, parameters: plain(made.value.parameters) } : each;
  });
  return { ...setup, strategies };
}

/** Parameters in the time of the base: over those that it ran the strategy with, or over the defaults. */
function inTimeOf(
  { strategies, timeLapse = 1 }: Setup,
  strategy: RegisteredStrategy,
  given: unknown,
  wording: Wording,
): Result<Parameters> {
  const then = strategies.find(({ name }) => name === strategy.name);
  if (then !== undefined) {
    return succeed({ ...Object(then.parameters), ...Object(shortenParameters(plain(given), timeLapse)) });
  }
  if (timeLapse === 1) return succeed(plain(given));
  const whole = wholeParameters(strategy, given, wording);
  return whole.ok ? succeed(shortenParameters(whole.value, timeLapse)) : whole;
}

/** Checks parameters and fills in defaults. */
function wholeParameters(strategy: RegisteredStrategy, given: unknown, wording: Wording): Result<Parameters> {
  const made = strategy.make(given);
  if (made.ok) return succeed(plain(made.value.parameters));
  const { code, message } = made.reason;
  return refuse(code, wording.ranges ? message + rangesOf(strategy, given) : message);
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

/** A value as a header keeps it. */
function plain(value: unknown): Parameters {
  return JSON.parse(JSON.stringify(value));
}
