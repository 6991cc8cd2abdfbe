/**
 * Replays a recording through the session's own engine.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import type { Engine } from "../core/engine.ts";
import type { Decoder } from "../kalshi/decoding/decoder.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { openRecordingChain, type RecordingChain } from "../recording/chain.ts";
import type { Tear } from "../recording/reader.ts";
import { decoderOf, fixturesOf } from "./games.ts";
import { Pipeline, type PipelineListener } from "./pipeline.ts";
import type { ModelShelf } from "../models/live/shelf.ts";
import { missingModels } from "./setup/models.ts";
import { createEngine, hasItsOrders, type Setup, SetupSchema } from "./setup/setup.ts";

/** A recording about to be replayed. */
export interface Replay {
  readonly recording: RecordingChain;
  readonly setup: Setup;
  readonly engine: Engine;
  readonly decoder: Decoder;
  /** Models of the setup that are not at hand, each in words: what asks for one of them is not decided as it was. */
  readonly missingModels: readonly string[];
  /**
   * Runs it to the end, once.
   *
   * @param afterBatch called every some hundred inputs; the replay waits for it
   */
  run(listeners: readonly PipelineListener[], afterBatch?: () => Promise<void>): Promise<ReplayEnd>;
}

/** The outcome of a replay. */
export interface ReplayEnd {
  readonly inputs: number;
  /** Arrival of the first and last input, Unix milliseconds. */
  readonly from?: number;
  readonly to?: number;
  /** Where the recording is torn; left out where it is whole. */
  readonly tear?: Tear;
}

/**
 * Opens a recording for replay. Of the recording itself nothing is run: its rules are those of the registry.
 *
 * @param override what to run instead of the recorded setup, for imported recordings that have none
 * @param shelf where its models are; left out: among those that ship with the program
 * @returns a refusal where the file is not a recording, or holds no setup and none is given
 */
export async function openReplay(
  path: string,
  registry: Registry,
  override?: Setup,
  shelf?: ModelShelf,
): Promise<Result<Replay>> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) return opened;
  const recording = opened.value;
  const prepared = prepare(path, recording, registry, override, shelf);
  if (!prepared.ok) {
    await recording.close();
    return prepared;
  }
  const { setup, engine } = prepared.value;
  const decoder = decoderOf(recording.header);
  return succeed({
    recording,
    setup,
    engine,
    decoder,
    missingModels: missingModels(setup.models, shelf),
    run: (listeners, afterBatch) => run(recording, new Pipeline(engine, decoder, listeners), afterBatch),
  });
}

/** The setup, and its engine. */
function prepare(
  path: string,
  recording: RecordingChain,
  registry: Registry,
  override: Setup | undefined,
  shelf: ModelShelf | undefined,
): Result<{ readonly setup: Setup; readonly engine: Engine }> {
  const setup = readSetup(path, recording, override);
  if (!setup.ok) return setup;
  const engine = createEngine(setup.value, registry, fixturesOf(recording.header), shelf);
  return engine.ok ? succeed({ setup: setup.value, engine: engine.value }) : engine;
}

function readSetup(path: string, recording: RecordingChain, override: Setup | undefined): Result<Setup> {
  const parsed = SetupSchema.safeParse(recording.header.config);
  const setup = override ?? parsed.data;
  if (setup !== undefined) {
    if (hasItsOrders(setup, recording.header)) return succeed(setup);
    return refuse(
      "no_orders",
      `Cannot replay "${path}": its orders went to an exchange, and it does not have what became of them`,
    );
  }
  const issue = parsed.error?.issues[0];
  const where = `config${issue === undefined ? "" : `.${issue.path.join(".")}: ${issue.message}`}`;
  return refuse(
    "no_setup",
    `Cannot replay "${path}": it holds no session's setup (${where}); expected a recorded session, or --strategy`,
  );
}

async function run(
  recording: RecordingChain,
  pipeline: Pipeline,
  afterBatch?: () => Promise<void>,
): Promise<ReplayEnd> {
  let from: number | undefined;
  for await (const batch of recording.batches()) {
    from ??= batch[0]?.at;
    for (const { at, src, raw } of batch) pipeline.replay(at, src, raw);
    await afterBatch?.();
  }
  return {
    inputs: recording.inputs,
    ...(from === undefined ? {} : { from, to: pipeline.at }),
    ...(recording.tear === undefined ? {} : { tear: recording.tear }),
  };
}
