import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Engine } from "../../../src/core/engine.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { FILL_MODELS } from "../../../src/core/fills/model.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { holding, PLAN, PROMPT, tell } from "./exit_support.ts";
import {
  accounted,
  buy,
  dollars,
  events,
  micros,
  NOON,
  price,
  Puppet,
  startEngine,
  TICKER,
  WIDE,
} from "../support.ts";

const { book, change, clock, command, life, trade } = events;

Deno.test("a filled entry offers its take-profit at once, at the target on the grid or above", () => {
  const { engine, entry, arrived } = holding();
  assertEquals(entry, ["entry bid 1000@8600", "entry filled 1000@8600", "take_profit ask 1000@8800"]);
  assertEquals(arrived, []);
  assertEquals(tell(engine.process(trade(NOON + 200, "bid", 8_900, 1_000))), [
    "take_profit filled 1000@8800",
    "closed take_profit",
  ]);
});

Deno.test("the take-profit never rests above its highest price", () => {
  const { entry } = holding({ takeProfit: 5_000, takeProfitMax: price(9_900) });
  assertEquals(entry.at(-1), "take_profit ask 1000@9900");
});

Deno.test("without a plan nothing is sold until settlement", () => {
  const { engine, entry } = holding({});
  assertEquals(entry.length, 2);
  const settled = engine.process(
    life(NOON + 300, { status: "finalized", result: { yesPays: micros(1_000_000) } }),
  );
  assertEquals(tell(settled), ["closed settled"]);
  assertEquals(accounted(engine.orders.portfolio), dollars(1_000));
});

Deno.test("a touched stop cancels the take-profit, and sells when that is confirmed", () => {
  const { engine } = holding(PLAN, { latencyMs: 50, exits: PROMPT });
  const drop = (at: number) => engine.process(book(at, [[8_300, 50_000]], [[8_600, 50_000]]));
  engine.process(clock(NOON + 200));
  const take = [...engine.orders.open.all()][0]?.request.clientOrderId;
  assertEquals(tell(drop(NOON + 300)), [`cancel ${take} exit`]);
  assertEquals(tell(engine.process(change(NOON + 349, "bid", 8_200, 100))), []);
  assertEquals(tell(engine.process(change(NOON + 360, "bid", 8_200, 100))), [
    "take_profit cancelled",
    "stop ask 1000@8200",
  ]);
  assertEquals(tell(engine.process(clock(NOON + 420))), ["stop filled 1000@8300", "closed stop"]);
});

Deno.test("what waits for a confirmation is done when that comes, not at the next input", () => {
  const { engine } = holding(PLAN, { latencyMs: 50, exits: PROMPT });
  engine.process(clock(NOON + 200));
  engine.process(book(NOON + 300, [[8_300, 50_000]], [[8_600, 50_000]]));
  // Nothing arrives for most of a second: the cancel is confirmed at 350, the sale sent then, and filled at 400.
  const outcomes = engine.process(clock(NOON + 1_200));
  assertEquals(tell(outcomes), [
    "take_profit cancelled",
    "stop ask 1000@8200",
    "stop filled 1000@8300",
    "closed stop",
  ]);
  assertEquals(outcomes.map(({ kind, at }) => `${kind} ${at - NOON}`), [
    "report 350",
    "order 350",
    "report 400",
    "report 400",
    "closed 400",
  ]);
});

Deno.test("a take-profit is offered when its entry is filled, not at the next input", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_600, 1_000, { exits: { takeProfit: 200 } })];
  engine.process(clock(NOON + 100));
  const [offer] = engine.process(clock(NOON + 1_100)).filter(({ kind }) => kind === "order");
  assertEquals(offer?.at, NOON + 150);
});

Deno.test("a stop first takes back the rest of its own entry, and does not trade with it", () => {
  const { engine, puppet } = startEngine({ exits: PROMPT });
  engine.process(book(NOON + 1, [[8_500, 100]], [[8_600, 400]]));
  puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  assertEquals(engine.orders.portfolio.held(TICKER) as number, 400);
  const outcomes = tell(engine.process(book(NOON + 3, [[8_300, 5_000]], [[8_900, 400]])));
  assertEquals(outcomes, [
    "cancel t-1 exit",
    "entry cancelled",
    "stop ask 400@8200",
    "stop filled 400@8300",
    "closed stop",
  ]);
});

Deno.test("a stop takes back a far entry of its own strategy too, and does not wait for that", () => {
  const { engine, puppet } = startEngine({ exits: PROMPT });
  puppet.next = [buy(8_600, 400, { exits: { stopLoss: 100 } }), buy(5_000, 100)];
  engine.process(clock(NOON + 2));
  assertEquals(tell(engine.process(book(NOON + 3, [[8_300, 5_000]], [[8_900, 400]]))), [
    "cancel t-2 exit",
    "stop ask 400@8200",
    "entry cancelled",
    "stop filled 400@8300",
    "closed stop",
  ]);
});

Deno.test("a stop takes back the bid of another strategy that it would trade with, and leaves the lower ones", () => {
  const { engine, puppet } = startEngine({ exits: PROMPT });
  engine.process(book(NOON + 1, [[8_500, 100]], [[8_600, 400]]));
  puppet.next = [buy(8_600, 400, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  const wish = { market: TICKER, side: "bid", timeInForce: "good_till_canceled", postOnly: false } as const;
  for (const level of [8_400, 7_000]) {
    const other = {
      ...wish,
      price: price(level),
      quantity: WIDE.maxOrderQuantity,
      purpose: "entry",
      strategy: "x",
    } as const;
    engine.orders.send({ ...other, quantity: 100 as typeof other.quantity }, NOON + 2);
  }
  engine.process(clock(NOON + 3));
  const outcomes = tell(engine.process(book(NOON + 4, [[8_300, 5_000]], [[8_900, 400]])));
  assertEquals(outcomes, [
    "cancel t-2 exit",
    "entry cancelled",
    "stop ask 400@8200",
    "stop filled 400@8300",
    "closed stop",
  ]);
});

Deno.test("rules that go on buying do not keep a stop from being sold", () => {
  let buying: readonly string[] = ["holds"];
  const rule = (name: string) => ({
    name,
    strategy: {
      onState: () =>
        buying.includes(name) ? [buy(8_600, 100, { exits: { stopLoss: 100 } })] : { code: "WAITS" },
    },
  });
  const { engine } = startEngine({ latencyMs: 50, strategies: [rule("holds"), rule("other")] });
  engine.process(change(NOON + 100, "bid", 8_400, 1));
  buying = [];
  engine.process(clock(NOON + 2_000));
  assertEquals(engine.orders.holdings.open().map(({ strategy }) => strategy), ["holds"]);
  engine.process(book(NOON + 3_000, [[8_300, 5_000]], [[8_900, 100]]));
  // Both bid for more in every state, every 10 ms, from before the stop is touched.
  buying = ["holds", "other"];
  const codes = new Set<string>();
  for (let ms = 900; ms <= 1_200; ms += 10) {
    for (const outcome of engine.process(change(NOON + 3_000 + ms, "bid", 1_000, 1))) {
      if (outcome.kind === "signal" && outcome.refused !== undefined) codes.add(outcome.refused.code);
    }
  }
  assertEquals(engine.orders.holdings.lastClosed("holds", TICKER)?.reason, "stop");
  assertEquals([...codes], ["EXIT_UNDER_WAY"]);
});

Deno.test("a marketable exit that did not fill is sent again after 3 s, at the price of then", () => {
  const { engine, puppet } = holding({}, { exits: PROMPT });
  puppet.next = [{ action: "sell", market: TICKER, price: price(8_400) }];
  assertEquals(tell(engine.process(book(NOON + 300, [[8_400, 400]], [[8_500, 100]]))), [
    "exit ask 1000@8200",
    "exit filled 400@8400",
  ]);
  engine.process(book(NOON + 500, [[8_000, 5_000]], [[8_500, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 3_299))), []);
  assertEquals(tell(engine.process(clock(NOON + 3_300))), [
    "cancel t-2 reprice",
    "exit cancelled",
    "exit ask 600@7800",
    "exit filled 600@8000",
    "closed exit",
  ]);
});

Deno.test("an exit that would be sent again at the same price and size keeps its place", () => {
  const { engine, puppet } = holding({}, { exits: PROMPT });
  puppet.next = [{ action: "sell", market: TICKER, price: price(8_400) }];
  engine.process(book(NOON + 300, [[8_400, 400]], [[8_500, 100]]));
  engine.process(book(NOON + 500, [], [[8_500, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 60_000))), []);
  assertEquals(engine.orders.open.count, 1);
});

Deno.test("a marketable exit reaches no further than its slippage, on a grid of two steps as well", () => {
  const { engine, puppet } = holding({}, { limits: { ...WIDE, collar: 200 } });
  const grid = [
    { start: price(0), end: price(8_400), step: price(100) },
    { start: price(8_400), end: price(10_000), step: price(10) },
  ];
  engine.process(life(NOON + 200, { grid }));
  engine.process(book(NOON + 300, [[8_450, 5_000]], [[8_500, 100]]));
  puppet.next = [{ action: "sell", market: TICKER, price: price(8_450) }];
  assertEquals(tell(engine.process(clock(NOON + 1_300))), [
    "exit ask 1000@8300",
    "exit filled 1000@8450",
    "closed exit",
  ]);
});

Deno.test("an exit at the market is measured from the bids of the last second, not from a hole among them", () => {
  const { engine } = holding({ maxHoldMs: 60_000 });
  engine.process(book(NOON + 59_900, [[3_000, 5_000]], [[8_600, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 60_010))), ["max_hold ask 1000@8300"]);
  assertEquals(tell(engine.process(book(NOON + 60_200, [[8_500, 5_000]], [[8_600, 100]]))), [
    "max_hold filled 1000@8300",
    "closed max_hold",
  ]);
});

Deno.test("an exit without any bid to measure from says so, once", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [], [[8_600, 400]]));
  puppet.next = [buy(8_600, 400)];
  engine.process(clock(NOON + 2));
  puppet.next = [{ action: "sell", market: TICKER, price: price(8_500) }];
  assertEquals(tell(engine.process(clock(NOON + 3))), ["exit_refused NO_BID"]);
  assertEquals(tell(engine.process(clock(NOON + 4))), []);
  assertEquals(tell(engine.process(change(NOON + 5, "bid", 8_000, 1_000))), [
    "exit ask 400@7800",
    "exit filled 400@8000",
    "closed exit",
  ]);
});

Deno.test("a take-profit offered after the price ran past it is not held back by the collar", () => {
  const { engine } = holding({ takeProfit: 200 }, { limits: { ...WIDE, collar: 1_000 }, latencyMs: 50 });
  engine.process(clock(NOON + 200));
  engine.process(command(NOON + 300, "cancel_all"));
  // After the trader's cancel nothing is offered until entries are resumed, and then at the price of that time.
  assertEquals(tell(engine.process(book(NOON + 400, [[9_800, 5_000]], [[9_900, 100]]))), [
    "take_profit cancelled",
  ]);
  assertEquals(tell(engine.process(clock(NOON + 401))), []);
  engine.process(command(NOON + 410, "resume_entries"));
  assertEquals(tell(engine.process(clock(NOON + 420))), ["take_profit ask 1000@9600"]);
  assertEquals(tell(engine.process(clock(NOON + 500))), [
    "take_profit filled 1000@9800",
    "closed take_profit",
  ]);
});

Deno.test("an exit that the exchange turned away is not sent again with every event", () => {
  const { engine } = holding({ stopLoss: 100 }, { latencyMs: 50, exits: PROMPT });
  engine.process(clock(NOON + 200));
  assertEquals(tell(engine.process(book(NOON + 300, [[8_400, 5_000]], [[8_500, 100]]))), [
    "stop ask 1000@8200",
  ]);
  engine.process(life(NOON + 310, { status: "inactive" }));
  assertEquals(tell(engine.process(life(NOON + 360, { status: "active" }))), ["stop rejected"]);
  for (let at = NOON + 361; at < NOON + 3_350; at += 100) {
    assertEquals(tell(engine.process(change(at, "bid", 8_300, 1))), []);
  }
  assertEquals(tell(engine.process(clock(NOON + 3_350))), ["stop ask 1000@8200"]);
});

Deno.test("an entry is cancelled after 60 s", () => {
  const { engine, puppet } = holding({ takeProfit: 200 });
  puppet.next = [buy(7_000, 100)];
  engine.process(clock(NOON + 1_000));
  assertEquals(tell(engine.process(clock(NOON + 60_999))), []);
  assertEquals(tell(engine.process(clock(NOON + 61_000))), ["cancel t-3 timeout", "entry cancelled"]);
});

Deno.test("entries that have waited too long are all cancelled, at one moment and in one market", () => {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(8_000, 100), buy(7_900, 100), buy(7_800, 100)];
  engine.process(clock(NOON + 1));
  engine.process(clock(NOON + 60_001));
  assertEquals(engine.orders.open.count, 0);
});

Deno.test("a take-profit keeps its place past its time-out: what was ahead of it is served, then it fills", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [[8_500, 5_000]], [[8_600, 5_000], [8_800, 1_000]]));
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200 } })];
  engine.process(clock(NOON + 2));
  engine.process(trade(NOON + 3, "bid", 8_800, 950));
  for (let second = 1; second <= 400; second++) {
    assertEquals(tell(engine.process(clock(NOON + second * 1_000))), []);
  }
  assertEquals(tell(engine.process(trade(NOON + 400_500, "bid", 8_800, 150))), [
    "take_profit filled 100@8800",
    "closed take_profit",
  ]);
});

Deno.test("a take-profit that belongs elsewhere since more was bought moves at its time-out", () => {
  const { engine, puppet } = holding({ takeProfit: 200 });
  puppet.next = [buy(8_600, 1_000, { exits: { takeProfit: 300 } })];
  engine.process(clock(NOON + 1_000));
  engine.process(book(NOON + 2_000, [[8_500, 100]], []));
  assertEquals(tell(engine.process(clock(NOON + 300_009))), []);
  assertEquals(tell(engine.process(clock(NOON + 300_010))), [
    "cancel t-2 timeout",
    "take_profit cancelled",
    "take_profit ask 1000@8900",
  ]);
});

Deno.test("a take-profit goes out while the book is in doubt, at its own target whatever that book shows", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_600, 100, { exits: { takeProfit: 200 } })];
  engine.process(clock(NOON + 1));
  engine.process(clock(NOON + 52));
  engine.process(command(NOON + 60, "cancel_all"));
  engine.process(clock(NOON + 200));
  engine.process(book(NOON + 300, [[9_800, 100]], [[9_900, 100]]));
  engine.process({ kind: "books_suspect", at: NOON + 400, reason: "a gap" });
  engine.process(command(NOON + 500, "resume_entries"));
  assertEquals(tell(engine.process(clock(NOON + 600))), ["take_profit ask 100@8800"]);
});

Deno.test("a take-profit of a book that is in doubt keeps its place", () => {
  const { engine } = holding({ takeProfit: 200 });
  engine.process(book(NOON + 299_000, [[9_600, 5_000]], [[8_600, 5_000]]));
  assertEquals(tell(engine.process(clock(NOON + 300_010))), []);
  engine.process({ kind: "books_suspect", at: NOON + 300_100, reason: "a gap" });
  assertEquals(tell(engine.process(clock(NOON + 301_010))), []);
});

Deno.test("a take-profit keeps its place while the book is locked", () => {
  const { engine } = holding({ takeProfit: 200 });
  engine.process(book(NOON + 299_900, [[9_600, 5_000]], [[9_600, 5_000]]));
  assertEquals(tell(engine.process(clock(NOON + 300_010))), []);
});

Deno.test("after the longest hold it is sold, whatever the price", () => {
  const { engine } = holding({ maxHoldMs: 60_000 });
  const opened = NOON + 10;
  assertEquals(tell(engine.process(clock(opened + 59_999))), []);
  assertEquals(tell(engine.process(clock(opened + 60_000))), [
    "max_hold ask 1000@8300",
    "max_hold filled 1000@8500",
    "closed max_hold",
  ]);
});

Deno.test("a strategy's own exit sells the whole holding, once", () => {
  const { engine, puppet } = holding({});
  const sell = { action: "sell", market: TICKER, price: price(8_500) } as const;
  puppet.next = [sell, sell];
  assertEquals(tell(engine.process(clock(NOON + 1_000))), [
    "exit ask 1000@8300",
    "exit filled 1000@8500",
    "closed exit",
  ]);
  assertEquals(engine.strategies.signals, 2);
});

Deno.test("in a closed market exits wait, its orders are cancelled, and settlement pays", () => {
  const { engine } = holding();
  assertEquals(tell(engine.process(life(NOON + 300, { status: "closed" }))), ["take_profit cancelled"]);
  assertEquals(tell(engine.process(clock(NOON + 10_000_000))), []);
  assertEquals(
    tell(engine.process(life(NOON + 10_000_001, { status: "determined", result: { yesPays: micros(0) } }))),
    [],
  );
  assertEquals(tell(engine.process(life(NOON + 10_000_002, { status: "finalized" }))), ["closed settled"]);
  assertEquals(engine.orders.portfolio.totalCost() as number, 0);
  assertEquals(engine.account.equity(), engine.orders.portfolio.cash);
});

// Invariants, for every model and latency, two strategies, random markets and wishes: what a strategy offers for sale
// never exceeds what it holds; the holdings add up to the position; the account adds up; with no order open nothing is
// set aside; after a kill nothing more is sent; the same events give the same outcomes.
Deno.test("never more is offered than is held, whatever happens", () => {
  const wish = fc.record({
    level: fc.constantFrom(8_400, 8_500, 8_600, 8_700),
    size: fc.integer({ min: 1, max: 2_000 }),
    plan: fc.record({
      takeProfit: fc.constantFrom(50, 100, 300),
      stopLoss: fc.constantFrom(50, 100, 300),
      maxHoldMs: fc.constantFrom(500, 5_000, 100_000),
    }),
  });
  const step = fc.record({
    wait: fc.constantFrom(1, 20, 300, 4_000, 70_000),
    kind: fc.constantFrom(
      "book",
      "bid",
      "ask",
      "print",
      "print",
      "clock",
      "clock",
      "suspect",
      "cancel",
      "sell",
    ),
    level: fc.constantFrom(8_300, 8_400, 8_500, 8_600, 8_700, 8_800),
    size: fc.integer({ min: 1, max: 3_000 }),
    up: fc.boolean(),
    second: fc.boolean(),
    wish: fc.option(wish, { nil: undefined, freq: 2 }),
  });
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  function eventOf({ kind, level, size, up }: Step, at: number, engine: Engine): EngineEvent {
    const side = kind === "bid" ? "bid" : "ask";
    const shown = engine.market(TICKER)?.book.sizeAt(side, price(level)) ?? 0;
    switch (kind) {
      case "book":
        return book(at, [[level - 100, size]], [[level, size]]);
      case "bid":
      case "ask":
        return change(at, side, level, up ? size : -Math.min(size, shown));
      case "print":
        return trade(at, up ? "bid" : "ask", level, size);
      case "suspect":
        return { kind: "books_suspect", at, reason: "a gap" };
      case "cancel":
        return command(at, "cancel_all");
      default:
        return clock(at);
    }
  }

  function run(
    steps: readonly Step[],
    fillModel: (typeof FILL_MODELS)[number],
    latencyMs: number,
  ): Outcome[] {
    const puppets = [new Puppet(), new Puppet()] as const;
    const strategies = [{ name: "a", strategy: puppets[0] }, { name: "b", strategy: puppets[1] }];
    const { engine } = startEngine({ fillModel, latencyMs, strategies });
    const told: Outcome[] = [];
    let at = NOON;
    for (const each of steps) {
      at += each.wait;
      const puppet = puppets[each.second ? 1 : 0];
      if (each.wish !== undefined) {
        puppet.next = [buy(each.wish.level, each.wish.size, { exits: each.wish.plan })];
      } else if (each.kind === "sell") {
        puppet.next = [{ action: "sell", market: TICKER, price: price(8_500) }];
      }
      const now = engine.process(eventOf(each, at, engine));
      told.push(...now);
      const held = engine.orders.portfolio.held(TICKER);
      let sum = 0;
      for (const { name } of strategies) {
        const own = engine.orders.holdings.find(name, TICKER)?.quantity ?? 0;
        const offers = engine.orders.open.in(TICKER).filter(({ request }) =>
          request.side === "ask" && request.strategy === name
        );
        const offered = offers.reduce((total, { remaining }) => total + remaining, 0);
        assert(offered <= own, `${name} offered ${offered} of ${own}`);
        sum += own;
      }
      assertEquals(sum, held as number);
      assertEquals(accounted(engine.orders.portfolio), dollars(1_000));
      if (engine.orders.open.count === 0) assertEquals(engine.orders.commitments.totalLocked() as number, 0);
    }
    assert(!told.some((outcome) => outcome.kind === "note" && outcome.text.includes("stopped")));
    const killed = engine.process(command(at + 1, "kill"));
    const after = [clock(at + 2), book(at + 1_000, [[5_000, 9]], [[9_000, 9]]), clock(at + 400_000)];
    const rest = [...killed, ...after.flatMap((event) => [...engine.process(event)])];
    assert(!rest.some(({ kind }) => kind === "order"));
    assertEquals(engine.orders.open.count, 0);
    return told;
  }

  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 50 }),
      fc.constantFrom(...FILL_MODELS),
      fc.constantFrom(0, 50),
      (steps, model, latency) => assertEquals(run(steps, model, latency), run(steps, model, latency)),
    ),
    { numRuns: 200 },
  );
});
