/**
 * Rows about what is held or ordered in the market already.
 *
 * @module
 */
import type { RiskRule } from "./rule.ts";

/** What is there already, in the order they are asked. */
export const POSITION_RULES: readonly RiskRule[] = [
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
];
