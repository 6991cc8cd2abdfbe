/** Lists read over real sockets: whole, or with the reason why not. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ReadList, ReadOutcome } from "../../../src/kalshi/orders/outcomes.ts";
import { type Answer, listen, type Seen, whole } from "../support/wire.ts";
import { apiAt } from "./support.ts";

const order = (id: string, change: Readonly<Record<string, unknown>> = {}) => ({
  order_id: id,
  ticker: "T1",
  outcome_side: "yes",
  book_side: "bid",
  status: "resting",
  yes_price_dollars: "0.5600",
  initial_count_fp: "10.00",
  fill_count_fp: "4.00",
  remaining_count_fp: "6.00",
  exchange_index: 3,
  ...change,
});
const fill = (id: string, change: Readonly<Record<string, unknown>> = {}) => ({
  fill_id: id,
  trade_id: id,
  order_id: "o-1",
  ticker: "T1",
  outcome_side: "no",
  book_side: "ask",
  count_fp: "3.33",
  yes_price_dollars: "0.5600",
  is_taker: false,
  fee_cost: "0.012346",
  created_time: "2026-11-20T20:00:00.123456Z",
  ...change,
});

const queryOf = ({ line }: Seen): URLSearchParams =>
  new URL(line.split(" ")[1] ?? "", "http://x").searchParams;
const pathOf = ({ line }: Seen): string => new URL(line.split(" ")[1] ?? "", "http://x").pathname;

/** Answers each path and cursor with its page. */
function paged(pages: Readonly<Record<string, unknown>>): Answer {
  return (conn, seen) => {
    const page =
      pages[`${pathOf(seen).replace("/trade-api/v2", "")} ${queryOf(seen).get("cursor") ?? ""}`.trim()];
    return page === undefined ? whole(500, "{}")(conn, seen) : whole(200, JSON.stringify(page))(conn, seen);
  };
}

function listOf<Item>(outcome: ReadOutcome<ReadList<Item>>): ReadList<Item> {
  assert(outcome.kind === "read", outcome.kind === "failed" ? outcome.reason.message : "");
  assert(outcome.askedAt <= outcome.at);
  return outcome.value;
}

Deno.test("a list is read to its end, and only then it is whole", async () => {
  await using wire = listen(paged({
    "/portfolio/orders": { orders: [order("a"), order("b")], cursor: "c1" },
    "/portfolio/orders c1": { orders: [order("b", { fill_count_fp: "5.00" }), order("c")], cursor: "" },
  }));
  const list = listOf(
    await apiAt(wire.port).orders({ status: "resting", ticker: "T1", minTs: 5, exchangeIndex: 3 }),
  );
  assertEquals([list.whole, list.items.map(({ orderId, filled }) => `${orderId} ${filled}`)], [
    true,
    // What came twice counts once, as it was read last.
    ["a 400", "b 500", "c 400"],
  ]);
  const [first] = wire.requests;
  assert(first !== undefined);
  assertEquals(Object.fromEntries(queryOf(first)), {
    ticker: "T1",
    status: "resting",
    min_ts: "5",
    exchange_index: "3",
    limit: "1000",
  });
});

Deno.test("a page that fails, a cursor that comes again, an item that cannot be read: each proves presence alone", async () => {
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, number, RegExp])[] = [
    [{ "/portfolio/orders": { orders: [order("a")], cursor: "c1" } }, 1, /page 2 could not be read/],
    [
      {
        "/portfolio/orders": { orders: [order("a")], cursor: "c1" },
        "/portfolio/orders c1": { orders: [order("b")], cursor: "c2" },
        "/portfolio/orders c2": { orders: [order("c")], cursor: "c1" },
      },
      3,
      /the same page again/,
    ],
    [
      { "/portfolio/orders": { orders: [order("a"), order("b", { yes_price_dollars: null })] } },
      1,
      /1 could not be read: b/,
    ],
    [
      { "/portfolio/orders": { orders: [order("a"), order("b", { remaining_count_fp: undefined })] } },
      1,
      /b: remaining_count_fp/,
    ],
    [
      { "/portfolio/orders": { orders: [order("a"), order("b", { initial_count_fp: "1.234" })] } },
      1,
      /order b: its size/,
    ],
    [
      { "/portfolio/orders": { orders: [order("a"), order("b", { book_side: "ask" })] } },
      1,
      /order b: its side/,
    ],
  ];
  for (const [pages, items, why] of cases) {
    await using wire = listen(paged(pages));
    const list = listOf(await apiAt(wire.port).orders());
    assertEquals([list.whole, list.items.length], [false, items]);
    assertMatch(list.why ?? "", why);
  }
  await using failing = listen(whole(500, "{}"));
  const none = await apiAt(failing.port).orders();
  assert(none.kind === "failed" && none.reason.status === 500);
  await using renamed = listen(whole(200, '{"order_list":[]}'));
  assertEquals((await apiAt(renamed.port).orders()).kind, "failed");
  await using empty = listen(whole(200, '{"orders":null,"cursor":null}'));
  assertEquals(listOf(await apiAt(empty.port).orders()), { whole: true, items: [], leftOut: [] });
});

Deno.test("words of an order and of a fill that nobody knows are kept, and what is not said is left out", async () => {
  await using wire = listen(whole(
    200,
    JSON.stringify({
      orders: [
        order("a", {
          status: "frozen",
          self_trade_prevention_type: "both",
          client_order_id: "",
          action: "sell_partial",
        }),
      ],
    }),
  ));
  const [record] = listOf(await apiAt(wire.port).orders()).items;
  assertEquals([record?.status, record?.selfTradePrevention, record && "clientOrderId" in record], [
    "frozen",
    "both",
    false,
  ]);
  await using fills = listen(
    whole(200, JSON.stringify({ fills: [fill("t-1", { action: "", side: "", trade_id: null })] })),
  );
  const [one] = listOf(await apiAt(fills.port).fills()).items;
  assertEquals(JSON.parse(JSON.stringify(one)), {
    tradeId: "t-1",
    orderId: "o-1",
    market: "T1",
    side: "ask",
    price: 5600,
    quantity: 333,
    fee: 12_346,
    isTaker: false,
    tradedAt: Date.parse("2026-11-20T20:00:00.123Z") + 0.456,
  });
});

Deno.test("a fill without a fee that can be represented is no fill without a fee", async () => {
  for (const fee of [undefined, null, "", "0.1234567", "free"]) {
    await using wire = listen(
      whole(200, JSON.stringify({ fills: [fill("t-1", { fee_cost: fee }), fill("t-2")] })),
    );
    const list = listOf(await apiAt(wire.port).fills());
    assertEquals([list.whole, list.items.map(({ tradeId }) => tradeId)], [false, ["t-2"]]);
  }
});

Deno.test("live and historical lists are one: a row of both counts as the live one, and either half may be missing", async () => {
  const live = { "/portfolio/fills": { fills: [fill("t-2"), fill("t-3")] } };
  const old = { "/historical/fills": { fills: [fill("t-1"), fill("t-2", { count_fp: "9.00" })] } };
  await using wire = listen(paged({ ...live, ...old }));
  const both = listOf(await apiAt(wire.port).everyFill());
  assertEquals([both.whole, both.items.map(({ tradeId, quantity }) => `${tradeId} ${quantity}`).sort()], [
    true,
    ["t-1 333", "t-2 333", "t-3 333"],
  ]);
  await using noHistory = listen(paged(live));
  const half = listOf(await apiAt(noHistory.port).everyFill());
  assertEquals([half.whole, half.items.length], [false, 2]);
  assertMatch(half.why ?? "", /the older ones could not be read/);
  await using noLive = listen(paged(old));
  assertEquals((await apiAt(noLive.port).everyFill()).kind, "failed");
});

Deno.test("a historical list is narrowed by what the exchange can narrow it by, and the rest here", async () => {
  await using wire = listen(paged({
    "/historical/fills": { fills: [fill("t-1"), fill("t-2", { order_id: "o-2" })] },
    "/historical/orders": {
      orders: [order("a", { status: "canceled" }), order("b", { status: "executed" })],
    },
  }));
  const api = apiAt(wire.port);
  const fills = listOf(await api.historicalFills({ orderId: "o-2", minTs: 1, ticker: "T1", maxTs: 9 }));
  assertEquals(fills.items.map(({ tradeId }) => tradeId), ["t-2"]);
  const orders = listOf(await api.historicalOrders({ status: "canceled" }));
  assertEquals(orders.items.map(({ orderId }) => orderId), ["a"]);
  const [first] = wire.requests;
  assert(first !== undefined);
  assertEquals(Object.fromEntries(queryOf(first)), { ticker: "T1", max_ts: "9", limit: "1000" });
});

Deno.test("a list that was cut by what was wanted says so", async () => {
  await using wire = listen(
    paged({ "/portfolio/orders": { orders: [order("a"), order("b")], cursor: "c1" } }),
  );
  const list = listOf(await apiAt(wire.port).orders({ most: 2 }));
  assertEquals([list.whole, list.items.length, list.why], [false, 2, "more than 2 were there"]);
  assertEquals(wire.requests.length, 1);
});

Deno.test("one order is asked for by its id; 404 is told from a failure, and another order is none", async () => {
  await using wire = listen(whole(404, '{"error":{"code":"not_found","message":"no"}}'));
  const gone = await apiAt(wire.port).order("a/b");
  assert(gone.kind === "failed" && gone.reason.status === 404);
  assertEquals(wire.requests.map(pathOf), ["/trade-api/v2/portfolio/orders/a%2Fb"]);
  await using other = listen(whole(200, JSON.stringify({ order: order("b") })));
  const wrong = await apiAt(other.port).order("a");
  assert(wrong.kind === "failed" && wrong.reason.code === "wrong_answer");
});

Deno.test("balances are exact dollars by shard; one that cannot be read is no balance", async () => {
  const body = {
    balance: 12_345,
    balance_dollars: "123.4567",
    balance_breakdown: [{ exchange_index: 3, balance: "23.4567" }],
  };
  await using wire = listen(whole(200, JSON.stringify(body)));
  const read = await apiAt(wire.port).balance(3);
  assert(read.kind === "read");
  assertEquals(JSON.parse(JSON.stringify(read.value)), {
    balance: 123_456_700,
    shards: [{ exchangeIndex: 3, balance: 23_456_700 }],
  });
  assertMatch(wire.requests[0]?.line ?? "", /\/portfolio\/balance\?exchange_index=3 /);
  await using cents = listen(whole(200, '{"balance":12345}'));
  assertEquals((await apiAt(cents.port).balance(3)).kind, "failed");
});
