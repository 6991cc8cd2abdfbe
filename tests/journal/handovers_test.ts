import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseMicros, parseQuantity } from "../../src/core/numbers/money.ts";
import type { Journal } from "../../src/journal/journal.ts";
import { holdingsOf, type OwnedChange } from "../../src/journal/owners.ts";
import { Folder, valueOf } from "./support.ts";

const MARKET = "KXNBAGAME-26NOV22LALBOS-LAL";

/** A session that has bought 10 at .56, with its exits. */
function bought(folder: Folder, strategy = "once", contracts = 1_000): Journal {
  const journal = folder.open();
  const { orderPrefix } = valueOf(journal.beginSession({ process: "test", mode: "live" }));
  const clientOrderId = `${orderPrefix}1`;
  valueOf(journal.together(() => {
    const kept = journal.orders.record({
      request: {
        clientOrderId,
        market: MARKET,
        side: "bid",
        price: 5_600 as never,
        quantity: contracts as never,
        timeInForce: "immediate_or_cancel",
        postOnly: false,
        purpose: "entry",
        strategy,
      },
      exchangeIndex: 3,
      subaccount: 0,
    });
    journal.handovers.keepExits(clientOrderId, { stopLoss: 500 }, 5_400 as never);
    return kept;
  }));
  journal.orders.fill({
    tradeId: `t-${orderPrefix}`,
    clientOrderId,
    market: MARKET,
    side: "bid",
    price: 5_600 as never,
    quantity: contracts as never,
    role: "taker",
    fee: 170_000 as never,
    balanceChange: -5_770_000 as never,
    at: folder.now,
  });
  return journal;
}

/** A session that has just begun. @param prefix of the order ids of the session from whose recording it goes on */
function begun(folder: Folder, prefix?: string): Journal {
  const journal = folder.open();
  const setup = prefix === undefined ? {} : { orderPrefix: prefix.slice(0, -1) };
  valueOf(journal.beginSession({ process: "next", mode: "live", setup }));
  return journal;
}

Deno.test("what an ended session holds is taken once, with cost, fees, exits and its last worth", () => {
  using folder = new Folder();
  const first = bought(folder);
  first.handovers.mark(MARKET, 6_000 as never, folder.now);
  const [second, third] = [begun(folder), begun(folder)];
  assertEquals(valueOf(second.handovers.take(MARKET, parseQuantity("10"))), [], "it lives");
  first.sessions.end();
  const [item, ...more] = valueOf(second.handovers.take(MARKET, parseQuantity("10")));
  assertEquals(more, []);
  assertEquals(item, {
    id: 1,
    strategy: "once",
    market: MARKET,
    quantity: parseQuantity("10"),
    cost: parseMicros("5.6"),
    fees: parseMicros("0.17"),
    openedAt: folder.now,
    boughtAt: folder.now,
    value: parseMicros("6"),
    entryBid: 5_400 as never,
    exits: { stopLoss: 500 },
  });
  assertEquals(
    valueOf(third.handovers.take(MARKET, parseQuantity("10"))),
    [],
    "the second lives, and has it",
  );
  assertEquals(valueOf(second.handovers.take(MARKET, parseQuantity("10"))), []);
});

Deno.test("not taken: fewer at the exchange, or an order of the dead session that has not ended", () => {
  using folder = new Folder();
  const first = bought(folder);
  valueOf(first.orders.record({
    request: {
      clientOrderId: `${first.sessions.own?.orderPrefix}2`,
      market: MARKET,
      side: "ask",
      price: 7_000 as never,
      quantity: 1_000 as never,
      timeInForce: "good_till_canceled",
      postOnly: false,
      purpose: "take_profit",
      strategy: "once",
    },
    exchangeIndex: 3,
    subaccount: 0,
  }));
  first.sessions.end();
  const second = begun(folder);
  assertEquals(
    valueOf(second.handovers.take(MARKET, parseQuantity("10"))),
    [],
    "its take-profit may still rest",
  );
  second.orders.report({
    kind: "cancelled",
    at: folder.now,
    clientOrderId: `${first.sessions.own?.orderPrefix}2`,
    reason: "requested",
    quantity: parseQuantity("10"),
  });
  const short = second.handovers.take(MARKET, parseQuantity("9"));
  assert(!short.ok);
  assertEquals(short.reason.code, "not_confirmed");
  assertEquals(
    valueOf(second.handovers.take(MARKET, parseQuantity("12"))).length,
    1,
    "others hold beside it",
  );
});

Deno.test("going on from a recording inherits in silence, and is refused where another has taken over", () => {
  using folder = new Folder();
  const first = bought(folder);
  const prefix = first.sessions.own?.orderPrefix ?? "";
  first.sessions.end();
  const resumed = begun(folder, prefix);
  assertEquals(valueOf(resumed.handovers.inherit(resumed.sessions.family(prefix))), []);
  const own = resumed.sessions.own?.sessionId;
  assertEquals(resumed.handovers.holdings(MARKET).map(({ session }) => session), [own]);
  resumed.sessions.end();
  const other = begun(folder);
  assertEquals(valueOf(other.handovers.take(MARKET, parseQuantity("10"))).length, 1);
  const again = begun(folder, prefix);
  assertEquals(again.sessions.family("foreign-1-"), [], "a number alone names no session");
  const refused = again.handovers.inherit(again.sessions.family(prefix));
  assert(!refused.ok);
  assertEquals(refused.reason.code, "taken_over");
});

Deno.test("one process goes on from a session: a second one is refused while the first lives, and its orders are looked after", () => {
  using folder = new Folder();
  const first = bought(folder);
  const prefix = first.sessions.own?.orderPrefix ?? "";
  const id = first.sessions.own?.sessionId ?? 0;
  first.sessions.end();
  const resumed = begun(folder, prefix);
  const setup = { orderPrefix: prefix.replace(/-$/, "") };
  const other = folder.open();
  const refused = other.beginSession({ process: "other", mode: "live", setup });
  assert(!refused.ok);
  assertEquals(refused.reason.code, "still_running");
  assert(resumed.sessions.isLookedAfter()(id));
  resumed.sessions.end();
  assert(!resumed.sessions.isLookedAfter()(id));
  assert(other.beginSession({ process: "other", mode: "live", setup }).ok);
});

Deno.test("a session that was taken for dead while another went on with its recording places no order any more", () => {
  using folder = new Folder();
  const asleep = bought(folder);
  assertEquals(asleep.handovers.takenFrom(), undefined);
  folder.now += 6_000;
  const goesOn = begun(folder, asleep.sessions.own?.orderPrefix);
  assertStringIncludes(
    asleep.handovers.takenFrom() ?? "",
    `session ${goesOn.sessions.own?.sessionId} goes on`,
  );
  assertEquals(goesOn.handovers.takenFrom(), undefined);
});

Deno.test("what an order of the session that goes on trades late is not handed to it a second time", () => {
  using folder = new Folder();
  const first = bought(folder);
  const prefix = first.sessions.own?.orderPrefix ?? "";
  const clientOrderId = `${prefix}9`;
  valueOf(first.orders.record({
    request: {
      clientOrderId,
      market: MARKET,
      side: "bid",
      price: 5_600 as never,
      quantity: parseQuantity("4"),
      timeInForce: "immediate_or_cancel",
      postOnly: false,
      purpose: "entry",
      strategy: "steady",
    },
    exchangeIndex: 3,
    subaccount: 0,
  }));
  first.sessions.end();
  const resumed = begun(folder, prefix);
  assertEquals(valueOf(resumed.handovers.inherit(resumed.sessions.family(prefix))), []);
  // The answer was lost with the process: its fill is found when account and journal are compared.
  const fill = {
    tradeId: "late",
    clientOrderId,
    market: MARKET,
    side: "bid",
    price: 5_600 as never,
    quantity: parseQuantity("4"),
    role: "taker",
    fee: 0 as never,
    balanceChange: 0 as never,
    at: folder.now,
  } as const;
  resumed.orders.fill(fill);
  resumed.orders.report({ kind: "fill", ...fill });
  assertEquals(valueOf(resumed.handovers.take(MARKET, parseQuantity("14"))), [], "its engine has it");
  const own = resumed.sessions.own?.sessionId;
  assert(resumed.handovers.holdings(MARKET).every(({ session }) => session === own), "it is its own");
});

Deno.test("what the session that goes on sells at once is of what its orders bought, though nothing was handed over", () => {
  using folder = new Folder();
  const first = bought(folder);
  const prefix = first.sessions.own?.orderPrefix ?? "";
  first.sessions.end();
  const resumed = begun(folder, prefix);
  const clientOrderId = `${prefix}2`;
  const stop = { clientOrderId, market: MARKET, side: "ask", price: 5_400 as never } as const;
  const rest = {
    timeInForce: "immediate_or_cancel",
    postOnly: false,
    purpose: "stop",
    strategy: "once",
  } as const;
  const quantity = parseQuantity("10");
  valueOf(
    resumed.orders.record({ request: { ...stop, ...rest, quantity }, exchangeIndex: 3, subaccount: 0 }),
  );
  const nothing = { fee: 0 as never, balanceChange: 0 as never };
  resumed.orders.fill({ ...stop, ...nothing, tradeId: "sale", quantity, role: "taker", at: folder.now + 1 });
  assertEquals(resumed.handovers.holdings(MARKET), []);
  assertEquals(valueOf(resumed.handovers.take(MARKET, parseQuantity("0"))), []);
});

Deno.test("holdings: an own sale takes its share of cost and fees, a settlement takes what is left of anybody", () => {
  const owner = { session: 1, strategy: "a" };
  const buy: OwnedChange = { at: 1, quantity: 1_000, price: 5_000, fee: 100, owner, entry: "e" };
  const sell: OwnedChange = { at: 2, quantity: -400, price: 6_000, fee: 50, owner };
  const [left] = holdingsOf([sell, buy], []);
  assertEquals([left?.quantity, left?.cost, left?.fees, left?.entry], [600, 3_000_000, 60, "e"] as never);
  assertEquals(holdingsOf([buy, sell, { at: 3, quantity: -600, price: 10_000, fee: 0 }], []), []);
  const given = { at: 2, from: 1, to: 2, strategy: "a", quantity: 1_000, cost: 5_000_000, fees: 100 };
  const more = { openedAt: 1, boughtAt: 1, entry: "e" };
  const late: OwnedChange = { at: 3, quantity: 200, price: 5_000, fee: 0, owner };
  const both = holdingsOf([buy, late], [{ ...given, ...more }]);
  assertEquals(both.map(({ session, quantity }) => [session, quantity]), [[1, 200], [2, 1_000]] as never);
});
