/**
 * Decisions as lines of JSON: what a session writes beside its recording, and what a replay must give again byte for
 * byte.
 *
 * @module
 */
import type { EstimateView } from "../core/game/estimate_view.ts";
import { stopSlippage } from "../core/execution/holdings.ts";
import { formatMicros, formatPays, formatPrice, formatQuantity, PRICE_ONE } from "../core/numbers/money.ts";
import type { OrderReport, OrderRequest, RoundTrip } from "../core/orders.ts";
import type { Outcome } from "../core/outcomes.ts";
import { safeText } from "../lib/safe_text.ts";
import { formatReason } from "../core/reasons.ts";

/** An order as a line shows it. */
function orderFields(request: OrderRequest) {
  return {
    client_order_id: request.clientOrderId,
    market: request.market,
    side: request.side,
    price: formatPrice(request.price),
    quantity: formatQuantity(request.quantity),
    time_in_force: request.timeInForce,
    post_only: request.postOnly,
    reduce_only: request.reduceOnly,
    purpose: request.purpose,
    strategy: request.strategy,
  };
}

function reportFields(request: OrderRequest, report: OrderReport) {
  const { clientOrderId: client_order_id, market, side, purpose, strategy } = request;
  const common = { client_order_id, market, side, purpose, strategy };
  switch (report.kind) {
    case "accepted":
      return { type: "accepted", ...common };
    case "rejected":
      return { type: "rejected", ...common, reason: formatReason(report.reason) };
    case "cancelled":
      return {
        type: "cancelled",
        ...common,
        quantity: formatQuantity(report.quantity),
        reason: report.reason,
        detail: report.detail,
      };
    case "unknown":
      return { type: "unknown", ...common, detail: report.detail };
    case "decreased":
      return { type: "decreased", ...common, size: formatQuantity(report.size) };
    case "fill":
      return {
        type: "fill",
        ...common,
        trade_id: report.tradeId,
        price: formatPrice(report.price),
        quantity: formatQuantity(report.quantity),
        role: report.role,
        fee: formatMicros(report.fee),
        balance_change: formatMicros(report.balanceChange),
      };
  }
}

/** A model's estimate as lines show it. */
export function estimateFields({ probability, pregame, source, model, ageMs }: EstimateView) {
  return { probability, pregame, source, model, age_ms: ageMs };
}

/** How far below its trigger a stop sold on average, in dollars; left out for other exits. */
function stopSlippageOf(trade: RoundTrip): string | undefined {
  const slippage = stopSlippage(trade);
  return slippage === undefined ? undefined : formatMicros(slippage);
}

/** The content of an outcome, without its time. Money is in decimal strings of dollars. */
function fields(outcome: Outcome): Record<string, unknown> {
  switch (outcome.kind) {
    case "signal":
      return {
        type: "signal",
        strategy: outcome.strategy,
        market: outcome.market,
        action: outcome.action,
        outcome_side: outcome.outcomeSide,
        price: formatPrice(outcome.price),
        quantity: formatQuantity(outcome.quantity),
        confidence: outcome.confidence,
        probability: outcome.probability,
        estimate: outcome.estimate === undefined ? undefined : estimateFields(outcome.estimate),
        note: outcome.note,
        refused: outcome.refused === undefined ? undefined : formatReason(outcome.refused),
      };
    case "order":
      return { type: "order", ...orderFields(outcome.request) };
    case "cancel":
      return { type: "cancel", client_order_id: outcome.clientOrderId, reason: outcome.reason };
    case "decrease":
      return {
        type: "decrease",
        client_order_id: outcome.clientOrderId,
        to: formatQuantity(outcome.to),
      };
    case "read_account":
      return { type: "read_account", market: outcome.market, why: outcome.why };
    case "halt":
      return { type: "halt", code: outcome.code, detail: outcome.detail, until: outcome.until };
    case "exit_refused":
      return {
        type: "exit_refused",
        strategy: outcome.strategy,
        market: outcome.market,
        reason: formatReason(outcome.reason),
      };
    case "report":
      return reportFields(outcome.request, outcome.report);
    case "closed": {
      const { trade } = outcome;
      return {
        type: "closed",
        strategy: trade.strategy,
        market: trade.market,
        quantity: formatQuantity(trade.quantity),
        entry: formatMicros(trade.entryMicros),
        exit: formatMicros(trade.exitMicros),
        pnl: formatMicros(trade.pnl),
        fees: formatMicros(trade.fees),
        reason: trade.reason,
        opened_at: trade.openedAt,
        stop_trigger: trade.stopTrigger === undefined ? undefined : formatPrice(trade.stopTrigger),
        stop_slippage: stopSlippageOf(trade),
      };
    }
    case "settled":
      return {
        type: "settled",
        market: outcome.market,
        yes_pays: formatPays(outcome.yesPays),
        payout: formatMicros(outcome.payout),
        ...(outcome.fee === 0 ? {} : { fee: formatMicros(outcome.fee) }),
      };
    case "score": {
      const { event, feed, score, lagMs, bookMovedAt, move } = outcome.lag;
      return {
        type: "score",
        event,
        feed,
        home: score.home,
        away: score.away,
        period: outcome.game.period,
        seconds_left: outcome.game.secondsLeftInPeriod,
        book_moved_at: bookMovedAt,
        lag_ms: lagMs === undefined ? undefined : Math.round(lagMs),
        mid_from: move === undefined ? undefined : move.from / PRICE_ONE,
        mid_to: move === undefined ? undefined : move.to / PRICE_ONE,
      };
    }
    case "note":
      return { type: "note", level: outcome.level, text: outcome.text, market: outcome.market };
  }
}

/** The longest text of a line, in UTF-16 units. */
const LONGEST_TEXT = 1_000;

/** An outcome as an object for JSON. Its texts are one plain line each, wherever they came from. */
export function decisionRecord(outcome: Outcome): Record<string, unknown> {
  const record: Record<string, unknown> = { at: outcome.at, ...fields(outcome) };
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === "string") record[name] = safeText(value, LONGEST_TEXT);
  }
  return record;
}

/** An outcome as one line of JSON, without a line break. */
export function formatDecision(outcome: Outcome): string {
  return JSON.stringify(decisionRecord(outcome));
}
