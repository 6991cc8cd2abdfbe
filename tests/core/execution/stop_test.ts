import { assertEquals, assertMatch } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { ExitPlan } from "../../../src/core/execution/exit_plan.ts";
import { stopInsideSpread, stopTrigger, takeProfitPrice } from "../../../src/core/execution/exit_plan.ts";
import { DEFAULT_EXITS } from "../../../src/core/execution/exit_settings.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { CENT_GRID } from "../../../src/core/market/ticks.ts";
import { holding, PROMPT, tell } from "./exit_support.ts";
import { buy, events, NOON, price, Puppet, startEngine, TICKER } from "../support.ts";

const { book, change, clock, command, trade } = events;

/** 10 contracts bought at .86 with the bid at .85, and a second later: a stop of 1 % has its trigger at .84. */
function held(plan: ExitPlan = { stopLoss: 100 }, options: Parameters<typeof startEngine>[0] = {}) {
  const set = holding(plan, options);
  set.engine.process(clock(NOON + 2_000));
  return set;
}

/** What notes say, without the strategy's name. */
function notes(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) => outcome.kind === "note" ? [outcome.text.replace("puppet: ", "")] : []);
}

const TRIGGERS: readonly [paid: number, stopLoss: number, entryBid: number | undefined, trigger: number][] = [
  [8_600, 1_000, 8_500, 7_700], // .7740, down to the grid
  [8_000, 500, 7_900, 7_600],
  [8_600, 100, 8_500, 8_400], // .8514 is above the bid: one tick below that
  [8_600, 100, 8_000, 7_900],
  [8_600, 100, undefined, 8_500],
  [8_080, 100, 7_999, 7_900], // .79992 is above the bid by less than a tick
  [8_000, 500, 7_601, 7_600], // what was asked for is the next tick below the bid
  [9_800, 4_898, undefined, 4_900], // .499996 is not .50 yet
];

for (const [paid, stopLoss, entryBid, trigger] of TRIGGERS) {
  Deno.test(`paid ${paid} over a bid of ${entryBid}, a stop of ${stopLoss / 100} % has its trigger at ${trigger}`, () => {
    const basis = {
      exits: { stopLoss },
      averagePrice: price(paid),
      entryBid: entryBid === undefined ? undefined : price(entryBid),
    };
    assertEquals(stopTrigger(basis, CENT_GRID) as number | undefined, trigger);
    assertEquals(stopInsideSpread(basis), paid * (10_000 - stopLoss) / 10_000 > (entryBid ?? 10_000) - 1);
  });
}

Deno.test("without a stop there is no trigger", () => {
  const basis = { exits: { takeProfit: 100 }, averagePrice: price(8_600), entryBid: price(8_500) };
  assertEquals([stopTrigger(basis, CENT_GRID), stopInsideSpread(basis)], [undefined, false]);
});

Deno.test("a take-profit is asked for at the price paid and its part of it, at a dollar at most, or at the plan's own", () => {
  const target = (takeProfit: number, takeProfitMax?: number) =>
    takeProfitPrice(
      { takeProfit, ...(takeProfitMax === undefined ? {} : { takeProfitMax: price(takeProfitMax) }) },
      price(8_000),
    );
  assertEquals(target(200), 8_160);
  assertEquals(target(2_500), 10_000);
  assertEquals(target(2_501), 10_000);
  assertEquals([target(2_375, 9_900), target(2_376, 9_900)], [9_900, 9_900]);
  assertEquals(takeProfitPrice({ stopLoss: 100 }, price(8_000)), undefined);
});

Deno.test("a quote that is pulled for less than a second touches no stop", () => {
  const { engine } = held();
  engine.process(change(NOON + 3_000, "bid", 3_000, 5_000));
  assertEquals(tell(engine.process(change(NOON + 3_001, "bid", 8_500, -100_000))), []);
  engine.process(change(NOON + 3_002, "bid", 8_400, -101));
  assertEquals(engine.market(TICKER)?.book.bestBid as number, 3_000);
  assertEquals(tell(engine.process(clock(NOON + 4_000))), []);
  assertEquals(tell(engine.process(change(NOON + 4_000, "bid", 8_500, 100_000))), []);
  for (let at = NOON + 5_000; at < NOON + 20_000; at += 1_000) {
    assertEquals(tell(engine.process(clock(at))), []);
  }
});

Deno.test("bids that are pulled level by level until none is left touch no stop, and no exit is sold into that hole", () => {
  const pulled = (plan: ExitPlan) => {
    const { engine } = holding(plan);
    const told: string[] = [];
    const play = (event: EngineEvent) => void told.push(...tell(engine.process(event)));
    play(book(NOON + 3_000, [[8_500, 5_000], [3_000, 100]], [[8_600, 50]]));
    play(change(NOON + 3_005, "bid", 8_500, -5_000));
    play(change(NOON + 3_008, "bid", 3_000, -100));
    for (let second = 4; second < 9; second++) play(clock(NOON + second * 1_000));
    play(book(NOON + 9_000, [[8_500, 5_000]], [[8_600, 50]]));
    return told;
  };
  assertEquals(pulled({ stopLoss: 100 }), []);
  assertEquals(pulled({ maxHoldMs: 5_000 }), [
    "max_hold ask 1000@8300",
    "max_hold filled 1000@8300",
    "closed max_hold",
  ]);
});

Deno.test("an ask that comes nearer touches no stop, however long", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_500, 100]], [[8_510, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 60_000))), []);
});

Deno.test("bids at the trigger for a second touch the stop, at that moment and not at the next event", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_400, 5_000]], [[8_600, 100]]));
  assertEquals(engine.process(clock(NOON + 3_999.5)), []);
  const outcomes = engine.process(clock(NOON + 4_900));
  assertEquals(tell(outcomes), ["stop ask 1000@8200", "stop filled 1000@8400", "closed stop"]);
  assertEquals([...new Set(outcomes.map(({ at }) => at - NOON))], [4_000]);
  assertEquals(notes(outcomes), ["stop touched: trigger .8400, best bid at most .8400 for 1 s"]);
});

Deno.test("bids one tick above the trigger do not, and one of them in between begins the second anew", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_401, 5_000]], [[8_600, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 9_000))), []);
  engine.process(book(NOON + 10_000, [[8_300, 5_000]], [[8_600, 100]]));
  engine.process(book(NOON + 10_900, [[8_410, 5_000]], [[8_600, 100]]));
  engine.process(book(NOON + 10_950, [[8_300, 5_000]], [[8_600, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 11_949))), []);
  assertEquals(tell(engine.process(clock(NOON + 11_950)))[0], "stop ask 1000@8200");
});

Deno.test("a print at or through the trigger touches the stop at once; one above it does not", () => {
  for (const [level, touched] of [[8_401, false], [8_400, true], [3_000, true]] as const) {
    const { engine } = held();
    const outcomes = engine.process(trade(NOON + 3_000, "ask", level, 1));
    assertEquals(tell(outcomes)[0] === "stop ask 1000@8300", touched, String(level));
    if (touched) {
      assertEquals(notes(outcomes)[0], `stop touched: trigger .8400, print .${level}`);
    }
  }
});

Deno.test("a print that was made before the entry or with it, and only came after it, touches nothing", () => {
  const { engine } = held();
  for (const madeAt of [9, 10]) {
    const early = { ...trade(NOON + 3_000, "ask", 8_000, 1), sourceAt: NOON + madeAt };
    assertEquals(tell(engine.process(early)), []);
  }
  const late = { ...trade(NOON + 3_001, "ask", 8_000, 1), sourceAt: NOON + 11 };
  assertEquals(tell(engine.process(late))[0], "stop ask 1000@8300");
});

Deno.test("while the book is in doubt no stop is judged, by bids or by prints; it begins anew with the snapshot", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_300, 5_000]], [[8_600, 50]]));
  engine.process({ kind: "books_suspect", at: NOON + 3_900, reason: "sequence gap" });
  assertEquals(tell(engine.process(clock(NOON + 4_000))), []);
  assertEquals(tell(engine.process(trade(NOON + 5_000, "ask", 8_000, 1))), []);
  assertEquals(tell(engine.process(clock(NOON + 9_000))), []);
  assertEquals(tell(engine.process(book(NOON + 9_500, [[8_300, 5_000]], [[8_600, 50]]))), []);
  assertEquals(tell(engine.process(clock(NOON + 10_499))), []);
  assertEquals(tell(engine.process(clock(NOON + 10_500))), [
    "stop ask 1000@8200",
    "stop filled 1000@8300",
    "closed stop",
  ]);
});

Deno.test("a doubt that lasts but a moment between two books counts as well", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_300, 5_000]], [[8_600, 50]]));
  engine.process({ kind: "books_suspect", at: NOON + 3_900, reason: "sequence gap" });
  engine.process(book(NOON + 3_901, [[8_300, 5_000]], [[8_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 4_900))), []);
  assertEquals(tell(engine.process(clock(NOON + 4_901)))[0], "stop ask 1000@8200");
});

Deno.test("a change that no level can take is a doubt too", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_300, 5_000]], [[8_600, 50]]));
  engine.process(change(NOON + 3_500, "bid", 8_200, -1));
  engine.process(book(NOON + 3_501, [[8_300, 5_000]], [[8_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 4_500))), []);
  assertEquals(tell(engine.process(clock(NOON + 4_501)))[0], "stop ask 1000@8200");
});

Deno.test("a stop follows the bids down step by step, each told; at its floor it waits and says so once", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[7_950, 100], [6_000, 5_000]], [[8_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 4_000))), ["stop ask 1000@8200"]);
  assertEquals(tell(engine.process(clock(NOON + 6_999))), []);
  const first = engine.process(clock(NOON + 7_000));
  assertEquals(tell(first), ["cancel t-2 reprice", "stop cancelled", "stop ask 1000@8000"]);
  assertEquals(notes(first), ["exit follows the bids: .8200 → .8000, best bid .7950, trigger .8400"]);
  assertEquals(tell(engine.process(clock(NOON + 10_000))), [
    "cancel t-3 reprice",
    "stop cancelled",
    "stop ask 1000@7800",
    "stop filled 100@7950",
  ]);
  engine.process(change(NOON + 10_001, "bid", 7_950, -100));
  const told: string[] = [];
  for (let second = 11; second < 60; second++) {
    told.push(...tell(engine.process(clock(NOON + second * 1_000))));
  }
  // The trigger is .84: no lower than .74, where it stays on the book.
  assertEquals(told.filter((word) => word.startsWith("stop ask")), [
    "stop ask 900@7600",
    "stop ask 900@7400",
  ]);
  assertEquals(told.at(-1), "exit_refused STOP_WAITS");
  assertEquals(engine.orders.open.in(TICKER).map(({ request }) => request.price as number), [7_400]);
  // It waited there: bids that come back are sold to.
  assertEquals(tell(engine.process(change(NOON + 61_000, "bid", 7_500, 5_000))), [
    "stop filled 900@7400",
    "closed stop",
  ]);
});

Deno.test("a stop that waits says what it waits for", () => {
  const { engine } = held({ stopLoss: 100 }, { exits: { ...DEFAULT_EXITS, stopFloor: 200 } });
  engine.process(book(NOON + 3_000, [[5_000, 5_000]], [[8_600, 50]]));
  engine.process(clock(NOON + 4_000));
  const [waits] = engine.process(clock(NOON + 7_000));
  assertEquals(waits?.kind === "exit_refused" && waits.reason, {
    code: "STOP_WAITS",
    name: "bid",
    value: 5_000,
    bound: "min",
    limit: 8_200,
    unit: "price",
  });
});

Deno.test("a stop that rests without any bid left says so, and stays where it is", () => {
  const { engine } = held();
  engine.process(book(NOON + 3_000, [[8_300, 100]], [[8_600, 50]]));
  engine.process(clock(NOON + 4_000));
  engine.process(book(NOON + 5_000, [], [[8_600, 50]]));
  const outcomes = engine.process(clock(NOON + 8_000));
  assertEquals(outcomes.map((each) => each.kind === "exit_refused" && each.reason), [
    { code: "STOP_WAITS", detail: "no bid" },
  ]);
  assertEquals(engine.process(clock(NOON + 9_000)), []);
});

Deno.test("a step needs bids that stayed below the offer for a second: a hole alone moves nothing", () => {
  const { engine } = held({ stopLoss: 100 }, { latencyMs: 50 });
  engine.process(book(NOON + 3_000, [[8_300, 100]], [[8_600, 50]]));
  engine.process(clock(NOON + 4_500));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.quantity as number, 900);
  engine.process(book(NOON + 6_800, [[8_210, 10]], [[8_600, 50]]));
  engine.process(book(NOON + 6_900, [[3_000, 5_000]], [[8_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 7_500))).filter((word) => word.startsWith("cancel")), []);
});

Deno.test("while the bids are still high a touched stop is offered no further below them than any exit", () => {
  const { engine } = held();
  assertEquals(tell(engine.process(trade(NOON + 3_000, "ask", 8_000, 1))), [
    "stop ask 1000@8300",
    "stop filled 1000@8500",
    "closed stop",
  ]);
});

Deno.test("a stop that was touched by a print before the book fell goes to its own limit at once, not step by step", () => {
  const { engine } = held({ stopLoss: 1_000 });
  engine.process(book(NOON + 3_000, [[9_500, 100]], [[9_600, 50]]));
  // The print of a crash comes before the changes of the book: .77 is the trigger.
  assertEquals(tell(engine.process(trade(NOON + 60_000, "ask", 7_000, 5_000))), [
    "stop ask 1000@9300",
    "stop filled 100@9500",
  ]);
  engine.process(book(NOON + 60_001, [[7_600, 5_000]], [[9_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 62_000))), []);
  assertEquals(tell(engine.process(clock(NOON + 63_000))).slice(2), [
    "stop ask 900@7500",
    "stop filled 900@7600",
    "closed stop",
  ]);
});

Deno.test("a step smaller than a tick is one tick", () => {
  const { engine } = held({ stopLoss: 100 }, { exits: { ...DEFAULT_EXITS, stopStep: 1 } });
  engine.process(book(NOON + 3_000, [[7_950, 1_000]], [[8_600, 50]]));
  engine.process(clock(NOON + 4_000));
  assertEquals(tell(engine.process(clock(NOON + 7_000))).at(-1), "stop ask 1000@8100");
});

Deno.test("an entry into a hole in the bids has its stop where they are a moment later", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [[3_000, 5_000]], [[8_600, 5_000]]));
  puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  engine.process(book(NOON + 300, [[8_500, 5_000]], [[8_600, 5_000]]));
  engine.process(clock(NOON + 2_000));
  engine.process(book(NOON + 3_000, [[8_400, 5_000]], [[8_600, 5_000]]));
  assertEquals(tell(engine.process(clock(NOON + 4_000)))[0], "stop ask 1000@8200");
});

Deno.test("an entry that rested and is filled because the price falls through it keeps the stop of before the fall", () => {
  const fall = (resting: number, taken: number) => {
    const { engine, puppet } = startEngine();
    engine.process(
      book(
        NOON + 1,
        [[8_500, 5_000]],
        [[8_600, taken], [8_900, 5_000]].filter(([, n]) => n !== 0) as [number, number][],
      ),
    );
    puppet.next = [buy(resting, 1_000, { exits: { stopLoss: 100 } })];
    engine.process(clock(NOON + 2));
    const told = tell(engine.process(book(NOON + 60_000, [[7_900, 5_000]], [[8_000, 5_000]])));
    told.push(...tell(engine.process(clock(NOON + 61_000))));
    return told;
  };
  assertEquals(fall(8_600, 0), ["entry filled 1000@8600", "stop ask 1000@8200"]);
  assertEquals(fall(8_600, 500), ["entry filled 500@8600", "stop ask 1000@8200"]);
  // Bid for lower: its own price is where the market was, and a tick below it is no fall yet.
  assertEquals(fall(8_000, 0), ["entry filled 1000@8000"]);
  assertEquals(fall(8_200, 0), [
    "entry filled 1000@8200",
    "stop ask 1000@7800",
    "stop filled 1000@7900",
    "closed stop",
  ]);
});

Deno.test("an entry that was the only bid keeps a stop below its own price", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [], [[9_000, 5_000]]));
  puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  engine.process(book(NOON + 9_000, [[100, 5_000]], [[200, 5_000]]));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.entryBid as number, 8_500);
  assertEquals(tell(engine.process(clock(NOON + 10_000))), ["stop ask 1000@8200"]);
});

Deno.test("a stop that no price is left for is told, once", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [[100, 5_000]], [[200, 5_000]]));
  puppet.next = [buy(200, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  const told = notes(engine.process(clock(NOON + 2_000)));
  assertEquals(told, [
    "no stop: paid .0200, best bid .0100, and no price is low enough for a stop of 1 %; it is held until it is sold otherwise",
  ]);
  assertEquals(notes(engine.process(clock(NOON + 3_000))), []);
});

Deno.test("an order that rested inside a wide spread is not stopped by that spread", () => {
  const { engine, puppet } = startEngine();
  engine.process(book(NOON + 1, [[8_000, 5_000]], [[9_000, 5_000]]));
  puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 2));
  assertEquals(tell(engine.process(trade(NOON + 2_000, "ask", 8_600, 1_000))), ["entry filled 1000@8600"]);
  assertEquals(tell(engine.process(clock(NOON + 9_000))), []);
});

Deno.test("a bid that rises later does not move the trigger", () => {
  const { engine } = holding({ stopLoss: 100 });
  engine.process(book(NOON + 3_000, [[8_590, 5_000]], [[8_600, 5_000]]));
  engine.process(clock(NOON + 9_000));
  engine.process(book(NOON + 10_000, [[8_500, 5_000]], [[8_600, 5_000]]));
  assertEquals(tell(engine.process(clock(NOON + 60_000))), []);
});

Deno.test("a stop nearer than the spread is told, once a market, with what it costs", () => {
  const { engine, puppet } = holding({ stopLoss: 100 });
  assertEquals(notes(engine.process(clock(NOON + 1_009))), []);
  const [text = ""] = notes(engine.process(clock(NOON + 1_010)));
  assertMatch(
    text,
    /^a stop of 1 % is nearer than the spread: paid \.8600, best bid \.8500; its trigger is \.8400/,
  );
  assertMatch(text, /selling loses 2\.3 % and the fees$/);
  engine.process(trade(NOON + 2_000, "ask", 8_300, 1));
  assertEquals(engine.orders.holdings.isFlat, true);
  puppet.next = [buy(8_600, 1_000, { exits: { stopLoss: 100 } })];
  engine.process(clock(NOON + 3_000));
  assertEquals(engine.orders.holdings.isFlat, false);
  assertEquals(notes(engine.process(clock(NOON + 9_000))), []);
});

Deno.test("a stop wider than the spread is not told", () => {
  const { engine } = holding({ stopLoss: 200 });
  assertEquals(notes(engine.process(clock(NOON + 5_000))), []);
});

Deno.test("a round trip closed by a stop keeps its trigger, others have none", () => {
  const { engine } = held();
  engine.process(trade(NOON + 3_000, "ask", 8_300, 1));
  assertEquals(engine.orders.holdings.lastClosed("puppet", TICKER)?.stopTrigger as number, 8_400);
  const other = holding({ maxHoldMs: 1, stopLoss: 100 }, { exits: PROMPT });
  other.engine.process(clock(NOON + 3_000));
  assertEquals(other.engine.orders.holdings.lastClosed("puppet", TICKER)?.stopTrigger, undefined);
});

Deno.test("after a kill no stop is watched, by bids or by prints", () => {
  const { engine } = held();
  engine.process(command(NOON + 2_500, "kill"));
  assertEquals(engine.process(trade(NOON + 3_000, "ask", 8_000, 1)), []);
  engine.process(book(NOON + 3_001, [[8_000, 5_000]], [[8_600, 50]]));
  assertEquals(engine.process(clock(NOON + 9_000)), []);
  assertEquals([engine.trading.killed, engine.unprotected], [true, 1]);
});

for (const [first, second] of [[300, 1_000], [1_000, 300]] as const) {
  Deno.test(`stops of ${first / 100} % and ${second / 100} % in one market, and one in another, are each touched at their moment`, () => {
    const other = "KXNBAGAME-26NOV22LALBOS-BOS";
    const puppets = [new Puppet(), new Puppet(), new Puppet()];
    const { engine } = startEngine({
      strategies: puppets.map((strategy, index) => ({ name: `p${index}`, strategy })),
    });
    engine.process(events.listed(NOON, { ticker: other }));
    engine.process(book(NOON, [[8_500, 5_000]], [[8_600, 5_000]], other));
    for (const [index, stopLoss] of [first, second, 300].entries()) {
      const market = index === 2 ? other : TICKER;
      const puppet = puppets[index];
      if (puppet) puppet.next = [buy(8_600, 100, { market, exits: { stopLoss } })];
    }
    engine.process(clock(NOON + 1));
    engine.process(clock(NOON + 2_000));
    const touched: number[] = [];
    const play = (event: EngineEvent) => {
      for (const each of engine.process(event)) {
        if (each.kind === "note" && each.text.includes("stop touched")) touched.push(each.at - NOON);
      }
    };
    play(book(NOON + 3_000, [[8_300, 5_000]], [[8_600, 50]]));
    play(book(NOON + 3_200, [[8_300, 5_000]], [[8_600, 50]], other));
    play(book(NOON + 3_500, [[7_700, 5_000]], [[8_600, 50]]));
    play(clock(NOON + 9_000));
    assertEquals(touched, [4_000, 4_200, 4_500]);
  });
}

Deno.test("a bid of a book in doubt is none that an entry was made over", () => {
  const { engine } = holding({ stopLoss: 100 });
  engine.process({ kind: "books_suspect", at: NOON + 200, reason: "messages were lost" });
  engine.process(change(NOON + 300, "bid", 8_590, 1));
  engine.process(book(NOON + 400, [[8_500, 5_000]], [[8_600, 5_000]]));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.entryBid as number, 8_500);
});
