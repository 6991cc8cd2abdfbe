/**
 * The session summary as JSON: money, prices and quantities as decimal strings.
 *
 * @module
 */
import { formatMicros, formatPrice, formatQuantity, type Micros } from "../../core/numbers/money.ts";
import type { SummaryView } from "../../terminal/view.ts";

function money(value: Micros | undefined): string | null {
  return value === undefined ? null : formatMicros(value);
}

/** One object, `{"type":"summary",…}`. */
export function summaryRecord(summary: SummaryView, reason: string, recording: string | undefined) {
  const { closedTrades, stillOpen } = summary;
  return {
    type: "summary",
    mode: summary.mode,
    environment: summary.environment,
    ended: reason,
    duration_ms: Math.round(summary.durationMs),
    messages: summary.messages,
    late_messages: summary.late?.messages ?? 0,
    most_delay_ms: summary.late === undefined ? null : Math.round(summary.late.mostMs),
    market_data: summary.trouble ?? [],
    markets: summary.markets,
    starting_balance: money(summary.startingBalance),
    ending_balance: money(summary.endingBalance),
    positions_value: money(summary.positionsValue),
    realised: money(summary.realised),
    unrealised: money(summary.unrealised),
    fees: money(summary.fees),
    signals: summary.signals,
    pending: summary.pending,
    wins: closedTrades.filter(({ pnl }) => pnl > 0).length,
    losses: closedTrades.filter(({ pnl }) => pnl < 0).length,
    trades: closedTrades.map((trade) => ({
      market: trade.market,
      quantity: formatQuantity(trade.quantity),
      entry: formatMicros(trade.entry),
      exit: formatMicros(trade.exit),
      pnl: formatMicros(trade.pnl),
      reason: trade.reason,
      hold_ms: Math.round(trade.holdMs),
    })),
    open: stillOpen.map((position) => ({
      market: position.market,
      quantity: formatQuantity(position.quantity),
      entry: money(position.entryPrice),
      now: position.now === undefined ? null : formatPrice(position.now),
      unrealised: money(position.unrealised),
    })),
    not_paid: summary.notPaid ?? [],
    recording: recording ?? null,
  };
}
