import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { SessionHistory } from "../../src/views/session_history.ts";
import type { Trade } from "../../src/core/market/events.ts";
import type { Price, Quantity } from "../../src/core/numbers/money.ts";
import { createEngine } from "../../src/session/setup/setup.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import { events } from "../core/support.ts";
import { setupOf } from "../session/support.ts";

const TICKER = "KXNBAGAME-26NOV22LALBOS-LAL";

function print(at: number, price: number): Trade {
  return {
    kind: "trade",
    at,
    market: TICKER,
    tradeId: `t${at}`,
    price: price as Price,
    quantity: 100 as Quantity,
    takerSide: "bid",
  };
}

Deno.test("the price of the last minutes keeps one point a second, and every high and low of it", async () => {
  const engine = createEngine(await setupOf(), REGISTRY);
  if (!engine.ok) throw new Error(engine.reason.message);
  const history = new SessionHistory(engine.value, () => 0);
  engine.value.process(events.listed(0, { ticker: TICKER }));
  assertEquals(history.range(TICKER), {});
  for (const [at, price] of [[1_000, 5_000], [1_400, 6_600], [1_900, 4_400], [2_000, 5_800]] as const) {
    const event = print(at, price);
    history.onEvent(event, engine.value.process(event));
  }
  assertEquals(history.points(TICKER).map(({ at, price }) => [at, price as number]), [[1_000, 4_400], [
    2_000,
    5_800,
  ]]);
  assertEquals(history.range(TICKER), { high: 6_600 as Price, low: 4_400 as Price });

  const late = print(700_000, 5_000);
  history.onEvent(late, engine.value.process(late));
  assertEquals(history.range(TICKER), { high: 5_000 as Price, low: 5_000 as Price });
});

Deno.test("highest and lowest are those of the samples that are still there, whatever came and went", async () => {
  const setup = await setupOf();
  const steps = fc.array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: fc.nat(1_500) }, { weight: 2, arbitrary: fc.nat(400_000) }),
      fc.integer({ min: 1, max: 99 }),
    ),
    { maxLength: 40 },
  );
  fc.assert(fc.property(steps, (steps) => {
    const engine = createEngine(setup, REGISTRY);
    if (!engine.ok) throw new Error(engine.reason.message);
    const history = new SessionHistory(engine.value, () => 0);
    engine.value.process(events.listed(0, { ticker: TICKER }));
    let samples: { at: number; prices: number[] }[] = [];
    let at = 1_000;
    for (const [wait, cents] of steps) {
      at += wait;
      const event = print(at, cents * 100);
      history.onEvent(event, engine.value.process(event));
      const last = samples.at(-1);
      if (last !== undefined && at - last.at < 1_000) last.prices.push(cents * 100);
      else {
        samples = [...samples, { at, prices: [cents * 100] }].filter((sample) => sample.at >= at - 600_000);
      }
      const prices = samples.flatMap((sample) => sample.prices);
      assertEquals(history.range(TICKER), {
        high: Math.max(...prices) as Price,
        low: Math.min(...prices) as Price,
      });
    }
  }));
});
