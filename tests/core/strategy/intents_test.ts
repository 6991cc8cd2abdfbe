import { assertEquals } from "@std/assert";
import type { SignalOutcome } from "../../../src/core/outcomes.ts";
import { formatReason } from "../../../src/core/reasons.ts";
import type { BuyIntent, Decision, SellIntent } from "../../../src/core/strategy/strategy.ts";
import { formatDecision } from "../../../src/session/decisions.ts";
import { buy, events, NOON, price, Puppet, startEngine, TICKER } from "../support.ts";

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

const BUY = { action: "buy", market: TICKER, price: 8_600, size: { quantity: 100 } };
const SELL = { action: "sell", market: TICKER, price: 8_500 };

/** What plain JavaScript may answer, and what is told of it: nothing else comes of it, to the engine and to other rules. */
const GARBAGE: Readonly<Record<string, readonly [answer: () => unknown, refused: string | undefined]>> = {
  "a price that is a text": [() => [{ ...BUY, price: "8600" }], "PRICE_OFF_GRID"],
  "a price that is a bigint": [() => [{ ...BUY, price: 8_600n }], "PRICE_OFF_GRID"],
  "no price": [() => [{ ...BUY, price: undefined }], "PRICE_OFF_GRID"],
  "a size that is a bigint": [() => [{ ...BUY, size: { quantity: 100n } }], "ORDER_SIZE_ZERO"],
  "a stake that is none": [() => [{ ...BUY, size: { stake: NaN } }], "ORDER_SIZE_ZERO"],
  "no size": [() => [{ ...BUY, size: undefined }], "ORDER_SIZE_ZERO"],
  "a stop that is no number": [() => [{ ...BUY, exits: { stopLoss: NaN } }], "BAD_EXITS"],
  "a take-profit that is a bigint": [() => [{ ...BUY, exits: { takeProfit: 1n } }], "BAD_EXITS"],
  "another side each time it is looked at": [() => {
    let looks = 0;
    return [{
      ...BUY,
      get outcomeSide() {
        return looks++ === 0 ? "maybe" : "yes";
      },
    }];
  }, "BAD_SIDE"],
  "an action that is none": [() => [{ ...SELL, action: "maybe" }], undefined],
  "a market that is a symbol": [() => [{ ...BUY, market: Symbol("m") }], undefined],
  "no intent": [() => [null], undefined],
  "no decision": [() => undefined, undefined],
  "a promise": [() => Promise.resolve([]), undefined],
  "a code that is a symbol": [() => ({ code: Symbol("c") }), undefined],
  "an object without words, thrown": [() => {
    throw Object.create(null);
  }, undefined],
  "an error whose words throw": [() => {
    throw Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error();
      },
    });
  }, undefined],
};

for (const [name, [answer, refused]] of Object.entries(GARBAGE)) {
  Deno.test(`a rule that answers with ${name} harms nobody`, () => {
    const other = new Puppet();
    let fires = 0;
    const strategy = {
      onState: () => fires++ === 1 ? answer() as Decision : fires === 1 ? [buy(8_600, 200)] : { code: "NO" },
    };
    const strategies = [{ name: "a", strategy }, { name: "b", strategy: other }];
    const { engine } = startEngine({ strategies, connected: false });
    engine.process(events.feed(NOON));
    engine.process(events.book(NOON, [[8_500, 100_000]], [[8_600, 100_000]]));
    const told = engine.process(events.clock(NOON + 1_000));
    assertEquals(
      told.map(formatDecision).filter((line) => line.includes("stopped")).length,
      refused === undefined ? 1 : 0,
    );
    const signals = told.flatMap((outcome) => outcome.kind === "signal" ? [outcome.refused?.code] : []);
    assertEquals(signals, refused === undefined ? [] : [refused]);
    const [holding] = engine.orders.holdings.open();
    assertEquals([engine.orders.sent, holding?.quantity as number, holding?.exiting], [1, 200, undefined]);
    assertEquals([other.seen.length, fires], [2, 2]);
    engine.process(events.clock(NOON + 2_000));
    assertEquals([other.seen.length, fires], [3, refused === undefined ? 2 : 3]);
  });
}

Deno.test("what decides nothing and is of a wrong type is left out; an exit goes without a price, too", () => {
  const { tell, engine } = answering();
  const given = { note: 5n, confidence: {} } as unknown as Partial<BuyIntent>;
  const lines = tell([buy(8_600, 100, given)]).map(formatDecision);
  assertEquals(lines.filter((line) => line.includes('"signal"')).length, 1);
  assertEquals(engine.orders.holdings.isFlat, false);
  tell([{ action: "sell", market: TICKER } as SellIntent]).map(formatDecision);
  assertEquals(engine.orders.holdings.isFlat, true);
});
