/**
 * Inputs of source `order`: what became of orders, what the exchange says of the account, and what the session that sends them
 * says of itself.
 *
 * Whoever carries the effects of an engine out writes them, from answers and streams that each say it in their own way; so
 * that a recording holds what was acted on, in one form.
 *
 * @module
 */
import { z } from "zod";
import { formatMicros, formatPrice, formatQuantity } from "../../core/numbers/money.ts";
import type { HoldingsTaken, LiveReported } from "../../core/live.ts";
import type { AccountReported, CancelReason, OrderReport, OrderReported } from "../../core/orders.ts";
import type { Reason } from "../../core/reasons.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { HoldingsSchema, readHoldings } from "./holdings_input.ts";
import { count, id, money, price, signedCount } from "./input_numbers.ts";

const CANCEL_REASONS = {
  requested: true,
  timeout: true,
  market_closed: true,
  market_reactivated: true,
  immediate_or_cancel: true,
  self_trade: true,
  reprice: true,
  exit: true,
  kill: true,
  exchange: true,
} as const satisfies Record<CancelReason, true>;

const ReasonSchema = z.object({
  code: z.string().min(1),
  name: z.string().optional(),
  value: z.number().optional(),
  bound: z.enum(["min", "max"]).optional(),
  limit: z.number().optional(),
  unit: z.enum(["price", "quantity", "money", "milliseconds", "count", "ratio"]).optional(),
  detail: z.string().optional(),
});

function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ whole: z.boolean(), items: z.array(item) });
}

const ReportSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("accepted"), client_order_id: id }),
  z.object({ type: z.literal("rejected"), client_order_id: id, reason: ReasonSchema }),
  z.object({
    type: z.literal("fill"),
    client_order_id: id,
    trade_id: id,
    price,
    quantity: count,
    role: z.enum(["maker", "taker"]),
    fee: money,
    balance_change: money,
  }),
  z.object({
    type: z.literal("cancelled"),
    client_order_id: id,
    quantity: count,
    // A word that is not known ends the order like any other: it is kept beside the reason.
    reason: z.string(),
    detail: z.string().optional(),
  }),
  z.object({ type: z.literal("decreased"), client_order_id: id, size: count }),
  z.object({ type: z.literal("unknown"), client_order_id: id, detail: z.string() }),
]);

const AccountSchema = z.object({
  type: z.literal("account"),
  as_of: z.int().nonnegative().optional(),
  balances: z.array(z.object({ exchange_index: z.int().nonnegative(), balance: money })).optional(),
  positions: listOf(z.object({ market: id, quantity: signedCount, cost: money.optional() })).optional(),
  orders: listOf(z.object({
    order_id: id,
    client_order_id: id.optional(),
    market: id,
    side: z.enum(["bid", "ask"]),
    price,
    remaining: count,
  })).optional(),
  fills: z.array(z.object({
    trade_id: id,
    market: id,
    side: z.enum(["bid", "ask"]),
    price,
    quantity: count,
  })).optional(),
});

const reason = z.string().min(1);

const LiveSchema = z.object({
  type: z.literal("live"),
  confirmed: z.boolean().optional(),
  unarmed: reason.nullable().optional(),
  reconciled: z.union([z.literal(true), reason]).optional(),
  blind: reason.nullable().optional(),
  halts: z.array(z.object({ code: reason, detail: z.string() })).optional(),
  differs: z.array(z.object({ market: id, detail: z.string() })).optional(),
  breakers: z.array(reason).optional(),
  account_day_pnl: money.optional(),
  cannot_trade: reason.nullable().optional(),
  attested_until: z.int().nonnegative().nullable().optional(),
  clock_ahead_ms: z.int().nullable().optional(),
  payout_differs: z.object({
    exchange_index: z.int().nonnegative(),
    markets: z.array(id),
    booked: money,
    changed: money,
  }).optional(),
});

const FactsSchema = z.discriminatedUnion("type", [AccountSchema, LiveSchema, HoldingsSchema]);

const ReportsSchema = z.array(ReportSchema).min(1);

/**
 * Reads an input of source `order`.
 *
 * @param at arrival, Unix milliseconds: the report's time too
 * @returns a refusal that names the field where it is not such an input
 */
export function readOrderInput(
  at: number,
  raw: unknown,
): Result<OrderReported | AccountReported | LiveReported | HoldingsTaken> {
  // Asked by itself, so that the refusal names the field.
  const parsed = Array.isArray(raw) ? ReportsSchema.safeParse(raw) : FactsSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse("invalid", `order: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`);
  }
  const { data } = parsed;
  if (!("type" in data)) {
    return succeed({ kind: "order_report", at, reports: data.map((report) => readReport(at, report)) });
  }
  if (data.type === "holdings") return succeed(readHoldings(at, data));
  return succeed(data.type === "live" ? readLive(at, data) : readAccount(at, data));
}

function readReport(at: number, input: z.infer<typeof ReportSchema>): OrderReport {
  const common = { at, clientOrderId: input.client_order_id };
  switch (input.type) {
    case "accepted":
      return { kind: "accepted", ...common };
    case "rejected":
      return { kind: "rejected", ...common, reason: withoutUndefined(input.reason) };
    case "unknown":
      return { kind: "unknown", ...common, detail: input.detail };
    case "decreased":
      return { kind: "decreased", ...common, size: input.size };
    case "cancelled": {
      const { reason, quantity, detail } = input;
      if (isCancelReason(reason)) {
        return {
          kind: "cancelled",
          ...common,
          reason,
          quantity,
          ...(detail === undefined ? {} : { detail }),
        };
      }
      return { kind: "cancelled", ...common, reason: "exchange", quantity, detail: detail ?? reason };
    }
    case "fill":
      return {
        kind: "fill",
        ...common,
        tradeId: input.trade_id,
        price: input.price,
        quantity: input.quantity,
        role: input.role,
        fee: input.fee,
        balanceChange: input.balance_change,
      };
  }
}

function readAccount(
  at: number,
  { as_of, balances, positions, orders, fills }: z.infer<typeof AccountSchema>,
): AccountReported {
  return withoutUndefined({
    kind: "account" as const,
    at,
    asOf: as_of,
    balances: balances?.map(({ exchange_index, balance }) => ({ exchangeIndex: exchange_index, balance })),
    positions: positions === undefined
      ? undefined
      : { whole: positions.whole, items: positions.items.map((item) => withoutUndefined(item)) },
    orders: orders === undefined ? undefined : {
      whole: orders.whole,
      items: orders.items.map(({ order_id, client_order_id, ...order }) =>
        withoutUndefined({ orderId: order_id, clientOrderId: client_order_id, ...order })
      ),
    },
    fills: fills?.map(({ trade_id, ...fill }) => ({ tradeId: trade_id, ...fill })),
  });
}

function readLive(
  at: number,
  {
    type: kind,
    account_day_pnl,
    cannot_trade,
    attested_until,
    clock_ahead_ms,
    payout_differs,
    ...facts
  }: z.infer<typeof LiveSchema>,
): LiveReported {
  return withoutUndefined({
    kind,
    at,
    ...facts,
    accountDayPnl: account_day_pnl,
    cannotTrade: cannot_trade,
    attestedUntil: attested_until,
    clockAheadMs: clock_ahead_ms,
    payoutDiffers: payout_differs && {
      exchangeIndex: payout_differs.exchange_index,
      markets: payout_differs.markets,
      booked: payout_differs.booked,
      changed: payout_differs.changed,
    },
  });
}

type Defined<Value> =
  & {
    [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Value[Key];
  }
  & { [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Exclude<Value[Key], undefined> };

/** Leaves out fields that are `undefined`. */
function withoutUndefined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as unknown as Defined<Value>;
}

function isCancelReason(reason: string): reason is CancelReason {
  return Object.hasOwn(CANCEL_REASONS, reason);
}

/** Reports as an input of source `order` holds them; their time is the input's. */
export function reportsInput(reports: readonly OrderReport[]): readonly unknown[] {
  return reports.map(writeReport);
}

function writeReport(report: OrderReport): Readonly<Record<string, unknown>> {
  const common = { type: report.kind, client_order_id: report.clientOrderId };
  switch (report.kind) {
    case "accepted":
      return common;
    case "rejected":
      return { ...common, reason: report.reason satisfies Reason };
    case "unknown":
      return { ...common, detail: report.detail };
    case "decreased":
      return { ...common, size: formatQuantity(report.size) };
    case "cancelled":
      return {
        ...common,
        quantity: formatQuantity(report.quantity),
        reason: report.reason,
        ...(report.detail === undefined ? {} : { detail: report.detail }),
      };
    case "fill":
      return {
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

/** The exchange's report of the account, in the form of an input of source `order`. */
export function accountInput(
  { asOf, balances, positions, orders, fills }: AccountReported,
): Readonly<Record<string, unknown>> {
  return withoutUndefined({
    type: "account",
    as_of: asOf,
    balances: balances?.map(({ exchangeIndex, balance }) => ({
      exchange_index: exchangeIndex,
      balance: formatMicros(balance),
    })),
    positions: positions === undefined ? undefined : {
      whole: positions.whole,
      items: positions.items.map(({ market, quantity, cost }) => ({
        market,
        quantity: formatQuantity(quantity),
        ...(cost === undefined ? {} : { cost: formatMicros(cost) }),
      })),
    },
    orders: orders === undefined ? undefined : {
      whole: orders.whole,
      items: orders.items.map(({ orderId, clientOrderId, market, side, price, remaining }) => ({
        order_id: orderId,
        ...(clientOrderId === undefined ? {} : { client_order_id: clientOrderId }),
        market,
        side,
        price: formatPrice(price),
        remaining: formatQuantity(remaining),
      })),
    },
    fills: fills?.map(({ tradeId, market, side, price, quantity }) => ({
      trade_id: tradeId,
      market,
      side,
      price: formatPrice(price),
      quantity: formatQuantity(quantity),
    })),
  });
}

/** Facts about a live session, in the form of an input of source `order`. */
export function liveInput(
  {
    kind: type,
    at: _at,
    accountDayPnl,
    cannotTrade,
    attestedUntil,
    clockAheadMs,
    payoutDiffers,
    ...facts
  }: LiveReported,
): Readonly<Record<string, unknown>> {
  return withoutUndefined({
    type,
    ...facts,
    account_day_pnl: accountDayPnl === undefined ? undefined : formatMicros(accountDayPnl),
    cannot_trade: cannotTrade,
    attested_until: attestedUntil,
    clock_ahead_ms: clockAheadMs,
    payout_differs: payoutDiffers && {
      exchange_index: payoutDiffers.exchangeIndex,
      markets: payoutDiffers.markets,
      booked: formatMicros(payoutDiffers.booked),
      changed: formatMicros(payoutDiffers.changed),
    },
  });
}
