/**
 * What a witness must never have seen: each claim is broken by requests that break it, and by no others.
 */
import { assertEquals } from "@std/assert";
import { REST_PATH } from "../../../src/kalshi/environment.ts";
import { NO_QUANTITY, type Quantity, toQuantity } from "../../../src/core/numbers/money.ts";
import {
  everyRestingOrderExpires,
  everyWriteNamesItsShard,
  exitsAreInNoGroup,
  noCreateTwice,
  noEntryBetween,
  onlyCancelsAfter,
  restingClosesStayWithin,
} from "../../../src/simulator/control/claims.ts";
import { Witness } from "../../../src/simulator/control/witness.ts";
import type { Outcome, WireRequest } from "../../../src/simulator/server/interception.ts";

const ORDER = {
  ticker: "T",
  side: "bid",
  price: "0.5000",
  count: "10.00",
  time_in_force: "good_till_canceled",
  expiration_time: 1,
  exchange_index: 3,
};
const LOST: Outcome = { kind: "silence", how: "reset" };

function answered(status: number, json: unknown): Outcome {
  return {
    kind: "answer",
    answer: { status, headers: {}, body: new TextEncoder().encode(JSON.stringify(json)) },
  };
}

const OK = answered(201, { order_id: "x" });

/** A witness that sees what it is shown, one request a millisecond. */
class Shown extends Witness {
  #nth = 0;
  constructor() {
    super(() => this.#nth);
  }

  show(method: string, path: string, json: unknown = undefined, outcome: Outcome = OK): void {
    const [below = "", query = ""] = path.split("?");
    const request: WireRequest = {
      nth: ++this.#nth,
      method,
      path: `${REST_PATH}${below}`,
      query,
      headers: new Map(),
      head: "",
      body: new Uint8Array(),
      handshake: false,
      arrivedAt: this.#nth,
      connection: 1,
      signature: { state: "none" },
      about: {
        json,
        orderId: undefined,
        clientOrderId: undefined,
        ticker: undefined,
        exchangeIndex: undefined,
      },
    };
    this.before(request);
    this.sent(request, outcome);
  }

  create(fields: Readonly<Record<string, unknown>>, outcome: Outcome = OK): void {
    this.show("POST", "/portfolio/events/orders", { ...ORDER, ...fields }, outcome);
  }

  read(name: string): void {
    this.show("GET", `/portfolio/${name}`, undefined, answered(200, {}));
  }
}

Deno.test("no create goes out twice: under its id, or under another while its outcome is open", () => {
  const again = new Shown();
  again.create({ client_order_id: "a" });
  again.create({ client_order_id: "a" });
  assertEquals(noCreateTwice(again).length, 1);

  for (const outcome of [LOST, answered(504, {}), answered(408, {}), answered(302, {}), answered(201, {})]) {
    const other = new Shown();
    other.create({ client_order_id: "a" }, outcome);
    other.read("orders");
    other.create({ client_order_id: "b" });
    assertEquals(noCreateTwice(other).length, 1, "one read proves nothing");

    const patient = new Shown();
    patient.create({ client_order_id: "a" }, outcome);
    patient.create({ client_order_id: "exit", side: "ask" });
    patient.read("orders");
    patient.read("fills");
    patient.read("orders");
    patient.create({ client_order_id: "b" });
    assertEquals(noCreateTwice(patient), []);
  }
  const told = new Shown();
  told.create({ client_order_id: "a" }, LOST);
  told.frame("user_orders", '{"msg":{"client_order_id":"a"}}');
  told.create({ client_order_id: "b" });
  assertEquals(noCreateTwice(told), [], "the stream has said that it was taken");
  const rejected = new Shown();
  rejected.create({ client_order_id: "a" }, answered(400, {}));
  rejected.create({ client_order_id: "b" });
  assertEquals(noCreateTwice(rejected), []);
});

Deno.test("after a kill nothing but cancels", () => {
  const seen = new Shown();
  seen.create({ client_order_id: "a" });
  seen.show("DELETE", "/portfolio/events/orders/x?exchange_index=3");
  seen.show("POST", "/portfolio/events/orders/x/amend", { exchange_index: 3 });
  seen.read("orders");
  assertEquals(onlyCancelsAfter(seen, 1).length, 1, "a renewal is no cancel");
  assertEquals(onlyCancelsAfter(seen, 3), []);
});

Deno.test("what rests expires, writes name their shard, exits are in no group, nobody enters blind", () => {
  const held: Readonly<Record<string, Quantity>> = { T: toQuantity(1_000) };
  const positionAt = (ticker: string) => held[ticker] ?? NO_QUANTITY;
  const seen = new Shown();
  seen.create({ expiration_time: undefined });
  seen.create({ time_in_force: "immediate_or_cancel", expiration_time: undefined, reduce_only: true });
  assertEquals(everyRestingOrderExpires(seen).length, 1);

  const routed = new Shown();
  routed.create({});
  routed.create({ exchange_index: undefined });
  routed.create({ exchange_index: -1 });
  routed.show("DELETE", "/portfolio/events/orders/x");
  routed.show("DELETE", "/portfolio/events/orders/x?exchange_index=3");
  routed.show("DELETE", "/portfolio/events/orders/batched", {
    orders: [{ order_id: "x", exchange_index: 3 }, { order_id: "y" }],
  });
  assertEquals(everyWriteNamesItsShard(routed).length, 4);

  const grouped = new Shown();
  grouped.create({ order_group_id: "g" });
  grouped.create({ order_group_id: "g", side: "ask" });
  grouped.create({ order_group_id: "g", side: "ask", count: "10.01" });
  assertEquals(
    exitsAreInNoGroup(grouped, positionAt).length,
    1,
    "what is more than the position opens another",
  );
  assertEquals(noEntryBetween(grouped, 0, 9, positionAt).length, 2);
  assertEquals(noEntryBetween(grouped, 1, 3, positionAt), [], "the exit may go");
});

Deno.test("what rests to close stays within the position whenever it grows, and at the end", () => {
  const step = (position: number, asks: number, grew: boolean) => ({
    ticker: "T",
    atMs: 0,
    position: toQuantity(position),
    bids: NO_QUANTITY,
    asks: toQuantity(asks),
    grew,
  });
  assertEquals(restingClosesStayWithin([step(1_000, 1_000, true)]), []);
  assertEquals(restingClosesStayWithin([step(1_000, 1_001, true)]).length, 1);
  // A hand has sold: too much rests until the client has seen it.
  assertEquals(restingClosesStayWithin([step(500, 1_000, false), step(500, 500, false)]), []);
  assertEquals(restingClosesStayWithin([step(500, 1_000, false)]).length, 1, "nobody ever took it back");
});
