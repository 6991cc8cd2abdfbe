/**
 * `kalshi-live strategies`: the strategies there are, one explained, or the file of a new one.
 *
 * @module
 */
import { resolve } from "node:path";
import { STRATEGIES } from "../../strategies/mod.ts";
import type { RegisteredStrategy } from "../core/strategy/strategy.ts";
import { alignColumns } from "../lib/columns.ts";
import { describeError } from "../lib/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { isStrategyFile, withStrategyFiles } from "../session/strategy_source/strategy_file.ts";
import { safeLine } from "../lib/safe_text.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { failure, orFail, type Output } from "./program.ts";
import { describe, type ParameterRow, range } from "./strategy_parameters.ts";
import { startingFile } from "./strategy_template.ts";

/** The command line of `strategies`. */
export const STRATEGIES_SPEC: CommandSpec = {
  name: "strategies",
  words: "[NAME|FILE | new NAME]",
  summary: "Lists the strategies, explains one with its parameters, or writes the file of a new one.",
  flags: [
    { name: "json", kind: "switch", help: "one line of JSON a strategy" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live strategies",
    "kalshi-live strategies late_game_underdog",
    "kalshi-live strategies new my_rule",
  ],
};

/** Longest name of a strategy: it is part of file and folder names. */
const LONGEST_NAME = 64;
const NAME = /^[a-z][a-z0-9_]*$/;

/** Runs the command. */
export async function strategiesCommand(flags: Flags, output: Output): Promise<number> {
  const [first, second, ...more] = flags.words;
  const isJson = flags.switch("json") === true;
  if (first === "new") {
    if (second === undefined || more.length > 0) {
      throw usage("Cannot start a strategy: expected one name, such as strategies new my_rule");
    }
    await writeNew(second, isJson, output);
    return 0;
  }
  if (second !== undefined) throw usage("Cannot explain strategies: expected one name");
  const lines = first === undefined ? listAll(isJson) : explain(first, await find(first), isJson);
  for (const line of lines) output.line(line);
  return 0;
}

async function find(word: string): Promise<RegisteredStrategy> {
  if (isStrategyFile(word)) {
    const { registry, names } = orFail(await withStrategyFiles(STRATEGIES, [word]));
    const loaded = registry.get(names.get(resolve(word)) ?? "");
    if (loaded !== undefined) return loaded;
  }
  const found = STRATEGIES.get(word);
  if (found !== undefined) return found;
  const near = nearest(word, [...STRATEGIES.keys()]);
  const hint = near === undefined ? "see kalshi-live strategies" : `did you mean ${near}?`;
  throw usage(`Cannot explain strategy "${word}": no such strategy, ${hint}`);
}

function* listAll(isJson: boolean): Generator<string> {
  const strategies = [...STRATEGIES.values()];
  if (isJson) {
    for (const each of strategies) yield JSON.stringify(record(each));
    return;
  }
  const rows = [
    ["NAME", "CATEGORY", "GAME", "WHAT IT DOES"],
    ...strategies.map(({ name, category, needsGame, description }) => [
      name,
      category,
      needsGame ? "needed" : "–",
      description,
    ]),
  ];
  yield* columns(rows, "");
  yield "kalshi-live strategies NAME shows a strategy's parameters.";
}

function* explain(word: string, strategy: RegisteredStrategy, isJson: boolean): Generator<string> {
  if (isJson) {
    yield JSON.stringify(record(strategy));
    return;
  }
  const { name, category, needsGame, description } = strategy;
  yield `${safeLine(name)} (${safeLine(category)}${needsGame ? ", needs a game's score" : ""})`;
  yield safeLine(description);
  const parameters = describe(strategy);
  if (parameters === undefined) {
    yield "Parameters: its schema tells nothing about them.";
    return;
  }
  if (parameters.length === 0) {
    yield "No parameters.";
    return;
  }
  yield "";
  yield "Parameters:";
  const rows = parameters.map((row) => [row.name, row.type, range(row), usual(row), row.description]);
  yield* columns([["NAME", "TYPE", "RANGE", "DEFAULT", "WHAT IT IS"], ...rows], "  ");
  yield "";
  yield `Run it: kalshi-live TICKER --strategy ${safeLine(word)} --params '${example(parameters)}'`;
}

/** A JSON object with the first few of them. */
function example(parameters: readonly ParameterRow[]): string {
  const given = parameters.filter((row) => row.default !== undefined).slice(0, 2);
  return JSON.stringify(Object.fromEntries(given.map((row) => [row.name, row.default])));
}

function usual(row: ParameterRow): string {
  return row.default === undefined ? "required" : JSON.stringify(row.default);
}

/** A strategy for programs. */
function record(strategy: RegisteredStrategy) {
  const { name, category, description, needsGame } = strategy;
  return { name, category, description, needs_game: needsGame, parameters: describe(strategy) ?? null };
}

async function writeNew(name: string, isJson: boolean, output: Output): Promise<void> {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    throw usage(
      `Cannot start strategy "${name}": expected a name of a–z, 0–9 and _ such as my_rule, at most ${LONGEST_NAME} long`,
    );
  }
  if (name === "new" || STRATEGIES.has(name)) {
    throw usage(`Cannot start strategy "${name}": the name is taken, choose another`);
  }
  const path = `./${name}.ts`;
  try {
    await Deno.writeTextFile(path, startingFile(name), { createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw failure(`Cannot write "${path}": there is such a file, and it is left as it is`);
    }
    const why = describeError(error);
    throw failure(`Cannot write "${path}": ${why}`);
  }
  if (isJson) output.line(JSON.stringify({ name, path }));
  else {
    output.line(`wrote ${path}`);
    output.line(`Try it: kalshi-live demo --strategy ${path}`);
  }
}

function columns(rows: readonly (readonly string[])[], indent: string): string[] {
  return alignColumns(rows.map((row) => row.map(safeLine))).map((line) => indent + line);
}
