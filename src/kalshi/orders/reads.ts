/**
 * Reads of an account.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import {
  type FillRecord,
  given,
  type OrderRecord,
  type PositionRecord,
  readFill,
  readMoney,
  readOrder,
  readPosition,
  readSettlement,
  readTime,
  type SettlementRecord,
  unreadable,
} from "../decoding/account_records.ts";
import { readCount } from "../decoding/numbers.ts";
import { type Query, type ReadReply, RestTransport, type TransportOptions } from "../rest/transport.ts";
import {
  type AccountLimitsAnswer,
  accountLimitsAnswer,
  type ApiKeysAnswer,
  apiKeysAnswer,
  type EndpointCostsAnswer,
  endpointCostsAnswer,
} from "../wire/account.ts";
import {
  type ExchangeStatusAnswer,
  exchangeStatusAnswer,
  userDataTimestampAnswer,
} from "../wire/exchange.ts";
import { orderAnswer, ordersAnswer, queuePositionsAnswer } from "../wire/order.ts";
import { type OrderGroupAnswer, orderGroupAnswer, orderGroupsAnswer } from "../wire/order_group.ts";
import {
  balanceAnswer,
  fillsAnswer,
  positionsAnswer,
  settlementsAnswer,
  targetAllocationAnswer,
} from "../wire/portfolio.ts";
import type { AccountQuery, AccountReads, BalanceRecord, OrderGroup, QueuePosition } from "./contract.ts";
import { failed, type ListRequest, mergeLists, readList } from "./lists.ts";
import type { ReadList, ReadOutcome } from "./outcomes.ts";

const orderKey = ({ orderId }: OrderRecord): string => orderId;
const fillKey = ({ tradeId, orderId }: FillRecord): string => `${tradeId} ${orderId}`;
const positionKey = ({ market, subaccount, exchangeIndex }: PositionRecord): string =>
  `${market} ${subaccount ?? ""} ${exchangeIndex ?? ""}`;
/** Reading one order costs less than other reads. */
const ORDER_COST = 2;

type Paged = { readonly cursor?: string | null | undefined };

/** Reads of an account. */
export class AccountReader implements AccountReads {
  /** The way to the exchange, for reads that have no method here. */
  readonly transport: RestTransport;
  protected readonly now: () => number;

  constructor(options: TransportOptions & { readonly now: () => number }) {
    this.transport = new RestTransport(options);
    this.now = options.now;
  }

  orders(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<OrderRecord>>> {
    return this.#orders("/portfolio/orders", query);
  }

  async order(orderId: string): Promise<ReadOutcome<OrderRecord>> {
    const path = `/portfolio/orders/${encodeURIComponent(orderId)}`;
    return await this.#one(
      path,
      (options) => this.transport.read(orderAnswer, path, {}, options),
      ({ order }) => {
        const record = readOrder(order);
        if (!record.ok || record.value.orderId === orderId) return record;
        return refuse("wrong_answer", `asked for order ${orderId}, the answer is about another`);
      },
      ORDER_COST,
    );
  }

  fills(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<FillRecord>>> {
    return this.#fills("/portfolio/fills", query);
  }

  positions(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<PositionRecord>>> {
    return this.#positions("/portfolio/positions", query);
  }

  async historicalOrders(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<OrderRecord>>> {
    const { status, orderId } = query;
    const found = await this.#orders("/historical/orders", historical(query));
    return keep(found, (order) =>
      (status === undefined || order.status === status) &&
      (orderId === undefined || order.orderId === orderId));
  }

  async historicalFills(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<FillRecord>>> {
    const { orderId, minTs } = query;
    const found = await this.#fills("/historical/fills", historical(query));
    return keep(found, (fill) =>
      (orderId === undefined || fill.orderId === orderId) &&
      (minTs === undefined || fill.tradedAt === undefined || fill.tradedAt >= minTs * 1000));
  }

  historicalPositions(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<PositionRecord>>> {
    return this.#positions("/historical/positions", historical(query));
  }

  /** Orders of both lists, one row each. Old ones that ended are in the historical list alone. */
  async everyOrder(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<OrderRecord>>> {
    return mergeLists(await this.orders(query), await this.historicalOrders(query), orderKey);
  }

  /** Fills of both lists, one row each. */
  async everyFill(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<FillRecord>>> {
    return mergeLists(await this.fills(query), await this.historicalFills(query), fillKey);
  }

  /** Positions of both lists, settled ones too, one row each. */
  async everyPosition(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<PositionRecord>>> {
    const live = await this.positions({ settlementStatus: "all", ...query });
    return mergeLists(live, await this.historicalPositions(query), positionKey);
  }

  async balance(
    exchangeIndex?: number,
    subaccount?: number,
    signal?: AbortSignal,
  ): Promise<ReadOutcome<BalanceRecord>> {
    const query = { exchange_index: exchangeIndex, subaccount };
    return await this.#one(
      "/portfolio/balance",
      (options) =>
        this.transport.read(balanceAnswer, "/portfolio/balance", query, {
          ...options,
          ...(signal === undefined ? {} : { signal }),
        }),
      ({ balance_dollars, balance_breakdown }) => {
        const balance = readMoney(balance_dollars);
        if (balance === undefined) return unreadable("balance", "amount in dollars", balance_dollars);
        const shards = [];
        for (const shard of balance_breakdown ?? []) {
          const amount = readMoney(shard.balance);
          if (amount === undefined) {
            return unreadable(`balance of shard ${shard.exchange_index}`, "amount", shard.balance);
          }
          shards.push({ exchangeIndex: shard.exchange_index, balance: amount });
        }
        return succeed({ balance, shards });
      },
    );
  }

  settlements(query: AccountQuery = {}): Promise<ReadOutcome<ReadList<SettlementRecord>>> {
    return this.#list({
      schema: settlementsAnswer,
      path: "/portfolio/settlements",
      query: timed(query),
      items: (answer) => answer.settlements,
      read: readSettlement,
      key: ({ market, exchangeIndex }) => `${market} ${exchangeIndex ?? ""}`,
      ...bounds(query),
    });
  }

  dataTimestamp(): Promise<ReadOutcome<number>> {
    const path = "/exchange/user_data_timestamp";
    return this.#one(path, () => this.transport.read(userDataTimestampAnswer, path), ({ as_of_time }) => {
      const at = readTime(as_of_time);
      return at === undefined ? unreadable("user data timestamp", "time", as_of_time) : succeed(at);
    });
  }

  apiKeys(): Promise<ReadOutcome<ApiKeysAnswer>> {
    return this.#one("/api_keys", () => this.transport.read(apiKeysAnswer, "/api_keys"), succeed);
  }

  limits(): Promise<ReadOutcome<AccountLimitsAnswer>> {
    const path = "/account/limits";
    return this.#one(path, () => this.transport.read(accountLimitsAnswer, path), succeed);
  }

  endpointCosts(): Promise<ReadOutcome<EndpointCostsAnswer>> {
    const path = "/account/endpoint_costs";
    return this.#one(path, () => this.transport.read(endpointCostsAnswer, path), succeed);
  }

  /** In these markets, at least one. */
  queuePositions(markets: readonly string[]): Promise<ReadOutcome<ReadList<QueuePosition>>> {
    const path = "/portfolio/orders/queue_positions";
    return this.#one(
      path,
      () => this.transport.read(queuePositionsAnswer, path, { market_tickers: markets.join(",") }),
      ({ queue_positions }, leftOut) =>
        succeed(readItems(queue_positions, leftOut, ({ order_id, market_ticker, queue_position_fp }) => {
          const ahead = readCount(queue_position_fp);
          return ahead === undefined
            ? unreadable(`order ${order_id}`, "queue position", queue_position_fp)
            : succeed({ orderId: order_id, market: market_ticker, ahead });
        })),
    );
  }

  orderGroups(): Promise<ReadOutcome<ReadList<OrderGroup>>> {
    const path = "/portfolio/order_groups";
    return this.#one(
      path,
      () => this.transport.read(orderGroupsAnswer, path),
      ({ order_groups }, leftOut) =>
        succeed(readItems(order_groups, leftOut, ({ id, exchange_index, contracts_limit_fp }) =>
          succeed({
            id,
            ...given("exchangeIndex", exchange_index),
            ...given("limit", readCount(contracts_limit_fp)),
          }))),
    );
  }

  orderGroup(groupId: string): Promise<ReadOutcome<OrderGroupAnswer>> {
    const path = `/portfolio/order_groups/${encodeURIComponent(groupId)}`;
    return this.#one(path, () => this.transport.read(orderGroupAnswer, path), succeed);
  }

  exchangeStatus(): Promise<ReadOutcome<ExchangeStatusAnswer>> {
    const path = "/exchange/status";
    return this.#one(
      path,
      () => this.transport.read(exchangeStatusAnswer, path, {}, { accept: [503, 504] }),
      succeed,
    );
  }

  targetAllocation(): Promise<
    ReadOutcome<readonly { readonly exchangeIndex: number; readonly percent: number }[]>
  > {
    const path = "/portfolio/target_balance_allocation";
    return this.#one(
      path,
      () => this.transport.read(targetAllocationAnswer, path),
      ({ allocations }) =>
        succeed(
          (allocations ?? []).map(({ exchange_index, percent }) => ({
            exchangeIndex: exchange_index,
            percent,
          })),
        ),
    );
  }

  #orders(path: string, query: AccountQuery): Promise<ReadOutcome<ReadList<OrderRecord>>> {
    return this.#list({
      schema: ordersAnswer,
      path,
      query: { ...timed(query), status: query.status },
      items: (answer) => answer.orders,
      read: readOrder,
      key: orderKey,
      ...bounds(query),
    });
  }

  #fills(path: string, query: AccountQuery): Promise<ReadOutcome<ReadList<FillRecord>>> {
    return this.#list({
      schema: fillsAnswer,
      path,
      query: { ...timed(query), order_id: query.orderId },
      items: (answer) => answer.fills,
      read: readFill,
      key: fillKey,
      ...bounds(query),
    });
  }

  #positions(path: string, query: AccountQuery): Promise<ReadOutcome<ReadList<PositionRecord>>> {
    return this.#list({
      schema: positionsAnswer,
      path,
      query: {
        ticker: query.ticker,
        settlement_status: query.settlementStatus,
        subaccount: query.subaccount,
        exchange_index: query.exchangeIndex,
      },
      items: (answer) => answer.market_positions,
      read: readPosition,
      key: positionKey,
      ...bounds(query),
    });
  }

  #list<Answer extends Paged, Wire, Item>(
    request: ListRequest<Answer, Wire, Item>,
  ): Promise<ReadOutcome<ReadList<Item>>> {
    return readList(this.transport, request, this.now);
  }

  async #one<Answer, Value>(
    path: string,
    ask: (options: { readonly cost?: number }) => Promise<ReadReply<Answer>>,
    read: (answer: Answer, leftOut: readonly string[]) => Result<Value>,
    cost?: number,
  ): Promise<ReadOutcome<Value>> {
    const askedAt = this.now();
    const reply = await ask(cost === undefined ? {} : { cost });
    const at = this.now();
    if (!reply.ok) return failed(at, reply.reason);
    const value = read(reply.value, reply.leftOut);
    if (value.ok) return { kind: "read", value: value.value, askedAt, at };
    const { code, message } = value.reason;
    return failed(at, { code, message: `Cannot read ${path}: ${message}`, path });
  }
}

function timed(query: AccountQuery): Query {
  return {
    ticker: query.ticker,
    min_ts: query.minTs,
    max_ts: query.maxTs,
    subaccount: query.subaccount,
    exchange_index: query.exchangeIndex,
  };
}

/** What the historical lists can be narrowed to; for the rest they are read whole and sieved here. */
function historical({ ticker, maxTs, most, signal }: AccountQuery): AccountQuery {
  return {
    ...given("ticker", ticker),
    ...given("maxTs", maxTs),
    ...bounds({ ...given("most", most), ...given("signal", signal) }),
  };
}

function keep<Item>(
  outcome: ReadOutcome<ReadList<Item>>,
  wanted: (item: Item) => boolean,
): ReadOutcome<ReadList<Item>> {
  if (outcome.kind === "failed") return outcome;
  return { ...outcome, value: { ...outcome.value, items: outcome.value.items.filter(wanted) } };
}

function bounds(
  { most, signal }: AccountQuery,
): { readonly most?: number; readonly signal?: AbortSignal } {
  return { ...given("most", most), ...given("signal", signal) };
}

/** A list that comes in one answer. */
function readItems<Wire, Item>(
  wires: readonly Wire[] | null | undefined,
  refused: readonly string[],
  read: (wire: Wire) => Result<Item>,
): ReadList<Item> {
  const items: Item[] = [];
  const leftOut = [...refused];
  for (const wire of wires ?? []) {
    const item = read(wire);
    if (item.ok) items.push(item.value);
    else leftOut.push(item.reason.message);
  }
  const [first] = leftOut;
  return {
    whole: first === undefined,
    items,
    leftOut,
    ...(first === undefined ? {} : { why: `${leftOut.length} could not be read: ${first}` }),
  };
}
