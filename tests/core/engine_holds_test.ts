import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../src/core/events.ts";
import type { GameState } from "../../src/core/game/game.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { Engine } from "../../src/core/engine.ts";
import { buy, dollars, events, NOON, Puppet, startEngine, TICKER, WIDE } from "./support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const LONG = { ...WIDE, maxBookAgeMs: 1_000_000_000 };

function gameOf(home: number, away: number, more: Partial<GameState> = {}): GameState {
  const team = (code: string, score: number) => ({ name: code, code, id: code, score });
  return {
    league: "nba",
    gameId: "1",
    home: team("BOS", home),
    away: team("LAL", away),
    phase: "live",
    period: 4,
    secondsLeftInPeriod: 300,
    secondsLeftInGame: 300,
    overtime: false,
    ...more,
  };
}

function score(
  at: number,
  home: number,
  away: number,
  feed = "one",
  more: Partial<GameState> = {},
): EngineEvent {
  return { kind: "game", at: NOON + at, feed, event: EVENT, game: gameOf(home, away, more) };
}

function codeOf(outcomes: readonly Outcome[], strategy: string): string | undefined {
  const signal = outcomes.findLast((outcome) => outcome.kind === "signal" && outcome.strategy === strategy);
  return signal?.kind === "signal" ? signal.refused?.code ?? "passed" : undefined;
}

/** What a rule that reads the game is answered at a moment, and what one that does not. */
function answersAfter(
  at: number,
  ...before: readonly EngineEvent[]
): [string | undefined, string | undefined] {
  const reads = new Puppet();
  const blind = new Puppet();
  const { engine } = startEngine({
    limits: { ...LONG, maxScoreAgeMs: 10_000 },
    strategies: [
      { name: "reads", needsGame: true, strategy: reads },
      { name: "blind", needsGame: false, strategy: blind },
    ],
  });
  for (const event of before) engine.process(event);
  for (const puppet of [reads, blind]) puppet.next = [buy(8_600, 100)];
  const outcomes = engine.process(events.clock(NOON + at));
  return [codeOf(outcomes, "reads"), codeOf(outcomes, "blind")];
}

const SECOND = "two";
const HELD: readonly (readonly [name: string, at: number, events: readonly EngineEvent[], code: string])[] = [
  ["no scoreboard has told of the game", 1_000, [], "SCORE_STALE"],
  ["the score was confirmed just in time", 10_000, [score(0, 90, 92)], "passed"],
  ["the scoreboard has fallen silent", 10_001, [score(0, 90, 92)], "SCORE_STALE"],
  ["the same score was confirmed again", 12_000, [score(0, 90, 92), score(2_000, 90, 92)], "passed"],
  ["points were taken back", 2_000, [score(0, 90, 92), score(1_000, 90, 90)], "SCORE_RETRACTED"],
  [
    "points were taken back, to the end of the hold",
    10_999,
    [score(0, 90, 92), score(1_000, 90, 90), score(5_000, 90, 90)],
    "SCORE_RETRACTED",
  ],
  [
    "points were taken back a while ago",
    11_000,
    [score(0, 90, 92), score(1_000, 90, 90), score(5_000, 90, 90)],
    "passed",
  ],
  [
    "the end was taken back",
    2_000,
    [score(0, 90, 92, "one", { phase: "final" }), score(1_000, 90, 92)],
    "SCORE_RETRACTED",
  ],
  [
    "a second feed contradicts",
    2_000,
    [score(0, 92, 90), score(1_000, 90, 92, SECOND)],
    "SCORE_RETRACTED",
  ],
  ["a second feed is merely behind", 2_000, [score(0, 92, 90), score(1_000, 90, 90, SECOND)], "passed"],
  [
    "a second feed contradicts on, after the hold",
    12_000,
    [
      score(0, 92, 90),
      score(1_000, 90, 93, SECOND),
      score(5_000, 92, 90),
      score(5_000, 90, 93, SECOND),
    ],
    "SCORE_RETRACTED",
  ],
  [
    "a second feed agrees again, after the hold",
    12_000,
    [
      score(0, 92, 90),
      score(1_000, 90, 93, SECOND),
      score(5_000, 92, 93),
      score(5_000, 92, 93, SECOND),
    ],
    "passed",
  ],
];
for (const [name, at, before, code] of HELD) {
  Deno.test(`a rule that reads the game is answered ${code} when ${name}; one that does not passes`, () => {
    assertEquals(answersAfter(at, ...before), [code, "passed"]);
  });
}

Deno.test("a score of another game holds nothing and helps nothing", () => {
  const other = { ...score(900, 90, 92), event: "KXNBAGAME-26NOV22NYKMIA" } as EngineEvent;
  assertEquals(answersAfter(1_000, other), ["SCORE_STALE", "passed"]);
  const retracted = { ...score(950, 90, 90), event: "KXNBAGAME-26NOV22NYKMIA" } as EngineEvent;
  assertEquals(answersAfter(1_000, score(0, 90, 92), other, retracted), ["passed", "passed"]);
});

function holdingOf(engine: Engine) {
  return engine.orders.holdings.find("puppet", TICKER);
}

function takeProfits(engine: Engine): [number, number][] {
  return engine.orders.open.in(TICKER).filter(({ request }) => request.purpose === "take_profit")
    .map(({ request, remaining }) => [request.price, remaining]);
}

Deno.test("a second entry's plan takes the place of the first's, for all that is held", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200 } })];
  engine.process(events.clock(NOON + 1));
  assertEquals(takeProfits(engine), [[8_800, 100]]);
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 500, maxHoldMs: 60_000 } })];
  engine.process(events.clock(NOON + 2));
  assertEquals(holdingOf(engine)?.exits, { takeProfit: 500, maxHoldMs: 60_000 });
  assertEquals(holdingOf(engine)?.quantity as number | undefined, 200);
});

Deno.test("a second entry without a plan leaves the first's in force", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200 } })];
  engine.process(events.clock(NOON + 1));
  puppet.next = [buy(8_600, 50)];
  engine.process(events.clock(NOON + 2));
  assertEquals(holdingOf(engine)?.exits, { takeProfit: 200 });
  assertEquals(takeProfits(engine).reduce((sum, [, size]) => sum + size, 0), 150);
});

Deno.test("plans belong to their strategy and market", () => {
  const other = new Puppet();
  const { engine } = startEngine({
    strategies: [{ name: "puppet", strategy: new Puppet() }, { name: "other", strategy: other }],
  });
  other.next = [buy(8_600, 100, { exits: { stopLoss: 500 } })];
  engine.process(events.clock(NOON + 1));
  assertEquals(engine.orders.holdings.find("other", TICKER)?.exits, { stopLoss: 500 });
  assertEquals(holdingOf(engine), undefined);
});

Deno.test("a market whose result comes with a listing alone is paid by it, once", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 1_000)];
  engine.process(events.clock(NOON + 1));
  const cash = engine.orders.portfolio.cash;
  const ended = events.listed(NOON + 10, { status: "finalized", result: { yesPays: dollars(1) } });
  const outcomes = engine.process(ended);
  const settled = outcomes.filter(({ kind }) => kind === "settled");
  assertEquals(settled.map((each) => each.kind === "settled" && [each.market, each.yesPays as number]), [
    [TICKER, 1_000_000],
  ]);
  assertEquals(engine.orders.portfolio.cash - cash, dollars(10));
  assertEquals([engine.orders.portfolio.held(TICKER) as number, holdingOf(engine)], [0, undefined]);
  for (
    const again of [ended, events.life(NOON + 11, { status: "finalized", result: { yesPays: dollars(1) } })]
  ) {
    assertEquals(engine.process({ ...again, at: NOON + 20 }).filter(({ kind }) => kind === "settled"), []);
  }
  assertEquals(engine.orders.portfolio.cash - cash, dollars(10));
});

Deno.test("a listing with a result that is not final yet pays nothing, one of another market neither", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_600, 1_000)];
  engine.process(events.clock(NOON + 1));
  const result = { yesPays: dollars(1) };
  for (
    const event of [
      events.listed(NOON + 10, { status: "determined", result }),
      events.listed(NOON + 11, { ticker: `${EVENT}-BOS`, status: "finalized", result }),
    ]
  ) assertEquals(engine.process(event).filter(({ kind }) => kind === "settled"), []);
  assertEquals(engine.orders.portfolio.held(TICKER) as number, 1_000);
});

Deno.test("a refusal is told again after 5 s, at once where its code is another, and for each market by itself", () => {
  const { engine, puppet } = startEngine({ limits: { ...LONG, maxOrderValue: dollars(1) } });
  const other = `${EVENT}-BOS`;
  engine.process(events.listed(NOON, { ticker: other }));
  engine.process(events.book(NOON, [[8_500, 100_000]], [[8_600, 100_000]], other));
  const ask = (at: number, wish: { market?: string } = {}) => {
    puppet.next = [buy(8_600, 1_000, wish)];
    return codeOf(engine.process(events.clock(NOON + at)), "puppet");
  };
  assertEquals(ask(1_000), "ORDER_VALUE");
  assertEquals(ask(1_001), undefined);
  assertEquals(ask(2_000, { market: other }), "ORDER_VALUE");
  assertEquals(ask(5_999), undefined);
  assertEquals(ask(6_000), "ORDER_VALUE");
  engine.process(events.command(NOON + 6_001, "pause_entries"));
  assertEquals(ask(6_002), "ENTRIES_PAUSED");
  engine.process(events.command(NOON + 6_003, "resume_entries"));
  assertEquals(ask(6_004), "ORDER_VALUE");
  const before = [engine.strategies.signals, engine.strategies.signalsRefused];
  assertEquals(before, [5, 5]);
  assertEquals(ask(6_005), undefined);
  assertEquals([engine.strategies.signals, engine.strategies.signalsRefused], before);
});

Deno.test("after a wish that passed the next refusal is told, however soon", () => {
  const { engine, puppet } = startEngine({ limits: { ...LONG, maxOrderValue: dollars(1) } });
  const ask = (at: number, size: number) => {
    puppet.next = [buy(8_600, size)];
    return codeOf(engine.process(events.clock(NOON + at)), "puppet");
  };
  assertEquals([ask(1, 1_000), ask(2, 100), ask(3, 1_000)], ["ORDER_VALUE", "passed", "ORDER_VALUE"]);
});

Deno.test("a suspect book holds an entry, and what is held keeps its stop until a book can be believed", () => {
  const { engine, puppet } = startEngine({ limits: LONG });
  puppet.next = [buy(8_600, 100, { exits: { stopLoss: 1_000 } })];
  engine.process(events.clock(NOON + 1));
  engine.process({ kind: "books_suspect", at: NOON + 10, reason: "sequence gap" });
  const during = [
    events.change(NOON + 20, "bid", 8_500, -100_000),
    events.change(NOON + 30, "bid", 5_000, 1_000),
    ...[1, 2, 3, 4, 5, 6].map((second) => events.clock(NOON + 1_000 * second)),
  ].flatMap((event) => [...engine.process(event)]);
  assertEquals(during.filter(({ kind }) => kind === "order" || kind === "cancel"), []);
  assertEquals(holdingOf(engine)?.exiting, undefined);
  puppet.next = [buy(8_600, 100)];
  assertEquals(codeOf(engine.process(events.clock(NOON + 7_000)), "puppet"), "BOOK_SUSPECT");
  const after = [
    events.book(NOON + 8_000, [[5_000, 1_000]], [[5_100, 1_000]]),
    ...[9, 10, 11, 12, 13, 14].map((second) => events.clock(NOON + 1_000 * second)),
  ].flatMap((event) => [...engine.process(event)]);
  assertEquals(holdingOf(engine)?.exiting, "stop");
  assert(after.length > 0);
});

Deno.test("kill and each command of the trader are told", () => {
  const { engine } = startEngine();
  const told = (["pause_entries", "resume_entries", "cancel_all", "kill"] as const).map((command, index) => {
    const outcomes = engine.process(events.command(NOON + index, command));
    return outcomes.flatMap((outcome) =>
      outcome.kind === "note" ? [`${outcome.level}: ${outcome.text}`] : []
    )[0];
  });
  assertEquals(told.map((text) => text?.split(/[:,] /).slice(0, 2).join(": ")), [
    "info: entries paused",
    "info: entries resumed",
    "info: all orders cancelled",
    "warning: KILLED",
  ]);
});

Deno.test("how far a score was behind the book is told with the score, and nothing where the book did not move", () => {
  const { engine } = startEngine({
    fixtures: [{ event: EVENT, homeMarket: TICKER, awayMarket: `${EVENT}-BOS` }],
  });
  const lags = (event: EngineEvent) =>
    engine.process(event).flatMap((outcome) => outcome.kind === "score" ? [outcome.lag.lagMs] : []);
  assertEquals(lags(score(0, 90, 92)), []);
  engine.process(events.book(NOON + 10_000, [[8_500, 1_000]], [[8_600, 1_000]]));
  engine.process(events.book(NOON + 11_000, [[8_900, 1_000]], [[9_000, 1_000]]));
  assertEquals(lags(score(31_000, 93, 92)), [20_000]);
  assertEquals(lags(score(60_000, 93, 94)), [undefined]);
});

Deno.test("a note about one market names it, one about all of them names none", () => {
  const { engine } = startEngine();
  const notes = (event: EngineEvent) =>
    engine.process(event).flatMap((outcome) =>
      outcome.kind === "note" ? [[outcome.text, outcome.market]] : []
    );
  assertEquals(notes(events.life(NOON + 1, { status: "inactive" })), [["market is inactive", TICKER]]);
  assertEquals(notes({ kind: "books_suspect", at: NOON + 2, reason: "sequence gap" }), [
    ["1 book suspect: sequence gap", undefined],
  ]);
});

Deno.test("what happens to a market is told once: a status that changed, a book that is believed again", () => {
  const { engine } = startEngine();
  const notes = (event: EngineEvent) =>
    engine.process(event).flatMap((outcome) => outcome.kind === "note" ? [outcome.text] : []);
  assertEquals(notes(events.listed(NOON + 1, { ticker: `${EVENT}-BOS` })), []);
  assertEquals(notes(events.book(NOON + 2, [[100, 1]], [[200, 1]], `${EVENT}-BOS`)), []);
  assertEquals(notes(events.life(NOON + 3, { status: "inactive" })), ["market is inactive"]);
  assertEquals(notes(events.life(NOON + 4, { status: "inactive" })), []);
  assertEquals(notes(events.listed(NOON + 5, { status: "active" })), ["market is active"]);
  assertEquals(notes(events.listed(NOON + 6, { status: "active" })), []);
  assertEquals(notes({ kind: "books_suspect", at: NOON + 7, reason: "sequence gap" }), [
    "2 books suspect: sequence gap",
  ]);
  assertEquals(notes({ kind: "books_suspect", at: NOON + 8, reason: "sequence gap" }), []);
  assertEquals(notes(events.book(NOON + 9, [[8_500, 1]], [[8_600, 1]])), ["book replaced by a snapshot"]);
  assertEquals(notes(events.book(NOON + 10, [[8_500, 1]], [[8_600, 1]])), []);
});
