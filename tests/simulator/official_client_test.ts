/** The exchange's own client library, from npm, signs in from outside and reads what the simulator serves. */
import { assert, assertEquals } from "@std/assert";
import {
  AccountApi,
  ApiKeysApi,
  Configuration,
  EventsApi,
  ExchangeApi,
  HistoricalApi,
  MarketApi,
  OrderGroupsApi,
  OrdersApi,
  PortfolioApi,
} from "kalshi-typescript";
import { parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { generateKeyPairSync } from "node:crypto";
import { start } from "./support.ts";

/** One for all tests: every object of the library adds its signature to one shared list, and the first one's key wins. */
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY_ID = "of-a-client";
const PUBLIC_PEM = publicKey.export({ format: "pem", type: "spki" }).toString();
const PRIVATE_PEM = privateKey.export({ format: "pem", type: "pkcs8" }).toString();

Deno.test("kalshi-typescript signs in with a client's RSA key and reads account, markets, books and events", async () => {
  const simulator = await start({
    plan: { kind: "generated", league: "nba", seed: 3, speed: 10 },
    keys: [{ keyId: KEY_ID, publicKeyPem: PUBLIC_PEM }],
  });
  try {
    const configuration = new Configuration({
      apiKey: KEY_ID,
      privateKeyPem: PRIVATE_PEM,
      basePath: simulator.restBase,
    });
    const limits = await new AccountApi(configuration).getAccountApiLimits();
    assertEquals(limits.data.usage_tier, "basic");
    const markets = new MarketApi(configuration);
    const [first] = (await markets.getMarkets(10)).data.markets;
    assertEquals(first?.ticker, simulator.markets[0]?.ticker);
    const book = await markets.getMarketOrderbook(first?.ticker ?? "");
    assert((book.data.orderbook_fp.yes_dollars ?? []).length > 0);
    const event = await new EventsApi(configuration).getEvent(simulator.markets[0]?.event ?? "", true);
    assertEquals(event.data.event.markets?.length, 2);
    const stamp = await new ExchangeApi(configuration).getUserDataTimestamp();
    assert(Date.parse(stamp.data.as_of_time) > 0);
  } finally {
    await simulator.close();
  }
});

/** A client of the library over quiet markets, with an RSA key. */
async function library(test: (simulator: Simulator, configuration: Configuration) => Promise<void>) {
  const simulator = await start({
    plan: { kind: "quiet" },
    keys: [{ keyId: KEY_ID, publicKeyPem: PUBLIC_PEM }],
  });
  try {
    await test(
      simulator,
      new Configuration({ apiKey: KEY_ID, privateKeyPem: PRIVATE_PEM, basePath: simulator.restBase }),
    );
  } finally {
    await simulator.close();
  }
}

function nba(simulator: Simulator): string {
  return simulator.markets.find(({ ticker }) => ticker.startsWith("KXNBAGAME"))?.ticker ?? "";
}

const BASE = {
  side: "bid",
  count: "10.00",
  price: "0.4000",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
  exchange_index: 3,
} as const;

Deno.test("kalshi-typescript places, reads, amends, decreases and cancels orders, alone and in batches and groups", async () => {
  await library(async (simulator, configuration) => {
    const orders = new OrdersApi(configuration);
    const groups = new OrderGroupsApi(configuration);
    const ticker = nba(simulator);
    const placed = await orders.createOrderV2({ ...BASE, ticker, client_order_id: "from-npm" });
    assertEquals([placed.status, placed.data.remaining_count], [201, "10.00"]);
    const id = placed.data.order_id;
    const amend = { ticker, side: "bid", price: "0.4100", count: "9.00", exchange_index: 3 } as const;
    assertEquals((await orders.amendOrderV2(id, amend)).data.remaining_count, "9.00");
    const smaller = await orders.decreaseOrderV2(id, { reduce_to: "5.00", exchange_index: 3 });
    assertEquals(smaller.data.remaining_count, "5.00");
    const { order } = (await orders.getOrder(id)).data;
    assertEquals([order.status, order.client_order_id, order.yes_price_dollars], [
      "resting",
      "from-npm",
      "0.4100",
    ]);
    assertEquals(
      (await orders.getOrders(ticker, undefined, undefined, undefined, "resting")).data.orders.length,
      1,
    );
    assertEquals((await orders.getOrderQueuePosition(id)).data.queue_position_fp, "0.00");
    assertEquals((await orders.getOrderQueuePositions(ticker)).data.queue_positions.length, 1);
    assertEquals((await orders.cancelOrderV2(id, undefined, 3)).data.reduced_by, "5.00");

    const made = await groups.createOrderGroup({ contracts_limit: 100, exchange_index: 3 });
    const group = made.data.order_group_id;
    const batch = await orders.batchCreateOrdersV2({
      orders: [{ ...BASE, ticker, order_group_id: group }, { ...BASE, ticker, price: "0.4050" }],
    });
    const [good, bad] = batch.data.orders;
    assertEquals([good?.remaining_count, bad?.error?.code], ["10.00", "invalid_price"]);
    assertEquals((await groups.getOrderGroup(group)).data.orders, [good?.order_id ?? ""]);
    assertEquals(
      (await groups.updateOrderGroupLimit(group, { contracts_limit: 50 }, undefined, 3)).status,
      200,
    );
    const gone = await orders.batchCancelOrdersV2({
      orders: [{ order_id: good?.order_id ?? "", exchange_index: 3 }],
    });
    assertEquals(gone.data.orders[0]?.reduced_by, "10.00");
    assertEquals((await groups.triggerOrderGroup(group, undefined, 3)).status, 200);
    assertEquals((await groups.resetOrderGroup(group, undefined, 3)).status, 200);
    assertEquals((await groups.getOrderGroups()).data.order_groups?.length, 1);
    assertEquals((await groups.deleteOrderGroup(group, undefined, 3)).status, 200);
    await orders.createOrderV2({ ...BASE, ticker });
    assertEquals((await orders.cancelAllOrders()).status, 204);
    assertEquals(simulator.account()?.resting(), []);
  });
});

Deno.test("kalshi-typescript reads balance, positions, fills, settlements, history, keys and limits, and moves money", async () => {
  await library(async (simulator, configuration) => {
    const portfolio = new PortfolioApi(configuration);
    const ticker = nba(simulator);
    simulator.market(ticker)?.submit({
      owner: "stranger",
      side: "ask",
      price: parsePrice("0.40"),
      quantity: parseQuantity("3"),
      timeInForce: "good_till_canceled",
    });
    await new OrdersApi(configuration).createOrderV2({ ...BASE, ticker, count: "3.00" });
    assertEquals((await portfolio.getBalance(undefined, 3)).data.balance, 999_874);
    const positions = await portfolio.getPositions(undefined, 10, "position", ticker);
    assertEquals(positions.data.market_positions.map((row) => row.position_fp), ["3.00"]);
    assertEquals((await portfolio.getFills(ticker)).data.fills.map((fill) => fill.is_taker), [true]);
    assertEquals((await portfolio.getPortfolioRestingOrderTotalValue()).data.total_resting_order_value, 0);
    assertEquals((await portfolio.getDeposits()).data.deposits, []);
    assertEquals((await portfolio.getWithdrawals()).data.withdrawals, []);
    const moved = await portfolio.intraExchangeInstanceTransfer({
      source: "event_contract",
      destination: "event_contract",
      source_exchange_shard: 3,
      destination_exchange_shard: 0,
      amount: 10_000,
    });
    const { transfer } = (await portfolio.getIntraExchangeInstanceTransfer(moved.data.transfer_id)).data;
    assertEquals(transfer.amount, "1.000000");
    assertEquals((await portfolio.getIntraExchangeInstanceTransfers()).data.transfers.length, 1);
    assertEquals((await portfolio.createSubaccount({})).data.subaccount_number, 1);
    await portfolio.applySubaccountTransfer({
      client_transfer_id: "2a0e3fc9-b593-4aa3-96e5-82f7f7566c2a",
      from_subaccount: 0,
      to_subaccount: 1,
      amount_cents: 100,
      exchange_index: 3,
    });
    assertEquals((await portfolio.getSubaccountTransfers()).data.transfers.length, 1);
    const balances = (await portfolio.getSubaccountBalances()).data.subaccount_balances;
    assert(balances.some((row) => row.subaccount_number === 1 && row.balance === "1.0000"));
    await portfolio.updateSubaccountNetting({ subaccount_number: 1, enabled: false });
    assertEquals((await portfolio.getSubaccountNetting()).data.netting_configs.length, 2);
    await portfolio.setTargetBalanceAllocation({ allocations: [{ exchange_index: 3, percent: 100 }] });
    assertEquals((await portfolio.getTargetBalanceAllocation()).data.allocations.length, 1);
    const change = { kind: "life", market: ticker } as const;
    simulator.turn({ ...change, step: "closed" });
    simulator.turn({ ...change, step: "determined", result: "yes" });
    simulator.turn({ ...change, step: "settled" });
    assertEquals((await portfolio.getSettlements()).data.settlements.map((row) => row.revenue), [300]);

    const history = new HistoricalApi(configuration);
    assertEquals((await history.getHistoricalOrders()).data.orders, []);
    assertEquals((await history.getFillsHistorical()).data.fills, []);
    assertEquals((await history.getHistoricalPositions()).data.market_positions, []);
    assert(Date.parse((await history.getHistoricalCutoff()).data.orders_updated_ts) > 0);
    const keys = new ApiKeysApi(configuration);
    assertEquals((await keys.getApiKeys()).data.api_keys.length, 2);
    const key = (await keys.generateApiKey({ name: "another" })).data.api_key_id;
    assertEquals((await keys.deleteApiKey(key)).status, 204);
    const account = new AccountApi(configuration);
    assertEquals((await account.getAccountEndpointCosts()).data.default_cost, 10);
    assertEquals((await account.upgradeAccountApiUsageLevel()).status, 201);
    assertEquals((await account.getAccountApiLimits()).data.usage_tier, "advanced");
    assertEquals((await account.getAccountApiUsageLevelVolumeProgress()).data.volume_progress.length, 1);
  });
});
