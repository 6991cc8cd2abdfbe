/**
 * A session: market data in, decisions out, everything recorded.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Command } from "../core/commands.ts";
import type { NoteOutcome, Outcome } from "../core/outcomes.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { createFeedDecoder } from "../feeds/feed_decoder.ts";
import { type Clock, type ClockMove, createClock } from "../lib/clock.ts";
import { Decoder } from "../kalshi/decoding/decoder.ts";
import type { ClockMovedInput } from "../kalshi/input.ts";
import { BASIC_READ, readLimits } from "../kalshi/rest/limits.ts";
import { TokenBucket } from "../lib/token_bucket.ts";
import { MarketPoller } from "../kalshi/rest/poll.ts";
import { RestClient } from "../kalshi/rest/client.ts";
import { MarketStream } from "../kalshi/streaming/stream.ts";
import { expand } from "../kalshi/tickers.ts";
import type { WireMarket } from "../kalshi/wire/market.ts";
import type { RecordingWriter } from "../recording/writer.ts";
import { BookCheck } from "./book_check.ts";
import { connectionOf, type SessionConnection } from "./connection.ts";
import { Ending, type Watched, whyLook } from "./ending.ts";
import { SessionScoreboards } from "./scoreboards.ts";
import { sessionFixtures } from "./games.ts";
import { ListingReader } from "./market_listing.ts";
import { Pipeline, type PipelineListener } from "./pipeline.ts";
import { describe, recordingPlace, type SessionEnd, type SessionOptions, share } from "./options.ts";
import { type Interrupted, openInterrupted } from "./records.ts";
import { SessionRecords } from "./session_records.ts";
import { resumedSetup } from "./setup/resumed.ts";
import { beginLive, type LiveBegun } from "./live/begin.ts";
import { LiveAccount } from "./live/live_account.ts";
import type { LiveStatus } from "./live/status.ts";
import { LiveDataPoller } from "./live_data.ts";
import { createEngine, SetupSchema } from "./setup/setup.ts";

const CLOCK_MS = 1_000;
/** A market that sends nothing must not look like a dead feed, so a sign of life is asked for well before that. */
const KEEP_ALIVE_MS = 2_000;
/** How often the listing is read while something hints that it has changed. */
const LOOK_MS = 60_000;

/** Everything that is there before a session begins. */
interface Parts {
  readonly options: SessionOptions;
  readonly engine: Engine;
  readonly rest: RestClient;
  readonly markets: readonly WireMarket[];
  readonly now: Clock;
  readonly abort: AbortController;
  /** Of a session that trades real money. */
  readonly live?: LiveBegun;
  readonly listen: (engine: Engine, decoder: Decoder) => readonly PipelineListener[];
}

/** A running session. */
export class Session {
  readonly engine: Engine;
  readonly decoder: Decoder;
  /** Tickers of the markets that are traded. */
  readonly markets: readonly string[];
  readonly startedAt: number;
  /** Whether public REST is polled, for want of a key. */
  readonly polling: boolean;
  readonly #options: SessionOptions;
  readonly #pipeline: Pipeline;
  readonly #rest: RestClient;
  readonly #now: Clock;
  readonly #bookCheck: BookCheck | undefined;
  readonly #source: MarketStream | MarketPoller;
  readonly #listing: ListingReader;
  readonly #watched: Watched;
  readonly #ending: Ending;
  readonly #scoreboard: LiveDataPoller;
  readonly #feeds: SessionScoreboards | undefined;
  readonly #over = Promise.withResolvers<string>();
  readonly #abort: AbortController;
  /** Markets that were finalized without a word of what they pay: looked up at once, and then like others. */
  readonly #lookedUp = new Set<string>();
  readonly #live: LiveAccount | undefined;
  readonly #sessionPrefix: string;
  readonly #noteListeners = new Set<(note: NoteOutcome) => void>();
  /** A recording that takes no more holds entries back: what is not on record must not be acted on for long. */
  readonly #records = new SessionRecords((reason) => this.command({ command: "halt_entries", reason }));
  #clock: ReturnType<typeof setInterval> | undefined;
  #ended: Promise<SessionEnd> | undefined;

  private constructor({ options, engine, rest, markets, now, abort, live, listen }: Parts) {
    const { job, signer } = options;
    const scores = createFeedDecoder(job === undefined ? [] : [job]);
    this.#options = options;
    this.engine = engine;
    this.markets = markets.map(({ ticker }) => ticker);
    this.startedAt = now();
    this.polling = signer === undefined;
    this.#rest = rest;
    this.#now = now;
    this.#abort = abort;
    this.decoder = new Decoder({ decodeOther: scores.decode, asked: this.markets });
    const own: PipelineListener = { onEvent: (event, outcomes) => this.#onEvent(event, outcomes) };
    this.#pipeline = new Pipeline(
      engine,
      this.decoder,
      [own, ...listen(engine, this.decoder)],
      this.#records,
    );
    this.#live = live === undefined ? undefined : this.#liveAccount(live);
    this.#sessionPrefix = live?.sessionPrefix ?? "";
    const events = [...new Set(markets.map((market) => market.event_ticker))];
    this.#listing = new ListingReader(rest.transport, this.#pipeline, events, now);
    this.#watched = { markets: this.markets, ...(job === undefined ? {} : { game: job.event }) };
    this.#ending = new Ending(engine, this.#watched);
    this.#scoreboard = new LiveDataPoller(rest.transport, this.#pipeline, scores.liveData, events, {
      everyMs: options.scoreEveryMs ?? 3_000,
      signal: abort.signal,
    });
    this.#feeds = job === undefined || options.feeds === undefined
      ? undefined
      : new SessionScoreboards(options.feeds, job, this.#pipeline, now);
    this.#source = signer === undefined
      ? new MarketPoller({ transport: rest.transport, markets: this.markets, sink: this.#pipeline, now })
      : new MarketStream({
        environment: options.environment,
        signer,
        markets: this.markets,
        sink: this.#pipeline,
        onLost: () => void this.#listing.read(),
        // Steps of a market's life come once: what came before this moment is in the listing alone.
        onSubscribed: (channel) => {
          if (channel === "market_lifecycle_v2") void this.#listing.read();
        },
        now,
        keepAliveMs: KEEP_ALIVE_MS,
        ...(live === undefined ? {} : { wall: live.api.signingTime.now }),
        ...(options.openSocket === undefined ? {} : { openSocket: options.openSocket }),
      });
    this.#bookCheck = this.#source instanceof MarketStream
      ? new BookCheck({
        engine,
        markets: this.markets,
        source: this.#source,
        transport: rest.transport,
        sink: this.#pipeline,
        maxDelayMs: options.setup.limits.maxDataDelayMs,
      })
      : undefined;
  }

  /**
   * Finds the markets, begins or goes on with the recording, and connects.
   *
   * @param listen makes those who want to know
   * @returns a refusal where there is no such market, no network, or no place to record
   */
  static async start(given: SessionOptions, listen: Parts["listen"]): Promise<Result<Session>> {
    const now = createClock();
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    given.startSignal?.addEventListener("abort", giveUp);
    const rest = new RestClient({
      environment: given.environment,
      now,
      signal: abort.signal,
      bucket: new TokenBucket(share(BASIC_READ, given.rateShare), now),
      ...(given.signer === undefined ? {} : { signer: given.signer }),
    });
    const interrupted = given.resume === undefined ? succeed(undefined) : await openInterrupted(given.resume);
    if (!interrupted.ok) return interrupted;
    const recorded = SetupSchema.safeParse(interrupted.value?.header.config);
    const begunWith = recorded.success ? resumedSetup(recorded.data, given) : succeed(given.setup);
    if (!begunWith.ok) {
      const { code, message } = begunWith.reason;
      return refuse(code, `Cannot go on with recording "${given.resume}": ${message}`);
    }
    const options = { ...given, setup: begunWith.value };
    const fixtures = sessionFixtures(options.job, interrupted.value?.header);
    const find = () => expand(rest, options.words);
    const resumed = options.resume !== undefined;
    const begun = options.setup.mode === "paper" ? succeed(undefined) : await beginLive({
      ...options,
      now,
      resumed,
      signal: abort.signal,
      bucket: rest.transport.bucket,
    }, find);
    if (!begun.ok) return begun;
    const live = begun.value;
    const setup = live?.setup ?? options.setup;
    const engine = createEngine(setup, options.registry, fixtures, options.models);
    if (!engine.ok) return engine;
    const markets = live === undefined ? await find() : succeed(live.markets);
    if (!markets.ok) return markets;
    const parts: Parts = {
      options: { ...options, setup },
      engine: engine.value,
      rest,
      markets: markets.value,
      now,
      abort,
      ...(live === undefined ? {} : { live }),
      listen,
    };
    const session = new Session(parts);
    const kept = interrupted.value === undefined
      ? session.#beginRecords(markets.value)
      : await session.#resume(interrupted.value);
    const started = kept.ok ? await session.#begin() : kept;
    given.startSignal?.removeEventListener("abort", giveUp);
    if (started.ok) return succeed(session);
    await session.close(started.reason.message);
    return started;
  }

  /** Why the session is over, once all its markets are. */
  get over(): Promise<string> {
    return this.#over.promise;
  }

  /** The recording being written, where there is one. */
  get recording(): RecordingWriter | undefined {
    return this.#records.recording;
  }

  /** Inputs taken over from a recording that was gone on with. */
  get resumedInputs(): number {
    return this.#records.resumedInputs;
  }

  /** The connection, and what came over it. */
  get connection(): SessionConnection {
    return connectionOf(this.#source, this.decoder.counters);
  }

  /** Scoreboards and their circuit breakers: `espn closed`. */
  feedStates(): string[] {
    return this.#feeds?.states() ?? [];
  }

  /** The state of the live account beside the engine's own; `undefined` on paper. */
  get live(): LiveStatus | undefined {
    return this.#live?.status();
  }

  /** Calls `listener` for every note of the engine. @returns stops that */
  onNote(listener: (note: NoteOutcome) => void): () => void {
    this.#noteListeners.add(listener);
    return () => void this.#noteListeners.delete(listener);
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

  #liveAccount({ api, live, guard, signer }: LiveBegun): LiveAccount {
    const { setup, environment, openSocket } = this.#options;
    const account = new LiveAccount({
      ...live,
      api,
      environment,
      signer,
      ...(openSocket === undefined ? {} : { openSocket }),
      engine: this.engine,
      sink: this.#pipeline,
      limits: setup.limits,
      markets: this.markets,
      entryTimeoutMs: setup.exits.entryTimeoutMs,
      now: this.#now,
      command: (command) => this.command(command),
    });
    guard.held = () => account.broker.held;
    guard.groupsHeld = () => account.groupsHeld;
    return account;
  }

  #beginRecords(markets: readonly WireMarket[]): Result<void> {
    const { recordings: root, job } = this.#options;
    if (root === undefined) return succeed(undefined);
    const events = [...new Set(markets.map((market) => market.event_ticker))];
    const place = recordingPlace(root, job, events, this.startedAt);
    return this.#records.begin(place, describe(this.#options, this.startedAt, markets, events));
  }

  async #resume(interrupted: Interrupted): Promise<Result<void>> {
    const resumed = await this.#records.resume(
      interrupted,
      this.#pipeline,
      this.#now,
      this.#options.program,
    );
    if (!resumed.ok) return resumed;
    const closed = { state: "closed", detail: "the program was started again" };
    this.#pipeline.input(this.#now(), "ws.state", JSON.stringify(closed), closed);
    return succeed(undefined);
  }

  async #begin(): Promise<Result<void>> {
    const listed = await this.#listing.read();
    if (!listed.ok) return listed;
    const unlisted = this.decoder.unlisted().find(({ market }) => this.markets.includes(market));
    if (unlisted !== undefined) {
      return refuse("unlisted", `Cannot trade ${unlisted.market}: ${unlisted.reason}`);
    }
    if (!this.polling) void this.#readLimits();
    const live = await this.#live?.start(this.#sessionPrefix);
    if (live?.ok === false) return live;
    this.#clock = setInterval(() => this.#tick(), CLOCK_MS);
    this.#source.start();
    this.#feeds?.start();
    if (this.#options.feeds?.names.includes("kalshi") !== false) void this.#scoreboard.run();
    return succeed(undefined);
  }

  /** An account of a higher tier may read faster; where it cannot be asked, the lowest tier's rate stays. */
  async #readLimits(): Promise<void> {
    const limits = await this.#rest.accountLimits();
    if (!limits.ok) return;
    this.#rest.transport.bucket.resize(share(readLimits(limits.value).read, this.#options.rateShare));
  }

  #tick(): void {
    const at = this.#now();
    const moved = movedInput(this.#now.moved());
    this.#pipeline.input(at, "clock", JSON.stringify(moved), moved);
    this.#live?.tick(at);
    this.#bookCheck?.tick(at);
    const over = this.#ending.over(at);
    if (over !== undefined) return this.#over.resolve(over);
    const everyMs = this.#options.lookEveryMs ?? LOOK_MS;
    if (at - this.#listing.readAt < everyMs) return;
    if (this.#listing.failed || whyLook(this.engine, this.#watched, at) !== undefined) {
      void this.#listing.read();
    }
  }

  #onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    this.#records.decided(outcomes);
    this.#live?.onEvent(event, outcomes);
    if (event.kind === "market_life") this.#moved(event.market);
    if (this.#noteListeners.size === 0) return;
    for (const outcome of outcomes) {
      if (outcome.kind === "note") { for (const listener of this.#noteListeners) listener(outcome); }
    }
  }

  /** A step in a market's life. One that ends it without saying what it pays is looked up at once. */
  #moved(ticker: string): void {
    this.#listing.moved();
    const market = this.engine.market(ticker);
    if (market?.status !== "finalized" || market.isSettled || this.#lookedUp.has(ticker)) return;
    this.#lookedUp.add(ticker);
    void this.#listing.read();
  }

  async #end(reason: string): Promise<SessionEnd> {
    // Orders end while everything still runs: what becomes of them is reported, booked and recorded.
    const openOrders = await this.#live?.close(reason) ?? [];
    clearInterval(this.#clock);
    this.#abort.abort();
    await Promise.all([
      this.#source.close(),
      this.#scoreboard.ended,
      this.#listing.ended,
      this.#feeds?.close(),
    ]);
    const { failure, ...kept } = await this.#records.close(this.#now, reason);
    return {
      ...kept,
      ...(openOrders.length === 0 ? {} : { openOrders }),
      ...(failure === undefined ? {} : { failure }),
    };
  }
}

function movedInput(move: ClockMove | undefined): ClockMovedInput | null {
  return move === undefined ? null : { moved_ms: move.movedMs, passed: move.passed };
}
