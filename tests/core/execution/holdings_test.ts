import { assertEquals } from "@std/assert";
import { EXTERNAL } from "../../../src/core/execution/holding.ts";
import { Holdings } from "../../../src/core/execution/holdings.ts";
import type { OrderFill, OrderRequest } from "../../../src/core/orders.ts";
import { micros, order, price, quantity, TICKER } from "../support.ts";

function fill(at: number, level: number, size: number, fee = 0): OrderFill {
  return {
    kind: "fill",
    at,
    clientOrderId: "a",
    tradeId: `t${at}`,
    price: price(level),
    quantity: quantity(size),
    role: "maker",
    fee: micros(fee),
    balanceChange: micros(0),
  };
}

const BUY: OrderRequest = order("bid", 9000, 1000, { strategy: "s" });
const SELL: OrderRequest = order("ask", 9000, 1000, { strategy: "s", purpose: "take_profit" });

Deno.test("the bid at the entry is that of the last one", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(10, 8000, 300), undefined, price(7_900));
  const holding = holdings.find("s", TICKER);
  assertEquals([holding?.entryBid, holding?.boughtAt], [price(7_900), 10]);
  holdings.apply(BUY, fill(20, 9000, 100), undefined, undefined);
  assertEquals([holding?.entryBid, holding?.boughtAt, holding?.openedAt], [undefined, 20, 10]);
});

Deno.test("a round trip runs from flat to flat, over several fills, with the fees of both sides", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(10, 8000, 300, 5), { stopLoss: 100 });
  holdings.apply(BUY, fill(20, 9000, 100, 7), undefined);
  const holding = holdings.find("s", TICKER);
  assertEquals([holding?.quantity, holding?.cost, holding?.averagePrice], [
    quantity(400),
    micros(3_300_000),
    price(8250),
  ]);
  assertEquals(holding?.exits, { stopLoss: 100 });
  assertEquals(holdings.apply(SELL, fill(30, 8500, 150, 1), undefined), undefined);
  assertEquals(holdings.find("s", TICKER)?.cost as number, 2_062_500);
  const trade = holdings.apply(SELL, fill(40, 9000, 250, 2), undefined);
  assertEquals(trade, {
    strategy: "s",
    market: TICKER,
    quantity: quantity(400),
    entryMicros: micros(825_000),
    exitMicros: micros(881_250),
    pnl: micros(1_275_000 + 2_250_000 - 3_300_000 - 15),
    fees: micros(15),
    reason: "take_profit",
    openedAt: 10,
    closedAt: 40,
  });
  assertEquals([...holdings.open()], []);
  assertEquals(holdings.inMarket(TICKER), []);
  assertEquals(holdings.lastClosed("s", TICKER), trade);
  assertEquals(holdings.closed, [trade as NonNullable<typeof trade>]);
});

Deno.test("what was paid is never understated: the average price is rounded up", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(1, 8000, 200), undefined);
  holdings.apply(BUY, fill(2, 8001, 100), undefined);
  assertEquals(holdings.find("s", TICKER)?.averagePrice as number, 8001);
});

Deno.test("strategies are kept apart in one market, and a sale of what is not held changes nothing", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(1, 8000, 200), undefined);
  assertEquals(holdings.find("other", TICKER), undefined);
  assertEquals(holdings.apply({ ...SELL, strategy: "other" }, fill(2, 9000, 200), undefined), undefined);
  assertEquals(holdings.find("s", TICKER)?.quantity as number, 200);
});

Deno.test("settlement ends every holding of the market at what YES pays", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(1, 8000, 200, 3), undefined);
  holdings.apply({ ...BUY, strategy: "other" }, fill(2, 7000, 100), undefined);
  holdings.apply({ ...BUY, market: "ELSEWHERE" }, fill(3, 7000, 100), undefined);
  const ended = holdings.settle(TICKER, { paid: micros(3_000_000), fee: micros(0) }, micros(1_000_000), 50);
  assertEquals(ended.map(({ strategy, pnl, reason }) => [strategy, pnl as number, reason]), [
    ["s", 400_000 - 3, "settled"],
    ["other", 300_000, "settled"],
  ]);
  assertEquals([...holdings.open()].map(({ market }) => market), ["ELSEWHERE"]);
  assertEquals(holdings.settle(TICKER, { paid: micros(0), fee: micros(0) }, micros(0), 51), []);
});

Deno.test("flat is flat again once everything was sold, and only then", () => {
  const holdings = new Holdings();
  assertEquals(holdings.isFlat, true);
  holdings.apply(BUY, fill(10, 8000, 300), undefined);
  holdings.apply({ ...BUY, strategy: "other" }, fill(11, 8000, 100), undefined);
  holdings.apply(SELL, fill(20, 8500, 300), undefined);
  assertEquals([holdings.isFlat, holdings.open().length], [false, 1]);
  holdings.apply({ ...SELL, strategy: "other" }, fill(30, 8500, 100), undefined);
  assertEquals([holdings.isFlat, holdings.open().length, holdings.inMarket(TICKER).length], [true, 0, 0]);
});

const BUY_NO: OrderRequest = order("ask", 7000, 1000, { strategy: "s" });
const SELL_NO: OrderRequest = order("bid", 6000, 1000, { strategy: "s", purpose: "stop" });

Deno.test("a round trip of NO is counted in the price of NO, its quantities below 0", () => {
  const holdings = new Holdings();
  holdings.apply(BUY_NO, fill(10, 7000, 300, 5), { stopLoss: 100 }, price(2_900));
  const holding = holdings.find("s", TICKER);
  assertEquals([
    holding?.quantity,
    holding?.contracts,
    holding?.cost,
    holding?.averagePrice,
    holding?.entryBid,
  ], [
    quantity(-300),
    quantity(300),
    micros(900_000),
    price(3000),
    price(2_900),
  ]);
  holdings.apply(SELL_NO, fill(20, 6000, 100, 1), undefined);
  assertEquals([holding?.quantity, holding?.cost], [quantity(-200), micros(600_000)]);
  assertEquals(holding?.valuedAt(price(6_500), 25).pnl as number, 400_000 + 700_000 - 900_000 - 6);
  const trip = holdings.apply(SELL_NO, fill(30, 6000, 200, 2), undefined);
  assertEquals([trip?.quantity, trip?.entryMicros, trip?.exitMicros, trip?.pnl, trip?.fees, trip?.reason], [
    quantity(-300),
    micros(300_000),
    micros(400_000),
    micros(300_000 - 8),
    micros(8),
    "stop",
  ]);
});

Deno.test("a late entry of the other side closes what is held first, and splits its fee", () => {
  const holdings = new Holdings();
  holdings.apply(BUY_NO, fill(10, 7000, 300), { stopLoss: 100 });
  const trip = holdings.apply(BUY, fill(20, 6000, 400, 100), undefined);
  assertEquals([trip?.pnl, trip?.reason], [micros(300_000 - 75), "exit"]);
  const left = holdings.find("s", TICKER);
  assertEquals([left?.outcomeSide, left?.quantity, left?.cost, left?.fees, left?.exits], [
    "yes",
    quantity(100),
    micros(600_000),
    micros(25),
    undefined,
  ]);
});

Deno.test("an exit that sold more than is held opens nothing", () => {
  const holdings = new Holdings();
  holdings.apply(BUY_NO, fill(10, 7000, 300), undefined);
  assertEquals(holdings.apply(SELL_NO, fill(20, 6000, 400), undefined)?.quantity, quantity(-300));
  assertEquals(holdings.isFlat, true);
});

Deno.test("what the account holds and no strategy bought is external", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(10, 8000, 300), undefined);
  const external = () => {
    const found = holdings.find(EXTERNAL, TICKER);
    return found === undefined ? undefined : [found.quantity, found.cost, found.openedAt] as number[];
  };
  holdings.reconcile(TICKER, quantity(300), micros(2_400_000), 20);
  assertEquals(external(), undefined);
  holdings.reconcile(TICKER, quantity(500), micros(3_500_000), 30);
  assertEquals(external(), [200, 1_100_000, 30]);
  // It grows, and is the same holding.
  holdings.reconcile(TICKER, quantity(600), micros(4_000_000), 40);
  assertEquals(external(), [300, 1_600_000, 30]);
  // Somebody sold what the strategy still believes to hold.
  holdings.reconcile(TICKER, quantity(100), micros(800_000), 50);
  assertEquals(external(), [-200, 0, 50]);
  assertEquals(holdings.inMarket(TICKER).reduce((sum, each) => sum + each.quantity, 0), 100);
  holdings.reconcile(TICKER, quantity(300), micros(2_400_000), 60);
  assertEquals([external(), holdings.closed.length], [undefined, 0]);
  holdings.reconcile("ELSEWHERE", quantity(-50), micros(100), 70);
  assertEquals(holdings.open().map(({ strategy, quantity }) => [strategy, quantity as number]), [
    ["s", 300],
    [EXTERNAL, -50],
  ]);
  assertEquals(
    holdings.settle("ELSEWHERE", { paid: micros(500_000), fee: micros(0) }, micros(0), 80),
    [],
    "no round trip of ours",
  );
  assertEquals(holdings.inMarket("ELSEWHERE"), []);
});

Deno.test("the payout of what strategies hold is theirs alone, whatever else is on the account", () => {
  for (const account of [100, 900]) {
    const holdings = new Holdings();
    holdings.apply(BUY, fill(10, 8000, 300), undefined);
    holdings.apply({ ...BUY, strategy: "other" }, fill(11, 8000, 100), undefined);
    holdings.reconcile(TICKER, quantity(account), micros(800_000), 20);
    const trips = holdings.settle(TICKER, { paid: micros(4_000_000), fee: micros(0) }, micros(1_000_000), 30);
    assertEquals(trips.map(({ strategy, pnl }) => [strategy, pnl as number]), [["s", 600_000], [
      "other",
      200_000,
    ]]);
    assertEquals(holdings.isFlat, true);
  }
});

Deno.test("of two sides, which two late fills can leave, each is paid what it is worth by itself", () => {
  const holdings = new Holdings();
  holdings.apply(BUY, fill(10, 8000, 300), undefined);
  holdings.apply({ ...BUY_NO, strategy: "other" }, fill(11, 7000, 100), undefined);
  // The account held 200 YES, and has had a dollar for each of the 100 pairs.
  const trips = holdings.settle(TICKER, { paid: micros(2_000_000), fee: micros(0) }, micros(1_000_000), 30);
  assertEquals(trips.map(({ strategy, pnl }) => [strategy, pnl as number]), [["s", 600_000], [
    "other",
    -300_000,
  ]]);
});
