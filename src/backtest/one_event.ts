/**
 * One game out of a recording of several.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import { eventOf, eventsOf } from "../core/market/ticker.ts";

/**
 * Passes on what concerns one exchange event. What concerns another is still a sign of life of the market data, and is
 * passed on as that.
 */
export class OneEvent {
  readonly #event: string;
  readonly #take: (event: EngineEvent) => void;
  /** Events of markets: as listed, and before that as their tickers tell. */
  readonly #events: Map<string, string>;

  /** @param markets those that the recording names */
  constructor(event: string, markets: readonly string[], take: (event: EngineEvent) => void) {
    this.#event = event;
    this.#events = new Map(eventsOf(markets));
    this.#take = take;
  }

  readonly push = (event: EngineEvent): void => {
    switch (event.kind) {
      case "book_snapshot":
      case "book_change":
      case "trade":
      case "ticker":
        return this.#take(this.#isOwn(event.market) ? event : { kind: "heartbeat", at: event.at });
      case "market":
        this.#events.set(event.info.ticker, event.info.event);
        return this.#isOwn(event.info.ticker) ? this.#take(event) : undefined;
      case "book_look":
      case "book_confirmed":
      case "market_life":
        return this.#isOwn(event.market) ? this.#take(event) : undefined;
      case "game":
      case "fees_changed":
      case "fees_unknown":
        return event.event === this.#event ? this.#take(event) : undefined;
      case "books_suspect": {
        const markets = event.markets?.filter((market) => this.#isOwn(market));
        if (markets?.length === 0) return undefined;
        return this.#take(markets === undefined ? event : { ...event, markets });
      }
      default:
        return this.#take(event);
    }
  };

  #isOwn(market: string): boolean {
    let event = this.#events.get(market);
    if (event === undefined) this.#events.set(market, event = eventOf(market));
    return event === this.#event;
  }
}
