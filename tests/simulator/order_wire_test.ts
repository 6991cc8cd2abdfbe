/** Orders over REST: what is answered, in which shape, and that the engine did it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Quantity } from "../../src/core/numbers/money.ts";
import { createOrderAnswer, orderAnswer } from "../../src/kalshi/wire/order.ts";
import { parsePrice } from "../../src/core/numbers/money.ts";
import { quiet, stranger } from "./quiet.ts";
import { ORDER, ORDERS } from "./signed.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

Deno.test("an order is placed, read, made smaller, amended and cancelled, each with the exchange's own answer", async () => {
  await quiet(async ({ simulator, client, nba: ticker }) => {
    const placed = await client.place({ ticker, client_order_id: "a-1", exchange_index: 3 });
    assert(createOrderAnswer.safeParse(placed).success);
    assertMatch(placed.order_id, UUID);
    assertEquals(placed, {
      order_id: placed.order_id,
      client_order_id: "a-1",
      fill_count: "0.00",
      remaining_count: "10.00",
      ts_ms: placed.ts_ms,
    });
    const path = `${ORDERS}/${placed.order_id}`;
    assertEquals(simulator.market(ticker)?.sizeAt("bid", parsePrice("0.40")), 1000 as Quantity);

    const smaller = await client.send("POST", `${path}/decrease`, { reduce_by: "2.50", exchange_index: 3 });
    assertEquals([smaller.status, smaller.body.remaining_count], [200, "7.50"]);
    const amend = { ticker, side: "bid", price: "0.4100", count: "8.00", exchange_index: 3 };
    const amended = await client.send("POST", `${path}/amend`, amend);
    assertEquals([amended.status, amended.body.remaining_count], [200, "8.00"]);
    const { order } = await client.get(`/portfolio/orders/${placed.order_id}`);
    assert(orderAnswer.safeParse({ order }).success);
    assertEquals([order.status, order.yes_price_dollars, order.no_price_dollars], [
      "resting",
      "0.4100",
      "0.5900",
    ]);
    assertEquals([order.remaining_count_fp, order.exchange_index, order.subaccount_number], ["8.00", 3, 0]);

    // Without the shard the order is looked for on shard 0.
    assertEquals((await client.send("DELETE", path)).status, 404);
    const cancelled = await client.send("DELETE", `${path}?exchange_index=3`);
    assertEquals([cancelled.status, cancelled.body.reduced_by], [200, "8.00"]);
    assertEquals(simulator.market(ticker)?.sizeAt("bid", parsePrice("0.41")), 0 as Quantity);
    assertEquals(await client.refused("DELETE", `${path}?exchange_index=3`), [404, "not_found", undefined]);
    assertEquals((await client.get("/portfolio/orders?status=resting")).orders, []);
    const [gone] = (await client.get(`/portfolio/orders?status=canceled&ticker=${ticker}`)).orders;
    assertEquals([gone.order_id, gone.status, gone.remaining_count_fp], [
      placed.order_id,
      "canceled",
      "0.00",
    ]);
  });
});

Deno.test("what fills at once is said with averages, and an order that finds nothing is 201 with 0/0", async () => {
  await quiet(async ({ simulator, client, nba: ticker }) => {
    stranger(simulator, ticker, "ask", "0.50", "4.00");
    stranger(simulator, ticker, "ask", "0.51", "4.00");
    const taken = await client.place({
      ticker,
      price: "0.5100",
      count: "6.00",
      time_in_force: "immediate_or_cancel",
    });
    assertEquals([taken.fill_count, taken.remaining_count], ["6.00", "0.00"]);
    assertEquals(taken.average_fill_price, "0.5033");
    assertEquals(taken.average_fee_paid, "0.0175");
    const none = await client.place({ ticker, price: "0.4900", time_in_force: "immediate_or_cancel" });
    assertEquals([none.fill_count, none.remaining_count, none.average_fill_price], [
      "0.00",
      "0.00",
      undefined,
    ]);
    assertEquals(
      (await client.place({ ticker, price: "0.5500", post_only: true })).remaining_count,
      "0.00",
    );
  });
});

for (const field of ["ticker", "side", "count", "price", "time_in_force", "self_trade_prevention_type"]) {
  Deno.test(`a new order without ${field} is refused, empty and null alike`, async () => {
    await quiet(async ({ client, nba: ticker }) => {
      const order = { ...ORDER, ticker };
      for (const value of [undefined, null, ""]) {
        const [status, code, details] = await client.refused("POST", ORDERS, { ...order, [field]: value });
        assertEquals([status, code, details], [400, "missing_parameters", `${field} is required`]);
      }
      // Another type is a body that cannot be parsed, in the flat shape.
      const wrong = await client.send("POST", ORDERS, { ...order, [field]: 7 });
      assertEquals([wrong.status, wrong.body.code, wrong.body.error], [400, "bad_request", undefined]);
      assertEquals((await client.get("/portfolio/orders")).orders, []);
    });
  });
}

Deno.test("prices, counts, words and ids that cannot be are refused by their codes, and place nothing", async () => {
  await quiet(async ({ client, nba: ticker }) => {
    const rows: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ price: "0.4" }, "invalid_price"],
      [{ price: "0.40001" }, "invalid_price"],
      [{ price: "0.4050" }, "invalid_price"],
      [{ price: "1.5000" }, "invalid_price"],
      [{ price: "-0.4000" }, "invalid_price"],
      [{ count: "1.234" }, "invalid_order_size"],
      [{ count: "-1.00" }, "invalid_order_size"],
      [{ count: "0.00" }, "invalid_order_size"],
      [{ side: "yes" }, "invalid_parameters"],
      [{ time_in_force: "gtc" }, "invalid_parameters"],
      [{ client_order_id: "with space" }, "invalid_parameters"],
      [{ client_order_id: "x".repeat(65) }, "invalid_parameters"],
      [{ reduce_only: true }, "invalid_order"],
      [{ time_in_force: "immediate_or_cancel", expiration_time: 4_000_000_000 }, "invalid_order"],
    ];
    for (const [fields, expected] of rows) {
      const [status, code] = await client.refused("POST", ORDERS, { ...ORDER, ticker, ...fields });
      assertEquals([status, code], [400, expected], JSON.stringify(fields));
    }
    assertEquals((await client.get("/portfolio/orders")).orders, []);
  });
});

Deno.test("one client_order_id is taken once: 409 in the engine's own spelling", async () => {
  await quiet(async ({ client, nba: ticker }) => {
    await client.place({ ticker, client_order_id: "once" });
    const [status, code] = await client.refused("POST", ORDERS, {
      ...ORDER,
      ticker,
      client_order_id: "once",
    });
    assertEquals([status, code], [409, "ORDER_ALREADY_EXISTS"]);
  });
});

Deno.test("batches are judged item by item: 201 or 200 with errors, each with details", async () => {
  await quiet(async ({ client, nba: ticker }) => {
    const { status, body } = await client.send("POST", `${ORDERS}/batched`, {
      orders: [
        { ...ORDER, ticker, client_order_id: "b-1" },
        { ...ORDER, ticker, client_order_id: "b-2", price: "0.4050" },
        { ...ORDER, ticker, client_order_id: "b-3", count: "3.33" },
      ],
    });
    assertEquals(status, 201);
    const [first, second, third] = body.orders;
    assertEquals([first.remaining_count, third.remaining_count], ["10.00", "3.33"]);
    assertEquals([second.client_order_id, second.error.code, typeof second.error.details], [
      "b-2",
      "invalid_price",
      "string",
    ]);
    const cancelled = await client.send("DELETE", `${ORDERS}/batched`, {
      orders: [
        { order_id: first.order_id, exchange_index: 3 },
        { order_id: third.order_id },
      ],
    });
    assertEquals(cancelled.status, 200);
    const [gone, stays] = cancelled.body.orders;
    assertEquals([gone.reduced_by, gone.error], ["10.00", undefined]);
    assertEquals([stays.reduced_by, stays.ts_ms, stays.error.code, stays.error.details], [
      "0.00",
      undefined,
      "not_found",
      "",
    ]);
    // One that cannot be read costs all.
    const orders = [{ ...ORDER, ticker }, { ...ORDER }];
    assertEquals((await client.refused("POST", `${ORDERS}/batched`, { orders }))[1], "missing_parameters");
    const resting = (await client.get("/portfolio/orders?status=resting")).orders;
    assertEquals(resting.map((order: { order_id: string }) => order.order_id), [third.order_id]);
  });
});

Deno.test("the whole-account cancel is 204 without a body, and takes every order", async () => {
  await quiet(async ({ simulator, client, nba: ticker }) => {
    await client.place({ ticker });
    await client.place({ ticker, price: "0.3000" });
    const all = await client.send("DELETE", ORDERS);
    assertEquals([all.status, all.body], [204, undefined]);
    assertEquals(simulator.account()?.resting(), []);
    assertEquals((await client.get("/portfolio/orders?status=resting")).orders, []);
  });
});

Deno.test("order groups: made, listed, limited, triggered, reset and deleted", async () => {
  await quiet(async ({ client, nba: ticker }) => {
    const groups = "/portfolio/order_groups";
    const made = await client.send("POST", `${groups}/create`, { contracts_limit: 100, exchange_index: 3 });
    assertEquals([made.status, made.body.exchange_index, made.body.subaccount], [201, 3, 0]);
    const id = made.body.order_group_id;
    const placed = await client.place({ ticker, order_group_id: id, exchange_index: 3 });
    assertEquals((await client.get(groups)).order_groups, [
      { id, contracts_limit_fp: "100.00", is_auto_cancel_enabled: true, exchange_index: 3 },
    ]);
    assertEquals((await client.get(`${groups}/${id}`)).orders, [placed.order_id]);
    const put = async (word: string, body?: unknown) =>
      (await client.send("PUT", `${groups}/${id}/${word}?exchange_index=3`, body)).status;
    assertEquals(await put("limit", { contracts_limit_fp: "50.00" }), 200);
    assertEquals((await client.get(`${groups}/${id}`)).contracts_limit_fp, "50.00");
    assertEquals(await put("trigger"), 200);
    assertEquals((await client.get(`${groups}/${id}`)).orders, []);
    const [, code] = await client.refused("POST", ORDERS, { ...ORDER, ticker, order_group_id: id });
    assertEquals(code, "EXCEEDED_ORDER_GROUP_RISK_LIMIT");
    assertEquals(await put("reset"), 200);
    await client.place({ ticker, order_group_id: id });
    assertEquals((await client.send("DELETE", `${groups}/${id}?exchange_index=3`)).status, 200);
    assertEquals((await client.get(groups)).order_groups, []);
    assertEquals((await client.get("/portfolio/orders?status=resting")).orders, []);
    assertEquals((await client.send("GET", `${groups}/${id}`)).status, 404);
    assertEquals((await client.refused("POST", `${groups}/create`, {}))[1], "missing_parameters");
  });
});

Deno.test("writes to the old paths are gone, and a slash at the end is redirected", async () => {
  await quiet(async ({ client, nba: ticker }) => {
    for (
      const [method, path] of [["POST", ""], ["POST", "/batched"], ["DELETE", "/x"], ["POST", "/x/amend"]]
    ) {
      const answer = await client.send(method ?? "", `/portfolio/orders${path}`, { ...ORDER, ticker });
      assertEquals(answer.status, 410, path);
    }
    const moved = await client.send("POST", `${ORDERS}/`, { ...ORDER, ticker });
    assertEquals([moved.status, moved.headers.get("location")], [301, `/trade-api/v2${ORDERS}`]);
    assertEquals((await client.get("/portfolio/orders")).orders, []);
  });
});

Deno.test("answers are dated by the exchange's clock, and so are the engine's times", async () => {
  await quiet(async ({ simulator, client, nba: ticker }) => {
    simulator.clock.move(90_000);
    const before = simulator.clock.now();
    const { headers, body } = await client.send("POST", ORDERS, { ...ORDER, ticker });
    assert(Math.abs(Date.parse(headers.get("date") ?? "") - before) < 5_000);
    assert(body.ts_ms >= before && body.ts_ms < before + 5_000);
  });
});
