import { assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { FillRecord } from "../../../src/kalshi/decoding/account_records.ts";
import { OwnerlessFills } from "../../../src/session/live/ownerless_fills.ts";

function fill(tradeId: string, orderId = "X1"): FillRecord {
  return {
    tradeId,
    orderId,
    market: "M",
    side: "bid",
    price: 5_000 as Price,
    quantity: 100 as Quantity,
    isTaker: true,
    fee: 0 as Micros,
  };
}

Deno.test("a trade without an order waits once, however often it is said, until its order takes it", () => {
  const fills = new OwnerlessFills();
  for (const each of [fill("t1"), fill("t2", "X2"), fill("t1"), fill("t3")]) fills.keep(each);
  assertEquals(fills.all().map(({ tradeId }) => tradeId), ["t1", "t3", "t2"]);
  assertEquals(fills.take("X1").map(({ tradeId }) => tradeId), ["t1", "t3"]);
  assertEquals([fills.take("X1"), fills.all().map(({ tradeId }) => tradeId)], [[], ["t2"]]);
});

Deno.test("two orders that traded with one another have one trade id: each waits for its own order", () => {
  const fills = new OwnerlessFills();
  for (const each of [fill("t1", "X1"), fill("t1", "X2")]) fills.keep(each);
  assertEquals(fills.take("X2").map(({ tradeId }) => tradeId), ["t1"]);
  assertEquals(fills.take("X1").map(({ tradeId }) => tradeId), ["t1"]);
});
