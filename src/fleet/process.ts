/**
 * Workers as child processes: the same program with other words.
 *
 * @module
 */
import { linesOf } from "../lib/lines.ts";
import { LONGEST_LINE } from "./messages.ts";
import type { WorkerProcess } from "./supervisor.ts";

/** The program's entry, for a child that `deno` runs. */
const ENTRY = new URL("../main.ts", import.meta.url).href;

/**
 * A worker makes much short-lived garbage and keeps little. With a small young generation it stays near 115 MB over a whole
 * game instead of 165 MB, for about 5 % more time a message (`deno task bench worker_memory`).
 */
const WORKER_V8_FLAGS = "--max-semi-space-size=2";

/**
 * The command that runs this program with some words: the executable itself, or Deno with the sources.
 *
 * @param permissions flags for Deno; the executable has those that it was built with
 */
function programCommand(
  words: readonly string[],
  permissions: readonly string[],
): { readonly file: string; readonly args: string[] } {
  const file = Deno.execPath();
  return Deno.build.standalone
    ? { file, args: [...words] }
    : { file, args: ["run", "--quiet", "--no-check", "--no-prompt", ...permissions, ENTRY, ...words] };
}

/**
 * Starts a worker.
 *
 * @param words what stands after the program's name
 * @param permissions flags for Deno; the executable has those that it was built with
 * @param environment variables beside those it inherits
 */
export function spawnWorker(
  words: readonly string[],
  permissions: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): WorkerProcess {
  const { file, args } = programCommand(words, permissions);
  const child = new Deno.Command(file, {
    args,
    env: { DENO_V8_FLAGS: WORKER_V8_FLAGS, ...environment },
    stdin: "piped",
    stdout: "piped",
    // What goes wrong before a worker can speak for itself is for the person at the terminal, or the service's journal.
    stderr: "inherit",
  }).spawn();
  const input = child.stdin.getWriter();
  const encoder = new TextEncoder();
  // A worker that is gone takes nothing: how it ended says more.
  input.closed.catch(() => {});
  return {
    pid: child.pid,
    send: (line) => void input.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => {}),
    lines: linesOf(child.stdout, LONGEST_LINE),
    ended: child.status,
    kill: (signal) => {
      try {
        child.kill(signal);
      } catch {
        // It has already ended.
      }
    },
  };
}
