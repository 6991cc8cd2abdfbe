/**
 * Orders, fills, positions and settlements as REST writes them.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import {
  complement,
  formatMicros,
  formatPrice,
  formatQuantity,
  type Micros,
  MICROS_PER_DOLLAR,
  type Quantity,
} from "../../../core/numbers/money.ts";
import type {
  WireEventPosition,
  WireFill,
  WirePosition,
  WireSettlement,
} from "../../../kalshi/wire/portfolio.ts";
import type { WireOrder } from "../../../kalshi/wire/order.ts";
import type {
  FillState,
  OrderState,
  PositionState,
  SettlementState,
} from "../../exchange/accounts/account_event.ts";
import type { Doubts } from "../../exchange/doubts.ts";
import { isoTime } from "../../ids.ts";

const MICROS_PER_CENT = MICROS_PER_DOLLAR / 100;

/** Whole cents, rounded down. */
export function cents(money: number): number {
  return Math.floor(money / MICROS_PER_CENT);
}

/** Dollars with four decimals, rounded down, as balances are written. */
export function balanceText(money: number): string {
  return formatPrice(Math.floor(money / 100) as Parameters<typeof formatPrice>[0]);
}

/** The fields that say on which side an order is, old ones included: both buying NO and selling YES are an ask. */
export function sideFields(side: Side) {
  return side === "bid"
    ? { outcome_side: "yes", book_side: "bid", side: "yes", action: "buy" } as const
    : { outcome_side: "no", book_side: "ask", side: "no", action: "buy" } as const;
}

/** An order. */
export function orderJson(order: OrderState): WireOrder {
  return {
    order_id: order.orderId,
    user_id: order.userId,
    client_order_id: order.clientOrderId ?? "",
    ticker: order.market,
    ...sideFields(order.side),
    type: "limit",
    status: order.status,
    yes_price_dollars: formatPrice(order.price),
    no_price_dollars: formatPrice(complement(order.price)),
    initial_count_fp: formatQuantity(order.initial),
    fill_count_fp: formatQuantity(order.filled),
    remaining_count_fp: formatQuantity(order.remaining),
    taker_fill_cost_dollars: formatMicros(order.takerFillCost),
    maker_fill_cost_dollars: formatMicros(order.makerFillCost),
    taker_fees_dollars: formatMicros(order.takerFees),
    maker_fees_dollars: formatMicros(order.makerFees),
    created_time: isoTime(order.createdMs),
    last_update_time: isoTime(order.updatedMs),
    expiration_time: order.expiresAtMs === undefined ? null : isoTime(order.expiresAtMs),
    self_trade_prevention_type: order.selfTradePrevention,
    order_group_id: order.groupId ?? null,
    cancel_order_on_pause: order.cancelOnPause,
    subaccount_number: order.subaccount,
    exchange_index: order.shard,
  };
}

/** A fill. */
export function fillJson(fill: FillState): WireFill {
  return {
    fill_id: fill.tradeId,
    trade_id: fill.tradeId,
    order_id: fill.orderId,
    ticker: fill.market,
    market_ticker: fill.market,
    exchange_index: fill.shard,
    ...sideFields(fill.side),
    count_fp: formatQuantity(fill.quantity),
    yes_price_dollars: formatPrice(fill.price),
    no_price_dollars: formatPrice(complement(fill.price)),
    is_taker: fill.role === "taker",
    fee_cost: formatMicros(fill.fee),
    created_time: isoTime(fill.atMs),
    subaccount_number: fill.subaccount,
    ts: Math.floor(fill.atMs / 1000),
  };
}

function exposure({ yesCost, noCost }: PositionState): number {
  return yesCost + noCost;
}

/** A position. */
export function positionJson(position: PositionState): WirePosition {
  return {
    ticker: position.market,
    exchange_index: position.shard,
    position_fp: formatQuantity(position.position),
    market_exposure_dollars: formatMicros(exposure(position) as Micros),
    total_traded_dollars: formatMicros(position.totalTraded),
    realized_pnl_dollars: formatMicros(position.realizedPnl),
    fees_paid_dollars: formatMicros(position.feesPaid),
    last_updated_ts: isoTime(position.updatedMs),
  };
}

/** The positions of each event together. */
export function eventPositionsJson(positions: readonly PositionState[]): WireEventPosition[] {
  const events = new Map<string, PositionState[]>();
  for (const position of positions) {
    const rows = events.get(position.event);
    if (rows === undefined) events.set(position.event, [position]);
    else rows.push(position);
  }
  return [...events].map(([event, rows]) => {
    const sum = (of: (position: PositionState) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      event_ticker: event,
      total_cost_dollars: formatMicros(sum((row) => row.totalTraded) as Micros),
      total_cost_shares_fp: formatQuantity(sum((row) => row.volume) as Quantity),
      event_exposure_dollars: formatMicros(sum(exposure) as Micros),
      realized_pnl_dollars: formatMicros(sum((row) => row.realizedPnl) as Micros),
      fees_paid_dollars: formatMicros(sum((row) => row.feesPaid) as Micros),
    };
  });
}

/** A settlement. */
export function settlementJson(settlement: SettlementState, doubts: Doubts): WireSettlement {
  const { fee, tradingFees, payout } = settlement;
  const feeCost = doubts.settlementFeeCost === "own_fee" ? fee : fee + tradingFees as Micros;
  const zero = doubts.settlementRevenue === "zero";
  // As seen with a revenue of 0: both counts say the same.
  const both = Math.max(settlement.yes, settlement.no) as Quantity;
  return {
    ticker: settlement.market,
    event_ticker: settlement.event,
    exchange_index: settlement.shard,
    market_result: settlement.result,
    yes_count_fp: formatQuantity(zero ? both : settlement.yes),
    yes_total_cost_dollars: formatMicros(settlement.yesCost),
    no_count_fp: formatQuantity(zero ? both : settlement.no),
    no_total_cost_dollars: formatMicros(settlement.noCost),
    revenue: zero ? 0 : cents(payout),
    value: cents(settlement.yesPays),
    fee_cost: formatMicros(feeCost),
    settled_time: isoTime(settlement.atMs),
  };
}
