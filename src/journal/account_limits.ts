/**
 * Limits of the whole account, over all its processes. They are checked in the transaction that writes the order, so that two
 * workers cannot both spend the last dollar: the order's row is the reservation, and it ends with the order. The money of the
 * shard is compared after that, when it has been read: rows are in one order for all processes, and each order leaves its money
 * to those that were written before it.
 *
 * What others did on the account counts too, as far as it was read.
 *
 * @module
 */
import { complement, type Micros, notional } from "../core/numbers/money.ts";
import type { Reason } from "../core/reasons.ts";
import { outOfBounds } from "../core/reasons.ts";
import { tradingDay } from "../core/numbers/trading_day.ts";
import type { Database } from "./database.ts";
import type { NewOrder } from "./rows.ts";

/** Money of a shard as the exchange said it, and when it was asked for. */
export interface ShardMoney {
  readonly amount: Micros;
  readonly askedAt: number;
}

/** What an entry is checked against. What is left out is not checked. */
export interface AccountChecks {
  readonly maxMarketExposure?: Micros;
  readonly maxEventExposure?: Micros;
  readonly maxTotalExposure?: Micros;
  readonly maxOpenOrders?: number;
  readonly maxDailyLoss?: Micros;
}

/** Cost of open entries: what is left of them at their price. An unknown one counts whole, and its fills count beside it. */
const OPEN_COST = `sum(
  (case when state = 'unknown' then quantity else quantity - filled end)
    * (case side when 'bid' then price else 10000 - price end))`;

/** The whole cost of entries on a shard. */
const ENTRIES_COST = `select sum(quantity * (case side when 'bid' then price else 10000 - price end)) value
  from orders where purpose = 'entry' and state <> 'rejected' and exchange_index = ?1 and +rowid < ?3`;

/**
 * Of entries that were written before a balance was asked for at `?2`: the exchange has said nothing yet, or its first word has come
 * since, which may be of after that balance. The plus keeps the database to the index of open orders, which are few.
 */
const UNHEARD = `+created_at < ?2 and (state in ('submitting', 'unknown') or updated_at >= ?2 and not exists (
  select 1 from reports where reports.client_order_id = orders.client_order_id
    and kind in ('accepted', 'fill', 'cancelled') and reports.at < ?2))`;

/** Entries that have ended and were written longer before are not looked at, ms: the exchange has said something of them since. */
const LONGEST_AGO_MS = 120_000;

/** Entries that may not be in a balance; one statement, since each of its own costs more than what it looks for. */
const MONEY_BEFORE = `select
  coalesce((${ENTRIES_COST} and created_at >= ?2), 0) +
  coalesce((${ENTRIES_COST} and ended_at is null and ${UNHEARD}), 0) +
  coalesce((${ENTRIES_COST} and ended_at is not null and ${UNHEARD} and created_at >= ?4), 0) value`;

const OPEN_ENTRIES = "ended_at is null and purpose = 'entry'";

/** The money that an order can cost. */
export function orderCost({ request: { side, price, quantity } }: NewOrder): Micros {
  return notional(side === "bid" ? price : complement(price), quantity);
}

/**
 * Which limit of the account an entry would break; `undefined` where none.
 *
 * @param at Unix milliseconds
 */
export function brokenLimit(
  database: Database,
  order: NewOrder,
  checks: AccountChecks,
  at: number,
): Reason | undefined {
  const cost = orderCost(order);
  const { market } = order.request;
  const exposures: readonly (readonly [string, Micros | undefined, () => number])[] = [
    ["ACCOUNT_MARKET_EXPOSURE", checks.maxMarketExposure, () => exposureOf(database, "market", market)],
    [
      "ACCOUNT_EVENT_EXPOSURE",
      order.event === undefined ? undefined : checks.maxEventExposure,
      () => exposureOf(database, "event", order.event ?? ""),
    ],
    ["ACCOUNT_TOTAL_EXPOSURE", checks.maxTotalExposure, () => exposureOf(database)],
  ];
  for (const [code, limit, exposure] of exposures) {
    if (limit === undefined) continue;
    const after = exposure() + cost;
    if (after > limit) return outOfBounds(code, "exposure", after, "max", limit, "money");
  }
  return brokenCount(database, checks) ?? brokenLoss(database, checks, at);
}

function brokenCount(database: Database, { maxOpenOrders }: AccountChecks): Reason | undefined {
  if (maxOpenOrders === undefined) return undefined;
  const open = count(database, "select count(*) value from orders where ended_at is null");
  return open >= maxOpenOrders
    ? outOfBounds("ACCOUNT_OPEN_ORDERS", "orders", open + 1, "max", maxOpenOrders, "count")
    : undefined;
}

function brokenLoss(database: Database, { maxDailyLoss }: AccountChecks, at: number): Reason | undefined {
  if (maxDailyLoss === undefined) return undefined;
  const pnl = count(database, "select sum(pnl) value from day_pnl where trading_day = ?", tradingDay(at));
  return pnl <= -maxDailyLoss
    ? outOfBounds("ACCOUNT_DAILY_LOSS", "loss", -pnl, "max", maxDailyLoss, "money")
    : undefined;
}

/**
 * Whether an entry that is written costs more than its shard has; `undefined` where it does not, or is no entry.
 *
 * Entries of any process that were written before it, and since the balance was asked for, may not be in the balance: they are
 * taken off, and so are those of which the exchange had said nothing by then. Those written after it take this one off themselves.
 */
export function beyondBalance(
  database: Database,
  clientOrderId: string,
  balance: ShardMoney,
): Reason | undefined {
  const row = database.first(
    `select rowid as place, exchange_index, quantity * (case side when 'bid' then price else 10000 - price end) cost
     from orders where client_order_id = ? and purpose = 'entry'`,
    clientOrderId,
  );
  if (row === undefined) return undefined;
  const place = Number(row["place"]);
  const exchangeIndex = Number(row["exchange_index"]);
  const cost = Number(row["cost"]) as Micros;
  const askedAt = Math.floor(balance.askedAt);
  const before = count(database, MONEY_BEFORE, exchangeIndex, askedAt, place, askedAt - LONGEST_AGO_MS);
  const free = balance.amount - before;
  return cost > free
    ? outOfBounds("ACCOUNT_BALANCE", `cost, free on shard ${exchangeIndex}`, cost, "max", free, "money")
    : undefined;
}

/** Money in positions and open entries of the account, own and others'. */
export function exposureOf(database: Database, by?: "market" | "event", value = ""): Micros {
  const [held, open, others] = by === undefined
    ? ["", "", true] as const
    : by === "market"
    ? ["where market = ?1", "and market = ?1", true] as const
    : ["where event = ?1", "and event = ?1", false] as const;
  const values = by === undefined ? [] : [value];
  const sums = [
    `select sum(cost) from positions ${held}`,
    `select ${OPEN_COST} from orders where ${OPEN_ENTRIES} ${open}`,
    // The cost of a position that the exchange does not say is the most it can be: a dollar a contract.
    ...others
      ? [
        `select sum(coalesce(cost, abs(quantity) * 10000)) from external_positions ${held}`,
        `select sum(remaining * (case side when 'bid' then price else 10000 - price end))
         from external_orders ${held}`,
      ]
      : [],
  ];
  const whole = `select ${sums.map((sum) => `coalesce((${sum}), 0)`).join(" + ")} value`;
  return count(database, whole, ...values) as Micros;
}

function count(database: Database, sql: string, ...values: (string | number)[]): number {
  return Number(database.first(sql, ...values)?.["value"] ?? 0);
}
