/**
 * Permissions at work: what a command gives back, what its children get, and whether another host may be reached.
 *
 * @module
 */
import { resolve } from "node:path";
import { HOSTS, OWN_VARIABLES, VARIABLES } from "../permissions.ts";
import { usage } from "./flags.ts";

/** A permission that a command may need beside reading files. */
export type Need = "net" | "write" | "run";

const NEEDS: readonly Need[] = ["net", "write", "run"];

/** Variables as they were when the permission to read them was given back. */
let taken: ReadonlyMap<string, string | undefined> | undefined;

/** A variable of the environment, also once it may no longer be read. */
export function variable(name: string): string | undefined {
  return taken === undefined ? Deno.env.get(name) : taken.get(name);
}

/**
 * Gives back, for good, what a command does not need; a rule of a user's own file that it runs cannot do that either. The
 * environment is read once before, and given back too by whatever starts no processes: those that do run no rules.
 */
export function giveBack(needed: readonly Need[]): void {
  taken = new Map(
    OWN_VARIABLES.map((
      name,
    ) => [name, has({ name: "env", variable: name }) ? Deno.env.get(name) : undefined]),
  );
  for (const name of NEEDS) if (!needed.includes(name)) Deno.permissions.revokeSync({ name });
  if (needed.includes("run")) return;
  for (const variable of OWN_VARIABLES) Deno.permissions.revokeSync({ name: "env", variable });
}

/**
 * Permissions of a thread that runs rules of a user's own files: no network, no programs, no environment, and of files the
 * folders that are named alone.
 */
export function rulePermissions(folders: readonly string[] = []): Deno.PermissionOptionsObject {
  const files = folders.length === 0 ? false : folders.map((folder) => resolve(folder));
  return {
    net: false,
    run: false,
    env: false,
    ffi: false,
    sys: false,
    import: false,
    read: files,
    write: files,
  };
}

function has(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}

/** Host and port of a URL, as permissions name them. */
export function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port === "" ? (/^(https|wss):$/.test(protocol) ? 443 : 80) : port}`;
}

/**
 * Makes sure that a host may be reached that the program was not built for. At a terminal Deno asks.
 *
 * @throws {CliError} where it may not
 */
export function mustReach(url: string, flag: string): void {
  const host = hostOf(url);
  if (has({ name: "net", host })) return;
  if (Deno.permissions.requestSync({ name: "net", host }).state === "granted") return;
  throw usage(
    `Cannot use ${flag}: this program may not reach ${host}; run it with deno run --allow-net=${host},…, or compile it with deno task compile --host ${host}`,
  );
}

/**
 * Permission flags of a worker process: what it needs, and nothing that this process does not have itself.
 *
 * @param hosts beside those that the program knows
 * @param paths what it reads and writes, where this process may not read and write everything
 */
export function workerPermissions(hosts: readonly string[], paths: readonly string[]): string[] {
  const list = (flag: string, values: readonly string[]) =>
    values.length === 0 ? [] : [`--allow-${flag}=${[...new Set(values)].join(",")}`];
  const files = (name: "read" | "write") =>
    has({ name }) ? [`--allow-${name}`] : list(name, paths.filter((path) => has({ name, path })));
  return [
    ...list("net", [...HOSTS, ...hosts].filter((host) => has({ name: "net", host }))),
    ...files("read"),
    ...files("write"),
    ...list("env", VARIABLES.filter((variable) => has({ name: "env", variable }))),
  ];
}
