import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { FeeSchedule } from "../../../src/core/market/fees.ts";
import type { StrategyPortfolio } from "../../../src/core/strategy/strategy.ts";
import { buy, dollars, events, infoOf, micros, NOON, startEngine, TICKER, WIDE } from "../support.ts";

// Invariants: of an entry whose size is within the limits left the gate refuses none for its size; of one a contract above
// the stake left it refuses each, but for the money that is kept back for fees.

const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
const SIZES = new Set([
  "ORDER_VALUE",
  "MARKET_EXPOSURE",
  "TOTAL_EXPOSURE",
  "BALANCE",
  "OPEN_ORDERS",
  "DAILY_LOSS",
]);

Deno.test("what is left of the limits follows what is held and open", () => {
  const { engine, puppet } = startEngine({
    limits: {
      ...WIDE,
      maxOrderValue: dollars(100),
      maxMarketExposure: dollars(120),
      maxTotalExposure: dollars(150),
      maxDailyLoss: dollars(50),
      maxOpenOrders: 3,
    },
  });
  engine.process(events.listed(NOON, { ticker: OTHER }));
  engine.process(events.clock(NOON + 1_000));
  const { portfolio } = puppet;
  assert(portfolio !== undefined);
  const left = (market = TICKER) => {
    const { order, market: here, total, dailyLoss, openOrders, stake } = portfolio.limitsLeft(market);
    return [order, here, total, dailyLoss, openOrders, stake] as number[];
  };
  const all = [100, 120, 150, 50, 3, 100].map((value, index) => index === 4 ? value : dollars(value));
  assertEquals(left(), all);
  assertEquals([portfolio.cash, portfolio.equity], [dollars(1_000), dollars(1_000)]);
  // 100 contracts bought at .86, valued at .85, and 10 that rest at .50.
  puppet.next = [buy(8_600, 10_000), buy(5_000, 1_000)];
  engine.process(events.clock(NOON + 2_000));
  const { cash } = engine.orders.portfolio;
  const locked = engine.orders.commitments.totalLocked();
  assert(locked > dollars(5));
  const fee = engine.orders.portfolio.fees;
  assertEquals(portfolio.cash as number, cash - locked);
  assertEquals(portfolio.equity as number, dollars(1_000) - dollars(1) - fee);
  const exposure = dollars(86) + locked;
  assertEquals(left(), [
    dollars(100),
    dollars(120) - exposure,
    dollars(150) - exposure,
    dollars(49) - fee,
    2,
    dollars(120) - exposure,
  ]);
  assertEquals(left(OTHER).slice(1, 3), [dollars(120), dollars(150) - exposure]);
  assertEquals(portfolio.limitsLeft("NOBODY'S").stake, micros(0));
});

Deno.test("a stake within what is left is never refused for its size, and what is above it is", () => {
  const money = (most: number) => fc.integer({ min: 10_000, max: dollars(most) }).map(micros);
  const limits = fc.record({
    maxOrderValue: money(500),
    maxMarketExposure: money(500),
    maxTotalExposure: money(1_000),
    maxDailyLoss: money(300),
    maxOpenOrders: fc.integer({ min: 1, max: 4 }),
  });
  const multiplier = fc.constantFrom(0, 5_000, 10_000, 200_000);
  const prices = fc.constantFrom(100, 2_500, 5_000, 8_500);
  const before = fc.array(fc.tuple(prices, fc.integer({ min: 1, max: 5_000 })), { maxLength: 3 });
  fc.assert(
    fc.property(limits, multiplier, before, prices, money(600), (given, multiplier, before, level, cash) => {
      const fees: FeeSchedule = { type: "quadratic", multiplier };
      const { engine, puppet } = startEngine({
        startingCash: cash,
        limits: { ...WIDE, maxBookAgeMs: 1e9, ...given },
      });
      engine.process(events.listed(NOON, infoOf(TICKER, { fees })));
      engine.process(events.book(NOON + 1, [[100, 1]], [[9_900, 1]]));
      let at = NOON + 1;
      const ask = (wish: NonNullable<typeof puppet.next>) => {
        puppet.next = wish;
        // A refusal of the same kind is told again after some seconds alone.
        return engine.process(events.clock(at += 6_000));
      };
      for (const [price, size] of before) ask([buy(price, size)]);
      ask([]);
      const portfolio = puppet.portfolio as StrategyPortfolio;
      const { stake, total, market, order, openOrders } = portfolio.limitsLeft(TICKER);
      const refusal = (size: number) =>
        ask([{ ...buy(level, 1), size: { stake: micros(size) } }]).flatMap((outcome) =>
          outcome.kind === "signal" ? [outcome.refused?.code] : []
        )[0];
      if (stake < Math.min(order, market, total)) {
        // Money decides, of which a part is kept back for the fee.
        assert(openOrders === 0 || stake <= portfolio.cash);
      } else assert(SIZES.has(refusal(stake + level * 2) ?? ""), "more than is left was let through");
      if (stake >= level) assert(!SIZES.has(refusal(stake) ?? ""), `refused: ${refusal(stake)}`);
    }),
    { numRuns: 300 },
  );
});
