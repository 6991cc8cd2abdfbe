/**
 * An engine whose effects are carried out outside: orders whose outcome is unknown, and what else is on the account.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../src/core/engine.ts";
import type { AccountReported, OrderReport } from "../../src/core/orders.ts";
import { isEffect, type Outcome } from "../../src/core/outcomes.ts";
import {
  buy,
  dollars,
  events,
  micros,
  NOON,
  price,
  Puppet,
  quantity,
  startEngine,
  TICKER,
  WIDE,
} from "./support.ts";

const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
const { book, clock, command, life, listed } = events;

type Told<T> = T extends unknown ? Omit<T, "at" | "clientOrderId"> : never;

/** What becomes of the first order, or of another. */
function report(engine: Engine, at: number, what: Told<OrderReport>, clientOrderId = "t-1") {
  return engine.process({
    kind: "order_report",
    at,
    reports: [{ at, clientOrderId, ...what } as OrderReport],
  });
}

function account(engine: Engine, at: number, facts: Omit<AccountReported, "kind" | "at">) {
  return engine.process({ kind: "account", at, ...facts });
}

function effects(outcomes: readonly Outcome[]): string[] {
  return outcomes.filter(isEffect).map((effect) => {
    if (effect.kind === "order") return `order ${effect.request.clientOrderId}`;
    return `${effect.kind} ${effect.kind === "read_account" ? effect.market : effect.clientOrderId}`;
  });
}

/** What the gate answers to an entry of one contract at .86. */
function ask(
  { engine, puppet }: ReturnType<typeof startEngine>,
  at: number,
  market = TICKER,
): string | undefined {
  puppet.next = [buy(8_600, 100, { market })];
  const signal = engine.process(clock(at)).find(({ kind }) => kind === "signal");
  assert(signal?.kind === "signal");
  return signal.refused?.code;
}

const UNKNOWN = { kind: "unknown", detail: "timed out" } as const;

/** An engine that sent an order for ten contracts at .86 of which nobody knows what became. */
function doubtful() {
  const started = startEngine({ outside: true });
  started.puppet.next = [buy(8_600, 1_000)];
  started.engine.process(clock(NOON + 1));
  return { ...started, told: report(started.engine, NOON + 2, UNKNOWN) };
}

const FILL = {
  kind: "fill",
  tradeId: "x",
  price: price(8_600),
  quantity: quantity(400),
  role: "taker",
  fee: micros(30_000),
  balanceChange: micros(-3_470_000),
} as const;

Deno.test("an order whose outcome is unknown stays open, holds entries in its market alone, and is never sent again", () => {
  const started = doubtful();
  const { engine, told } = started;
  assertEquals(told.map((each) => each.kind === "report" && each.report.kind), ["unknown"]);
  assertEquals([engine.orders.order("t-1")?.state, engine.orders.open.count], ["unknown", 1]);
  assertEquals(ask(started, NOON + 3), "ORDER_UNKNOWN");
  engine.process(listed(NOON + 4, { ticker: OTHER }));
  engine.process(book(NOON + 4, [[8_500, 100]], [[8_600, 100]], OTHER));
  assertEquals(ask(started, NOON + 5, OTHER), undefined);
  const later = Array.from({ length: 20 }, (_, second) => engine.process(clock(NOON + 1_000 * second + 10)));
  assertEquals(later.flatMap(effects), []);
});

Deno.test("while it is unknown its whole size counts as filled and as resting", () => {
  const { engine } = startEngine({ outside: true });
  const { engine: unsure } = doubtful();
  const empty = engine.orders.commitments.freeCash;
  const locked = unsure.orders.commitments.locked(TICKER);
  report(unsure, NOON + 3, { kind: "accepted" });
  assertEquals(locked, micros(2 * unsure.orders.commitments.locked(TICKER)));
  assertEquals(unsure.orders.commitments.freeCash, micros(empty - locked / 2));
  assertEquals(unsure.orders.commitments.exposure(), micros(locked / 2));
});

const RESOLVED:
  readonly (readonly [name: string, tell: (engine: Engine) => void, state: string, held: number])[] = [
    ["it was accepted", (engine) => report(engine, NOON + 3, { kind: "accepted" }), "resting", 0],
    ["a part was filled", (engine) => report(engine, NOON + 3, FILL), "resting", 400],
    [
      "all was filled",
      (engine) => report(engine, NOON + 3, { ...FILL, quantity: quantity(1_000) }),
      "filled",
      1_000,
    ],
    [
      "it was refused",
      (engine) => report(engine, NOON + 3, { kind: "rejected", reason: { code: "not_found" } }),
      "rejected",
      0,
    ],
    [
      "it was cancelled",
      (engine) =>
        report(engine, NOON + 3, { kind: "cancelled", reason: "exchange", quantity: quantity(1_000) }),
      "cancelled",
      0,
    ],
    [
      "the account's orders name it",
      (engine) =>
        account(engine, NOON + 3, {
          orders: {
            whole: false,
            items: [{
              orderId: "o",
              clientOrderId: "t-1",
              market: TICKER,
              side: "bid",
              price: price(8_600),
              remaining: quantity(1_000),
            }],
          },
        }),
      "resting",
      0,
    ],
  ];

for (const [name, tell, state, held] of RESOLVED) {
  Deno.test(`an unknown order is known again once ${name}`, () => {
    const started = doubtful();
    tell(started.engine);
    const { orders } = started.engine;
    assertEquals([orders.order("t-1")?.state as string, orders.portfolio.held(TICKER) as number], [
      state,
      held,
    ]);
    assertEquals(ask(started, NOON + 4), undefined);
    // A doubt that comes late is none.
    assertEquals(report(started.engine, NOON + 5, UNKNOWN), []);
    assertEquals(orders.order("t-1")?.state as string, state);
  });
}

Deno.test("a list of orders that does not name it proves nothing, though it be whole", () => {
  const started = doubtful();
  account(started.engine, NOON + 3, { orders: { whole: true, items: [] } });
  assertEquals(ask(started, NOON + 4), "ORDER_UNKNOWN");
});

Deno.test("an unknown order is cancelled by its id, once, by a time-out or by the trader", () => {
  const { engine } = doubtful();
  assertEquals(effects(engine.process(command(NOON + 3, "cancel_all"))), ["cancel t-1"]);
  assertEquals(effects(engine.process(command(NOON + 4, "kill"))), []);
  const { engine: late } = doubtful();
  assertEquals(effects(late.process(clock(NOON + 3_600_000))), ["cancel t-1"]);
});

Deno.test("more reported filled than was ordered is booked, and said to be wrong", () => {
  const { engine } = doubtful();
  const warnings = (outcomes: readonly Outcome[]) =>
    outcomes.flatMap((one) => one.kind === "note" && one.level === "warning" ? [one.text] : []);
  assertEquals(warnings(report(engine, NOON + 3, FILL)), []);
  assertEquals(warnings(report(engine, NOON + 4, { ...FILL, tradeId: "y", quantity: quantity(600) })), []);
  assertEquals(warnings(report(engine, NOON + 5, { ...FILL, tradeId: "z", quantity: quantity(50) })), [
    "t-1: 10.50 reported filled of 10.00 ordered: all of it is booked; compare with the exchange",
  ]);
  assertEquals(engine.orders.portfolio.held(TICKER), 1_050);
});

Deno.test("a report of an order that is not ours is told, and changes nothing", () => {
  const { engine } = startEngine({ outside: true });
  const [note, ...more] = report(engine, NOON + 1, FILL, "somebody-1");
  assert(note?.kind === "note" && note.text === "fill: no order of ours: somebody-1");
  assertEquals([more.length, engine.orders.portfolio.cash], [0, dollars(1_000)]);
});

const POSITION = { market: TICKER, quantity: quantity(1_000), cost: dollars(6) };
const positions = (whole: boolean, ...items: typeof POSITION[]) => ({ positions: { whole, items } });

Deno.test("what somebody else holds on the account is shown, counted and left alone", () => {
  const started = startEngine({ outside: true, limits: { ...WIDE, maxMarketExposure: dollars(6.5) } });
  const { engine } = started;
  const notes = account(engine, NOON + 1, positions(true, POSITION));
  assertEquals(notes.map((note) => note.kind === "note" && note.text), [
    "beside our own orders: 10.00 held; counted in the limits, left alone",
  ]);
  assertEquals(account(engine, NOON + 2, positions(true, POSITION)), []);
  const [holding] = engine.orders.holdings.open();
  assertEquals([holding?.strategy, holding?.contracts as number, holding?.cost], [
    "external",
    1_000,
    dollars(6),
  ]);
  assertEquals([engine.orders.commitments.exposure(TICKER), engine.orders.commitments.exposure()], [
    dollars(6),
    dollars(6),
  ]);
  assertEquals(ask(started, NOON + 3), "MARKET_EXPOSURE");
  const later = [
    book(NOON + 4, [[100, 100]], [[200, 100]]),
    clock(NOON + 7_200_000),
    command(NOON + 7_200_001, "flatten"),
    clock(NOON + 7_201_000),
    command(NOON + 7_201_001, "kill"),
  ];
  assertEquals(later.flatMap((event) => effects(engine.process(event))), []);
  assertEquals(engine.orders.portfolio.held(TICKER) as number, 0);
});

Deno.test("a position is gone when a whole list does not name it, and not when a part of one does not", () => {
  const { engine } = startEngine({ outside: true });
  account(engine, NOON + 1, positions(true, POSITION));
  account(engine, NOON + 2, positions(false));
  assertEquals(engine.orders.commitments.exposure(), dollars(6));
  const gone = account(engine, NOON + 3, positions(true));
  assertEquals(gone.map((note) => note.kind === "note" && note.text.includes("nothing is held any more")), [
    true,
  ]);
  assertEquals([engine.orders.commitments.exposure(), engine.orders.holdings.isFlat], [dollars(0), true]);
});

Deno.test("our own fills are no external position, and a position without a cost counts with the most it can lose", () => {
  const { engine, puppet } = startEngine({ outside: true });
  puppet.next = [buy(8_600, 400)];
  engine.process(clock(NOON + 1));
  report(engine, NOON + 2, FILL);
  assertEquals(account(engine, NOON + 3, positions(true, { ...POSITION, quantity: quantity(400) })), []);
  const { cost: _cost, ...untold } = { ...POSITION, quantity: quantity(700) };
  account(engine, NOON + 4, { positions: { whole: true, items: [untold] } });
  assertEquals(engine.orders.commitments.exposure(TICKER), micros(3_440_000 + 3_000_000));
});

const HAND = {
  orderId: "hand-1",
  market: TICKER,
  side: "ask",
  price: price(8_600),
  remaining: quantity(500),
} as const;

Deno.test("somebody else's open orders count as open, bind money, and stand in the way of ours", () => {
  const started = startEngine({ outside: true, limits: { ...WIDE, maxOpenOrders: 1 } });
  const { engine, puppet } = started;
  const free = engine.orders.limitsLeft(TICKER);
  const told = account(engine, NOON + 1, { orders: { whole: true, items: [HAND] } });
  assertEquals(told.map((note) => note.kind === "note" && note.text), [
    "beside our own orders: order hand-1, ask 5.00 at .8600; counted in the limits, left alone",
  ]);
  assertEquals(account(engine, NOON + 2, { orders: { whole: false, items: [] } }), []);
  const left = engine.orders.limitsLeft(TICKER);
  assertEquals([free.openOrders, left.openOrders], [1, 0]);
  // Five NO contracts at .14, and the highest fee.
  assertEquals(free.market - left.market >= 700_000, true);
  assertEquals(ask(started, NOON + 3), "SELF_TRADE");
  puppet.next = [buy(8_500, 100)];
  const below = engine.process(clock(NOON + 4)).find(({ kind }) => kind === "signal");
  assertEquals(below?.kind === "signal" && below.refused?.code, "OPEN_ORDERS");
  assertEquals(effects(engine.process(command(NOON + 5, "cancel_all"))), []);
  engine.process(command(NOON + 6, "resume_entries"));
  account(engine, NOON + 7, { orders: { whole: true, items: [] } });
  assertEquals(ask(started, NOON + 8), undefined);
});

Deno.test("an entry needs money on the shard of its market, as the exchange says it", () => {
  const started = startEngine({ outside: true });
  account(started.engine, NOON + 1, { balances: [{ exchangeIndex: 0, balance: dollars(0.5) }] });
  assertEquals(ask(started, NOON + 2), "BALANCE");
  account(started.engine, NOON + 3, { balances: [{ exchangeIndex: 7, balance: dollars(0) }] });
  account(started.engine, NOON + 3, { balances: [{ exchangeIndex: 0, balance: dollars(5) }] });
  assertEquals(ask(started, NOON + 4), undefined);
});

Deno.test("an engine with the exchange inside takes no notice of reports and facts from outside", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_000, 400)];
  engine.process(clock(NOON + 1));
  assertEquals(report(engine, NOON + 2, FILL), []);
  assertEquals(
    account(engine, NOON + 3, { ...positions(true, POSITION), orders: { whole: true, items: [HAND] } }),
    [],
  );
  assertEquals([engine.orders.portfolio.held(TICKER) as number, engine.orders.holdings.isFlat], [0, true]);
});

const ALL = {
  ...FILL,
  tradeId: "all",
  quantity: quantity(1_000),
  balanceChange: micros(-8_630_000),
} as const;
const ENDED = { status: "finalized", result: { yesPays: dollars(1) } } as const;
const SALE = {
  ...ALL,
  tradeId: "sale",
  price: price(8_500),
  fee: micros(0),
  balanceChange: micros(8_500_000),
} as const;

/** Ten contracts at .86, with a stop. */
function holding() {
  const started = startEngine({ outside: true });
  started.puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 1_000 } })];
  started.engine.process(clock(NOON + 1));
  report(started.engine, NOON + 2, ALL);
  return started;
}

const kinds = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((each) =>
    each.kind === "report" ? [each.report.kind] : each.kind === "note" ? [] : [each.kind]
  );

Deno.test("what an order traded before its market ended is paid out, though it is reported after that", () => {
  for (const first of [{ kind: "accepted" }, UNKNOWN] as const) {
    const { engine, puppet } = startEngine({ outside: true });
    puppet.next = [buy(8_600, 1_000)];
    engine.process(clock(NOON + 1));
    report(engine, NOON + 2, first);
    assertEquals(kinds(engine.process(life(NOON + 3, ENDED))), []);
    assertEquals(kinds(report(engine, NOON + 4, FILL)), ["fill"]);
    const rest = { kind: "cancelled", reason: "market_closed", quantity: quantity(600) } as const;
    assertEquals(kinds(report(engine, NOON + 5, rest)), ["cancelled", "settled", "closed"]);
    assertEquals(engine.account.equity(), micros(dollars(1_000) - 3_470_000 + 4_000_000));
    assertEquals(engine.orders.holdings.closed.map(({ pnl }) => pnl), [micros(530_000)]);
    // One that comes when its order had ended is paid out at once.
    assertEquals(kinds(report(engine, NOON + 6, { ...FILL, tradeId: "y" })), ["fill", "settled", "closed"]);
    assertEquals([engine.orders.portfolio.held(TICKER) as number, engine.orders.holdings.isFlat], [0, true]);
  }
});

Deno.test("a market that ended pays nothing for what an exit on its way has sold", () => {
  const { engine } = holding();
  const close = { command: "close_position", market: TICKER } as const;
  assertEquals(effects(engine.process({ kind: "command", at: NOON + 3, command: close })), ["order t-2"]);
  assertEquals(kinds(engine.process(life(NOON + 4, ENDED))), []);
  assertEquals(kinds(report(engine, NOON + 5, SALE, "t-2")), ["fill", "closed"]);
  const { portfolio } = engine.orders;
  assertEquals([portfolio.cash, portfolio.held(TICKER) as number], [micros(dollars(1_000) - 130_000), 0]);
});

Deno.test("a market that ended pays for what is held where no order is open, at once", () => {
  const { engine } = holding();
  assertEquals(kinds(engine.process(life(NOON + 4, ENDED))), ["settled", "closed"]);
});

/** The bids fall to .70, and stay there: the orders that follow. */
function fall(engine: Engine): string[] {
  const all = [
    book(NOON + 100, [[7_000, 1_000]], [[7_100, 1_000]]),
    clock(NOON + 1_000),
    clock(NOON + 2_000),
  ];
  return all.flatMap((event) => effects(engine.process(event)));
}

Deno.test("a list of positions that is older than our last fill holds no exit back; two lists that say so do", () => {
  const { engine } = holding();
  const none = positions(true);
  assertEquals(account(engine, NOON + 3, none), []);
  assertEquals(fall(engine), ["order t-2"]);
  // What is there in between takes the doubt away, and so does a fill.
  const { engine: again } = holding();
  const whole = positions(true, { ...POSITION, cost: dollars(8.6) });
  for (const facts of [none, whole, none, whole]) account(again, NOON + 3, facts);
  account(again, NOON + 4, none);
  assertEquals(fall(again), ["order t-2"]);
  const part = { ...SALE, quantity: quantity(400), balanceChange: micros(3_400_000) };
  report(again, NOON + 2_100, part, "t-2");
  assertEquals(account(again, NOON + 2_200, none), []);
  const { engine: sold } = holding();
  account(sold, NOON + 3, none);
  account(sold, NOON + 4, none);
  assertEquals(fall(sold), []);
});

Deno.test("an order that has ended here and that a list names counts like somebody else's, until a list does not name it", () => {
  const started = startEngine({ outside: true, limits: { ...WIDE, maxOpenOrders: 1 } });
  const { engine, puppet } = started;
  puppet.next = [buy(8_600, 500)];
  engine.process(clock(NOON + 1));
  const listing = {
    orders: { whole: true, items: [{ ...HAND, side: "bid" as const, clientOrderId: "t-1" }] },
  };
  assertEquals(account(engine, NOON + 2, listing).map(({ kind }) => kind), ["report"]);
  report(engine, NOON + 3, { kind: "cancelled", reason: "exchange", quantity: quantity(500) });
  assertEquals(engine.orders.commitments.exposure(), dollars(0));
  account(engine, NOON + 4, listing);
  assert(engine.orders.commitments.exposure() > dollars(4.3));
  assertEquals(ask(started, NOON + 5), "OPEN_ORDERS");
  account(engine, NOON + 6, { orders: { whole: true, items: [] } });
  assertEquals([ask(started, NOON + 7), engine.orders.external.openCount], [undefined, 0]);
});

Deno.test("what an exit had sold by its end is not sold again, though the fill is reported later", () => {
  // Another rule that holds as much does not make up for it.
  const other = new Puppet();
  const puppet = new Puppet();
  const strategies = [{ name: "puppet", strategy: puppet }, { name: "other", strategy: other }];
  const { engine } = startEngine({ outside: true, strategies });
  puppet.next = [buy(8_600, 1_000)];
  engine.process(clock(NOON + 1));
  report(engine, NOON + 2, ALL);
  other.next = [buy(8_600, 1_000)];
  engine.process(clock(NOON + 2));
  report(engine, NOON + 2, { ...ALL, tradeId: "other" }, "t-2");
  const close = { command: "close_position", market: TICKER, strategy: "puppet" } as const;
  engine.process({ kind: "command", at: NOON + 3, command: close });
  const end = { kind: "cancelled", reason: "reprice", quantity: quantity(600) } as const;
  report(engine, NOON + 4, end, "t-3");
  const next = engine.process(clock(NOON + 260)).flatMap((each) =>
    each.kind === "order" ? [each.request.quantity as number] : []
  );
  assertEquals(next, [600]);
  const part = { ...SALE, quantity: quantity(400), balanceChange: micros(3_400_000) };
  assertEquals(effects(report(engine, NOON + 270, part, "t-3")), []);
  const contracts = engine.orders.holdings.find("puppet", TICKER)?.contracts as number;
  assertEquals([contracts, engine.orders.open.count], [600, 1]);
});

Deno.test("an entry whose end says more than its fills holds entries in its market, until they are reported", () => {
  const ended = () => {
    const started = startEngine({ outside: true });
    started.puppet.next = [buy(8_600, 1_000)];
    started.engine.process(clock(NOON + 1));
    report(started.engine, NOON + 2, { kind: "cancelled", reason: "timeout", quantity: quantity(600) });
    return started;
  };
  const started = ended();
  const { engine } = started;
  assertEquals(ask(started, NOON + 3), "ORDER_UNKNOWN");
  report(engine, NOON + 4, { ...FILL, quantity: quantity(100) });
  engine.process(events.feed(NOON + 6_000));
  assertEquals(ask(started, NOON + 6_001), "ORDER_UNKNOWN");
  report(engine, NOON + 6_002, { ...FILL, tradeId: "rest", quantity: quantity(300) });
  assertEquals(ask(started, NOON + 6_003), undefined);
  // A market that ended meanwhile waits for them, too.
  const { engine: over } = ended();
  assertEquals(kinds(over.process(life(NOON + 3, ENDED))), []);
  assertEquals(kinds(report(over, NOON + 4, FILL)), ["fill", "settled", "closed"]);
});

Deno.test("a stop does not wait for an own bid of which nobody knows whether it is there", () => {
  const { engine, puppet } = holding();
  puppet.next = [buy(8_500, 100)];
  engine.process(clock(NOON + 3));
  report(engine, NOON + 4, UNKNOWN, "t-2");
  assertEquals(fall(engine), ["cancel t-2", "order t-3"]);
  const { engine: resting, puppet: rule } = holding();
  rule.next = [buy(8_500, 100)];
  resting.process(clock(NOON + 3));
  report(resting, NOON + 4, { kind: "accepted" }, "t-2");
  assertEquals(fall(resting), ["cancel t-2"]);
});
