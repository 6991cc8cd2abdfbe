/**
 * Sessions against the embedded exchange, watched by tests.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { readSetup } from "../../src/cli/setup.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import { DEMO } from "../../src/cli/demo.ts";
import { inTimeLapse } from "../../src/session/setup/time_lapse.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { formatDecision } from "../../src/session/decisions.ts";
import type { PipelineListener } from "../../src/session/pipeline.ts";
import { openReplay, type ReplayEnd } from "../../src/session/replay.ts";
import { Session } from "../../src/session/session.ts";
import type { Setup } from "../../src/session/setup/setup.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/mod.ts";
import { must } from "../support/must.ts";

export { must };

/** Longest that anything is waited for. */
const PATIENCE_MS = 60_000;

/** The setup that trading flags of the command line give. */
export async function setupOf(...argv: readonly string[]): Promise<Setup> {
  return (await readSetup(parseFlags(DEMO, argv), "test")).setup;
}

/** Collects what a session or a replay decides, and lets a test wait for a state. */
export class Watcher implements PipelineListener {
  readonly outcomes: Outcome[] = [];
  readonly lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  onEvent(_event: EngineEvent, outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      this.outcomes.push(outcome);
      this.lines.push(formatDecision(outcome));
    }
    for (const look of this.#waiting) look();
  }

  /** All notes so far. */
  get notes(): string[] {
    return this.outcomes.flatMap((outcome) => outcome.kind === "note" ? [outcome.text] : []);
  }

  /** Waits until something holds; it is looked at after every event. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds()) resolve();
    };
    look();
    this.#waiting.add(look);
    try {
      await deadline(promise, PATIENCE_MS);
    } catch (error) {
      throw new Error(`${what} did not happen; notes: ${this.notes.join(" | ")}`, { cause: error });
    } finally {
      this.#waiting.delete(look);
    }
  }
}

/** A session, its exchange and who watches it. */
export interface Watched {
  readonly simulator: Simulator;
  readonly session: Session;
  readonly watcher: Watcher;
}

/** How a session is started against a new exchange. */
export interface WatchedOptions {
  readonly exchange: SimulatorOptions;
  readonly setup: Setup;
  /** Folder of recordings. */
  readonly recordings?: string;
  /** @default true */
  readonly key?: boolean;
  /** Where the session goes in place of the exchange's own address. @default the exchange's own */
  readonly through?: (simulator: Simulator) => string;
  /** What to trade. @default all events of the exchange */
  readonly words?: readonly string[];
  /** What happens on the exchange before the session begins. */
  readonly before?: (simulator: Simulator) => Promise<void>;
  /** How often the listing is read while something hints that it has changed unsaid. @default the session's own */
  readonly lookEveryMs?: number;
}

/** Starts both. The setup's times are shortened by the exchange's speed. */
export async function startWatched(options: WatchedOptions): Promise<Watched> {
  const simulator = must(await startSimulator(options.exchange));
  await options.before?.(simulator);
  const watcher = new Watcher();
  const signer = options.key === false
    ? {}
    : { signer: must(createSigner(simulator.keyId, simulator.privateKeyPem)) };
  const started = await Session.start({
    environment: must(readEnvironment(options.through?.(simulator) ?? simulator.url)),
    ...signer,
    ...(options.lookEveryMs === undefined ? {} : { lookEveryMs: options.lookEveryMs }),
    words: options.words ?? [...new Set(simulator.markets.map(({ event }) => event))],
    setup: inTimeLapse(options.setup, simulator.speed ?? 1),
    registry: REGISTRY,
    ...(options.recordings === undefined ? {} : { recordings: options.recordings }),
    program: "test",
    scoreEveryMs: 100,
  }, () => [watcher]);
  if (!started.ok) await simulator.close();
  return { simulator, session: must(started), watcher };
}

/** Ends both. @returns the recording's path; an empty text where there is none */
export async function endWatched({ simulator, session }: Watched): Promise<string> {
  const end = await session.close("the test is over");
  await simulator.close();
  assertEquals(end.recording?.failure, undefined);
  assertEquals(end.recording?.dropped ?? 0, 0);
  return end.recording?.path ?? "";
}

/** What a replay gave. */
export interface Replayed {
  readonly lines: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly engine: Engine;
  readonly end: ReplayEnd;
}

/** Replays a recording to its end. */
export async function replayed(path: string, override?: Setup): Promise<Replayed> {
  const replay = must(await openReplay(path, REGISTRY, override));
  const watcher = new Watcher();
  const end = await replay.run([watcher]);
  return { lines: watcher.lines, outcomes: watcher.outcomes, engine: replay.engine, end };
}

/** Gunzipped, where it is gzipped. */
export async function plainBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await Deno.readFile(path);
  if (!path.endsWith(".gz")) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
