/**
 * A user's own strategy, loaded from a file.
 *
 * @module
 */
import { resolve } from "node:path";
import { z } from "zod";
import {
  register,
  type RegisteredStrategy,
  type Registry,
  type StrategyDefinition,
} from "../../core/strategy/strategy.ts";
import { EXTERNAL, HAND } from "../../core/execution/holding.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { importStrategySource } from "./evaluate.ts";
import { readStrategySource, type StrategySource } from "./gather.ts";

/** Whether a `--strategy` is a file's path, not a name. */
export function isStrategyFile(word: string): boolean {
  return /[/\\]/.test(word) || /\.[cm]?[jt]s$/.test(word);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/**
 * The form of the default export. The answers of its functions are checked where they are called.
 *
 * A field that is not known is refused: a misspelt `needsGame` would leave entries to a scoreboard that is silent.
 */
const definitionSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a name such as my_strategy")
    .refine((name) => name !== EXTERNAL, `${EXTERNAL} is who holds what no strategy bought`)
    .refine((name) => name !== HAND, `${HAND} is who holds what the trader bought`),
  category: z.string(),
  description: z.string(),
  needsGame: z.boolean().default(false),
  parameters: z.custom<StrategyDefinition["parameters"]>(
    (value) =>
      typeof value === "object" && value !== null && "safeParse" in value && isFunction(value.safeParse),
    "expected a zod schema",
  ),
  create: z.custom<StrategyDefinition["create"]>(isFunction, "expected a function"),
});

/**
 * Loads a strategy's definition: the default export of a file. Its types are stripped; what it may import is written in
 * `strategy_source/`.
 *
 * @param path relative to the current folder, or absolute
 */
export async function loadStrategyFile(path: string): Promise<Result<RegisteredStrategy>> {
  const read = await readStrategyFiles([path]);
  if (!read.ok) return read;
  const [text] = read.value;
  return text === undefined
    ? refuse("strategy_unloadable", `Cannot load strategy "${path}"`)
    : await load(text);
}

/** A strategy's file as it was read, with all that it imports: plain data, that a worker runs without reading anything. */
export interface StrategyText {
  /** As it was given. */
  readonly file: string;
  readonly source: StrategySource;
}

/** Reads files of strategies, each once. Nothing of them runs. */
export async function readStrategyFiles(files: readonly string[]): Promise<Result<readonly StrategyText[]>> {
  const texts = new Map<string, StrategyText>();
  for (const file of files) {
    if (texts.has(resolve(file))) continue;
    const source = await readStrategySource(file);
    if (!source.ok) {
      return refuse(source.reason.code, `Cannot load strategy "${file}": ${source.reason.message}`);
    }
    texts.set(resolve(file), { file, source: source.value });
  }
  return succeed([...texts.values()]);
}

async function load({ file: path, source }: StrategyText): Promise<Result<RegisteredStrategy>> {
  const exported = await importStrategySource(source);
  if (!exported.ok) {
    return refuse(exported.reason.code, `Cannot load strategy "${path}": ${exported.reason.message}`);
  }
  if (exported.value === undefined) {
    return refuse("strategy_bad", `Cannot load strategy "${path}": expected a default export, there is none`);
  }
  const parsed = definitionSchema.safeParse(exported.value);
  if (parsed.success) return succeed(register(parsed.data));
  const issue = parsed.error.issues[0];
  const where = `${issue?.path.join(".") || "default export"}: ${issue?.message ?? "not a definition"}`;
  return refuse("strategy_bad", `Cannot load strategy "${path}": ${where}`);
}

/** A registry with strategies of files. */
export interface StrategyFiles {
  readonly registry: Registry;
  /** Names by absolute path. */
  readonly names: ReadonlyMap<string, string>;
  /** SHA-256 by name, as hexadecimal digits. */
  readonly digests: ReadonlyMap<string, string>;
  /** The files as they were read. */
  readonly texts: readonly StrategyText[];
}

/**
 * The registry with the strategies of some files added under their own names.
 *
 * @returns the names by absolute path, so that a recording finds the file again from another folder, and by name the SHA-256
 * of the texts that each is made of
 */
export async function withStrategyFiles(
  registry: Registry,
  files: readonly string[],
): Promise<Result<StrategyFiles>> {
  const texts = await readStrategyFiles(files);
  return texts.ok ? await withStrategyTexts(registry, texts.value) : texts;
}

/** The same of files that were read already. */
export async function withStrategyTexts(
  registry: Registry,
  texts: readonly StrategyText[],
): Promise<Result<StrategyFiles>> {
  const all = new Map(registry);
  const names = new Map<string, string>();
  const digests = new Map<string, string>();
  for (const text of texts) {
    const loaded = await load(text);
    if (!loaded.ok) return loaded;
    const { file, source } = text;
    const { name } = loaded.value;
    if (all.has(name)) {
      return refuse(
        "strategy_name_taken",
        `Cannot load strategy "${file}": the name ${name} is taken, choose another`,
      );
    }
    all.set(name, loaded.value);
    names.set(resolve(file), name);
    digests.set(name, source.digest);
  }
  return succeed({ registry: all, names, digests, texts });
}
