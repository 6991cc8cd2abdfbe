/**
 * A strategy that does nothing but send orders, so that there are enough of them to measure.
 *
 * @module
 */
import { z } from "zod";
import { toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import { register, type RegisteredStrategy } from "../../src/core/strategy/strategy.ts";

/** Its name. */
export const EVERY_NTH = "every_nth";
const CONTRACT = 100;
/** One order in so many rests, and is called off by the time-out; the others cross. */
const RESTING_EVERY = 8;
const BELOW_THE_BEST = 500;

/** The strategy, and whether it does anything at this moment. */
export interface EveryNth {
  readonly strategy: RegisteredStrategy;
  enabled: boolean;
}

/** Buys one contract on every so many states of the markets, while it is enabled. */
export function everyNth(): EveryNth {
  const rule: EveryNth = { strategy: strategyOf(() => rule.enabled), enabled: false };
  return rule;
}

const strategyOf = (enabled: () => boolean): RegisteredStrategy =>
  register({
    name: EVERY_NTH,
    category: "benchmark",
    description: "Buys one contract on every Nth state.",
    parameters: z.strictObject({ states: z.int().positive() }),
    create({ states }) {
      let seen = 0;
      let sent = 0;
      return {
        onState({ market }) {
          const { bestBid, bestAsk } = market.book;
          if (!enabled() || ++seen % states !== 0) {
            return { code: "NOT_YET", name: "seen", value: seen, unit: "count" };
          }
          if (bestBid === undefined || bestAsk === undefined) {
            return { code: "NO_BOOK" };
          }
          const rests = ++sent % RESTING_EVERY === 0;
          const price = rests ? toPrice(bestBid - BELOW_THE_BEST) : bestAsk;
          return [{ action: "buy", market: market.ticker, price, size: { quantity: toQuantity(CONTRACT) } }];
        },
      };
    },
  });

/** The same, always enabled. */
export const EVERY_NTH_STRATEGY: RegisteredStrategy = strategyOf(() => true);
