import type { MarketLife } from "../../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { accounted, buy, dollars, events, micros, NOON, quantity, startEngine, TICKER } from "../support.ts";

const { book, life, listed } = events;
const YES = { yesPays: micros(1_000_000) };

/** An engine that has bought `contracts` of YES at .58, and everything it says from then on. */
function holding(contracts: number) {
  const { engine, puppet } = startEngine();
  puppet.next = [buy(5800, contracts)];
  engine.process(book(NOON + 1, [[5500, 1_000_000]], [[5800, 1_000_000]]));
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(contracts));
  const said: Outcome[] = [];
  const process = (event: EngineEvent) => void said.push(...engine.process(event));
  const settled = () => said.filter((one) => one.kind === "settled");
  const warnings = () =>
    said.flatMap((one) => one.kind === "note" && one.level === "warning" ? one.text : []);
  return { engine, process, settled, warnings };
}

const step = (second: number, change: Partial<Omit<MarketLife, "kind" | "at" | "market">>) =>
  life(NOON + second * 1_000, change);

Deno.test("a scalar result pays whole cents, and what rounding down took is a settlement fee", () => {
  const { engine, process, settled } = holding(10_033);
  const { portfolio, holdings } = engine.orders;
  const [cash, fees] = [portfolio.cash, portfolio.fees];
  process(step(5, { status: "determined", result: { yesPays: micros(503_300) } }));
  process(step(6, { status: "finalized" }));
  const [paid] = settled();
  assertEquals(paid?.kind === "settled" ? [paid.payout, paid.fee] : [], [dollars(50.49), micros(6_089)]);
  assertEquals(portfolio.cash - cash, dollars(50.49) as number);
  assertEquals(portfolio.fees - fees, 6_089);
  assertEquals(holdings.closed[0]?.fees, portfolio.fees);
  assertEquals(holdings.closed[0]?.pnl as number, portfolio.cash - portfolio.startingCash);
  assertEquals(accounted(portfolio), portfolio.startingCash);
});

const ORDERS: readonly { readonly name: string; readonly steps: readonly EngineEvent[] }[] = [
  {
    name: "determined, then settled",
    steps: [step(5, { status: "determined", result: YES }), step(6, { status: "finalized" })],
  },
  {
    name: "settled before determined",
    steps: [step(5, { status: "finalized" }), step(6, { status: "determined", result: YES })],
  },
  {
    name: "settled, and the result by the listing alone",
    steps: [step(5, { status: "finalized" }), listed(NOON + 6_000, { status: "finalized", result: YES })],
  },
  { name: "the listing alone", steps: [listed(NOON + 5_000, { status: "finalized", result: YES })] },
  {
    name: "by the listing, and then by every step once more",
    steps: [
      listed(NOON + 5_000, { status: "finalized", result: YES }),
      step(6, { status: "determined", result: YES }),
      step(7, { status: "finalized" }),
      listed(NOON + 8_000, { status: "finalized", result: YES }),
    ],
  },
  {
    name: "a result that is not understood, and then understood",
    steps: [
      step(5, { status: "determined", resultNotUnderstood: `"scalar" without a value` }),
      step(6, { status: "finalized" }),
      listed(NOON + 8_000, { status: "finalized", result: YES }),
    ],
  },
  {
    name: "amended before it is final",
    steps: [
      step(5, { status: "determined", result: { yesPays: micros(0) } }),
      step(6, { status: "amended", result: YES }),
      step(7, { status: "finalized" }),
    ],
  },
];

for (const { name, steps } of ORDERS) {
  Deno.test(`paid once: ${name}`, () => {
    const { engine, process, settled } = holding(1_000);
    for (const each of steps) process(each);
    assertEquals(settled().length, 1);
    assertEquals(engine.orders.portfolio.held(TICKER), quantity(0));
    assertEquals(engine.market(TICKER)?.status, "finalized");
    assertEquals(
      engine.orders.portfolio.cash - engine.orders.portfolio.startingCash,
      10_000_000 - 5_800_000 - engine.orders.portfolio.fees,
    );
  });
}

Deno.test("nothing is paid by guess: a result that is not understood is told, once", () => {
  const { engine, process, settled, warnings } = holding(1_000);
  process(step(5, { status: "determined", resultNotUnderstood: `"void"` }));
  process(listed(NOON + 6_000, { status: "finalized", resultNotUnderstood: `"void"` }));
  process(listed(NOON + 66_000, { status: "finalized", resultNotUnderstood: `"void"` }));
  assertEquals(settled(), []);
  assertEquals(engine.orders.portfolio.held(TICKER), quantity(1_000));
  assertEquals(warnings(), [`result not understood: "void"; nothing is paid by guess`]);
});

Deno.test("a market taken back before it is final is open again, without the result", () => {
  const { engine, process, settled } = holding(1_000);
  process(step(5, { status: "determined", result: YES }));
  process(listed(NOON + 6_000, { status: "active" }));
  assertEquals([engine.market(TICKER)?.status, engine.market(TICKER)?.result], ["active", undefined]);
  assertEquals(settled(), []);
});

Deno.test("what was paid stays paid, and another result later is told", () => {
  const { engine, process, warnings } = holding(1_000);
  process(listed(NOON + 5_000, { status: "finalized", result: YES }));
  const { cash } = engine.orders.portfolio;
  process(listed(NOON + 6_000, { status: "finalized", result: { yesPays: micros(0) } }));
  assertEquals(engine.orders.portfolio.cash, cash);
  assertEquals(warnings(), ["the exchange now says that YES pays 0.0000; it was settled at 1.0000"]);
});
