import { assert, assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import {
  confirmArmed,
  type Confirmation,
  confirmTyped,
  YES,
} from "../../../src/session/live/confirmation.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import { SessionArming } from "../../../src/session/live/session_arming.ts";
import { Folder, valueOf } from "../../journal/support.ts";

/** An entry and a close that rest, of this session, and an entry of another. */
function tracker(): OrderTracker {
  const made = new OrderTracker();
  for (
    const [clientOrderId, purpose, ofThisSession] of [
      ["entry", "entry", true],
      ["close", "exit", true],
      ["other's", "entry", false],
    ] as const
  ) {
    made.sent({
      request: {
        clientOrderId,
        market: "M",
        side: purpose === "entry" ? "bid" : "ask",
        price: 5_000 as Price,
        quantity: 100 as Quantity,
        timeInForce: "good_till_canceled",
        purpose,
      },
      exchangeIndex: 0,
      subaccount: 0,
      sentAt: 0,
      ofThisSession,
    });
  }
  return made;
}

function bench(folder: Folder, confirmation: Confirmation) {
  const { armings } = folder.begin();
  const orders = tracker();
  const cancelled: string[] = [];
  const states: string[] = [];
  const arming = new SessionArming({
    confirmation,
    armings,
    tracker: orders,
    cancels: {
      cancel(clientOrderId, reason) {
        orders.cancelling(clientOrderId, reason);
        cancelled.push(clientOrderId);
      },
    },
    onChange: (state) => states.push(state),
  });
  return { arming, armings, cancelled, states };
}

Deno.test("a session that was typed yes for needs no arming, and ends nothing for want of one", () => {
  using folder = new Folder();
  const { arming, cancelled, states } = bench(folder, valueOf(confirmTyped(YES, "acct")));
  arming.tick();
  assertEquals([arming.missing, arming.fact(), arming.status()], [undefined, {}, {}]);
  assertEquals([cancelled, states], [[], []]);
});

Deno.test("entries of a worker end with the arming, once each; its closes and what is of others stay", () => {
  using folder = new Folder();
  const { arming, armings, cancelled, states } = bench(folder, confirmArmed("acct"));
  const until = folder.now + 60_000;
  valueOf(armings.arm({ until, maxLoss: 5_000_000 as Micros, by: "test" }, 9_000_000 as Micros));
  arming.tick();
  arming.tick();
  assertEquals([arming.missing, arming.fact()], [undefined, { unarmed: null }]);
  assertEquals(arming.status(), { armedUntil: until });
  assertEquals([cancelled, states], [[], ["in force"]]);
  valueOf(armings.disarm("test"));
  arming.tick();
  arming.tick();
  const { missing } = arming;
  assert(missing?.detail !== undefined);
  assertEquals(missing.code, "NOT_ARMED");
  assertEquals(arming.fact(), { unarmed: missing.detail });
  assertEquals(arming.status(), { unarmed: missing.detail });
  assertEquals(cancelled, ["entry"]);
  assertEquals(states, ["in force", `NOT_ARMED: ${missing.detail}`]);
});
