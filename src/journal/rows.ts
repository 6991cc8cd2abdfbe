/**
 * Orders and fills as the journal keeps them, and how rows of the database become them.
 *
 * @module
 */
import { z } from "zod";
import type { Side } from "../core/market/book.ts";
import type { Role } from "../core/market/fees.ts";
import type { Micros, Price, Quantity } from "../core/numbers/money.ts";
import type { OrderRequest, OrderState } from "../core/orders.ts";

/** An order that is about to be sent. */
export interface NewOrder {
  readonly request: OrderRequest;
  /** The event of its market, for limits of a game. */
  readonly event?: string;
  /** The shard that it goes to. */
  readonly exchangeIndex: number;
  readonly subaccount: number;
  /** Unix seconds. */
  readonly expirationTime?: number;
  readonly groupId?: string;
}

/** An order and what is known of it. */
export interface JournalOrder extends NewOrder {
  readonly session: number;
  readonly createdAt: number;
  /** The exchange's id, once it said one. */
  readonly orderId: string | undefined;
  readonly state: OrderState;
  /** By fills that were written. */
  readonly filled: Quantity;
  /** What was left when it ended; more was filled than fills say where this and `filled` are below its size. */
  readonly leftAtEnd: Quantity | undefined;
  readonly detail: string | undefined;
  readonly updatedAt: number;
  readonly endedAt: number | undefined;
}

/** A fill as the journal keeps it: of an own order or, where there is no `clientOrderId`, of another. */
export interface JournalFill {
  readonly tradeId: string;
  readonly clientOrderId?: string;
  readonly orderId?: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly role: Role;
  readonly fee: Micros;
  readonly balanceChange: Micros;
  readonly at: number;
}

/** An own position: what own fills and adjustments make. */
export interface JournalPosition {
  readonly market: string;
  readonly event: string | undefined;
  /** + YES, − NO. */
  readonly quantity: Quantity;
  /** What the contracts that are held have cost, without fees. */
  readonly cost: Micros;
  readonly changedAt: number;
}

const whole = z.int();
const price = whole.transform((value) => value as Price);
const quantity = whole.transform((value) => value as Quantity);
const micros = whole.transform((value) => value as Micros);
const side = z.enum(["bid", "ask"]);
const text = z.string();

const OrderSchema = z.object({
  client_order_id: text,
  session: whole,
  strategy: text,
  purpose: z.enum(["entry", "take_profit", "stop", "max_hold", "exit", "manual"]),
  market: text,
  event: text.nullable(),
  side,
  price,
  quantity,
  time_in_force: z.enum(["good_till_canceled", "immediate_or_cancel"]),
  post_only: whole,
  reduce_only: whole,
  exchange_index: whole,
  subaccount: whole,
  expiration_time: whole.nullable(),
  group_id: text.nullable(),
  created_at: whole,
  order_id: text.nullable(),
  state: z.enum(["submitting", "resting", "unknown", "filled", "cancelled", "rejected"]),
  filled: quantity,
  left_at_end: quantity.nullable(),
  detail: text.nullable(),
  updated_at: whole,
  ended_at: whole.nullable(),
});

/** An order of a row of `orders`. */
export function readOrder(row: unknown): JournalOrder {
  const data = OrderSchema.parse(row);
  return {
    request: {
      clientOrderId: data.client_order_id,
      market: data.market,
      side: data.side,
      price: data.price,
      quantity: data.quantity,
      timeInForce: data.time_in_force,
      postOnly: data.post_only === 1,
      purpose: data.purpose,
      strategy: data.strategy,
      ...(data.reduce_only === 1 ? { reduceOnly: true as const } : {}),
    },
    ...(data.event === null ? {} : { event: data.event }),
    exchangeIndex: data.exchange_index,
    subaccount: data.subaccount,
    ...(data.expiration_time === null ? {} : { expirationTime: data.expiration_time }),
    ...(data.group_id === null ? {} : { groupId: data.group_id }),
    session: data.session,
    createdAt: data.created_at,
    orderId: data.order_id ?? undefined,
    state: data.state,
    filled: data.filled,
    leftAtEnd: data.left_at_end ?? undefined,
    detail: data.detail ?? undefined,
    updatedAt: data.updated_at,
    endedAt: data.ended_at ?? undefined,
  };
}

const FillSchema = z.object({
  trade_id: text,
  client_order_id: text.nullable(),
  order_id: text.nullable(),
  market: text,
  side,
  price,
  quantity,
  role: z.enum(["maker", "taker"]),
  fee: micros,
  balance_change: micros,
  at: whole,
});

/** A fill of a row of `fills`. */
export function readFill(row: unknown): JournalFill {
  const { trade_id, client_order_id, order_id, balance_change, ...rest } = FillSchema.parse(row);
  return {
    tradeId: trade_id,
    ...(client_order_id === null ? {} : { clientOrderId: client_order_id }),
    ...(order_id === null ? {} : { orderId: order_id }),
    ...rest,
    balanceChange: balance_change,
  };
}

const PositionSchema = z.object({
  market: text,
  event: text.nullable(),
  quantity,
  cost: micros,
  changed_at: whole,
});

/** A position of a row of `positions`. */
export function readPosition(row: unknown): JournalPosition {
  const { event, changed_at, ...rest } = PositionSchema.parse(row);
  return { ...rest, event: event ?? undefined, changedAt: changed_at };
}
