/**
 * Metrics that count: games, and how often something was bought and sold in them.
 *
 * @module
 */
import type { MeasuredRoundTrip, Metric } from "./measured.ts";

function wasSold({ reason }: MeasuredRoundTrip): boolean {
  return reason !== "settled" && reason !== "open";
}

/** Games, round trips, and what is left at the end. */
export const COUNTS: readonly Metric[] = [
  {
    name: "games",
    label: "games",
    unit: "count",
    formula: "games of which an order book was recorded, those without a trade too",
    measure: (run) => run.games.length,
  },
  {
    name: "round_trips",
    label: "round trips",
    unit: "count",
    formula: "from flat to flat in one market by one strategy; what is still open at the end counts as one",
    measure: (run) => run.trades.length,
  },
  {
    name: "turnover_count",
    key: "purchases_and_sales",
    label: "turnover count",
    unit: "count",
    formula:
      "one purchase a round trip, and one sale where that ended it, not a payout nor the end of the game; however many orders and fills each took",
    measure: (run) => run.trades.length + run.trades.filter(wasSold).length,
  },
  {
    name: "open_at_end",
    label: "open at the end",
    unit: "count",
    formula: "round trips still open at the end of their game, valued at the market",
    measure: (run) => run.trades.filter((trade) => trade.reason === "open").length,
  },
];
