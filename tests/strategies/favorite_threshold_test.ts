import type { BookSnapshot, Trade } from "../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import { Market } from "../../src/core/market/market.ts";
import type { RoundTrip } from "../../src/core/orders.ts";
import { isReason, type StrategyPortfolio, type StrategyState } from "../../src/core/strategy/strategy.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { FLAT } from "./support.ts";
import { dollars, events, infoOf, micros, NOON, price, quantity, TICKER } from "../core/support.ts";

const definition = STRATEGIES.get("favorite_threshold");
assert(definition !== undefined);
const { make } = definition;

/** The state of a market whose last price and ask are given. */
function state(last: number | undefined, ask: number | undefined, at = NOON): StrategyState {
  const market = new Market(infoOf());
  market.snapshot(events.book(at, [[100, 100]], ask === undefined ? [] : [[ask, 100]]) as BookSnapshot);
  if (last !== undefined) market.trade(events.trade(at, "bid", last, 100) as Trade);
  return { at, market, markets: [market], bookAgeMs: 0 };
}

function start(parameters: unknown = {}) {
  const made = make(parameters);
  assert(made.ok, JSON.stringify(made));
  return made.value.strategy;
}

/** `buy` at a price, or the reason code. */
function decide(given: StrategyState, portfolio = FLAT, strategy = start()): string {
  const decision = strategy.onState(given, portfolio);
  if (isReason(decision)) return decision.code;
  const [intent, ...others] = decision;
  assert(intent?.action === "buy" && others.length === 0);
  return `buy ${intent.price}`;
}

const BANDS: readonly [last: number | undefined, ask: number | undefined, answer: string][] = [
  [undefined, 8600, "NO_LAST_PRICE"],
  [8499, 8600, "PRICE_BELOW_MIN"],
  [8500, 8600, "buy 8600"],
  [9600, 9600, "buy 9600"],
  [9601, 9600, "PRICE_ABOVE_MAX"],
  [9600, 9601, "ASK_ABOVE_MAX"],
  [9000, undefined, "NO_ASK"],
  [9000, 8900, "buy 8900"],
  // Polled apart from the book, or a book that has fallen since: what was paid is no price any more.
  [9000, 8800, "LAST_NOT_CURRENT"],
];

for (const [last, ask, answer] of BANDS) {
  Deno.test(`favorite_threshold: last ${last} and ask ${ask} → ${answer}`, () => {
    assertEquals(decide(state(last, ask)), answer);
  });
}

const CONFIDENCE: readonly [last: number, confidence: number, stakeDollars: number, note: string][] = [
  [8500, 60, 60, "weak"],
  [8850, 74, 74, "weak"],
  [8875, 75, 75, "medium"],
  [9000, 80, 80, "medium"],
  [9237, 89, 89, "medium"],
  [9250, 90, 90, "strong"],
  [9500, 100, 100, "strong"],
  [9600, 100, 100, "strong"],
];

for (const [last, confidence, stakeDollars, note] of CONFIDENCE) {
  Deno.test(`favorite_threshold: at ${last} the confidence is ${confidence}, ${note}, and scales the stake`, () => {
    const decision = start().onState(state(last, 9600), FLAT);
    assert(!isReason(decision));
    const [intent] = decision;
    assert(intent?.action === "buy");
    assertEquals([intent.confidence, intent.note], [confidence, note]);
    assertEquals(intent.size, { stake: dollars(stakeDollars) });
  });
}

Deno.test("favorite_threshold: exits follow the parameters, the take-profit never above .99", () => {
  const strategy = start({ take_profit: 0.05, stop_loss: 0.1, max_hold_hours: 0.5, stake: 33.333333 });
  const decision = strategy.onState(state(9500, 9500), FLAT);
  assert(!isReason(decision) && decision[0]?.action === "buy");
  assertEquals(decision[0].exits, {
    takeProfit: 500,
    takeProfitMax: price(9900),
    stopLoss: 1000,
    maxHoldMs: 1_800_000,
  });
  assertEquals(decision[0].size, { stake: micros(33_333_333) });
});

Deno.test("favorite_threshold: with the threshold at .95 a price of .95 has confidence 60", () => {
  const decision = start({ threshold: 0.95 }).onState(state(9500, 9500), FLAT);
  assert(!isReason(decision) && decision[0]?.action === "buy");
  assertEquals(decision[0].confidence, 60);
});

Deno.test("favorite_threshold: nothing while it holds or has an order open", () => {
  const holding = { ...FLAT, holding: () => ({}) as NonNullable<ReturnType<StrategyPortfolio["holding"]>> };
  assertEquals(decide(state(9000, 9000), holding), "ALREADY_HOLDING");
  assertEquals(decide(state(9000, 9000), { ...FLAT, openOrders: () => 1 }), "ORDER_OPEN");
});

/** A round trip that ended at NOON, sold at `exit`. */
function closed(reason: RoundTrip["reason"], exit: number, at = NOON): StrategyPortfolio {
  const trade: RoundTrip = {
    strategy: "favorite_threshold",
    market: TICKER,
    quantity: quantity(100),
    entryMicros: micros(900_000),
    exitMicros: micros(exit * 100),
    pnl: micros(0),
    fees: micros(0),
    reason,
    openedAt: at - 1_000,
    closedAt: at,
  };
  return { ...FLAT, lastClosed: () => trade };
}

const AFTER_EXIT: readonly [reason: RoundTrip["reason"], sinceMs: number, last: number, answer: string][] = [
  ["take_profit", 59_999, 9000, "RESTING_AFTER_EXIT"],
  ["take_profit", 60_000, 9000, "buy 9000"],
  ["take_profit", 1, 9270, "buy 9270"],
  ["take_profit", 1, 9269, "RESTING_AFTER_EXIT"],
  ["take_profit", 59_999, 8600, "RESTING_AFTER_EXIT"],
  ["take_profit", 60_000, 8600, "buy 8600"],
  ["exit", 59_999, 9000, "RESTING_AFTER_EXIT"],
  ["exit", 60_000, 9000, "buy 9000"],
  ["max_hold", 60_000, 9000, "NOT_MOVED"],
  ["max_hold", 36_000_000, 9000, "NOT_MOVED"],
  ["max_hold", 1, 9270, "buy 9270"],
  ["max_hold", 1, 9269, "NOT_MOVED"],
  ["max_hold", 1, 8730, "buy 8730"],
  ["max_hold", 1, 8731, "NOT_MOVED"],
  ["stop", 9_999, 9000, "RESTING_AFTER_STOP"],
  ["stop", 10_000, 9000, "buy 9000"],
  ["stop", 10_000, 8730, "buy 8730"],
  ["stop", 10_000, 8729, "NOT_RECOVERED"],
  ["stop", 3_600_000, 8729, "NOT_RECOVERED"],
];

for (const [reason, sinceMs, last, answer] of AFTER_EXIT) {
  Deno.test(`favorite_threshold: ${sinceMs} ms after a ${reason} at .90, last ${last} → ${answer}`, () => {
    assertEquals(decide(state(last, last, NOON + sinceMs), closed(reason, 9000)), answer);
  });
}

const SPREADS: readonly [entry: number, exit: number, last: number, answer: string][] = [
  // Bought at the ask and sold at the bid of a wide spread: both are prices of a book that stands still.
  [9100, 8700, 9100, "NOT_MOVED"],
  [9100, 8700, 8700, "NOT_MOVED"],
  [9100, 8700, 9372, "NOT_MOVED"],
  [9100, 8700, 9373, "buy 9373"],
  [8700, 9100, 8500, "NOT_MOVED"],
  [8800, 9100, 8536, "buy 8536"],
];

for (const [entry, exit, last, answer] of SPREADS) {
  Deno.test(`favorite_threshold: bought at ${entry}, sold at ${exit} after the longest hold, last ${last} → ${answer}`, () => {
    const trade = closed("max_hold", exit).lastClosed(TICKER);
    assert(trade !== undefined);
    const portfolio = { ...FLAT, lastClosed: () => ({ ...trade, entryMicros: micros(entry * 100) }) };
    assertEquals(decide(state(last, last, NOON + 600_000), portfolio), answer);
  });
}

Deno.test("favorite_threshold: after a stop one re-entry, not a second", () => {
  const strategy = start();
  assertEquals(decide(state(9000, 9000, NOON + 5_000), closed("stop", 9000), strategy), "RESTING_AFTER_STOP");
  assertEquals(decide(state(9000, 9000, NOON + 11_000), closed("stop", 9000), strategy), "buy 9000");
  // The first try was not filled: it may try again.
  assertEquals(decide(state(9000, 9000, NOON + 80_000), closed("stop", 9000), strategy), "buy 9000");
  const second = closed("stop", 9000, NOON + 100_000);
  assertEquals(decide(state(9000, 9000, NOON + 500_000), second, strategy), "STOPPED_TWICE");
});

Deno.test("favorite_threshold: each game's strategy has its own memory", () => {
  const first = start();
  decide(state(9000, 9000, NOON + 11_000), closed("stop", 9000), first);
  const second = closed("stop", 9000, NOON + 100_000);
  assertEquals(decide(state(9000, 9000, NOON + 500_000), second, first), "STOPPED_TWICE");
  assertEquals(decide(state(9000, 9000, NOON + 500_000), second, start()), "buy 9000");
});

const REFUSED: readonly [parameters: unknown, names: string][] = [
  [{ threshold: 0.49 }, "threshold"],
  [{ threshold: 0.951 }, "threshold"],
  [{ threshold: "0.9" }, "threshold"],
  [{ threshold: Number.NaN }, "threshold"],
  [{ max_price: 0.49, threshold: 0.5 }, "max_price"],
  [{ max_price: 0.981 }, "max_price"],
  [{ threshold: 0.9, max_price: 0.89 }, "threshold: must not be above max_price"],
  [{ take_profit: 0 }, "take_profit"],
  [{ take_profit: 1.01 }, "take_profit"],
  [{ stop_loss: 0 }, "stop_loss"],
  [{ stop_loss: 1.01 }, "stop_loss"],
  [{ max_hold_hours: 0 }, "max_hold_hours"],
  [{ max_hold_hours: 48.1 }, "max_hold_hours"],
  [{ stake: 0 }, "stake"],
  [{ stake: -1 }, "stake"],
  [{ stake: 100_001 }, "stake"],
  [{ stake: Number.POSITIVE_INFINITY }, "stake"],
  [{ rest_after_exit_seconds: -1 }, "rest_after_exit_seconds"],
  [{ rest_after_exit_seconds: 86_401 }, "rest_after_exit_seconds"],
  [{ rest_after_stop_seconds: -1 }, "rest_after_stop_seconds"],
  [{ rest_after_stop_seconds: 86_401 }, "rest_after_stop_seconds"],
  [{ treshold: 0.9 }, "treshold"],
  ["0.9", "parameters"],
];

for (const [parameters, names] of REFUSED) {
  Deno.test(`favorite_threshold: ${JSON.stringify(parameters)} is refused by the name ${names}`, () => {
    const made = make(parameters);
    assert(!made.ok);
    const { message } = made.reason;
    assert(message.startsWith("Cannot use these parameters for favorite_threshold: "), message);
    assert(message.includes(names), message);
  });
}

Deno.test("favorite_threshold: the ends of every range are taken, and what is left out has its default", () => {
  const least = {
    threshold: 0.5,
    max_price: 0.5,
    take_profit: 0.001,
    stop_loss: 0.001,
    max_hold_hours: 0.001,
    stake: 0.01,
    rest_after_exit_seconds: 0,
    rest_after_stop_seconds: 0,
  };
  const most = {
    threshold: 0.95,
    max_price: 0.98,
    take_profit: 1,
    stop_loss: 1,
    max_hold_hours: 48,
    stake: 100_000,
    rest_after_exit_seconds: 86_400,
    rest_after_stop_seconds: 86_400,
  };
  const usual = {
    threshold: 0.85,
    max_price: 0.96,
    take_profit: 0.02,
    stop_loss: 0.01,
    max_hold_hours: 2,
    stake: 100,
    rest_after_exit_seconds: 60,
    rest_after_stop_seconds: 10,
  };
  for (const [given, taken] of [[least, least], [most, most], [{}, usual]]) {
    const made = make(given);
    assert(made.ok, JSON.stringify(made));
    assertEquals(made.value.parameters, taken);
  }
});

Deno.test("favorite_threshold: the rests follow the parameters", () => {
  const strategy = start({ rest_after_exit_seconds: 2, rest_after_stop_seconds: 1 });
  const answers = [1_999, 2_000].map((since) =>
    decide(state(9000, 9000, NOON + since), closed("take_profit", 9000), strategy)
  );
  assertEquals(answers, ["RESTING_AFTER_EXIT", "buy 9000"]);
  const afterStop = [999, 1_000].map((since) =>
    decide(state(9000, 9000, NOON + since), closed("stop", 9000), strategy)
  );
  assertEquals(afterStop, ["RESTING_AFTER_STOP", "buy 9000"]);
});

Deno.test("every strategy is in the table of the README, and no other", () => {
  const readme = Deno.readTextFileSync(new URL("../../strategies/README.md", import.meta.url));
  const [table = ""] = readme.split("## How to write one");
  const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assertEquals(named, [...STRATEGIES.keys()]);
});
