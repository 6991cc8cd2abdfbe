/**
 * Makes the one executable: `deno task compile [--target TRIPLE] [--output FILE] [--host NAME[:PORT]]…`.
 *
 * It is built with the permissions that `deno task start` runs with and no others, and asks for none.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { PERMISSIONS } from "../permissions.ts";

/** The platforms that Deno can compile for. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** Files that are started by their path and so are not found by following imports. */
const WORKERS = ["src/cli/backtest/run_worker.ts", "src/cli/backtest/sweep_worker.ts"];

/**
 * The words after `deno` that compile the program.
 *
 * @param hosts what it may reach beside the exchange, the scoreboards and this machine
 */
export function compileArguments(
  output: string,
  target: string | undefined,
  hosts: readonly string[] = [],
): string[] {
  const permissions = PERMISSIONS.map((flag) =>
    flag.startsWith("--allow-net=") ? [flag, ...hosts].join(",") : flag
  );
  const platform = target === undefined ? [] : ["--target", target];
  const workers = WORKERS.flatMap((worker) => ["--include", worker]);
  return [
    "compile",
    "--no-prompt",
    ...permissions,
    ...workers,
    ...platform,
    "--output",
    output,
    "src/main.ts",
  ];
}

async function main(): Promise<number> {
  const flags = parseArgs(Deno.args, {
    string: ["target", "output", "host"],
    collect: ["host"],
    unknown: (argument) => {
      console.error(`Cannot compile: expected --target, --output or --host, was "${argument}"`);
      Deno.exit(2);
    },
  });
  const target = flags.target === undefined ? undefined : String(flags.target);
  if (target !== undefined && !TARGETS.includes(target)) {
    console.error(`Cannot compile for "${target}": expected one of ${TARGETS.join(", ")}`);
    return 2;
  }
  const output = String(flags.output ?? "dist/kalshi-live");
  const hosts = Array.isArray(flags.host) ? flags.host.map(String) : [];
  const bad = hosts.find((host) =>
    !/^[A-Za-z0-9.-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:]+\](?::\d{1,5})?$/.test(host)
  );
  if (bad !== undefined) {
    console.error(`Cannot compile with --host "${bad}": expected a name or address such as desk.example:443`);
    return 2;
  }
  const command = new Deno.Command(Deno.execPath(), { args: compileArguments(output, target, hosts) });
  const { code } = await command.spawn().status;
  if (code === 0) console.log(output);
  return code;
}

if (import.meta.main) Deno.exit(await main());
