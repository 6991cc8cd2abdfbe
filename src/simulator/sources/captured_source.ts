/**
 * Plays captured frames of the real exchange, several files merged by time: what a capture shows is its market's crowd.
 *
 * Nothing is made up but the end: a capture says that a market has closed by its end, and what it paid by its last
 * trade. One that breaks off says neither: it is played as far as it is sound, and its market stays as it is. There is
 * no scoreboard.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import type { EventListing } from "../listing.ts";
import type { Source } from "../exchange/source.ts";
import type { CrowdSeam, ExchangeSeam } from "../exchange/submission.ts";
import { type CapturedFrame, CaptureReader } from "./capture_reader.ts";
import { listingsOf } from "./captured_listing.ts";

/** A last trade at or beyond this from the edge says who has won. */
const CERTAIN = 300;

interface Track {
  readonly reader: CaptureReader;
  readonly market: string;
  lastPrice: number | undefined;
  closed: boolean;
}

/** Captures as a {@linkcode Source}. */
export class CapturedSource implements Source {
  readonly events: readonly EventListing[];
  readonly #tracks: readonly Track[];
  #exchange: ExchangeSeam | undefined;
  #markets: ReadonlyMap<string, CrowdSeam> = new Map();
  readonly #startAt: number;
  #played = 0;

  private constructor(events: readonly EventListing[], tracks: readonly Track[]) {
    this.events = events;
    this.#tracks = tracks;
    this.#startAt = Math.min(...tracks.map((track) => track.reader.peek?.at ?? Infinity));
  }

  /**
   * Opens captures.
   *
   * @param paths one market a file, as in `KXNBAGAME-26MAR18GSWBOS-BOS.ndjson.gz`
   * @returns the source, or which file cannot be played and why
   */
  static async open(paths: readonly string[]): Promise<Result<CapturedSource>> {
    if (paths.length === 0) {
      return refuse("capture_missing", "Cannot play captures: expected at least one file");
    }
    const tracks: Track[] = [];
    const closeAll = () => Promise.all(tracks.map(({ reader }) => reader.close()));
    for (const path of paths) {
      try {
        const reader = await CaptureReader.open(path);
        const market = reader.peek?.market;
        tracks.push({ reader, market: market ?? "", lastPrice: undefined, closed: false });
        if (market === undefined) {
          await closeAll();
          return refuse(
            "capture_unreadable",
            `Cannot play "${path}": expected frames one a line, found none${
              reader.breakage === undefined ? "" : `; ${reader.breakage}`
            }`,
          );
        }
      } catch (error) {
        await closeAll();
        const reason = describeError(error);
        return refuse("capture_unreadable", `Cannot play capture: ${reason}`);
      }
    }
    const events = listingsOf([...new Set(tracks.map((track) => track.market))]);
    if (events.ok) return succeed(new CapturedSource(events.value, tracks));
    await closeAll();
    return events;
  }

  get over(): boolean {
    return this.#tracks.every((track) => track.closed);
  }

  /** How many frames have been played. */
  get played(): number {
    return this.#played;
  }

  get damage(): readonly string[] {
    return this.#tracks.flatMap(({ reader: { path, unreadable, breakage } }) => [
      ...(unreadable === 0 ? [] : [
        `"${path}": ${unreadable} line${
          unreadable === 1 ? " is no frame" : "s are no frames"
        } and not played`,
      ]),
      ...(breakage === undefined
        ? []
        : [`"${path}": ${breakage}; what is sound is played, and its market is left as it is then`]),
    ]);
  }

  attach(exchange: ExchangeSeam): void {
    this.#exchange = exchange;
    this.#markets = new Map(this.#tracks.map(({ market }) => [market, exchange.market(market)]));
  }

  nextAt(): number | undefined {
    const track = this.#first();
    return track === undefined ? undefined : this.#due(track) - this.#startAt;
  }

  run(): void {
    const track = this.#first();
    if (track === undefined) return;
    const frame = track.reader.peek;
    if (frame === undefined) {
      track.closed = true;
      return this.#close(track);
    }
    track.reader.take();
    const { at, step } = frame;
    const market = this.#markets.get(frame.market);
    // A file is about the market it begins with; anything else in it was never listed.
    if (market === undefined) return;
    if (step.kind === "trade") track.lastPrice = step.price;
    this.#played++;
    market.crowd(step, at - this.#startAt);
  }

  async readAhead(): Promise<void> {
    await Promise.all(this.#tracks.map(({ reader }) => reader.fill()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#tracks.map(({ reader }) => reader.close()));
  }

  #due({ reader }: Track): number {
    const frame: CapturedFrame | undefined = reader.peek;
    return frame?.at ?? reader.at;
  }

  /** Whose turn it is; `undefined` where a file has to be read on first, for its next frame may be the earliest. */
  #first(): Track | undefined {
    let first: Track | undefined;
    let firstAt = Infinity;
    for (const track of this.#tracks) {
      if (track.closed) continue;
      if (track.reader.peek === undefined && !track.reader.ended) return undefined;
      const at = this.#due(track);
      if (first === undefined || at < firstAt) {
        first = track;
        firstAt = at;
      }
    }
    return first;
  }

  #close({ market, lastPrice, reader }: Track): void {
    if (reader.breakage !== undefined) return;
    this.#markets.get(market)?.crowd({ kind: "book", bids: [], asks: [] }, reader.at - this.#startAt);
    this.#exchange?.step({ kind: "life", market, step: "closed" });
    if (lastPrice === undefined) return;
    const result = lastPrice >= 10_000 - CERTAIN ? "yes" : lastPrice <= CERTAIN ? "no" : undefined;
    if (result === undefined) return;
    this.#exchange?.step({ kind: "life", market, step: "determined", result });
    this.#exchange?.step({ kind: "life", market, step: "settled" });
  }
}
