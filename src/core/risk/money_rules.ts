/**
 * Rows about all orders together: money that is bound or lost, and how many orders are sent.
 *
 * @module
 */
import { outOfBounds } from "../reasons.ts";
import { NO_DRAWDOWN } from "./limits.ts";
import { orderValue, type RiskRule } from "./rule.ts";

/** All orders together, in the order they are asked. */
export const MONEY_RULES: readonly RiskRule[] = [
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
  {
    code: "TURNED_AWAY",
    holds: "entries",
    meaning:
      "The rule's last entry in the market was turned away: it waits for `turnedAwayWaitMs`, after each further one twice as long.",
    check: ({ strategy, market }, { guards, at }) => {
      const turned = guards.turnedAway(strategy, market);
      return turned !== undefined && at < turned.until
        ? {
          code: "TURNED_AWAY",
          detail: `${turned.times} in a row, for ${Math.ceil((turned.until - at) / 1_000)} s more`,
        }
        : undefined;
    },
  },
];
