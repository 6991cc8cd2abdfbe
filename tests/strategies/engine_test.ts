import { assert, assertEquals } from "@std/assert";
import type { Outcome } from "../../src/core/outcomes.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { events, NOON, startEngine } from "../core/support.ts";
import { start, stateOf } from "./support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const HOME = `${EVENT}-BOS`;
const AWAY = `${EVENT}-LAL`;

/** An engine with one rule, both teams' markets quoted, and late in an even game. */
function late(name: string) {
  const { engine } = startEngine({
    strategies: [{
      name,
      needsGame: STRATEGIES.get(name)?.needsGame ?? false,
      strategy: start(name),
    }],
    fixtures: [{ event: EVENT, homeMarket: HOME, awayMarket: AWAY }],
  });
  const { game } = stateOf({});
  assert(game !== undefined);
  engine.process(events.listed(NOON, { ticker: HOME }));
  engine.process(events.book(NOON, [[1000, 1_000_000]], [[1200, 1_000_000]], HOME));
  engine.process(events.book(NOON, [[8700, 1_000_000]], [[8900, 1_000_000]], AWAY));
  return { engine, update: { kind: "game" as const, at: NOON + 1_000, event: EVENT, feed: "test", game } };
}

function signals(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === "signal" ? [`${outcome.action} ${outcome.market} ${outcome.price}`] : []
  );
}

Deno.test("a game update shows both markets to a rule, which acts once", () => {
  for (const name of ["late_game_underdog", "volatile_underdog_exit"]) {
    const { engine, update } = late(name);
    assertEquals(signals(engine.process(update)), [`buy ${HOME} 1200`], name);
    assertEquals(signals(engine.process(events.clock(NOON + 2_000))), [], name);
  }
});

Deno.test("volatile_underdog_exit sells what it bought once the bid has gained enough, once", () => {
  const { engine, update } = late("volatile_underdog_exit");
  engine.process(update);
  const risen = (at: number, bid: number) =>
    signals(engine.process(events.book(at, [[bid, 1_000_000]], [[bid + 100, 1_000_000]], HOME)));
  assertEquals(risen(NOON + 3_000, 2199), []);
  assertEquals(risen(NOON + 3_100, 2200), [`sell ${HOME} 2200`]);
  const [trade, ...more] = engine.orders.holdings.closed;
  assertEquals([trade?.entryMicros, trade?.exitMicros, trade?.reason, more], [120_000, 220_000, "exit", []]);
});
