/**
 * Frames about an account, as the program uses them.
 *
 * A fill or an order that cannot be read is refused by name: whoever gets the refusal must read by REST what it was about.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { describeRefusal } from "../wire/common.ts";
import {
  type FillFrame,
  fillFrame,
  type MarketPositionFrame,
  marketPositionFrame,
  type OrderGroupFrame,
  orderGroupFrame,
  type UserOrderFrame,
  userOrderFrame,
} from "../wire/private_messages.ts";
import {
  type FillRecord,
  given,
  named,
  type OrderRecord,
  type PositionRecord,
  readMoney,
  readOrder,
  readTime,
  readTraded,
  unreadable,
} from "./account_records.ts";
import { readCount, readQuantity } from "./numbers.ts";

/** An order group has changed. */
export interface GroupEvent {
  /** `created`, `triggered`, `reset`, `deleted`, `limit_updated`, or a word that is not known. */
  readonly event: string;
  readonly groupId: string;
  readonly limit?: Quantity;
  /** The engine's time, Unix ms. */
  readonly exchangeMs?: number;
}

/** What a frame about an account says. */
export type AccountEvent =
  | { readonly kind: "fill"; readonly fill: FillRecord }
  | { readonly kind: "order"; readonly order: OrderRecord }
  | { readonly kind: "position"; readonly position: PositionRecord }
  | { readonly kind: "group"; readonly group: GroupEvent; readonly sid: number; readonly seq: number };

/**
 * Reads a frame.
 *
 * @returns `undefined` where it is not about an account; a refusal where it is and cannot be read
 */
export function readAccountFrame(raw: unknown): Result<AccountEvent> | undefined {
  const type = typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>)["type"] : undefined;
  switch (type) {
    case "fill":
      return parsed(fillFrame.safeParse(raw), "fill", nameOf(raw, "trade_id"), readFill);
    case "user_order":
      return parsed(userOrderFrame.safeParse(raw), "user_order", nameOf(raw, "order_id"), readUserOrder);
    case "market_position": {
      const name = nameOf(raw, "market_ticker");
      return parsed(marketPositionFrame.safeParse(raw), "market_position", name, readPosition);
    }
    case "order_group_updates": {
      const name = nameOf(raw, "order_group_id");
      return parsed(orderGroupFrame.safeParse(raw), "order_group_updates", name, readGroup);
    }
    default:
      return undefined;
  }
}

function parsed<Frame>(
  read: { success: true; data: Frame } | { success: false; error: Parameters<typeof describeRefusal>[0] },
  type: string,
  name: string,
  use: (frame: Frame) => Result<AccountEvent>,
): Result<AccountEvent> {
  if (read.success) return use(read.data);
  return refuse("unreadable", safeText(`${type} ${name}: ${describeRefusal(read.error)}`, 160));
}

function readFill({ msg }: FillFrame): Result<AccountEvent> {
  const traded = readTraded(`fill ${msg.trade_id}`, msg);
  if (!traded.ok) return traded;
  const seconds = msg.ts === null || msg.ts === undefined ? undefined : msg.ts * 1000;
  return succeed({
    kind: "fill",
    fill: {
      tradeId: msg.trade_id,
      orderId: msg.order_id,
      market: msg.market_ticker,
      ...traded.value,
      ...given("clientOrderId", named(msg.client_order_id)),
      ...given("tradedAt", msg.ts_ms ?? seconds),
      ...given("exchangeIndex", msg.exchange_index),
      ...given("subaccount", msg.subaccount),
      ...given("positionAfter", readQuantity(msg.post_position_fp ?? "")),
    },
  });
}

function readUserOrder({ msg }: UserOrderFrame): Result<AccountEvent> {
  const record = readOrder(msg);
  if (!record.ok) return record;
  return succeed({
    kind: "order",
    order: {
      ...record.value,
      // A stream says its times in ms too, which are finer.
      ...given("createdAt", msg.created_ts_ms ?? readTime(msg.created_time)),
      ...given("updatedAt", msg.last_updated_ts_ms ?? readTime(msg.last_update_time)),
      ...given("expiresAt", msg.expiration_ts_ms ?? readTime(msg.expiration_time)),
      ...given("lastReason", named(msg.last_update_reason)),
    },
  });
}

function readPosition({ msg }: MarketPositionFrame): Result<AccountEvent> {
  const quantity = readQuantity(msg.position_fp);
  if (quantity === undefined) return unreadable(`position ${msg.market_ticker}`, "size", msg.position_fp);
  return succeed({
    kind: "position",
    position: {
      market: msg.market_ticker,
      quantity,
      ...given("cost", readMoney(msg.position_cost_dollars)),
      ...given("realizedPnl", readMoney(msg.realized_pnl_dollars)),
      ...given("fees", readMoney(msg.fees_paid_dollars)),
      ...given("subaccount", msg.subaccount),
    },
  });
}

function readGroup({ msg, sid, seq }: OrderGroupFrame): Result<AccountEvent> {
  return succeed({
    kind: "group",
    sid,
    seq,
    group: {
      event: msg.event_type,
      groupId: msg.order_group_id,
      ...given("limit", readCount(msg.contracts_limit_fp)),
      ...given("exchangeMs", msg.ts_ms),
    },
  });
}

/** The name of a frame that cannot be read, as far as it has one. */
function nameOf(raw: unknown, key: string): string {
  const { msg } = raw as { readonly msg?: unknown };
  const name = typeof msg === "object" && msg !== null ? (msg as Record<string, unknown>)[key] : undefined;
  return typeof name === "string" ? safeText(name, 60) : "without a name";
}
