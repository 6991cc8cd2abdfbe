import { assertEquals } from "@std/assert";
import { parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import { dollars, NBA_SHARD, openExchange, refusedAs, taken } from "./support.ts";

/** An account that has 10 YES at 0.40, and a bid for 10 at 0.30 that rests. */
function holding() {
  const opened = openExchange();
  const { open, order } = opened;
  const account = open("one", "100");
  const other = open("other", "100");
  taken(other.create(order({ side: "ask", price: "0.40", count: "10" })));
  taken(account.create(order({ price: "0.40", count: "10" })));
  const { orderId } = taken(account.create(order({ price: "0.30", count: "10" })));
  const cash = account.balance(NBA_SHARD).cash;
  return { ...opened, account, other, orderId, cash };
}

Deno.test("in a trading pause orders and amends are refused and cancels go; what is flagged for it is cancelled", () => {
  const { account, accounts, order, orderId, nba } = holding();
  const flagged = taken(account.create(order({ price: "0.20", count: "1", cancelOnPause: true })));
  accounts.setShard(NBA_SHARD, "trading_paused");
  assertEquals(account.order(flagged.orderId)?.lastUpdateReason, "HaltCancel");
  assertEquals(account.order(orderId)?.status, "resting");
  assertEquals(refusedAs(account.create(order())), "TRADING_PAUSED");
  const amend = { orderId, market: nba, side: "bid" as const, price: parsePrice("0.30") };
  assertEquals(refusedAs(account.amend({ ...amend, count: parseQuantity("5") })), "TRADING_PAUSED");
  taken(account.cancel({ orderId, exchangeIndex: NBA_SHARD }));
  accounts.setShard(NBA_SHARD, "active");
  taken(account.create(order({ count: "1" })));
});

Deno.test("in an exchange pause nothing goes, not even a cancel; other shards go on", () => {
  const { account, accounts, order, orderId, nfl } = holding();
  accounts.setShard(NBA_SHARD, "exchange_paused");
  assertEquals(refusedAs(account.cancel({ orderId, exchangeIndex: NBA_SHARD })), "EXCHANGE_PAUSED");
  assertEquals(
    refusedAs(account.decrease({ orderId, exchangeIndex: NBA_SHARD, reduceTo: parseQuantity("1") })),
    "EXCHANGE_PAUSED",
  );
  assertEquals(refusedAs(account.create(order())), "EXCHANGE_PAUSED");
  assertEquals(taken(account.cancelAll()), 0);
  taken(account.create(order({ market: nfl, count: "1" })));
  accounts.setShard(NBA_SHARD, "active");
  taken(account.cancel({ orderId, exchangeIndex: NBA_SHARD }));
});

Deno.test("nobody trades in a market whose shard is paused", () => {
  const { account, accounts, exchange, orderId, nba } = holding();
  accounts.setShard(NBA_SHARD, "trading_paused");
  const sent = exchange.market(nba).submit({
    owner: "public",
    side: "ask",
    price: parsePrice("0.30"),
    quantity: parseQuantity("1"),
    timeInForce: "immediate_or_cancel",
  });
  assertEquals(sent.ok, false);
  assertEquals(account.order(orderId)?.filled, parseQuantity("0"));
});

Deno.test("an inactive market takes cancels alone; activated again it has cancelled what rested", () => {
  const { account, order, orderId, step } = holding();
  const second = taken(account.create(order({ price: "0.20", count: "1" })));
  step({ step: "deactivated" });
  assertEquals(refusedAs(account.create(order())), "MARKET_INACTIVE");
  taken(account.cancel({ orderId: second.orderId, exchangeIndex: NBA_SHARD }));
  assertEquals(account.order(orderId)?.status, "resting");
  step({ step: "activated" });
  assertEquals(account.order(orderId)?.lastUpdateReason, "HaltCancel");
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
  taken(account.create(order({ count: "1" })));
});

Deno.test("after the close nothing goes, cancels neither, and the exchange cancels a little later", () => {
  const { account, order, orderId, step, pass } = holding();
  step({ step: "closed" });
  assertEquals(refusedAs(account.create(order())), "MARKET_INACTIVE");
  assertEquals(refusedAs(account.cancel({ orderId, exchangeIndex: NBA_SHARD })), "MARKET_INACTIVE");
  assertEquals(account.order(orderId)?.status, "resting");
  pass(1_000);
  assertEquals(account.order(orderId)?.lastUpdateReason, "CloseCancel");
  assertEquals(account.balance(NBA_SHARD).held, dollars("0"));
});

Deno.test("a market closes by the clock without a word", () => {
  const { account, order, orderId, step, pass, clock, exchange, nba } = holding();
  step({ step: "close_date_updated", closeAt: clock.at + 10_000 });
  pass(9_999);
  taken(account.create(order({ price: "0.20", count: "1" })));
  const steps: string[] = [];
  exchange.listen((event) => event.kind === "life" && steps.push(event.step));
  pass(1);
  assertEquals(exchange.market(nba).record.status, "closed");
  assertEquals(steps, []);
  assertEquals(refusedAs(account.create(order())), "MARKET_INACTIVE");
  assertEquals(refusedAs(account.cancel({ orderId, exchangeIndex: NBA_SHARD })), "MARKET_INACTIVE");
  pass(1_000);
  assertEquals(account.resting(), []);
  assertEquals(account.order(orderId)?.lastUpdateReason, "CloseCancel");
});

Deno.test("an order of a market that closed for a moment is not changed any more, and ends", () => {
  const { account, orderId, step, pass, nba, exchange } = holding();
  step({ step: "closed" });
  step({ step: "reopened" });
  const amend = {
    orderId,
    market: nba,
    side: "bid" as const,
    price: parsePrice("0.31"),
    count: parseQuantity("12"),
  };
  assertEquals(refusedAs(account.amend(amend)), "MARKET_INACTIVE");
  pass(1_000);
  assertEquals(account.order(orderId)?.lastUpdateReason, "CloseCancel");
  assertEquals(exchange.market(nba).levels("bid"), []);
});

Deno.test("a close that is put off cancels nothing at the old time", () => {
  const { account, orderId, step, pass, clock } = holding();
  step({ step: "close_date_updated", closeAt: clock.at + 10_000 });
  step({ step: "close_date_updated", closeAt: clock.at + 60_000 });
  pass(30_000);
  assertEquals(account.order(orderId)?.status, "resting");
});

Deno.test("a closed market that is reopened takes orders again", () => {
  const { account, order, step, pass } = holding();
  step({ step: "closed" });
  pass(5_000);
  step({ step: "reopened" });
  taken(account.create(order({ count: "1" })));
});

Deno.test("a finer grid keeps what rests, and takes its prices", () => {
  const { account, order, orderId, step } = holding();
  assertEquals(refusedAs(account.create(order({ price: "0.055", count: "1" }))), "invalid_price");
  step({ step: "price_level_structure_updated", grid: "tapered_deci_cent" });
  assertEquals(account.order(orderId)?.status, "resting");
  taken(account.create(order({ price: "0.055", count: "1" })));
});

const JUDGED = [
  { what: "yes", judged: { result: "yes" }, one: "10", other: "0" },
  { what: "no", judged: { result: "no" }, one: "0", other: "10" },
  {
    what: "a scalar of whole cents",
    judged: { result: "scalar", yesPays: dollars("0.5") },
    one: "5",
    other: "5",
  },
  {
    what: "a scalar of less, rounded down",
    judged: { result: "scalar", yesPays: dollars("0.3333") },
    one: "3.33",
    other: "6.66",
  },
] as const;

for (const { what, judged, one, other: others } of JUDGED) {
  Deno.test(`a market that is judged ${what} pays that once it is settled`, () => {
    const { account, other, step, pass, cash, nba, events } = holding();
    const before = other.balance(NBA_SHARD).cash;
    step({ step: "closed" });
    pass(1_000);
    step({ step: "determined", ...judged });
    assertEquals(account.balance(NBA_SHARD).cash, cash);
    step({ step: "settled" });
    assertEquals(account.balance(NBA_SHARD).cash, cash + dollars(one));
    assertEquals(other.balance(NBA_SHARD).cash, before + dollars(others));
    assertEquals(account.position(nba)?.position, parseQuantity("0"));
    assertEquals(account.position(nba)?.realizedPnl, dollars(one) - dollars("4"));
    // What rounding took is a fee.
    const paid = events.flatMap((event) => event.kind === "settlement" ? [event.settlement] : []);
    assertEquals(paid.reduce((sum, { payout, fee }) => sum + payout + fee, 0), dollars("10"));
    assertEquals(paid[0]?.tradingFees, account.position(nba)?.feesPaid);
  });
}

Deno.test("determined, disputed, amended to the other outcome: the last judgement is paid, once", () => {
  const { account, step, cash } = holding();
  step({ step: "closed" });
  step({ step: "determined", result: "yes" });
  step({ step: "disputed" });
  step({ step: "amended", result: "no" });
  step({ step: "settled" });
  assertEquals(account.balance(NBA_SHARD).cash, cash);
  assertEquals(step({ step: "determined", result: "yes" }), false);
  assertEquals(step({ step: "settled" }), false);
  assertEquals(account.balance(NBA_SHARD).cash, cash);
});

Deno.test("orders have to be above the settlement floor, and a raised one cancels those that are not", () => {
  const { account, order, orderId, step } = holding();
  const above = taken(account.create(order({ price: "0.31", count: "1" })));
  step({ step: "settlement_floor_updated", floor: parsePrice("0.30") });
  assertEquals(account.order(orderId)?.lastUpdateReason, "SettlementBoundsCancel");
  assertEquals(account.order(above.orderId)?.status, "resting");
  assertEquals(refusedAs(account.create(order({ price: "0.30", count: "1" }))), "invalid_price");
  step({ step: "settlement_floor_updated", floor: null });
  taken(account.create(order({ price: "0.30", count: "1" })));
});
