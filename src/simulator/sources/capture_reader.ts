/**
 * Reads captured socket frames, one a line, from a file that may be gzipped, without ever holding it whole.
 *
 * A frame's time is the highest that any frame up to it says: envelopes say their arrival, changes microseconds, trades
 * whole seconds, snapshots nothing. Frames before the first time get that one.
 *
 * @module
 */
import type { Level } from "../../core/market/book.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import {
  complement,
  MOST_QUANTITY,
  parsePrice,
  parseQuantity,
  type Quantity,
} from "../../core/numbers/money.ts";
import type { WireLevel } from "../../kalshi/wire/common.ts";
import { deltaFrame, snapshotFrame, tradeFrame } from "../../kalshi/wire/messages.ts";
import { openEnvelope } from "../../recording/import/envelope.ts";
import { LineFile, numberedLines } from "../../lib/line_file.ts";
import type { CrowdStep } from "../exchange/submission.ts";

/** One frame: when it was, of which market, and what it says. */
export interface CapturedFrame {
  /** Unix milliseconds with fraction. */
  readonly at: number;
  readonly market: string;
  readonly step: CrowdStep;
}

/** Frames that are read ahead at least, where there are any. */
const AHEAD = 500;

/** One capture, read as it is needed. */
export class CaptureReader {
  readonly path: string;
  readonly #file: LineFile;
  readonly #lines: AsyncGenerator<readonly (readonly [number, string])[]>;
  #frames: CapturedFrame[] = [];
  #next = 0;
  #untimed: Omit<CapturedFrame, "at">[] = [];
  #at = -Infinity;
  #ended = false;
  #unreadable = 0;

  private constructor(path: string, file: LineFile) {
    this.path = path;
    this.#file = file;
    this.#lines = numberedLines(file);
  }

  /**
   * Opens a capture, plain or gzipped, and reads its beginning.
   *
   * @throws {Error} where it cannot be opened
   */
  static async open(path: string): Promise<CaptureReader> {
    const reader = new CaptureReader(path, await LineFile.open(path));
    await reader.fill();
    return reader;
  }

  /** The next frame; `undefined` at the end, or where {@linkcode fill} has to be called first. */
  get peek(): CapturedFrame | undefined {
    return this.#frames[this.#next];
  }

  /** Whether there are no more frames. */
  get ended(): boolean {
    return this.#ended && this.peek === undefined;
  }

  /** The time of the latest frame read; −Infinity where none was. */
  get at(): number {
    return this.#at;
  }

  /** At the end: why the file could not be read to its end. */
  get breakage(): string | undefined {
    return this.#file.breakage;
  }

  /** Lines so far that are not a frame, or a frame of a kind that is played but cannot be read. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** Goes on to the next frame. */
  take(): void {
    this.#next++;
  }

  /** Reads on, unless enough is read. */
  async fill(): Promise<void> {
    while (!this.#ended && this.#frames.length - this.#next < AHEAD) {
      if (this.#next > 0) {
        this.#frames = this.#frames.slice(this.#next);
        this.#next = 0;
      }
      const { value, done } = await this.#lines.next();
      if (done !== true) {
        for (const [, line] of value) this.#line(line);
        continue;
      }
      this.#ended = true;
      this.#release(this.#at);
    }
  }

  /** Gives the file back. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#lines.return(undefined);
    this.#file.close();
  }

  #line(line: string): void {
    const read = readLine(line);
    // Half a line where the file breaks off is part of that.
    if (!read.ok) {
      if (read.reason.code === "unreadable" && this.#file.breakage === undefined) this.#unreadable++;
      return;
    }
    const { at, market, step } = read.value;
    if (at !== undefined && at > this.#at) this.#at = at;
    if (this.#at === -Infinity) {
      this.#untimed.push({ market, step });
      return;
    }
    this.#release(this.#at);
    this.#frames.push({ at: this.#at, market, step });
  }

  /** Frames before the first time get it. */
  #release(at: number): void {
    for (const { market, step } of this.#untimed) this.#frames.push({ at, market, step });
    this.#untimed = [];
  }
}

interface ReadFrame extends Omit<CapturedFrame, "at"> {
  readonly at: number | undefined;
}

const UNREADABLE = refuse("unreadable", "Cannot read captured frame: expected one of a kind that is played");
const NOT_PLAYED = refuse("not_played", "Cannot play captured frame: expected a book, a change or a trade");

/** A frame of any form since March 2026, bare or in an envelope. */
function readLine(line: string): Result<ReadFrame> {
  try {
    const json: unknown = JSON.parse(line);
    const envelope = openEnvelope(json);
    const read = readFrame(envelope?.frame ?? json);
    return read.ok ? succeed({ ...read.value, at: envelope?.arrivedAt ?? read.value.at }) : read;
  } catch (error) {
    // Not JSON, or a price or count that is not a number.
    if (error instanceof SyntaxError || error instanceof RangeError) return UNREADABLE;
    throw error;
  }
}

function readFrame(json: unknown): Result<ReadFrame> {
  const type = typeof json === "object" && json !== null && "type" in json ? json.type : undefined;
  if (type === "orderbook_delta") return readDelta(json);
  if (type === "trade") return readTrade(json);
  if (type === "orderbook_snapshot") return readSnapshot(json);
  return typeof type === "string" ? NOT_PLAYED : UNREADABLE;
}

function readDelta(json: unknown): Result<ReadFrame> {
  const read = deltaFrame.safeParse(json);
  if (!read.success) return UNREADABLE;
  const { market_ticker: market, price_dollars, delta_fp, side: outcome, ts, ts_ms } = read.data.msg;
  const price = parsePrice(price_dollars);
  const delta = parseQuantity(delta_fp);
  const yes = outcome === "yes";
  const side = yes ? "bid" : "ask";
  // Captures are in the outcome's own prices: `use_yes_price` came later.
  return succeed({
    at: ts_ms ?? (typeof ts === "string" ? microTime(ts) : undefined),
    market,
    step: { kind: "level", side, price: yes ? price : complement(price), delta },
  });
}

function readTrade(json: unknown): Result<ReadFrame> {
  const read = tradeFrame.safeParse(json);
  if (!read.success) return UNREADABLE;
  const { msg } = read.data;
  const outcome = msg.taker_outcome_side ?? msg.taker_side;
  const takerSide = msg.taker_book_side ?? (outcome === "no" ? "ask" : "bid");
  return succeed({
    at: msg.ts_ms ?? (typeof msg.ts === "number" ? msg.ts * 1000 : undefined),
    market: msg.market_ticker,
    step: {
      kind: "trade",
      price: parsePrice(msg.yes_price_dollars),
      quantity: readSize(msg.count_fp),
      takerSide,
      tradeId: msg.trade_id,
    },
  });
}

function readSnapshot(json: unknown): Result<ReadFrame> {
  const read = snapshotFrame.safeParse(json);
  if (!read.success) return UNREADABLE;
  const { market_ticker: market, yes_dollars_fp, no_dollars_fp } = read.data.msg;
  const bids = (yes_dollars_fp ?? []).map(readLevel);
  const asks = (no_dollars_fp ?? []).map(readLevel)
    .map(({ price, quantity }) => ({ price: complement(price), quantity }));
  return succeed({ at: undefined, market, step: { kind: "book", bids, asks } });
}

function readLevel([price, size]: WireLevel): Level {
  return { price: parsePrice(price), quantity: readSize(size) };
}

/** @throws {RangeError} for what no level can have: an order would trade with it all the same */
function readSize(text: string): Quantity {
  const size = parseQuantity(text);
  if (size >= 0 && size <= MOST_QUANTITY) return size;
  throw new RangeError(`Cannot read size: expected 0 to the most that a market can have, was "${text}"`);
}

/** Milliseconds with fraction of a time such as `2026-03-18T19:37:26.836066Z`; Date alone drops the microseconds. */
function microTime(text: string): number | undefined {
  const unixMs = Date.parse(text);
  if (Number.isNaN(unixMs)) return undefined;
  const digits = /\.\d{3}(\d+)Z$/.exec(text)?.[1];
  return digits === undefined ? unixMs : unixMs + Number(`0.${digits}`);
}
