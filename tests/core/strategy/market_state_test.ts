/**
 * The states of markets, and the engine state that they are kept in.
 *
 * Invariants: a state shows what was known at its moment, whatever came first: books, listings or the score; a market is
 * in exactly one gathering; home and away are what the fixture says, else the teams' ids, else not known.
 *
 * @module
 */
import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GameState } from "../../../src/core/game/game.ts";
import type { StrategyState } from "../../../src/core/strategy/strategy.ts";
import type { MarketState } from "../../../src/core/strategy/market_state.ts";
import { EngineState, type Fixture } from "../../../src/core/engine_state.ts";
import { buy, events, NOON, price, Puppet, quantity, startEngine, TICKER } from "../support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const HOME = `${EVENT}-BOS`;
const AWAY = TICKER;
const OTHER_EVENT = "KXNBASERIES-26LALBOS";
const FIXTURE: Fixture = { event: EVENT, homeMarket: HOME, awayMarket: AWAY };

const team = (id: string) => ({ name: id, code: id, id, score: 0 });
const GAME: GameState = {
  league: "nba",
  gameId: "1",
  home: team("BOS"),
  away: team("LAL"),
  phase: "live",
  period: 1,
  secondsLeftInPeriod: 700,
  secondsLeftInGame: 2_800,
  overtime: false,
};

const book = (at: number, ticker: string) => events.book(at, [[4000, 100]], [[4100, 100]], ticker);
const listed = (at: number, ticker: string, event: string, teamId?: string) =>
  events.listed(at, { ticker, event, ...(teamId === undefined ? {} : { teamId }) });
const game = (at: number, event = EVENT, state = GAME): EngineEvent => ({
  kind: "game",
  at,
  feed: "test",
  event,
  game: state,
});

function engineState(fixtures: readonly Fixture[] = [], ...all: readonly EngineEvent[]): EngineState {
  const made = new EngineState(() => {}, fixtures);
  for (const event of all) made.fold(event);
  return made;
}

/** A market's state. */
function marketStateOf(of: EngineState, ticker: string): MarketState {
  const found = [...of.marketStates()].find(({ market }) => market.ticker === ticker);
  assert(found !== undefined, ticker);
  return found;
}

/** The home and the away market of an event, by ticker. */
function sides(of: EngineState, event = EVENT): (string | undefined)[] {
  return [of.side(event, "home")?.ticker, of.side(event, "away")?.ticker];
}

Deno.test("home and away are found by the teams' ids, in whatever order things become known", () => {
  const all = [
    book(1, HOME),
    book(2, AWAY),
    listed(3, HOME, EVENT, "BOS"),
    listed(4, AWAY, EVENT, "LAL"),
    game(5),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
      const made = engineState([], ...order);
      assertEquals(sides(made), [HOME, AWAY]);
      const marketState = marketStateOf(made, HOME);
      const shown = marketState.show(9);
      assertEquals([shown.homeMarket?.ticker, shown.awayMarket?.ticker, shown.game], [HOME, AWAY, GAME]);
      assertEquals(shown.markets.map(({ ticker }) => ticker).toSorted(), [HOME, AWAY]);
    }),
    { seed: 12 },
  );
});

Deno.test("a listing that comes late, or comes again with another team, changes who is home at once", () => {
  const made = engineState([], book(1, HOME), game(2));
  assertEquals([...made.markets()], [], "a book makes no market");
  assertEquals(sides(made), [undefined, undefined]);
  made.fold(listed(3, HOME, EVENT));
  assertEquals(sides(made), [undefined, undefined], "it names no team");
  made.fold(listed(4, HOME, EVENT, "BOS"));
  assertEquals(sides(made), [HOME, undefined]);
  made.fold(listed(5, HOME, EVENT, "LAL"));
  assertEquals(sides(made), [undefined, HOME]);
  made.fold(listed(6, HOME, EVENT, "NYK"));
  assertEquals(sides(made), [undefined, undefined]);
});

Deno.test("a scoreboard that names other teams' ids unfinds the markets", () => {
  const made = engineState([], listed(1, HOME, EVENT, "BOS"), listed(2, AWAY, EVENT, "LAL"), game(3));
  assertEquals(sides(made), [HOME, AWAY]);
  made.fold(game(4, EVENT, { ...GAME, home: team("1"), away: team("2") }));
  assertEquals(sides(made), [undefined, undefined]);
});

Deno.test("a fixture says which market is whose, with no score and whatever listings claim", () => {
  const made = engineState([FIXTURE], listed(1, HOME, EVENT));
  assertEquals(sides(made), [HOME, undefined]);
  made.fold(listed(2, AWAY, EVENT));
  assertEquals(sides(made), [HOME, AWAY]);
  made.fold(listed(3, HOME, EVENT, "LAL"));
  made.fold(listed(4, AWAY, EVENT, "BOS"));
  made.fold(game(5));
  assertEquals(sides(made), [HOME, AWAY]);
  assertEquals(sides(made, OTHER_EVENT), [undefined, undefined]);
});

Deno.test("a fixture of markets that are listed under another event holds as soon as they are known", () => {
  const fixture: Fixture = { event: EVENT, homeMarket: "BOS", awayMarket: "LAL" };
  const made = engineState([fixture], game(1), listed(2, "BOS", "E"), listed(3, "LAL", "E"));
  assertEquals(sides(made), ["BOS", "LAL"]);
});

Deno.test("a market that turns out to belong to another event moves there, and is nowhere else", () => {
  const made = engineState([], game(1), game(2, OTHER_EVENT), listed(3, AWAY, EVENT, "LAL"));
  made.fold(listed(4, HOME, EVENT, "BOS"));
  made.fold(book(5, HOME));
  const marketState = marketStateOf(made, HOME);
  const market = made.market(HOME);
  assertEquals(sides(made), [HOME, AWAY]);
  made.fold(listed(6, HOME, OTHER_EVENT, "BOS"));
  assertStrictEquals(marketStateOf(made, HOME), marketState, "the same state");
  assertStrictEquals(made.market(HOME), market, "and the same market, with its book");
  assertEquals(market?.book.bestBid, price(4000));
  assertEquals(made.marketsOf(EVENT).map(({ ticker }) => ticker), [AWAY]);
  assertEquals(made.marketsOf(OTHER_EVENT).map(({ ticker }) => ticker), [HOME]);
  assertEquals([sides(made), sides(made, OTHER_EVENT)], [[undefined, AWAY], [HOME, undefined]]);
  const shown = marketState.show(7);
  assertEquals(shown.markets.map(({ ticker }) => ticker), [HOME]);
  assertEquals(shown.homeMarket?.ticker, HOME);
  made.fold(listed(8, HOME, EVENT, "BOS"));
  assertEquals([sides(made), made.marketsOf(OTHER_EVENT)], [[HOME, AWAY], []]);
});

Deno.test("any listings leave each market in the gathering of its event, once", () => {
  const tickers = fc.constantFrom(HOME, AWAY, `${EVENT}-TIE`);
  const move = fc.oneof(
    fc.tuple(tickers, fc.constantFrom(EVENT, OTHER_EVENT, "X")).map(([ticker, event]) =>
      listed(1, ticker, event)
    ),
    tickers.map((ticker) => book(1, ticker)),
  );
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
      const made = engineState([], ...moves);
      const gathered = [EVENT, OTHER_EVENT, "X"].flatMap((event) =>
        made.marketsOf(event).map((market) => {
          assertEquals(market.event, event);
          return market.ticker;
        })
      );
      assertEquals(gathered.toSorted(), [...made.markets()].map(({ ticker }) => ticker).toSorted());
    }),
    { seed: 13 },
  );
});

Deno.test("a market state shows what is known of its market's game, and how old that is at the moment", () => {
  const made = engineState([FIXTURE], listed(90, HOME, EVENT), book(90, HOME));
  const marketState = marketStateOf(made, HOME);
  let shown = marketState.show(100);
  assertEquals([shown.at, shown.bookAgeMs, shown.game, shown.gameAgeMs], [100, 10, undefined, undefined]);
  assertEquals([shown.homeMarket?.ticker, shown.awayMarket], [HOME, undefined]);
  made.fold(game(100.5));
  shown = marketState.show(110.25);
  assertEquals([shown.at, shown.bookAgeMs, shown.game, shown.gameAgeMs], [110.25, 20.25, GAME, 9.75]);
  made.fold(game(120));
  shown = marketState.show(120);
  assertEquals(shown.gameAgeMs, 0);
});

Deno.test("a market state that moves to an event without a score shows neither a game nor its age", () => {
  const made = engineState([], game(1), listed(2, HOME, EVENT, "BOS"));
  const marketState = marketStateOf(made, HOME);
  let shown = marketState.show(10);
  assertEquals([shown.game, shown.gameAgeMs, shown.homeMarket?.ticker], [GAME, 9, HOME]);
  made.fold(listed(11, HOME, OTHER_EVENT, "BOS"));
  shown = marketState.show(12);
  assertEquals([shown.game, shown.gameAgeMs, shown.homeMarket], [undefined, undefined, undefined]);
});

Deno.test("a rule sees the state of each market on its own, at the clock, a score and its own book", () => {
  const puppet = new Puppet();
  const { engine } = startEngine({ strategies: [{ name: "puppet", strategy: puppet }], fixtures: [FIXTURE] });
  engine.process(listed(NOON, HOME, EVENT));
  engine.process(book(NOON + 1, HOME));
  puppet.seen.length = 0;
  engine.process(events.clock(NOON + 1_000));
  engine.process(game(NOON + 2_000));
  engine.process(events.change(NOON + 3_000, "bid", 3900, 100, HOME));
  assertEquals(
    puppet.seen.map(({ at, market, game, gameAgeMs }) => [at - NOON, market.ticker, game?.gameId, gameAgeMs]),
    [
      [1_000, AWAY, undefined, undefined],
      [1_000, HOME, undefined, undefined],
      [2_000, AWAY, "1", 0],
      [2_000, HOME, "1", 0],
      [3_000, HOME, "1", 1_000],
    ],
  );
  assertEquals(puppet.seen.map(({ bookAgeMs }) => bookAgeMs), [1_000, 999, 2_000, 1_999, 0]);
  assert(
    puppet.seen.every(({ homeMarket, awayMarket }) =>
      homeMarket?.ticker === HOME && awayMarket?.ticker === AWAY
    ),
  );
});

Deno.test("each rule's reasons are counted by itself, over all its markets", () => {
  const [one, other] = [new Puppet(), new Puppet()];
  const { engine } = startEngine({
    strategies: [{ name: "one", strategy: one }, { name: "other", strategy: other }],
  });
  engine.process(listed(NOON, HOME, EVENT));
  engine.process(book(NOON + 1, HOME));
  one.next = [buy(8600, 100)];
  other.next = { code: "WAITING" };
  engine.process(events.change(NOON + 2, "bid", 8400, 100));
  engine.process(events.clock(NOON + 3));
  const counts = engine.strategies.reports().map((
    { name, reasons },
  ) => [name, Object.fromEntries(reasons())]);
  assertEquals(counts, [
    ["one", { NOTHING_TO_DO: 4 }],
    ["other", { NOTHING_TO_DO: 4, WAITING: 1 }],
  ]);
  const [standing] = engine.strategies.reports();
  assertEquals(standing?.whyNot(AWAY)?.code, "NOTHING_TO_DO");
  assertEquals(standing?.whyNot("NOBODY"), undefined);
  assertEquals(engine.orders.portfolio.held(AWAY), quantity(100));
});

Deno.test("a rule that writes to its state is stopped, and the others see nothing of it", () => {
  const vandal = {
    onState(state: StrategyState) {
      Object.assign(state, { market: undefined, game: undefined, homeMarket: state.awayMarket, at: 0 });
      return { code: "DONE" };
    },
  };
  const puppet = new Puppet();
  const { engine } = startEngine({
    strategies: [{ name: "vandal", strategy: vandal }, { name: "puppet", strategy: puppet }],
    fixtures: [FIXTURE],
  });
  engine.process(listed(NOON, HOME, EVENT));
  engine.process(book(NOON + 1, HOME));
  engine.process(game(NOON + 2));
  engine.process(book(NOON + 3, HOME));
  engine.process(events.clock(NOON + 1_000));
  const last = puppet.seen.slice(-2);
  assertEquals(last.map(({ at, market, game }) => [at - NOON, market.ticker, game?.gameId]), [
    [1_000, AWAY, "1"],
    [1_000, HOME, "1"],
  ]);
  assert(last.every(({ homeMarket, markets }) => homeMarket?.ticker === HOME && markets.length === 2));
  const [stopped, other] = engine.strategies.reports().map((standing) => standing.stopped);
  assert(stopped?.startsWith("Cannot assign to read only property"), stopped);
  assertEquals(other, undefined);
});

Deno.test("reasons that are all different are counted up to a limit, and as others beyond it", () => {
  const puppet = new Puppet();
  const { engine } = startEngine({ strategies: [{ name: "puppet", strategy: puppet }] });
  engine.process(listed(NOON, HOME, EVENT));
  for (let index = 0; index < 1_000; index++) {
    puppet.next = { code: `AGE_${index}` };
    engine.process(book(NOON + index, HOME));
  }
  const [standing] = engine.strategies.reports();
  const reasons = standing?.reasons() ?? new Map<string, number>();
  assert(reasons.size <= 202, String(reasons.size));
  assert((reasons.get("OTHER") ?? 0) > 700);
});

Deno.test("what nobody has listed is no market: no strategy sees it, the gate refuses it, and nothing grows", () => {
  const { engine, puppet } = startEngine();
  puppet.seen.length = 0;
  for (let index = 0; index < 1_000; index++) {
    const ticker = `KXOTHER-99DEC01AAABBB-${index}`;
    engine.process(book(NOON + 1, ticker));
    engine.process(events.change(NOON + 1, "bid", 4000, 5, ticker));
    engine.process(events.trade(NOON + 1, "bid", 4100, 100, ticker));
    engine.process({ kind: "ticker", at: NOON + 1, market: ticker, last: price(4100) });
    engine.process(events.life(NOON + 1, { status: "active" }, ticker));
    engine.process({ kind: "books_suspect", at: NOON + 1, markets: [ticker], reason: "lost" });
  }
  assertEquals(puppet.seen, []);
  assertEquals([...engine.markets()].map(({ ticker }) => ticker), [TICKER]);
  puppet.next = [{ ...buy(4100, 100), market: "KXOTHER-99DEC01AAABBB-7" }];
  const [signal] = engine.process(events.clock(NOON + 1_000));
  assertEquals(signal?.kind === "signal" ? signal.refused?.code : undefined, "MARKET_UNKNOWN");
});

Deno.test("a fact known before the game is shown from the moment it was read on", () => {
  const fact = (value: number, readAt: number) => ({ value, source: "test", readAt });
  const pregame = { closingSpread: fact(-3.5, NOON), total: fact(220, NOON + 10) };
  const made = engineState([{ ...FIXTURE, pregame }], listed(NOON, HOME, EVENT), listed(NOON, TICKER, EVENT));
  const marketState = marketStateOf(made, HOME);
  assertEquals(marketState.show(NOON - 1).pregame, undefined);
  assertEquals(marketState.show(NOON).pregame, { closingSpread: pregame.closingSpread });
  assertEquals(marketState.show(NOON + 10).pregame, pregame);
  assertEquals(
    marketStateOf(engineState([FIXTURE], listed(NOON, HOME, EVENT)), HOME).show(NOON).pregame,
    undefined,
  );
});
