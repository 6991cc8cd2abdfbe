/**
 * Exits that take and can only reduce, as real ones do: at which price, how often, and what is said where they sell nothing.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Command } from "../../../src/core/commands.ts";
import type { Engine } from "../../../src/core/engine.ts";
import { ExitWatchdog } from "../../../src/core/execution/exit_watchdog.ts";
import { DEFAULT_EXITS } from "../../../src/core/execution/exit_settings.ts";
import { Holding } from "../../../src/core/execution/holding.ts";
import { complement } from "../../../src/core/numbers/money.ts";
import { type AccountReported, Order, type OrderReport } from "../../../src/core/orders.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import type { TickGrid } from "../../../src/core/market/ticks.ts";
import {
  buy,
  dollars,
  events,
  micros,
  NOON,
  order,
  price,
  quantity,
  startEngine,
  type StartOptions,
  TICKER,
  WIDE,
} from "../support.ts";

const { book, clock, listed } = events;
/** Fine steps below .10 and above .90. */
const TAPERED: TickGrid = [
  { start: price(0), end: price(1_000), step: price(10) },
  { start: price(1_000), end: price(9_000), step: price(100) },
  { start: price(9_000), end: price(10_000), step: price(10) },
];
const CLOSE = { command: "close_position", market: TICKER } as const;

type Told<T> = T extends unknown ? Omit<T, "at" | "clientOrderId"> : never;

function report(
  engine: Engine,
  at: number,
  clientOrderId: string,
  what: Told<OrderReport>,
): readonly Outcome[] {
  return engine.process({
    kind: "order_report",
    at,
    reports: [{ at, clientOrderId, ...what } as OrderReport],
  });
}

function sold(level: number, size: number, tradeId = "sale"): Told<OrderReport> {
  return {
    kind: "fill",
    tradeId,
    price: price(level),
    quantity: quantity(size),
    role: "taker",
    fee: micros(0),
    balanceChange: micros(level * size),
  };
}

function gone(size: number): Told<OrderReport> {
  return { kind: "cancelled", reason: "immediate_or_cancel", quantity: quantity(size) };
}

function account(
  engine: Engine,
  at: number,
  facts: Omit<AccountReported, "kind" | "at">,
): readonly Outcome[] {
  return engine.process({ kind: "account", at, ...facts });
}

/** Effects and loud words in short. */
function short(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.kind === "order") {
      const { clientOrderId, side, price: at, quantity: size, reduceOnly, timeInForce } = outcome.request;
      const takes = reduceOnly === true && timeInForce === "immediate_or_cancel" ? "takes" : "rests";
      return [`${clientOrderId} ${side} ${size} at ${at} ${takes}`];
    }
    if (outcome.kind === "cancel") return [`cancel ${outcome.clientOrderId}`];
    if (outcome.kind === "decrease") return [`decrease ${outcome.clientOrderId} to ${outcome.to}`];
    if (outcome.kind === "read_account") return ["read"];
    if (outcome.kind === "exit_refused") return [outcome.reason.code];
    return outcome.kind === "note" && outcome.level === "warning" ? [outcome.text] : [];
  });
}

/** Ten contracts at .86, bought by the first order, with a take-profit or a stop where asked for. */
function held(exits = {}, options: StartOptions = {}) {
  const started = startEngine({ outside: true, ...options });
  started.puppet.next = [buy(8_600, 1_000, { exits })];
  started.engine.process(clock(NOON + 1));
  const after = report(started.engine, NOON + 2, "t-1", {
    kind: "fill",
    tradeId: "entry",
    price: price(8_600),
    quantity: quantity(1_000),
    role: "taker",
    fee: micros(0),
    balanceChange: micros(-8_600_000),
  });
  return { ...started, after };
}

function payouts(outcomes: readonly Outcome[]): readonly number[] {
  return outcomes.flatMap((each) => each.kind === "settled" ? [each.payout] : []);
}

function close(engine: Engine, at: number): string[] {
  return short(engine.process({ kind: "command", at, command: CLOSE }));
}

/** Every second until a moment. */
function wait(engine: Engine, from: number, until: number): string[] {
  const all: string[] = [];
  for (let at = from; at <= until; at += 1_000) all.push(...short(engine.process(clock(at))));
  return all;
}

Deno.test("a real exit takes what is there or is gone, and can only reduce, whatever the settings say", () => {
  const { engine } = held({}, { exits: { ...DEFAULT_EXITS, takingExits: 0 } });
  assertEquals(close(engine, NOON + 3), ["t-2 ask 1000 at 8300 takes"]);
});

Deno.test("on paper exits rest unless a setting asks that they take", () => {
  for (const takingExits of [0, 1]) {
    const { engine, puppet } = startEngine({ exits: { ...DEFAULT_EXITS, takingExits } });
    puppet.next = [buy(8_600, 1_000)];
    engine.process(clock(NOON + 1));
    assertEquals(close(engine, NOON + 3), [`t-2 ask 1000 at 8300 ${takingExits === 1 ? "takes" : "rests"}`]);
    assertEquals(engine.orders.holdings.isFlat, true);
  }
});

Deno.test("a take-profit rests; a stop takes it back, waits for its end, and takes what is left", () => {
  const { engine, after } = held({ takeProfit: 500, stopLoss: 1_000 });
  assertEquals(short(after), ["t-2 ask 1000 at 9100 rests"]);
  report(engine, NOON + 3, "t-2", { kind: "accepted" });
  engine.process(book(NOON + 100, [[7_000, 100_000]], [[7_100, 100_000]]));
  assertEquals(wait(engine, NOON + 1_200, NOON + 4_200), ["cancel t-2"]);
  // Three were sold by it meanwhile.
  report(engine, NOON + 4_300, "t-2", sold(9_100, 300, "tp"));
  const ended = { kind: "cancelled", reason: "requested", quantity: quantity(700) } as const;
  assertEquals(short(report(engine, NOON + 4_400, "t-2", ended)), ["t-3 ask 700 at 7500 takes"]);
});

Deno.test("an exit does not wait for long for an own bid whose cancel does not come through", () => {
  const { engine, puppet } = startEngine({ outside: true });
  puppet.next = [buy(8_600, 1_000)];
  engine.process(clock(NOON + 1));
  report(engine, NOON + 2, "t-1", sold(8_600, 400, "entry"));
  assertEquals(close(engine, NOON + 3), ["cancel t-1"]);
  assertEquals(wait(engine, NOON + 1_000, NOON + 2_000), []);
  assertEquals(wait(engine, NOON + 2_003, NOON + 2_003), ["t-2 ask 400 at 8300 takes"]);
  // What it buys after all is sold too.
  report(engine, NOON + 2_100, "t-2", sold(8_400, 400));
  assertEquals(short(report(engine, NOON + 2_200, "t-1", sold(8_600, 600, "late"))), [
    "t-3 ask 600 at 8300 takes",
  ]);
});

const BANDS: readonly (readonly [bid: number, side: "yes" | "no", expected: number])[] = [
  // .0666 − .02 is .0466, which the fine band has as .046.
  [666, "yes", 460],
  // .11 − .02 is .09 in the fine band; .125 − .02 is .105, whose band has whole cents.
  [1_100, "yes", 900],
  [1_250, "yes", 1_000],
  // .915 − .02 is .895: down to .89 in the band of whole cents.
  [9_150, "yes", 8_900],
  [9_255, "yes", 9_050],
];

for (const [bid, side, expected] of BANDS) {
  Deno.test(`golden: an exit over a best bid of ${bid} is sent at ${expected}, down on the grid, and NO in its mirror`, () => {
    for (const outcomeSide of [side, "no"] as const) {
      const { engine, puppet } = startEngine({ outside: true });
      engine.process(listed(NOON, { grid: TAPERED }));
      const ask = Math.min(9_990, bid + 200);
      const levels = outcomeSide === "yes"
        ? [[[bid, 100_000]], [[ask, 100_000]]] as const
        : [[[complement(price(ask)), 100_000]], [[complement(price(bid)), 100_000]]] as const;
      engine.process(book(NOON, [[5_000, 100_000]], [[5_100, 100_000]]));
      puppet.next = [buy(outcomeSide === "yes" ? 5_100 : 5_000, 100, { outcomeSide })];
      engine.process(clock(NOON + 1));
      report(engine, NOON + 2, "t-1", {
        ...sold(outcomeSide === "yes" ? 5_100 : 5_000, 100, "entry"),
        balanceChange: micros(-510_000),
      } as Told<OrderReport>);
      engine.process(book(NOON + 3, ...levels));
      engine.process(clock(NOON + 3_000));
      const [order] = engine.process({ kind: "command", at: NOON + 3_001, command: CLOSE }).filter((
        { kind },
      ) => kind === "order");
      assert(order?.kind === "order", outcomeSide);
      const [at, sells] = outcomeSide === "yes" ? [expected, "ask"] : [complement(price(expected)), "bid"];
      assertEquals([order.request.price as number, order.request.side as string], [at, sells], outcomeSide);
    }
  });
}

Deno.test("an exit that sells nothing is tried again later and lower, within the collar; then it is loud and entries halt", () => {
  const { engine, puppet } = held({}, { exits: { ...DEFAULT_EXITS, exitTries: 3 } });
  close(engine, NOON + 3);
  assertEquals(short(report(engine, NOON + 100, "t-2", gone(1_000))), ["read"]);
  assertEquals(wait(engine, NOON + 1_000, NOON + 3_000), [], "not at once");
  assertEquals(wait(engine, NOON + 3_100, NOON + 3_100), ["t-3 ask 1000 at 8100 takes"]);
  report(engine, NOON + 3_200, "t-3", gone(1_000));
  assertEquals(wait(engine, NOON + 4_000, NOON + 9_000), []);
  assertEquals(wait(engine, NOON + 9_200, NOON + 9_200), ["t-4 ask 1000 at 7900 takes"]);
  assertEquals(short(report(engine, NOON + 9_300, "t-4", gone(1_000))), [
    "read",
    "CANNOT_EXIT",
    "CANNOT EXIT: puppet: 10.00 not sold, 3 exits in a row sold nothing; it is tried again, entries halt until one sells",
  ]);
  engine.process({ kind: "command", at: NOON + 9_301, command: { command: "resume_entries" } });
  const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
  const ask = (at: number) => {
    engine.process(listed(at, { ticker: OTHER }));
    engine.process(book(at, [[8_500, 100_000]], [[8_600, 100_000]], OTHER));
    puppet.next = [buy(8_600, 100, { market: OTHER })];
    const signal = engine.process(clock(at)).find(({ kind }) => kind === "signal");
    return signal?.kind === "signal" ? signal.refused?.code : "none";
  };
  assertEquals(ask(NOON + 9_400), "CANNOT_EXIT");
  // The collar of the gate holds none of them: it is never passed.
  const later = wait(engine, NOON + 10_000, NOON + 20_000);
  assertEquals(later, ["t-5 ask 1000 at 7700 takes"]);
  report(engine, NOON + 20_100, "t-5", sold(8_500, 400, "a"));
  assertEquals(ask(NOON + 20_200), undefined, "it sold: entries go again");
});

Deno.test("an exit that the rate limit turned away has met no bid: it is tried again soon, and no lower; then it is loud", () => {
  const { engine } = held({}, { exits: { ...DEFAULT_EXITS, exitTries: 3 } });
  const limited = { kind: "rejected", reason: { code: "RATE_LIMIT" } } as const;
  assertEquals(close(engine, NOON + 3), ["t-2 ask 1000 at 8300 takes"]);
  assertEquals(short(report(engine, NOON + 100, "t-2", limited)), [], "the account need not be read");
  assertEquals(wait(engine, NOON + 300, NOON + 300), [], "not at once");
  assertEquals(wait(engine, NOON + 350, NOON + 350), ["t-3 ask 1000 at 8300 takes"]);
  report(engine, NOON + 400, "t-3", limited);
  assertEquals(wait(engine, NOON + 900, NOON + 900), ["t-4 ask 1000 at 8300 takes"]);
  assertEquals(short(report(engine, NOON + 1_000, "t-4", limited)), [
    "CANNOT_EXIT",
    "CANNOT EXIT: puppet: 10.00 not sold, 3 exits in a row were turned away for the rate limit; " +
    "it is tried again, entries halt until one sells",
  ]);
  assertEquals(wait(engine, NOON + 2_000, NOON + 2_000), ["t-5 ask 1000 at 8300 takes"]);
  report(engine, NOON + 2_100, "t-5", gone(1_000));
  assertEquals(wait(engine, NOON + 5_200, NOON + 5_200), ["t-6 ask 1000 at 8100 takes"], "a bid was not met");
});

for (const command of [CLOSE, { command: "flatten" }] as const) {
  Deno.test(`after a kill ${command.command} is turned away once, and is not tried again and again`, () => {
    const { engine } = held();
    const obey = (at: number, what: Command) => engine.process({ kind: "command", at, command: what });
    obey(NOON + 1, { command: "kill" });
    assertEquals(short(obey(NOON + 3, command)).filter((line) => line.startsWith("t-2")), [
      "t-2 ask 1000 at 8300 takes",
    ]);
    const killed = { kind: "rejected", reason: { code: "KILLED" } } as const;
    assertEquals(short(report(engine, NOON + 100, "t-2", killed)), ["KILLED"]);
    assertEquals(wait(engine, NOON + 200, NOON + 60_000), [], "nothing more is sent");
  });
}

Deno.test("what the trader closes again goes at once and no higher, however long the next exit would still wait", () => {
  const { engine } = held();
  close(engine, NOON + 3);
  report(engine, NOON + 100, "t-2", gone(1_000));
  assertEquals(wait(engine, NOON + 1_000, NOON + 2_000), [], "it waits");
  assertEquals(close(engine, NOON + 2_100), ["t-3 ask 1000 at 8100 takes"]);
});

Deno.test("a stop's first taking exit is rounded down on the grid, so that it trades", () => {
  const { engine } = held({ stopLoss: 1_000 }, { exits: { ...DEFAULT_EXITS, stopSlippage: 250 } });
  engine.process(book(NOON + 100, [[7_400, 100_000]], [[7_500, 100_000]]));
  // .86 less a tenth is .774, down to .77; .025 below that is .745.
  assertEquals(wait(engine, NOON + 1_200, NOON + 1_200), ["t-2 ask 1000 at 7400 takes"]);
});

Deno.test("however often it fails, an exit stays within the gate's collar", () => {
  const { engine } = held({}, { limits: { ...WIDE, collar: price(500) } });
  const [first = ""] = close(engine, NOON + 3);
  assertEquals(first, "t-2 ask 1000 at 8300 takes");
  let id = 2;
  const prices: string[] = [];
  for (let at = NOON + 100; at < NOON + 60_000; at += 100) {
    report(engine, at, `t-${id}`, gone(1_000));
    const [next] = wait(engine, at + 50, at + 50);
    if (next?.includes("takes") !== true) continue;
    id++;
    prices.push(next.split(" ")[4] ?? "");
  }
  assertEquals([...new Set(prices)], ["8100", "8000"]);
});

Deno.test("without any bid nothing is sent, and it is said; with the first bid it goes", () => {
  const { engine } = held();
  engine.process(book(NOON + 10, [], [[8_600, 100_000]]));
  assertEquals(close(engine, NOON + 20), ["NO_BID"]);
  assertEquals(wait(engine, NOON + 1_000, NOON + 9_000), []);
  const back = short(engine.process(book(NOON + 9_500, [[5_000, 100_000]], [[8_600, 100_000]])));
  assertEquals(back.filter((line) => line.includes("takes")).length, 1);
});

Deno.test("money that is missing for an exit, in every spelling: the account is read before it is tried again", () => {
  for (
    const code of [
      "insufficient_balance",
      "EXCHANGE_INSUFFICIENT_BALANCE",
      "EXCHANGE_INSUFFICIENT_FUNDS",
      "EXCHANGE_AVAILABLE_BALANCE_TOO_LOW",
    ]
  ) {
    const { engine } = held();
    close(engine, NOON + 3);
    const refused = { kind: "rejected", reason: { code } } as const;
    assertEquals(short(report(engine, NOON + 100, "t-2", refused)), ["read"]);
    assertEquals(wait(engine, NOON + 4_000, NOON + 6_000), ["AWAITS_READ"], code);
    account(engine, NOON + 6_500, {
      positions: { whole: true, items: [{ market: TICKER, quantity: quantity(1_000), cost: dollars(8.6) }] },
    });
    assertEquals(wait(engine, NOON + 7_000, NOON + 7_000), ["t-3 ask 1000 at 8100 takes"]);
  }
});

Deno.test("an exit of which nobody knows what became does not hold the next one for ever", () => {
  const { engine } = held();
  close(engine, NOON + 3);
  report(engine, NOON + 100, "t-2", { kind: "unknown", detail: "timed out" });
  assertEquals(wait(engine, NOON + 1_000, NOON + 3_000), []);
  assertEquals(wait(engine, NOON + 3_200, NOON + 3_200), ["t-3 ask 1000 at 8300 takes"]);
  // It had sold all of it: the next one finds nothing, and nobody holds anything.
  report(engine, NOON + 3_300, "t-2", sold(8_500, 1_000));
  report(engine, NOON + 3_400, "t-3", gone(1_000));
  assertEquals([engine.orders.holdings.isFlat, engine.orders.portfolio.held(TICKER) as number], [true, 0]);
  assertEquals(wait(engine, NOON + 4_000, NOON + 9_000), []);
});

Deno.test("where somebody else holds of the same side, a lost exit counts as sold: what is theirs is not sold", () => {
  const { engine } = held();
  account(engine, NOON + 10, {
    positions: { whole: true, items: [{ market: TICKER, quantity: quantity(1_500), cost: dollars(13) }] },
  });
  close(engine, NOON + 20);
  report(engine, NOON + 100, "t-2", { kind: "unknown", detail: "timed out" });
  assertEquals(wait(engine, NOON + 3_200, NOON + 9_200), ["SOLD_ELSEWHERE"]);
});

Deno.test("an order made elsewhere that stands in an exit's way is said", () => {
  const { engine } = held();
  account(engine, NOON + 10, {
    orders: {
      whole: true,
      items: [{ orderId: "h", market: TICKER, side: "bid", price: price(8_500), remaining: quantity(100) }],
    },
  });
  assertEquals(close(engine, NOON + 20), ["MEETS_OTHER_ORDER", "t-2 ask 1000 at 8300 takes"]);
});

const TEN_SOLD = {
  positions: { whole: true, items: [{ market: TICKER, quantity: quantity(-2_000), cost: dollars(8) }] },
};
const FOUR_SOLD = {
  positions: { whole: true, items: [{ market: TICKER, quantity: quantity(600), cost: dollars(5) }] },
};

Deno.test("a hand that sells of ours: the resting close is made smaller at once, and what is gone is booked at its price", () => {
  const { engine } = held({ takeProfit: 500 });
  report(engine, NOON + 3, "t-2", { kind: "accepted" });
  const fills = [{
    tradeId: "h",
    market: TICKER,
    side: "ask" as const,
    price: price(8_450),
    quantity: quantity(400),
  }];
  const { external, holdings, portfolio, open } = engine.orders;
  assertEquals(external.isShort, false);
  assertEquals(short(account(engine, NOON + 100, { ...FOUR_SOLD, fills })), ["decrease t-2 to 600"]);
  report(engine, NOON + 200, "t-2", { kind: "decreased", size: quantity(600) });
  account(engine, NOON + 600, FOUR_SOLD);
  assertEquals(external.isShort, true, "a second list that comes too soon books nothing");
  assertEquals(short(account(engine, NOON + 1_200, FOUR_SOLD)), [
    "puppet: 4.00 YES were sold outside of this program, at .8450: booked as closed, no exit is sent for them",
  ]);
  assertEquals(external.isShort, false);
  assertEquals(holdings.find("puppet", TICKER)?.contracts, quantity(600));
  assertEquals([portfolio.held(TICKER), portfolio.cash], [
    quantity(600),
    micros(dollars(1_000) - 8_600_000 + 3_380_000),
  ]);
  assertEquals(open.in(TICKER).map(({ remaining }) => remaining), [quantity(600)]);
  assertEquals(wait(engine, NOON + 2_000, NOON + 9_000), []);
});

Deno.test("what a hand sold counts once, however many lists say so before it is booked", () => {
  const { engine } = held({ takeProfit: 500 });
  report(engine, NOON + 3, "t-2", { kind: "accepted" });
  assertEquals(short(account(engine, NOON + 100, FOUR_SOLD)), ["decrease t-2 to 600"]);
  for (const later of [300, 600, 900]) assertEquals(short(account(engine, NOON + later, FOUR_SOLD)), []);
  // The exchange ends it before it is decreased: as much as is there rests again.
  const ended = { kind: "cancelled", reason: "exchange", quantity: quantity(1_000) } as const;
  assertEquals(short(report(engine, NOON + 1_000, "t-2", ended)), ["t-3 ask 600 at 9100 rests"]);
});

Deno.test("what a hand sold stays sold when an order of ours trades before the next list", () => {
  const { engine } = held({ takeProfit: 500 });
  report(engine, NOON + 3, "t-2", { kind: "accepted" });
  assertEquals(short(account(engine, NOON + 100, FOUR_SOLD)), ["decrease t-2 to 600"]);
  report(engine, NOON + 200, "t-2", sold(9_100, 100, "tp"));
  const ended = { kind: "cancelled", reason: "timeout", quantity: quantity(900) } as const;
  assertEquals(short(report(engine, NOON + 300, "t-2", ended)), ["t-3 ask 500 at 9100 rests"]);
});

Deno.test("a hand that turns the position round: ours is gone, no exit is sent, and its own is left alone", () => {
  const { engine } = held({ stopLoss: 1_000 });
  account(engine, NOON + 100, TEN_SOLD);
  const told = account(engine, NOON + 1_200, TEN_SOLD);
  assertEquals(
    told.flatMap((each) => each.kind === "closed" ? [[each.trade.reason, each.trade.quantity]] : []),
    [
      ["external", quantity(1_000)],
    ],
  );
  engine.process(book(NOON + 1_300, [[5_000, 100_000]], [[5_100, 100_000]]));
  assertEquals(wait(engine, NOON + 2_000, NOON + 9_000), []);
  const [holding] = engine.orders.holdings.open();
  assertEquals([holding?.strategy, holding?.quantity as number], ["external", -2_000]);
});

Deno.test("a list from before our last fill is dropped, and what it says of money is not", () => {
  const { engine } = held();
  const none = { positions: { whole: true, items: [] }, asOf: NOON };
  for (const later of [100, 1_200, 2_400]) account(engine, NOON + later, none);
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.contracts, quantity(1_000));
  account(engine, NOON + 2_500, { ...none, balances: [{ exchangeIndex: 0, balance: dollars(7) }] });
  assertEquals(engine.orders.external.balance(0), dollars(7));
});

Deno.test("a sale that is reported after the market has paid out takes back what it paid for those contracts", () => {
  const { engine } = held();
  engine.process(events.life(NOON + 10, { status: "finalized", result: { yesPays: dollars(1) } }));
  const { portfolio } = engine.orders;
  assertEquals(portfolio.cash, micros(dollars(1_000) - 8_600_000 + 10_000_000));
  // An exit of which nobody had reported that it sold four.
  portfolio.apply(
    TICKER,
    "ask",
    { ...sold(8_500, 400, "late"), at: NOON + 20, clientOrderId: "t-2" } as never,
  );
  assertEquals(portfolio.held(TICKER) as number, 0);
  assertEquals(portfolio.cash, micros(dollars(1_000) - 8_600_000 + 6_000_000 + 3_400_000));
  assertEquals(portfolio.realised + portfolio.startingCash - portfolio.fees, portfolio.cash as number);
});

Deno.test("what a late entry adds after the payout is paid like the rest, and a late sale takes back of both", () => {
  const { engine } = held();
  const { portfolio } = engine.orders;
  const late = (side: "bid" | "ask", level: number, size: number, tradeId: string) => {
    const change = side === "bid" ? -level * size : level * size;
    const fill = {
      ...sold(level, size, tradeId),
      balanceChange: micros(change),
      at: NOON + 20,
      clientOrderId: "t-9",
    };
    portfolio.apply(TICKER, side, fill as never);
    portfolio.settle(TICKER, dollars(1));
  };
  portfolio.settle(TICKER, dollars(1));
  late("bid", 8_000, 500, "late entry");
  late("ask", 8_500, 1_200, "late sale");
  // Fifteen were bought, twelve of them sold, and three paid out.
  assertEquals(portfolio.held(TICKER) as number, 0);
  const cash = dollars(1_000) - 8_600_000 - 4_000_000 + 10_200_000 + 3_000_000;
  assertEquals(portfolio.cash as number, cash);
  assertEquals(portfolio.realised + portfolio.startingCash - portfolio.fees, portfolio.cash as number);
});

Deno.test("a decrease that is reported after an order's end was not filled", () => {
  const { engine, puppet } = startEngine({ outside: true });
  puppet.next = [buy(8_600, 1_000)];
  engine.process(clock(NOON + 1));
  report(engine, NOON + 2, "t-1", { kind: "cancelled", reason: "exchange", quantity: quantity(400) });
  assertEquals(engine.orders.order("t-1")?.unreported, quantity(600));
  report(engine, NOON + 3, "t-1", { kind: "decreased", size: quantity(400) });
  assertEquals(engine.orders.order("t-1")?.unreported, quantity(0));
});

Deno.test("an exit that is due and of which no order goes out halts entries, until one does", () => {
  const watchdog = new ExitWatchdog(10_000);
  const holding = new Holding("rule", TICKER, NOON);
  holding.buy(NOON, price(8_600), quantity(100));
  const watched = { holdings: [holding], orders: () => [], isOpen: () => true };
  assertEquals(watchdog.look(watched, NOON), []);
  holding.leave("stop");
  assertEquals(watchdog.look(watched, NOON + 1_000), []);
  assertEquals(watchdog.look(watched, NOON + 10_999), []);
  assertEquals(watchdog.look(watched, NOON + 11_000).map(({ text }) => text), [
    "rule: its exit (stop) is due for 10 s and no order went out",
  ]);
  const lost = new Order(
    order("ask", 8_300, 100, { purpose: "stop", strategy: "rule", reduceOnly: true }),
    NOON + 11_500,
  );
  const isDue = (at: number) => watchdog.look({ ...watched, orders: () => [lost] }, at).length === 1;
  assertEquals(
    [isDue(NOON + 12_000), isDue(NOON + 21_500)],
    [false, true],
    "one that is never answered is none",
  );
  assertEquals(
    watchdog.look({ ...watched, isOpen: () => false }, NOON + 22_000),
    [],
    "a market that takes no orders",
  );
});

Deno.test("an exit whose take-profit is never reported gone is overdue: what is being taken back is no exit", () => {
  const { engine } = held({ takeProfit: 500 }, { exits: { ...DEFAULT_EXITS, exitWatchdogMs: 10_000 } });
  report(engine, NOON + 3, "t-2", { kind: "accepted" });
  assertEquals(close(engine, NOON + 20), ["cancel t-2"]);
  assertEquals(wait(engine, NOON + 1_000, NOON + 10_000), []);
  assertEquals(wait(engine, NOON + 11_000, NOON + 30_000), [
    "CANNOT EXIT: puppet: its exit (manual) is due for 10 s and no order went out; entries halt until one does",
  ]);
  const ended = { kind: "cancelled", reason: "requested", quantity: quantity(1_000) } as const;
  assertEquals(short(report(engine, NOON + 30_500, "t-2", ended)), ["t-3 ask 1000 at 8300 takes"]);
});

Deno.test("in an engine an exit that waits for a bid too long halts entries, and it is said once", () => {
  const { engine } = held({}, { exits: { ...DEFAULT_EXITS, exitWatchdogMs: 10_000 } });
  engine.process(book(NOON + 10, [], [[8_600, 100_000]]));
  close(engine, NOON + 20);
  const said = wait(engine, NOON + 1_000, NOON + 30_000);
  assertEquals(said, [
    "CANNOT EXIT: puppet: its exit (manual) is due for 10 s and no order went out; entries halt until one does",
  ]);
});

Deno.test("a market judged, disputed and judged the other way is paid out once, by the last word", () => {
  const { engine } = held();
  const kinds = [
    events.life(NOON + 10, { status: "determined", result: { yesPays: dollars(1) } }),
    events.life(NOON + 20, { status: "disputed" }),
    events.life(NOON + 30, { status: "determined", result: { yesPays: dollars(0) } }),
  ].flatMap((event) => engine.process(event)).map(({ kind }) => kind);
  assertEquals(kinds.filter((kind) => kind === "settled" || kind === "closed"), []);
  assertEquals(
    engine.orders.portfolio.cash,
    micros(dollars(1_000) - 8_600_000),
    "nothing is booked before it is final",
  );
  const final = engine.process(
    events.life(NOON + 40, { status: "finalized", result: { yesPays: dollars(0) } }),
  );
  assertEquals(payouts(final), [dollars(0)]);
  assertEquals(payouts(engine.process(events.life(NOON + 50, { status: "finalized" }))), []);
});

Deno.test("a market turned round without a message is paid by the verdict that is read at its end", () => {
  const { engine } = held();
  engine.process(events.life(NOON + 10, { status: "determined", result: { yesPays: dollars(1) } }));
  assertEquals(payouts(engine.process(events.life(NOON + 20, { status: "finalized" }))), []);
  assertEquals(engine.market(TICKER)?.isSettled, false, "what it pays has to be read");
  // The listing may lag.
  const late = { status: "determined", result: { yesPays: dollars(1) } } as const;
  assertEquals(payouts(engine.process(events.listed(NOON + 30, late))), []);
  const read = { status: "finalized", result: { yesPays: dollars(0) } } as const;
  assertEquals(payouts(engine.process(events.listed(NOON + 40, read))), [dollars(0)]);
  assertEquals(engine.orders.portfolio.cash, micros(dollars(1_000) - 8_600_000));
});

Deno.test("that a payout waits for an order of which nobody knows is said", () => {
  const { engine } = held();
  close(engine, NOON + 3);
  report(engine, NOON + 4, "t-2", { kind: "unknown", detail: "timed out" });
  const ended = engine.process(
    events.life(NOON + 10, { status: "finalized", result: { yesPays: dollars(1) } }),
  );
  const notes = ended.flatMap((each) => each.kind === "note" ? [each.text] : []);
  assert(notes.includes("ended, and paid out once it is known what became of t-2"), notes.join());
  const found = report(engine, NOON + 20, "t-2", gone(1_000));
  assertEquals(found.filter(({ kind }) => kind === "settled").length, 1);
});
