import { assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { FillRecord } from "../../../src/kalshi/decoding/account_records.ts";
import { HeldPositions } from "../../../src/session/live/held_positions.ts";
import type { SentOrder } from "../../../src/session/live/tracked_order.ts";

function order(side: "bid" | "ask", ofThisSession = true): SentOrder {
  return {
    request: {
      clientOrderId: "e-1",
      market: "M",
      side,
      price: 5_000 as Price,
      quantity: 900 as Quantity,
      timeInForce: "good_till_canceled",
      purpose: "entry",
    },
    exchangeIndex: 0,
    subaccount: 0,
    sentAt: 0,
    ofThisSession,
  };
}

function fill(tradeId: string, more: Partial<FillRecord> = {}): FillRecord {
  return {
    tradeId,
    orderId: "X1",
    market: "M",
    side: "bid",
    price: 5_000 as Price,
    quantity: 100 as Quantity,
    isTaker: true,
    fee: 0 as Micros,
    ...more,
  };
}

const after = (positionAfter: number) => fill("t", { positionAfter: positionAfter as Quantity });

Deno.test("own trades are counted by session; each says what was held before it, and makes readings older", () => {
  const positions = new HeldPositions();
  assertEquals(positions.traded(order("bid"), 300 as Quantity), 0);
  assertEquals(positions.traded(order("ask"), 500 as Quantity), 300);
  assertEquals(positions.traded(order("bid", false), 200 as Quantity), 0, "a session before held nothing");
  assertEquals([positions.held("M"), positions.version], [-200, 3]);
});

Deno.test("before a whole reading nothing is compared; after one a missed trade shows with the next, others' positions do not", () => {
  const positions = new HeldPositions();
  positions.traded(order("bid"), 300 as Quantity);
  assertEquals(positions.compare("M", after(999)), undefined);
  // Somebody else holds 700 of the account's 1000.
  positions.read(new Map([["M", 1_000 as Quantity]]));
  positions.traded(order("bid"), 100 as Quantity);
  assertEquals(positions.compare("M", after(1_100)), undefined);
  assertEquals(
    positions.compare("M", fill("t")),
    undefined,
    "where the exchange does not count, nothing differs",
  );
  assertEquals(positions.compare("M", after(1_200)), {
    code: "POSITION_DIFFERS",
    market: "M",
    text: "after trade t the exchange holds 12.00 in M, here it is 11.00",
  });
});

Deno.test("a market that is not in a whole reading is flat; what is taken over is own from then on, and no longer others'", () => {
  const positions = new HeldPositions();
  positions.traded(order("bid"), 300 as Quantity);
  positions.read(new Map());
  assertEquals(positions.compare("M", after(0)), undefined);
  assertEquals(positions.compare("M", after(300))?.code, "POSITION_DIFFERS");
  positions.read(new Map([["M", 500 as Quantity]]));
  positions.takenOver("M", 200 as Quantity);
  assertEquals(positions.held("M"), 500);
  assertEquals(positions.compare("M", after(500)), undefined);
});
