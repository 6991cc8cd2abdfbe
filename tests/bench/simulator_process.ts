/**
 * Starts and ends `simulator_program.ts`.
 *
 * @module
 */
import { z } from "zod";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import type { Tier } from "../../src/simulator/server/rate_limit.ts";
import { endProcess } from "./end_process.ts";

const greeting = z.object({
  url: z.string(),
  keyId: z.string(),
  privateKeyPem: z.string(),
  events: z.array(z.string()),
  games: z.array(z.object({ league: z.enum(["nba", "nfl"]), startsAt: z.number() })),
});

/** How long it may take to close. */
const PATIENCE_MS = 5_000;

/** A simulator in another process. */
export interface SimulatorProcess extends z.infer<typeof greeting> {
  readonly pid: number;
  close(): Promise<void>;
}

/**
 * Starts it and waits until it says where it is.
 *
 * @param tier of the main user's rate limits; the Basic one where left out
 */
export async function startSimulatorProcess(
  options: SimulatorOptions,
  tier?: Tier,
): Promise<SimulatorProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-all",
      new URL("simulator_program.ts", import.meta.url).pathname,
      JSON.stringify(options),
      ...tier === undefined ? [] : [tier],
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let said = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!said.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("Cannot measure: the simulator ended before it was there");
    said += value;
  }
  return {
    ...greeting.parse(JSON.parse(said)),
    pid: child.pid,
    async close() {
      // A simulator that has ended by itself has closed its side already.
      await child.stdin.close().catch(() => {});
      await reader.cancel();
      await endProcess({ ended: child.status, kill: (signal) => kill(child, signal) }, PATIENCE_MS);
    },
  };
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}
