/**
 * The trader's own settings: `kalshi-live.json`.
 *
 * @module
 */
import { join } from "node:path";
import { type ConfigSections, readConfigSections } from "../session/setup/config.ts";
import { usage } from "./flags.ts";
import { variable } from "./granted.ts";

/** The file's name. */
export const USER_FILE = "kalshi-live.json";

/** The variables that say where a system keeps configurations. */
export type FolderVariables = Readonly<Record<"XDG_CONFIG_HOME" | "HOME" | "APPDATA", string | undefined>>;

/** The configuration folder of a system; `undefined` where its variables do not tell. */
export function configFolder(os: typeof Deno.build.os, variables: FolderVariables): string | undefined {
  const { XDG_CONFIG_HOME: xdg, HOME: home, APPDATA: appData } = variables;
  const has = (text: string | undefined): text is string => text !== undefined && text !== "";
  if (os === "windows") return has(appData) ? join(appData, "kalshi-live") : undefined;
  if (os === "darwin") {
    return has(home) ? join(home, "Library", "Application Support", "kalshi-live") : undefined;
  }
  if (has(xdg)) return join(xdg, "kalshi-live");
  return has(home) ? join(home, ".config", "kalshi-live") : undefined;
}

/** Where the file is looked for, in order: the first that is there counts alone. */
export function userFilePlaces(): string[] {
  const folder = configFolder(Deno.build.os, {
    XDG_CONFIG_HOME: variable("XDG_CONFIG_HOME"),
    HOME: variable("HOME"),
    APPDATA: variable("APPDATA"),
  });
  return [USER_FILE, ...folder === undefined ? [] : [join(folder, USER_FILE)]];
}

/** A settings file. */
export interface UserFile {
  readonly path: string;
  readonly sections: ConfigSections;
}

/**
 * Reads the trader's file.
 *
 * @param named the file that a flag names, in place of looking for one
 * @returns `undefined` where none is named and none is there
 * @throws {CliError} for one that cannot be read or used
 */
export async function readUserFile(named?: string): Promise<UserFile | undefined> {
  for (const path of named === undefined ? userFilePlaces() : [named]) {
    const value = await readJsonFile(path, named === undefined);
    if (value === undefined) continue;
    const sections = readConfigSections(value.json, path);
    if (!sections.ok) throw usage(sections.reason.message);
    return { path, sections: sections.value };
  }
  return undefined;
}

/**
 * Reads a configuration file as JSON.
 *
 * @param mayBeMissing whether a file that is not there is no mistake
 */
export async function readJsonFile(
  path: string,
  mayBeMissing = false,
): Promise<{ readonly json: unknown } | undefined> {
  try {
    const text = await Deno.readTextFile(path);
    return { json: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    if (mayBeMissing && error instanceof Deno.errors.NotFound) return undefined;
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Error
      ? error.message
      : String(error);
    throw usage(`Cannot read configuration "${path}": ${why}`);
  }
}
