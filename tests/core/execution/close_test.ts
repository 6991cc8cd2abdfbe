import { assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Command } from "../../../src/core/commands.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { holding, PLAN, PROMPT, tell } from "./exit_support.ts";
import { buy, events, NOON, price, Puppet, startEngine, TICKER } from "../support.ts";

const { book, change, clock, command, life, listed } = events;

/** What the trader closes: what one strategy holds in the usual market, or what all do. */
function close(at: number, strategy?: string): EngineEvent {
  const told: Command = { command: "close_position", market: TICKER };
  return { kind: "command", at, command: strategy === undefined ? told : { ...told, strategy } };
}

function refusals(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((each) => each.kind === "signal" && each.refused ? [each.refused.code] : []);
}

Deno.test("a position that the trader closes is sold at once, its take-profit cancelled first", () => {
  const { engine } = holding(PLAN, { latencyMs: 50 });
  engine.process(clock(NOON + 1_000));
  assertEquals(tell(engine.process(close(NOON + 2_000))), ["cancel t-2 exit"]);
  const outcomes = engine.process(clock(NOON + 3_000));
  assertEquals(tell(outcomes), [
    "take_profit cancelled",
    "manual ask 1000@8300",
    "manual filled 1000@8500",
    "closed manual",
  ]);
  assertEquals(outcomes.at(-1)?.at, NOON + 2_100);
});

Deno.test("it is followed until it is flat", () => {
  const { engine } = holding({}, { exits: PROMPT });
  engine.process(book(NOON + 900, [[8_400, 400]], [[8_600, 100]]));
  assertEquals(tell(engine.process(close(NOON + 1_000))), ["manual ask 1000@8200", "manual filled 400@8400"]);
  engine.process(book(NOON + 1_500, [[8_000, 5_000]], [[8_600, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 4_000))), [
    "cancel t-2 reprice",
    "manual cancelled",
    "manual ask 600@7800",
    "manual filled 600@8000",
    "closed manual",
  ]);
});

Deno.test("after it nothing is entered in that market until entries are resumed", () => {
  const { engine, puppet } = holding({});
  engine.process(close(NOON + 1_000));
  puppet.next = [buy(8_600, 100)];
  assertEquals(refusals(engine.process(clock(NOON + 2_000))), ["POSITION_CLOSED"]);
  engine.process(command(NOON + 3_000, "resume_entries"));
  puppet.next = [buy(8_600, 100)];
  assertEquals(refusals(engine.process(clock(NOON + 4_000))), []);
});

Deno.test("what is held by the strategy named is closed, what others hold is kept", () => {
  const puppets = [new Puppet(), new Puppet()];
  const strategies = puppets.map((strategy, index) => ({ name: `s${index}`, strategy }));
  const { engine } = startEngine({ strategies });
  for (const puppet of puppets) puppet.next = [buy(8_600, 100)];
  engine.process(clock(NOON + 1_000));
  engine.process(close(NOON + 2_000, "s1"));
  assertEquals(engine.orders.holdings.open().map(({ strategy }) => strategy), ["s0"]);
  engine.process(close(NOON + 3_000));
  assertEquals(engine.orders.holdings.isFlat, true);
  const [note] = engine.process(close(NOON + 4_000, "s1"));
  assertEquals(note?.kind === "note" && note.text, "nothing to close: none held by s1");
});

Deno.test("after a kill a stop does nothing, and what the trader closes is sold all the same, to the last contract", () => {
  const { engine } = holding(PLAN, { exits: PROMPT });
  const [note] = engine.process(command(NOON + 1_000, "kill"));
  assertEquals(
    note?.kind === "note" && note.text,
    "KILLED: nothing is sent any more, all orders are cancelled, no exits either: 1 position unprotected",
  );
  assertEquals(tell(engine.process(book(NOON + 2_000, [[8_300, 400]], [[8_600, 100]]))), []);
  assertEquals(engine.unprotected, 1);
  assertEquals(tell(engine.process(close(NOON + 3_000))), ["manual ask 1000@8100", "manual filled 400@8300"]);
  assertEquals(engine.unprotected, 0);
  engine.process(book(NOON + 4_000, [[8_000, 5_000]], [[8_600, 100]]));
  assertEquals(tell(engine.process(clock(NOON + 6_000))).at(-1), "closed manual");
});

Deno.test("cancelling everything, or a kill, ends what the trader was closing", () => {
  for (const word of ["cancel_all", "kill"] as const) {
    const { engine } = holding({}, { exits: PROMPT });
    engine.process(book(NOON + 900, [[8_400, 400]], [[8_600, 100]]));
    engine.process(close(NOON + 1_000));
    assertEquals(tell(engine.process(command(NOON + 2_000, word))).at(-1), "manual cancelled");
    assertEquals(tell(engine.process(change(NOON + 3_000, "bid", 8_500, 5_000))), []);
    assertEquals(tell(engine.process(clock(NOON + 9_000))), []);
    assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exiting, undefined);
    assertEquals(engine.unprotected, word === "kill" ? 1 : 0);
  }
});

for (const strategy of [undefined, "a"]) {
  const whose = strategy === undefined ? "a market" : "what one strategy holds";
  Deno.test(`closing ${whose} cancels every entry that rests in that market, and leaves the others`, () => {
    const other = "KXNBAGAME-26NOV22LALBOS-BOS";
    const [a, b] = [new Puppet(), new Puppet()];
    const { engine } = startEngine({
      strategies: [{ name: "a", strategy: a }, { name: "b", strategy: b }],
    });
    engine.process(listed(NOON, { ticker: other }));
    engine.process(book(NOON, [[1_400, 5_000]], [[1_500, 5_000]], other));
    a.next = [buy(8_600, 1_000)];
    b.next = [buy(8_000, 500), buy(1_400, 500, { market: other })];
    engine.process(clock(NOON + 1_000));
    const told = tell(engine.process(close(NOON + 2_000, strategy)));
    assertEquals(told[0], "cancel t-2 requested");
    assertEquals(engine.orders.open.in(TICKER), []);
    engine.process(book(NOON + 3_000, [[7_900, 1_000]], [[8_000, 5_000]]));
    assertEquals([engine.orders.holdings.isFlat, engine.orders.open.in(other).length], [true, 1]);
  });
}

Deno.test("a market can be left before anything is held: what an entry on its way still opens is closed", () => {
  for (const then of ["nothing", "cancel_all", "resume_entries"] as const) {
    const { engine, puppet } = startEngine({ latencyMs: 50 });
    puppet.next = [buy(8_600, 200, { exits: PLAN })];
    engine.process(clock(NOON + 2_000));
    engine.process(close(NOON + 2_010));
    if (then !== "nothing") engine.process(command(NOON + 2_020, then));
    engine.process(clock(NOON + 3_000));
    const closed = engine.orders.holdings.closed.map(({ reason }) => reason);
    assertEquals([then, ...closed], then === "nothing" ? [then, "manual"] : [then]);
  }
});

Deno.test("a market that is left closes what an entry still buys at that very moment", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_500, 200)];
  engine.process(clock(NOON + 2_000));
  engine.process(clock(NOON + 2_100));
  engine.process(close(NOON + 3_000));
  const fill = tell(engine.process(events.trade(NOON + 3_000, "ask", 8_400, 200_000)));
  assertEquals(fill, ["entry filled 200@8500", "manual ask 200@8300"]);
});

Deno.test("flatten cancels, pauses entries and sells everything, also what an order on its way still buys", () => {
  const { engine, puppet } = holding(PLAN, { latencyMs: 50 });
  engine.process(clock(NOON + 1_000));
  puppet.next = [buy(8_600, 200, { exits: PLAN })];
  engine.process(clock(NOON + 2_000));
  engine.process(command(NOON + 2_010, "flatten"));
  engine.process(clock(NOON + 3_000));
  assertEquals([engine.orders.holdings.isFlat, engine.orders.open.count, engine.trading.entriesPaused], [
    true,
    0,
    true,
  ]);
  const last = engine.orders.holdings.closed.at(-1);
  assertEquals([last?.reason, last?.quantity as number], ["manual", 1_200]);
  puppet.next = [buy(8_600, 200)];
  assertEquals(refusals(engine.process(clock(NOON + 4_000))), ["ENTRIES_PAUSED"]);
  engine.process(command(NOON + 5_000, "resume_entries"));
  engine.process(book(NOON + 5_500, [[8_500, 5_000]], [[8_600, 5_000]]));
  puppet.next = [buy(8_600, 200)];
  engine.process(clock(NOON + 6_000));
  engine.process(clock(NOON + 7_000));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.quantity as number, 200);
});

Deno.test("flatten with nothing held yet closes what an order on its way still buys", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_600, 200, { exits: PLAN })];
  engine.process(clock(NOON + 2_000));
  engine.process(command(NOON + 2_010, "flatten"));
  engine.process(clock(NOON + 3_000));
  assertEquals(engine.orders.holdings.closed.map(({ reason }) => reason), ["manual"]);
});

Deno.test("cancelling everything ends a flatten: what an order on its way still buys is kept then", () => {
  const { engine, puppet } = startEngine({ latencyMs: 50 });
  puppet.next = [buy(8_600, 200)];
  engine.process(clock(NOON + 2_000));
  engine.process(command(NOON + 2_010, "flatten"));
  engine.process(command(NOON + 2_020, "cancel_all"));
  engine.process(clock(NOON + 3_000));
  assertEquals(engine.orders.holdings.open().map(({ exiting }) => exiting), [undefined]);
});

Deno.test("cancelling everything does not end a stop that is being sold", () => {
  const { engine } = holding({ stopLoss: 100 });
  engine.process(book(NOON + 2_000, [[8_300, 100]], [[8_600, 50]]));
  engine.process(clock(NOON + 3_000));
  engine.process(command(NOON + 3_500, "cancel_all"));
  engine.process(change(NOON + 4_000, "bid", 8_500, 5_000));
  assertEquals(engine.orders.holdings.lastClosed("puppet", TICKER)?.reason, "stop");
});

Deno.test("flatten goes after a kill too", () => {
  const { engine } = holding(PLAN);
  engine.process(command(NOON + 1_000, "kill"));
  assertEquals(tell(engine.process(command(NOON + 2_000, "flatten"))).at(-1), "closed manual");
});

Deno.test("what is closed while the book is in doubt is offered from the last bid that was believed", () => {
  const { engine } = holding({});
  engine.process(clock(NOON + 1_000));
  engine.process({ kind: "books_suspect", at: NOON + 2_000, reason: "sequence gap" });
  engine.process(change(NOON + 2_001, "bid", 8_500, -100_000));
  assertEquals(tell(engine.process(close(NOON + 3_000))), ["manual ask 1000@8300"]);
  assertEquals(tell(engine.process(book(NOON + 4_000, [[8_400, 5_000]], [[8_600, 50]]))), [
    "manual filled 1000@8400",
    "closed manual",
  ]);
});

Deno.test("what is closed while the market takes no orders says so once, and goes when it does again", () => {
  const { engine } = holding({});
  engine.process(life(NOON + 1_000, { status: "inactive" }));
  assertEquals(tell(engine.process(close(NOON + 2_000))), ["exit_refused MARKET_NOT_ACTIVE"]);
  assertEquals(tell(engine.process(clock(NOON + 3_000))), []);
  engine.process(life(NOON + 4_000, { status: "active" }));
  assertEquals(tell(engine.process(clock(NOON + 5_000))).at(-1), "closed manual");
});

Deno.test("a stop after a close that was called off is measured from its trigger", () => {
  const { engine } = holding({ stopLoss: 100 });
  engine.process(book(NOON + 2_000, [[9_500, 100]], [[9_600, 50]]));
  engine.process(clock(NOON + 4_000));
  engine.process(close(NOON + 4_500));
  engine.process(command(NOON + 5_000, "cancel_all"));
  engine.process(book(NOON + 6_000, [[8_300, 100]], [[9_600, 50]]));
  assertEquals(tell(engine.process(clock(NOON + 7_000)))[0], "stop ask 900@8200");
});

Deno.test("a stop that waits at its floor is let go by the trader's close", () => {
  const { engine } = holding({ stopLoss: 100 }, { exits: { ...PROMPT, stopFloor: 0 } });
  engine.process(book(NOON + 2_000, [[7_000, 5_000]], [[8_600, 50]]));
  engine.process(clock(NOON + 9_000));
  assertEquals(engine.orders.open.in(TICKER).map(({ request }) => request.price), [price(8_400)]);
  assertEquals(tell(engine.process(close(NOON + 10_000))), [
    "cancel t-2 exit",
    "stop cancelled",
    "manual ask 1000@6800",
    "manual filled 1000@7000",
    "closed manual",
  ]);
});
