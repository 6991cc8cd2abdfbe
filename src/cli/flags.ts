/**
 * Command-line flags: one table a command drives parsing, checking and the help text.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../lib/nearest.ts";
import { CliError, EXIT_USAGE } from "./program.ts";
import type { Result } from "../core/result.ts";

/** One flag of a command. */
export interface FlagSpec {
  /** Without dashes. */
  readonly name: string;
  readonly kind: "switch" | "text" | "list";
  /** The word for the value in the help text. */
  readonly value?: string;
  readonly help: string;
}

/** The flag of every command that shows its help. */
export const HELP_FLAG: FlagSpec = { name: "help", kind: "switch", help: "show this" };

/** A command's name, words and flags, for parsing and for help. */
export interface CommandSpec {
  readonly name: string;
  /** The words after the name in the help text, for example `RECORDING`. */
  readonly words: string;
  readonly summary: string;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly string[];
}

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** The flags of a command line, read on demand. */
export class Flags {
  /** Words that are not flags. */
  readonly words: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(words: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.words = words;
    this.#values = values;
  }

  /** The flags that were named, without dashes. */
  named(): readonly string[] {
    return Object.entries(this.#values)
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
      .map(([name]) => name);
  }

  /** Whether a switch is on; `undefined` where it was not named. `--no-NAME` turns it off. */
  switch(name: string): boolean | undefined {
    const value = this.#values[name];
    return typeof value === "boolean" ? value : undefined;
  }

  /** A flag's text, or `undefined` where it was not named. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    const text = String(value);
    if (text === "") throw usage(`Cannot use --${name}: expected a value, was nothing`);
    return text;
  }

  /** All values of a flag that may be repeated. */
  list(name: string): string[] {
    const value = this.#values[name];
    const texts = Array.isArray(value) ? value.map(String) : [];
    if (texts.includes("")) throw usage(`Cannot use --${name}: expected a value, was nothing`);
    return texts;
  }

  /** A flag that is one of some words. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) {
      throw usage(`Cannot use --${name}: expected one of ${choices.join(", ")}, was "${text}"`);
    }
    return found;
  }

  /** A number between bounds. */
  number(name: string, bounds: { readonly min: number; readonly max: number; readonly whole?: boolean }) {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
    const { min, max, whole = false } = bounds;
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      const kind = whole ? "a whole number" : "a number";
      throw usage(`Cannot use --${name}: expected ${kind} in ${min}…${max}, was "${text}"`);
    }
    return value;
  }

  /** A length of time in milliseconds: `50ms`, `2s`, `1m`, `1.5h`; a bare number counts milliseconds. */
  duration(name: string, maxMs: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, count, unit = "ms"] = DURATION.exec(text) ?? [];
    const value = Number(count) * (UNIT_MS[unit] ?? NaN);
    if (!(value <= maxMs)) {
      throw usage(
        `Cannot use --${name}: expected a time such as 50ms, 2s or 1m up to ${maxMs / 1000}s, was "${text}"`,
      );
    }
    return value;
  }
}

/** A mistake on the command line. */
export function usage(message: string): CliError {
  return new CliError(EXIT_USAGE, message);
}

/** Refuses words after a command that takes none. */
export function noWords(flags: Flags, command: string): void {
  const [first] = flags.words;
  if (first !== undefined) throw usage(`Cannot use "${first}": ${command} takes no words`);
}

/** Takes the value, or ends the command with the refusal's line: the command line was wrong. */
export function orUsage<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw usage(result.reason.message);
}

/**
 * Reads the words after a command's name.
 *
 * @throws {CliError} for a flag that the command does not have, or one without its value
 */
export function parseFlags(spec: CommandSpec, argv: readonly string[]): Flags {
  const named = (kind: FlagSpec["kind"]) =>
    spec.flags.filter((flag) => flag.kind === kind).map(({ name }) => name);
  const switches = named("switch");
  const texts = named("text");
  const lists = named("list");
  // To the parser `_` is the list of words: as a flag it would take the list's place.
  const end = argv.indexOf("--");
  const taken = (end < 0 ? argv : argv.slice(0, end)).find((word) => /^--?(no-)?_/.test(word));
  if (taken !== undefined) throw usage(unknownFlag(spec, taken));
  const parsed = parseArgs(argv, {
    boolean: switches,
    negatable: switches,
    string: [...texts, ...lists, "_"],
    collect: lists,
    unknown: (argument, key) => {
      if (key === undefined) return true;
      throw usage(unknownFlag(spec, argument));
    },
  });
  const mentioned = checkMentions(spec, argv);
  // A switch that was not named is undefined, not false: only then can its default depend on other things.
  const values = Object.fromEntries(
    Object.entries(parsed).filter(([name]) =>
      name !== "_" && (!switches.includes(name) || mentioned.has(name))
    ),
  );
  return new Flags(parsed._.map(String), values);
}

/**
 * Checks how flags were written: a switch has no value, any other has one, and only a list comes more than once.
 *
 * @returns the names that were written
 */
function checkMentions(spec: CommandSpec, argv: readonly string[]): ReadonlySet<string> {
  const mentioned = new Set<string>();
  const end = argv.indexOf("--");
  for (const word of end < 0 ? argv : argv.slice(0, end)) {
    const [, negation = "", name = "", value] = /^--(no-)?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = spec.flags.find((each) => each.name === name);
    if (flag === undefined) continue;
    if (flag.kind === "switch" && value !== undefined) {
      throw usage(`Cannot use ${word}: --${name} takes no value`);
    }
    if (flag.kind !== "switch" && negation !== "") {
      throw usage(`Cannot use ${word}: only switches have a --no- form`);
    }
    if (flag.kind !== "switch" && value === "") {
      throw usage(`Cannot use --${name}: expected a value, was nothing`);
    }
    if (flag.kind !== "list" && mentioned.has(name)) {
      throw usage(`Cannot use --${name} twice: expected it once`);
    }
    mentioned.add(name);
  }
  return mentioned;
}

function unknownFlag(spec: CommandSpec, argument: string): string {
  const given = argument.replace(/=.*$/, "");
  const name = given.replace(/^-+(no-)?/, "");
  const near = nearest(name, spec.flags.map((flag) => flag.name));
  const hint = near === undefined
    ? `see kalshi-live ${spec.name} --help`.replace("  ", " ")
    : `did you mean --${near}?`;
  return `Cannot use ${given}: no such flag, ${hint}`;
}

/** Columns of the narrowest terminal that help is written for. */
const COLUMNS = 80;
/** What stands on the left and is longer has a line of its own. */
const MOST_LEFT = 30;

/** Text broken between words into lines of at most so many columns; a longer word is a line of its own. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines.splice(-1, 1, `${last} ${word}`);
    } else lines.push(word);
  }
  return lines;
}

/** Rows of a help text: a name on the left, and beside it what it does, in as many lines as that takes. */
export function helpRows(rows: readonly { readonly left: string; readonly help: string }[]): string[] {
  const fitting = rows.map(({ left }) => left.length).filter((length) => length <= MOST_LEFT);
  const width = Math.max(0, ...fitting);
  const indent = " ".repeat(width + 4);
  return rows.flatMap(({ left, help }) => {
    const [first = "", ...more] = wrapped(help, COLUMNS - indent.length);
    const beside = more.map((line) => `${indent}${line}`);
    return left.length > width
      ? [`  ${left}`, `${indent}${first}`, ...beside]
      : [`  ${left.padEnd(width)}  ${first}`, ...beside];
  });
}

/** The help text of a command. */
export function helpText(spec: CommandSpec): string {
  const head = ["kalshi-live", spec.name, spec.words].filter((part) => part !== "").join(" ");
  const rows = spec.flags.map(({ name, kind, value = "VALUE", help }) => ({
    left: kind === "switch" ? `--${name}` : `--${name} ${value}`,
    help: kind === "list" ? `${help} (repeatable)` : help,
  }));
  const lines = [`${head}`, "", ...wrapped(spec.summary, COLUMNS - 2).map((line) => `  ${line}`)];
  if (rows.length > 0) lines.push("", "Flags:", ...helpRows(rows));
  if (spec.examples.length > 0) lines.push("", "Examples:", ...spec.examples.map((line) => `  ${line}`));
  return lines.join("\n");
}
