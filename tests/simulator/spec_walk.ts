/**
 * What the walk over the exchange's OpenAPI asks of each endpoint, and which endpoints are not served, and why.
 *
 * @module
 */
import { parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { type Answered, ORDER, ORDERS, Signed } from "./signed.ts";

const GROUPS = "/portfolio/order_groups";
const TRANSFER = "/portfolio/intra_exchange_instance_transfer";

/** A simulator that holds something of everything. */
export class SpecWorld {
  readonly simulator: Simulator;
  readonly client: Signed;
  readonly market: string;
  readonly event: string;
  readonly settled: string;
  order = "";
  group = "";
  transfer = "";
  milestone = "";
  target = "";

  constructor(simulator: Simulator) {
    const markets = simulator.markets.filter(({ ticker }) => ticker.startsWith("KXNBAGAME"));
    this.simulator = simulator;
    this.client = new Signed(simulator);
    this.market = markets[0]?.ticker ?? "";
    this.settled = markets[1]?.ticker ?? "";
    this.event = markets[0]?.event ?? "";
  }

  /** Trades, settles, moves money, and learns ids. */
  async fill(): Promise<void> {
    const { client, simulator, market, settled } = this;
    const made = await client.send("POST", `${GROUPS}/create`, { contracts_limit: 500, exchange_index: 3 });
    this.group = made.body.order_group_id;
    for (const ticker of [market, settled]) {
      this.stranger(ticker, "ask", "0.50", "3.00");
      await client.place({ ticker, price: "0.5000", count: "3.00", client_order_id: `c-${ticker}` });
    }
    this.stranger(market, "ask", "0.90", "1.00");
    const change = { kind: "life", market: settled } as const;
    simulator.turn({ ...change, step: "closed" });
    simulator.turn({ ...change, step: "determined", result: "no" });
    simulator.turn({ ...change, step: "settled" });
    this.order = (await client.place({ ticker: market, order_group_id: this.group })).order_id;
    this.transfer = (await client.send("POST", TRANSFER, this.transferBody)).body.transfer_id;
    const [milestone] = (await client.get("/milestones?limit=1")).milestones;
    const [target] = (await client.get("/structured_targets")).structured_targets;
    this.milestone = milestone.id;
    this.target = target.id;
  }

  /** Somebody else's order. */
  stranger(ticker: string, side: "bid" | "ask", price: string, count: string): void {
    this.simulator.market(ticker)?.submit({
      owner: "stranger",
      side,
      price: parsePrice(price),
      quantity: parseQuantity(count),
      timeInForce: "good_till_canceled",
    });
  }

  get transferBody() {
    return {
      source: "event_contract",
      destination: "event_contract",
      source_exchange_shard: 3,
      destination_exchange_shard: 0,
      amount: 100,
    };
  }

  /** A path with its names filled in. */
  path(template: string): string {
    const series = "KXNBAGAME";
    const values: Readonly<Record<string, string>> = {
      order_id: this.order,
      order_group_id: this.group,
      transfer_id: this.transfer,
      milestone_id: this.milestone,
      structured_target_id: this.target,
      event_ticker: this.event,
      series_ticker: series,
      ticker: this.market,
    };
    return template.replaceAll(/\{([a-z_]+)\}/g, (_, name: string) => values[name] ?? "unknown");
  }
}

/** One request of the walk, beyond the one without a signature and the one of an unknown id. */
export interface Visit {
  readonly query?: string;
  readonly body?: unknown;
  readonly status: number;
}

/** Asks one endpoint all that the walk asks of it. */
export function visitsOf(world: SpecWorld, operation: string): readonly Visit[] | undefined {
  const { market, settled } = world;
  const order = { ...ORDER, ticker: market, exchange_index: 3 };
  const span = "start_ts=0&end_ts=4000000000&period_interval=60";
  const amend = { ticker: market, side: "bid", price: "0.4100", count: "9.00", exchange_index: 3 };
  const found: Readonly<Record<string, readonly Visit[]>> = {
    [`POST ${ORDERS}`]: [
      { body: { ...order, client_order_id: "walk" }, status: 201 },
      { body: { ...order, client_order_id: "walk" }, status: 409 },
      { body: { ...order, price: "0.4050" }, status: 400 },
      { body: { ticker: market }, status: 400 },
      { body: "{", status: 400 },
    ],
    [`POST ${ORDERS}/{order_id}/amend`]: [
      { body: amend, status: 200 },
      { body: { ...amend, side: "ask" }, status: 400 },
    ],
    [`POST ${ORDERS}/{order_id}/decrease`]: [
      { body: { reduce_by: "1.00", exchange_index: 3 }, status: 200 },
      { body: { exchange_index: 3 }, status: 400 },
    ],
    [`POST ${ORDERS}/batched`]: [
      { body: { orders: [order, { ...order, price: "0.4050" }] }, status: 201 },
      { body: {}, status: 400 },
    ],
    [`DELETE ${ORDERS}/batched`]: [
      { body: { orders: [{ order_id: "unknown" }] }, status: 200 },
      { body: { orders: [{}] }, status: 400 },
    ],
    [`DELETE ${ORDERS}/{order_id}`]: [{ query: "exchange_index=3", status: 200 }],
    [`DELETE ${ORDERS}`]: [{ status: 204 }],
    "GET /portfolio/orders": [{ status: 200 }, { query: "limit=0", status: 400 }],
    "GET /portfolio/orders/{order_id}": [{ status: 200 }],
    "GET /portfolio/orders/queue_positions": [{ query: `market_tickers=${market}`, status: 200 }],
    "GET /portfolio/orders/{order_id}/queue_position": [{ status: 200 }],
    "GET /portfolio/fills": [{ status: 200 }, { query: "cursor=!", status: 400 }],
    "GET /portfolio/positions": [
      { query: "settlement_status=all", status: 200 },
      { query: "settlement_status=x", status: 400 },
    ],
    "GET /portfolio/settlements": [{ status: 200 }, { query: "limit=x", status: 400 }],
    "GET /portfolio/balance": [{ status: 200 }, { query: "exchange_index=3", status: 200 }],
    "GET /portfolio/summary/total_resting_order_value": [{ status: 200 }],
    "GET /portfolio/deposits": [{ status: 200 }, { query: "limit=501", status: 400 }],
    "GET /portfolio/withdrawals": [{ status: 200 }, { query: "limit=501", status: 400 }],
    [`POST ${TRANSFER}`]: [{ body: world.transferBody, status: 200 }, { body: {}, status: 400 }],
    [`GET ${TRANSFER}s`]: [{ status: 200 }, { query: "limit=501", status: 400 }],
    [`GET ${TRANSFER}s/{transfer_id}`]: [{ status: 200 }],
    "POST /portfolio/subaccounts": [{ status: 201 }],
    "GET /portfolio/subaccounts/balances": [{ status: 200 }],
    "GET /portfolio/subaccounts/netting": [{ status: 200 }],
    "PUT /portfolio/subaccounts/netting": [
      { body: { subaccount_number: 0, enabled: true }, status: 200 },
      { body: { enabled: true }, status: 400 },
    ],
    "POST /portfolio/subaccounts/transfer": [
      {
        body: {
          client_transfer_id: "w",
          from_subaccount: 0,
          to_subaccount: 1,
          amount_cents: 1,
          exchange_index: 3,
        },
        status: 200,
      },
      { body: {}, status: 400 },
    ],
    "GET /portfolio/subaccounts/transfers": [{ status: 200 }],
    "GET /portfolio/target_balance_allocation": [{ status: 200 }],
    "POST /portfolio/target_balance_allocation": [
      { body: { allocations: [{ exchange_index: 3, percent: 100 }] }, status: 200 },
      { body: { allocations: [{ exchange_index: 3, percent: 1 }] }, status: 400 },
    ],
    [`GET ${GROUPS}`]: [{ status: 200 }, { query: "subaccount=64", status: 400 }],
    [`GET ${GROUPS}/{order_group_id}`]: [{ status: 200 }],
    [`POST ${GROUPS}/create`]: [
      { body: { contracts_limit: 1, exchange_index: 3 }, status: 201 },
      { body: {}, status: 400 },
    ],
    [`PUT ${GROUPS}/{order_group_id}/limit`]: [
      { query: "exchange_index=3", body: { contracts_limit: 600 }, status: 200 },
      { query: "exchange_index=3", body: {}, status: 400 },
    ],
    [`PUT ${GROUPS}/{order_group_id}/trigger`]: [{ query: "exchange_index=3", status: 200 }],
    [`PUT ${GROUPS}/{order_group_id}/reset`]: [{ query: "exchange_index=3", status: 200 }],
    [`DELETE ${GROUPS}/{order_group_id}`]: [{ query: "exchange_index=3", status: 200 }],
    "GET /historical/orders": [{ status: 200 }, { query: "limit=x", status: 400 }],
    "GET /historical/fills": [{ status: 200 }, { query: "limit=x", status: 400 }],
    "GET /historical/positions": [{ status: 200 }, { query: "limit=x", status: 400 }],
    "GET /historical/cutoff": [{ status: 200 }],
    "GET /api_keys": [{ status: 200 }],
    "POST /api_keys": [{ body: { name: "x" }, status: 400 }],
    "POST /api_keys/generate": [{ body: { name: "x" }, status: 201 }, { body: {}, status: 400 }],
    "DELETE /api_keys/{api_key}": [],
    "GET /account/limits": [{ status: 200 }],
    "GET /account/endpoint_costs": [{ status: 200 }],
    "POST /account/api_usage_level/upgrade": [{ status: 201 }],
    "GET /account/api_usage_level/volume_progress": [{ status: 200 }],
    "GET /exchange/status": [{ status: 200 }],
    "GET /exchange/schedule": [{ status: 200 }],
    "GET /exchange/user_data_timestamp": [{ status: 200 }],
    "GET /series": [{ status: 200 }],
    "GET /series/{series_ticker}": [{ status: 200 }],
    "GET /series/fee_changes": [{ status: 200 }],
    "GET /events": [{ query: "with_nested_markets=true&with_milestones=true", status: 200 }],
    "GET /events/fee_changes": [{ status: 200 }],
    "GET /events/{event_ticker}": [{ status: 200 }],
    "GET /events/{event_ticker}/metadata": [{ status: 200 }],
    "GET /markets": [{ status: 200 }, { query: "limit=x", status: 400 }],
    "GET /markets/{ticker}": [{ status: 200 }],
    "GET /markets/{ticker}/orderbook": [{ status: 200 }],
    "GET /markets/orderbooks": [{ query: `tickers=${market}`, status: 200 }, { status: 400 }],
    "GET /markets/trades": [{ query: `ticker=${settled}`, status: 200 }, { query: "limit=x", status: 400 }],
    "GET /markets/candlesticks": [{ query: `market_tickers=${market}&${span}`, status: 200 }],
    "GET /series/{series_ticker}/markets/{ticker}/candlesticks": [{ query: span, status: 200 }],
    "GET /milestones": [{ query: "limit=5", status: 200 }],
    "GET /milestones/{milestone_id}": [{ status: 200 }],
    "GET /live_data/batch": [{ query: `milestone_ids=${world.milestone}`, status: 200 }],
    "GET /live_data/milestone/{milestone_id}": [{ status: 200 }],
    "GET /live_data/milestone/{milestone_id}/game_stats": [{ status: 200 }],
    "GET /structured_targets": [{ status: 200 }],
    "GET /structured_targets/{structured_target_id}": [{ status: 200 }],
  };
  return found[operation];
}

const QUOTES =
  "requests for quotes are another way to trade, which a terminal for single markets does not use";
const COMBOS = "there are no combos here";

/** What is not served: the beginning of an operation, and why. */
export const NOT_SERVED: readonly (readonly [string, string])[] = [
  ["* /communications/", QUOTES],
  ["* /multivariate_event_collections", COMBOS],
  ["GET /events/multivariate", COMBOS],
  ["* /fcm/", "for clearing members"],
  ["GET /historical/markets", "markets that are here are live ones"],
  ["GET /historical/trades", "trades are kept for as long as a simulation runs"],
  ["GET /search/", "discovery goes over series, events and milestones"],
  ["GET /live_data/weather/", "there is no weather"],
  ["GET /live_data/events/", "live data is asked for by milestone"],
  ["GET /live_data/{type}/", "the older path of live data by milestone"],
  ["GET /series/{series_ticker}/events/", "forecasts and candles of whole events are not shown anywhere"],
  ["GET /incentive_programs", "there are none"],
];

/** Why an operation is not served; `undefined` where it is. */
export function whyNot(operation: string): string | undefined {
  const [method = "", path = ""] = operation.split(" ");
  return NOT_SERVED.find(([row]) => {
    const [wanted = "", beginning = ""] = row.split(" ");
    return (wanted === "*" || wanted === method) && path.startsWith(beginning);
  })?.[1];
}

/** Sends a request without a signature. */
export async function unsigned(simulator: Simulator, method: string, path: string): Promise<Answered> {
  const response = await fetch(simulator.restBase + path, { method });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}
