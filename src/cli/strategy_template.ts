/**
 * The file that `strategies new` writes.
 *
 * @module
 */

/** The source of a minimal rule that runs as it is. It imports zod only: the types it needs stand in the file. */
export function startingFile(name: string): string {
  return `/**
 * ${name}: say in a sentence what it buys, and when it sells.
 *
 * Run it: kalshi-live demo --strategy ./${name}.ts --params '{"max_price":0.6}'
 */
import { z } from "zod";

/** Prices are in 1/10,000 dollar: 5600 is .56. There is more to see; this is what the rule below reads. */
interface Market {
  readonly ticker: string;
  /** Price of the last trade. */
  readonly last?: number;
  readonly book: { readonly bestBid?: number; readonly bestAsk?: number; readonly spread?: number };
}

interface State {
  /** Unix milliseconds: the only clock. */
  readonly at: number;
  /** The market that has just changed. */
  readonly market: Market;
  /** The winner markets of the two teams, where it is known which is which. */
  readonly homeMarket?: Market;
  readonly awayMarket?: Market;
  /** The game, where a scoreboard tells of it. Add \`needsGame: true\` below if the rule reads it. */
  readonly game?: {
    readonly period: number;
    readonly secondsLeftInPeriod: number;
    readonly home: { readonly score: number };
    readonly away: { readonly score: number };
  };
}

/** What this strategy has in a market. */
interface Portfolio {
  holding(market: string): { readonly averagePrice: number } | undefined;
  openOrders(market: string): number;
  lastClosed(market: string): { readonly reason: string; readonly closedAt: number } | undefined;
}

/** The reason of a number that is above its bound; screens write it with both. */
function tooHigh(code: string, name: string, value: number, limit: number) {
  return { code, name, value, bound: "max", limit, unit: "price" };
}

const parameters = z.strictObject({
  stake: z.number().positive().max(1_000).default(10).describe("dollars an entry costs"),
  max_price: z.number().min(0.01).max(0.99).default(0.5).describe("highest price for an entry, in dollars"),
  max_spread: z.number().min(0.001).max(0.2).default(0.03).describe("widest spread, in dollars"),
});

export default {
  name: "${name}",
  category: "own",
  description: "Buys once what is cheap and has a narrow spread; sells at +10 % or -10 %, or after an hour.",
  parameters,
  create({ stake, max_price, max_spread }: z.infer<typeof parameters>) {
    const maxPrice = Math.round(max_price * 10_000);
    const maxSpread = Math.round(max_spread * 10_000);
    // Memory goes here: it is fresh for every run.
    return {
      /** Answers with wishes, or with the one reason why there are none. */
      onState({ market }: State, portfolio: Portfolio) {
        const { bestAsk, spread } = market.book;
        if (bestAsk === undefined || spread === undefined) return { code: "NO_QUOTE" };
        if (bestAsk > maxPrice) return tooHigh("PRICE_ABOVE_MAX", "ask", bestAsk, maxPrice);
        if (spread > maxSpread) return tooHigh("SPREAD_WIDE", "spread", spread, maxSpread);
        if (portfolio.holding(market.ticker) !== undefined) return { code: "ALREADY_HOLDING" };
        if (portfolio.openOrders(market.ticker) > 0) return { code: "ORDER_OPEN" };
        if (portfolio.lastClosed(market.ticker) !== undefined) return { code: "TRADED_ONCE" };
        return [{
          action: "buy",
          market: market.ticker,
          price: bestAsk,
          // Money in micro-dollars; contracts follow from it.
          size: { stake: Math.round(stake * 1_000_000) },
          // Fractions in 1/10,000 of the price paid.
          exits: { takeProfit: 1_000, stopLoss: 1_000, maxHoldMs: 3_600_000 },
        }];
      },
    };
  },
};
`;
}
