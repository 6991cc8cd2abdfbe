import { assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import { MATCH_WINDOW_MS } from "../../../src/core/fills/queue.ts";
import { Bench, events, fillsOf, order } from "../support.ts";

const { book, change, trade } = events;

/** A bid of `size` at .55 behind 100, at time 1. */
function joined(size = 50, shown = 100) {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, shown], [5400, 70]], [[5700, 200]]));
  const request = order("bid", 5500, size);
  bench.send(request, 1);
  const ahead = () => bench.paper.queueAhead(request.clientOrderId) as number | undefined;
  return { bench, request, ahead };
}

interface Case {
  readonly name: string;
  readonly events: readonly EngineEvent[];
  readonly ahead: number | undefined;
  readonly fills: [number, number, string][];
}

const CASES: readonly Case[] = [
  { name: "joins behind what is displayed", events: [], ahead: 100, fills: [] },
  {
    name: "contracts that join later are behind",
    events: [change(2, "bid", 5500, 40)],
    ahead: 100,
    fills: [],
  },
  { name: "a print serves the front", events: [trade(2, "ask", 5500, 60)], ahead: 40, fills: [] },
  {
    name: "a print and then its change move the queue once",
    events: [trade(2, "ask", 5500, 60), change(3, "bid", 5500, -60)],
    ahead: 40,
    fills: [],
  },
  {
    name: "a change and then its print move the queue once",
    events: [change(2, "bid", 5500, -60), trade(3, "ask", 5500, 60)],
    ahead: 40,
    fills: [],
  },
  {
    name: "a change, cancels, and then the print of the first move each once",
    events: [change(2, "bid", 5500, -60), change(3, "bid", 5500, -30), trade(4, "ask", 5500, 60)],
    ahead: 10,
    fills: [],
  },
  {
    name: "a print beyond the queue fills with its rest",
    events: [trade(2, "ask", 5500, 120)],
    ahead: 0,
    fills: [[5500, 20, "maker"]],
  },
  {
    name: "a queue that is through fills with the next print",
    events: [trade(2, "ask", 5500, 100), trade(3, "ask", 5500, 80)],
    ahead: undefined,
    fills: [[5500, 50, "maker"]],
  },
  {
    name: "cancels with nothing behind are all ahead",
    events: [change(2, "bid", 5500, -30)],
    ahead: 70,
    fills: [],
  },
  {
    name: "cancels are spread over the queue in proportion",
    events: [change(2, "bid", 5500, 100), change(3, "bid", 5500, -50)],
    ahead: 75,
    fills: [],
  },
  {
    name: "a change with some behind, then its print: the whole print came from the front",
    events: [change(2, "bid", 5500, 100), change(3, "bid", 5500, -110), trade(4, "ask", 5500, 110)],
    ahead: 0,
    fills: [[5500, 10, "maker"]],
  },
  {
    name: "the print of one change comes in two: each takes back its own part of the step",
    events: [
      change(2, "bid", 5500, 100),
      change(3, "bid", 5500, -100),
      trade(4, "ask", 5500, 50),
      trade(5, "ask", 5500, 50),
    ],
    ahead: 0,
    fills: [],
  },
  {
    name: "a print that explained one change explains no other",
    events: [
      change(2, "bid", 5500, 100),
      change(3, "bid", 5500, -40),
      trade(4, "ask", 5500, 40),
      change(5, "bid", 5500, -32),
    ],
    ahead: 48,
    fills: [],
  },
  {
    name: "cancels to the last contract leave nobody ahead, and fill nothing",
    events: [change(2, "bid", 5500, -100)],
    ahead: 0,
    fills: [],
  },
  {
    name: "a print too late for its change counts again",
    events: [change(2, "bid", 5500, -60), trade(3 + MATCH_WINDOW_MS, "ask", 5500, 30)],
    ahead: 10,
    fills: [],
  },
  {
    name: "a print just in time for its change moves the queue once",
    events: [change(2, "bid", 5500, -60), trade(2 + MATCH_WINDOW_MS, "ask", 5500, 60)],
    ahead: 40,
    fills: [],
  },
  {
    name: "a change just in time for its print is no cancels",
    events: [
      change(2, "bid", 5500, 100),
      trade(3, "ask", 5500, 60),
      change(3 + MATCH_WINDOW_MS, "bid", 5500, -60),
    ],
    ahead: 40,
    fills: [],
  },
  {
    name: "a change too late for its print is cancels",
    events: [
      change(2, "bid", 5500, 100),
      trade(3, "ask", 5500, 60),
      change(4 + MATCH_WINDOW_MS, "bid", 5500, -60),
    ],
    ahead: 28,
    fills: [],
  },
  {
    name: "prints of a hundredth of a contract each explain the change that sums them up",
    events: [
      change(2, "bid", 5500, 100),
      ...Array.from({ length: 60 }, (_, index) => trade(3 + index, "ask", 5500, 1)),
      change(63, "bid", 5500, -60),
    ],
    ahead: 40,
    fills: [],
  },
  {
    name: "a change of a hundredth of a contract and its print move the queue once",
    events: [change(2, "bid", 5500, -1), trade(3, "ask", 5500, 1)],
    ahead: 99,
    fills: [],
  },
  {
    name: "a snapshot with a hundredth of a contract less leaves that less ahead",
    events: [book(2, [[5500, 99]], [[5700, 200]])],
    ahead: 99,
    fills: [],
  },
  {
    name: "the first half of a change's print takes back half of the step",
    events: [change(2, "bid", 5500, 100), change(3, "bid", 5500, -100), trade(4, "ask", 5500, 50)],
    ahead: 25,
    fills: [],
  },
  {
    name: "one print of two changes moves the queue once",
    events: [change(2, "bid", 5500, -60), change(3, "bid", 5500, -30), trade(4, "ask", 5500, 90)],
    ahead: 10,
    fills: [],
  },
  {
    name: "a level that a print took whole leaves nobody ahead when it goes",
    events: [trade(2, "ask", 5500, 100), change(3, "bid", 5500, -100)],
    ahead: 0,
    fills: [],
  },
  {
    name: "a snapshot, contracts that join, and then the print of the trade in it: it was from the front",
    events: [book(2, [[5500, 40]], [[5700, 200]]), change(3, "bid", 5500, 60), trade(4, "ask", 5500, 60)],
    ahead: 40,
    fills: [],
  },
  {
    name: "a snapshot with an ask at the price, one step above the bids, fills up to its size",
    events: [book(2, [[5499, 70]], [[5500, 20]])],
    ahead: 0,
    fills: [[5500, 20, "maker"]],
  },
  {
    name: "a print of buyers does not serve bids",
    events: [trade(2, "bid", 5500, 500)],
    ahead: 100,
    fills: [],
  },
  {
    name: "a print above the order does not reach it",
    events: [trade(2, "ask", 5600, 500)],
    ahead: 100,
    fills: [],
  },
  {
    name: "a trade through fills with the size of the print, at the order's price",
    events: [trade(2, "ask", 5400, 30)],
    ahead: 100,
    fills: [[5500, 30, "maker"]],
  },
  {
    name: "an ask that comes to the price in an uncrossed book fills up to its size",
    events: [change(2, "bid", 5500, -100), change(3, "ask", 5500, 20)],
    ahead: 0,
    fills: [[5500, 20, "maker"]],
  },
  {
    name: "a book crossed for an instant fills nothing",
    events: [change(2, "ask", 5500, 20), change(3, "ask", 5500, -20)],
    ahead: 100,
    fills: [],
  },
  {
    name: "a book that was crossed for an instant fills when its second half makes the crossing true",
    events: [change(2, "ask", 5500, 20), change(3, "bid", 5500, -100)],
    ahead: 0,
    fills: [[5500, 20, "maker"]],
  },
  {
    name: "a snapshot cannot leave more ahead than it shows",
    events: [book(2, [[5500, 40]], [[5700, 200]])],
    ahead: 40,
    fills: [],
  },
  {
    name: "a larger snapshot puts nobody ahead",
    events: [book(2, [[5500, 900]], [[5700, 200]])],
    ahead: 100,
    fills: [],
  },
  {
    name: "a snapshot and then the print of the trade in it move the queue once",
    events: [book(2, [[5500, 40]], [[5700, 200]]), trade(3, "ask", 5500, 60)],
    ahead: 40,
    fills: [],
  },
  {
    name: "a print and then the snapshot with its trade in it move the queue once",
    events: [trade(2, "ask", 5500, 60), book(3, [[5500, 40]], [[5700, 200]])],
    ahead: 40,
    fills: [],
  },
];

for (const { name, events, ahead, fills } of CASES) {
  Deno.test(`queue: ${name}`, () => {
    const set = joined();
    set.bench.play(...events);
    assertEquals(set.bench.fills(), fills);
    assertEquals(set.ahead(), ahead);
  });
}

Deno.test("queue: the same on the other side", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 100]]));
  bench.send(order("ask", 5700, 50), 1);
  bench.play(trade(2, "bid", 5700, 60), change(3, "ask", 5700, -60), trade(4, "bid", 5700, 50));
  assertEquals(bench.fills(), [[5700, 10, "maker"]]);
  bench.play(trade(5, "bid", 5800, 30));
  assertEquals(bench.fills(), [[5700, 10, "maker"], [5700, 30, "maker"]]);
});

Deno.test("queue: a crossing order takes each level at its own price, and the remainder rests at the front", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5600, 30], [5700, 40]]));
  const request = order("bid", 5700, 100);
  assertEquals(fillsOf(bench.send(request, 1)), [[5600, 30, "taker"], [5700, 40, "taker"]]);
  assertEquals(bench.paper.queueAhead(request.clientOrderId) as number, 0);
  assertEquals(fillsOf(bench.play(trade(2, "ask", 5500, 12))), [[5700, 12, "maker"]]);
});

Deno.test("queue: what was taken of a level is taken once, and what joins after it went can be taken again", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 100]]));
  const take = (size: number, at: number) => {
    return fillsOf(bench.send(order("bid", 5700, size, { timeInForce: "immediate_or_cancel" }), at));
  };
  assertEquals(take(60, 1), [[5700, 60, "taker"]]);
  assertEquals(take(60, 2), [[5700, 40, "taker"]]);
  bench.play(change(3, "ask", 5700, -70), change(4, "ask", 5700, 50));
  // 30 of what was taken are still shown.
  assertEquals(take(60, 5), [[5700, 50, "taker"]]);
  bench.play(change(6, "ask", 5700, -80), change(7, "ask", 5700, 25));
  assertEquals(take(60, 8), [[5700, 25, "taker"]]);
});

Deno.test("queue: an order that joins between a change and its print is not filled by that trade", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 200]]), change(1, "bid", 5500, -60));
  const request = order("bid", 5500, 50);
  bench.send(request, 2);
  bench.play(trade(3, "ask", 5500, 60));
  assertEquals(bench.fills(), []);
  assertEquals(bench.paper.queueAhead(request.clientOrderId) as number, 40);
  bench.play(trade(4, "ask", 5500, 55));
  assertEquals(bench.fills(), [[5500, 15, "maker"]]);
});

Deno.test("queue: nor does a trade of a hundredth of a contract from before it joined move it", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 200]]), change(1, "bid", 5500, -1));
  const request = order("bid", 5500, 50);
  bench.send(request, 2);
  bench.play(trade(3, "ask", 5500, 1));
  assertEquals(bench.paper.queueAhead(request.clientOrderId) as number, 99);
});

Deno.test("queue: a print explained before an order joined does not hold back the next one", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 200]]), change(1, "bid", 5500, -60), trade(2, "ask", 5500, 60));
  bench.send(order("bid", 5500, 50), 3);
  bench.play(trade(4, "ask", 5500, 60));
  assertEquals(bench.fills(), [[5500, 20, "maker"]]);
});

Deno.test("queue: two own orders at one price share a print, first come first", () => {
  const { bench, request } = joined(10);
  const second = order("bid", 5500, 30);
  bench.send(second, 2);
  const reports = bench.play(trade(3, "ask", 5500, 125));
  assertEquals(fillsOf(reports), [[5500, 10, "maker"], [5500, 15, "maker"]]);
  assertEquals(reports.map(({ clientOrderId }) => clientOrderId), [
    request.clientOrderId,
    second.clientOrderId,
  ]);
});

Deno.test("queue: the better of two own orders takes a print through it first, nothing is handed out twice", () => {
  const { bench } = joined(50);
  bench.send(order("bid", 5600, 40), 2);
  assertEquals(fillsOf(bench.play(trade(3, "ask", 5500, 120))), [[5600, 40, "maker"]]);
  assertEquals(fillsOf(bench.play(trade(4, "ask", 5500, 60))), [[5500, 40, "maker"]]);
});

Deno.test("queue: a print that a better own order took whole moves nobody, its change leaves no more ahead than is shown", () => {
  const { bench, ahead } = joined(50);
  bench.send(order("bid", 5600, 40), 2);
  bench.play(trade(3, "ask", 5500, 40));
  assertEquals(ahead(), 100);
  bench.play(change(4, "bid", 5500, -40));
  assertEquals(ahead(), 60);
});

Deno.test("queue: a change is explained by the whole print, also by what a better own order took of it", () => {
  const { bench, ahead } = joined(50);
  bench.play(change(2, "bid", 5500, 100));
  bench.send(order("bid", 5600, 40), 3);
  bench.play(trade(4, "ask", 5500, 60));
  assertEquals(ahead(), 80);
  bench.play(change(5, "bid", 5500, -60));
  assertEquals(ahead(), 80);
});

Deno.test("queue: an order that arrives while the book is crossed waits until one side is gone", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5600, 30], [5700, 40]]), change(1, "bid", 5600, 20));
  assertEquals(fillsOf(bench.send(order("bid", 5700, 50), 2)), []);
  assertEquals(fillsOf(bench.play(change(3, "ask", 5600, -30))), [[5700, 40, "taker"]]);
});

Deno.test("queue: an order that arrives while messages are missing meets the snapshot, behind all it shows", () => {
  const bench = new Bench({ model: "queue" });
  const request = order("bid", 5500, 50);
  bench.market();
  bench.send(request, 1);
  assertEquals(bench.paper.queueAhead(request.clientOrderId), undefined);
  bench.play(book(2, [[5500, 90]], [[5700, 200]]));
  assertEquals(bench.paper.queueAhead(request.clientOrderId) as number, 90);
});

Deno.test("queue: nothing is filled from a suspect book", () => {
  const { bench } = joined();
  bench.market().suspect = "a gap";
  bench.play(change(2, "ask", 5400, 20), trade(3, "ask", 5300, 90));
  assertEquals(bench.fills(), []);
});

Deno.test("queue: a change of another level moves nobody", () => {
  const { bench, ahead } = joined();
  bench.play(change(2, "bid", 5400, -60));
  assertEquals(ahead(), 100);
});

Deno.test("queue: a print explains as much as was traded, what shrinks beyond it is cancels", () => {
  const { bench, ahead } = joined(50, 200);
  bench.play(trade(2, "ask", 5500, 60), change(3, "bid", 5500, -60));
  assertEquals(ahead(), 140);
  bench.play(change(3, "bid", 5500, 100));
  // Of 240 shown 60 are cancelled: of the 140 ahead, in proportion, 35.
  bench.play(change(4, "bid", 5500, -60));
  assertEquals(ahead(), 105);
});

Deno.test("queue: a trade from before an order joined, of which a better own order took a part, moves it nowhere", () => {
  const bench = new Bench({ model: "queue" });
  bench.play(book(0, [[5500, 100]], [[5700, 200]]), change(1, "bid", 5500, -60));
  const request = order("bid", 5500, 50);
  bench.send(request, 2);
  bench.send(order("bid", 5600, 40), 2);
  bench.play(change(3, "bid", 5500, 100), trade(4, "ask", 5500, 60));
  assertEquals(bench.fills(), [[5600, 40, "maker"]]);
  assertEquals(bench.paper.queueAhead(request.clientOrderId) as number, 40);
});
