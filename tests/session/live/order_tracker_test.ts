import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Portfolio } from "../../../src/core/execution/portfolio.ts";
import { DIRECT_PRECISION } from "../../../src/core/market/fees.ts";
import { formatQuantity, type Micros, type Price, type Quantity } from "../../../src/core/numbers/money.ts";
import { Random } from "../../../src/core/numbers/prng.ts";
import type { OrderReport } from "../../../src/core/orders.ts";
import type { FillRecord, OrderRecord } from "../../../src/kalshi/decoding/account_records.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import type { Merged, SentOrder, TrackerAlarm } from "../../../src/session/live/tracked_order.ts";

const MARKET = "KXNBAGAME-26NOV22LALBOS-LAL";
const AT = 1_763_859_000_000;

function order(more: Partial<SentOrder["request"]> = {}, ofThisSession = true): SentOrder {
  const request = {
    clientOrderId: "e-1-1",
    market: MARKET,
    side: "bid" as const,
    price: 5_600 as Price,
    quantity: 1_000 as Quantity,
    timeInForce: "good_till_canceled" as const,
    purpose: "entry" as const,
    ...more,
  };
  return { request, exchangeIndex: 3, subaccount: 0, sentAt: AT, ofThisSession };
}

function record(more: Partial<OrderRecord> = {}): OrderRecord {
  return {
    orderId: "X1",
    clientOrderId: "e-1-1",
    market: MARKET,
    side: "bid",
    price: 5_600 as Price,
    status: "resting",
    initial: 1_000 as Quantity,
    filled: 0 as Quantity,
    remaining: 1_000 as Quantity,
    ...more,
  };
}

function fill(more: Partial<FillRecord> = {}): FillRecord {
  return {
    tradeId: "t1",
    orderId: "X1",
    market: MARKET,
    side: "bid",
    price: 5_600 as Price,
    quantity: 400 as Quantity,
    isTaker: false,
    fee: 0 as Micros,
    ...more,
  };
}

function kinds(merged: Merged | undefined): string[] {
  return merged?.reports.map(({ kind }) => kind) ?? ["nothing of ours"];
}

function codes(merged: Merged | undefined): TrackerAlarm["code"][] {
  return merged?.alarms.map(({ code }) => code) ?? [];
}

function tracked(): OrderTracker {
  const tracker = new OrderTracker();
  tracker.sent(order());
  return tracker;
}

function counts(filled: number, remaining: number) {
  return { orderId: "X1", filled: filled as Quantity, remaining: remaining as Quantity };
}

Deno.test("OrderTracker takes a fill that comes before the answer, and the answer takes nothing back", () => {
  const tracker = tracked();
  assertEquals(
    tracker.fill(AT, fill({ quantity: 1_000 as Quantity })),
    undefined,
    "a list names no client id",
  );
  assertEquals(tracker.externalFills(), [], "it may be of the order that was just sent");
  assertEquals(kinds(tracker.answered(AT, "e-1-1", counts(1_000, 0))), ["accepted", "fill"]);
  assertEquals(tracker.order("e-1-1")?.state, "ended");
  assertEquals(tracker.held(MARKET), 1_000);
});

Deno.test("OrderTracker: ended on the stream before the answer stays ended", () => {
  const tracker = tracked();
  const ended = record({ status: "canceled", remaining: 0 as Quantity });
  assertEquals(kinds(tracker.record(AT, ended)), ["accepted", "cancelled"]);
  assertEquals(kinds(tracker.answered(AT, "e-1-1", counts(0, 1_000))), []);
  assertEquals(tracker.order("e-1-1")?.state, "ended");
});

Deno.test("OrderTracker: 201 with nothing filled and nothing left is an end, not a resting order", () => {
  const merged = tracked().answered(AT, "e-1-1", counts(0, 0));
  assertEquals(kinds(merged), ["accepted", "cancelled"]);
  const [, end] = merged.reports;
  assert(end?.kind === "cancelled");
  assertEquals(end.quantity, 1_000);
});

Deno.test("OrderTracker: an absent count is not nothing", () => {
  const tracker = tracked();
  assertEquals(kinds(tracker.answered(AT, "e-1-1", { orderId: "X1" })), ["accepted"]);
  assertEquals(tracker.order("e-1-1")?.state, "resting");
});

Deno.test("OrderTracker: an order to trade at once that traded in part keeps what it traded", () => {
  const tracker = new OrderTracker();
  tracker.sent(order({ timeInForce: "immediate_or_cancel" }));
  const merged = tracker.answered(AT, "e-1-1", counts(400, 0));
  const [, end] = merged.reports;
  assert(end?.kind === "cancelled");
  assertEquals([end.quantity, end.reason], [600, "immediate_or_cancel"]);
  assertEquals(tracker.outstanding().length, 1, "its trades are still to be read");
  assertEquals(kinds(tracker.fill(AT, fill())), ["fill"]);
  assertEquals(tracker.outstanding().length, 0);
  assertEquals(tracker.held(MARKET), 400);
});

Deno.test("OrderTracker: an order that ended takes fills for ever, of an earlier session without a report", () => {
  const tracker = tracked();
  tracker.record(AT, record({ status: "canceled", remaining: 0 as Quantity }));
  assertEquals(kinds(tracker.fill(AT + 600_000, fill())), ["fill"]);
  const old = new OrderTracker();
  old.sent(order({}, false));
  const merged = old.fill(AT, fill({ clientOrderId: "e-1-1" }));
  assertEquals(kinds(merged), []);
  assertEquals(merged?.fills.length, 1, "the journal takes it");
});

Deno.test("OrderTracker: fills are capped at the size, and more is an alarm", () => {
  const tracker = tracked();
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  tracker.fill(AT, fill({ quantity: 800 as Quantity }));
  const merged = tracker.fill(AT, fill({ tradeId: "t2", quantity: 800 as Quantity }));
  assertEquals(codes(merged), ["OVERFILL"]);
  assertEquals(tracker.held(MARKET), 1_000);
});

Deno.test("OrderTracker: one client id with two orders, and one order with two ids, are alarms that book nothing", () => {
  const tracker = tracked();
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  assertEquals(codes(tracker.record(AT, record({ orderId: "X2" }))), ["ID_CONFLICT"]);
  assertEquals(codes(tracker.fill(AT, fill({ clientOrderId: "e-1-9" }))), ["ID_CONFLICT"]);
  assertEquals(codes(tracker.fill(AT, fill({ side: "ask" }))), ["SIDE_CONFLICT"]);
  assertEquals(codes(tracker.fill(AT, fill({ market: "OTHER" }))), ["SIDE_CONFLICT"]);
  assertEquals(tracker.held(MARKET), 0);
});

Deno.test("OrderTracker: an unknown order that was never received ends as rejected, and one that comes back is an alarm", () => {
  const tracker = tracked();
  assertEquals(kinds(tracker.unanswered(AT, "e-1-1", "no answer within 10 s")), ["unknown"]);
  assertEquals(kinds(tracker.notThere(AT, "e-1-1", { code: "NOT_RECEIVED" })), ["rejected"]);
  assertEquals(codes(tracker.record(AT, record())), ["CAME_BACK"]);
  assertEquals(kinds(tracker.fill(AT, fill())), ["fill"], "its fills are booked all the same");
});

Deno.test("OrderTracker: what was found to be there is not refused by a later 409 or time-out", () => {
  const tracker = tracked();
  tracker.record(AT, record());
  assertEquals(kinds(tracker.refused(AT, "e-1-1", { code: "ORDER_ALREADY_EXISTS" })), []);
  assertEquals(kinds(tracker.unanswered(AT, "e-1-1", "late")), []);
  assertEquals(kinds(tracker.notThere(AT, "e-1-1", { code: "NOT_RECEIVED" })), []);
  assertEquals(tracker.order("e-1-1")?.state, "resting");
});

Deno.test("OrderTracker: an order made smaller by hand is smaller here; an older list does not make it big again", () => {
  const tracker = tracked();
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  const merged = tracker.record(AT, record({ remaining: 700 as Quantity }));
  assertEquals(merged?.reports, [{
    kind: "decreased",
    at: AT,
    clientOrderId: "e-1-1",
    size: 700 as Quantity,
  }]);
  assertEquals(kinds(tracker.record(AT, record())), []);
  assertEquals(tracker.order("e-1-1")?.total, 700);
  const end = tracker.record(
    AT,
    record({ status: "canceled", filled: 400 as Quantity, remaining: 0 as Quantity }),
  );
  assertEquals(end?.reports.map((each) => each.kind === "cancelled" ? each.quantity : 0), [300 as Quantity]);
});

Deno.test("OrderTracker: the exchange's own position after a trade betrays a trade that was missed", () => {
  const tracker = tracked();
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  tracker.positionsRead(new Map([[MARKET, 500 as Quantity]]));
  assertEquals(codes(tracker.fill(AT, fill({ positionAfter: 900 as Quantity }))), []);
  assertEquals(
    codes(
      tracker.fill(AT, fill({ tradeId: "t3", quantity: 100 as Quantity, positionAfter: 1_200 as Quantity })),
    ),
    ["POSITION_DIFFERS"],
  );
});

Deno.test("OrderTracker: a missed trade is betrayed in a market too in which nothing was held before", () => {
  const tracker = tracked();
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  const said = { quantity: 200 as Quantity, positionAfter: 500 as Quantity };
  assertEquals(
    codes(tracker.fill(AT, fill(said))),
    [],
    "nothing was read yet that it could be compared with",
  );
  const empty = tracked();
  empty.answered(AT, "e-1-1", counts(0, 1_000));
  empty.positionsRead(new Map());
  assertEquals(codes(empty.fill(AT, fill(said))), ["POSITION_DIFFERS"]);
});

Deno.test("OrderTracker: trades of nobody's orders are external once no order of ours can be theirs", () => {
  const tracker = tracked();
  tracker.fill(AT, fill({ orderId: "HAND" }));
  assertEquals(tracker.externalFills(), []);
  tracker.answered(AT, "e-1-1", counts(0, 1_000));
  assertEquals(tracker.externalFills().map(({ orderId }) => orderId), ["HAND"]);
});

/** One order as the exchange has it: its trades, and how it ended. */
interface Life {
  readonly sent: SentOrder;
  readonly orderId: string;
  readonly fills: readonly FillRecord[];
  readonly cancelled: boolean;
  readonly filled: number;
}

function lives(random: Random): Life[] {
  return Array.from({ length: random.integer(1, 6) }, (_, index) => {
    const quantity = random.integer(1, 2_000) as Quantity;
    const side = random.integer(0, 1) === 0 ? "bid" as const : "ask" as const;
    const clientOrderId = `e-1-${index + 1}`;
    const orderId = `X${index + 1}`;
    const fills: FillRecord[] = [];
    let left = quantity as number;
    for (let trade = random.integer(0, 4); trade > 0 && left > 0; trade--) {
      const size = random.integer(1, left) as Quantity;
      left -= size;
      const price = random.integer(100, 9_900) as Price;
      const fee = random.integer(0, 5_000) as Micros;
      const tradeId = `t${index}-${trade}`;
      fills.push(fill({ tradeId, orderId, side, price, quantity: size, fee, tradedAt: AT + trade }));
    }
    const request = { clientOrderId, side, quantity };
    return { sent: order(request), orderId, fills, cancelled: left > 0, filled: quantity - left };
  });
}

type Fact = (tracker: OrderTracker) => Merged | undefined;

/** All that the exchange may say of a life, each in its several ways. */
function factsOf({ sent, orderId, fills, cancelled, filled }: Life, random: Random): Fact[] {
  const { clientOrderId, side, quantity } = sent.request;
  const state = (done: number, status: OrderRecord["status"]): Fact => {
    const remaining = status === "resting" ? quantity - done : 0;
    const said = record({
      orderId,
      side,
      status,
      filled: done as Quantity,
      remaining: remaining as Quantity,
      clientOrderId,
    });
    return (tracker) => tracker.record(AT, said);
  };
  let done = 0;
  const steps = [state(0, "resting")];
  for (const each of fills) {
    done += each.quantity;
    if (done < quantity) steps.push(state(done, "resting"));
  }
  const first = fills[0]?.quantity ?? 0;
  const answer: Fact = random.integer(0, 2) === 0
    ? (tracker) => tracker.unanswered(AT, clientOrderId, "no answer within 10 s")
    : (tracker) =>
      tracker.answered(AT, clientOrderId, {
        orderId,
        filled: first as Quantity,
        remaining: quantity - first as Quantity,
      });
  return [
    answer,
    ...steps,
    ...fills.map((each): Fact => (tracker) => tracker.fill(AT, { ...each, clientOrderId })),
    ...fills.map((each): Fact => (tracker) => tracker.fill(AT, each)),
    state(filled, cancelled ? "canceled" : "executed"),
  ];
}

/** What the lists say in the end: every order and every trade. */
function lists(all: readonly Life[]): Fact[] {
  return all.flatMap(({ sent, orderId, fills, cancelled, filled }) => {
    const { clientOrderId, side } = sent.request;
    const status = cancelled ? "canceled" as const : "executed" as const;
    const said = record({
      orderId,
      clientOrderId,
      side,
      status,
      filled: filled as Quantity,
      remaining: 0 as Quantity,
    });
    return [
      (tracker: OrderTracker) => tracker.record(AT, said),
      ...fills.map((each): Fact => (tracker) => tracker.fill(AT, each)),
    ];
  });
}

Deno.test("OrderTracker: shuffled, doubled and dropped, the same facts end in one position, cash and set of trades", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed) => {
      const random = new Random(seed);
      const all = lives(random);
      const tracker = new OrderTracker();
      for (const { sent } of all) tracker.sent(sent);
      const facts = all.flatMap((life) => factsOf(life, random)).flatMap((fact) =>
        // Some never come, some come twice.
        [[], [fact], [fact], [fact, fact]][random.integer(0, 3)] ?? []
      );
      for (let last = facts.length - 1; last > 0; last--) {
        const other = random.integer(0, last);
        const kept = facts[last];
        const moved = facts[other];
        if (kept === undefined || moved === undefined) continue;
        facts[last] = moved;
        facts[other] = kept;
      }
      const portfolio = new Portfolio(1_000_000_000 as Micros, DIRECT_PRECISION);
      const plain = new Portfolio(1_000_000_000 as Micros, DIRECT_PRECISION);
      const reports: OrderReport[] = [];
      for (const fact of [...facts, ...lists(all)]) {
        const merged = fact(tracker);
        assertEquals(merged?.alarms ?? [], []);
        reports.push(...merged?.reports ?? []);
      }
      const sides = new Map(all.map(({ sent }) => [sent.request.clientOrderId, sent.request.side]));
      for (const each of reports) {
        if (each.kind === "fill") portfolio.apply(MARKET, sides.get(each.clientOrderId) ?? "bid", each);
      }
      // The same trades, once each and in the order of the orders.
      const straight = new OrderTracker();
      for (const { sent, fills } of all) {
        straight.sent(sent);
        for (const each of fills) {
          const merged = straight.fill(AT, { ...each, clientOrderId: sent.request.clientOrderId });
          for (const made of merged?.reports ?? []) {
            if (made.kind === "fill") plain.apply(MARKET, sent.request.side, made);
          }
        }
      }
      assertEquals(portfolio.held(MARKET), plain.held(MARKET));
      assertEquals(portfolio.cash, plain.cash);
      assertEquals(tracker.held(MARKET), plain.held(MARKET));
      const trades = reports.flatMap((each) => each.kind === "fill" ? [each.tradeId] : []);
      assertEquals(
        trades.toSorted(),
        all.flatMap(({ fills }) => fills.map(({ tradeId }) => tradeId)).toSorted(),
      );
      assertEquals(tracker.open(), []);
      assertEquals(tracker.outstanding(), []);
      for (const { sent, cancelled, filled } of all) {
        const { clientOrderId, quantity } = sent.request;
        const ends = reports.filter((each) =>
          each.clientOrderId === clientOrderId && each.kind === "cancelled"
        );
        const left = ends.map((each) => each.kind === "cancelled" ? formatQuantity(each.quantity) : "");
        assertEquals(left, cancelled ? [formatQuantity(quantity - filled as Quantity)] : []);
      }
    }),
    { seed: 20_261_128, numRuns: 400 },
  );
});
