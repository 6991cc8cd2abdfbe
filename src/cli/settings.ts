/**
 * Settings of a command: the shipped defaults, the league's, the trader's own file, and flags.
 *
 * @module
 */
import { EXITS } from "../core/execution/exit_settings.ts";
import { FILL_MODELS, type FillModelName } from "../core/fills/model.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../core/numbers/money.ts";
import { LIMITS } from "../core/risk/limits.ts";
import type { SettingTable } from "../core/numbers/settings.ts";
import type { ConfigSections } from "../session/setup/config.ts";
import { type Layer, settle, type Settled } from "../session/setup/layers.ts";
import { nearest } from "../lib/nearest.ts";
import { readSetting } from "../session/setup/settings.ts";
import { type Flags, type FlagSpec, usage } from "./flags.ts";
import { readUserFile } from "./user_file.ts";

/** Longest `--latency`. */
const MAX_LATENCY_MS = 60_000;

/** Flags that set single settings. */
export const SETTING_FLAGS: readonly FlagSpec[] = [
  {
    name: "limit",
    kind: "list",
    value: "NAME=VALUE",
    help: "a limit of the risk gate, such as max_daily_loss=50; kalshi-live config lists all",
  },
  {
    name: "exit",
    kind: "list",
    value: "NAME=VALUE",
    help: "a setting of exits, such as exit_timeout_ms=120000",
  },
];

/** The flag that names the trader's file. */
export const CONFIG_FLAG: FlagSpec = {
  name: "config",
  kind: "text",
  value: "FILE",
  help: "settings file (./kalshi-live.json, else the one in the system's configuration folder)",
};

/** Settings in force, and what they were made from. */
export interface Settings {
  readonly settled: Settled;
  /** The settings of flags, the file of `--config` included: they change even what was recorded. */
  readonly asked: readonly Layer[];
  /** The trader's file, where there is one. */
  readonly file?: string;
}

/** Sources beside the trader's file and the flags. */
export interface SettingSources {
  /** Below the trader's file: a league's shipped configuration. */
  readonly below?: readonly Layer[];
  /** Above the trader's file: a league's configuration that a flag names. */
  readonly above?: readonly Layer[];
  /** The trader's file that a flag names. */
  readonly named?: string | undefined;
  /** Live orders have stricter defaults. @default {"paper"} */
  readonly mode?: "paper" | "live";
}

/**
 * Reads the settings of a command.
 *
 * @throws {CliError} for a file or a flag that cannot be used
 */
export async function readSettings(flags: Flags, sources: SettingSources = {}): Promise<Settings> {
  const { below = [], above = [], named, mode = "paper" } = sources;
  const user = await readUserFile(named);
  const ofFile = user === undefined ? [] : [{ from: user.path, sections: user.sections }];
  const ofFlags = flagLayers(flags);
  const settled = settle([...below, ...ofFile, ...above, ...ofFlags], mode);
  if (!settled.ok) throw usage(settled.reason.message);
  return {
    settled: settled.value,
    asked: [...named === undefined ? [] : ofFile, ...ofFlags],
    ...(user === undefined ? {} : { file: user.path }),
  };
}

/** The settings of flags. */
function flagLayers(flags: Flags): Layer[] {
  const balance = flags.number("balance", { min: 0.01, max: 1_000_000_000 });
  const fillModel = flags.choice<FillModelName>("fill-model", FILL_MODELS);
  const latencyMs = flags.duration("latency", MAX_LATENCY_MS);
  const layers: [string, ConfigSections | undefined][] = [
    [
      "--balance",
      balance === undefined ? undefined : {
        paper: { startingCash: Math.round(balance * MICROS_PER_DOLLAR) as Micros },
      },
    ],
    ["--fill-model", fillModel === undefined ? undefined : { paper: { fillModel } }],
    ["--latency", latencyMs === undefined ? undefined : { paper: { latencyMs } }],
    ["--limit", given("limits", readPairs(flags, "limit", LIMITS))],
    ["--exit", given("exits", readPairs(flags, "exit", EXITS))],
  ];
  return layers.flatMap(([from, sections]) => sections === undefined ? [] : [{ from, sections }]);
}

function given(section: "limits" | "exits", values: Record<string, number>): ConfigSections | undefined {
  return Object.keys(values).length === 0 ? undefined : { [section]: values };
}

/** Reads `NAME=VALUE` flags by a table. */
function readPairs(flags: Flags, flag: string, table: SettingTable): Record<string, number> {
  const values: Record<string, number> = {};
  for (const pair of flags.list(flag)) {
    const [, key = pair, text] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    const keys = Object.values(table).map((row) => row.key);
    const [name, row] = Object.entries(table).find(([, row]) => row.key === key) ?? [];
    if (name === undefined || row === undefined) {
      const near = nearest(key, keys);
      const hint = near === undefined ? `expected one of ${keys.join(", ")}` : `did you mean ${near}?`;
      throw usage(`Cannot use --${flag} ${pair}: no such setting, ${hint}`);
    }
    if (text === undefined) throw usage(`Cannot use --${flag} ${pair}: expected ${key}=VALUE`);
    if (name in values) throw usage(`Cannot use --${flag} ${key} twice: expected it once`);
    const value = readSetting(row, text);
    if (!value.ok) throw usage(`Cannot use --${flag} ${pair}: ${value.reason.message}`);
    values[name] = value.value;
  }
  return values;
}
