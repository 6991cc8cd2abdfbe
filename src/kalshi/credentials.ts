/**
 * The trader's key: an id and a file, named by environment variables.
 *
 * @module
 */
import type { Environment } from "./environment.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { createSigner, type Signer } from "./sign.ts";

/** Values of environment variables, handed in by the caller. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a key file gives. `signer` is left out where no key is named: then only public data can be read. */
export interface Credentials {
  readonly signer?: Signer;
  /** One line each, for example about the file's permissions. */
  readonly warnings: readonly string[];
}

/** How a key file is read; the default reads the disk. */
export interface KeyFiles {
  readText(path: string): string;
  /** The permission bits, where the system has them. */
  mode(path: string): number | null;
}

const DISK: KeyFiles = {
  readText: (path) => Deno.readTextFileSync(path),
  mode: (path) => Deno.statSync(path).mode,
};

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
 * @param environment what is talked to
 * @param variables values of environment variables
 * @param files how files are read
 * @returns the signer and warnings; a refusal where a key is half named, unreadable or no good
 */
export function readCredentials(
  environment: Environment,
  variables: Variables,
  files: KeyFiles = DISK,
): Result<Credentials> {
  const names = keyVariables(environment);
  const id = variables[names.id]?.trim() ?? "";
  const path = variables[names.path]?.trim() ?? "";
  if (id === "" && path === "") return succeed({ warnings: [] });
  if (id === "") return refuse("key_id_missing", `Cannot use key: expected ${names.id} beside ${names.path}`);
  if (path === "") {
    return refuse("key_path_missing", `Cannot use key: expected ${names.path} beside ${names.id}`);
  }
  let pem: string;
  let mode: number | null;
  try {
    pem = files.readText(path);
    mode = files.mode(path);
  } catch (error) {
    return refuse(
      "key_file_unreadable",
      `Cannot read key file ${path} (${names.path}): ${whyUnreadable(error)}`,
    );
  }
  const signer = createSigner(id, pem);
  if (!signer.ok) return refuse(signer.reason.code, `${signer.reason.message} (${path})`);
  const open = mode !== null && (mode & OTHERS) !== 0;
  const warning = `Key file ${path} can be read by others: run chmod 600 ${path}`;
  return succeed({ signer: signer.value, warnings: open ? [warning] : [] });
}

function whyUnreadable(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return error instanceof Error ? error.name : "unreadable";
}
