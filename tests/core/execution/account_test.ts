import { assertEquals } from "@std/assert";
import { Account } from "../../../src/core/execution/account.ts";
import { Portfolio } from "../../../src/core/execution/portfolio.ts";
import { DIRECT_PRECISION } from "../../../src/core/market/fees.ts";
import type { BookSnapshot } from "../../../src/core/market/events.ts";
import { Market } from "../../../src/core/market/market.ts";
import { dollars, events, infoOf, micros, NOON, price, quantity, TICKER } from "../support.ts";

/** Ten YES contracts bought at .56, in a book of .55 to .57. */
function held() {
  const market = new Market(infoOf());
  market.snapshot(events.book(NOON, [[5_500, 100]], [[5_700, 100]]) as BookSnapshot);
  const portfolio = new Portfolio(dollars(100), DIRECT_PRECISION);
  const account = new Account(portfolio, (ticker) => ticker === TICKER ? market : undefined);
  account.turnDay(NOON);
  portfolio.apply(TICKER, "bid", {
    kind: "fill",
    at: NOON,
    clientOrderId: "a",
    tradeId: "t",
    price: price(5_600),
    quantity: quantity(1_000),
    role: "taker",
    fee: micros(0),
    balanceChange: dollars(-5.6),
  });
  return { account, market };
}

Deno.test("YES is valued at the bid, NO at the ask, what has ended at what it pays, and the unknown not at all", () => {
  const { account, market } = held();
  assertEquals([account.mark(TICKER, quantity(1)), account.mark(TICKER, quantity(-1))], [
    price(5_500),
    price(5_700),
  ]);
  assertEquals(account.mark("UNKNOWN", quantity(1)), undefined);
  market.live({
    kind: "market_life",
    at: NOON,
    market: TICKER,
    status: "finalized",
    result: { yesPays: micros(333_333) },
  });
  assertEquals([account.mark(TICKER, quantity(1)), account.mark(TICKER, quantity(-1))], [
    price(3_333),
    price(3_334),
  ]);
});

Deno.test("the day's gain is of the market, and begins again with the trading day", () => {
  const { account, market } = held();
  assertEquals([account.equity(), account.dayPnl()], [dollars(99.9), dollars(-0.1)]);
  account.turnDay(NOON + 3_600_000);
  assertEquals(account.dayPnl(), dollars(-0.1));
  account.turnDay(NOON + 24 * 3_600_000);
  assertEquals(account.dayPnl(), dollars(0));
  market.snapshot(events.book(NOON + 1, [[5_600, 100]], [[5_700, 100]]) as BookSnapshot);
  assertEquals([account.equity(), account.dayPnl()], [dollars(100), dollars(0.1)]);
});
