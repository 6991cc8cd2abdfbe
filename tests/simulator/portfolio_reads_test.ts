/** What REST shows of an account: defaults, filters, pages, lags of their own, archives, and that it adds up. */
import { assert, assertEquals } from "@std/assert";
import { parseMicros } from "../../src/core/numbers/money.ts";
import { ordersAnswer } from "../../src/kalshi/wire/order.ts";
import {
  balanceAnswer,
  fillsAnswer,
  historicalCutoffAnswer,
  positionsAnswer,
  restingOrderValueAnswer,
  settlementsAnswer,
} from "../../src/kalshi/wire/portfolio.ts";
import { quiet, type QuietWorld, stranger } from "./quiet.ts";
import { ORDERS } from "./signed.ts";

const DAY_MS = 86_400_000;

/** Buys at a price, at once. */
async function buy({ simulator, client }: QuietWorld, ticker: string, price: string, count: string) {
  stranger(simulator, ticker, "ask", price, count);
  return await client.place({ ticker, price, count, time_in_force: "immediate_or_cancel" });
}

Deno.test("money is by shard: the sum unless a shard is named, cents beside dollars, less what rests", async () => {
  for (const balanceExcludesResting of [true, false]) {
    await quiet(async (world) => {
      const { client, nba } = world;
      await client.place({ ticker: nba, price: "0.4000", count: "10.00" });
      const all = await client.get("/portfolio/balance");
      assert(balanceAnswer.safeParse(all).success);
      const held = balanceExcludesResting ? 4 : 0;
      assertEquals(all.balance_dollars, `${20_000 - held}.0000`);
      assertEquals(all.balance, (20_000 - held) * 100);
      const shard = await client.get("/portfolio/balance?exchange_index=3");
      assertEquals(shard.balance_dollars, `${10_000 - held}.0000`);
      assertEquals(shard.balance_breakdown, [{ exchange_index: 3, balance: `${10_000 - held}.0000` }]);
      assertEquals((await client.get("/portfolio/balance?exchange_index=1")).balance, 0);
      const resting = await client.get("/portfolio/summary/total_resting_order_value");
      assert(restingOrderValueAnswer.safeParse(resting).success);
      assertEquals(resting, {
        total_resting_order_value: 400,
        resting_order_value_breakdown: [{ exchange_index: 3, balance: "4.000000" }],
      });
      await buy(world, nba, "0.5000", "2.00");
      const after = await client.get("/portfolio/balance?exchange_index=3");
      // 2 at 0.50 and a fee of 0.035; truncated to whole cents.
      assertEquals(after.balance_dollars, (10_000 - held - 1.035).toFixed(4));
      assertEquals(after.balance, Math.floor((10_000 - held - 1.035) * 100));
      assertEquals(after.portfolio_value, 100);
    }, { doubts: { balanceExcludesResting } });
  }
});

Deno.test("positions: + YES, − NO; unsettled ones of subaccount 0 unless asked otherwise", async () => {
  await quiet(async (world) => {
    const { simulator, client, nba, nfl } = world;
    await buy(world, nba, "0.5000", "2.00");
    stranger(simulator, nfl, "bid", "0.3000", "5.00");
    await client.place({ ticker: nfl, side: "ask", price: "0.3000", count: "5.00" });
    await client.send("POST", "/portfolio/subaccounts", {});
    simulator.account()?.deposit({ shard: 3, subaccount: 1 }, parseMicros("10"));
    stranger(simulator, nba, "ask", "0.6000", "1.00");
    await client.place({ ticker: nba, price: "0.6000", count: "1.00", subaccount: 1 });

    const all = await client.get("/portfolio/positions");
    assert(positionsAnswer.safeParse(all).success);
    assertEquals(
      all.market_positions.map((row: Record<string, string>) => [row.ticker, row.position_fp]),
      [[nfl, "-5.00"], [nba, "2.00"]],
    );
    const [no, yes] = all.market_positions;
    assertEquals([no.market_exposure_dollars, yes.market_exposure_dollars], ["3.500000", "1.000000"]);
    assertEquals(all.event_positions.length, 2);
    const sub = await client.get("/portfolio/positions?subaccount=1");
    assertEquals(sub.market_positions.map((row: Record<string, string>) => row.position_fp), ["1.00"]);
    assertEquals((await client.get("/portfolio/positions?exchange_index=0")).market_positions.length, 1);
    // Fills are of all subaccounts.
    assertEquals((await client.get(`/portfolio/fills?ticker=${nba}`)).fills.length, 2);
    assertEquals((await client.get(`/portfolio/fills?subaccount=0&ticker=${nba}`)).fills.length, 1);

    // Flat, but traded.
    stranger(simulator, nba, "bid", "0.5000", "2.00");
    await client.place({ ticker: nba, side: "ask", price: "0.5000", count: "2.00" });
    const rows = async (query: string) =>
      (await client.get(`/portfolio/positions?ticker=${nba}${query}`)).market_positions.length;
    assertEquals(await rows(""), 1);
    assertEquals(await rows("&count_filter=position"), 0);
    assertEquals(await rows("&count_filter=position,total_traded"), 1);
    assertEquals((await client.send("GET", "/portfolio/positions?count_filter=size")).status, 400);
    assertEquals((await client.send("GET", "/portfolio/positions?settlement_status=gone")).status, 400);
  });
});

Deno.test("each resource lags by itself, never goes back, and the timestamp admits it roughly", async () => {
  await quiet(async (world) => {
    const { simulator, client, nba } = world;
    const { clock, history } = simulator;
    history.setLags({ orders: 2_000, fills: 4_000, positions: 6_000, balance: 0 });
    const placed = await buy(world, nba, "0.5000", "2.00");
    const seen = async () => [
      (await client.get("/portfolio/orders")).orders.length,
      (await client.get("/portfolio/fills")).fills.length,
      (await client.get("/portfolio/positions")).market_positions.length,
      (await client.get("/portfolio/balance?exchange_index=3")).balance < 1_000_000,
    ];
    assertEquals(await seen(), [0, 0, 0, true]);
    assertEquals((await client.send("GET", `/portfolio/orders/${placed.order_id}`)).status, 404);
    const stamp = Date.parse((await client.get("/exchange/user_data_timestamp")).as_of_time);
    assert(Math.abs(clock.now() - 6_000 - stamp) < 1_000);
    clock.move(2_000);
    assertEquals(await seen(), [1, 0, 0, true]);
    clock.move(2_000);
    assertEquals(await seen(), [1, 1, 0, true]);
    // A lag that grows takes nothing back.
    history.setLags({ fills: 60_000, timestamp: 0 });
    assertEquals(await seen(), [1, 1, 0, true]);
    clock.move(2_000);
    assertEquals(await seen(), [1, 1, 1, true]);
    // It claims to be fresh, and is not.
    await buy(world, nba, "0.5000", "1.00");
    const claimed = Date.parse((await client.get("/exchange/user_data_timestamp")).as_of_time);
    assert(clock.now() - claimed < 1_000);
    assertEquals((await client.get("/portfolio/fills")).fills.length, 1);
  });
});

Deno.test("pages: newest first, whole, each row once, also while rows come", async () => {
  await quiet(async ({ client, nba }) => {
    const placed: string[] = [];
    for (let nth = 0; nth < 7; nth++) {
      placed.push((await client.place({ ticker: nba, price: `0.1${nth}00`, count: "1.00" })).order_id);
    }
    const read: string[] = [];
    let cursor = "";
    do {
      const page = await client.get(`/portfolio/orders?limit=3&cursor=${cursor}`);
      assert(ordersAnswer.safeParse(page).success);
      read.push(...page.orders.map((order: { order_id: string }) => order.order_id));
      cursor = page.cursor;
      await client.place({ ticker: nba, price: "0.2000", count: "1.00" });
    } while (cursor !== "");
    assertEquals(read, placed.reverse());
    assertEquals((await client.send("GET", "/portfolio/orders?cursor=!!")).status, 400);
    assertEquals((await client.send("GET", "/portfolio/orders?limit=1001")).status, 400);
    assertEquals((await client.send("GET", "/portfolio/orders?status=open")).status, 400);
    const tickers = Array.from({ length: 11 }, (_, nth) => `E${nth}`).join();
    assertEquals((await client.send("GET", `/portfolio/orders?event_ticker=${tickers}`)).status, 400);
  });
});

Deno.test("what has ended long ago is in /historical alone; what rests stays", async () => {
  await quiet(async (world) => {
    const { simulator, client, nba, nfl } = world;
    const old = await buy(world, nba, "0.5000", "2.00");
    const resting = await client.place({ ticker: nfl, price: "0.1000" });
    // Markets close after two weeks; ages are settings.
    simulator.history.ages = { ...simulator.history.ages, orders: DAY_MS, fills: DAY_MS, positions: DAY_MS };
    simulator.clock.move(2 * DAY_MS);
    const fresh = await buy(world, nfl, "0.5000", "1.00");
    const ids = async (path: string, list: string) =>
      (await client.get(path))[list].map((row: { order_id: string }) => row.order_id);
    assertEquals(await ids("/portfolio/orders", "orders"), [fresh.order_id, resting.order_id]);
    assertEquals(await ids("/historical/orders", "orders"), [old.order_id]);
    assertEquals(await ids("/portfolio/fills", "fills"), [fresh.order_id]);
    const archived = await client.get("/historical/fills");
    assert(fillsAnswer.safeParse(archived).success);
    assertEquals(archived.fills[0].order_id, old.order_id);
    assertEquals((await client.send("GET", `/portfolio/orders/${old.order_id}`)).status, 404);
    const cutoff = await client.get("/historical/cutoff");
    assert(historicalCutoffAnswer.safeParse(cutoff).success);
    const age = simulator.clock.now() - Date.parse(cutoff.orders_updated_ts);
    assert(Math.abs(age - DAY_MS) < 5_000);
    // The open position is not archived.
    assertEquals((await client.get("/historical/positions")).market_positions, []);
    assertEquals((await client.get("/portfolio/positions")).market_positions.length, 2);
  });
});

Deno.test("a settled position leaves the list for the settlements, and those for nothing; revenue and fees are doubts", async () => {
  for (const settlementRevenue of ["payout", "zero"] as const) {
    await quiet(async (world) => {
      const { simulator, client, nba } = world;
      await buy(world, nba, "0.5000", "2.00");
      for (const step of ["closed", "determined", "settled"] as const) {
        const change = step === "determined"
          ? { kind: "life" as const, step, market: nba, result: "yes" as const }
          : { kind: "life" as const, step, market: nba };
        assert(simulator.turn(change), step);
      }
      assertEquals((await client.get("/portfolio/positions")).market_positions, []);
      const settled = await client.get("/portfolio/positions?settlement_status=settled");
      assertEquals(settled.market_positions.length, 1);
      assertEquals(
        (await client.get("/portfolio/positions?settlement_status=all")).market_positions.length,
        1,
      );
      const answer = await client.get(`/portfolio/settlements?ticker=${nba}`);
      assert(settlementsAnswer.safeParse(answer).success);
      const [row] = answer.settlements;
      const zero = settlementRevenue === "zero";
      assertEquals([row.market_result, row.value, row.revenue], ["yes", 100, zero ? 0 : 200]);
      assertEquals([row.yes_count_fp, row.no_count_fp], ["2.00", zero ? "2.00" : "0.00"]);
      assertEquals(row.fee_cost, zero ? "0.000000" : "0.035000");
      assertEquals((await client.get("/portfolio/balance?exchange_index=3")).balance_dollars, "10000.9650");
      simulator.clock.move(14 * DAY_MS + 60_000);
      // In both lists for a while.
      const both = async () => [
        (await client.get("/portfolio/positions?settlement_status=all")).market_positions.length,
        (await client.get("/historical/positions")).market_positions.length,
      ];
      assertEquals(await both(), [1, 1]);
      assertEquals((await client.get("/portfolio/settlements")).settlements, []);
      simulator.clock.move(DAY_MS);
      assertEquals(await both(), [0, 1]);
    }, {
      doubts: {
        settlementRevenue,
        settlementFeeCost: settlementRevenue === "zero" ? "own_fee" : "trading_fees",
      },
    });
  }
});

Deno.test("queue positions count the contracts ahead; where none rests there is no list", async () => {
  await quiet(async ({ simulator, client, nba, nfl }) => {
    assertEquals((await client.get("/portfolio/orders/queue_positions")).queue_positions, null);
    stranger(simulator, nba, "bid", "0.4000", "7.50");
    const placed = await client.place({ ticker: nba, price: "0.4000" });
    const one = await client.get(`/portfolio/orders/${placed.order_id}/queue_position`);
    assertEquals(one.queue_position_fp, "7.50");
    const all = await client.get(`/portfolio/orders/queue_positions?market_tickers=${nba},${nfl}`);
    assertEquals(all.queue_positions, [
      { order_id: placed.order_id, market_ticker: nba, queue_position_fp: "7.50" },
    ]);
    assertEquals(
      (await client.get(`/portfolio/orders/queue_positions?market_tickers=${nfl}`)).queue_positions,
      null,
    );
    await client.send("DELETE", `${ORDERS}/${placed.order_id}?exchange_index=3`);
    assertEquals(
      (await client.send("GET", `/portfolio/orders/${placed.order_id}/queue_position`)).status,
      404,
    );
  });
});

Deno.test("the status says what each shard takes; the flags at its top speak of shard 0", async () => {
  await quiet(async ({ simulator, client, nba, nfl }) => {
    simulator.accounts.setShard(3, "trading_paused");
    const status = await client.get("/exchange/status");
    const of = (index: number) =>
      status.exchange_index_statuses.find((row: { exchange_index: number }) => row.exchange_index === index);
    assertEquals([status.trading_active, of(3).trading_active, of(3).exchange_active], [true, false, true]);
    const [code, word] = await client.refused("POST", ORDERS, {
      side: "bid",
      count: "1.00",
      price: "0.4000",
      time_in_force: "good_till_canceled",
      self_trade_prevention_type: "maker",
      ticker: nba,
    });
    assertEquals([code, word], [400, "TRADING_PAUSED"]);
    await client.place({ ticker: nfl });
    simulator.accounts.setShard(0, "exchange_paused");
    assertEquals((await client.get("/exchange/status")).exchange_active, false);
  });
});

Deno.test("money moves between shards and subaccounts once an id; targets add up; netting is told", async () => {
  await quiet(async ({ simulator, client }) => {
    const move = {
      source: "event_contract",
      destination: "event_contract",
      source_exchange_shard: 3,
      destination_exchange_shard: 0,
      amount: 12_345,
      client_transfer_id: "m-1",
    };
    const path = "/portfolio/intra_exchange_instance_transfer";
    const moved = await client.send("POST", path, move);
    assertEquals(moved.status, 200);
    assertEquals((await client.send("POST", path, move)).status, 409);
    const shard = async (index: number) =>
      (await client.get(`/portfolio/balance?exchange_index=${index}`)).balance_dollars;
    assertEquals([await shard(3), await shard(0)], ["9998.7655", "10001.2345"]);
    const { transfer } = await client.get(`${path}s/${moved.body.transfer_id}`);
    assertEquals([transfer.amount, transfer.status], ["1.234500", "complete"]);
    assertEquals((await client.get(`${path}s`)).transfers.length, 1);
    assertEquals(
      (await client.send("POST", path, { ...move, client_transfer_id: "m-2", amount: 1e12 })).status,
      400,
    );
    const nowhere = { ...move, client_transfer_id: "m-3", destination_exchange_shard: 99 };
    assertEquals((await client.refused("POST", path, nowhere))[1], "invalid_parameters");
    assertEquals(
      (await client.refused("POST", path, { ...nowhere, destination_exchange_shard: 0, amount: -1 }))[0],
      400,
    );
    const target = "/portfolio/target_balance_allocation";
    const allocations = [{ exchange_index: 3, percent: 90 }, { exchange_index: 0, percent: 5 }];
    assertEquals((await client.send("POST", target, { allocations })).status, 400);
    allocations.push({ exchange_index: 1, percent: 5 });
    assertEquals((await client.send("POST", target, { allocations })).status, 200);
    assertEquals((await client.get(target)).allocations, allocations);
    simulator.clock.move(10_000);
    assertEquals(await shard(3), "18000.0000");
    assertEquals((await client.send("POST", target, { allocations: [] })).status, 200);
    assertEquals((await client.get(target)).allocations, []);
    await client.send("POST", "/portfolio/subaccounts", {});
    const netting = "/portfolio/subaccounts/netting";
    assertEquals((await client.send("PUT", netting, { subaccount_number: 1, enabled: false })).status, 200);
    assertEquals(
      (await client.get(netting)).netting_configs.map((row: { enabled: boolean }) => row.enabled),
      [true, false],
    );
    const sub = {
      client_transfer_id: "s-1",
      from_subaccount: 0,
      to_subaccount: 1,
      amount_cents: 500,
      exchange_index: 3,
    };
    assertEquals((await client.send("POST", "/portfolio/subaccounts/transfer", sub)).status, 200);
    const rows = (await client.get("/portfolio/subaccounts/balances")).subaccount_balances;
    assert(
      rows.some((row: { subaccount_number: number; balance: string }) =>
        row.subaccount_number === 1 && row.balance === "5.0000"
      ),
    );
    assertEquals((await client.get("/portfolio/subaccounts/transfers")).transfers[0].amount_cents, 500);
  });
});
