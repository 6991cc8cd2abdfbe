/**
 * favorite_threshold: buys a favourite whose last price is high and holds it for a small gain.
 *
 * Entry: last price, while it is current, in [threshold, max_price], the ask as well; buys at the ask. Confidence is
 * 60 + 40 (p − threshold) / (.95 − threshold), kept within 0–100, and scales the stake. Exit: take-profit, stop and
 * longest hold. After a take-profit no re-entry for 60 s or until the price rose by 3 %; after the longest hold none until the
 * price has moved: to 3 % above the higher, or below the lower, of what was paid and what it was sold for. After a stop one
 * re-entry, after 10 s, at 97 % of the exit or above.
 *
 * Departs from the original: the ask must be inside the band too (the original could buy at .99); a stop nearer than the spread
 * has its trigger below the best bid at the entry, since its own entry would otherwise touch it; and what the longest hold sold
 * is not bought back a minute later from a book that has not moved.
 *
 * Weakness: it risks many ticks to gain two, and the fee of both sides is of the size of the gain; it looks at no score.
 *
 * @module
 */
import { z } from "zod";
import { type Micros, MICROS_PER_DOLLAR, type Price } from "../src/core/numbers/money.ts";
import { outOfBounds } from "../src/core/reasons.ts";
import type { ExitPlan } from "../src/core/execution/exit_plan.ts";
import type { RoundTrip } from "../src/core/orders.ts";
import type { Decision, Strategy, StrategyDefinition } from "../src/core/strategy/strategy.ts";

const HOUR_MS = 3_600_000;
const WHOLE = 10_000;
/** The price at which confidence is full. */
const SURE = 9_500;
const TAKE_PROFIT_MAX = 9_900;
const SECOND_MS = 1_000;
const MOVE_AFTER_EXIT = 0.03;
const RECOVERY_AFTER_STOP = 0.97;

const parameters = z.strictObject({
  threshold: z.number().min(0.5).max(0.95).default(0.85)
    .describe("least last price for an entry, in dollars"),
  max_price: z.number().min(0.5).max(0.98).default(0.96).describe("highest price for an entry, in dollars"),
  take_profit: z.number().min(0.001).max(1).default(0.02).describe(
    "gain to sell at, as a fraction of the price paid",
  ),
  stop_loss: z.number().min(0.001).max(1).default(0.01).describe(
    "loss to sell at, as a fraction of the price paid; nearer than the spread it is a tick below the bid at the entry",
  ),
  max_hold_hours: z.number().positive().max(48).default(2).describe("longest hold, in hours"),
  stake: z.number().positive().max(100_000).default(100).describe(
    "dollars an entry costs at full confidence",
  ),
  rest_after_exit_seconds: z.number().nonnegative().max(86_400).default(60)
    .describe(
      "no re-entry for so long after a take-profit, unless the price rises by 3 %",
    ),
  rest_after_stop_seconds: z.number().nonnegative().max(86_400).default(10)
    .describe("no re-entry for so long after a stop"),
}).refine((p) => p.threshold <= p.max_price, { path: ["threshold"], message: "must not be above max_price" });

type Parameters = z.infer<typeof parameters>;

function grade(confidence: number): string {
  return confidence >= 90 ? "strong" : confidence >= 75 ? "medium" : "weak";
}

/**
 * Why there is no re-entry after the longest hold.
 *
 * The prices of purchase and sale are at least the two sides of the spread: a price between them is no move.
 */
function unmoved({ entryMicros, exitMicros }: RoundTrip, price: number): Decision | undefined {
  const low = Math.min(entryMicros, exitMicros) / 100;
  const high = Math.max(entryMicros, exitMicros) / 100;
  const moved = Math.max(price / high - 1, 1 - price / low);
  return moved >= MOVE_AFTER_EXIT
    ? undefined
    : outOfBounds("NOT_MOVED", "moved", Math.max(0, moved), "min", MOVE_AFTER_EXIT, "ratio");
}

function create(given: Parameters): Strategy {
  const threshold = Math.round(given.threshold * WHOLE);
  const maxPrice = Math.round(given.max_price * WHOLE);
  const exits: ExitPlan = {
    takeProfit: Math.round(given.take_profit * WHOLE),
    takeProfitMax: TAKE_PROFIT_MAX as Price,
    stopLoss: Math.round(given.stop_loss * WHOLE),
    maxHoldMs: given.max_hold_hours * HOUR_MS,
  };
  const restAfterExitMs = given.rest_after_exit_seconds * SECOND_MS;
  const restAfterStopMs = given.rest_after_stop_seconds * SECOND_MS;
  const stakeMicros = given.stake * MICROS_PER_DOLLAR;
  /** The stop, by the time it closed, after which a market's one re-entry is allowed. */
  const firstStop = new Map<string, number>();

  /** Why the last round trip forbids an entry now. */
  function resting(market: string, last: RoundTrip, price: number, at: number): Decision | undefined {
    const since = at - last.closedAt;
    const exit = last.exitMicros / 100;
    if (last.reason === "max_hold") return unmoved(last, price);
    if (last.reason !== "stop") {
      if (since >= restAfterExitMs || price >= exit * (1 + MOVE_AFTER_EXIT)) return undefined;
      return outOfBounds("RESTING_AFTER_EXIT", "since", since, "min", restAfterExitMs, "milliseconds");
    }
    if ((firstStop.get(market) ?? last.closedAt) !== last.closedAt) return { code: "STOPPED_TWICE" };
    firstStop.set(market, last.closedAt);
    if (since < restAfterStopMs) {
      return outOfBounds("RESTING_AFTER_STOP", "since", since, "min", restAfterStopMs, "milliseconds");
    }
    const least = exit * RECOVERY_AFTER_STOP;
    return price < least ? outOfBounds("NOT_RECOVERED", "last", price, "min", least, "price") : undefined;
  }

  return {
    onState({ market, at }, portfolio) {
      const price = market.currentLast;
      if (price === undefined) return market.lastDoubt ?? { code: "NO_LAST_PRICE" };
      if (price < threshold) return outOfBounds("PRICE_BELOW_MIN", "last", price, "min", threshold, "price");
      if (price > maxPrice) return outOfBounds("PRICE_ABOVE_MAX", "last", price, "max", maxPrice, "price");
      const ask = market.book.bestAsk;
      if (ask === undefined) return { code: "NO_ASK" };
      if (ask > maxPrice) return outOfBounds("ASK_ABOVE_MAX", "ask", ask, "max", maxPrice, "price");
      if (portfolio.holding(market.ticker) !== undefined) return { code: "ALREADY_HOLDING" };
      if (portfolio.openOrders(market.ticker) > 0) return { code: "ORDER_OPEN" };
      const last = portfolio.lastClosed(market.ticker);
      if (last !== undefined) {
        const rest = resting(market.ticker, last, price, at);
        if (rest !== undefined) return rest;
      }
      const rise = (price - threshold) / Math.max(1, SURE - threshold);
      const confidence = Math.round(Math.min(100, Math.max(0, 60 + 40 * rise)));
      return [{
        action: "buy",
        market: market.ticker,
        price: ask,
        size: { stake: Math.floor(stakeMicros * confidence / 100) as Micros },
        exits,
        confidence,
        note: grade(confidence),
      }];
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "favorite_threshold",
  category: "threshold",
  description: "Buys a favourite at a high price and sells it for a small gain; needs no game.",
  parameters,
  create,
};

export default definition;
