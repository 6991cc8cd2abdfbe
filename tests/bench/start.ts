/**
 * `start`: from the command line to the demo's first frame on a terminal.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import config from "../../deno.json" with { type: "json" };
import { BEGIN_SYNCHRONIZED_OUTPUT } from "../../src/terminal/ansi.ts";
import { type BenchResult, median } from "./figure.ts";

const TARGET_SECONDS = 2;
const RUNS = 3;
/** What the header says once the socket is open. */
const CONNECTED = "● connected";
const KEPT_CHARACTERS = 4_096;
const PATIENCE_MS = 30_000;
const ROOT = new URL("../../", import.meta.url).pathname;

/** The demo's own command line, with the Deno that runs this. */
function demoCommand(): string {
  const command = config.tasks.demo.command.replace(/^deno /, "");
  return `stty cols 120 rows 40; exec '${Deno.execPath()}' ${command} --seconds 5 --no-record`;
}

/** When the demo had drawn what, seconds after it was started. */
interface Started {
  /** Its first frame; the socket is still being opened then. */
  readonly firstFrame: number;
  /** The frame that says that the socket is open. */
  readonly connected: number;
}

/** Starts the demo on a pseudo-terminal and ends it again. */
async function startOnce(): Promise<Started> {
  const from = performance.now();
  const child = new Deno.Command("script", {
    args: ["-qfec", demoCommand(), "/dev/null"],
    cwd: ROOT,
    env: { TERM: "xterm-256color" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  let shown = "";
  let firstFrame: number | undefined;
  let connected: number | undefined;
  try {
    const reading = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        // The end of what came before is kept: a mark may come in two pieces.
        shown = shown.slice(-KEPT_CHARACTERS) + text;
        const seconds = (performance.now() - from) / 1_000;
        if (shown.includes(BEGIN_SYNCHRONIZED_OUTPUT)) firstFrame ??= seconds;
        if (connected !== undefined || !shown.includes(CONNECTED)) continue;
        connected = seconds;
        // Where it has ended by itself, there is nobody left to ask.
        await writer.write(new TextEncoder().encode("q")).catch(() => {});
      }
    })();
    await deadline(Promise.all([reading, child.status]), PATIENCE_MS);
  } catch (error) {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    throw error;
  } finally {
    await writer.close().catch(() => {});
  }
  if (firstFrame === undefined || connected === undefined) {
    throw new Error(
      `Cannot time the start: the demo drew no frame, or none that was connected; it wrote ${
        JSON.stringify(shown)
      }`,
    );
  }
  return { firstFrame, connected };
}

async function hasScript(): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command("script", { args: ["--version"], stderr: "null" }).output();
    return new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

/** Runs it. */
export async function start(): Promise<BenchResult> {
  if (!await hasScript()) return { kind: "skipped", name: "start", reason: "no `script` of util-linux" };
  // The first start may have to fill the cache.
  const first = await startOnce();
  const starts: Started[] = [];
  for (let run = 0; run < RUNS; run++) starts.push(await startOnce());
  const firstFrames = starts.map(({ firstFrame }) => firstFrame);
  const value = median(firstFrames);
  return {
    kind: "measured",
    name: "start",
    figures: [
      { label: "first frame", value, unit: "s" },
      { label: "slowest", value: Math.max(...firstFrames), unit: "s" },
      { label: "connected", value: median(starts.map(({ connected }) => connected)), unit: "s" },
      { label: "first frame of the start before", value: first.firstFrame, unit: "s" },
    ],
    target: `≤ ${TARGET_SECONDS} s`,
    met: value <= TARGET_SECONDS,
    detail: `the task \`demo\` on a pseudo-terminal of 120×40; median of ${RUNS} starts after another one`,
  };
}
