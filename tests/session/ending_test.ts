import type { MarketInfo } from "../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import { Ending, PAYOUT_MS, SETTLEMENT_MS, UNREAD_RESULT_MS, whyLook } from "../../src/session/ending.ts";
import { EVENT, said } from "../backtest/support/engines.ts";
import { buy, events, micros, NOON, startEngine, TICKER } from "../core/support.ts";

const { book, clock, feed, listed } = events;
const YES = { yesPays: micros(1_000_000) };
const WATCHED = { markets: [TICKER] };

function started(hold: boolean) {
  const { engine, puppet } = startEngine();
  engine.process(listed(NOON));
  if (hold) puppet.next = [buy(8600, 1_000)];
  engine.process(book(NOON + 1, [[8500, 100_000]], [[8600, 100_000]]));
  const become = (second: number, info: Partial<MarketInfo>) =>
    engine.process(listed(NOON + second * 1_000, info));
  return { engine, become };
}

Deno.test("what hints that the listing has changed unsaid", () => {
  const { engine, become } = started(false);
  const why = (second: number) => whyLook(engine, WATCHED, NOON + second * 1_000);
  assertEquals(why(1), undefined);
  for (const [bids, asks] of [[[], [[8600, 1]]], [[[8500, 1]], []]] as const) {
    engine.process(book(NOON + 2, bids, asks));
    assertEquals(why(2), `${TICKER} has an empty book`);
  }
  engine.process(book(NOON + 3, [[8500, 1]], [[8600, 1]]));
  engine.process(feed(NOON + 3, false));
  assertEquals(why(3), `${TICKER} sends nothing`);
  engine.process(feed(NOON + 3, true));
  assertEquals(why(3), undefined);
  become(4, { closeAt: NOON + 5_000 });
  assertEquals([why(4), why(5)], [undefined, `${TICKER} has passed its close time`]);
  for (const status of ["initialized", "inactive", "closed", "determined", "disputed", "amended"] as const) {
    become(6, { status });
    assertEquals(why(6), `${TICKER} is ${status}`);
  }
  become(7, { status: "finalized", resultNotUnderstood: `"void"` });
  assertEquals(why(7), `${TICKER} is finalized`);
  become(8, { status: "finalized", result: YES });
  assertEquals(why(8), undefined, "there is nothing more to learn");
  assertEquals(whyLook(engine, { markets: [TICKER, "OTHER"] }, NOON), "OTHER is not listed");
});

Deno.test("a scoreboard that says final is a hint", () => {
  const { engine } = started(false);
  engine.process(said(NOON + 10, { home: 99, away: 90, phase: "final" }));
  assertEquals(whyLook(engine, WATCHED, NOON + 20), `${TICKER} belongs to a game that is final`);
});

/** Asks once a second, as a session does. @returns the second at which it was over, and why */
function overAt(ending: Ending, from: number, until: number): readonly [number, string] | undefined {
  for (let second = from; second <= until; second++) {
    const why = ending.over(NOON + second * 1_000);
    if (why !== undefined) return [second, why];
  }
  return undefined;
}

Deno.test("settled markets end a session at once; closed ones after a while where nothing is held", () => {
  const { engine, become } = started(false);
  const ending = new Ending(engine, WATCHED);
  assertEquals(overAt(ending, 1, 99), undefined);
  become(100, { status: "closed" });
  assertEquals(overAt(ending, 100, 200), [100 + SETTLEMENT_MS / 1_000, "all markets are closed"]);
  become(300, { status: "finalized", result: YES });
  assertEquals(overAt(ending, 300, 301), [300, "all markets are settled"]);
});

Deno.test("a market that is opened again goes on, and its next close counts anew", () => {
  const { engine, become } = started(false);
  const ending = new Ending(engine, WATCHED);
  become(100, { status: "closed" });
  assertEquals(overAt(ending, 100, 110), undefined);
  become(111, { status: "active" });
  assertEquals(overAt(ending, 111, 500), undefined);
  become(501, { status: "closed" });
  assertEquals(overAt(ending, 501, 600)?.[0], 501 + SETTLEMENT_MS / 1_000);
});

Deno.test("what is held is waited for, and a payout that does not come is named", () => {
  const { engine, become } = started(true);
  const ending = new Ending(engine, WATCHED);
  become(100, { status: "determined", result: YES });
  const waited = PAYOUT_MS / 1_000;
  assertEquals(overAt(ending, 100, 99 + waited), undefined);
  assertEquals(overAt(ending, 100 + waited, 101 + waited)?.[1], `all markets are closed, ${TICKER} not paid`);
});

Deno.test("a result that is not understood is waited for some minutes once it is final", () => {
  const { engine, become } = started(true);
  const ending = new Ending(engine, WATCHED);
  become(100, { status: "finalized", resultNotUnderstood: `"void"` });
  const waited = UNREAD_RESULT_MS / 1_000;
  assertEquals(overAt(ending, 100, 200 + waited), [
    100 + waited,
    `all markets are closed, ${TICKER} not paid`,
  ]);
  become(900, { status: "finalized", result: YES });
  assertEquals(overAt(ending, 900, 900), [900, "all markets are settled"]);
});

Deno.test("a discovered game's session waits a little for its final score", () => {
  const { engine, become } = started(false);
  const ending = new Ending(engine, { ...WATCHED, game: EVENT });
  become(100, { status: "finalized", result: YES });
  engine.process(clock(NOON + 100_000));
  assertEquals(ending.over(NOON + 100_000), undefined);
  engine.process(said(NOON + 101_000, { home: 99, away: 90, phase: "final" }));
  assertEquals(ending.over(NOON + 101_000), "all markets are settled");
});
