/**
 * take_no: a user's own rule that sells a market short. It takes NO where that is cheap, sells half of it once it has gained,
 * and leaves the rest to its exits. It looks at one market alone, as if there were no other that pays for the other team.
 *
 * Run it: kalshi-live demo --strategy ./take_no.ts
 */
import { z } from "zod";

/** Prices are in 1/10,000 dollar, and YES prices: a NO costs 10,000 less the best bid. */
interface Market {
  readonly ticker: string;
  readonly book: { readonly bestBid?: number; readonly bestAsk?: number };
}

interface State {
  readonly market: Market;
  readonly markets: readonly Market[];
}

/** All about a holding of NO is in the price of NO. */
interface Holding {
  readonly outcomeSide: "yes" | "no";
  readonly contracts: number;
  readonly averagePrice: number;
  readonly exiting?: string;
}

interface Portfolio {
  limitsLeft(market: string): { readonly stake: number };
  holding(market: string): Holding | undefined;
  openOrders(market: string): number;
}

const WHOLE = 10_000;

const parameters = z.strictObject({
  max_price: z.number().min(0.01).max(0.99).default(0.6).describe(
    "highest price of NO for an entry, in dollars",
  ),
  stake: z.number().positive().max(1_000).default(20).describe("dollars an entry costs"),
  half_at: z.number().min(0.001).max(1).default(0.04).describe("gain at which half is sold"),
});

export default {
  name: "take_no",
  category: "own",
  description: "Takes NO where it is cheap, sells half at a gain, and holds the rest to its exits.",
  parameters,
  create({ max_price, stake, half_at }: z.infer<typeof parameters>) {
    const maxPrice = Math.round(max_price * WHOLE);
    const halved = new Set<string>();
    return {
      onState({ market, markets }: State, portfolio: Portfolio) {
        const { ticker, book: { bestBid, bestAsk } } = market;
        if (ticker !== markets[0]?.ticker) return { code: "ANOTHER_MARKET" };
        const held = portfolio.holding(ticker);
        if (held !== undefined) {
          const bid = bestAsk === undefined ? 0 : WHOLE - bestAsk;
          const gained = bid >= held.averagePrice * (1 + half_at);
          if (held.exiting !== undefined || !gained || halved.has(ticker)) return { code: "HOLDING" };
          halved.add(ticker);
          const half = Math.floor(held.contracts / 2);
          return [{
            action: "sell",
            market: ticker,
            outcomeSide: "no",
            price: bid,
            size: { quantity: half },
            probability: 0.4,
          }];
        }
        if (portfolio.openOrders(ticker) > 0) return { code: "ORDER_OPEN" };
        if (bestBid === undefined) return { code: "NO_BID" };
        const price = WHOLE - bestBid;
        if (price > maxPrice) {
          return {
            code: "PRICE_ABOVE_MAX",
            name: "no",
            value: price,
            bound: "max",
            limit: maxPrice,
            unit: "price",
          };
        }
        halved.delete(ticker);
        return [{
          action: "buy",
          market: ticker,
          outcomeSide: "no",
          price,
          size: { stake: Math.min(Math.round(stake * 1_000_000), portfolio.limitsLeft(ticker).stake) },
          exits: { takeProfit: 800, stopLoss: 600, maxHoldMs: 3_600_000 },
          probability: 0.45,
        }];
      },
    };
  },
};
