// What nobody knows of the real exchange: each answer that is not the likely one.
import { assertEquals } from "@std/assert";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import { dollars, NBA_SHARD, OPENED_AT, openExchange, refusedAs, taken } from "./support.ts";

const IOC = "immediate_or_cancel";

Deno.test("a fill-or-kill order without enough may be accepted and cancelled with nothing filled", () => {
  const { open, order } = openExchange({ fillOrKillShort: "cancelled" });
  const account = open("one");
  taken(open("other").create(order({ side: "ask", count: "9" })));
  const sent = taken(account.create(order({ timeInForce: "fill_or_kill" })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("0"), parseQuantity("0")]);
  assertEquals(account.order(sent.orderId)?.status, "canceled");
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
});

Deno.test("reduce-only with nothing to reduce may be refused, without a record", () => {
  const { open, order, events } = openExchange({ reduceOnlyOfNothing: "refused" });
  const account = open("one");
  const before = events.length;
  assertEquals(refusedAs(account.create(order({ timeInForce: IOC, reduceOnly: true }))), "invalid_order");
  assertEquals(events.length, before);
});

Deno.test("an order that expires in the past may be taken as immediate-or-cancel", () => {
  const { open, order } = openExchange({ pastExpiry: "immediate" });
  const account = open("one");
  taken(open("other").create(order({ side: "ask", count: "4" })));
  const sent = taken(account.create(order({ expirationTime: OPENED_AT / 1000 - 90 })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("4"), parseQuantity("0")]);
  assertEquals(account.order(sent.orderId)?.timeInForce, IOC);
});

Deno.test("a decrease may make the initial count smaller too", () => {
  for (const initialCountAfterDecrease of ["placed", "reduced"] as const) {
    const { open, order } = openExchange({ initialCountAfterDecrease });
    const account = open("one");
    const { orderId } = taken(account.create(order()));
    taken(account.decrease({ orderId, exchangeIndex: NBA_SHARD, reduceBy: parseQuantity("4") }));
    const initial = initialCountAfterDecrease === "placed" ? "10" : "6";
    assertEquals(account.order(orderId)?.initial, parseQuantity(initial));
  }
});

Deno.test("orders may stay although the money behind them is gone", () => {
  const { open, order } = openExchange({ marginCancel: false });
  const account = open("one", "10");
  const { orderId } = taken(account.create(order()));
  account.deposit({ shard: NBA_SHARD, subaccount: 0 }, dollars("-8"));
  assertEquals(account.order(orderId)?.status, "resting");
  taken(open("other").create(order({ side: "ask", timeInForce: IOC })));
  assertEquals(account.balance(NBA_SHARD).cash, dollars("-3"));
});

Deno.test("a market's close may cancel its orders at once", () => {
  const { open, order, step } = openExchange({ closeCancelAfterMs: 0 });
  const account = open("one");
  const { orderId } = taken(account.create(order()));
  step({ step: "closed" });
  assertEquals(account.order(orderId)?.lastUpdateReason, "CloseCancel");
});

Deno.test("a whole-account cancel may leave alone what comes after it", () => {
  const { open, order, pass } = openExchange({ cancelAllSweepMs: 0 });
  const account = open("one");
  taken(account.cancelAll());
  const { orderId } = taken(account.create(order()));
  pass(60_000);
  assertEquals(account.order(orderId)?.status, "resting");
});

Deno.test("a client_order_id may be free again as soon as its order has ended", () => {
  const { open, order } = openExchange({ recentClientIdMs: 0 });
  const account = open("one");
  taken(open("other").create(order({ side: "ask" })));
  taken(account.create(order({ clientOrderId: "a", timeInForce: IOC })));
  taken(account.create(order({ clientOrderId: "a" })));
});

Deno.test("accounts may be without netting from the start", () => {
  const { open, order, nba } = openExchange({ netting: false });
  const account = open("one");
  const other = open("other");
  taken(other.create(order({ side: "ask" })));
  taken(account.create(order()));
  taken(other.create(order()));
  taken(account.create(order({ side: "ask" })));
  assertEquals(account.position(nba)?.yes, parseQuantity("10"));
  assertEquals(account.position(nba)?.no, parseQuantity("10"));
});
