/**
 * SIGKILL at random moments.
 *
 * Invariants: every file that is left can be read; at most the last line of the last one is torn; the chain of segments
 * gives all inputs up to there, in order, none twice; and the recording can be gone on with.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { openRecordingChain } from "../../src/recording/chain.ts";
import { resumeRecording } from "../../src/recording/resume.ts";
import { STARTED_AT, withFolder } from "./support/recordings.ts";
import { must } from "../support/must.ts";

const KILLS = 50;
const AT_ONCE = 5;

/** Reads a chain and shows that it counts without a gap. @returns how many inputs there are, and the tear */
async function readCounting(path: string) {
  const chain = must(await openRecordingChain(path));
  let expected = 0;
  for await (const batch of chain.batches()) {
    for (const { at, raw } of batch) {
      if (at !== STARTED_AT + expected || (raw as { count: number }).count !== expected) {
        throw new Error(`expected input ${expected}, was one of ${at - STARTED_AT}`);
      }
      expected++;
    }
  }
  return { inputs: expected, tear: chain.tear };
}

async function killOnce(folder: string, delayMs: number, rotate: boolean): Promise<void> {
  const script = new URL("./support/endless_writer.ts", import.meta.url).pathname;
  const words = ["run", "--no-check", "--allow-read", "--allow-write", script, folder];
  const child = new Deno.Command(Deno.execPath(), {
    args: rotate ? [...words, "400000"] : words,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const path = ((await reader.read()).value ?? "").trim();
  assert(path !== "", "the child has not begun");
  // The moment of the kill is what is tried out here, so that this waits for the wall clock.
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();

  const file = [path + ".gz", path].find((each) => {
    try {
      return Deno.statSync(each).isFile;
    } catch {
      return false;
    }
  });
  assert(file !== undefined);
  const { inputs, tear } = await readCounting(file);
  assert(
    tear?.code === "no_end" || tear?.code === "torn_line" || tear?.code === "missing_segment",
    tear?.code,
  );

  const resumed = must(await resumeRecording(file, STARTED_AT + 1e9, { program: "0.1.0" }));
  resumed.writer.append(STARTED_AT + inputs, "ws", JSON.stringify({ count: inputs }), true);
  await resumed.writer.close(STARTED_AT + inputs, "test");
  const again = await readCounting(resumed.segments[0] ?? "");
  assertEquals([again.inputs, again.tear], [inputs + 1, undefined]);
}

Deno.test(`a recording killed at ${KILLS} random moments is readable each time, and goes on`, async () => {
  const moments = Array.from({ length: KILLS }, () => 5 + Math.random() * 145);
  const next = moments.entries();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const [index, delayMs] of next) {
      await withFolder((folder) => killOnce(folder, delayMs, index % 2 === 0));
    }
  }));
});
