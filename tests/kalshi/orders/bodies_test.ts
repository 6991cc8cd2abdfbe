/**
 * Golden bodies: what leaves this machine for each kind of order, byte for byte.
 */
import { assertEquals } from "@std/assert";
import { toPrice, toQuantity } from "../../../src/core/numbers/money.ts";
import type { OrderRequest } from "../../../src/core/orders.ts";
import { checkBody, orderBody, type OrderPlace } from "../../../src/kalshi/orders/bodies.ts";
import { listen, whole } from "../support/wire.ts";
import { type CreateOrderBody, createOrderBody } from "../../../src/kalshi/wire/order.ts";
import { apiAt, ENTRY } from "./support.ts";

const REQUEST: OrderRequest = {
  clientOrderId: "e7f3-12-1",
  market: "KXNBAGAME-26NOV22LALBOS-LAL",
  side: "bid",
  price: toPrice(5600),
  quantity: toQuantity(1000),
  timeInForce: "good_till_canceled",
  postOnly: true,
  purpose: "entry",
  strategy: "momentum",
};
const PLACE: OrderPlace = { exchangeIndex: 3, expirationTime: 1_795_651_260, groupId: "og-1" };

Deno.test("an entry that rests: every required field, an expiry in seconds, its group, off in a pause", () => {
  assertEquals(
    JSON.stringify(orderBody(REQUEST, PLACE)),
    '{"ticker":"KXNBAGAME-26NOV22LALBOS-LAL","client_order_id":"e7f3-12-1","side":"bid","count":"10.00",' +
      '"price":"0.5600","time_in_force":"good_till_canceled","self_trade_prevention_type":"taker_at_cross",' +
      '"post_only":true,"reduce_only":false,"cancel_order_on_pause":true,"expiration_time":1795651260,' +
      '"order_group_id":"og-1","exchange_index":3}',
  );
});

Deno.test("an exit that takes: at once, reducing only, no expiry, no group, through our own orders", () => {
  const exit = {
    ...REQUEST,
    side: "ask",
    price: toPrice(660),
    quantity: toQuantity(333),
    timeInForce: "immediate_or_cancel",
    postOnly: false,
    purpose: "stop",
    reduceOnly: true,
  } as const;
  assertEquals(
    JSON.stringify(orderBody(exit, { ...PLACE, subaccount: 2 })),
    '{"ticker":"KXNBAGAME-26NOV22LALBOS-LAL","client_order_id":"e7f3-12-1","side":"ask","count":"3.33",' +
      '"price":"0.0660","time_in_force":"immediate_or_cancel","self_trade_prevention_type":"maker",' +
      '"post_only":false,"reduce_only":true,"cancel_order_on_pause":false,"subaccount":2,"exchange_index":3}',
  );
});

Deno.test("a take-profit that rests: an expiry, no group, it stays in a pause and gives way to itself", () => {
  const profit = { ...REQUEST, side: "ask", purpose: "take_profit" } as const;
  const body = orderBody(profit, PLACE);
  assertEquals(
    [body.expiration_time, body.order_group_id, body.cancel_order_on_pause, body.self_trade_prevention_type],
    [1_795_651_260, undefined, false, "taker_at_cross"],
  );
  assertEquals([body.reduce_only, checkBody(body)], [false, undefined]);
});

Deno.test("the four cases of side and outcome: one YES book, a NO at q is the other side at 1 − q", () => {
  // Core orders are in the YES space already; here is what each wish of a trader must have become.
  const cases = [
    ["buy YES at .56", "bid", 5600, '"side":"bid","count":"10.00","price":"0.5600"'],
    ["sell YES at .56", "ask", 5600, '"side":"ask","count":"10.00","price":"0.5600"'],
    ["buy NO at .44", "ask", 10_000 - 4400, '"side":"ask","count":"10.00","price":"0.5600"'],
    ["sell NO at .44", "bid", 10_000 - 4400, '"side":"bid","count":"10.00","price":"0.5600"'],
  ] as const;
  for (const [wish, side, price, golden] of cases) {
    const text = JSON.stringify(orderBody({ ...REQUEST, side, price: toPrice(price) }, PLACE));
    assertEquals([wish, text.includes(golden), /yes|no_price|action/.test(text)], [wish, true, false]);
  }
});

Deno.test("what is sent is the body as it was made, to the one path of new orders", async () => {
  await using wire = listen(whole(201, '{"order_id":"o-1"}'));
  const body = orderBody(REQUEST, PLACE);
  await apiAt(wire.port).create(body);
  assertEquals(
    wire.requests.map(({ line, body }) => [line, body]),
    [["POST /trade-api/v2/portfolio/events/orders HTTP/1.1", JSON.stringify(body)]],
  );
  assertEquals(createOrderBody.safeParse(body).success, true);
});

Deno.test("bodies that break a rule of the exchange are not sent, and the field is named", async () => {
  const cases: readonly (readonly [string, Partial<Record<keyof CreateOrderBody, unknown>>])[] = [
    ["client_order_id", { client_order_id: undefined }],
    ["client_order_id", { client_order_id: "" }],
    ["client_order_id", { client_order_id: "a".repeat(65) }],
    ["client_order_id", { client_order_id: "a b" }],
    ["client_order_id", { client_order_id: "a.b" }],
    ["count", { count: "0.00" }],
    ["count", { count: "-1.00" }],
    ["count", { count: "3.333" }],
    ["price", { price: "0.0000" }],
    ["price", { price: "1.0000" }],
    ["price", { price: "0.56001" }],
    ["price", { price: "56" }],
    ["exchange_index", { exchange_index: undefined }],
    ["exchange_index", { exchange_index: -1 }],
    ["expiration_time", { time_in_force: "immediate_or_cancel" }],
    ["expiration_time", { expiration_time: 1_795_651_260_000 }],
    ["reduce_only", { reduce_only: true }],
    ["post_only", { post_only: true, time_in_force: "immediate_or_cancel", expiration_time: undefined }],
  ];
  await using wire = listen(whole(201, '{"order_id":"o-1"}'));
  const api = apiAt(wire.port);
  for (const [field, change] of cases) {
    const outcome = await api.create({ ...ENTRY, ...change } as CreateOrderBody);
    assertEquals(
      [outcome.kind, outcome.kind === "not_sent" && outcome.why.startsWith(`${field}: `)],
      ["not_sent", true],
      JSON.stringify(change),
    );
  }
  assertEquals(wire.connections, 0);
  const longest = "Az09-_:+=/".repeat(6) + "abcd";
  assertEquals([longest.length, checkBody({ ...ENTRY, client_order_id: longest })], [64, undefined]);
});

Deno.test("cancels, decreases, amends and groups name the shard, and the subaccount of the order's record", async () => {
  await using wire = listen(whole(200, '{"order_id":"o/1"}'));
  const api = apiAt(wire.port);
  const target = { orderId: "o/1", exchangeIndex: 3, subaccount: 2 };
  await api.cancel(target);
  await api.decrease(target, toQuantity(250));
  await api.amend(target, { ticker: "T1", side: "ask", price: "0.5600", count: "4.00", expiration_time: 60 });
  await api.createGroup({ limit: toQuantity(10_000), exchangeIndex: 3 });
  await api.limitGroup({ groupId: "g-1", exchangeIndex: 3 }, toQuantity(500));
  await api.deleteGroup({ groupId: "g-1", exchangeIndex: 3 });
  assertEquals(
    wire.requests.map(({ line, body }) =>
      `${line.replace(" HTTP/1.1", "")} ${body}`.replace("/trade-api/v2/portfolio", "")
    ),
    [
      "DELETE /events/orders/o%2F1?exchange_index=3&subaccount=2 ",
      'POST /events/orders/o%2F1/decrease?subaccount=2 {"reduce_to":"2.50","exchange_index":3}',
      'POST /events/orders/o%2F1/amend?subaccount=2 {"ticker":"T1","side":"ask","price":"0.5600","count":"4.00",' +
      '"expiration_time":60,"exchange_index":3}',
      'POST /order_groups/create {"contracts_limit_fp":"100.00","exchange_index":3}',
      'PUT /order_groups/g-1/limit?exchange_index=3 {"contracts_limit_fp":"5.00"}',
      "DELETE /order_groups/g-1?exchange_index=3 ",
    ],
  );
});

Deno.test("an amend that breaks a rule is not sent; 0 takes the expiry away", async () => {
  await using wire = listen(whole(200, '{"order_id":"o-1"}'));
  const api = apiAt(wire.port);
  const target = { orderId: "o-1", exchangeIndex: 3 };
  const body = { ticker: "T1", side: "bid", price: "0.5600", count: "10.00" } as const;
  const cases = [
    ["price", { price: "0.0000" }],
    ["count", { count: "0.00" }],
    ["expiration_time", { expiration_time: 1_795_651_260_000 }],
    ["updated_client_order_id", { updated_client_order_id: "a b" }],
  ] as const;
  for (const [field, change] of cases) {
    const outcome = await api.amend(target, { ...body, ...change });
    assertEquals([outcome.kind, outcome.kind === "not_sent" && outcome.why.startsWith(`${field}: `)], [
      "not_sent",
      true,
    ]);
  }
  assertEquals(wire.connections, 0);
  assertEquals((await api.amend(target, { ...body, expiration_time: 0 })).kind, "accepted");
});
