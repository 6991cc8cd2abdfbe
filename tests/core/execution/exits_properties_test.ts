import type { MarketStatus } from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Side } from "../../../src/core/market/book.ts";
import type { Engine } from "../../../src/core/engine.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Command } from "../../../src/core/commands.ts";
import type { ExitPlan } from "../../../src/core/execution/exit_plan.ts";
import { FILL_MODELS, type FillModelName } from "../../../src/core/fills/model.ts";
import type { Holding } from "../../../src/core/execution/holding.ts";
import type { Order } from "../../../src/core/orders.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import type { ActiveStrategy } from "../../../src/core/strategy/strategy.ts";
import { bestAskFor, type OutcomeSide, sellingSide } from "../../../src/core/market/outcome_side.ts";
import { CENT_GRID, type TickGrid } from "../../../src/core/market/ticks.ts";
import { mirrorEvent, unmirrorOutcome } from "../mirror.ts";
import {
  accounted,
  buy,
  dollars,
  events,
  infoOf,
  micros,
  NOON,
  price,
  quantity,
  startEngine,
  TICKER,
  WIDE,
} from "../support.ts";

// Invariants of the whole engine, with two strategies in two markets of one game, for every fill model and latency, after
// any sequence of books, prints, commands, stops of trading, ends, doubts, other grids and other fees:
//  1. At every event: cash + cost + fees − gains = start; what strategies hold sums up to the position; what is offered of a
//     holding is at most that holding, and nothing is offered without one; an exit at the market is the only one.
//  2. Exits and cancels are bounded: no cancelling and sending in circles.
//  3. Nothing is forgotten: once everything trades again, with bids far below every trigger, each exit is sold, or is a stop
//     that rests whole at its floor and says so; each stop was touched; each take-profit is offered whole.
//  4. What is decided, and when, does not depend on events that say nothing: heartbeats, a book that is still the same.
//  5. Each of these for rules that take NO as for rules that take YES; and what the former do in the mirror of the markets (every
//     price p is 1 − p, every bid an ask) is the mirror of what the latter do in the markets, at the same moments, for the same money.
//  6. After the payout: no orders, no holdings; cash = start + gains − fees, and the round trips sum up to that.

const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
const MARKETS = [TICKER, OTHER];
const START = dollars(1_000);
const FINE: TickGrid = [{ start: price(0), end: price(10_000), step: price(10) }];
const PLANS: readonly ExitPlan[] = [
  {},
  { stopLoss: 100 },
  { stopLoss: 500, takeProfit: 200 },
  { takeProfit: 100, maxHoldMs: 5_000 },
];

type Step =
  & {
    readonly wait: number;
    readonly market: string;
  }
  & (
    | {
      readonly kind: "book";
      readonly bid: number | undefined;
      readonly spread: number;
      readonly size: number;
    }
    | { readonly kind: "trade"; readonly side: Side; readonly level: number; readonly size: number }
    | {
      readonly kind: "want";
      readonly strategy: string;
      readonly sells: boolean;
      readonly part: number | undefined;
      readonly over: number;
      readonly size: number;
      readonly plan: ExitPlan;
    }
    | { readonly kind: "command"; readonly command: Command["command"] }
    | { readonly kind: "life"; readonly status: MarketStatus; readonly yesPays: number }
    | { readonly kind: "grid"; readonly fine: boolean }
    | { readonly kind: "shard"; readonly up: boolean }
    | { readonly kind: "clock" | "doubt" | "fees" }
  );

const base = {
  wait: fc.constantFrom(0, 1, 10, 40, 60, 300, 1_000, 1_000, 3_000),
  market: fc.constantFrom(TICKER, TICKER, OTHER),
};
const level = fc.constantFrom(
  100,
  1_000,
  2_900,
  3_000,
  4_900,
  5_000,
  5_100,
  5_200,
  8_400,
  8_500,
  8_600,
  9_900,
);
const size = fc.integer({ min: 1, max: 3_000 });
const bid = fc.option(level, { nil: undefined, freq: 8 });
const spread = fc.constantFrom(100, 100, 300, 2_000);
const side = fc.constantFrom<Side>("bid", "ask");
const over = fc.constantFrom(-100, 0, 100, 300);
const strategy = fc.constantFrom("a", "b");
const command = fc.constantFrom<Command["command"][]>(
  "pause_entries",
  "resume_entries",
  "resume_entries",
  "cancel_all",
  "flatten",
  "close_position",
);
const sells = fc.constantFrom(true, false, false);
const part = fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined, freq: 2 });
const outcomeSide = fc.constantFrom<OutcomeSide>("yes", "no");
const plan = fc.constantFrom(...PLANS);
const status = fc.constantFrom<MarketStatus[]>("active", "active", "inactive", "determined", "finalized");
const yesPays = fc.constantFrom(0, 1_000_000, 500_000, 333_333, 1);
const kind = <K extends string>(name: K) => ({ ...base, kind: fc.constant(name) });
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 10, arbitrary: fc.record({ ...kind("book"), bid, spread, size }) },
  { weight: 3, arbitrary: fc.record({ ...kind("trade"), side, level, size }) },
  { weight: 8, arbitrary: fc.record(kind("clock")) },
  { weight: 3, arbitrary: fc.record({ ...kind("want"), strategy, sells, part, over, size, plan }) },
  { weight: 1, arbitrary: fc.record({ ...kind("command"), command }) },
  { weight: 1, arbitrary: fc.record({ ...kind("life"), status, yesPays }) },
  { weight: 1, arbitrary: fc.record({ ...kind("grid"), fine: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ ...kind("shard"), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record(kind("doubt")) },
  { weight: 1, arbitrary: fc.record(kind("fees")) },
);
const steps = fc.array(step, { minLength: 5, maxLength: 120 });
/** Once in a while the trader kills, at some step. */
const kills = fc.option(fc.nat(119), { nil: undefined, freq: 3 });

/** Does what it was last told: once, or in every state. */
class Told implements ActiveStrategy {
  readonly name: string;
  readonly strategy: ActiveStrategy["strategy"];
  readonly outcomeSide: OutcomeSide;
  wish: {
    readonly market: string;
    readonly sells: boolean;
    /** Left out: all that it holds. */
    readonly part?: number;
    readonly at: number;
    readonly size: number;
    readonly plan: ExitPlan;
  } | undefined;

  constructor(name: string, stubborn: boolean, outcomeSide: OutcomeSide) {
    this.name = name;
    this.outcomeSide = outcomeSide;
    this.strategy = {
      onState: () => {
        const { wish } = this;
        if (wish === undefined) return { code: "NOTHING_TO_DO" };
        if (!stubborn) this.wish = undefined;
        const { market, at, size, plan } = wish;
        return wish.sells
          ? [{
            action: "sell" as const,
            market,
            price: price(100),
            ...(wish.part === undefined ? {} : { size: { quantity: quantity(wish.part) } }),
          }]
          : [buy(at, size, { market, exits: plan, ...(outcomeSide === "yes" ? {} : { outcomeSide }) })];
      },
    };
  }
}

function sellsOf({ orders }: Engine, market: string, name: string): Order[] {
  return orders.open.in(market).filter(({ request }) =>
    request.purpose !== "entry" && request.strategy === name
  );
}

function offered(orders: readonly Order[]): number {
  return orders.reduce((sum, { remaining }) => sum + remaining, 0);
}

/** What must hold after every event. */
function check(engine: Engine): void {
  const { portfolio, holdings } = engine.orders;
  assertEquals(accounted(portfolio), START);
  for (const market of MARKETS) {
    const held = holdings.inMarket(market);
    assertEquals(portfolio.held(market) as number, held.reduce((sum, { quantity }) => sum + quantity, 0));
    for (const name of ["a", "b"]) {
      const sells = sellsOf(engine, market, name);
      const holding = holdings.find(name, market);
      // What is on its way to a market that has just been paid out is refused when it comes there.
      const most = engine.market(market)?.isSettled === true ? Infinity : holding?.contracts ?? 0;
      assert(offered(sells) <= most, `${name} offers more than it holds`);
      const sellsAt = holding === undefined ? undefined : sellingSide(holding.outcomeSide);
      assert(
        sells.every(({ request }) => holding === undefined || request.side === sellsAt),
        "sold as bought",
      );
      const atMarket = sells.some(({ request }) => request.purpose !== "take_profit");
      assert(!atMarket || sells.length === 1, "two exits at once");
    }
  }
}

/** What must hold of a holding once the bids have been far below it for long. */
function checkLeft(engine: Engine, holding: Holding): void {
  const { exiting, exits, contracts, leaving, heldBack, entryBid = 10_000 } = holding;
  if (engine.trading.killed && exiting !== "manual") return;
  const sum = offered(sellsOf(engine, holding.market, holding.strategy));
  if (exiting !== undefined) assertEquals([exiting, sum, heldBack?.code], ["stop", leaving, "STOP_WAITS"]);
  else {
    // Over a bid of .01 there is no price for a stop.
    assert(
      exits?.stopLoss === undefined || entryBid <= 100 || holding.averagePrice <= 300,
      "a stop was not touched",
    );
    if (exits?.takeProfit !== undefined && !engine.trading.isReducing) assertEquals(sum, contracts);
  }
}

/** The most exits and cancels of a second. */
function mostASecond(outcomes: readonly Outcome[]): number {
  const times = outcomes.flatMap((outcome) => {
    const counts = outcome.kind === "cancel" ||
      (outcome.kind === "order" && outcome.request.purpose !== "entry");
    return counts ? [outcome.at] : [];
  });
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function commandOf(name: Command["command"], market: string): Command {
  if (name === "close_position") return { command: name, market };
  if (name === "place_order") {
    return {
      command: name,
      market,
      outcome_side: "yes",
      action: "buy",
      price: "0.86",
      contracts: "3",
      time_in_force: "good_till_canceled",
    };
  }
  if (name === "change_order") return { command: name, order: "t-1", contracts: "1.5" };
  if (name === "cancel_order") return { command: name, order: "t-1" };
  return name === "halt_entries" ? { command: name, reason: "test" } : { command: name };
}

function play(
  all: readonly Step[],
  killAt: number | undefined,
  model: FillModelName,
  latencyMs: number,
  stubborn: boolean,
  { heartbeats = false, outcomeSide = "yes" as OutcomeSide } = {},
) {
  const strategies = ["a", "b"].map((name) => new Told(name, stubborn, outcomeSide));
  const { engine } = startEngine({
    connected: false,
    strategies,
    startingCash: START,
    fillModel: model,
    latencyMs,
    limits: { ...WIDE, maxBookAgeMs: 1e9, maxOpenOrders: 20, collar: price(1_000) },
  });
  const outcomes: Outcome[] = [];
  const take = (event: EngineEvent) => {
    outcomes.push(...engine.process(outcomeSide === "yes" ? event : mirrorEvent(event)));
    check(engine);
  };
  const { event: game } = infoOf();
  take(events.listed(NOON - 60_000, { ticker: OTHER, event: game }));
  take(events.feed(NOON));
  for (const market of MARKETS) take(events.book(NOON, [[5_000, 5_000]], [[5_100, 5_000]], market));
  let at = NOON;
  for (const [index, each] of all.entries()) {
    const { market } = each;
    for (let beat = at + 1; heartbeats && beat < at + each.wait; beat += 37) {
      take({ kind: "heartbeat", at: beat });
      take({ kind: "book_confirmed", at: beat, market });
    }
    at += each.wait;
    if (index === killAt) take(events.command(at, "kill"));
    switch (each.kind) {
      case "book": {
        const ask = (each.bid ?? 5_000) + each.spread;
        const asks: [number, number][] = ask > 9_900 ? [] : [[ask, each.size]];
        take(events.book(at, each.bid === undefined ? [] : [[each.bid, each.size]], asks, market));
        break;
      }
      case "trade":
        take(events.trade(at, each.side, each.level, each.size, market));
        break;
      case "want": {
        const book = engine.market(market)?.book;
        const best = ((book && bestAskFor(outcomeSide, book)) ?? 5_000) + each.over;
        const { sells, part, size, plan } = each;
        const found = strategies.find(({ name }) => name === each.strategy);
        if (found) {
          found.wish = {
            market,
            sells,
            ...(part === undefined ? {} : { part }),
            at: Math.min(9_900, Math.max(100, best)),
            size,
            plan,
          };
        }
        break;
      }
      case "command":
        take({ kind: "command", at, command: commandOf(each.command, market) });
        break;
      case "life":
        take(events.life(at, {
          status: each.status,
          ...(each.status === "finalized" ? { result: { yesPays: micros(each.yesPays) } } : {}),
        }, market));
        break;
      case "grid":
        take(events.life(at, { grid: each.fine ? FINE : CENT_GRID }, market));
        break;
      case "shard":
        take({ kind: "exchange", at, exchangeIndex: 0, tradingActive: each.up });
        break;
      case "doubt":
        take({ kind: "books_suspect", at, reason: "messages were lost" });
        break;
      case "fees":
        take({ kind: "fees_unknown", at, event: game, reason: "cannot be computed" });
        break;
      case "clock":
        take(events.clock(at));
    }
  }
  for (const each of strategies) each.wish = undefined;
  at += 100;
  take({ kind: "exchange", at, exchangeIndex: 0, tradingActive: true });
  for (const market of MARKETS) {
    take(events.life(at, { status: "active", grid: CENT_GRID }, market));
    take(events.book(at, [[100, 10_000_000]], [[200, 100_000]], market));
  }
  for (let second = 0; second < 90; second++) {
    at += 1_000;
    for (const market of MARKETS) take(events.change(at, "bid", 100, 1, market));
    take(events.clock(at));
  }
  return { engine, outcomes, take, at };
}

for (const model of FILL_MODELS) {
  Deno.test(`${model}: exits sell no more than is held, go in no circles, and none is forgotten`, () => {
    const latency = fc.constantFrom(0, 50, 1_500);
    fc.assert(
      fc.property(
        steps,
        kills,
        latency,
        fc.boolean(),
        outcomeSide,
        (all, killAt, latencyMs, stubborn, outcomeSide) => {
          const { engine, outcomes, take, at } = play(all, killAt, model, latencyMs, stubborn, {
            outcomeSide,
          });
          for (const holding of engine.orders.holdings.open()) checkLeft(engine, holding);
          // 20 orders may be open, and all of them be cancelled and exits sent in one moment.
          assert(mostASecond(outcomes) <= 40, `${mostASecond(outcomes)} a second`);
          for (const market of MARKETS) {
            take(events.life(at + 1, { status: "finalized", result: { yesPays: micros(333_333) } }, market));
          }
          take(events.clock(at + 2_000));
          const { portfolio, holdings, open: { count: openCount } } = engine.orders;
          assertEquals([openCount, holdings.isFlat], [0, true]);
          assertEquals(portfolio.cash, START + portfolio.realised - portfolio.fees);
          assertEquals(
            holdings.closed.reduce((sum, { pnl }) => sum + pnl, 0),
            portfolio.realised - portfolio.fees,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
}

Deno.test("events that say nothing change no decision and no moment", () => {
  fc.assert(
    fc.property(steps, kills, fc.constantFrom(0, 50, 1_500), (all, killAt, latencyMs) => {
      const plain = play(all, killAt, "queue", latencyMs, false).outcomes;
      assertEquals(play(all, killAt, "queue", latencyMs, false, { heartbeats: true }).outcomes, plain);
    }),
    { numRuns: 60 },
  );
});

for (const model of FILL_MODELS) {
  Deno.test(`${model}: NO in the mirror of the markets is what YES is in the markets`, () => {
    const latency = fc.constantFrom(0, 50, 1_500);
    fc.assert(
      fc.property(steps, kills, latency, fc.boolean(), (all, killAt, latencyMs, stubborn) => {
        const yes = play(all, killAt, model, latencyMs, stubborn);
        const no = play(all, killAt, model, latencyMs, stubborn, { outcomeSide: "no" });
        assertEquals(no.outcomes.map(unmirrorOutcome).map(withoutMarket), yes.outcomes.map(withoutMarket));
        for (const look of [moneyOf, holdingsOf]) assertEquals(look(no.engine), look(yes.engine));
      }),
      { numRuns: 150 },
    );
  });
}

/** What is told of a market itself is told in YES prices, whoever holds what. */
function withoutMarket(outcome: Outcome): Outcome {
  if (outcome.kind === "note" && !/^[ab]: /.test(outcome.text)) return { ...outcome, text: "" };
  if (outcome.kind !== "signal" || outcome.refused?.code !== "BOOK_SUSPECT") return outcome;
  return { ...outcome, refused: { code: outcome.refused.code } };
}

/** All that an account comes to. */
function moneyOf(engine: Engine): number[] {
  const { portfolio } = engine.orders;
  const { cash, fees, realised } = portfolio;
  return [
    cash,
    fees,
    realised,
    portfolio.totalCost(),
    engine.orders.commitments.totalLocked(),
    engine.account.equity(),
    engine.account.dayPnl(),
  ];
}

/** What is held, in prices of the side. */
function holdingsOf({ orders }: Engine): unknown[] {
  return orders.holdings.open().map((holding) => [
    holding.strategy,
    holding.market,
    Math.abs(holding.quantity),
    holding.contracts,
    holding.cost,
    holding.averagePrice,
    holding.fees,
    holding.entryBid,
    holding.stopTrigger,
    holding.exitLimit,
    holding.exiting,
    holding.leaving,
  ]);
}
