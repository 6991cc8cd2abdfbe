import { assert, assertEquals } from "@std/assert";
import { DEFAULT_EXITS } from "../../../src/core/execution/exit_settings.ts";
import type { Engine } from "../../../src/core/engine.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import type { Decision, SellIntent } from "../../../src/core/strategy/strategy.ts";
import { buy, dollars, events, micros, NOON, price, quantity, startEngine, TICKER } from "../support.ts";

// The four golden cases: who opens or closes YES or NO sends which order, sets how much aside, and has which cash, fees and P&L
// afterwards. All numbers are worked out by hand: fee = .07 × contracts × p × (1 − p), the balance moves in steps of .0001.

const PLAIN = { ...DEFAULT_EXITS, slippage: 0 };

/** An engine with a book of `bid` to `ask`, and what was sent for each answer of its rule. */
function trading(bid: number, ask: number) {
  const { engine, puppet } = startEngine({ exits: PLAIN });
  let at = NOON;
  const orders: [side: string, price: number, quantity: number, purpose: string][] = [];
  const outcomes: Outcome[] = [];
  const take = (event: Parameters<Engine["process"]>[0]) => {
    const done = engine.process(event);
    outcomes.push(...done);
    for (const outcome of done) {
      if (outcome.kind !== "order") continue;
      const { side, price, quantity, purpose } = outcome.request;
      orders.push([side, price, quantity, purpose]);
    }
  };
  const quote = (bid: number, ask: number) => take(events.book(++at, [[bid, 100_000]], [[ask, 100_000]]));
  const answer = (decision: Decision) => {
    puppet.next = decision;
    take(events.clock(at += 1_000));
  };
  quote(bid, ask);
  return { engine, orders, outcomes, quote, answer, take, now: () => ++at };
}

function money({ orders }: Engine): Record<string, number> {
  const { cash, fees } = orders.portfolio;
  return {
    cash,
    fees,
    locked: orders.commitments.totalLocked(),
    held: orders.portfolio.held(TICKER),
    exposure: orders.commitments.exposure(),
  };
}

const SELL: SellIntent = { action: "sell", market: TICKER, price: price(1) };

Deno.test("golden: opening YES at .56 bids .56, and costs 5.60 and a fee of .1725", () => {
  const { engine, orders, answer } = trading(5_500, 5_600);
  answer([buy(5_600, 1_000)]);
  assertEquals(orders, [["bid", 5_600, 1_000, "entry"]]);
  assertEquals(money(engine), {
    cash: 994_227_500,
    fees: 172_500,
    locked: 0,
    held: 1_000,
    exposure: 5_600_000,
  });
  const holding = engine.orders.holdings.find("puppet", TICKER);
  assertEquals([holding?.outcomeSide, holding?.quantity, holding?.contracts, holding?.averagePrice], [
    "yes",
    quantity(1_000),
    quantity(1_000),
    price(5_600),
  ]);
});

Deno.test("golden: opening NO at .44 asks .56, and costs 4.40 and a fee of .1725", () => {
  const { engine, orders, answer, outcomes } = trading(5_600, 5_700);
  answer([buy(4_400, 1_000, { outcomeSide: "no" })]);
  assertEquals(orders, [["ask", 5_600, 1_000, "entry"]]);
  // 1,000 − 4.40 − .17248 rounded up to .1725.
  assertEquals(money(engine), {
    cash: 995_427_500,
    fees: 172_500,
    locked: 0,
    held: -1_000,
    exposure: 4_400_000,
  });
  const holding = engine.orders.holdings.find("puppet", TICKER);
  assertEquals([holding?.outcomeSide, holding?.quantity, holding?.contracts, holding?.averagePrice], [
    "no",
    quantity(-1_000),
    quantity(1_000),
    price(4_400),
  ]);
  const [signal] = outcomes.filter((outcome) => outcome.kind === "signal");
  assertEquals([signal?.outcomeSide, signal?.price], ["no", price(4_400)]);
  // Valued at what it could be sold for: the ask of .57 is a bid of .43 for NO.
  assertEquals(engine.account.equity() as number, 995_427_500 + 4_300_000);
});

Deno.test("golden: a NO that rests at .40 sets its cost and its highest fee aside", () => {
  const { engine, orders, answer } = trading(5_600, 5_700);
  answer([buy(4_000, 1_000, { outcomeSide: "no" })]);
  assertEquals(orders, [["ask", 6_000, 1_000, "entry"]]);
  // 10 × .40, .07 × 10 × .6 × .4 and one step of .0001.
  assertEquals(money(engine), {
    cash: 1_000_000_000,
    fees: 0,
    locked: 4_168_100,
    held: 0,
    exposure: 4_168_100,
  });
});

Deno.test("golden: closing YES at .60 asks .60, needs no money, and brings 6.00 less a fee of .168", () => {
  const { engine, orders, answer, quote } = trading(5_500, 5_600);
  answer([buy(5_600, 1_000)]);
  quote(6_000, 6_100);
  answer([SELL]);
  assertEquals(orders.slice(1), [["ask", 6_000, 1_000, "exit"]]);
  assertEquals(money(engine), {
    cash: 994_227_500 + 6_000_000 - 168_000,
    fees: 172_500 + 168_000,
    locked: 0,
    held: 0,
    exposure: 0,
  });
  const [trip] = engine.orders.holdings.closed;
  assertEquals([trip?.quantity, trip?.entryMicros, trip?.exitMicros, trip?.pnl, trip?.reason], [
    quantity(1_000),
    micros(560_000),
    micros(600_000),
    micros(59_500),
    "exit",
  ]);
});

Deno.test("golden: closing NO at .50 bids .50, needs no money, and brings 5.00 less a fee of .175", () => {
  const { engine, orders, answer, quote } = trading(5_600, 5_700);
  answer([buy(4_400, 1_000, { outcomeSide: "no" })]);
  quote(4_900, 5_000);
  answer([SELL]);
  assertEquals(orders.slice(1), [["bid", 5_000, 1_000, "exit"]]);
  assertEquals(money(engine), {
    cash: 995_427_500 + 5_000_000 - 175_000,
    fees: 172_500 + 175_000,
    locked: 0,
    held: 0,
    exposure: 0,
  });
  const [trip] = engine.orders.holdings.closed;
  assertEquals([trip?.quantity, trip?.entryMicros, trip?.exitMicros, trip?.pnl, trip?.reason], [
    quantity(-1_000),
    micros(440_000),
    micros(500_000),
    micros(252_500),
    "exit",
  ]);
});

Deno.test("a stake buys at the price of its side", () => {
  const { orders, answer } = trading(5_600, 5_700);
  answer([{
    action: "buy",
    market: TICKER,
    outcomeSide: "no",
    price: price(4_400),
    size: { stake: dollars(11) },
  }]);
  assertEquals(orders, [["ask", 5_600, 2_500, "entry"]]);
});

for (const [yesPays, paid, pnl] of [[0, 10_000_000, 5_427_500], [1_000_000, 0, -4_572_500]] as const) {
  Deno.test(`NO is paid 1 − what YES pays: ${yesPays / 1e6} for YES`, () => {
    const { engine, answer, take, now } = trading(5_600, 5_700);
    answer([buy(4_400, 1_000, { outcomeSide: "no" })]);
    take(events.life(now(), { status: "finalized", result: { yesPays: micros(yesPays) } }));
    assertEquals(engine.orders.portfolio.cash as number, 995_427_500 + paid);
    const [trip] = engine.orders.holdings.closed;
    assertEquals([trip?.reason, trip?.pnl], ["settled", micros(pnl)]);
    assertEquals(engine.orders.holdings.isFlat, true);
  });
}

Deno.test("a stop and a take-profit of NO count in the price of NO", () => {
  const { engine, orders, outcomes, answer, quote } = trading(6_900, 7_000);
  // NO paid .31 over a bid of .30.
  answer([buy(3_100, 1_000, { outcomeSide: "no", exits: { takeProfit: 1_000, stopLoss: 1_000 } })]);
  // +10 % is .341, on the grid .35, which is a bid for YES at .65.
  assertEquals(orders.slice(1), [["bid", 6_500, 1_000, "take_profit"]]);
  // −10 % is .279, on the grid .27: YES offered at .73.
  quote(7_100, 7_200);
  answer([]);
  answer([]);
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exiting, undefined);
  quote(7_200, 7_300);
  answer([]);
  answer([]);
  const notes = outcomes.flatMap((outcome) => outcome.kind === "note" ? [outcome.text] : []);
  assert(
    notes.includes("puppet: NO stop touched: trigger .2700, best bid at most .2700 for 1 s"),
    notes.join("\n"),
  );
  // No further below the bids than the slippage of these settings: at the bid.
  assertEquals(orders.slice(2), [["bid", 7_300, 1_000, "stop"]]);
  const [trip] = engine.orders.holdings.closed;
  assertEquals([trip?.stopTrigger, trip?.exitMicros, trip?.reason], [price(2_700), micros(270_000), "stop"]);
});

Deno.test("a print at or through the trigger of NO touches it, one on the other side of it does not", () => {
  const { engine, answer, take, now } = trading(6_900, 7_000);
  answer([buy(3_100, 1_000, { outcomeSide: "no", exits: { stopLoss: 1_000 } })]);
  take(events.trade(now(), "bid", 2_700, 100));
  take(events.trade(now(), "bid", 7_200, 100));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exiting, undefined);
  take(events.trade(now(), "bid", 7_300, 100));
  assertEquals(engine.orders.holdings.find("puppet", TICKER)?.exiting ?? "gone", "gone");
});

Deno.test("an exit never flips: the other side is refused while one is held or wanted, by another rule too", () => {
  const { engine, answer, outcomes, orders } = trading(5_600, 5_700);
  const refusals = () =>
    outcomes.flatMap((outcome) => outcome.kind === "signal" && outcome.refused ? [outcome.refused.code] : []);
  answer([buy(4_400, 1_000, { outcomeSide: "no" }), buy(5_700, 1_000)]);
  assertEquals(refusals(), ["OTHER_SIDE_HELD"]);
  answer([SELL, SELL]);
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(0));
  assertEquals(orders.filter(([, , , purpose]) => purpose === "exit").length, 1);
  // One that only rests may be filled at any moment.
  answer([buy(4_000, 1_000, { outcomeSide: "no" }), buy(5_000, 1_000)]);
  assertEquals(refusals(), ["OTHER_SIDE_HELD", "OTHER_SIDE_HELD"]);
});

Deno.test("a part of a holding is sold, and the rest keeps its exits", () => {
  for (const outcomeSide of ["yes", "no"] as const) {
    const { engine, orders, answer, now, take } = trading(4_900, 5_100);
    answer([buy(5_100, 1_000, { outcomeSide, exits: { takeProfit: 1_000 } })]);
    answer([{ ...SELL, price: price(4_900), size: { stake: dollars(1.96) } }]);
    take(events.clock(now()));
    const sells = outcomeSide === "yes" ? "ask" : "bid";
    const at = (yes: number) => outcomeSide === "yes" ? yes : 10_000 - yes;
    assertEquals(orders.slice(1), [
      [sells, at(5_700), 1_000, "take_profit"],
      [sells, at(4_900), 400, "exit"],
      [sells, at(5_700), 600, "take_profit"],
    ]);
    const holding = engine.orders.holdings.find("puppet", TICKER);
    assertEquals([holding?.contracts, holding?.exiting, engine.orders.holdings.closed.length], [
      quantity(600),
      undefined,
      0,
    ]);
    answer([{ ...SELL, outcomeSide, size: { quantity: quantity(5_000) } }]);
    const [trip] = engine.orders.holdings.closed;
    // 10 bought at .51, sold at .49: −.20, and the fees of all three.
    assertEquals(trip?.pnl as number, -200_000 - engine.orders.portfolio.fees);
    assertEquals(Math.abs(trip?.quantity ?? 0), 1_000);
  }
});

Deno.test("a stop counts while a part is being sold", () => {
  const { engine, answer, orders, quote, take, now } = trading(4_900, 5_100);
  answer([buy(5_100, 1_000, { exits: { stopLoss: 2_000 } })]);
  // There is one bid, of a hundredth of a contract: most of the part waits.
  take(events.book(now(), [[4_900, 1]], [[5_100, 1]]));
  answer([{ ...SELL, size: { quantity: quantity(300) } }]);
  quote(3_000, 3_100);
  const holding = engine.orders.holdings.find("puppet", TICKER);
  assertEquals([holding?.exiting, holding?.leaving, holding?.isWatched], ["exit", quantity(299), true]);
  take(events.trade(now(), "ask", 3_000, 100));
  take(events.clock(now()));
  assertEquals([holding?.exiting, holding?.leaving, holding?.isWatched], ["stop", quantity(999), false]);
  assertEquals(orders.at(-1)?.slice(2), [999, "stop"]);
});

for (
  const [name, intent, code] of [
    ["another side than is held", { ...SELL, outcomeSide: "yes" }, "NOT_HELD"],
    ["a side that is none", { ...SELL, outcomeSide: "maybe" }, "BAD_SIDE"],
    ["no contracts", { ...SELL, size: { quantity: quantity(0) } }, "ORDER_SIZE_ZERO"],
    ["half a hundredth", { ...SELL, size: { quantity: quantity(0.5) } }, "ORDER_SIZE_ZERO"],
    ["no number of contracts", { ...SELL, size: { quantity: quantity(NaN) } }, "ORDER_SIZE_ZERO"],
    ["less than none", { ...SELL, size: { quantity: quantity(-100) } }, "ORDER_SIZE_ZERO"],
    ["a stake at no price", { ...SELL, price: price(0), size: { stake: dollars(1) } }, "ORDER_SIZE_ZERO"],
    ["an entry of a side that is none", buy(4_400, 100, { outcomeSide: "maybe" as "no" }), "BAD_SIDE"],
  ] as readonly (readonly [string, SellIntent, string])[]
) {
  Deno.test(`an intent that names ${name} is refused: ${code}`, () => {
    const { engine, answer, outcomes, orders } = trading(5_600, 5_700);
    answer([buy(4_400, 1_000, { outcomeSide: "no" })]);
    answer([intent]);
    const [, told] = outcomes.filter((outcome) => outcome.kind === "signal");
    assertEquals(told?.refused?.code, code);
    assertEquals([orders.length, engine.orders.holdings.find("puppet", TICKER)?.exiting], [1, undefined]);
    assertEquals(engine.strategies.signalsRefused, 1);
  });
}
