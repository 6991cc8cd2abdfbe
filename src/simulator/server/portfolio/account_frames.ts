/**
 * Frames about an account as text: what a fill, an order, a position and an order group say to their user alone.
 *
 * Shapes are those of the exchange's AsyncAPI of October 2026, fields that are on their way out included.
 *
 * @module
 */
import { formatMicros, formatPrice, formatQuantity, type Micros } from "../../../core/numbers/money.ts";
import type { AccountChannel } from "../../../kalshi/wire/private_messages.ts";
import type { AccountEvent, OrderState } from "../../exchange/accounts/account_event.ts";
import { isoTime } from "../../ids.ts";
import { sideFields } from "./account_json.ts";

/** A frame without its head. */
export interface AccountFrame {
  readonly channel: AccountChannel;
  readonly type: string;
  /** `"msg":…`. */
  readonly body: string;
  /** The market that filters of a subscription are about; `undefined` where they are ignored. */
  readonly market: string | undefined;
  readonly subaccount: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The frame of an event; `undefined` where no channel tells it. */
export function accountFrame(event: AccountEvent): AccountFrame | undefined {
  switch (event.kind) {
    case "order": {
      const { market, subaccount } = event.order;
      return frame("user_orders", "user_order", orderFields(event.order), market, subaccount);
    }
    case "fill": {
      const { market, subaccount } = event.fill;
      return frame("fill", "fill", fillFields(event), market, subaccount);
    }
    case "position": {
      const { market, subaccount } = event.position;
      return frame("market_positions", "market_position", positionFields(event), market, subaccount);
    }
    case "group":
      return frame(
        "order_group_updates",
        "order_group_updates",
        groupFields(event),
        undefined,
        event.group.subaccount,
      );
    case "balance":
    case "settlement":
      return undefined;
  }
}

function frame(
  channel: AccountChannel,
  type: string,
  fields: Fields,
  market: string | undefined,
  subaccount: number,
): AccountFrame {
  return { channel, type, body: `"msg":${JSON.stringify(fields)}`, market, subaccount };
}

function orderFields(order: OrderState): Fields {
  const { outcome_side, book_side, side } = sideFields(order.side);
  const { groupId, expiresAtMs, lastUpdateReason } = order;
  return {
    order_id: order.orderId,
    user_id: order.userId,
    client_order_id: order.clientOrderId ?? "",
    ticker: order.market,
    exchange_index: order.shard,
    status: order.status,
    side,
    is_yes: side === "yes",
    outcome_side,
    book_side,
    yes_price_dollars: formatPrice(order.price),
    initial_count_fp: formatQuantity(order.initial),
    fill_count_fp: formatQuantity(order.filled),
    remaining_count_fp: formatQuantity(order.remaining),
    taker_fill_cost_dollars: formatMicros(order.takerFillCost),
    maker_fill_cost_dollars: formatMicros(order.makerFillCost),
    taker_fees_dollars: formatMicros(order.takerFees),
    maker_fees_dollars: formatMicros(order.makerFees),
    ...(groupId === undefined ? {} : { order_group_id: groupId }),
    self_trade_prevention_type: order.selfTradePrevention,
    created_time: isoTime(order.createdMs),
    created_ts_ms: order.createdMs,
    last_update_time: isoTime(order.updatedMs),
    last_updated_ts_ms: order.updatedMs,
    ...(expiresAtMs === undefined
      ? {}
      : { expiration_time: isoTime(expiresAtMs), expiration_ts_ms: expiresAtMs }),
    ...(lastUpdateReason === undefined ? {} : { last_update_reason: lastUpdateReason }),
    subaccount_number: order.subaccount,
  };
}

function fillFields({ fill }: Extract<AccountEvent, { kind: "fill" }>): Fields {
  const fields = sideFields(fill.side);
  return {
    trade_id: fill.tradeId,
    order_id: fill.orderId,
    ...(fill.clientOrderId === undefined ? {} : { client_order_id: fill.clientOrderId }),
    market_ticker: fill.market,
    exchange_index: fill.shard,
    is_taker: fill.role === "taker",
    yes_price_dollars: formatPrice(fill.price),
    count_fp: formatQuantity(fill.quantity),
    fee_cost: formatMicros(fill.fee),
    ...fields,
    purchased_side: fields.side,
    post_position_fp: formatQuantity(fill.positionAfter),
    subaccount: fill.subaccount,
    ts: Math.floor(fill.atMs / 1000),
    ts_ms: fill.atMs,
  };
}

function positionFields({ userId, position }: Extract<AccountEvent, { kind: "position" }>): Fields {
  return {
    user_id: userId,
    market_ticker: position.market,
    position_fp: formatQuantity(position.position),
    position_cost_dollars: formatMicros(position.yesCost + position.noCost as Micros),
    realized_pnl_dollars: formatMicros(position.realizedPnl),
    fees_paid_dollars: formatMicros(position.feesPaid),
    position_fee_cost_dollars: formatMicros(position.openFees),
    volume_fp: formatQuantity(position.volume),
    subaccount: position.subaccount,
  };
}

function groupFields({ change, group, atMs }: Extract<AccountEvent, { kind: "group" }>): Fields {
  const saysLimit = change === "created" || change === "limit_updated";
  return {
    event_type: change,
    order_group_id: group.groupId,
    ...(saysLimit ? { contracts_limit_fp: formatQuantity(group.limit) } : {}),
    ts_ms: atMs,
  };
}
