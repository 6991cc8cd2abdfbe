/**
 * A live session in a process of its own, killed where it has said something.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { LiveBench } from "./live_support.ts";

/** Runs a session until it has said a line, such as `entry fill`, and kills it there. */
export async function killedAt(
  bench: LiveBench,
  line: string,
  rule: Readonly<Record<string, string | number>>,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-all",
      new URL("./crash_child.ts", import.meta.url).pathname,
      JSON.stringify(bench.place),
      JSON.stringify(rule),
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    said += decoder.decode(bytes, { stream: true });
    if (said.split("\n").includes(line)) break;
  }
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself: what it said shows it.
  }
  await child.status;
  assert(said.split("\n").includes(line), `the child said: ${said}`);
}
