import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import {
  dollars,
  NBA_SHARD,
  NFL_SHARD,
  OPENED_AT,
  openExchange,
  refusedAs,
  taken,
  type Wanted,
} from "./support.ts";

const NOW_SECONDS = OPENED_AT / 1000;
const IOC = "immediate_or_cancel";
const FOK = "fill_or_kill";

const REFUSED: readonly { readonly what: string; readonly wanted: Wanted; readonly as: string }[] = [
  { what: "a price that is not on the grid", wanted: { price: "0.505" }, as: "invalid_price" },
  { what: "a price of 0", wanted: { price: "0" }, as: "invalid_price" },
  { what: "a price of 1", wanted: { price: "1" }, as: "invalid_price" },
  { what: "no contracts", wanted: { count: "0" }, as: "invalid_order_size" },
  { what: "fewer than none", wanted: { count: "-1" }, as: "invalid_order_size" },
  { what: "a market that is unknown", wanted: { market: "KXNBAGAME-NONE" }, as: "MARKET_NOT_FOUND" },
  { what: "a market on another shard", wanted: { exchangeIndex: NFL_SHARD }, as: "MARKET_NOT_FOUND" },
  { what: "a shard below -1", wanted: { exchangeIndex: -2 }, as: "invalid_parameters" },
  { what: "a subaccount that does not exist", wanted: { subaccount: 7 }, as: "invalid_parameters" },
  { what: "a group that does not exist", wanted: { groupId: "none" }, as: "ORDER_GROUP_NOT_FOUND" },
  { what: "reduce_only that may rest", wanted: { reduceOnly: true }, as: "invalid_order" },
  { what: "reduce_only fill-or-kill", wanted: { reduceOnly: true, timeInForce: FOK }, as: "invalid_order" },
  {
    what: "immediate-or-cancel with an expiry",
    wanted: { timeInForce: IOC, expirationTime: NOW_SECONDS + 60 },
    as: "invalid_order",
  },
  {
    what: "fill-or-kill with an expiry",
    wanted: { timeInForce: FOK, expirationTime: NOW_SECONDS + 60 },
    as: "invalid_order",
  },
  { what: "an expiry that is now", wanted: { expirationTime: NOW_SECONDS }, as: "invalid_order" },
  { what: "an expiry in milliseconds", wanted: { expirationTime: OPENED_AT + 60_000 }, as: "invalid_order" },
  { what: "an id of 65 characters", wanted: { clientOrderId: "x".repeat(65) }, as: "invalid_order" },
  { what: "an id with a dot", wanted: { clientOrderId: "a.b" }, as: "invalid_order" },
  { what: "an empty id", wanted: { clientOrderId: "" }, as: "invalid_order" },
  { what: "fill-or-kill without enough", wanted: { timeInForce: FOK }, as: "FOK_INSUFFICIENT_VOLUME" },
];

for (const { what, wanted, as } of REFUSED) {
  Deno.test(`an order is refused as ${as}: ${what}; nothing is held and nothing recorded`, () => {
    const { open, order, events } = openExchange();
    const account = open("one");
    const before = events.length;
    assertEquals(refusedAs(account.create(order(wanted))), as);
    assertEquals(events.length, before);
    assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
  });
}

Deno.test("an order goes to its market's shard where it names that, -1 or none", () => {
  const { open, order } = openExchange();
  const account = open("one");
  for (const route of [{}, { exchangeIndex: -1 }, { exchangeIndex: NBA_SHARD }]) {
    const sent = taken(account.create(order({ ...route, count: "1" })));
    assertMatch(sent.orderId, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    assertEquals(account.order(sent.orderId)?.shard, NBA_SHARD);
  }
});

Deno.test("orders queue: who came first is served first, and an order knows what is ahead of it", () => {
  const { open, order } = openExchange();
  const [first, second, taker] = [open("first"), open("second"), open("taker")];
  const one = taken(first.create(order({ side: "ask", count: "4" })));
  const two = taken(second.create(order({ side: "ask", count: "6" })));
  assertEquals(first.queuePosition(one.orderId), parseQuantity("0"));
  assertEquals(second.queuePosition(two.orderId), parseQuantity("4"));
  const sent = taken(taker.create(order({ count: "5" })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("5"), parseQuantity("0")]);
  assertEquals(first.order(one.orderId)?.status, "executed");
  assertEquals(second.order(two.orderId)?.remaining, parseQuantity("5"));
  assertEquals(second.queuePosition(two.orderId), parseQuantity("0"));
  assertEquals(first.queuePosition(one.orderId), undefined);
});

Deno.test("an immediate-or-cancel order takes what is there and is cancelled for the rest", () => {
  const { open, order } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "ask", count: "4" })));
  const sent = taken(account.create(order({ timeInForce: IOC })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("4"), parseQuantity("0")]);
  const { status, filled, remaining } = { ...account.order(sent.orderId) };
  assertEquals({ status, filled, remaining }, {
    status: "canceled",
    filled: parseQuantity("4"),
    remaining: 0,
  });
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
  const empty = taken(account.create(order({ timeInForce: IOC })));
  assertEquals([empty.fillCount, empty.remainingCount], [parseQuantity("0"), parseQuantity("0")]);
});

Deno.test("an order expires by the exchange's clock, and not before", () => {
  const { open, order, pass } = openExchange();
  const account = open("one");
  const { orderId } = taken(account.create(order({ expirationTime: NOW_SECONDS + 60 })));
  pass(59_999);
  assertEquals(account.order(orderId)?.status, "resting");
  pass(1);
  assertEquals(account.order(orderId)?.lastUpdateReason, "ExpiryCancel");
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
});

Deno.test("an order that has expired fills no more, also where nothing has looked at the clock", () => {
  const { open, order, clock } = openExchange();
  const account = open("one");
  const { orderId } = taken(account.create(order({ side: "ask", expirationTime: NOW_SECONDS + 60 })));
  clock.at += 60_000;
  const sent = taken(open("other").create(order()));
  assertEquals(sent.fillCount, parseQuantity("0"));
  assertEquals(account.order(orderId)?.status, "canceled");
});

Deno.test("a client_order_id is taken while its order is open, and for a while after", () => {
  const { open, order, pass } = openExchange({ recentClientIdMs: 5_000 });
  const account = open("one");
  const { orderId } = taken(account.create(order({ clientOrderId: "a-1", count: "1" })));
  assertEquals(refusedAs(account.create(order({ clientOrderId: "a-1" }))), "ORDER_ALREADY_EXISTS");
  taken(open("other").create(order({ clientOrderId: "a-1", count: "1" })));
  taken(account.cancel({ orderId, exchangeIndex: NBA_SHARD }));
  pass(4_999);
  assertEquals(refusedAs(account.create(order({ clientOrderId: "a-1" }))), "ORDER_ALREADY_EXISTS");
  pass(1);
  taken(account.create(order({ clientOrderId: "a-1" })));
});

Deno.test("a refused order leaves its client_order_id free", () => {
  const { open, order } = openExchange();
  const account = open("one");
  assertEquals(
    refusedAs(account.create(order({ clientOrderId: "a", timeInForce: FOK }))),
    "FOK_INSUFFICIENT_VOLUME",
  );
  assertEquals(
    refusedAs(account.create(order({ clientOrderId: "a", count: "1000000" }))),
    "available_balance_too_low",
  );
  taken(account.create(order({ clientOrderId: "a" })));
});

for (const postOnlyCross of ["cancelled", "refused", "refused_with_record"] as const) {
  Deno.test(`a post-only order that would trade does not, and is ${postOnlyCross}`, () => {
    const { open, order, events } = openExchange({ postOnlyCross });
    const account = open("one");
    taken(open("other").create(order({ side: "ask" })));
    const before = events.length;
    const sent = account.create(order({ postOnly: true }));
    const records = events.slice(before).flatMap((event) => event.kind === "order" ? [event.order] : []);
    assertEquals(sent.ok, postOnlyCross === "cancelled");
    if (sent.ok) {
      assertEquals(
        [sent.value.fillCount, sent.value.remainingCount],
        [0, 0].map((n) => parseQuantity(`${n}`)),
      );
    } else assertEquals([sent.reason.code, sent.reason.details], ["invalid_order", "post only cross"]);
    const wanted = postOnlyCross === "refused" ? [] : ["canceled PostOnlyCrossCancel"];
    assertEquals(records.map(({ status, lastUpdateReason }) => `${status} ${lastUpdateReason}`), wanted);
  });
}

Deno.test("a post-only order rests where it does not trade", () => {
  const { open, order } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "ask", price: "0.51" })));
  assertEquals(taken(account.create(order({ postOnly: true }))).remainingCount, parseQuantity("10"));
});

Deno.test("reduce_only sells no more than there is, needs no money, and is cancelled where there is nothing", () => {
  const { open, order, nba } = openExchange();
  const account = open("one", "5");
  const other = open("other");
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  // A take-profit rests: without reduce_only the exit would need money for what it uncovers.
  const profit = taken(account.create(order({ side: "ask", price: "0.45", count: "10" })));
  taken(other.create(order({ side: "bid", price: "0.05", count: "30" })));
  const exit: Wanted = { side: "ask", price: "0.05", count: "25", timeInForce: IOC };
  assertEquals(refusedAs(account.create(order(exit))), "available_balance_too_low");
  const sent = taken(account.create(order({ ...exit, reduceOnly: true })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("10"), parseQuantity("0")]);
  assertEquals(account.order(sent.orderId)?.lastUpdateReason, "ReduceOnlyCancel");
  assertEquals(account.position(nba)?.position, parseQuantity("0"));
  // Behind the take-profit there is nothing any longer.
  assertEquals(account.order(profit.orderId)?.lastUpdateReason, "MarginCancel");
  const nothing = taken(account.create(order({ ...exit, reduceOnly: true })));
  assertEquals([nothing.fillCount, nothing.remainingCount], [parseQuantity("0"), parseQuantity("0")]);
  assertEquals(account.order(nothing.orderId)?.lastUpdateReason, "ReduceOnlyCancel");
});

Deno.test("taker_at_cross: what is left of the incoming order is cancelled, earlier fills stand", () => {
  const { open, order, events } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "ask", price: "0.49", count: "4" })));
  const own = taken(account.create(order({ side: "ask", price: "0.50", count: "10" })));
  const sent = taken(account.create(order({ price: "0.50", count: "10" })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("4"), parseQuantity("0")]);
  assertEquals(account.order(sent.orderId)?.lastUpdateReason, "SelfTradeCancel");
  assertEquals(account.order(own.orderId)?.remaining, parseQuantity("10"));
  const ids = events.flatMap((event) =>
    event.kind === "fill" && event.userId === "one" ? [event.fill.tradeId] : []
  );
  assertEquals(ids.length, new Set(ids).size);
});

Deno.test("maker: the resting order is cancelled, and matching goes on", () => {
  const { open, order } = openExchange();
  const account = open("one");
  const own = taken(account.create(order({ side: "ask", price: "0.49", count: "10" })));
  taken(open("other").create(order({ side: "ask", price: "0.50", count: "4" })));
  const sent = taken(account.create(order({ count: "10", selfTradePrevention: "maker" })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("4"), parseQuantity("6")]);
  const { status, lastUpdateReason } = { ...account.order(own.orderId) };
  assertEquals([status, lastUpdateReason], ["canceled", "SelfTradeCancel"]);
});

Deno.test("two subaccounts of one user do not trade with each other either", () => {
  const { open, order } = openExchange();
  const account = open("one");
  taken(account.addSubaccount());
  taken(account.transfer({
    from: { shard: NBA_SHARD, subaccount: 0 },
    to: { shard: NBA_SHARD, subaccount: 1 },
    amount: dollars("100"),
  }));
  taken(account.create(order({ side: "ask", subaccount: 1 })));
  assertEquals(taken(account.create(order())).fillCount, parseQuantity("0"));
});

Deno.test("a self-crossing fill-or-kill keeps what it filled", () => {
  const { open, order } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "ask", price: "0.49", count: "4" })));
  taken(account.create(order({ side: "ask", price: "0.50", count: "10" })));
  const sent = taken(account.create(order({ count: "10", timeInForce: FOK })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("4"), parseQuantity("0")]);
});

Deno.test("a fill is reported whole: fill, order, position, balance, with one engine time and rising numbers", () => {
  const { open, order, events, nba, clock } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "ask", price: "0.40", count: "10" })));
  clock.at += 500;
  const before = events.length;
  const sent = taken(account.create(order({ price: "0.45", count: "4", clientOrderId: "mine" })));
  const own = events.slice(before).filter(({ userId }) => userId === "one");
  assertEquals(own.map(({ kind }) => kind), ["fill", "order", "position", "balance"]);
  assert(own.every(({ atMs }) => atMs === OPENED_AT + 500));
  assert(own.every(({ sequence }, index) => index === 0 || sequence > (own[index - 1]?.sequence ?? 0)));
  const [fill, changed] = own;
  assert(fill?.kind === "fill" && changed?.kind === "order");
  const { orderId, clientOrderId, market, role, price, positionAfter } = fill.fill;
  assertEquals({ orderId, clientOrderId, market, role, price, positionAfter }, {
    orderId: sent.orderId,
    clientOrderId: "mine",
    market: nba,
    role: "taker",
    price: 4000,
    positionAfter: parseQuantity("4"),
  });
  assertEquals([changed.order.status, changed.order.lastUpdateReason], ["executed", "Trade"]);
  assertEquals(changed.order.takerFillCost, dollars("1.6"));
  assertEquals(sent.fillCost, dollars("1.6"));
});

Deno.test("what an ask filled cost is its NO leg", () => {
  const { open, order } = openExchange();
  const account = open("one");
  taken(open("other").create(order({ side: "bid", price: "0.40", count: "10" })));
  const sent = taken(account.create(order({ side: "ask", price: "0.40", count: "10" })));
  assertEquals(account.order(sent.orderId)?.takerFillCost, dollars("6"));
  assertEquals(sent.fillCost, dollars("4"));
});

Deno.test("no order is lost in a book that public traders trade in as well", () => {
  const { open, order, exchange, nba } = openExchange();
  const account = open("one");
  const sent = taken(account.create(order({ side: "ask", count: "10" })));
  const market = exchange.market(nba);
  market.submit({
    owner: "public",
    side: "bid",
    price: order().price,
    quantity: parseQuantity("3"),
    timeInForce: "immediate_or_cancel",
  });
  assertEquals(account.order(sent.orderId)?.filled, parseQuantity("3"));
  assertEquals(account.position(nba)?.position, parseQuantity("-3"));
});
