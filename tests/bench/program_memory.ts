/**
 * The memory that a run of the program takes, in a process of its own.
 *
 * @module
 */
import { delay } from "@std/async/delay";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;
const LIVE = new URL("live_memory.ts", import.meta.url).pathname;
const LOOK_EVERY_MS = 10;
const KIB_PER_MIB = 1_024;

/** The peak so far, as the kernel keeps it; `undefined` once the process has ended. */
async function peakSoFar(pid: number): Promise<number | undefined> {
  try {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kib === undefined ? undefined : Number(kib) / KIB_PER_MIB;
  } catch {
    return undefined;
  }
}

/**
 * The most resident memory that a command of the program takes; what it writes is thrown away.
 *
 * The kernel keeps the peak itself, so that looking seldom misses only what the last moment adds.
 *
 * @returns MiB
 * @throws if the command fails
 */
export async function peakMemoryMiB(command: readonly string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", MAIN, ...command],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let over = false;
  const ended = child.output().finally(() => over = true);
  let peak = 0;
  while (!over) {
    peak = await peakSoFar(child.pid) ?? peak;
    await delay(LOOK_EVERY_MS);
  }
  checkEnd(command, await ended);
  return peak;
}

/**
 * The most memory that is alive while a command runs: what is left each time after its garbage was collected.
 *
 * @returns MiB
 * @throws if the command fails
 */
export async function liveMemoryMiB(command: readonly string[]): Promise<number> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", "--v8-flags=--expose-gc", LIVE, ...command],
    stdin: "null",
    stderr: "piped",
  }).output();
  checkEnd(command, output);
  return Number(new TextDecoder().decode(output.stdout));
}

function checkEnd(
  [name]: readonly string[],
  { code, stderr }: { readonly code: number; readonly stderr: Uint8Array },
) {
  if (code === 0) return;
  throw new Error(`Cannot measure memory: ${name} ended with ${code}: ${new TextDecoder().decode(stderr)}`);
}
