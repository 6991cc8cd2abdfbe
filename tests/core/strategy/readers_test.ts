import { assert, assertEquals, assertThrows } from "@std/assert";
import { Book } from "../../../src/core/market/book.ts";
import { HoldingReader } from "../../../src/core/execution/holding_view.ts";
import { Holding } from "../../../src/core/execution/holding.ts";
import { Market } from "../../../src/core/market/market.ts";
import type { StrategyPortfolio, StrategyState } from "../../../src/core/strategy/strategy.ts";
import { accounted, buy, dollars, events, NOON, startEngine, TICKER } from "../support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const OTHER = `${EVENT}-BOS`;
const team = (code: string, score: number) => ({ name: code, code, id: code, score, timeoutsLeft: 2 });

/** Shows a rule a state with all there is: two markets, a game, a holding with exits, and one round trip before it. */
function show(look: (state: StrategyState, portfolio: StrategyPortfolio) => void) {
  let at = NOON;
  let looks = false;
  const { engine, puppet } = startEngine({
    fixtures: [{
      event: EVENT,
      homeMarket: OTHER,
      awayMarket: TICKER,
      pregame: { total: { value: 220, source: "test", readAt: NOON } },
    }],
    estimator: {
      follow: () => ({
        see: () => {},
        estimate: () => ({ probability: 0.8, pregame: 0.6, source: "none", model: "test" }),
      }),
    },
  });
  const act = puppet.onState.bind(puppet);
  puppet.onState = (state, portfolio) => {
    if (looks) look(state, portfolio);
    return act(state, portfolio);
  };
  engine.process(events.listed(++at));
  engine.process(events.listed(++at, { ticker: OTHER, yesLabel: "Boston" }));
  engine.process(events.book(++at, [[1_400, 100]], [[1_500, 100]], OTHER));
  engine.process({
    kind: "game",
    at: ++at,
    event: EVENT,
    feed: "test",
    game: {
      league: "nba",
      gameId: "1",
      home: team("BOS", 90),
      away: team("LAL", 92),
      phase: "live",
      period: 4,
      secondsLeftInPeriod: 60,
      secondsLeftInGame: 60,
      overtime: false,
    },
  });
  puppet.next = [buy(8_600, 100)];
  engine.process(events.clock(++at));
  puppet.next = [{ action: "sell", market: TICKER, price: buy(8_500, 1).price }];
  engine.process(events.clock(++at));
  puppet.next = [buy(8_600, 200, { exits: { takeProfit: 1_000, stopLoss: 1_000 } })];
  engine.process(events.clock(++at));
  looks = true;
  engine.process(events.change(++at, "ask", 9_000, 100));
  looks = false;
  return engine;
}

/** Everything that properties, their getters and the given calls lead to, by path. */
function reachable(root: unknown, path: string, found = new Map<object, string>()): Map<object, string> {
  if (typeof root !== "object" || root === null || found.has(root)) return found;
  found.set(root, path);
  for (
    let level: object | null = root;
    level !== null && level !== Object.prototype && level !== Array.prototype;
  ) {
    for (const key of Reflect.ownKeys(level)) {
      const value: unknown = key === "constructor" ? undefined : Reflect.get(level, key, root);
      reachable(value, `${path}.${String(key)}`, found);
    }
    level = Object.getPrototypeOf(level);
    if (level !== null && level !== Object.prototype && level !== Array.prototype && !found.has(level)) {
      found.set(level, `the prototype of ${path}`);
    }
  }
  return found;
}

Deno.test("nothing that a state or a portfolio leads to can be written to, and nothing behind it is reached", () => {
  let found = new Map<object, string>();
  show((state, portfolio) => {
    found = reachable(state, "state");
    reachable(portfolio, "portfolio", found);
    reachable(portfolio.holding(TICKER), "holding", found);
    reachable(portfolio.lastClosed(TICKER), "lastClosed", found);
  });
  // Not in the rule: what a rule throws ends the rule alone.
  for (const [object, path] of found) {
    assert(Object.isFrozen(object), `${path} can be written to`);
    assert(![Market, Book, Holding].some((kind) => object instanceof kind), `${path} is the thing itself`);
  }
  const paths = [...found.values()];
  for (
    const path of [
      "state.market",
      "state.market.book",
      "state.market.grid.0",
      "state.market.fees",
      "state.markets",
      "state.game.home",
      "state.pregame.total",
      "state.estimate",
      "holding.exits",
      "lastClosed",
      "portfolio",
      "the prototype of state",
    ]
  ) assert(paths.includes(path), `${path} was not looked at: ${paths.join(", ")}`);
});

/** Tries every way there is to change an object or what it holds. */
function vandalise(object: object): void {
  const attempts: (() => unknown)[] = [
    () => Reflect.set(object, "smuggled", 1),
    () => Reflect.setPrototypeOf(object, {}),
    () => Reflect.defineProperty(object, "smuggled", { value: 1 }),
  ];
  for (const key of Reflect.ownKeys(object)) {
    attempts.push(
      () => Reflect.set(object, key, -1),
      () => Reflect.deleteProperty(object, key),
      () => Reflect.defineProperty(object, key, { get: () => -1 }),
    );
  }
  if (Array.isArray(object)) {
    attempts.push(
      () => object.push(-1),
      () => object.splice(0),
      () => object.reverse(),
      () => object.fill(-1),
    );
  }
  // What is refused aloud and what is refused silently are both refused.
  for (const attempt of attempts) {
    try {
      attempt();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

Deno.test("a rule that tries to change everything within its reach leaves the engine unharmed", () => {
  const seen: unknown[] = [];
  let tried = 0;
  const shown = (state: StrategyState, portfolio: StrategyPortfolio) => [
    state.at,
    state.bookAgeMs,
    state.game,
    state.gameAgeMs,
    state.pregame,
    state.estimate,
    state.noEstimate,
    ...[state.market, state.homeMarket, state.awayMarket, ...state.markets].map((market) =>
      market === undefined ? undefined : [
        market.ticker,
        market.book.levels("bid"),
        market.book.levels("ask"),
        market.grid,
        market.fees,
        market.status,
        market.isOpen(state.at),
      ]
    ),
    portfolio.holding(TICKER)?.quantity,
    portfolio.holding(TICKER)?.exits,
    portfolio.openOrders(TICKER),
    portfolio.lastClosed(TICKER),
  ];
  const engine = show((state, portfolio) => {
    seen.push(JSON.stringify(shown(state, portfolio)));
    const found = reachable(state, "state");
    reachable(portfolio, "portfolio", found);
    reachable(portfolio.holding(TICKER), "holding", found);
    reachable(portfolio.lastClosed(TICKER), "lastClosed", found);
    for (const object of found.keys()) vandalise(object);
    tried = found.size;
    seen.push(JSON.stringify(shown(state, portfolio)));
  });
  assert(tried > 20, `only ${tried} objects`);
  assertEquals(seen[1], seen[0]);
  assertEquals(engine.strategies.reports().map(({ stopped }) => stopped), [undefined]);
  assertEquals(accounted(engine.orders.portfolio), dollars(1_000));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exits, { takeProfit: 1_000, stopLoss: 1_000 });
});

/** What a rule could try in plain JavaScript or with a cast. */
// deno-lint-ignore no-explicit-any
const ATTACKS: Readonly<Record<string, (state: any, portfolio: any) => unknown>> = {
  "replaces the book": ({ market }) => market.book.replace([], []),
  "changes a level": ({ market }) => market.book.change("ask", 8_600, -1),
  "closes the market": ({ market }) => market.live({ status: "closed" }),
  "writes the last price": ({ market }) => market.last = 1,
  "overwrites a method": ({ market }) => market.isOpen = () => false,
  "overwrites the method of all": ({ market }) => Object.getPrototypeOf(market).isOpen = () => false,
  "overwrites the book's method of all": ({ market }) => Object.getPrototypeOf(market.book).levels = () => [],
  "writes the fees": ({ market }) => market.fees.multiplier = 0,
  "writes the grid": ({ market }) => market.grid[0].step = 1,
  "takes a market out": ({ markets }) => markets.pop(),
  "writes the score": ({ game }) => game.home.score = 200,
  "writes the time": (state) => state.at = 0,
  "overwrites the state's getter": (state) => Object.defineProperty(state, "game", { value: undefined }),
  "sells the holding": (_, portfolio) => portfolio.holding(TICKER).sell(1, 200),
  "writes the holding": (_, portfolio) => portfolio.holding(TICKER).quantity = 0,
  "writes the exits": (_, portfolio) => portfolio.holding(TICKER).exits.stopLoss = 0,
  "writes the round trip": (_, portfolio) => portfolio.lastClosed(TICKER).pnl = 1_000_000,
  "overwrites the portfolio": (_, portfolio) => portfolio.openOrders = () => 0,
};

for (const [name, attack] of Object.entries(ATTACKS)) {
  Deno.test(`a rule that ${name} fails at it`, () => {
    let thrown: unknown;
    const engine = show((state, portfolio) => {
      thrown = assertThrows(() => attack(state, portfolio), TypeError);
    });
    assert(thrown instanceof TypeError);
    assertEquals(engine.strategies.reports().map(({ stopped }) => stopped), [undefined]);
    const market = engine.market(TICKER);
    assertEquals([market?.book.bestBid, market?.book.bestAsk, market?.status, market?.last], [
      8_500,
      8_600,
      "active",
      undefined,
    ]);
    assertEquals(engine.orders.holdings.find("puppet", TICKER)?.quantity as number | undefined, 200);
    assertEquals(engine.game(EVENT)?.game.home.score, 90);
  });
}

Deno.test("levels that a rule is given are its own", () => {
  let seen = 0;
  show(({ market }) => {
    market.book.levels("ask").length = 0;
    seen = market.book.levels("ask").length;
  });
  assertEquals(seen, 2);
});

Deno.test("the exits of an intent are those of the moment it was made", () => {
  const { engine, puppet } = startEngine();
  const exits = { takeProfit: 1_000, stopLoss: 1_000 };
  puppet.next = [buy(8_600, 100, { exits })];
  engine.process(events.clock(NOON + 1));
  exits.stopLoss = 1;
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exits?.stopLoss, 1_000);
});

Deno.test("a holding's reader says whose it is, of which market and since when", () => {
  const { strategy, market, openedAt } = new HoldingReader(new Holding("a", TICKER, 7));
  assertEquals([strategy, market, openedAt], ["a", TICKER, 7]);
});
