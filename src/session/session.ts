/**
 * A session: market data in, decisions out, everything recorded.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { Command, EngineEvent, MarketStatus } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import { KalshiLiveData } from "../feeds/kalshi_live.ts";
import { createClock } from "../kalshi/clock.ts";
import { Decoder } from "../kalshi/decode.ts";
import type { Environment } from "../kalshi/environment.ts";
import { readLimits } from "../kalshi/limits.ts";
import { MarketPoller } from "../kalshi/poll.ts";
import { RestClient } from "../kalshi/rest.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Signer } from "../kalshi/sign.ts";
import { MarketStream } from "../kalshi/stream.ts";
import { expand } from "../kalshi/tickers.ts";
import type { WireMarket } from "../kalshi/wire/market.ts";
import { type ClosedRecording, createRecording, type RecordingWriter } from "../recording/writer.ts";
import { decisionsPath, DecisionWriter } from "./decision_file.ts";
import { Listing } from "./listing.ts";
import { Pipeline, type PipelineListener } from "./pipeline.ts";
import { Scoreboard } from "./scoreboard.ts";
import { createEngine, type Registry, type Setup } from "./setup.ts";

/** What a session is started with. */
export interface SessionOptions {
  readonly environment: Environment;
  /** Left out: public REST is polled. */
  readonly signer?: Signer;
  /** Tickers of markets and events, and links. */
  readonly words: readonly string[];
  readonly setup: Setup;
  readonly registry: Registry;
  /** The folder of recordings; left out: nothing is recorded. */
  readonly recordings?: string;
  /** The program's version, for the recording's header. */
  readonly program: string;
  /** How often the exchange's live data is asked for. @default {3000} */
  readonly scoreEveryMs?: number;
}

/** What a session left behind. */
export interface SessionEnd {
  readonly recording?: ClosedRecording;
}

const CLOCK_MS = 1_000;
/** A market that sends nothing must not look like a dead feed, so a sign of life is asked for well before that. */
const KEEP_ALIVE_MS = 2_000;
/** How long markets may take from their close to their settlement before the session counts as over. */
const SETTLEMENT_MS = 15_000;

const OVER: ReadonlySet<MarketStatus> = new Set<MarketStatus>([
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
]);

/** A running session. */
export class Session {
  readonly engine: Engine;
  readonly decoder: Decoder;
  /** Tickers of the markets that are traded. */
  readonly markets: readonly string[];
  readonly recording: RecordingWriter | undefined;
  readonly startedAt: number;
  /** Whether public REST is polled, for want of a key. */
  readonly polling: boolean;
  readonly #pipeline: Pipeline;
  readonly #rest: RestClient;
  readonly #now: () => number;
  readonly #source: MarketStream | MarketPoller;
  readonly #listing: Listing;
  readonly #scoreboard: Scoreboard;
  readonly #decisions: DecisionWriter | undefined;
  readonly #over = Promise.withResolvers<string>();
  readonly #abort: AbortController;
  #clock: ReturnType<typeof setInterval> | undefined;
  #closedSince: number | undefined;
  #ended: Promise<SessionEnd> | undefined;

  private constructor(parts: {
    readonly options: SessionOptions;
    readonly engine: Engine;
    readonly rest: RestClient;
    readonly markets: readonly WireMarket[];
    readonly recording: RecordingWriter | undefined;
    readonly decisions: DecisionWriter | undefined;
    readonly now: () => number;
    readonly abort: AbortController;
    readonly listeners: readonly PipelineListener[];
  }) {
    const { options, engine, rest, markets, recording, decisions, now } = parts;
    const liveData = new KalshiLiveData();
    this.engine = engine;
    this.#rest = rest;
    this.markets = markets.map(({ ticker }) => ticker);
    this.recording = recording;
    this.startedAt = now();
    this.polling = options.signer === undefined;
    this.#decisions = decisions;
    this.#now = now;
    this.#abort = parts.abort;
    this.decoder = new Decoder({ decodeOther: liveData.decode });
    const own: PipelineListener = { onEvent: (event, outcomes) => this.#onEvent(event, outcomes) };
    this.#pipeline = new Pipeline(engine, this.decoder, [own, ...parts.listeners], recording);
    const events = [...new Set(markets.map((market) => market.event_ticker))];
    this.#listing = new Listing(rest.transport, this.#pipeline, events);
    this.#scoreboard = new Scoreboard(rest.transport, this.#pipeline, liveData, events, {
      everyMs: options.scoreEveryMs ?? 3_000,
      signal: parts.abort.signal,
    });
    this.#source = options.signer === undefined
      ? new MarketPoller({ transport: rest.transport, markets: this.markets, sink: this.#pipeline, now })
      : new MarketStream({
        environment: options.environment,
        signer: options.signer,
        markets: this.markets,
        sink: this.#pipeline,
        onLost: () => void this.#listing.read(),
        now,
        keepAliveMs: KEEP_ALIVE_MS,
      });
  }

  /**
   * Finds the markets, begins the recording and connects.
   *
   * @param listen makes those who want to know, from the engine
   * @returns a refusal where there is no such market, no network, or no place to record
   */
  static async start(
    options: SessionOptions,
    listen: (engine: Engine, decoder: () => Decoder) => readonly PipelineListener[],
  ): Promise<Result<Session>> {
    const now = createClock();
    const abort = new AbortController();
    const rest = new RestClient({
      environment: options.environment,
      now,
      signal: abort.signal,
      ...(options.signer === undefined ? {} : { signer: options.signer }),
    });
    const engine = createEngine(options.setup, options.registry);
    if (!engine.ok) return engine;
    const markets = await expand(rest, options.words);
    if (!markets.ok) return markets;
    const kept = openRecords(options, markets.value, now());
    if (!kept.ok) return kept;
    const session: Session = new Session({
      options,
      engine: engine.value,
      rest,
      markets: markets.value,
      ...kept.value,
      now,
      abort,
      listeners: listen(engine.value, () => session.decoder),
    });
    const begun = await session.#begin();
    if (begun.ok) return succeed(session);
    await session.close(begun.reason.message);
    return begun;
  }

  /** Why the session is over, once all its markets are. */
  get over(): Promise<string> {
    return this.#over.promise;
  }

  /** The connection in a word. */
  get connection(): "connecting" | "connected" | "reconnecting" | "polling" | "failed" {
    if (this.#source instanceof MarketPoller) return "polling";
    const { state } = this.#source;
    if (state === "open") return "connected";
    if (state === "auth_failed") return "failed";
    return state === "connecting" && this.decoder.counters.frames === 0 ? "connecting" : "reconnecting";
  }

  /** Unix milliseconds by the session's own clock. */
  now(): number {
    return this.#now();
  }

  /** Passes on what the trader pressed. */
  command(command: Command): void {
    this.#pipeline.input(this.#now(), "command", JSON.stringify(command), command);
  }

  /** Ends: nothing more comes in, the recording is closed and compressed. A second call gives the same answer. */
  close(reason: string): Promise<SessionEnd> {
    return this.#ended ??= this.#end(reason);
  }

  async #begin(): Promise<Result<void>> {
    const listed = await this.#listing.read();
    if (!listed.ok) return listed;
    const unlisted = this.decoder.unlisted().find(({ market }) => this.markets.includes(market));
    if (unlisted !== undefined) {
      return refuse("unlisted", `Cannot trade ${unlisted.market}: ${unlisted.reason}`);
    }
    if (!this.polling) void this.#readLimits();
    this.#clock = setInterval(() => this.#tick(), CLOCK_MS);
    this.#source.start();
    void this.#scoreboard.run();
    return succeed(undefined);
  }

  /** An account of a higher tier may read faster; where it cannot be asked, the lowest tier's rate stays. */
  async #readLimits(): Promise<void> {
    const limits = await this.#rest.accountLimits();
    if (limits.ok) this.#rest.transport.bucket.resize(readLimits(limits.value).read);
  }

  #tick(): void {
    const at = this.#now();
    this.#pipeline.input(at, "clock", "null", null);
    const markets = this.markets.map((ticker) => this.engine.market(ticker)?.status);
    if (!markets.every((status) => status !== undefined && OVER.has(status))) return;
    this.#closedSince ??= at;
    if (markets.every((status) => status === "finalized")) this.#over.resolve("all markets are settled");
    else if (at - this.#closedSince >= SETTLEMENT_MS) this.#over.resolve("all markets are closed");
  }

  #onEvent(_event: EngineEvent, outcomes: readonly Outcome[]): void {
    this.#decisions?.write(outcomes);
  }

  async #end(reason: string): Promise<SessionEnd> {
    clearInterval(this.#clock);
    this.#abort.abort();
    await Promise.all([this.#source.close(), this.#scoreboard.ended]);
    this.#decisions?.close();
    if (this.recording === undefined) return {};
    return { recording: await this.recording.close(this.#now(), reason) };
  }
}

interface Records {
  readonly recording: RecordingWriter | undefined;
  readonly decisions: DecisionWriter | undefined;
}

/** Begins the recording and the file of decisions beside it. */
function openRecords(
  options: SessionOptions,
  markets: readonly WireMarket[],
  startedAt: number,
): Result<Records> {
  if (options.recordings === undefined) return succeed({ recording: undefined, decisions: undefined });
  const events = [...new Set(markets.map((market) => market.event_ticker))];
  const [event = ""] = events;
  const name = events.length === 1 ? event : `${events.length}-events`;
  const place = { root: options.recordings, group: event.split("-")[0] ?? event, name, startedAt };
  const recording = createRecording(place, {
    program: options.program,
    created_at: new Date(startedAt).toISOString(),
    environment: options.environment.name === "custom"
      ? options.environment.restUrl
      : options.environment.name,
    markets: markets.map(({ ticker }) => ticker),
    event: events.length === 1 ? event : null,
    game: null,
    config: options.setup,
    yes_prices: true,
    sequenced: true,
  });
  if (recording.kind === "refused") return refuse(recording.code, recording.message);
  try {
    return succeed({ recording, decisions: new DecisionWriter(decisionsPath(recording.path)) });
  } catch (error) {
    void recording.close(startedAt, "no decisions could be written");
    const why = error instanceof Error ? error.message : String(error);
    return refuse("unwritable", `Cannot write decisions beside "${recording.path}": ${why}`);
  }
}
