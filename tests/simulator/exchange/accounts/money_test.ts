import { assertEquals } from "@std/assert";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import { dollars, NBA_SHARD, NFL_SHARD, openExchange, refusedAs, taken } from "./support.ts";

Deno.test("a resting bid holds price × count, a resting ask (1 − price) × count, on the market's shard alone", () => {
  const { open, order } = openExchange();
  const account = open("one", "100");
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  assertEquals(account.balance(NBA_SHARD).held, dollars("4"));
  taken(account.create(order({ side: "ask", price: "0.90", count: "10" })));
  assertEquals(account.balance(NBA_SHARD), {
    shard: NBA_SHARD,
    subaccount: 0,
    cash: dollars("100"),
    held: dollars("5"),
  });
  assertEquals(account.balance(NFL_SHARD).held, dollars("0"));
});

Deno.test("an order that the shard's balance does not cover is refused, whatever is on another shard", () => {
  const { accounts, order, nfl } = openExchange();
  const account = accounts.open({ userId: "one", balances: new Map([[NFL_SHARD, dollars("100")]]) });
  assertEquals(refusedAs(account.create(order())), "available_balance_too_low");
  assertEquals(refusedAs(account.create(order({ market: nfl }))), undefined);
});

Deno.test("the taker's fee has to be covered too", () => {
  const { open, order } = openExchange();
  const account = open("one", "5.1750");
  // 10 × 0.50 and the most that is charged: 0.175 + 0.0001.
  assertEquals(refusedAs(account.create(order())), "available_balance_too_low");
  account.deposit({ shard: NBA_SHARD, subaccount: 0 }, dollars("0.0001"));
  taken(account.create(order()));
});

Deno.test("fills cost their price and the series' fee, to the account's grain", () => {
  const cases = [
    { price: "0.56", count: "10", cash: "94.2275", fee: "0.1725" },
    { price: "0.50", count: "1", cash: "99.4825", fee: "0.0175" },
    { price: "0.37", count: "3.33", cash: "98.7135", fee: "0.0544" },
  ];
  for (const { price, count, cash, fee } of cases) {
    const { open, order } = openExchange();
    const maker = open("maker");
    const taker = open("taker", "100");
    taken(maker.create(order({ side: "ask", price, count })));
    const sent = taken(taker.create(order({ side: "bid", price, count })));
    assertEquals(sent.fees, dollars(fee));
    assertEquals(taker.balance(NBA_SHARD).cash, dollars(cash));
  }
});

Deno.test("a maker pays a quarter of the fee where the series says so, and nothing elsewhere", () => {
  const { open, order, nba, nfl } = openExchange();
  const maker = open("maker");
  const taker = open("taker");
  for (const market of [nba, nfl]) {
    taken(maker.create(order({ market, side: "ask", price: "0.56", count: "25" })));
    taken(taker.create(order({ market, side: "bid", price: "0.56", count: "25" })));
  }
  assertEquals(maker.position(nba)?.feesPaid, dollars("0"));
  assertEquals(maker.position(nfl)?.feesPaid, dollars("0.1078"));
  assertEquals(maker.balance(NFL_SHARD).cash, dollars("988.8922"));
});

Deno.test("buying NO closes YES first: the sale returns its price, and the rest opens NO", () => {
  const { open, order, nba } = openExchange();
  const account = open("one", "100");
  const other = open("other");
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  taken(other.create(order({ side: "bid", price: "0.60", count: "25" })));
  taken(account.create(order({ side: "ask", price: "0.60", count: "25" })));
  const position = account.position(nba);
  assertEquals(position?.position, parseQuantity("-15"));
  assertEquals(position?.noCost, dollars("6"));
  assertEquals(position?.yesCost, dollars("0"));
  assertEquals(position?.realizedPnl, dollars("2"));
  const fees = position?.feesPaid ?? 0;
  // −4 for YES, +6 for its sale, −6 for 15 NO at 0.40.
  assertEquals(account.balance(NBA_SHARD).cash, dollars("96") - fees);
});

Deno.test("a resting order that only closes holds nothing, and the part that opens holds its cost", () => {
  const { open, order } = openExchange();
  const account = open("one", "100");
  const other = open("other");
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "ask", price: "0.70", count: "10" })));
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
  // The one at the better price closes from now on, and the other one opens.
  taken(account.create(order({ side: "ask", price: "0.60", count: "10" })));
  assertEquals(account.balance(NBA_SHARD).held, dollars("3"));
  taken(account.create(order({ side: "bid", price: "0.30", count: "10" })));
  assertEquals(account.balance(NBA_SHARD).held, dollars("6"));
});

Deno.test("without netting both legs stay until the settlement, which pays their dollar", () => {
  const { open, order, nba, step } = openExchange();
  const account = open("one", "100");
  const other = open("other");
  account.setNetting(0, false);
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  taken(other.create(order({ side: "bid", price: "0.60", count: "10" })));
  taken(account.create(order({ side: "ask", price: "0.60", count: "10" })));
  const { yes, no, yesCost, noCost, position, realizedPnl, feesPaid = 0 } = { ...account.position(nba) };
  assertEquals({ yes, no, yesCost, noCost, position, realizedPnl }, {
    yes: parseQuantity("10"),
    no: parseQuantity("10"),
    yesCost: dollars("4"),
    noCost: dollars("4"),
    position: parseQuantity("0"),
    realizedPnl: dollars("0"),
  });
  step({ step: "closed" });
  step({ step: "determined", result: "no" });
  step({ step: "settled" });
  assertEquals(account.balance(NBA_SHARD).cash, dollars("102") - feesPaid);
});

Deno.test("orders whose money is gone are cancelled, the newest first, and one that holds nothing stays", () => {
  const { open, order } = openExchange();
  const account = open("one", "10");
  const kept = taken(account.create(order({ price: "0.30", count: "10" })));
  const gone = taken(account.create(order({ price: "0.20", count: "10" })));
  account.deposit({ shard: NBA_SHARD, subaccount: 0 }, dollars("-7"));
  assertEquals(account.order(kept.orderId)?.status, "resting");
  assertEquals(account.order(gone.orderId)?.lastUpdateReason, "MarginCancel");
  assertEquals(account.balance(NBA_SHARD).held, dollars("3"));
});

Deno.test("a balance below zero takes no order, not even one that closes", () => {
  const { open, order } = openExchange();
  const account = open("one", "10");
  const other = open("other");
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ side: "bid", price: "0.40", count: "10" })));
  account.deposit({ shard: NBA_SHARD, subaccount: 0 }, dollars("-8"));
  const close = order({ side: "ask", count: "10", timeInForce: "immediate_or_cancel", reduceOnly: true });
  assertEquals(refusedAs(account.create(close)), "available_balance_too_low");
});

Deno.test("money moves between shards and subaccounts, no more than is free, and once an id", () => {
  const { open, order } = openExchange();
  const account = open("one", "100");
  assertEquals(taken(account.addSubaccount()), 1);
  taken(account.create(order({ price: "0.50", count: "100" })));
  const from = { shard: NBA_SHARD, subaccount: 0 };
  const to = { shard: NFL_SHARD, subaccount: 1 };
  assertEquals(refusedAs(account.transfer({ from, to, amount: dollars("51") })), "available_balance_too_low");
  taken(account.transfer({ from, to, amount: dollars("40"), clientTransferId: "a" }));
  assertEquals(
    refusedAs(account.transfer({ from, to, amount: dollars("1"), clientTransferId: "a" })),
    "TRANSFER_ALREADY_EXISTS",
  );
  assertEquals(account.balance(NBA_SHARD).cash, dollars("60"));
  assertEquals(account.balance(NFL_SHARD, 1).cash, dollars("40"));
  assertEquals(account.balance(NFL_SHARD).cash, dollars("100"));
});

Deno.test("a target allocation spreads money every 10 s, and spares what is behind resting orders unless told not to", () => {
  const shares = new Map([[NBA_SHARD, 0], [NFL_SHARD, 10_000]]);
  for (const sparesResting of [true, false]) {
    const { open, order, pass } = openExchange();
    const account = open("one", "100");
    const sent = taken(account.create(order({ price: "0.50", count: "100" })));
    taken(account.allocate({ subaccount: 0, shares, sparesResting }));
    pass(9_999);
    assertEquals(account.balance(NBA_SHARD).cash, dollars("100"));
    pass(1);
    assertEquals(account.balance(NBA_SHARD).cash, dollars(sparesResting ? "50" : "0"));
    assertEquals(account.balance(NFL_SHARD).cash, dollars(sparesResting ? "150" : "200"));
    assertEquals(account.order(sent.orderId)?.status, sparesResting ? "resting" : "canceled");
  }
});
