/**
 * Makes the one executable: `deno task compile [--target TRIPLE] [--output FILE]`.
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

/** What is started by its path and so is not found by following imports. */
const WORKERS = ["src/cli/backtest/run_worker.ts", "src/cli/backtest/sweep_worker.ts"];

/** The words after `deno` that compile the program. */
export function compileArguments(output: string, target: string | undefined): string[] {
  const platform = target === undefined ? [] : ["--target", target];
  const workers = WORKERS.flatMap((worker) => ["--include", worker]);
  return [
    "compile",
    "--no-prompt",
    ...PERMISSIONS,
    ...workers,
    ...platform,
    "--output",
    output,
    "src/main.ts",
  ];
}

async function main(): Promise<number> {
  const flags = parseArgs(Deno.args, {
    string: ["target", "output"],
    unknown: (argument) => {
      console.error(`Cannot compile: expected --target or --output, was "${argument}"`);
      Deno.exit(2);
    },
  });
  const target = flags.target === undefined ? undefined : String(flags.target);
  if (target !== undefined && !TARGETS.includes(target)) {
    console.error(`Cannot compile for "${target}": expected one of ${TARGETS.join(", ")}`);
    return 2;
  }
  const output = String(flags.output ?? "dist/kalshi-live");
  const command = new Deno.Command(Deno.execPath(), { args: compileArguments(output, target) });
  const { code } = await command.spawn().status;
  if (code === 0) console.log(output);
  return code;
}

if (import.meta.main) Deno.exit(await main());
