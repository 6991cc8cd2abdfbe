/**
 * The rows of the risk gate, in the order they are asked. The documentation and the tests are made from this table.
 *
 * @module
 */
import { oppositeSide } from "../market/book.ts";
import type { Market } from "../market/market.ts";
import { complement, type Micros, notional, PRICE_ONE } from "../numbers/money.ts";
import type { OrderRequest } from "../orders.ts";
import { outOfBounds, type Reason } from "../reasons.ts";
import { isOnGrid } from "../market/ticks.ts";
import type { GuardView } from "./guards.ts";
import { NO_DRAWDOWN, type RiskLimits } from "./limits.ts";
import type { LiveView } from "./live_facts.ts";
import type { TradingState } from "./trading_state.ts";

/** The outside facts that the gate checks: a market, its data and its score. */
export interface MarketFacts {
  readonly at: number;
  /** Why the market data is down; `undefined` when it is up. */
  readonly marketDataDown: string | undefined;
  /** Since the last sign of life of the market data. */
  readonly marketDataAgeMs: number;
  /** How long ago the last message of the books was sent when it came. */
  readonly delayMs: number;
  readonly market: Market | undefined;
  /** Since the scoreboard last confirmed the game; `undefined` where there is no game. */
  readonly scoreAgeMs: number | undefined;
  /** Why the score cannot be believed at this moment; `undefined` where it can. */
  readonly scoreHeld: string | undefined;
  tradingActive(exchangeIndex: number): boolean;
}

/** Orders and money, as the gate looks at them. Sums are asked for only by the rows that need them. */
export interface Commitments {
  /** Whether something that is held in the market is being sold. */
  readonly leaving: boolean;
  /** Whether the outcome of an order in the market is unknown: whether it is there, or what it filled. */
  readonly unknown: boolean;
  /** Cost of what is held and what open orders would open; left out: over all markets. */
  exposure(market?: string): Micros;
  /** Money not set aside; `undefined` where the exchange has not said what is on the market's shard. */
  freeCash(): Micros | undefined;
  /** The money that this order would set aside. */
  needed(request: OrderRequest): Micros;
  /** Whether the other side than this order would open is held in its market, or about to be. */
  meetsOtherSide(request: OrderRequest): boolean;
  /** Whether this order would trade with an own open order. */
  meetsOwn(request: OrderRequest): boolean;
  openOrders(): number;
  /** Gain since the day began, open positions at the market: ours, or the whole account's where that is less. */
  dayPnl(): Micros;
  /** How far the account is below its best of the session. */
  drawdown(): Micros;
  /** Cost of what is held and of what open orders would open in all markets of the market's game. */
  gameExposure(): Micros;
}

/** Everything that the gate checks for an order in one market. */
export interface RiskContext extends MarketFacts, Commitments {
  readonly trading: Pick<TradingState, "killed" | "entriesPaused" | "halted" | "hasLeft">;
  /** The facts of a live session; `undefined` on paper. */
  readonly live: LiveView | undefined;
  readonly guards: GuardView;
  /** Whether a strategy reads the game. */
  needsGame(strategy: string): boolean;
}

/** What a row holds back. */
export type Holds = "entries" | "exits" | "both";

/** One row. */
export interface RiskRule {
  readonly code: string;
  /**
   * Whether it holds back orders that open or add to a position, orders that only reduce one, or both. What says something of the
   * session, of its data or of its money holds entries alone; an exit is held where the exchange itself would refuse it, where its
   * price cannot be meant, and after a kill.
   */
  readonly holds: Holds;
  /** The limit it compares with, where there is one. */
  readonly limit?: keyof RiskLimits;
  readonly meaning: string;
  check(request: OrderRequest, context: RiskContext, limits: RiskLimits): Reason | undefined;
}

/** The most that an order can cost: the YES price for a bid, the NO price for an ask. */
export function orderValue(request: OrderRequest): Micros {
  return notional(request.side === "bid" ? request.price : complement(request.price), request.quantity);
}

/** A market that runs over its expected end is taken to last so much longer. */
const OVERTIME_MS = 3_600_000;

/** How long a market lasts yet: to its close, or to its expected end where that is sooner. The close of a game's is padded by weeks. */
function lastsFor(market: Market | undefined, at: number): number {
  const { closeAt = Infinity, expectedEndAt } = market ?? {};
  const expected = expectedEndAt === undefined ? closeAt : Math.max(expectedEndAt, at + OVERTIME_MS);
  const end = Math.min(closeAt, expected);
  return end === Infinity ? 0 : Math.max(0, end - at);
}

/** All rows, in order. */
export const RISK_RULES: readonly RiskRule[] = [
  {
    code: "KILLED",
    holds: "both",
    meaning: "The kill switch was pressed: nothing is sent any more but what the trader closes.",
    check: ({ purpose }, { trading }) =>
      trading.killed && purpose !== "manual" ? { code: "KILLED" } : undefined,
  },
  {
    code: "ENTRIES_PAUSED",
    holds: "entries",
    meaning: "The trader paused entries.",
    check: (_request, { trading }) => trading.entriesPaused ? { code: "ENTRIES_PAUSED" } : undefined,
  },
  {
    code: "ENTRIES_HALTED",
    holds: "entries",
    meaning: "The session cannot go on as it should, for example because the disk is full.",
    check: (_request, { trading: { halted } }) =>
      halted === undefined ? undefined : { code: "ENTRIES_HALTED", detail: halted },
  },
  {
    code: "NOT_CONFIRMED",
    holds: "entries",
    meaning: "Nobody has confirmed that real money may be used, or that confirmation is over.",
    check: (_request, { live }) => live?.confirmed === false ? { code: "NOT_CONFIRMED" } : undefined,
  },
  {
    code: "NOT_RECONCILED",
    holds: "entries",
    meaning: "Journal and exchange were not compared, or do not agree.",
    check: (_request, { live }) =>
      live?.notReconciled === undefined ? undefined : { code: "NOT_RECONCILED", detail: live.notReconciled },
  },
  {
    code: "DIFFERS",
    holds: "entries",
    meaning: "Of this market the exchange says something else than the journal.",
    check: ({ market }, { live }) => {
      const detail = live?.difference(market);
      return detail === undefined ? undefined : { code: "DIFFERS", detail };
    },
  },
  {
    code: "BLIND",
    holds: "entries",
    meaning: "The account's own reports do not come, or nothing was compared since they come again.",
    check: (_request, { live }) =>
      live?.blind === undefined ? undefined : { code: "BLIND", detail: live.blind },
  },
  {
    code: "BREAKER_OPEN",
    holds: "entries",
    meaning: "Requests to the exchange have failed one after the other: it is left alone for a while.",
    check: (_request, { live }) =>
      live === undefined || live.breakers.length === 0
        ? undefined
        : { code: "BREAKER_OPEN", detail: live.breakers.join(", ") },
  },
  {
    code: "CANNOT_TRADE",
    holds: "entries",
    meaning: "The key may not trade.",
    check: (_request, { live }) =>
      live?.cannotTrade === undefined ? undefined : { code: "CANNOT_TRADE", detail: live.cannotTrade },
  },
  {
    code: "ATTESTATION",
    holds: "entries",
    meaning: "The attestation of the account ends before the market does: its exit might be refused.",
    check: (_request, { live, market, at }) => {
      const left = (live?.attestedUntil ?? Infinity) - at;
      // Without an end nothing is asked of the market.
      if (left === Infinity) return undefined;
      const needed = lastsFor(market, at);
      return left < needed
        ? outOfBounds("ATTESTATION", "left", Math.max(0, left), "min", needed, "milliseconds")
        : undefined;
    },
  },
  {
    code: "HALTED",
    holds: "entries",
    meaning: "A loss has halted entries: for the rest of the day, or until a person resumes them.",
    check: (_request, { guards, at }) => {
      const detail = guards.halt(at);
      return detail === undefined ? undefined : { code: "HALTED", detail };
    },
  },
  {
    code: "CANNOT_EXIT",
    holds: "entries",
    meaning: "An exit that is due does not go: nothing is bought before it does.",
    check: (_request, { guards: { stuckExit } }) =>
      stuckExit === undefined ? undefined : { code: "CANNOT_EXIT", detail: stuckExit },
  },
  {
    code: "POSITION_CLOSED",
    holds: "entries",
    meaning: "The trader closed what was held in this market: nothing is entered until entries are resumed.",
    check: ({ market }, { trading }) => trading.hasLeft(market) ? { code: "POSITION_CLOSED" } : undefined,
  },
  {
    code: "EXIT_UNDER_WAY",
    holds: "entries",
    meaning: "What is held in this market is being sold: nothing is bought there until it is.",
    // Also of other strategies: an exit takes back the bids it would meet, and would never go if more kept coming.
    check: (_request, { leaving }) => leaving ? { code: "EXIT_UNDER_WAY" } : undefined,
  },
  {
    code: "OTHER_SIDE_HELD",
    holds: "entries",
    meaning:
      "The other side is held here, or an entry for it is open: the exchange sets one against the other.",
    check: (request, context) => context.meetsOtherSide(request) ? { code: "OTHER_SIDE_HELD" } : undefined,
  },
  {
    code: "ORDER_UNKNOWN",
    holds: "entries",
    meaning:
      "Nobody knows whether the exchange has an order of ours in this market, or what it filled: nothing is entered until it is known.",
    check: (_request, { unknown }) => unknown ? { code: "ORDER_UNKNOWN" } : undefined,
  },
  {
    code: "MARKET_UNKNOWN",
    holds: "both",
    meaning: "The market was not asked for, or its listing has not been read.",
    check: ({ market: ticker }, { market }) =>
      market === undefined ? { code: "MARKET_UNKNOWN", detail: ticker } : undefined,
  },
  {
    code: "TRADING_PAUSED",
    holds: "both",
    meaning: "The exchange, or this market's shard of it, takes no orders.",
    check: (_request, context) =>
      context.market !== undefined && !context.tradingActive(context.market.exchangeIndex)
        ? { code: "TRADING_PAUSED", detail: `shard ${context.market.exchangeIndex}` }
        : undefined,
  },
  {
    code: "MARKET_NOT_ACTIVE",
    holds: "both",
    meaning: "The market is not open for orders, or its close time has passed.",
    check: (_request, { market, at }) =>
      market !== undefined && !market.isOpen(at)
        ? {
          code: "MARKET_NOT_ACTIVE",
          detail: market.status === "active" ? "close time passed" : `status ${market.status}`,
        }
        : undefined,
  },
  {
    code: "FEES_UNKNOWN",
    holds: "entries",
    meaning: "The market's fees cannot be computed any more.",
    check: (_request, { market }) =>
      market?.feesUnknown === undefined ? undefined : { code: "FEES_UNKNOWN", detail: market.feesUnknown },
  },
  {
    code: "FEED_DOWN",
    holds: "entries",
    meaning: "The market data is disconnected.",
    check: (_request, { marketDataDown }) =>
      marketDataDown === undefined ? undefined : { code: "FEED_DOWN", detail: marketDataDown },
  },
  {
    code: "BOOK_STALE",
    holds: "entries",
    limit: "maxBookAgeMs",
    meaning: "The market data has been silent for too long.",
    check: (_request, { marketDataAgeMs }, { maxBookAgeMs }) =>
      marketDataAgeMs > maxBookAgeMs
        ? outOfBounds("BOOK_STALE", "age", marketDataAgeMs, "max", maxBookAgeMs, "milliseconds")
        : undefined,
  },
  {
    code: "BOOK_UNCONFIRMED",
    holds: "entries",
    limit: "maxBookUnconfirmedMs",
    meaning: "This market's book has neither changed nor been confirmed for too long.",
    check: (_request, { market, at }, { maxBookUnconfirmedMs }) => {
      const age = market?.bookAgeMs(at) ?? 0;
      return age > maxBookUnconfirmedMs && age !== Infinity
        ? outOfBounds("BOOK_UNCONFIRMED", "age", age, "max", maxBookUnconfirmedMs, "milliseconds")
        : undefined;
    },
  },
  {
    code: "DATA_LATE",
    holds: "entries",
    limit: "maxDataDelayMs",
    meaning: "Messages of the exchange come long after they were sent: the book is one of the past.",
    check: (_request, { delayMs }, { maxDataDelayMs }) =>
      delayMs > maxDataDelayMs
        ? outOfBounds("DATA_LATE", "delay", delayMs, "max", maxDataDelayMs, "milliseconds")
        : undefined,
  },
  {
    code: "BOOK_SUSPECT",
    holds: "entries",
    meaning:
      "Messages were lost, or other channels show another book: it cannot be believed until that is mended.",
    check: (_request, { market }) =>
      market?.suspect === undefined ? undefined : { code: "BOOK_SUSPECT", detail: market.suspect },
  },
  {
    code: "BOOK_UNSETTLED",
    holds: "entries",
    meaning:
      "Bid and ask have met, or the exchange's summary shows other prices: a message is still to come.",
    check: (_request, { market }) => {
      const detail = market?.crossed === true ? "bid and ask have met" : market?.question;
      return detail === undefined ? undefined : { code: "BOOK_UNSETTLED", detail };
    },
  },
  {
    code: "SCORE_STALE",
    holds: "entries",
    limit: "maxScoreAgeMs",
    meaning: "The scoreboard has been silent for too long, for a strategy that reads the game.",
    check: ({ strategy }, { needsGame, scoreAgeMs }, { maxScoreAgeMs }) => {
      if (!needsGame(strategy)) return undefined;
      if (scoreAgeMs === undefined) return { code: "SCORE_STALE", detail: "no score yet" };
      return scoreAgeMs > maxScoreAgeMs
        ? outOfBounds("SCORE_STALE", "age", scoreAgeMs, "max", maxScoreAgeMs, "milliseconds")
        : undefined;
    },
  },
  {
    code: "SCORE_RETRACTED",
    holds: "entries",
    meaning: "A score was taken back, or a scoreboard went backwards, for a strategy that reads the game.",
    check: ({ strategy }, { needsGame, scoreHeld }) =>
      scoreHeld !== undefined && needsGame(strategy)
        ? { code: "SCORE_RETRACTED", detail: scoreHeld }
        : undefined,
  },
  {
    code: "PRICE_OFF_GRID",
    holds: "both",
    meaning: "The price is not on the market's tick grid.",
    check: ({ price }, { market }) =>
      market === undefined || isOnGrid(market.grid, price)
        ? undefined
        : { code: "PRICE_OFF_GRID", name: "price", value: price, unit: "price" },
  },
  {
    code: "PRICE_OUTSIDE_COLLAR",
    holds: "both",
    limit: "collar",
    meaning: "The price reaches too far through the other side's best price.",
    check: ({ side, price }, { market }, { collar }) => {
      // Of a book that cannot be believed there is no best price to measure from.
      const best = market?.suspect === undefined ? market?.book.best(oppositeSide(side)) : undefined;
      if (best === undefined) return undefined;
      const reach = side === "bid" ? price - best : best - price;
      return reach > collar
        ? outOfBounds("PRICE_OUTSIDE_COLLAR", "through", reach, "max", collar, "price")
        : undefined;
    },
  },
  {
    code: "SPREAD",
    holds: "entries",
    limit: "maxSpread",
    meaning: "Bid and ask are too far apart, or one of them is missing.",
    check: (_request, { market }, { maxSpread }) => {
      const spread = market?.book.spread;
      // A limit of a dollar takes any, also a side without orders.
      if (spread === undefined) {
        return maxSpread === PRICE_ONE ? undefined : { code: "SPREAD", detail: "no bid or no ask" };
      }
      return spread > maxSpread
        ? outOfBounds("SPREAD", "spread", spread, "max", maxSpread, "price")
        : undefined;
    },
  },
  {
    code: "SELF_TRADE",
    holds: "entries",
    meaning: "The order would trade with an own order: the exchange would cancel it.",
    check: (request, context) => context.meetsOwn(request) ? { code: "SELF_TRADE" } : undefined,
  },
  {
    code: "ORDER_SIZE_ZERO",
    holds: "both",
    meaning: "The stake buys less than 1/100 contract, or the size is no whole number of them.",
    check: ({ quantity }) =>
      quantity > 0 && Number.isSafeInteger(quantity) ? undefined : { code: "ORDER_SIZE_ZERO" },
  },
  {
    code: "ORDER_QUANTITY",
    holds: "entries",
    limit: "maxOrderQuantity",
    meaning: "Too many contracts in one order.",
    check: ({ quantity }, _world, { maxOrderQuantity }) =>
      quantity > maxOrderQuantity
        ? outOfBounds("ORDER_QUANTITY", "contracts", quantity, "max", maxOrderQuantity, "quantity")
        : undefined,
  },
  {
    code: "ORDER_VALUE",
    holds: "entries",
    limit: "maxOrderValue",
    meaning: "One order costs too much.",
    check: (request, _world, { maxOrderValue }) => {
      const value = orderValue(request);
      return value > maxOrderValue
        ? outOfBounds("ORDER_VALUE", "value", value, "max", maxOrderValue, "money")
        : undefined;
    },
  },
  {
    code: "MARKET_EXPOSURE",
    holds: "entries",
    limit: "maxMarketExposure",
    meaning: "Too much money in this market.",
    check: (request, context, { maxMarketExposure }) => {
      const exposure = context.exposure(request.market) + orderValue(request);
      return exposure > maxMarketExposure
        ? outOfBounds("MARKET_EXPOSURE", "exposure", exposure, "max", maxMarketExposure, "money")
        : undefined;
    },
  },
  {
    code: "GAME_EXPOSURE",
    holds: "entries",
    limit: "maxGameExposure",
    meaning: "Too much money in all markets of this game together.",
    check: (request, context, { maxGameExposure, maxTotalExposure }) => {
      // A game's is never more than all of it, which the next row adds up.
      if (maxGameExposure >= maxTotalExposure) return undefined;
      const exposure = context.gameExposure() + orderValue(request);
      return exposure > maxGameExposure
        ? outOfBounds("GAME_EXPOSURE", "exposure", exposure, "max", maxGameExposure, "money")
        : undefined;
    },
  },
  {
    code: "TOTAL_EXPOSURE",
    holds: "entries",
    limit: "maxTotalExposure",
    meaning: "Too much money in all markets together.",
    check: (request, context, { maxTotalExposure }) => {
      const exposure = context.exposure() + orderValue(request);
      return exposure > maxTotalExposure
        ? outOfBounds("TOTAL_EXPOSURE", "exposure", exposure, "max", maxTotalExposure, "money")
        : undefined;
    },
  },
  {
    code: "BALANCE",
    holds: "entries",
    meaning: "The money that is not set aside does not cover the cost and the highest fee.",
    check: (request, context) => {
      const needed = context.needed(request);
      const free = context.freeCash();
      if (free === undefined) {
        return { code: "BALANCE", detail: `not read on shard ${context.market?.exchangeIndex ?? 0}` };
      }
      return needed > free ? outOfBounds("BALANCE", "needed", needed, "max", free, "money") : undefined;
    },
  },
  {
    code: "OPEN_ORDERS",
    holds: "entries",
    limit: "maxOpenOrders",
    meaning: "Too many orders are open.",
    check: (_request, context, { maxOpenOrders }) => {
      const open = context.openOrders();
      return open >= maxOpenOrders
        ? outOfBounds("OPEN_ORDERS", "open", open, "max", maxOpenOrders, "count")
        : undefined;
    },
  },
  {
    code: "DAILY_LOSS",
    holds: "entries",
    limit: "maxDailyLoss",
    meaning: "The day has lost too much: no entries until the next day.",
    check: (_request, context, { maxDailyLoss }) => {
      const loss = -context.dayPnl();
      return loss >= maxDailyLoss
        ? outOfBounds("DAILY_LOSS", "loss", loss, "max", maxDailyLoss, "money")
        : undefined;
    },
  },
  {
    code: "DRAWDOWN",
    holds: "entries",
    limit: "maxDrawdown",
    meaning: "The account is too far below its best of the session.",
    check: (_request, context, { maxDrawdown }) => {
      if (maxDrawdown >= NO_DRAWDOWN) return undefined;
      const drawdown = context.drawdown();
      return drawdown >= maxDrawdown
        ? outOfBounds("DRAWDOWN", "drawdown", drawdown, "max", maxDrawdown, "money")
        : undefined;
    },
  },
  {
    code: "LOSSES_IN_A_ROW",
    holds: "entries",
    limit: "maxLossesInARow",
    meaning: "Too many round trips have lost, one after the other: entries wait for `coolDownMs`.",
    check: (_request, { guards: { coolDown }, at }, { maxLossesInARow }) =>
      coolDown !== undefined && at < coolDown.until
        ? {
          ...outOfBounds("LOSSES_IN_A_ROW", "losses", coolDown.losses, "max", maxLossesInARow, "count"),
          detail: `for ${Math.ceil((coolDown.until - at) / 1_000)} s more`,
        }
        : undefined,
  },
  {
    code: "ORDER_RATE",
    holds: "entries",
    limit: "maxEntriesAMinute",
    meaning: "Too many entries were sent within a minute.",
    check: (_request, { guards, at }, { maxEntriesAMinute }) => {
      const sent = guards.entriesInMinute(at);
      return sent >= maxEntriesAMinute
        ? outOfBounds("ORDER_RATE", "sent", sent, "max", maxEntriesAMinute, "count")
        : undefined;
    },
  },
];
