/**
 * The lists of an account: the columns that are printed, and the fields of the JSON.
 *
 * @module
 */
import { formatPrice, formatQuantity, type Micros } from "../../core/numbers/money.ts";
import {
  averageText,
  formatDollars,
  MISSING,
  positionText,
  priceText,
  quantityText,
  signedDollars,
} from "../../core/numbers/text.ts";
import type {
  FillRecord,
  OrderRecord,
  PositionRecord,
  SettlementRecord,
} from "../../kalshi/decoding/account_records.ts";
import { isoTime, moneyText, sideText, timeText } from "./account.ts";
import type { Table } from "./table.ts";

/** Orders. */
export const ORDER_TABLE: Table<OrderRecord> = {
  key: "orders",
  none: "No orders.",
  headings: ["ORDER", "MARKET", "SIDE", "PRICE", "FILLED", "LEFT", "STATUS", "SHARD", "EXPIRES", "CLIENT ID"],
  right: [3, 4, 5, 7],
  // The id is what `cancel` takes.
  narrow: { below: ["ORDER", "EXPIRES"], leaveOut: ["CLIENT ID", "SHARD", "LEFT", "STATUS"] },
  row: (order) => [
    order.orderId,
    order.market,
    sideText(order.side),
    priceText(order.price),
    `${quantityText(order.filled)} of ${quantityText(order.initial)}`,
    quantityText(order.remaining),
    order.status,
    numberText(order.exchangeIndex),
    timeText(order.expiresAt),
    order.clientOrderId ?? MISSING,
  ],
  json: (order) => ({
    order_id: order.orderId,
    client_order_id: order.clientOrderId,
    market: order.market,
    side: order.side,
    yes_price: formatPrice(order.price),
    status: order.status,
    initial: formatQuantity(order.initial),
    filled: formatQuantity(order.filled),
    remaining: formatQuantity(order.remaining),
    exchange_index: order.exchangeIndex,
    subaccount: order.subaccount,
    order_group_id: order.groupId,
    created_time: isoTime(order.createdAt),
    updated_time: isoTime(order.updatedAt),
    expiration_time: isoTime(order.expiresAt),
    fees: moneyText(order.fees),
  }),
};

/** Positions. */
export const POSITION_TABLE: Table<PositionRecord> = {
  key: "positions",
  none: "No positions.",
  headings: ["MARKET", "POSITION", "COST", "REALIZED", "FEES", "SHARD", "UPDATED"],
  right: [1, 2, 3, 4, 5],
  narrow: { below: [], leaveOut: ["UPDATED", "SHARD", "FEES"] },
  row: (position) => [
    position.market,
    positionText(position.quantity),
    formatDollars(position.cost, 4),
    signedDollars(position.realizedPnl, 4),
    formatDollars(position.fees, 4),
    numberText(position.exchangeIndex),
    timeText(position.updatedAt),
  ],
  json: (position) => ({
    market: position.market,
    position: formatQuantity(position.quantity),
    cost: moneyText(position.cost),
    realized_pnl: moneyText(position.realizedPnl),
    fees: moneyText(position.fees),
    exchange_index: position.exchangeIndex,
    updated_time: isoTime(position.updatedAt),
  }),
};

/** Fills. */
export const FILL_TABLE: Table<FillRecord> = {
  key: "fills",
  none: "No fills.",
  headings: ["NEW YORK", "MARKET", "SIDE", "PRICE", "CONTRACTS", "FEE", "ROLE", "ORDER", "TRADE"],
  right: [3, 4, 5],
  narrow: { below: ["NEW YORK", "ORDER"], leaveOut: ["TRADE", "ROLE"] },
  row: (fill) => [
    timeText(fill.tradedAt),
    fill.market,
    sideText(fill.side),
    priceText(fill.price),
    quantityText(fill.quantity),
    formatDollars(fill.fee, 6),
    fill.isTaker ? "taker" : "maker",
    fill.orderId,
    fill.tradeId,
  ],
  json: (fill) => ({
    trade_id: fill.tradeId,
    order_id: fill.orderId,
    market: fill.market,
    side: fill.side,
    yes_price: formatPrice(fill.price),
    contracts: formatQuantity(fill.quantity),
    fee: moneyText(fill.fee),
    role: fill.isTaker ? "taker" : "maker",
    exchange_index: fill.exchangeIndex,
    subaccount: fill.subaccount,
    time: isoTime(fill.tradedAt),
  }),
};

/** Settled markets. */
export const SETTLEMENT_TABLE: Table<SettlementRecord> = {
  key: "settlements",
  none: "No settlements.",
  headings: [
    "NEW YORK",
    "MARKET",
    "RESULT",
    "A YES PAID",
    "YES",
    "NO",
    "YES COST",
    "NO COST",
    "FEES OF TRADES",
  ],
  right: [3, 4, 5, 6, 7, 8],
  narrow: { below: ["NEW YORK", "A YES PAID", "FEES OF TRADES"], leaveOut: [] },
  row: (settlement) => [
    timeText(settlement.settledAt),
    settlement.market,
    settlement.result,
    settlement.valueCents === undefined
      ? MISSING
      : averageText(Math.round(settlement.valueCents * 10_000) as Micros),
    quantityText(settlement.yesCount),
    quantityText(settlement.noCount),
    formatDollars(settlement.yesCost, 4),
    formatDollars(settlement.noCost, 4),
    formatDollars(settlement.fees, 4),
  ],
  json: (settlement) => ({
    market: settlement.market,
    event: settlement.event,
    result: settlement.result,
    value_cents: settlement.valueCents,
    yes_count: formatQuantity(settlement.yesCount),
    no_count: formatQuantity(settlement.noCount),
    yes_cost: moneyText(settlement.yesCost),
    no_cost: moneyText(settlement.noCost),
    revenue_cents: settlement.revenueCents,
    fees: moneyText(settlement.fees),
    exchange_index: settlement.exchangeIndex,
    settled_time: isoTime(settlement.settledAt),
  }),
};

function numberText(value: number | undefined): string {
  return value === undefined ? MISSING : String(value);
}
