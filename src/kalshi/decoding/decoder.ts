/**
 * Inputs to events: a pure fold, so that a recording always gives what was seen live.
 *
 * It reads no clock and throws at no input. What cannot be used is counted, with the last reason kept.
 *
 * @module
 */
import type { MarketInfo } from "../../core/market/events.ts";
import { readCommand } from "../../core/commands.ts";
import type { EngineEvent } from "../../core/events.ts";
import { AnswerDecoder } from "./answers.ts";
import { FrameDecoder } from "./frames.ts";
import { Listings, type Unlisted } from "./listings.ts";
import { readOrderInput } from "./order_inputs.ts";
import { Scope } from "./scope.ts";
import { type Counters, DecodeOutput, Tally } from "./output.ts";
import { TradeMemory } from "./trades.ts";
import type { Control, RestInput, SocketState } from "../input.ts";
import type { FeedSource, InputSource } from "../../core/inputs.ts";
import { safeText } from "../../lib/safe_text.ts";

/** Decodes what this folder does not know: scoreboards, live data, milestones. */
export type DecodeOther = (at: number, source: InputSource, raw: unknown, events: EngineEvent[]) => void;

/** How to decode. */
export interface DecoderOptions {
  /**
   * Whether NO levels of the socket come as YES prices, which is what our own client asks for. Captures made without
   * `use_yes_price` need `false`.
   *
   * @default {true}
   */
  readonly yesPrices?: boolean;
  /**
   * Whether skipped numbers mean lost messages. Captures of some markets of a subscription need `false`.
   *
   * @default {true}
   */
  readonly seqCheck?: boolean;
  /**
   * The markets that were asked for: whatever comes of others is counted and left alone. Left out: each market that comes, up
   * to a bound.
   */
  readonly asked?: readonly string[];
  /** Listings that are taken for granted, as for captures, which hold none. They come before the first input. */
  readonly assumed?: readonly MarketInfo[];
  /** Takes `feed.…` inputs and REST paths that are not decoded here. It must be as pure as the decoder. */
  readonly decodeOther?: DecodeOther;
}

const STATES: ReadonlySet<string> = new Set<SocketState>([
  "connecting",
  "open",
  "closed",
  "dead",
  "auth_failed",
]);

/** Folds inputs into events. */
export class Decoder {
  readonly #tally = new Tally();
  readonly #listings: Listings;
  readonly #out = new DecodeOutput();
  readonly #frames: FrameDecoder;
  readonly #answers: AnswerDecoder;
  readonly #decodeOther: DecodeOther | undefined;
  #assumed: readonly MarketInfo[];
  #socketOpen = false;
  #opened = 0;
  #marketDataUp: boolean | undefined;

  constructor(options: DecoderOptions = {}) {
    const scope = new Scope(options.asked);
    this.#listings = new Listings(this.#tally, scope);
    const shared = { tally: this.#tally, listings: this.#listings, trades: new TradeMemory(), scope };
    this.#assumed = options.assumed ?? [];
    this.#decodeOther = options.decodeOther;
    this.#frames = new FrameDecoder({
      ...shared,
      out: this.#out,
      yesPrices: options.yesPrices ?? true,
      seqCheck: options.seqCheck ?? true,
    });
    this.#answers = new AnswerDecoder({
      ...shared,
      socketOpen: () => this.#socketOpen,
      polled: (at, well, detail, events) => this.#reportStatus(at, well, detail, events),
    });
  }

  /** Counts so far. */
  get counters(): Counters {
    return this.#tally.counters;
  }

  /** The last thing that went wrong: one plain line of at most 200 characters. */
  get lastProblem(): string | undefined {
    return this.#tally.lastProblem;
  }

  /**
   * Arrival − sending time of the last frame that said when it was sent, in ms. It holds the difference between the two
   * machines' clocks.
   */
  get sendingAgeMs(): number | undefined {
    return this.#frames.sendingAgeMs;
  }

  /**
   * Markets that were read but gave no `market` event, each with the reason: event or series not read yet, or fees that
   * cannot be computed. Nobody may trade these.
   */
  unlisted(): readonly Unlisted[] {
    return this.#listings.unlisted();
  }

  /**
   * Decodes one input.
   *
   * @param at arrival, Unix milliseconds with fraction
   * @param source where from
   * @param raw the payload
   * @param events takes what happened, in order
   * @param controls takes what the connection has to do
   */
  decode(at: number, source: InputSource, raw: unknown, events: EngineEvent[], controls: Control[]): void {
    if (this.#assumed.length > 0) this.#assume(at, events);
    this.#listings.pass(at, events);
    switch (source) {
      case "ws":
        this.#out.at = at;
        this.#out.events = events;
        this.#out.controls = controls;
        return this.#frames.decode(raw);
      case "clock":
        this.#reportTroubles(at, events);
        return clock(at, raw, events);
      case "ws.state":
        return this.#state(at, raw, events);
      case "rest":
        return this.#rest(at, raw, events);
      case "command":
        return this.#command(at, raw, events);
      case "order":
        return this.#order(at, raw, events);
      default:
        this.#other(at, source, raw, events);
    }
  }

  /** Takes feeds alone: a source of the list that has no case above does not compile. */
  #other(at: number, source: FeedSource, raw: unknown, events: EngineEvent[]): void {
    this.#decodeOther?.(at, source, raw, events);
  }

  #reportTroubles(at: number, events: EngineEvent[]): void {
    const detail = this.#tally.news(at);
    if (detail !== undefined) events.push({ kind: "problem", at, detail });
  }

  #assume(at: number, events: EngineEvent[]): void {
    for (const info of this.#assumed) events.push({ kind: "market", at, info });
    this.#assumed = [];
  }

  #state(at: number, raw: unknown, events: EngineEvent[]): void {
    const state = field(raw, "state");
    if (state === "channel_down") return this.#frames.channelDown(at, raw, events);
    if (typeof state !== "string" || !STATES.has(state)) {
      return this.#tally.problem("invalid", "ws.state: expected a known state");
    }
    const said = field(raw, "detail");
    const detail = typeof said === "string" && said !== "" ? safeText(said) : state;
    // Whatever the change is, what comes next belongs to another connection.
    this.#frames.reset();
    this.#socketOpen = state === "open";
    if (state === "open" && this.#opened++ > 0) this.#tally.counters.reconnects++;
    // An attempt to connect (again) is not reported; the known reason stays that of the last failure.
    if (state === "connecting" && this.#marketDataUp !== true) return;
    this.#reportStatus(at, state === "open", detail, events);
    // Books of an earlier connection, or of polling, hold until this one's snapshots.
    if (state === "open") events.push({ kind: "books_suspect", at, reason: "waiting for snapshots" });
  }

  /** The market data is up or down. Once it goes down, no book is known any longer. */
  #reportStatus(at: number, up: boolean, detail: string, events: EngineEvent[]): void {
    const was = this.#marketDataUp;
    this.#marketDataUp = up;
    if (up && was === true && !this.#socketOpen) return;
    events.push({ kind: "feed", at, feed: "market_data", up, detail });
    if (!up && was !== false) events.push({ kind: "books_suspect", at, reason: detail });
  }

  #rest(at: number, raw: unknown, events: EngineEvent[]): void {
    const path = field(raw, "path");
    const status = field(raw, "status");
    if (typeof path !== "string" || typeof status !== "number") {
      return this.#tally.problem("invalid", "rest: expected path, status and body");
    }
    const input: RestInput = { path, status, body: field(raw, "body") };
    if (!this.#answers.decode(at, input, events)) this.#decodeOther?.(at, "rest", raw, events);
  }

  #order(at: number, raw: unknown, events: EngineEvent[]): void {
    const event = readOrderInput(at, raw);
    if (event.ok) events.push(event.value);
    else this.#tally.problem("invalid", event.reason.message);
  }

  #command(at: number, raw: unknown, events: EngineEvent[]): void {
    const command = readCommand(raw, (text) => safeText(text));
    if (command === undefined) return this.#tally.problem("invalid", "command: expected a known command");
    events.push({ kind: "command", at, command });
  }
}

/** A second has passed, and perhaps the clock was moved. */
function clock(at: number, raw: unknown, events: EngineEvent[]): void {
  const moved = field(raw, "moved_ms");
  if (typeof moved === "number" && Number.isFinite(moved)) {
    events.push({ kind: "clock_moved", at, byMs: moved, passed: field(raw, "passed") === true });
  }
  events.push({ kind: "clock", at });
}

function field(raw: unknown, name: string): unknown {
  return typeof raw === "object" && raw !== null
    ? (raw as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
