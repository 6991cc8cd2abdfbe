import { assertEquals } from "@std/assert";
import { EngineState } from "../../src/core/engine_state.ts";
import { DataDelay } from "../../src/core/data_delay.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type { BuyIntent } from "../../src/core/strategy/strategy.ts";
import { dollars, events, levels, NOON, price, Puppet, startEngine, TICKER, WIDE } from "./support.ts";

const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";

Deno.test("what counts is how much later than the quickest a message comes, whatever the two clocks say", () => {
  for (const offset of [0, -90_000, 3_600_000]) {
    const delay = new DataDelay(2_000);
    const take = (at: number, sentAt: number) => delay.take(at, sentAt + offset, true);
    take(1_040, 1_000);
    take(2_030, 2_000);
    assertEquals([delay.bookMs, delay.lateMessages, delay.mostMs], [0, 0, 0]);
    take(5_030, 3_000);
    assertEquals([delay.bookMs, delay.lateMessages], [2_000, 0], "at the limit");
    take(9_530, 4_000);
    assertEquals([delay.bookMs, delay.lateMessages, delay.mostMs], [5_500, 1, 5_500]);
    take(9_560, 9_530);
    assertEquals([delay.bookMs, delay.lateMessages, delay.mostMs], [0, 1, 5_500]);
  }
});

Deno.test("messages that are all equally late are late by the clocks, where these are known, and not by less than the quickest", () => {
  const delay = new DataDelay(2_000);
  const take = (at: number, sentAt: number) => {
    delay.take(at, sentAt, true);
    return [delay.bookMs, delay.late];
  };
  assertEquals(take(5_000, 1_000), [0, false], "nothing is known of the clocks");
  delay.clocks(-1_000);
  assertEquals(take(6_000, 2_000), [3_000, true], "1,000 ms may be the clocks'");
  delay.clocks(-500);
  assertEquals(take(7_000, 3_000), [3_500, true]);
  delay.clocks(-30_000);
  assertEquals(take(8_000, 4_000), [0, false], "the quickest was no slower, and the clocks say nothing more");
  assertEquals(take(8_100, 8_000), [0, false]);
  delay.clocks(null);
  assertEquals(take(9_000, 5_000), [3_900, true], "the quickest so far is still known");
});

Deno.test("a clock that is ahead by at least so much makes a first message late, and a wrong time does not count", () => {
  const delay = new DataDelay(2_000);
  delay.clocks(90_000);
  delay.take(10_000, 97_999, true);
  assertEquals([delay.bookMs, delay.lateMessages], [2_001, 1]);
  delay.take(11_000, 9e15, true);
  delay.take(12_000, 101_900, true);
  assertEquals([delay.bookMs, delay.lateMessages], [100, 1]);
});

Deno.test("a message without a time, or with one that cannot be, does not move the measure", () => {
  const delay = new DataDelay(2_000);
  delay.take(1_000, undefined, true);
  delay.take(2_000, 1_990, true);
  delay.take(3_000, 9e15, true);
  delay.take(4_000, 3_990, true);
  assertEquals([delay.bookMs, delay.lateMessages], [0, 0]);
});

Deno.test("a message quicker than any before by ten minutes is believed, by more it is not", () => {
  for (const [quickerMs, bookMs] of [[600_000, 600_000], [600_001, 0]] as const) {
    const delay = new DataDelay(2_000);
    delay.take(1_000, 1_000, true);
    delay.take(2_000, 2_000 + quickerMs, true);
    delay.take(3_000, 3_000, true);
    assertEquals(delay.bookMs, bookMs, `${quickerMs} ms quicker`);
  }
});

Deno.test("the delay is that of the books: other channels count, but do not stand for them", () => {
  const delay = new DataDelay(2_000);
  delay.take(1_000, 990, true);
  delay.take(8_000, 2_000, true);
  delay.take(8_001, 7_990, false);
  assertEquals(delay.bookMs, 5_990);
  delay.take(19_000, 9_000, false);
  assertEquals([delay.bookMs, delay.lateMessages], [5_990, 2]);
  delay.confirm();
  assertEquals(delay.bookMs, 0);
});

Deno.test("that messages come late, and that they are in time again, is told once each", () => {
  const delay = new DataDelay(2_000);
  delay.take(0, 0, true);
  assertEquals(delay.change(), undefined);
  delay.take(5_000, 1_000, true);
  assertEquals(delay.change(), { late: true, ms: 4_000 });
  delay.take(9_000, 2_000, true);
  assertEquals(delay.change(), undefined);
  delay.take(9_100, 9_100, true);
  assertEquals(delay.change(), { late: false, ms: 7_000 });
  assertEquals(delay.change(), undefined);
});

Deno.test("books at the limit are in time; what was late before it was asked for, on any channel, is told all the same", () => {
  const delay = new DataDelay(2_000);
  delay.take(0, 0, true);
  delay.take(3_000, 1_000, true);
  assertEquals(delay.change(), undefined);
  delay.take(9_000, 5_000, true);
  delay.take(9_010, 9_010, true);
  assertEquals(delay.change(), { late: true, ms: 4_000 });
  assertEquals(delay.change(), { late: false, ms: 4_000 });
  delay.take(20_000, 17_000, false);
  delay.take(20_100, 18_000, false);
  assertEquals(delay.change(), { late: true, ms: 3_000 }, "the worst since then, no more and no less");
});

Deno.test("late books hold entries back, with the numbers, until they are in time again", () => {
  const puppet = new Puppet();
  const { engine } = startEngine({
    strategies: [{ name: "puppet", strategy: puppet }],
    limits: { ...WIDE, maxDataDelayMs: 2_000 },
  });
  const change = (at: number, sourceAt: number): EngineEvent => {
    const event = events.change(NOON + at, "bid", 5500, 100);
    return { ...event, sourceAt: NOON + sourceAt };
  };
  const buy: BuyIntent = {
    action: "buy",
    market: TICKER,
    price: price(5800),
    size: { stake: dollars(10) },
  };
  const tryAt = (at: number, sourceAt: number) => {
    puppet.next = [buy];
    const signal = engine.process(change(at, sourceAt)).find(({ kind }) => kind === "signal");
    return signal?.kind === "signal" ? signal.refused : "no signal";
  };
  engine.process(events.book(NOON, [[5600, 1_000]], [[5800, 1_000]]));
  engine.process(change(10, 0));
  assertEquals(tryAt(4_000, 900), {
    code: "DATA_LATE",
    name: "delay",
    value: 3_090,
    bound: "max",
    limit: 2_000,
    unit: "milliseconds",
  });
  const notes = engine.process(events.clock(NOON + 4_500)).map((outcome) =>
    outcome.kind === "note" ? outcome.text : outcome.kind
  );
  assertEquals(notes, ["market data comes late: messages arrive 3.1 s after they were sent"]);
  assertEquals(tryAt(4_600, 4_590), undefined);
  assertEquals([engine.delay.lateMessages, engine.delay.mostMs], [1, 3_090]);
});

Deno.test("each kind of message that says when it was made tells that market data comes late", () => {
  const kinds: readonly ((at: number) => EngineEvent)[] = [
    (at) => ({ kind: "heartbeat", at }),
    (at) => ({ kind: "ticker", at, market: TICKER }),
    (at) => events.trade(at, "bid", 8600, 100),
    (at) => events.change(at, "bid", 5500, 100),
    (at) => events.book(at, [[5600, 1_000]], [[5800, 1_000]]),
  ];
  for (const make of kinds) {
    const { engine } = startEngine({ limits: { ...WIDE, maxDataDelayMs: 2_000 } });
    const process = (at: number, sourceAt: number) => {
      return engine.process({ ...make(NOON + at), sourceAt: NOON + sourceAt });
    };
    process(10, 0);
    process(5_000, 1_000);
    const { kind } = make(NOON);
    assertEquals([engine.delay.lateMessages, engine.delay.mostMs], [1, 3_990], kind);
    const notes = engine.process(events.clock(NOON + 5_001)).flatMap((outcome) =>
      outcome.kind === "note" ? [outcome.text] : []
    );
    assertEquals(notes, ["market data comes late: messages arrive 4.0 s after they were sent"], kind);
  }
});

Deno.test("a new connection is in time once a book of its own has shown it", () => {
  const delay = new DataDelay(2_000);
  delay.take(0, 0, true);
  delay.take(5_000, 1_000, true);
  assertEquals([delay.late, delay.change()], [true, { late: true, ms: 4_000 }]);
  delay.renew();
  delay.take(6_000, 6_000, false);
  assertEquals([delay.late, delay.change()], [false, undefined]);
  delay.take(6_500, 6_500, true);
  assertEquals(delay.change(), { late: false, ms: 4_000 });
});

Deno.test("while books come late a look lets entries into its own market alone, and all looks together end the lateness", () => {
  const engine = new EngineState(() => {}, [], 2_000);
  const markets = [TICKER, OTHER];
  const [bids, asks] = [levels([[5600, 1_000]]), levels([[5800, 1_000]])];
  const book = (market: string, at: number, sourceAt: number) => {
    engine.fold({ kind: "book_snapshot", at: NOON + at, sourceAt: NOON + sourceAt, market, bids, asks });
  };
  const look = (market: string, at: number) => {
    engine.fold({ kind: "book_look", at: NOON + at, market, bids, asks });
  };
  const held = () => markets.map((market) => engine.facts(market, NOON + 9_000).delayMs > 2_000);
  // The third is listed and not followed: it has no book that a look could confirm.
  for (const market of [...markets, "KXNFLGAME-26NOV22DALPHI-DAL"]) {
    engine.fold(events.listed(NOON, { ticker: market }));
  }
  for (const market of markets) book(market, 0, 0);
  book(TICKER, 4_000, 500);
  assertEquals([held(), engine.delay.late], [[true, true], true]);
  look(OTHER, 6_500);
  assertEquals([held(), engine.delay.late], [[true, false], true], "says nothing of the other market");
  look(TICKER, 6_600);
  assertEquals([held(), engine.delay.late], [[false, false], false]);
  book(TICKER, 9_000, 5_000);
  assertEquals([held(), engine.delay.late], [[true, true], true], "what was looked at before is old again");
});
