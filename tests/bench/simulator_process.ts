/**
 * Starts and ends `latency_simulator.ts`.
 *
 * @module
 */
import { z } from "zod";

const greeting = z.object({
  url: z.string(),
  keyId: z.string(),
  privateKeyPem: z.string(),
  events: z.array(z.string()),
});

/** A simulator in another process. */
export interface SimulatorProcess extends z.infer<typeof greeting> {
  close(): Promise<void>;
}

/** Starts it and waits until it says where it is. */
export async function startSimulatorProcess(framesPerSecond: number): Promise<SimulatorProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-all",
      new URL("latency_simulator.ts", import.meta.url).pathname,
      String(framesPerSecond),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let said = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!said.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error("Cannot measure latency: the simulator ended before it was there");
    said += value;
  }
  return {
    ...greeting.parse(JSON.parse(said)),
    async close() {
      // A simulator that has ended by itself has closed its side already.
      await child.stdin.close().catch(() => {});
      await reader.cancel();
      await child.status;
    },
  };
}
