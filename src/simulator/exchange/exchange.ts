/**
 * Keeps the simulated exchange: its markets, to which traders, captures and clients submit alike, and its events.
 *
 * It knows nobody of them. What happens is published to whoever listens, and recorded for the answers of REST.
 *
 * @module
 */
import type { FeeSchedule } from "../../core/market/fees.ts";
import type { EventListing } from "../listing.ts";
import { EventRecord } from "./event_record.ts";
import { CLOSE_PADDING_MS, type MarketRecord } from "./market_record.ts";
import type { FeesEvent, LifeEvent, ScoreEvent } from "./simulated_event.ts";
import { type HearReport, type MarketWatcher, type Publish, SimulatedMarket } from "./simulated_market.ts";
import type { ExchangeSeam, ShardState } from "./submission.ts";

const LISTED_BEFORE_MS = 5 * 86_400_000;

/** Everything that the exchange is started with. */
export interface ExchangeOptions {
  readonly events: readonly EventListing[];
  /** Unix milliseconds. */
  readonly openedAt: number;
  /** Unix milliseconds, whole. */
  readonly now: () => number;
  /** When a virtual moment falls, Unix milliseconds. */
  readonly wallOf: (virtualMs: number) => number;
}

/** The exchange. */
export class Exchange implements ExchangeSeam {
  readonly openedAt: number;
  readonly events: ReadonlyMap<string, EventRecord>;
  /** Also those that are not listed yet. */
  readonly #markets = new Map<string, SimulatedMarket>();
  readonly #listed = new Map<string, MarketRecord>();
  readonly #now: () => number;
  readonly #wallOf: (virtualMs: number) => number;
  readonly #publish: Publish;
  readonly #owners = new Map<string, HearReport>();
  readonly #shards = new Map<number, ShardState>();
  #watcher: MarketWatcher | undefined;
  #listener: Publish | undefined;
  #published = 0;

  constructor({ events: listings, openedAt, now, wallOf }: ExchangeOptions) {
    this.openedAt = openedAt;
    this.#now = now;
    this.#wallOf = wallOf;
    this.#publish = (event, atMs) => {
      this.#published++;
      this.#listener?.(event, atMs);
    };
    const events = new Map<string, EventRecord>();
    const closeAt = openedAt + CLOSE_PADDING_MS;
    const listenerOf = (owner: string) => this.#owners.get(owner);
    for (const listing of listings) {
      const event = new EventRecord(listing);
      events.set(listing.ticker, event);
      for (const market of listing.markets) {
        const made = new SimulatedMarket({
          listing,
          market,
          orderPrefix: `${this.#markets.size + 1}-`,
          openedAt,
          closeAt,
          now,
          publish: this.#publish,
          listenerOf,
          takesOrders: () => this.shard(listing.series.exchangeIndex) === "active",
          watcher: () => this.#watcher,
        });
        this.#markets.set(market.ticker, made);
        if (market.listedLater !== true) this.#list(made.record, event);
      }
    }
    this.events = events;
  }

  /** The markets that are listed. */
  get markets(): ReadonlyMap<string, MarketRecord> {
    return this.#listed;
  }

  /** Unix milliseconds, whole, on the exchange's clock. */
  now(): number {
    return this.#now();
  }

  /** How many events were published. */
  get published(): number {
    return this.#published;
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
   * Sets the listener of published events; everything that an event changes has changed before it is called.
   */
  listen(listener: Publish): void {
    this.#listener = listener;
  }

  /**
   * Sets the listener of an owner's order reports. It must not submit within a report: matching is still
   * under way.
   */
  listenFor(owner: string, listener: HearReport): void {
    this.#owners.set(owner, listener);
  }

  /** Sets who looks after orders besides matching. */
  watch(watcher: MarketWatcher): void {
    this.#watcher = watcher;
  }

  /** What a shard takes. */
  shard(index: number): ShardState {
    return this.#shards.get(index) ?? "active";
  }

  /**
   * Pauses a shard, or lets it go on. Orders are refused in all its markets while it is paused; that an exchange pause
   * refuses cancels too is for whoever takes them from clients: the exchange's own traders may always withdraw.
   */
  setShard(index: number, state: ShardState): void {
    this.#shards.set(index, state);
  }

  /** The fees of an event's markets. */
  feesOf(event: string): FeeSchedule {
    const record = this.events.get(event);
    if (record === undefined) throw new RangeError(`Cannot tell fees: event "${event}" is not listed`);
    const { feeType, feeMultiplier } = record.fees;
    const multiplier = feeMultiplier === null ? 10_000 : Math.round(feeMultiplier * 10_000);
    return { type: feeType ?? record.listing.series.feeType, multiplier };
  }

  market(ticker: string): SimulatedMarket {
    const market = this.#markets.get(ticker);
    if (market === undefined) throw new RangeError(`Cannot trade: market "${ticker}" is unknown`);
    return market;
  }

  step(life: LifeEvent): boolean {
    const market = this.#markets.get(life.market);
    if (life.step === "created" && market !== undefined) this.#create(market.record);
    if (market === undefined || !this.#listed.has(life.market)) {
      throw new RangeError(`Cannot take a step: market "${life.market}" is not listed`);
    }
    return market.step(life);
  }

  announce(news: ScoreEvent | FeesEvent): void {
    const event = this.events.get(news.event);
    if (event === undefined) throw new RangeError(`Cannot announce: event "${news.event}" is not listed`);
    const atMs = this.#now();
    if (news.kind === "score") {
      event.game = news.game;
      event.gameAt = atMs;
    } else {
      const { feeType, feeMultiplier } = news;
      event.fees = { feeType, feeMultiplier };
    }
    this.#publish(news, atMs);
  }

  #list(market: MarketRecord, event: EventRecord): void {
    this.#listed.set(market.ticker, market);
    event.list(market);
  }

  #create(market: MarketRecord): void {
    const event = this.events.get(market.listing.ticker);
    if (event !== undefined && !this.#listed.has(market.ticker)) this.#list(market, event);
  }
}
