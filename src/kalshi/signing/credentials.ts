/**
 * The trader's key: an id and a file, named by environment variables.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Environment } from "../environment.ts";
import { holdsKey } from "./pem.ts";
import { createSigner, type Signer } from "./sign.ts";
import { decodeText } from "./text_file.ts";

/** Values of environment variables, handed in by the caller. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** How a key file is read; the default reads the disk. */
export interface KeyFiles {
  read(path: string): Uint8Array;
  /** The permission bits, where the system has them. */
  mode(path: string): number | null;
  /** The folder of the project that the file lies in, where it lies in one. */
  project(path: string): string | undefined;
}

/** This program's own source, where it is run from there: unpacked from an archive it has no `.git`. */
const OWN_FOLDER = Deno.build.standalone || !import.meta.url.startsWith("file:")
  ? undefined
  : dirname(fileURLToPath(new URL("../../../deno.json", import.meta.url)));

const DISK: KeyFiles = {
  read: (path) => Deno.readFileSync(path),
  mode: (path) => Deno.statSync(path).mode,
  project: (path) => {
    for (let folder = dirname(Deno.realPathSync(path));; folder = dirname(folder)) {
      if (isThere(`${folder}/.git`) || folder === OWN_FOLDER) return folder;
      if (folder === dirname(folder)) return undefined;
    }
  },
};

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    // Not there, or in a folder that is none of our business.
    return false;
  }
}

/** Group and others, reading, writing or running. */
const OTHERS = 0o077;

const VARIABLES = {
  prod: { id: "KALSHI_API_KEY_ID", path: "KALSHI_PRIVATE_KEY_PATH" },
  demo: { id: "KALSHI_DEMO_API_KEY_ID", path: "KALSHI_DEMO_PRIVATE_KEY_PATH" },
  other: { id: "KALSHI_SIM_API_KEY_ID", path: "KALSHI_SIM_PRIVATE_KEY_PATH" },
} as const;

/** Every variable that may name a key. */
export const KEY_VARIABLES: readonly string[] = Object.values(VARIABLES).flatMap((
  { id, path },
) => [id, path]);

/**
 * Which variables name the key of an environment.
 *
 * Production and demo keys are disjoint. Any other host gets a key of its own as well: the host is not part of what is
 * signed, so a signature made for a stranger could be used by him at the exchange.
 *
 * @param environment what is talked to
 */
export function keyVariables(environment: Environment): { readonly id: string; readonly path: string } {
  const { name } = environment;
  return name === "prod" || name === "demo" ? VARIABLES[name] : VARIABLES.other;
}

/**
 * Reads the key that the environment variables name.
 *
 * A key file that others can read is refused, and so is one of a real account inside a project: what lies there is
 * committed, packed and given away. The simulator's own keys open nothing, and may lie where they were made.
 *
 * @param environment what is talked to
 * @param variables values of environment variables
 * @param files how files are read
 * @returns the signer, or `undefined` where no key is named: then only public data can be read; a refusal where a key is
 * half named, unreadable, no good or lies open. It holds nothing of a key
 */
export function readCredentials(
  environment: Environment,
  variables: Variables,
  files: KeyFiles = DISK,
): Result<Signer | undefined> {
  const names = keyVariables(environment);
  const id = variables[names.id]?.trim() ?? "";
  const path = variables[names.path]?.trim() ?? "";
  if (id === "" && path === "") return succeed(undefined);
  if (id === "") return refuse("key_id_missing", `Cannot use key: expected ${names.id} beside ${names.path}`);
  if (path === "") {
    return refuse("key_path_missing", `Cannot use key: expected ${names.path} beside ${names.id}`);
  }
  if (holdsKey(id)) {
    return refuse(
      "key_id_bad",
      `Cannot use key: ${names.id} holds a key, expected the id that the exchange shows`,
    );
  }
  if (holdsKey(path)) {
    const expected = "expected the path of its file";
    return refuse("key_in_variable", `Cannot use key: ${names.path} holds a key, ${expected}`);
  }
  try {
    const open = whyOpen(environment, path, files);
    if (open !== undefined) {
      return refuse("key_file_open", `Cannot use key file ${path} (${names.path}): ${open}`);
    }
    const signer = createSigner(id, decodeText(files.read(path)));
    return signer.ok ? signer : refuse(signer.reason.code, `${signer.reason.message} (${path})`);
  } catch (error) {
    return refuse(
      "key_file_unreadable",
      `Cannot read key file ${path} (${names.path}): ${whyUnreadable(error)}`,
    );
  }
}

/** Why others may come by the key; `undefined` where they cannot. */
function whyOpen({ name }: Environment, path: string, files: KeyFiles): string | undefined {
  const mode = files.mode(path);
  if (mode !== null && (mode & OTHERS) !== 0) return `others can read it; chmod 600 it`;
  const project = name === "prod" || name === "demo" ? files.project(path) : undefined;
  return project === undefined ? undefined : `it lies inside the project ${project}; move it out of there`;
}

function whyUnreadable(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return error instanceof Error ? error.name : "unreadable";
}
