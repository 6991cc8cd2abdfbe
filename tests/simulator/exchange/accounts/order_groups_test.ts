import { assertEquals } from "@std/assert";
import { parseQuantity } from "../../../../src/core/numbers/money.ts";
import type { Doubts } from "../../../../src/simulator/exchange/doubts.ts";
import { NBA_SHARD, NFL_SHARD, openExchange, refusedAs, taken } from "./support.ts";

/** A group of 10 contracts with two bids in it that rest. */
function grouped(doubts: Partial<Doubts> = {}) {
  const opened = openExchange(doubts);
  const { open, order } = opened;
  const account = open("one");
  const group = taken(account.createGroup({ limit: parseQuantity("10"), exchangeIndex: NBA_SHARD }));
  const { groupId } = group;
  const first = taken(account.create(order({ price: "0.50", count: "20", groupId })));
  const second = taken(account.create(order({ price: "0.40", count: "5", groupId })));
  const other = open("other");
  const sell = (count: string) =>
    taken(other.create(order({ side: "ask", price: "0.40", count, timeInForce: "immediate_or_cancel" })));
  return { ...opened, account, groupId, at: { groupId, exchangeIndex: NBA_SHARD }, first, second, sell };
}

Deno.test("more contracts within 15 s than a group's limit cancel its orders and reject new ones until a reset", () => {
  const { account, groupId, at, order, sell, events } = grouped();
  sell("10");
  assertEquals(account.resting().length, 2);
  sell("1");
  assertEquals(account.resting(), []);
  assertEquals(refusedAs(account.create(order({ groupId }))), "EXCEEDED_ORDER_GROUP_RISK_LIMIT");
  // Orders outside the group go on.
  taken(account.create(order({ count: "1" })));
  taken(account.resetGroup(at));
  taken(account.create(order({ groupId, count: "1" })));
  const changes = events.flatMap((event) => event.kind === "group" ? [event.change] : []);
  assertEquals(changes, ["created", "triggered", "reset"]);
});

Deno.test("a limit that is reached triggers a group where the exchange does so", () => {
  const { account, sell } = grouped({ groupTriggersWhen: "reached" });
  sell("10");
  assertEquals(account.resting(), []);
});

Deno.test("contracts count for 15 s", () => {
  const { account, sell, pass } = grouped();
  sell("8");
  pass(15_000);
  sell("8");
  assertEquals(account.resting().length, 2);
  pass(14_999);
  sell("3");
  assertEquals(account.resting(), []);
});

Deno.test("an order that triggers its group while it comes in is answered as it ended", () => {
  const { account, order, groupId, open } = grouped();
  taken(open("third").create(order({ side: "ask", price: "0.60", count: "11" })));
  const sent = taken(account.create(order({ price: "0.60", count: "30", groupId })));
  assertEquals([sent.fillCount, sent.remainingCount], [parseQuantity("11"), parseQuantity("0")]);
  assertEquals(account.resting(), []);
});

Deno.test("a limit below what was matched triggers; one above does not", () => {
  const { account, at, sell } = grouped();
  sell("6");
  assertEquals(taken(account.limitGroup({ ...at, limit: parseQuantity("7") })).triggered, false);
  assertEquals(taken(account.limitGroup({ ...at, limit: parseQuantity("5") })).triggered, true);
  assertEquals(account.resting(), []);
});

Deno.test("a group is triggered by hand, and deleted with its orders", () => {
  const { account, at, groupId, order } = grouped();
  assertEquals(account.groupOrders(groupId).length, 2);
  assertEquals(taken(account.triggerGroup(at)).triggered, true);
  assertEquals(account.resting(), []);
  taken(account.resetGroup(at));
  taken(account.create(order({ groupId })));
  taken(account.deleteGroup(at));
  assertEquals(account.resting(), []);
  assertEquals(account.groups(), []);
  assertEquals(refusedAs(account.create(order({ groupId }))), "ORDER_GROUP_NOT_FOUND");
  assertEquals(refusedAs(account.resetGroup(at)), "ORDER_GROUP_NOT_FOUND");
});

Deno.test("a group belongs to one shard and one subaccount", () => {
  const { account, groupId, order, nfl } = grouped();
  assertEquals(refusedAs(account.create(order({ market: nfl, groupId }))), "ORDER_GROUP_NOT_FOUND");
  assertEquals(refusedAs(account.triggerGroup({ groupId })), "ORDER_GROUP_NOT_FOUND");
  assertEquals(
    refusedAs(account.createGroup({ limit: parseQuantity("1"), exchangeIndex: -1 })),
    "invalid_parameters",
  );
  assertEquals(
    refusedAs(account.triggerGroup({ groupId, exchangeIndex: NFL_SHARD })),
    "ORDER_GROUP_NOT_FOUND",
  );
});

Deno.test("a limit is whole contracts, 1 to 1,000,000", () => {
  const { account, at } = grouped();
  for (const limit of ["0", "0.5", "1.5", "1000001", "-1"]) {
    assertEquals(refusedAs(account.createGroup({ limit: parseQuantity(limit) })), "invalid_parameters");
    assertEquals(refusedAs(account.limitGroup({ ...at, limit: parseQuantity(limit) })), "invalid_parameters");
  }
});
