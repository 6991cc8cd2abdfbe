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

/** What the default export must be. What its functions answer is checked where they are called. */
const definitionSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, "expected a name such as my_strategy"),
  category: z.string(),
  description: z.string(),
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
  const source = await readStrategySource(path);
  const exported = source.ok ? await importStrategySource(source.value) : source;
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

/**
 * The registry with the strategies of some files added under their own names.
 *
 * @returns the names by absolute path, so that a recording finds the file again from another folder
 */
export async function withStrategyFiles(
  registry: Registry,
  files: readonly string[],
): Promise<Result<{ readonly registry: Registry; readonly names: ReadonlyMap<string, string> }>> {
  const all = new Map(registry);
  const names = new Map<string, string>();
  for (const file of files) {
    const loaded = await loadStrategyFile(file);
    if (!loaded.ok) return loaded;
    const { name } = loaded.value;
    if (all.has(name)) {
      return refuse(
        "strategy_name_taken",
        `Cannot load strategy "${file}": the name ${name} is taken, choose another`,
      );
    }
    all.set(name, loaded.value);
    names.set(resolve(file), name);
  }
  return succeed({ registry: all, names });
}
