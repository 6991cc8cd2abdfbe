/**
 * Rows about the market, and about whether what is known of it and of its game can be believed.
 *
 * @module
 */
import { outOfBounds } from "../reasons.ts";
import type { RiskRule } from "./rule.ts";

/** The market and its data, in the order they are asked. */
export const MARKET_RULES: readonly RiskRule[] = [
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
];
