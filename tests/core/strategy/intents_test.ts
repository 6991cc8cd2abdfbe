import { assertEquals } from "@std/assert";
import type { SignalOutcome } from "../../../src/core/outcomes.ts";
import { formatReason } from "../../../src/core/reasons.ts";
import { buy, events, NOON, price, startEngine, TICKER } from "../support.ts";

/** A puppet that answers with one intent a second; and what was told of its signals. */
function answering() {
  const { engine, puppet } = startEngine();
  let at = NOON;
  const tell = (next: typeof puppet.next) => {
    puppet.next = next;
    return engine.process(events.clock(at += 1_000));
  };
  const signals = (next: typeof puppet.next): SignalOutcome[] =>
    tell(next).filter((outcome) => outcome.kind === "signal");
  return { engine, tell, signals };
}

Deno.test("the probability of an intent is told with its signal, entry and exit alike", () => {
  const { signals } = answering();
  const entries = signals([buy(8_600, 100, { probability: 0.9 })]);
  assertEquals(entries.map(({ probability, refused }) => [probability, refused]), [[0.9, undefined]]);
  const exits = signals([{ action: "sell", market: TICKER, price: price(8_500), probability: 0 }]);
  assertEquals(exits.map(({ action, probability }) => [action, probability]), [["sell", 0]]);
});

for (const bad of [NaN, -0.01, 1.01, Infinity, "0.5", null, {}]) {
  Deno.test(`an entry with a probability of ${JSON.stringify(bad)} (${typeof bad}) is refused, once told, and counted`, () => {
    const { engine, signals } = answering();
    const wish = buy(8_600, 100, { probability: bad as number });
    const told = signals([wish]);
    assertEquals(told.map(({ probability }) => probability), [undefined]);
    assertEquals(
      told.map(({ refused }) => refused && formatReason(refused)),
      [`BAD_PROBABILITY: expected a number in 0…1, was ${typeof bad} ${String(bad)}`],
    );
    assertEquals(signals([wish]), []);
    const { strategies, orders } = engine;
    assertEquals([strategies.signals, strategies.signalsRefused, orders.sent], [1, 1, 0]);
    assertEquals(strategies.reports()[0]?.reasons().get("BAD_PROBABILITY"), 2);
  });
}

Deno.test("an exit goes whatever its probability is, and what is none is not recorded", () => {
  const { engine, tell } = answering();
  tell([buy(8_600, 100)]);
  const told = tell([{ action: "sell", market: TICKER, price: price(8_500), probability: 2 }]);
  const signal = told.find((outcome) => outcome.kind === "signal");
  assertEquals([signal?.action, signal?.probability], ["sell", undefined]);
  const note = told.find((outcome) => outcome.kind === "note");
  assertEquals(
    note?.text,
    "puppet: the exit goes, its probability is not recorded: expected a number in 0…1, was number 2",
  );
  assertEquals(engine.orders.holdings.isFlat, true);
});
