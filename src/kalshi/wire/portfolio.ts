/**
 * What an account holds: money, positions, fills, settlements.
 *
 * Amounts with a point are dollars as decimal strings; the few whole numbers are cents.
 *
 * @module
 */
import { z } from "zod";
import { listed, maybe, maybeList, wireBookSide, wireOutcome } from "./common.ts";

/** An amount on one shard, dollars. */
export const wireShardAmount = z.object({ exchange_index: z.number(), balance: z.string() });
/**
 * `GET /portfolio/balance`: `balance` is whole cents, `balance_dollars` the exact amount. Without an `exchange_index` in the
 * query both are the sum over all shards, of which each market can use only its own.
 */
export const balanceAnswer = z.object({
  balance: z.number(),
  balance_dollars: maybe(z.string()),
  portfolio_value: maybe(z.number()),
  updated_ts: maybe(z.number()),
  balance_breakdown: maybeList(wireShardAmount),
});
/** `GET /portfolio/balance`. */
export type BalanceAnswer = z.infer<typeof balanceAnswer>;

/** A position: + YES, − NO. `last_updated_ts` is RFC 3339 despite its name. Rows of size 0 exist. */
export const wirePosition = z.object({
  ticker: z.string(),
  exchange_index: maybe(z.number()),
  position_fp: z.string(),
  market_exposure_dollars: maybe(z.string()),
  total_traded_dollars: maybe(z.string()),
  realized_pnl_dollars: maybe(z.string()),
  fees_paid_dollars: maybe(z.string()),
  last_updated_ts: maybe(z.string()),
});
/** A position. */
export type WirePosition = z.infer<typeof wirePosition>;

/** The positions of an event together. */
export const wireEventPosition = z.object({
  event_ticker: z.string(),
  total_cost_dollars: maybe(z.string()),
  total_cost_shares_fp: maybe(z.string()),
  event_exposure_dollars: maybe(z.string()),
  realized_pnl_dollars: maybe(z.string()),
  fees_paid_dollars: maybe(z.string()),
});
/** The positions of an event together. */
export type WireEventPosition = z.infer<typeof wireEventPosition>;

/** `GET /portfolio/positions` (unsettled ones unless asked otherwise) and `GET /historical/positions`. */
export const positionsAnswer = z.object({
  market_positions: listed(wirePosition),
  event_positions: maybeList(wireEventPosition),
  cursor: maybe(z.string()),
});
/** `GET /portfolio/positions` and `GET /historical/positions`. */
export type PositionsAnswer = z.infer<typeof positionsAnswer>;

/** A fill over REST. `trade_id` is the older name of `fill_id` and equal to it; there is no `client_order_id`. */
export const wireFill = z.object({
  fill_id: maybe(z.string()),
  trade_id: maybe(z.string()),
  order_id: z.string().min(1),
  ticker: maybe(z.string()),
  market_ticker: maybe(z.string()),
  exchange_index: maybe(z.number()),
  outcome_side: maybe(wireOutcome),
  book_side: maybe(wireBookSide),
  count_fp: z.string(),
  yes_price_dollars: z.string(),
  no_price_dollars: maybe(z.string()),
  is_taker: z.boolean(),
  fee_cost: z.string(),
  created_time: maybe(z.string()),
  subaccount_number: maybe(z.number()),
  /** Unix seconds. */
  ts: maybe(z.number()),
  /** Deprecated, and not read; may be empty. */
  side: maybe(z.string()),
  /** Deprecated, and not read; may be empty, `sell_partial` or `sell_to_close`. */
  action: maybe(z.string()),
});
/** A fill over REST. */
export type WireFill = z.infer<typeof wireFill>;

/** `GET /portfolio/fills` and `GET /historical/fills`. */
export const fillsAnswer = z.object({ fills: listed(wireFill), cursor: maybe(z.string()) });
/** `GET /portfolio/fills` and `GET /historical/fills`. */
export type FillsAnswer = z.infer<typeof fillsAnswer>;

/**
 * A market that was settled. `revenue` (cents) was 0 on won markets, and both counts the same, in answers of July 2026: a
 * payout is computed from the position and the result. `fee_cost` repeats the fees of the trades.
 */
export const wireSettlement = z.object({
  ticker: z.string(),
  event_ticker: maybe(z.string()),
  exchange_index: maybe(z.number()),
  /** `yes`, `no` or `scalar`. */
  market_result: z.string(),
  yes_count_fp: z.string(),
  no_count_fp: z.string(),
  yes_total_cost_dollars: maybe(z.string()),
  no_total_cost_dollars: maybe(z.string()),
  /** Cents. */
  revenue: maybe(z.number()),
  /** Cents that a YES contract paid. */
  value: maybe(z.number()),
  fee_cost: maybe(z.string()),
  settled_time: maybe(z.string()),
});
/** A market that was settled. */
export type WireSettlement = z.infer<typeof wireSettlement>;

/** `GET /portfolio/settlements`. */
export const settlementsAnswer = z.object({ settlements: listed(wireSettlement), cursor: maybe(z.string()) });
/** `GET /portfolio/settlements`. */
export type SettlementsAnswer = z.infer<typeof settlementsAnswer>;

/** `GET /portfolio/summary/total_resting_order_value`: the total in cents, the shards in dollars. */
export const restingOrderValueAnswer = z.object({
  total_resting_order_value: z.number(),
  resting_order_value_breakdown: maybeList(wireShardAmount),
});
/** `GET /portfolio/summary/total_resting_order_value`. */
export type RestingOrderValueAnswer = z.infer<typeof restingOrderValueAnswer>;

/** `GET /portfolio/target_balance_allocation`: to which shares the exchange moves money between shards by itself, every 10 s. */
export const targetAllocationAnswer = z.object({
  allocations: listed(z.object({ exchange_index: z.number(), percent: z.number() })),
});
/** `GET /portfolio/target_balance_allocation`. */
export type TargetAllocationAnswer = z.infer<typeof targetAllocationAnswer>;

/** `GET /historical/cutoff`: what is older is only in `/historical`. RFC 3339. */
export const historicalCutoffAnswer = z.object({
  market_settled_ts: maybe(z.string()),
  trades_created_ts: maybe(z.string()),
  orders_updated_ts: maybe(z.string()),
  market_positions_last_updated_ts: maybe(z.string()),
});
/** `GET /historical/cutoff`. */
export type HistoricalCutoffAnswer = z.infer<typeof historicalCutoffAnswer>;
