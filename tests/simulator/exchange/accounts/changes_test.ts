import { assertEquals } from "@std/assert";
import { parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import type { AmendOrder } from "../../../../src/simulator/exchange/accounts/requests.ts";
import type { Doubts } from "../../../../src/simulator/exchange/doubts.ts";
import { dollars, NBA_SHARD, NFL_SHARD, OPENED_AT, openExchange, refusedAs, taken } from "./support.ts";

const NOW_SECONDS = OPENED_AT / 1000;

/** An account whose bid for 10 at 0.50 rests in the queue between two of another one. */
function resting(doubts: Partial<Doubts> = {}) {
  const opened = openExchange(doubts);
  const { open, order, nba } = opened;
  const account = open("one");
  const other = open("other");
  taken(other.create(order({ count: "3" })));
  const { orderId } = taken(account.create(order({ count: "10", clientOrderId: "mine" })));
  taken(other.create(order({ count: "5" })));
  const amended = (change: Partial<AmendOrder> & { readonly to?: string; readonly of?: string }) => {
    const { to = "0.50", of = "10", ...rest } = change;
    return account.amend({
      orderId,
      market: nba,
      side: "bid",
      price: parsePrice(to),
      count: parseQuantity(of),
      ...rest,
    });
  };
  /** Somebody sells, so that what rests at the front fills. */
  const sell = (count: string, price = "0.50") =>
    taken(
      open(`seller of ${count}`).create(
        order({ side: "ask", price, count, timeInForce: "immediate_or_cancel" }),
      ),
    );
  return { ...opened, account, other, orderId, amended, sell };
}

Deno.test("a cancel takes the order out and frees its money, and a second one does not find it", () => {
  const { account, orderId, exchange, nba } = resting();
  const reference = { orderId, exchangeIndex: NBA_SHARD };
  assertEquals(taken(account.cancel(reference)).reducedBy, parseQuantity("10"));
  assertEquals(exchange.market(nba).sizeAt("bid", parsePrice("0.50")), parseQuantity("8"));
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
  const { status, remaining, lastUpdateReason } = { ...account.order(orderId) };
  assertEquals({ status, remaining, lastUpdateReason }, {
    status: "canceled",
    remaining: parseQuantity("0"),
    lastUpdateReason: undefined,
  });
  assertEquals(refusedAs(account.cancel(reference)), "not_found");
});

Deno.test("a cancel goes to the shard that it names, to its market's, or to shard 0, where an order of another is not found", () => {
  const routes = [
    { route: {}, as: "not_found" },
    { route: { exchangeIndex: NFL_SHARD }, as: "not_found" },
    { route: { exchangeIndex: -1 }, as: "invalid_parameters" },
    { route: { exchangeIndex: NBA_SHARD, subaccount: 1 }, as: "not_found" },
    { route: { market: "NONE" }, as: "MARKET_NOT_FOUND" },
  ];
  for (const { route, as } of routes) {
    const { account, orderId } = resting();
    assertEquals(refusedAs(account.cancel({ orderId, ...route })), as);
    assertEquals(account.order(orderId)?.status, "resting");
  }
  for (const exchangeIndex of [-1, undefined]) {
    const { account, orderId, nba } = resting();
    taken(
      account.cancel({ orderId, market: nba, ...(exchangeIndex === undefined ? {} : { exchangeIndex }) }),
    );
  }
});

Deno.test("nobody cancels an order of somebody else", () => {
  const { other, orderId, account } = resting();
  assertEquals(refusedAs(other.cancel({ orderId, exchangeIndex: NBA_SHARD })), "not_found");
  assertEquals(account.order(orderId)?.status, "resting");
});

for (const answer of ["not_found", "CANNOT_UPDATE_FILLED_ORDER"] as const) {
  Deno.test(`an order that is filled is cancelled and amended no more: ${answer}`, () => {
    const { account, orderId, sell, amended } = resting({ cancelOfFilled: answer, amendOfFilled: answer });
    sell("13");
    assertEquals(refusedAs(account.cancel({ orderId, exchangeIndex: NBA_SHARD })), answer);
    assertEquals(refusedAs(amended({ of: "20" })), answer);
    assertEquals(account.order(orderId)?.status, "executed");
  });
}

Deno.test("a decrease keeps the place, by or to a number of contracts", () => {
  for (const change of [{ reduceBy: parseQuantity("4") }, { reduceTo: parseQuantity("6") }]) {
    const { account, orderId } = resting();
    const changed = taken(account.decrease({ orderId, exchangeIndex: NBA_SHARD, ...change }));
    assertEquals(changed.remainingCount, parseQuantity("6"));
    assertEquals(account.queuePosition(orderId), parseQuantity("3"));
    assertEquals(account.balance(NBA_SHARD).held, dollars("3"));
    assertEquals(account.order(orderId)?.lastUpdateReason, "Decrease");
  }
});

Deno.test("a decrease to nothing cancels, and one that is none is refused", () => {
  const { account, orderId } = resting();
  const at = { orderId, exchangeIndex: NBA_SHARD };
  assertEquals(refusedAs(account.decrease(at)), "invalid_parameters");
  const both = { reduceBy: parseQuantity("1"), reduceTo: parseQuantity("1") };
  assertEquals(refusedAs(account.decrease({ ...at, ...both })), "invalid_parameters");
  assertEquals(refusedAs(account.decrease({ ...at, reduceTo: parseQuantity("10") })), "invalid_order_size");
  assertEquals(refusedAs(account.decrease({ ...at, reduceBy: parseQuantity("0") })), "invalid_order_size");
  assertEquals(
    taken(account.decrease({ ...at, reduceTo: parseQuantity("0") })).remainingCount,
    parseQuantity("0"),
  );
  assertEquals(account.order(orderId)?.status, "canceled");
});

Deno.test("an amend to fewer contracts or another expiry keeps the place; to more or another price it does not", () => {
  const kept = resting();
  taken(kept.amended({ of: "7" }));
  assertEquals(kept.account.queuePosition(kept.orderId), parseQuantity("3"));
  taken(kept.amended({ of: "7", expirationTime: NOW_SECONDS + 60 }));
  assertEquals(kept.account.queuePosition(kept.orderId), parseQuantity("3"));
  assertEquals(kept.account.order(kept.orderId)?.initial, parseQuantity("7"));
  const more = resting();
  taken(more.amended({ of: "11" }));
  assertEquals(more.account.queuePosition(more.orderId), parseQuantity("8"));
  assertEquals(more.account.balance(NBA_SHARD).held, dollars("5.5"));
  const moved = resting();
  taken(moved.amended({ to: "0.49" }));
  taken(moved.amended({ to: "0.50" }));
  assertEquals(moved.account.queuePosition(moved.orderId), parseQuantity("8"));
});

Deno.test("an amended count is what is filled already and what shall rest", () => {
  const { account, orderId, sell, amended } = resting();
  sell("7");
  assertEquals(account.order(orderId)?.filled, parseQuantity("4"));
  assertEquals(refusedAs(amended({ of: "3" })), "INVALID_AMEND_QTY_FOR_ORDER");
  assertEquals(taken(amended({ of: "6" })).remainingCount, parseQuantity("2"));
  assertEquals(taken(amended({ of: "4" })).remainingCount, parseQuantity("0"));
  const { status, filled, lastUpdateReason } = { ...account.order(orderId) };
  assertEquals({ status, filled, lastUpdateReason }, {
    status: "canceled",
    filled: parseQuantity("4"),
    lastUpdateReason: "Amend",
  });
});

Deno.test("an amend's expiry: left out keeps it, 0 clears it, the past is refused", () => {
  const { account, orderId, amended, pass } = resting();
  taken(amended({ expirationTime: NOW_SECONDS + 60 }));
  taken(amended({}));
  assertEquals(account.order(orderId)?.expiresAtMs, OPENED_AT + 60_000);
  assertEquals(refusedAs(amended({ expirationTime: NOW_SECONDS - 1 })), "invalid_order");
  taken(amended({ expirationTime: NOW_SECONDS + 30 }));
  taken(amended({ expirationTime: 0 }));
  pass(120_000);
  assertEquals(account.order(orderId)?.status, "resting");
});

Deno.test("an amend that trades at once says what it filled, and what is left", () => {
  for (const crossingAmendRemaining of ["after_match", "zero"] as const) {
    const { account, orderId, other, order, amended } = resting({ crossingAmendRemaining });
    taken(other.create(order({ side: "ask", price: "0.55", count: "4" })));
    const { fillCount, remainingCount, fillCost } = taken(amended({ to: "0.55", of: "12" }));
    assertEquals(fillCount, parseQuantity("4"));
    assertEquals(remainingCount, parseQuantity(crossingAmendRemaining === "zero" ? "0" : "8"));
    assertEquals(fillCost, dollars("2.2"));
    // Whatever the answer says.
    assertEquals(account.order(orderId)?.remaining, parseQuantity("8"));
  }
});

Deno.test("an amend that would meet an own order is refused, and the order stays as it was", () => {
  const { account, orderId, order, amended } = resting();
  taken(account.create(order({ side: "ask", price: "0.60", count: "1" })));
  assertEquals(refusedAs(amended({ to: "0.60" })), "SELF_CROSS_ATTEMPT");
  assertEquals(account.queuePosition(orderId), parseQuantity("3"));
  assertEquals(account.order(orderId)?.price, parsePrice("0.50"));
});

Deno.test("an amend that money does not cover leaves the order as it was", () => {
  const { account, orderId, amended } = resting();
  assertEquals(refusedAs(amended({ of: "5000" })), "available_balance_too_low");
  assertEquals(account.queuePosition(orderId), parseQuantity("3"));
  assertEquals(account.balance(NBA_SHARD).held, dollars("5"));
  assertEquals(account.order(orderId)?.remaining, parseQuantity("10"));
});

Deno.test("an amend has to name the order's market, side and id", () => {
  const { amended, nfl } = resting();
  assertEquals(refusedAs(amended({ market: nfl, exchangeIndex: NBA_SHARD })), "order_ticker_mismatch");
  assertEquals(refusedAs(amended({ side: "ask" })), "order_side_mismatch");
  assertEquals(refusedAs(amended({ clientOrderId: "not mine" })), "order_id_and_client_order_id_mismatch");
  assertEquals(refusedAs(amended({ to: "0.505" })), "invalid_price");
  taken(amended({ clientOrderId: "mine", updatedClientOrderId: "mine-2" }));
  assertEquals(refusedAs(amended({ clientOrderId: "mine" })), "order_id_and_client_order_id_mismatch");
});

Deno.test("an amended client_order_id is taken, and the old one free a while later", () => {
  const { account, order, amended, pass } = resting({ recentClientIdMs: 1_000 });
  taken(account.create(order({ count: "1", clientOrderId: "second" })));
  assertEquals(refusedAs(amended({ updatedClientOrderId: "second" })), "ORDER_ALREADY_EXISTS");
  taken(amended({ updatedClientOrderId: "third" }));
  assertEquals(
    refusedAs(account.create(order({ count: "1", clientOrderId: "third" }))),
    "ORDER_ALREADY_EXISTS",
  );
  pass(1_000);
  taken(account.create(order({ count: "1", clientOrderId: "mine" })));
});

Deno.test("an amend says nothing of counts that did not change, where it may", () => {
  const { amended } = resting({ amendCounts: "when_changed" });
  const { fillCount, remainingCount } = taken(amended({ expirationTime: NOW_SECONDS + 60 }));
  assertEquals([fillCount, remainingCount], [undefined, undefined]);
  assertEquals(taken(amended({ of: "9" })).remainingCount, parseQuantity("9"));
});

Deno.test("cancelling all takes every shard and subaccount, and what is placed in the minute after it", () => {
  const { account, order, nfl, pass } = resting();
  taken(account.create(order({ market: nfl, count: "1" })));
  assertEquals(taken(account.cancelAll()), 2);
  assertEquals(account.resting(), []);
  pass(30_000);
  const caught = taken(account.create(order({ count: "1" })));
  assertEquals(caught.remainingCount, parseQuantity("1"));
  pass(1_000);
  assertEquals(account.order(caught.orderId)?.status, "canceled");
  pass(30_000);
  const kept = taken(account.create(order({ count: "1" })));
  pass(60_000);
  assertEquals(account.order(kept.orderId)?.status, "resting");
});

Deno.test("cancelling all of one subaccount leaves the others alone", () => {
  const { account } = resting();
  taken(account.addSubaccount());
  assertEquals(taken(account.cancelAll({ subaccount: 1 })), 0);
  assertEquals(taken(account.cancelAll({ subaccount: 0 })), 1);
});
