import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../src/core/events.ts";
import { Engine } from "../../src/core/engine.ts";
import { paperExchange } from "../../src/core/fills/paper_exchange.ts";
import { isEffect, type Outcome } from "../../src/core/outcomes.ts";
import { formatReason } from "../../src/core/reasons.ts";
import {
  accounted,
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

const { book, change, clock, command, feed, life, listed, trade } = events;

/** The reason code for which the last signal among outcomes was refused, or `passed`. */
function answer(outcomes: readonly Outcome[]): string | undefined {
  const signal = outcomes.findLast((outcome) => outcome.kind === "signal");
  return signal === undefined ? undefined : signal.refused?.code ?? "passed";
}

/** Plays events and then asks for an entry at the next clock. */
function entryAfter(...before: readonly EngineEvent[]): string | undefined {
  const { engine, puppet } = startEngine();
  for (const event of before) engine.process(event);
  puppet.next = [buy(8_600, 100)];
  return answer(engine.process(clock((before.at(-1)?.at ?? NOON) + 1)));
}

const HOLDS: readonly {
  readonly name: string;
  readonly before: readonly EngineEvent[];
  readonly code: string;
}[] = [
  { name: "nothing is wrong", before: [], code: "passed" },
  { name: "entries are paused", before: [command(NOON, "pause_entries")], code: "ENTRIES_PAUSED" },
  {
    name: "entries were resumed",
    before: [command(NOON, "pause_entries"), command(NOON, "resume_entries")],
    code: "passed",
  },
  { name: "market data is down", before: [feed(NOON, false)], code: "FEED_DOWN" },
  { name: "market data has been silent", before: [clock(NOON + 5_000)], code: "BOOK_STALE" },
  {
    name: "a heartbeat broke the silence",
    before: [{ kind: "heartbeat", at: NOON + 9_000 }],
    code: "passed",
  },
  {
    name: "all books are suspect",
    before: [{ kind: "books_suspect", at: NOON, reason: "sequence gap" }],
    code: "BOOK_SUSPECT",
  },
  {
    name: "another book is suspect",
    before: [{ kind: "books_suspect", at: NOON, reason: "sequence gap", markets: ["OTHER"] }],
    code: "passed",
  },
  {
    name: "a snapshot replaced the suspect book",
    before: [
      { kind: "books_suspect", at: NOON, reason: "sequence gap" },
      book(NOON + 1, [[8_500, 100]], [[8_600, 100]]),
    ],
    code: "passed",
  },
  { name: "a level went below zero", before: [change(NOON, "bid", 8_400, -1)], code: "BOOK_SUSPECT" },
  {
    name: "the shard takes no orders",
    before: [{ kind: "exchange", at: NOON, exchangeIndex: 0, tradingActive: false }],
    code: "TRADING_PAUSED",
  },
  {
    name: "another shard takes no orders",
    before: [{ kind: "exchange", at: NOON, exchangeIndex: 1, tradingActive: false }],
    code: "passed",
  },
  { name: "the market is stopped", before: [life(NOON, { status: "inactive" })], code: "MARKET_NOT_ACTIVE" },
  { name: "the close time has come", before: [life(NOON, { closeAt: NOON + 1 })], code: "MARKET_NOT_ACTIVE" },
];

for (const { name, before, code } of HOLDS) {
  Deno.test(`an entry is answered ${code} when ${name}`, () => assertEquals(entryAfter(...before), code));
}

Deno.test("fees that become unknown hold entries, not the exits of what is held, until they are known again", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200, stopLoss: 100 } })];
  engine.process(clock(NOON + 1));
  const event = "KXNBAGAME-26NOV22LALBOS";
  const reason = 'fees "flat × 1" cannot be computed';
  const [note] = engine.process({ kind: "fees_unknown", at: NOON + 2, event, reason });
  assert(note?.kind === "note" && note.text.includes(reason));
  assertEquals(engine.process({ kind: "fees_unknown", at: NOON + 3, event, reason }), []);
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(clock(NOON + 4))), "FEES_UNKNOWN");
  engine.process(trade(NOON + 5, "ask", 8_000, 100));
  assertEquals(engine.orders.holdings.lastClosed("puppet", TICKER)?.reason, "stop");
  engine.process({
    kind: "fees_changed",
    at: NOON + 6,
    event,
    fees: { type: "quadratic", multiplier: 10_000 },
  });
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(clock(NOON + 7))), "passed");
});

Deno.test("before the market data is up nothing is entered", () => {
  const puppet = new Puppet();
  const engine = new Engine({
    startingCash: dollars(10),
    limits: WIDE,
    strategies: [{ name: "p", strategy: puppet }],
    orderPrefix: "t",
    broker: paperExchange({ model: "queue", latencyMs: 0 }),
  });
  engine.process(listed(NOON));
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(book(NOON, [[8_500, 100]], [[8_600, 100]]))), "FEED_DOWN");
});

Deno.test("kill: cancels leave, orders do not, not even exits; nothing takes it back", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200, stopLoss: 100 } }), buy(8_000, 100)];
  engine.process(clock(NOON + 1));
  assertEquals(engine.orders.open.count, 2);
  const killed = engine.process(command(NOON + 2, "kill"));
  assertEquals(killed.filter(({ kind }) => kind === "cancel").map((c) => c.kind === "cancel" && c.reason), [
    "kill",
    "kill",
  ]);
  assertEquals(engine.orders.open.count, 0);
  const seen = puppet.seen.length;
  puppet.next = [buy(8_600, 100)];
  const after = [
    command(NOON + 3, "resume_entries"),
    book(NOON + 4, [[5_000, 500]], [[8_600, 100]]),
    clock(NOON + 400_000),
  ].flatMap((event) => [...engine.process(event)]);
  assertEquals(after.filter(({ kind }) => kind === "order" || kind === "signal"), []);
  assertEquals(puppet.seen.length, seen);
  assertEquals(engine.orders.portfolio.held(TICKER) as number, 100);
});

Deno.test("kill: an order on its way may still arrive and fill, and is then cancelled; the account knows", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_600, 2_000)];
  engine.process(clock(NOON + 1));
  engine.process(command(NOON + 2, "kill"));
  const outcomes = engine.process(clock(NOON + 100));
  assert(outcomes.some((outcome) => outcome.kind === "report" && outcome.report.kind === "fill"));
  assertEquals(engine.orders.open.count, 0);
  assertEquals(accounted(engine.orders.portfolio), dollars(1_000));
});

Deno.test("cancel_all cancels what is open, and nothing is entered until entries are resumed", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_000, 100)];
  engine.process(clock(NOON + 1));
  engine.process(command(NOON + 2, "cancel_all"));
  assertEquals(engine.orders.open.count, 0);
  puppet.next = [buy(8_000, 100)];
  assertEquals(answer(engine.process(clock(NOON + 3))), "ENTRIES_PAUSED");
  engine.process(command(NOON + 4, "resume_entries"));
  puppet.next = [buy(8_000, 100)];
  assertEquals(answer(engine.process(clock(NOON + 5))), "passed");
});

Deno.test("a strategy that throws is stopped alone, and the exits of what it holds go on", () => {
  const bad = {
    calls: 0,
    onState() {
      if (++bad.calls === 1) return [buy(8_600, 100, { exits: { stopLoss: 100 } })];
      throw new Error("a mistake");
    },
  };
  const good = new Puppet();
  const { engine } = startEngine({
    strategies: [{ name: "bad", strategy: bad }, { name: "good", strategy: good }],
  });
  const notes = engine.process(clock(NOON + 1)).filter((outcome) => outcome.kind === "note");
  assertEquals(notes.map(({ text }) => text), ["strategy bad stopped: a mistake"]);
  good.next = [buy(8_000, 100)];
  assertEquals(answer(engine.process(clock(NOON + 2))), "passed");
  assertEquals(bad.calls, 2);
  assertEquals(engine.strategies.reports().map(({ stopped }) => stopped), ["a mistake", undefined]);
  engine.process(trade(NOON + 3, "ask", 8_000, 100));
  assertEquals(engine.orders.holdings.lastClosed("bad", TICKER)?.reason, "stop");
});

Deno.test("the day turns at 06:00 in New York: the loss of the day before is forgotten", () => {
  const limits = { ...WIDE, maxDailyLoss: dollars(10) };
  const { engine, puppet } = startEngine({ limits });
  puppet.next = [buy(8_600, 10_000)];
  engine.process(clock(NOON + 1));
  engine.process(book(NOON + 2, [[7_000, 500]], [[8_600, 50_000]]));
  assert(engine.account.dayPnl() < -dollars(16));
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(clock(NOON + 3))), "DAILY_LOSS");
  const turn = Date.UTC(2026, 10, 23, 11);
  engine.process({ kind: "heartbeat", at: turn - 1 });
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(clock(turn - 1))), "DAILY_LOSS");
  puppet.next = [buy(8_600, 100)];
  assertEquals(answer(engine.process(clock(turn))), "passed");
});

Deno.test("equity is cash and positions at what they could be closed at", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 1_000)];
  engine.process(clock(NOON + 1));
  const fee = engine.orders.portfolio.fees;
  assertEquals(engine.account.equity() as number, 1_000_000_000 - fee + 1_000 * (8_500 - 8_600));
  engine.process(book(NOON + 2, [], [[9_000, 100]]));
  assertEquals(engine.account.mark(TICKER, quantity(1)), undefined);
  assertEquals(engine.account.equity() as number, 1_000_000_000 - fee);
  engine.process(trade(NOON + 3, "bid", 9_000, 1));
  assertEquals(engine.account.mark(TICKER, quantity(1)), price(9_000));
  engine.process(life(NOON + 4, { status: "determined", result: { yesPays: micros(1_000_000) } }));
  assertEquals(engine.account.equity() as number, 1_000_000_000 - fee + 1_000 * 1_400);
  engine.process(life(NOON + 5, { status: "finalized" }));
  assertEquals([engine.account.equity(), engine.orders.portfolio.totalCost() as number], [
    engine.orders.portfolio.cash,
    0,
  ]);
});

Deno.test("strategies see the markets of the same exchange event, and the game as last heard of", () => {
  const { engine, puppet } = startEngine();
  const other = "KXNBAGAME-26NOV22LALBOS-BOS";
  engine.process(listed(NOON + 1, { ticker: other }));
  engine.process(book(NOON + 1, [[1_400, 100]], [[1_500, 100]], other));
  engine.process(listed(NOON + 2, { ticker: "ELSEWHERE", event: "E" }));
  const team = { name: "", code: "", id: "", score: 0 };
  const game = {
    league: "nba",
    gameId: "1",
    home: team,
    away: team,
    phase: "live",
    period: 1,
    secondsLeftInPeriod: 700,
    secondsLeftInGame: 2_860,
    overtime: false,
  } as const;
  engine.process({ kind: "game", at: NOON + 10, feed: "espn", event: "KXNBAGAME-26NOV22LALBOS", game });
  assertEquals(puppet.seen.slice(-2).map(({ market }) => market.ticker), [TICKER, other]);
  engine.process(change(NOON + 25, "bid", 8_400, 1));
  const state = puppet.seen.at(-1);
  assertEquals(state?.markets.map(({ ticker }) => ticker), [TICKER, other]);
  assertEquals([state?.game, state?.gameAgeMs, state?.bookAgeMs], [game, 15, 0]);
});

Deno.test("a refused wish is told once for each code, again after 5 s, and its reason is kept for the screens", () => {
  const { engine, puppet } = startEngine({ limits: { ...WIDE, maxOrderValue: dollars(1) } });
  const told = (at: number) => {
    puppet.next = [buy(8_600, 10_000)];
    engine.process({ kind: "heartbeat", at });
    return answer(engine.process(clock(at)));
  };
  assertEquals([told(NOON + 1), told(NOON + 2), told(NOON + 5_000), told(NOON + 5_001)], [
    "ORDER_VALUE",
    undefined,
    undefined,
    "ORDER_VALUE",
  ]);
  assertEquals([engine.strategies.signals, engine.strategies.signalsRefused], [2, 2]);
  const why = engine.strategies.reports()[0]?.whyNot(TICKER);
  assertEquals(why === undefined ? "" : formatReason(why), "ORDER_VALUE: value=$86.00 max=$1.00");
});

Deno.test("a stake is turned into contracts by the limit price, rounded down", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [{ action: "buy", market: TICKER, price: price(8_600), size: { stake: dollars(100) } }];
  const signal = engine.process(clock(NOON + 1)).find(({ kind }) => kind === "signal");
  assert(signal?.kind === "signal");
  assertEquals(signal.quantity as number, 11_627);
  puppet.next = [{ action: "buy", market: TICKER, price: price(0), size: { stake: dollars(100) } }];
  assertEquals(answer(engine.process(clock(NOON + 2))), "PRICE_OFF_GRID");
});

Deno.test("fees that change during the session are charged from then on", () => {
  const { engine, puppet } = startEngine();
  const fees = { type: "quadratic", multiplier: 20_000 } as const;
  engine.process({ kind: "fees_changed", at: NOON + 1, event: "KXNBAGAME-26NOV22LALBOS", fees });
  puppet.next = [buy(8_600, 10_000)];
  engine.process(clock(NOON + 2));
  assertEquals(engine.orders.portfolio.fees as number, 1_685_600);
});

Deno.test("an event that means nothing yields nothing", () => {
  const { engine } = startEngine();
  assertEquals(engine.process({ kind: "heartbeat", at: NOON + 1 }).length, 0);
  assertEquals(engine.process(clock(NOON + 2)).length, 0);
});

Deno.test("without a broker inside, the effects are among the outcomes and nothing else comes of them", () => {
  const { engine, puppet } = startEngine({ outside: true });
  puppet.next = [buy(8_600, 100)];
  const sent = engine.process(clock(NOON + 1)).filter(isEffect);
  assertEquals(sent.map((effect) => effect.kind === "order" && effect.request.clientOrderId), ["t-1"]);
  assertEquals(engine.orders.order("t-1")?.state, "submitting");
  assertEquals(engine.process(book(NOON + 2, [[8_500, 100]], [[8_600, 400]])), []);
  const cancelled = engine.process(command(NOON + 3, "cancel_all")).filter(isEffect);
  assertEquals(cancelled, [{ kind: "cancel", at: NOON + 3, clientOrderId: "t-1", reason: "requested" }]);
  assertEquals(engine.process(clock(NOON + 4)), []);
  assertEquals(engine.queueAhead("t-1"), undefined);
});

Deno.test("with a broker inside, its reports follow the effect that they answer", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 100)];
  const outcomes = engine.process(clock(NOON + 1));
  assertEquals(
    outcomes.map((outcome) => outcome.kind === "report" ? outcome.report.kind : outcome.kind),
    ["signal", "order", "accepted", "fill"],
  );
});
