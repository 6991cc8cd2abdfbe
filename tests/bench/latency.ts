/**
 * `latency`: from a frame's arrival to the decision made about it and the order with the broker.
 *
 * A simulator in another process sends a steady load over loopback. Here a real session runs with all that belongs to it:
 * signed socket, decoder, engine, risk gate, queue fills, recording, and the dashboard drawing ten times a second.
 * A sample begins at the time the frame was stamped with in the socket's message event, before it is parsed, and ends
 * when the first listener hears what the engine did.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import { SessionViewer } from "../../src/views/session_viewer.ts";
import { SessionHistory } from "../../src/views/session_history.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { type Result } from "../../src/core/result.ts";
import { Session } from "../../src/session/session.ts";
import { SYSTEM_TIMER } from "../../src/terminal/deno_tty.ts";
import { FrameLoop } from "../../src/terminal/frame_loop.ts";
import { render } from "../../src/terminal/render.ts";
import { COLOUR_STYLE } from "../../src/terminal/style.ts";
import { Terminal } from "../../src/terminal/terminal.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import { type BenchResult, type Figure, median, percentile } from "./figure.ts";
import { EVERY_NTH, EVERY_NTH_STRATEGY } from "./latency_strategy.ts";
import { LatencySamples } from "./latency_samples.ts";
import { noKeys, NullTty } from "./null_terminal.ts";
import { benchSetup } from "./setup.ts";
import { type SimulatorProcess, startSimulatorProcess } from "./simulator_process.ts";

const FRAMES_PER_SECOND = 2_000;
const WARM_UP_MS = 3_000;
const MEASURED_MS = 12_000;
const STATES_AN_ORDER = 20;
const ENTRY_TIMEOUT_MS = 1_000;
const TARGET_P50_MS = 0.3;
const TARGET_P99_MS = 3;

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}

/** Runs a session in front of a dashboard and takes samples of it. */
async function measure(
  simulator: SimulatorProcess,
  recordings: string,
  samples: LatencySamples,
): Promise<number[]> {
  let history: SessionHistory | undefined;
  let loop: FrameLoop | undefined;
  const session = orThrow(
    await Session.start({
      environment: orThrow(readEnvironment(simulator.url)),
      signer: orThrow(createSigner(simulator.keyId, simulator.privateKeyPem)),
      words: simulator.events,
      setup: benchSetup([{ name: EVERY_NTH, parameters: { states: STATES_AN_ORDER } }], ENTRY_TIMEOUT_MS),
      registry: new Map([[EVERY_NTH, EVERY_NTH_STRATEGY]]),
      recordings,
      program: "bench",
    }, (engine, decoder) => {
      history = new SessionHistory(engine, () => decoder.counters.frames);
      return [samples, history, { onEvent: () => loop?.markDirty() }];
    }),
  );
  try {
    if (history === undefined) throw new Error("Cannot measure latency: the session made no listeners");
    const viewer = new SessionViewer(session, history, {
      environment: "sim",
      notices: [],
      utcOffsetMinutes: 0,
    });
    const drawMs: number[] = [];
    loop = new FrameLoop({
      terminal: new Terminal(new NullTty()),
      keys: noKeys(),
      timer: SYSTEM_TIMER,
      draw: (size) => {
        const from = performance.now();
        const frame = render(viewer.view(session.now()), INITIAL_UI, size, COLOUR_STYLE);
        drawMs.push(performance.now() - from);
        return frame;
      },
      onKey: () => {},
    });
    const drawn = loop.run();
    await delay(WARM_UP_MS);
    drawMs.length = 0;
    samples.begin(() => session.now(), () => session.decoder.sendingAgeMs);
    await delay(MEASURED_MS);
    samples.end();
    loop.stop();
    await drawn;
    return drawMs;
  } finally {
    loop?.stop();
    await session.close("the measurement is over");
  }
}

/** Runs it. */
export async function latency(): Promise<BenchResult> {
  const simulator = await startSimulatorProcess({
    plan: { kind: "steady", framesPerSecond: FRAMES_PER_SECOND },
    waitForSubscriber: true,
  });
  const recordings = await Deno.makeTempDir({ prefix: "bench-latency-" });
  const samples = new LatencySamples();
  let drawMs: number[];
  try {
    drawMs = await measure(simulator, recordings, samples);
  } finally {
    await simulator.close();
    await Deno.remove(recordings, { recursive: true });
  }
  const { orderMs, eventMs, sinceSentMs, durationMs } = samples;
  const p50 = median(orderMs);
  const p99 = percentile(orderMs, 0.99);
  const ms = (label: string, value: number): Figure => ({ label, value, unit: "ms" });
  return {
    kind: "measured",
    name: "latency",
    figures: [
      ms("order p50", p50),
      ms("order p99", p99),
      ms("order max", Math.max(...orderMs)),
      ms("all events p50", median(eventMs)),
      ms("all events p99", percentile(eventMs, 0.99)),
      ms("sent → decided p50", median(sinceSentMs)),
      ms("sent → decided p99", percentile(sinceSentMs, 0.99)),
      { label: "events", value: eventMs.length / durationMs * 1_000, unit: "/s" },
      ms("drawing p50", median(drawMs)),
      ms("drawing max", Math.max(...drawMs)),
    ],
    target: `p50 ≤ ${TARGET_P50_MS} ms, p99 ≤ ${TARGET_P99_MS} ms`,
    met: p50 <= TARGET_P50_MS && p99 <= TARGET_P99_MS,
    detail:
      `${orderMs.length} orders in ${
        (durationMs / 1_000).toFixed(1)
      } s at ${FRAMES_PER_SECOND} frames/s asked ` +
      `for, recorded, ${drawMs.length} frames of the dashboard drawn; "sent" is the simulator's stamp in whole ms`,
  };
}
