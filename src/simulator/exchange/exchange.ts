/**
 * The state of the simulated exchange: everything that REST answers are made from.
 *
 * @module
 */
import type { EventListing } from "../listing.ts";
import type { SimulatedEvent } from "./simulated_event.ts";
import { EventRecord } from "./event_record.ts";
import { MarketRecord, type TradeRecord } from "./market_record.ts";

/** Sports markets are listed to close two weeks after the game, and close early. */
const CLOSE_PADDING_MS = 14 * 86_400_000;
const LISTED_BEFORE_MS = 5 * 86_400_000;

/** What the exchange starts from. */
export interface ExchangeOptions {
  readonly events: readonly EventListing[];
  /** Unix milliseconds. */
  readonly openedAt: number;
  /** When a virtual moment falls, Unix milliseconds. */
  readonly wallOf: (virtualMs: number) => number;
}

/** The exchange. */
export class Exchange {
  readonly openedAt: number;
  readonly events: ReadonlyMap<string, EventRecord>;
  readonly #markets = new Map<string, MarketRecord>();
  /** Markets that nobody knows of yet. */
  readonly #later = new Map<string, MarketRecord>();
  readonly #wallOf: (virtualMs: number) => number;

  constructor(options: ExchangeOptions) {
    this.openedAt = options.openedAt;
    this.#wallOf = options.wallOf;
    const events = new Map<string, EventRecord>();
    const closeAt = options.openedAt + CLOSE_PADDING_MS;
    for (const listing of options.events) {
      const event = new EventRecord(listing);
      events.set(listing.ticker, event);
      for (const market of listing.markets) {
        const record = new MarketRecord(listing, market, options.openedAt, closeAt);
        if (market.listedLater === true) this.#later.set(record.ticker, record);
        else this.#list(record, event);
      }
    }
    this.events = events;
  }

  /** The markets that are listed. */
  get markets(): ReadonlyMap<string, MarketRecord> {
    return this.#markets;
  }

  /** When the markets were listed, Unix milliseconds. */
  get listedAt(): number {
    return this.openedAt - LISTED_BEFORE_MS;
  }

  /** When the game starts, Unix milliseconds. */
  startOf(event: EventRecord): number {
    return this.#wallOf(event.listing.startsAtMs);
  }

  /** When the game is expected to end, Unix milliseconds. */
  endOf(event: EventRecord): number {
    return this.#wallOf(event.listing.endsAtMs);
  }

  /**
   * Lets an occurrence change the state.
   *
   * @returns the trade that was booked, where it was one
   * @throws {RangeError} if its market or event is not listed
   */
  apply(occurrence: SimulatedEvent, atMs: number): TradeRecord | undefined {
    if (occurrence.kind === "score" || occurrence.kind === "fees") {
      this.#applyToEvent(occurrence, atMs);
      return undefined;
    }
    if (occurrence.kind === "life" && occurrence.step === "created") this.#create(occurrence.market);
    const market = this.#markets.get(occurrence.market);
    if (market === undefined) {
      throw new RangeError(`Cannot apply: market "${occurrence.market}" is not listed`);
    }
    switch (occurrence.kind) {
      case "level":
        market.book.change(occurrence.side, occurrence.price, occurrence.delta);
        market.quoted(atMs);
        return undefined;
      case "book":
        market.book.replace(occurrence.bids, occurrence.asks);
        market.quoted(atMs);
        return undefined;
      case "trade":
        return market.trade(occurrence, atMs);
      case "life":
        this.#applyLife(market, occurrence, atMs);
        return undefined;
    }
  }

  #list(market: MarketRecord, event: EventRecord): void {
    this.#markets.set(market.ticker, market);
    event.list(market);
  }

  #create(ticker: string): void {
    const market = this.#later.get(ticker);
    const event = market === undefined ? undefined : this.events.get(market.listing.ticker);
    if (market === undefined || event === undefined) return;
    this.#later.delete(ticker);
    this.#list(market, event);
  }

  #applyLife(
    market: MarketRecord,
    occurrence: Extract<SimulatedEvent, { kind: "life" }>,
    atMs: number,
  ): void {
    market.updatedAt = atMs;
    switch (occurrence.step) {
      case "created":
        market.status = "initialized";
        return;
      case "activated":
        market.status = "active";
        return;
      case "deactivated":
        market.status = "inactive";
        return;
      case "metadata_updated":
        market.yesTitle = occurrence.yesTitle;
        return;
      case "price_level_structure_updated":
        market.grid = occurrence.grid;
        return;
      case "closed":
        market.status = "closed";
        market.closeAt = atMs;
        return;
      case "determined":
        market.status = "determined";
        market.result = occurrence.result;
        return;
      case "settled":
        market.status = "finalized";
        market.settledAt = atMs;
        return;
    }
  }

  #applyToEvent(occurrence: Extract<SimulatedEvent, { kind: "score" | "fees" }>, atMs: number): void {
    const event = this.events.get(occurrence.event);
    if (event === undefined) throw new RangeError(`Cannot apply: event "${occurrence.event}" is not listed`);
    if (occurrence.kind === "score") {
      event.game = occurrence.game;
      event.gameAt = atMs;
    } else {
      const { feeType, feeMultiplier } = occurrence;
      event.fees = { feeType, feeMultiplier };
    }
  }
}
