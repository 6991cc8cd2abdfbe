/**
 * Strategy files for tests.
 *
 * @module
 */
import { importStrategySource } from "../../../src/session/strategy_source/evaluate.ts";
import { readStrategySource } from "../../../src/session/strategy_source/gather.ts";

/** Writes files into a folder, folders of their own included. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

/** Loads a file: its default export, or the message of the refusal. */
export async function load(path: string): Promise<unknown> {
  const source = await readStrategySource(path);
  if (!source.ok) return source.reason.message;
  const exported = await importStrategySource(source.value);
  return exported.ok ? exported.value : exported.reason.message;
}
