/**
 * Markets, events and series as REST has them, joined into what the engine calls a market.
 *
 * A market is listed only once its fees are known, which takes the event (its own fees win) and the series. Fees that the
 * program cannot compute keep a market unlisted: a market whose costs are unknown must not be traded.
 *
 * @module
 */
import type { MarketLife } from "../../core/market/events.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { FeeSchedule } from "../../core/market/fees.ts";
import { isPlainTicker } from "../../core/market/ticker.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { WireEvent } from "../wire/event.ts";
import type { WireMarket } from "../wire/market.ts";
import type { WireSeries } from "../wire/series.ts";
import { type MarketListing, readMarketListing } from "./market_listing.ts";
import { type FeeChange, FeeChanges } from "./fee_changes.ts";
import { readFees, sameFees, waived } from "./fees.ts";
import type { Scope } from "./scope.ts";
import type { Tally } from "./output.ts";

interface EventRecord {
  readonly series: string;
  readonly exchangeIndex: number | undefined;
  readonly feeType: string | undefined;
  readonly feeMultiplier: number | undefined;
}

interface SeriesRecord {
  readonly feeType: string;
  readonly feeMultiplier: number;
  readonly exchangeIndex: number | undefined;
}

/** Why a market is not listed. */
export interface Unlisted {
  readonly market: string;
  readonly reason: string;
}

/** Events and series kept at most, each: a few are asked for. */
const MOST_KEPT = 1_000;

/** Joins the answers. */
export class Listings {
  readonly #tally: Tally;
  readonly #scope: Scope;
  readonly #known = new Map<string, MarketListing>();
  readonly #events = new Map<string, EventRecord>();
  readonly #series = new Map<string, SeriesRecord>();
  /** Fees that the engine was given, by market. */
  readonly #given = new Map<string, FeeSchedule | undefined>();
  /** Fees that cannot be computed, by event, as text. */
  readonly #unknownFees = new Map<string, string>();
  readonly #seriesChanges = new FeeChanges();
  readonly #eventChanges = new FeeChanges();
  /** When the next fee waiver ends. */
  #waiverEndsAt = Infinity;

  constructor(tally: Tally, scope: Scope) {
    this.#tally = tally;
    this.#scope = scope;
  }

  /** Whether REST has named the market. */
  has(market: string): boolean {
    return this.#known.has(market);
  }

  /** Markets that were read but not listed, each with what is missing. */
  unlisted(): Unlisted[] {
    const missing: Unlisted[] = [];
    for (const [market, listing] of this.#known) {
      if (this.#given.has(market) && !this.#unknownFees.has(listing.event)) continue;
      const event = this.#events.get(listing.event);
      const fees = this.#unknownFees.get(listing.event);
      const reason = event === undefined
        ? `event ${listing.event} not read yet`
        : fees === undefined
        ? `series ${event.series} not read yet`
        : `fees "${fees}" cannot be computed`;
      missing.push({ market, reason });
    }
    return missing;
  }

  /** Takes a market. */
  market(at: number, wire: WireMarket, events: EngineEvent[]): void {
    const listing = this.#take(wire);
    if (listing !== undefined) this.#list(at, listing, events);
    else if (!this.#scope.has(wire.ticker)) this.#unasked("market", wire.ticker);
  }

  /** Keeps what is said of a market that was asked for. */
  #take(wire: WireMarket): MarketListing | undefined {
    if (!this.#scope.has(wire.ticker)) return undefined;
    const read = readMarketListing(wire);
    if (!read.ok) {
      this.#tally.problem("invalid", read.reason.message);
      return undefined;
    }
    const listing = read.value;
    if (listing.status === "unknown" && this.#known.get(listing.ticker)?.status !== "unknown") {
      const word = safeText(wire.status, 60);
      this.#tally.problem("unknownTypes", `market ${listing.ticker}: unknown status "${word}", not traded`);
    }
    const waiver = wire.fee_waiver_expiration_time ?? "";
    if (waiver !== "" && listing.feesWaivedUntil === undefined) {
      const shown = safeText(waiver, 60);
      this.#tally.problem(
        "invalid",
        `market ${listing.ticker}: fees waived until "${shown}", which is no time`,
      );
    }
    this.#known.set(listing.ticker, listing);
    return listing;
  }

  #unasked(what: string, ticker: string): void {
    this.#tally.problem("unasked", `answer about ${what} ${safeText(ticker, 60)}, which was not asked for`);
  }

  /**
   * Takes an event, and those of its markets that were asked for.
   *
   * @param named whether the event itself was asked for; one of a list counts if a market of it was
   */
  event(at: number, wire: WireEvent, events: EngineEvent[], named: boolean): void {
    if (!isPlainTicker(wire.event_ticker) || !isPlainTicker(wire.series_ticker)) {
      return this.#tally.problem("invalid", `event ${wire.event_ticker}: expected plain tickers`);
    }
    const nested = new Set<string>();
    for (const market of wire.markets ?? []) {
      if (market.event_ticker !== wire.event_ticker) {
        this.#unasked(`event ${wire.event_ticker} with a market of another one:`, market.ticker);
      } else if (this.#take(market) !== undefined) nested.add(market.ticker);
    }
    const wanted = this.#isWanted(wire.event_ticker) || (named && this.#events.size < MOST_KEPT);
    if (!wanted) return this.#unasked("event", wire.event_ticker);
    this.#events.set(wire.event_ticker, {
      series: wire.series_ticker,
      exchangeIndex: wire.exchange_index ?? undefined,
      feeType: wire.fee_type_override ?? undefined,
      feeMultiplier: wire.fee_multiplier_override ?? undefined,
    });
    this.#refreshFees(at, wire.event_ticker, events);
    for (const listing of this.#known.values()) {
      if (listing.event !== wire.event_ticker) continue;
      if (nested.has(listing.ticker) || !this.#given.has(listing.ticker)) this.#list(at, listing, events);
    }
  }

  /** Whether a market of the event was asked for. */
  #isWanted(event: string): boolean {
    if (this.#events.has(event)) return true;
    for (const listing of this.#known.values()) if (listing.event === event) return true;
    return false;
  }

  /** Takes a series. */
  series(at: number, wire: WireSeries, events: EngineEvent[]): void {
    if (this.#series.size >= MOST_KEPT && !this.#series.has(wire.ticker)) {
      return this.#unasked("series", wire.ticker);
    }
    this.#series.set(wire.ticker, {
      feeType: wire.fee_type,
      feeMultiplier: wire.fee_multiplier,
      exchangeIndex: wire.exchange_index ?? undefined,
    });
    this.#refreshSeries(at, wire.ticker, events);
  }

  #refreshSeries(at: number, series: string, events: EngineEvent[]): void {
    for (const [ticker, record] of this.#events) {
      if (record.series !== series) continue;
      this.#refreshFees(at, ticker, events);
      for (const listing of this.#known.values()) {
        if (listing.event === ticker && !this.#given.has(listing.ticker)) this.#list(at, listing, events);
      }
    }
  }

  /** Takes a change of an event's own fees; `undefined` gives the event back to its series. */
  feeOverride(
    at: number,
    ticker: string,
    feeType: string | undefined,
    feeMultiplier: number | undefined,
    events: EngineEvent[],
  ): void {
    const record = this.#events.get(ticker);
    if (record === undefined) return;
    this.#events.set(ticker, { ...record, feeType, feeMultiplier });
    this.#refreshFees(at, ticker, events);
    for (const listing of this.#known.values()) {
      if (listing.event === ticker && !this.#given.has(listing.ticker)) this.#list(at, listing, events);
    }
  }

  /** Takes what is announced of a series' fees, or of all series' where none was asked about. */
  announceSeriesFees(at: number, series: string | undefined, changes: readonly FeeChange[]): void {
    this.#noteKept(this.#seriesChanges.announce(at, series, changes));
  }

  /** Takes what is announced of an event's own fees, or of all events' where none was asked about. */
  announceEventFees(at: number, event: string | undefined, changes: readonly FeeChange[]): void {
    this.#noteKept(this.#eventChanges.announce(at, event, changes));
  }

  #noteKept(all: boolean): void {
    if (!all) this.#tally.problem("invalid", "more fee changes are announced than are kept");
  }

  /** Time has come to this moment: announced fees take effect, waivers end. Cheap, for it is asked for every input. */
  pass(at: number, events: EngineEvent[]): void {
    if (at < this.#waiverEndsAt && at < this.#seriesChanges.nextAt && at < this.#eventChanges.nextAt) return;
    for (const { ticker, type, multiplier } of this.#seriesChanges.due(at)) {
      const record = this.#series.get(ticker);
      if (record === undefined || type === undefined || multiplier === undefined) continue;
      this.#series.set(ticker, { ...record, feeType: type, feeMultiplier: multiplier });
      this.#refreshSeries(at, ticker, events);
    }
    for (const { ticker, type, multiplier } of this.#eventChanges.due(at)) {
      this.feeOverride(at, ticker, type, multiplier, events);
    }
    if (at >= this.#waiverEndsAt) {
      for (const ticker of this.#events.keys()) this.#refreshFees(at, ticker, events);
      this.#findWaiverEnd(at);
    }
  }

  #findWaiverEnd(at: number): void {
    this.#waiverEndsAt = Infinity;
    for (const { feesWaivedUntil = 0 } of this.#known.values()) {
      if (feesWaivedUntil > at) this.#waiverEndsAt = Math.min(this.#waiverEndsAt, feesWaivedUntil);
    }
  }

  /** Keeps what a step in a market's life has changed, for a listing that is still to come. */
  life(life: MarketLife): void {
    const listing = this.#known.get(life.market);
    if (listing === undefined) return;
    const { result, resultNotUnderstood } = life;
    const judged = result !== undefined || resultNotUnderstood !== undefined;
    const { result: _, resultNotUnderstood: __, ...rest } = listing;
    this.#known.set(life.market, {
      ...(judged ? rest : listing),
      ...(life.status === undefined ? {} : { status: life.status }),
      ...(life.closeAt === undefined ? {} : { closeAt: life.closeAt }),
      ...(life.grid === undefined ? {} : { grid: life.grid }),
      ...(result === undefined ? {} : { result }),
      ...(resultNotUnderstood === undefined ? {} : { resultNotUnderstood }),
    });
  }

  #list(at: number, listing: MarketListing, events: EngineEvent[]): void {
    const event = this.#events.get(listing.event);
    const usual = this.#fees(listing.event);
    if (event === undefined || usual === undefined) return;
    const { feesWaivedUntil, ...listed } = listing;
    const fees = charged(usual, feesWaivedUntil, at);
    this.#findWaiverEnd(at);
    this.#given.set(listing.ticker, fees);
    const exchangeIndex = listing.exchangeIndex ?? event.exchangeIndex ??
      this.#series.get(event.series)?.exchangeIndex ?? 0;
    events.push({ kind: "market", at, info: { ...listed, series: event.series, fees, exchangeIndex } });
  }

  /** The fees of an event, or `undefined` where they are not known or cannot be computed. */
  #fees(ticker: string): FeeSchedule | undefined {
    const event = this.#events.get(ticker);
    const series = event === undefined ? undefined : this.#series.get(event.series);
    const type = event?.feeType ?? series?.feeType;
    const multiplier = event?.feeMultiplier ?? series?.feeMultiplier;
    if (type === undefined || multiplier === undefined) return undefined;
    const fees = readFees(type, multiplier);
    if (fees !== undefined) {
      this.#unknownFees.delete(ticker);
      return fees;
    }
    const text = safeText(`${type} × ${multiplier}`, 60);
    if (this.#unknownFees.get(ticker) !== text) {
      this.#unknownFees.set(ticker, text);
      this.#tally.problem("unknownFeeTypes", `Cannot trade ${ticker}: its fees "${text}" cannot be computed`);
    }
    return undefined;
  }

  /** Tells the engine where the fees of listed markets are others than it was given. */
  #refreshFees(at: number, ticker: string, events: EngineEvent[]): void {
    const ofEvent = [...this.#known.values()].filter((listing) =>
      listing.event === ticker && this.#given.has(listing.ticker)
    );
    const listed = ofEvent.map((listing) => listing.ticker);
    const usual = this.#fees(ticker);
    if (listed.length === 0) return;
    const reason = this.#unknownFees.get(ticker);
    if (reason !== undefined) {
      // Whatever comes after them is news.
      for (const market of listed) this.#given.set(market, undefined);
      events.push({ kind: "fees_unknown", at, event: ticker, reason: `fees "${reason}" cannot be computed` });
    } else if (usual !== undefined) {
      const changed = ofEvent.filter((listing) => {
        const before = this.#given.get(listing.ticker);
        const fees = charged(usual, listing.feesWaivedUntil, at);
        this.#given.set(listing.ticker, fees);
        return before === undefined || !sameFees(before, fees);
      });
      const alike = changed.length === listed.length &&
        changed.every(({ feesWaivedUntil: until = 0 }) => until <= at);
      if (alike) events.push({ kind: "fees_changed", at, event: ticker, fees: usual });
      else {
        for (const { ticker: market, feesWaivedUntil } of changed) {
          events.push({
            kind: "fees_changed",
            at,
            event: ticker,
            market,
            fees: charged(usual, feesWaivedUntil, at),
          });
        }
      }
    }
  }
}

/** The fees of a market now: zero while they are waived. */
function charged(usual: FeeSchedule, waivedUntil: number | undefined, at: number): FeeSchedule {
  return waivedUntil !== undefined && at < waivedUntil ? waived(usual) : usual;
}
