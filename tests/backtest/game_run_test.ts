/**
 * One game, its settlement and what it comes to.
 *
 * Invariants: a market pays by the exchange's result where there is one, else by a final score that stands and is no tie,
 * else nothing; the gains of the round trips are the game's gain, and that is the end of its account less its beginning.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { GameResult } from "../../src/backtest/result.ts";
import { settlements } from "../../src/backtest/settlement.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { paperExchange } from "../../src/core/fills/paper_exchange.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { Strategy } from "../../src/core/strategy/strategy.ts";
import { buy, dollars, events, micros, startEngine, TICKER } from "../core/support.ts";
import { after, AWAY, EVENT, FIXTURE, HOME, said, startRun } from "./support/engines.ts";

type Run = ReturnType<typeof startRun>["run"];

/** A game in which 10 contracts of the away team are bought at .86, and some events more. */
function bought(...more: readonly EngineEvent[]): { result: GameResult; run: Run } {
  const { run, puppet } = startRun();
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(1), "bid", 8400, 100));
  for (const event of more) run.take(event);
  return { result: run.finish(), run };
}

/** That the parts add up. */
function assertAddsUp(result: GameResult): void {
  const { trades, pnl, equity } = result;
  assertEquals(trades.reduce((sum, trade) => sum + trade.pnl, 0), pnl as number, "round trips");
  assertEquals((equity.at(-1)?.equity ?? 0) - (equity[0]?.equity ?? 0), pnl as number, "account");
  assertEquals(equity[0]?.equity, dollars(1_000));
  for (const [index, { at }] of equity.entries()) {
    assert(at >= (equity[index - 1]?.at ?? 0), "times never fall");
  }
}

const COST = 8_600_000;

Deno.test("the exchange's result pays, whatever the score says", () => {
  const life = events.life(after(9), { status: "determined", result: { yesPays: micros(1_000_000) } });
  const { result } = bought(said(after(8), { home: 99, away: 90, phase: "final" }), life);
  const [trade] = result.trades;
  assertEquals([result.settledBy[AWAY], trade?.reason, trade?.yesPays], [
    "result",
    "settled",
    micros(1_000_000),
  ]);
  assertEquals(result.pnl as number, 10_000_000 - COST - result.fees);
  assertAddsUp(result);
});

Deno.test("a result that was paid out while the game ran is not paid twice", () => {
  const life = events.life(after(9), { status: "finalized", result: { yesPays: micros(1_000_000) } });
  const { result } = bought(life, events.clock(after(1_000)));
  assertEquals([result.settledBy[AWAY], result.trades.length], ["result", 1]);
  assertEquals(result.trades[0]?.closedAt, after(9));
  assertEquals(result.pnl as number, 10_000_000 - COST - result.fees);
  assertAddsUp(result);
});

Deno.test("a scalar result pays its value", () => {
  const { result } = bought(
    events.life(after(9), { status: "determined", result: { yesPays: micros(500_000) } }),
  );
  assertEquals(result.pnl as number, 5_000_000 - COST - result.fees);
  assertAddsUp(result);
});

Deno.test("without a result the final score pays", () => {
  for (const [home, away, pays] of [[90, 99, 10_000_000], [99, 90, 0]] as const) {
    const { result } = bought(said(after(8), { home, away, phase: "final" }));
    assertEquals([result.settledBy[AWAY], result.trades[0]?.reason], ["score", "settled"]);
    assertEquals(result.pnl as number, pays - COST - result.fees);
    assertAddsUp(result);
  }
});

Deno.test("a tie, a game that is not over and one called off pay nobody: what is held counts at the market", () => {
  const ways: EngineEvent[][] = [
    [],
    [said(after(8), { home: 90, away: 90, phase: "final" })],
    [said(after(8), { home: 90, away: 99 })],
    [said(after(8), { home: 90, away: 99, phase: "cancelled" })],
    [said(after(8), { home: 90, away: 99, phase: "postponed" })],
    [said(after(8), { home: 90, away: 99, phase: "final" }, "test", "ANOTHER-EVENT")],
  ];
  for (const more of ways) {
    const { result } = bought(...more);
    const [trade] = result.trades;
    assertEquals([result.settledBy[AWAY], trade?.reason, trade?.yesPays], ["open", "open", undefined]);
    assertEquals(result.pnl as number, 8_500_000 - COST - result.fees, "the bid is .85");
    assertAddsUp(result);
  }
});

Deno.test("a final that was taken back pays nobody, until it is final again", () => {
  const final = said(after(8), { home: 90, away: 99, phase: "final" });
  const reopened = said(after(9), { home: 90, away: 99, phase: "live" });
  assertEquals(bought(final, reopened).result.settledBy[AWAY], "open");
  const again = said(after(10), { home: 100, away: 99, phase: "final" });
  const { result } = bought(final, reopened, again);
  assertEquals([result.settledBy[AWAY], result.trades[0]?.yesPays], ["score", micros(0)]);
});

Deno.test("two scoreboards that are final with different winners pay nobody", () => {
  const { result } = bought(
    said(after(8), { home: 90, away: 99, phase: "final" }, "one"),
    said(after(9), { home: 101, away: 99, phase: "final" }, "other"),
  );
  assertEquals(result.settledBy[AWAY], "open");
});

Deno.test("a market that is neither team's is not paid by the score", () => {
  const { engine } = startEngine({ fixtures: [FIXTURE] });
  const other = `${EVENT}-TIE`;
  for (const ticker of [HOME, other]) engine.process(events.listed(after(1), { ticker }));
  engine.process(said(after(2), { home: 99, away: 90, phase: "final" }));
  assertEquals(settlements(engine, engine.markets()), [
    { market: TICKER, by: "score", yesPays: micros(0) },
    { market: HOME, by: "score", yesPays: micros(1_000_000) },
    { market: other, by: "open" },
  ]);
});

Deno.test("where nothing says which market is whose, the score pays nobody", () => {
  const { engine } = startEngine();
  engine.process(said(after(2), { home: 99, away: 90, phase: "final" }));
  assertEquals(settlements(engine, engine.markets()), [{ market: TICKER, by: "open" }]);
  engine.process(events.listed(after(3), { teamId: "LAL" }));
  assertEquals(settlements(engine, engine.markets()), [{ market: TICKER, by: "score", yesPays: micros(0) }]);
});

Deno.test("a final score that comes so late that the recording is over still pays", () => {
  const { run, puppet } = startRun({ scoreLagMs: 5_000 });
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(1), "bid", 8400, 100));
  run.take(said(after(8), { home: 90, away: 99, phase: "final" }));
  const result = run.finish();
  assertEquals([result.settledBy[AWAY], result.events], ["score", 2]);
  assertAddsUp(result);
});

Deno.test("what was bought at several prices and has no market any more adds up all the same", () => {
  const { run, puppet } = startRun({}, { broker: paperExchange({ model: "depth", latencyMs: 0 }) });
  run.take(events.book(after(1), [[5000, 100]], [[5000 + 100, 100], [5200, 200]]));
  puppet.next = [buy(5200, 300)];
  run.take(events.change(after(2), "bid", 4900, 100));
  // Nobody bids, and no trade was ever printed: there is nothing to value it at but its cost.
  run.take(events.book(after(3), [], []));
  const result = run.finish();
  assertEquals([result.trades.length, result.trades[0]?.quantity, result.trades[0]?.reason], [
    1,
    300,
    "open",
  ]);
  assertEquals(result.trades[0]?.entryMicros, Math.floor((5100 * 100 + 5200 * 200) / 3));
  assertAddsUp(result);
});

Deno.test("commands of the trader are no part of a backtest, and a caveat says how many there were", () => {
  const { run, puppet } = startRun();
  run.take(events.command(after(1), "kill"));
  run.take(events.command(after(2), "pause_entries"));
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(3), "bid", 8400, 100));
  const result = run.finish();
  assertEquals([result.orders, result.events, run.engine.trading.killed, run.engine.trading.entriesPaused], [
    1,
    1,
    false,
    false,
  ]);
  assertEquals(result.caveats.filter((text) => text.includes("2 commands of the trader")).length, 1);
  assertEquals(bought().result.caveats.filter((text) => text.includes("commands")), []);
});

Deno.test("a rule that stopped by its own mistake is named, and what it held goes on", () => {
  const { run, puppet } = startRun();
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(1), "bid", 8400, 100));
  const broken: Strategy = puppet;
  broken.onState = () => {
    throw new Error("index out of range");
  };
  run.take(events.change(after(2), "bid", 8400, 100));
  run.take(said(after(3), { home: 90, away: 99, phase: "final" }));
  const result = run.finish();
  assertEquals(result.caveats, ["strategy puppet was stopped by its own mistake: index out of range"]);
  assertEquals([result.trades.length, result.settledBy[AWAY]], [1, "score"]);
});

Deno.test("a listener sees every event that the engine took, in order, and the payouts", () => {
  const seen: string[] = [];
  const kinds: Outcome["kind"][] = [];
  const { run, puppet } = startRun({
    scoreLagMs: 10,
    listener: ({ kind, at }, outcomes) => {
      seen.push(`${kind} ${at - after(0)}`);
      kinds.push(...outcomes.map((outcome) => outcome.kind));
    },
  });
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(1), "bid", 8400, 100));
  run.take(said(after(2), { home: 90, away: 99, phase: "final" }));
  run.take(events.clock(after(11)));
  run.finish();
  assertEquals(seen, ["book_change 1", "clock 11", "game 12", "market_life 12"]);
  assertEquals(kinds.filter((kind) => kind === "settled" || kind === "closed"), ["settled", "closed"]);
});

Deno.test("the account is taken down when it changes, and while anything is held every minute with the extremes in between", () => {
  const { run, puppet } = startRun();
  run.take(events.clock(after(0)));
  for (const second of [61, 122]) run.take(events.clock(after(second * 1_000)));
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(130_000), "bid", 8400, 100));
  for (const [second, bid] of [[150, 8000], [191, 7000], [200, 6000], [252, 6100]] as const) {
    run.take(events.book(after(second * 1_000), [[bid, 1_000]], [[9900, 1_000]]));
  }
  const result = run.finish();
  assertEquals(result.equity.map(({ at }) => (at - after(0)) / 1_000), [0, 130, 191, 200, 252]);
  assertAddsUp(result);
});

Deno.test("how often a rule did nothing for a reason is counted by state", () => {
  const { run } = startRun();
  for (let count = 1; count <= 5; count++) run.take(events.change(after(count), "bid", 8400, 100));
  const [reason, ...others] = run.finish().reasons;
  // One more for the book that the engine began with.
  assertEquals([reason, others], [{ strategy: "puppet", code: "NOTHING_TO_DO", states: 6 }, []]);
});
