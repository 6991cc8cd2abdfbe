/**
 * A user's own strategy, loaded from a file.
 *
 * @module
 */
import { resolve } from "node:path";
import { z } from "zod";
import { register, type RegisteredStrategy, type StrategyDefinition } from "../core/strategy.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Registry } from "./setup.ts";
import { importStrategySource } from "./strategy_source/evaluate.ts";
import { readStrategySource } from "./strategy_source/gather.ts";

/** Whether a `--strategy` is a file's path, not a name. */
export function isStrategyFile(word: string): boolean {
  return /[/\\]/.test(word) || /\.[cm]?[jt]s$/.test(word);
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/**
 * What the default export must be. What its functions answer is checked where they are called.
 *
 * A field that is not known is refused: a misspelt `needsGame` would leave entries to a scoreboard that is silent.
 */
const definitionSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a name such as my_strategy"),
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
 * Loads a strategy's definition: the default export of a file. Its types are stripped; what it may import is told in
 * `strategy_source/`.
 *
 * @param path relative to the current folder, or absolute
 */
export async function loadStrategyFile(path: string): Promise<Result<RegisteredStrategy>> {
  const loaded = await load(path);
  return loaded.ok ? succeed(loaded.value.strategy) : loaded;
}

/** A strategy, and the SHA-256 of the texts that it is made of. */
interface LoadedStrategy {
  readonly strategy: RegisteredStrategy;
  readonly digest: string;
}

async function load(path: string): Promise<Result<LoadedStrategy>> {
  const cannot = (reason: { readonly code: string; readonly message: string }) =>
    refuse(reason.code, `Cannot load strategy "${path}": ${reason.message}`);
  const source = await readStrategySource(path);
  if (!source.ok) return cannot(source.reason);
  const exported = await importStrategySource(source.value);
  if (!exported.ok) return cannot(exported.reason);
  if (exported.value === undefined) {
    return refuse("strategy_bad", `Cannot load strategy "${path}": expected a default export, there is none`);
  }
  const parsed = definitionSchema.safeParse(exported.value);
  if (parsed.success) return succeed({ strategy: register(parsed.data), digest: source.value.digest });
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
  const all = new Map(registry);
  const names = new Map<string, string>();
  const digests = new Map<string, string>();
  for (const file of files) {
    const loaded = await load(file);
    if (!loaded.ok) return loaded;
    const { strategy, digest } = loaded.value;
    const { name } = strategy;
    if (all.has(name)) {
      return refuse(
        "strategy_name_taken",
        `Cannot load strategy "${file}": the name ${name} is taken, choose another`,
      );
    }
    all.set(name, strategy);
    names.set(resolve(file), name);
    digests.set(name, digest);
  }
  return succeed({ registry: all, names, digests });
}
