/**
 * `kalshi-live config`: the settings in force, and where each comes from.
 *
 * @module
 */
import { EXITS } from "../core/execution/exit_settings.ts";
import { FILL_MODELS } from "../core/fills/model.ts";
import { LIMITS } from "../core/risk/limits.ts";
import type { Setting, SettingTable } from "../core/numbers/settings.ts";
import { LEAGUES } from "../core/game/leagues.ts";
import { alignColumns } from "../lib/columns.ts";
import { DISPLAYS, PAPER, PRECISIONS, type RuleWish } from "../session/setup/config.ts";
import { type Settled, SHIPPED_NAME, SHIPPED_SETTINGS } from "../session/setup/layers.ts";
import { writeSetting } from "../session/setup/settings.ts";
import { isStrategyFile } from "../session/strategy_source/strategy_file.ts";
import { TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords, usage } from "./flags.ts";
import type { Output } from "./program.ts";
import { readSettings, type Settings } from "./settings.ts";
import { userFilePlaces } from "./user_file.ts";
import { WORK_FLAGS } from "./exchange_flags.ts";
import { readLeagueSettings } from "./work/setup.ts";

/** Flags of trading that are settings. */
const SHOWN = ["balance", "fill-model", "latency", "limit", "exit"];

/** The command line of `config`. */
export const CONFIG: CommandSpec = {
  name: "config",
  words: "",
  summary: "Shows the settings in force and where each comes from. Nothing is run.",
  flags: [
    ...WORK_FLAGS.filter(({ name }) => name === "config"),
    ...TRADING_FLAGS.filter(({ name }) => SHOWN.includes(name)),
    { name: "league", kind: "text", value: LEAGUES.join("|"), help: "as work trades games of this league" },
    { name: "json", kind: "switch", help: "write one line of JSON" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live config",
    "kalshi-live config --limit max_daily_loss=50",
    "kalshi-live config --league nba --json",
  ],
};

/** One setting as it is shown. */
interface Row {
  readonly key: string;
  readonly value: string | number;
  readonly from: string;
  readonly unit?: Setting["unit"];
  readonly default: string | number;
  /** Its bounds or choices. */
  readonly least?: string | number;
  readonly most?: string | number;
  readonly choices?: readonly string[];
  readonly text: string;
}

/** Runs the command. */
export async function configCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "config");
  const { settled, file } = await readShown(flags);
  const rows = [...rowsOf(settled)];
  const from = settled.from.get("strategies") ?? SHIPPED_NAME;
  const places = userFilePlaces();
  if (flags.switch("json") === true) {
    const strategies = { from, rules: settled.strategies.map(ruleRecord) };
    const models = { from: settled.from.get("models") ?? SHIPPED_NAME, files: settled.models ?? null };
    output.line(
      JSON.stringify({ file: file ?? null, looked_for: places, settings: rows, strategies, models }),
    );
    return 0;
  }
  const rules = settled.strategies.map((wish) => ["strategies", describeRule(wish), from]);
  const models = settled.models === undefined ? ["shipped"] : settled.models;
  const modelFrom = settled.from.get("models") ?? SHIPPED_NAME;
  const cells = [
    ["SETTING", "VALUE", "FROM"],
    ...rows.map(({ key, value, from }) => [key, String(value), from]),
    ...rules,
    ...(models.length === 0 ? ["off"] : models).map((text) => ["models", text, modelFrom]),
  ];
  for (const line of alignColumns(cells)) output.line(line);
  output.line("");
  output.line(
    file === undefined ? `No settings file: looked for ${places.join(", ")}` : `Settings file: ${file}`,
  );
  return 0;
}

/** With a league as its workers have them, else as a session has them. */
async function readShown(flags: Flags): Promise<Settings> {
  const league = flags.choice("league", LEAGUES);
  if (league !== undefined) return (await readLeagueSettings(flags, league)).settings;
  const [named, ...more] = flags.list("config");
  if (more.length > 0) throw usage("Cannot use --config twice without --league: expected one settings file");
  return await readSettings(flags, { named });
}

function* rowsOf(settled: Settled): Generator<Row> {
  yield* tableRows("limits", LIMITS, settled);
  yield* tableRows("exits", EXITS, settled);
  yield* tableRows("paper", PAPER, settled);
  const source = (name: string) => settled.from.get(name) ?? SHIPPED_NAME;
  const { paper, display } = settled;
  yield {
    key: "paper.fill_model",
    value: paper.fillModel,
    from: source("paper.fillModel"),
    default: SHIPPED_SETTINGS.paper.fillModel,
    choices: FILL_MODELS,
    text: "how paper orders fill",
  };
  yield {
    key: "paper.balance_precision",
    value: precisionText(paper.precision),
    from: source("paper.precision"),
    default: precisionText(SHIPPED_SETTINGS.paper.precision),
    choices: Object.keys(PRECISIONS),
    text: "the unit a balance is kept in",
  };
  yield {
    key: "display.form",
    value: display.form,
    from: source("display.form"),
    default: SHIPPED_SETTINGS.display.form,
    choices: DISPLAYS,
    text: "how sessions are shown",
  };
}

function* tableRows(
  section: "limits" | "exits" | "paper",
  table: SettingTable,
  settled: Settled,
): Generator<Row> {
  const values: Readonly<Record<string, unknown>> = { ...settled[section] };
  for (const [name, setting] of Object.entries(table)) {
    yield {
      key: `${section}.${setting.key}`,
      value: shown(setting, Number(values[name])),
      from: settled.from.get(`${section}.${name}`) ?? SHIPPED_NAME,
      unit: setting.unit,
      default: shown(setting, setting.default),
      least: shown(setting, setting.least),
      most: shown(setting, setting.most),
      text: setting.text,
    };
  }
}

/** As a file has it: plain numbers, and decimals as texts. */
function shown(setting: Setting, value: number): string | number {
  const text = writeSetting(setting, value);
  return text.includes(".") ? text : Number(text);
}

function precisionText(precision: number): string {
  return Object.entries(PRECISIONS).find(([, value]) => value === precision)?.[0] ?? String(precision);
}

function ruleRecord({ rule, parameters }: RuleWish) {
  return isStrategyFile(rule) ? { file: rule, parameters } : { name: rule, parameters };
}

function describeRule({ rule, parameters }: RuleWish): string {
  return Object.keys(parameters).length === 0 ? rule : `${rule} ${JSON.stringify(parameters)}`;
}
