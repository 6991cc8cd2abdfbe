/**
 * Records of an account as the program uses them: numbers by their digits, times in Unix ms, one side.
 *
 * A record without its price, size, side or fee is refused by name, and never completed: what is missing is not 0. What
 * else is missing is left out.
 *
 * @module
 */
import type { Side } from "../../core/market/book.ts";
import type { Micros, Price, Quantity } from "../../core/numbers/money.ts";
import { readDecimal } from "../../core/numbers/decimal.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { WireOrder } from "../wire/order.ts";
import type { WireFill, WirePosition, WireSettlement } from "../wire/portfolio.ts";
import { readCount, readPrice, readQuantity } from "./numbers.ts";
import { readTimestamp } from "./timestamps.ts";

/** An order as the exchange has it. */
export interface OrderRecord {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly market: string;
  /** `bid` buys YES, `ask` sells it. */
  readonly side: Side;
  /** The YES price. */
  readonly price: Price;
  /** `resting`, `canceled`, `executed`, or a word of the exchange that is not known. */
  readonly status: string;
  readonly initial: Quantity;
  readonly filled: Quantity;
  readonly remaining: Quantity;
  /** The shard; left out where the exchange does not say. */
  readonly exchangeIndex?: number;
  readonly subaccount?: number;
  readonly groupId?: string;
  /** Unix ms, as the times below. */
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly expiresAt?: number;
  readonly cancelOnPause?: boolean;
  readonly selfTradePrevention?: string;
  /** Fees of both roles together; left out where one of them is. */
  readonly fees?: Micros;
  readonly userId?: string;
  /** Why it changed last, in the exchange's word; only a stream says it. */
  readonly lastReason?: string;
}

/** A fill. */
export interface FillRecord {
  readonly tradeId: string;
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly market: string;
  readonly side: Side;
  /** The YES price. */
  readonly price: Price;
  readonly quantity: Quantity;
  readonly isTaker: boolean;
  readonly fee: Micros;
  /** Unix ms. */
  readonly tradedAt?: number;
  readonly exchangeIndex?: number;
  readonly subaccount?: number;
  /** The position after it, + YES, − NO; only a stream says it. */
  readonly positionAfter?: Quantity;
}

/** A position. */
export interface PositionRecord {
  readonly market: string;
  /** + YES, − NO; 0 is flat. */
  readonly quantity: Quantity;
  readonly exchangeIndex?: number;
  readonly subaccount?: number;
  /** What the open contracts cost. */
  readonly cost?: Micros;
  readonly traded?: Micros;
  readonly realizedPnl?: Micros;
  readonly fees?: Micros;
  readonly updatedAt?: number;
}

/** A market that was settled. Its payout is computed from the position and the result; `revenueCents` was wrong before. */
export interface SettlementRecord {
  readonly market: string;
  readonly event?: string;
  readonly exchangeIndex?: number;
  /** `yes`, `no`, `scalar`, or a word that is not known. */
  readonly result: string;
  readonly yesCount: Quantity;
  readonly noCount: Quantity;
  readonly yesCost?: Micros;
  readonly noCost?: Micros;
  readonly revenueCents?: number;
  /** What one YES contract paid, cents. */
  readonly valueCents?: number;
  /** Repeats the fees of the trades. */
  readonly fees?: Micros;
  readonly settledAt?: number;
}

/** Reads an order of REST. */
export function readOrder(wire: WireOrder): Result<OrderRecord> {
  const name = `order ${wire.order_id}`;
  const side = readSide(wire);
  const price = readPrice(wire.yes_price_dollars);
  const initial = readCount(wire.initial_count_fp);
  const filled = readCount(wire.fill_count_fp);
  const remaining = readCount(wire.remaining_count_fp);
  if (side === undefined) return unreadable(name, "side", `${wire.book_side}, ${wire.outcome_side}`);
  if (price === undefined) return unreadable(name, "price", wire.yes_price_dollars);
  if (initial === undefined) return unreadable(name, "size", wire.initial_count_fp);
  if (filled === undefined) return unreadable(name, "filled size", wire.fill_count_fp);
  if (remaining === undefined) return unreadable(name, "remaining size", wire.remaining_count_fp);
  return succeed({
    orderId: wire.order_id,
    market: wire.ticker,
    side,
    price,
    status: wire.status,
    initial,
    filled,
    remaining,
    ...given("clientOrderId", named(wire.client_order_id)),
    ...given("exchangeIndex", wire.exchange_index),
    ...given("subaccount", wire.subaccount_number),
    ...given("groupId", named(wire.order_group_id)),
    ...given("createdAt", readTime(wire.created_time)),
    ...given("updatedAt", readTime(wire.last_update_time)),
    ...given("expiresAt", readTime(wire.expiration_time)),
    ...given("cancelOnPause", wire.cancel_order_on_pause),
    ...given("selfTradePrevention", named(wire.self_trade_prevention_type)),
    ...given("fees", sum(readMoney(wire.taker_fees_dollars), readMoney(wire.maker_fees_dollars))),
    ...given("userId", named(wire.user_id)),
  });
}

/** Reads a fill of REST. */
export function readFill(wire: WireFill): Result<FillRecord> {
  const tradeId = named(wire.fill_id) ?? named(wire.trade_id);
  if (tradeId === undefined) return unreadable(`fill of order ${wire.order_id}`, "id", wire.fill_id);
  const name = `fill ${tradeId}`;
  if (named(wire.trade_id) !== undefined && wire.trade_id !== tradeId) {
    return refuse("unreadable", `${name}: it has another trade_id, ${safeText(wire.trade_id ?? "", 60)}`);
  }
  const market = named(wire.ticker) ?? named(wire.market_ticker);
  if (market === undefined) return unreadable(name, "market", wire.ticker);
  const traded = readTraded(name, wire);
  if (!traded.ok) return traded;
  return succeed({
    tradeId,
    orderId: wire.order_id,
    market,
    ...traded.value,
    ...given("tradedAt", readTime(wire.created_time) ?? (isNumber(wire.ts) ? wire.ts * 1000 : undefined)),
    ...given("exchangeIndex", wire.exchange_index),
    ...given("subaccount", wire.subaccount_number),
  });
}

/** Reads a position of REST. */
export function readPosition(wire: WirePosition): Result<PositionRecord> {
  const quantity = readQuantity(wire.position_fp);
  if (quantity === undefined) return unreadable(`position ${wire.ticker}`, "size", wire.position_fp);
  return succeed({
    market: wire.ticker,
    quantity,
    ...given("exchangeIndex", wire.exchange_index),
    ...given("cost", readMoney(wire.market_exposure_dollars)),
    ...given("traded", readMoney(wire.total_traded_dollars)),
    ...given("realizedPnl", readMoney(wire.realized_pnl_dollars)),
    ...given("fees", readMoney(wire.fees_paid_dollars)),
    ...given("updatedAt", readTime(wire.last_updated_ts)),
  });
}

/** Reads a settlement. */
export function readSettlement(wire: WireSettlement): Result<SettlementRecord> {
  const name = `settlement ${wire.ticker}`;
  const yesCount = readCount(wire.yes_count_fp);
  const noCount = readCount(wire.no_count_fp);
  if (yesCount === undefined) return unreadable(name, "YES size", wire.yes_count_fp);
  if (noCount === undefined) return unreadable(name, "NO size", wire.no_count_fp);
  return succeed({
    market: wire.ticker,
    result: wire.market_result,
    yesCount,
    noCount,
    ...given("event", named(wire.event_ticker)),
    ...given("exchangeIndex", wire.exchange_index),
    ...given("yesCost", readMoney(wire.yes_total_cost_dollars)),
    ...given("noCost", readMoney(wire.no_total_cost_dollars)),
    ...given("revenueCents", wire.revenue),
    ...given("valueCents", wire.value),
    ...given("fees", readMoney(wire.fee_cost)),
    ...given("settledAt", readTime(wire.settled_time)),
  });
}

/** What a fill of REST and one of a stream have alike. */
export function readTraded(
  name: string,
  wire: Pick<
    WireFill,
    "book_side" | "outcome_side" | "yes_price_dollars" | "count_fp" | "fee_cost" | "is_taker"
  >,
): Result<Pick<FillRecord, "side" | "price" | "quantity" | "fee" | "isTaker">> {
  const side = readSide(wire);
  const price = readPrice(wire.yes_price_dollars);
  const quantity = readCount(wire.count_fp);
  const fee = readMoney(wire.fee_cost);
  if (side === undefined) return unreadable(name, "side", `${wire.book_side}, ${wire.outcome_side}`);
  if (price === undefined) return unreadable(name, "price", wire.yes_price_dollars);
  if (quantity === undefined || quantity === 0) return unreadable(name, "size", wire.count_fp);
  if (fee === undefined) return unreadable(name, "fee", wire.fee_cost);
  return succeed({ side, price, quantity, fee, isTaker: wire.is_taker });
}

/** The side of the one YES book. Both fields say the same bit; where they do not, neither is believed. */
export function readSide(
  { book_side, outcome_side }: Pick<WireOrder, "book_side" | "outcome_side">,
): Side | undefined {
  const byBook = book_side ?? undefined;
  const byOutcome = outcome_side === "yes" ? "bid" : outcome_side === "no" ? "ask" : undefined;
  if (byBook !== undefined && byOutcome !== undefined && byBook !== byOutcome) return undefined;
  return byBook ?? byOutcome;
}

/** Dollars with up to six decimals that count. */
export function readMoney(text: string | null | undefined): Micros | undefined {
  return text === null || text === undefined ? undefined : readDecimal(text, 6) as Micros | undefined;
}

/** RFC 3339 as Unix ms. */
export function readTime(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : readTimestamp(text);
}

/** A text that names something: not empty. */
export function named(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text === "" ? undefined : text;
}

/** A field that is left out where there is no value. */
export function given<Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): { readonly [K in Key]?: Value } {
  return value === null || value === undefined ? {} : { [key]: value } as { [K in Key]: Value };
}

/** A refusal that names the record, the field and what stood there. */
export function unreadable(
  name: string,
  field: string,
  value: string | null | undefined,
): { readonly ok: false; readonly reason: { readonly code: string; readonly message: string } } {
  return refuse("unreadable", safeText(`${name}: its ${field} cannot be read: "${value ?? ""}"`, 160));
}

/** Two amounts together, where both are known. */
export function sum(first: Micros | undefined, second: Micros | undefined): Micros | undefined {
  return first === undefined || second === undefined ? undefined : first + second as Micros;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}
