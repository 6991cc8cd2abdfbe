/**
 * What an account shows: orders, fills, positions and settlements, live and archived.
 *
 * @module
 */
import { formatQuantity } from "../../../core/numbers/money.ts";
import type { OrderAnswer, OrdersAnswer, QueuePositionsAnswer } from "../../../kalshi/wire/order.ts";
import type { FillsAnswer, PositionsAnswer, SettlementsAnswer } from "../../../kalshi/wire/portfolio.ts";
import type { OrderState, PositionState } from "../../exchange/accounts/account_event.ts";
import type { KeyRecord } from "../key_ring.ts";
import {
  eventPositionsJson,
  fillJson,
  orderJson,
  positionJson,
  settlementJson,
} from "../portfolio/account_json.ts";
import { listedSubaccount, lockedOrder, type RestApp, subaccountOf } from "./caller.ts";
import { badRequest, notFound } from "./errors.ts";
import { Query } from "./query.ts";
import { rowPage } from "./row_pages.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

const ORDER_STATUSES = ["resting", "canceled", "executed"] as const;
const SETTLEMENT_STATUSES = ["unsettled", "settled", "all"] as const;
const COUNT_FILTERS: readonly string[] = ["position", "total_traded"];
const MOST_EVENTS = 10;
const MOST_TICKERS = 100;
const MOST_SUBACCOUNT = 63;
const MOST_SHARD = 100;

interface Row {
  readonly market: string;
  readonly event: string;
  readonly shard: number;
  readonly subaccount: number;
}

/** Adds the routes. */
export function addPortfolioRoutes(app: RestApp, context: TradingContext): void {
  addOrderReads(app, context);
  addFillReads(app, context);
  addPositionReads(app, context);
  addSettlementReads(app, context);
}

/** What the filters that all lists share let through. @throws {RestError} 400 */
function rowFilter(query: Query, subaccount: number | undefined): (row: Row) => boolean {
  const tickers = listOf(query, "ticker", MOST_TICKERS);
  const events = listOf(query, "event_ticker", MOST_EVENTS);
  const shard = query.whole("exchange_index", 0, MOST_SHARD);
  return (row) =>
    (tickers?.includes(row.market) ?? true) && (events?.includes(row.event) ?? true) &&
    (shard === undefined || row.shard === shard) &&
    (subaccount === undefined || row.subaccount === subaccount);
}

function listOf(query: Query, name: string, most: number): readonly string[] | undefined {
  const list = query.list(name);
  if (list !== undefined && list.length > most) {
    throw badRequest(`${name}: expected at most ${most}, were ${list.length}`);
  }
  return list;
}

/** What `min_ts` and `max_ts` let through. */
function timeFilter(query: Query): (atMs: number) => boolean {
  const from = query.seconds("min_ts") ?? -Infinity;
  const until = query.seconds("max_ts") ?? Infinity;
  return (atMs) => atMs >= from && atMs <= until;
}

function listed(caller: KeyRecord, query: Query): number | undefined {
  return listedSubaccount(caller, query.whole("subaccount", 0, MOST_SUBACCOUNT));
}

function addOrderReads(app: RestApp, context: TradingContext): void {
  const { history, now, doubts } = context;
  const archived = (order: OrderState) =>
    order.status !== "resting" && order.updatedMs < now() - history.ages.orders;

  const answer = (caller: KeyRecord, query: Query, inArchive: boolean): OrdersAnswer => {
    const status = query.choice("status", ORDER_STATUSES);
    const fits = rowFilter(query, listed(caller, query));
    const inTime = timeFilter(query);
    const { rows, cursor } = rowPage(
      history.orders(caller.userId),
      query,
      (order) =>
        archived(order) === inArchive && fits(order) && inTime(order.createdMs) &&
        (status === undefined || order.status === status),
    );
    return { orders: rows.map(orderJson), cursor };
  };

  app.get(
    "/portfolio/orders",
    (request) => request.json(answer(signer(request.get("caller")), new Query(request.req.url), false)),
  );

  app.get(
    "/historical/orders",
    (request) => request.json(answer(signer(request.get("caller")), new Query(request.req.url), true)),
  );

  app.get("/portfolio/orders/queue_positions", (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    const tickers = query.list("market_tickers");
    const subaccount = subaccountOf(caller, query.whole("subaccount", 0, MOST_SUBACCOUNT));
    const account = accountOf(context, caller);
    const positions = account.resting()
      .filter((order) =>
        (tickers?.includes(order.market) ?? true) && query.matches("event_ticker", order.event) &&
        order.subaccount === subaccount
      )
      .map(({ orderId, market }) => ({
        order_id: orderId,
        market_ticker: market,
        queue_position_fp: account.queuePosition(orderId),
      }))
      .flatMap(({ queue_position_fp: ahead, ...row }) =>
        ahead === undefined ? [] : [{ ...row, queue_position_fp: formatQuantity(ahead) }]
      );
    // Where there is none the exchange sends no list.
    const body: QueuePositionsAnswer = { queue_positions: positions.length === 0 ? null : positions };
    return request.json(body);
  });

  /** One order of a key's. @throws {RestError} 404 */
  const one = (caller: KeyRecord, order: OrderState | undefined): OrderState => {
    if (order === undefined) throw notFound();
    subaccountOf(caller, order.subaccount, () => lockedOrder(doubts.lockedKey));
    return order;
  };

  app.get("/portfolio/orders/:id", (request) => {
    const caller = signer(request.get("caller"));
    const order = one(caller, history.orders(caller.userId).get(request.req.param("id")));
    if (archived(order)) throw notFound();
    const body: OrderAnswer = { order: orderJson(order) };
    return request.json(body);
  });

  app.get("/portfolio/orders/:id/queue_position", (request) => {
    const caller = signer(request.get("caller"));
    const account = accountOf(context, caller);
    const order = one(caller, account.order(request.req.param("id")));
    const ahead = account.queuePosition(order.orderId);
    if (ahead === undefined) throw notFound();
    return request.json({ queue_position_fp: formatQuantity(ahead) });
  });
}

function addFillReads(app: RestApp, { history, now }: TradingContext): void {
  const answer = (caller: KeyRecord, query: Query, inArchive: boolean): FillsAnswer => {
    const fits = rowFilter(query, listed(caller, query));
    const inTime = timeFilter(query);
    const { rows, cursor } = rowPage(
      history.fills(caller.userId),
      query,
      (fill) =>
        (fill.atMs < now() - history.ages.fills) === inArchive && fits(fill) && inTime(fill.atMs) &&
        query.matches("order_id", fill.orderId),
    );
    return { fills: rows.map(fillJson), cursor };
  };

  app.get(
    "/portfolio/fills",
    (request) => request.json(answer(signer(request.get("caller")), new Query(request.req.url), false)),
  );

  app.get(
    "/historical/fills",
    (request) => request.json(answer(signer(request.get("caller")), new Query(request.req.url), true)),
  );
}

function addPositionReads(app: RestApp, { history, now }: TradingContext): void {
  const page = (
    caller: KeyRecord,
    query: Query,
    subaccount: number | undefined,
    seen: (position: PositionState) => boolean,
  ): PositionsAnswer => {
    const fits = rowFilter(query, subaccount);
    const { rows, cursor } = rowPage(
      history.positions(caller.userId),
      query,
      (position) => fits(position) && seen(position),
    );
    return { market_positions: rows.map(positionJson), event_positions: eventPositionsJson(rows), cursor };
  };

  app.get("/portfolio/positions", (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    const status = query.choice("settlement_status", SETTLEMENT_STATUSES) ?? "unsettled";
    const counts = query.list("count_filter");
    const unknown = counts?.find((count) => !COUNT_FILTERS.includes(count));
    if (unknown !== undefined) {
      throw badRequest(`count_filter: expected ${COUNT_FILTERS.join(" or ")}, was "${unknown}"`);
    }
    const subaccount = subaccountOf(caller, query.whole("subaccount", 0, MOST_SUBACCOUNT));
    const archivedBefore = now() - history.ages.positions - history.ages.positionsInBoth;
    return request.json(
      page(
        caller,
        query,
        subaccount,
        (position) =>
          (status === "all" || position.settled === (status === "settled")) &&
          !(position.settled && position.updatedMs < archivedBefore) &&
          (counts === undefined ||
            counts.some((count) =>
              count === "position" ? position.position !== 0 : position.totalTraded !== 0
            )),
      ),
    );
  });

  app.get("/historical/positions", (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    return request.json(
      page(
        caller,
        query,
        listed(caller, query),
        (position) => position.settled && position.updatedMs < now() - history.ages.positions,
      ),
    );
  });
}

function addSettlementReads(app: RestApp, { history, now, doubts }: TradingContext): void {
  app.get("/portfolio/settlements", (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    const fits = rowFilter(query, listed(caller, query));
    const inTime = timeFilter(query);
    const { rows, cursor } = rowPage(
      history.settlements(caller.userId),
      query,
      (settlement) =>
        settlement.atMs >= now() - history.ages.settlements && fits(settlement) && inTime(settlement.atMs),
    );
    const body: SettlementsAnswer = {
      settlements: rows.map((settlement) => settlementJson(settlement, doubts)),
      cursor,
    };
    return request.json(body);
  });
}
