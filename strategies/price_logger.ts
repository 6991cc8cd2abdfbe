/**
 * price_logger: never trades; its reason is the market's price, bid and ask of the moment.
 *
 * Departs from the original: it prints nothing; the line is the reason that screens and recordings show for each market.
 *
 * Weakness: none but that it earns nothing.
 *
 * @module
 */
import { z } from "zod";
import type { MarketView } from "../src/core/market/market_view.ts";
import type { Reason } from "../src/core/reasons.ts";
import type { Strategy, StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { Memory } from "./support/memory.ts";
import { midPrice, NO_PRICE } from "./support/prices.ts";

const WHOLE = 10_000;
const DECIMALS = 4;

const parameters = z.strictObject({});

type Parameters = z.infer<typeof parameters>;

/** The last line of a market, made again only when one of its numbers changed. */
class Line {
  #reason: Reason = NO_PRICE;
  #price = NaN;
  #bid: number | undefined;
  #ask: number | undefined;

  of(market: MarketView, price: number): Reason {
    const { bestBid, bestAsk } = market.book;
    if (price === this.#price && bestBid === this.#bid && bestAsk === this.#ask) return this.#reason;
    this.#price = price;
    this.#bid = bestBid;
    this.#ask = bestAsk;
    const detail = `bid=${dollars(bestBid)} ask=${dollars(bestAsk)} market=${market.ticker}`;
    this.#reason = { code: "PRICE", name: "price", value: price, unit: "price", detail };
    return this.#reason;
  }
}

/** Texts of prices, each written once: a busy market says a price a million times. */
const TEXTS: string[] = [];

function dollars(price: number | undefined): string {
  if (price === undefined) return "none";
  return TEXTS[price] ??= (price / WHOLE).toFixed(DECIMALS).replace(/^0\./, ".");
}

function create(): Strategy {
  const lines = new Memory(() => new Line());
  return {
    onState({ market }) {
      const price = midPrice(market);
      return price === undefined ? NO_PRICE : lines.of(market.ticker).of(market, price);
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "price_logger",
  category: "tool",
  description: "Never trades; tells each market's price, bid and ask.",
  parameters,
  create,
};

export default definition;
