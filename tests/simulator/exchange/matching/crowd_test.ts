import { assertEquals } from "@std/assert";
import { MOST_QUANTITY, type Price } from "../../../../src/core/numbers/money.ts";
import { CrowdMarket } from "./crowd_support.ts";

/** A bid of 50 at .55 behind 100 of the crowd, whose best ask is .57. */
function queued(size = 50) {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100], [5400, 70]], [[5700, 200]]);
  const id = market.order("bid", 5500, size);
  assertEquals(market.news(), ["book", `level bid 5500 ${size}`]);
  return { market, id, ahead: () => market.engine.queuePosition(id) };
}

Deno.test("a trade serves the crowd ahead, then the order, then the crowd behind; its change of the level comes after", () => {
  const { market, id, ahead } = queued();
  market.level(1, "bid", 5500, 40);
  assertEquals([market.news(), ahead()], [["level bid 5500 40"], 100]);
  market.print(2, "ask", 5500, 60);
  assertEquals([market.news(), ahead()], [["trade ask 5500 60 crowd>crowd"], 40]);
  market.level(3, "bid", 5500, -60);
  assertEquals([market.news(), ahead()], [["level bid 5500 -60"], 40]);
  market.print(4, "ask", 5500, 70);
  // 40 of those ahead, 30 of the order; the crowd prints what is left of its own trade.
  assertEquals(market.news(), [
    "level bid 5500 -30",
    "trade ask 5500 30 crowd>a",
    "trade ask 5500 40 crowd>crowd",
  ]);
  assertEquals([ahead(), market.engine.remaining(id)], [0, 20]);
  market.level(5, "bid", 5500, -70);
  assertEquals([market.news(), market.book.sizeAt("bid", market.book.bestBid ?? 0 as never)], [
    ["level bid 5500 -70"],
    // 10 of the crowd, which came later, and 20 of the order.
    30,
  ]);
  market.agrees();
});

Deno.test("a level that shrinks before its trade is printed counts once; without a trade it is cancels in proportion", () => {
  const { market, ahead } = queued();
  market.level(1, "bid", 5500, 100);
  market.level(2, "bid", 5500, -50);
  assertEquals(ahead(), 75);
  market.print(3, "ask", 5500, 50);
  assertEquals(ahead(), 50);
  market.level(2_000, "bid", 5500, -30);
  // 50 of the crowd's 150 are ahead.
  assertEquals(ahead(), 40);
  market.print(3_001, "ask", 5500, 10);
  assertEquals(ahead(), 30, "its change was too long ago to be this trade's");
});

Deno.test("a trade from before the order came does not serve it", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100]], [[5700, 200]]);
  market.level(10, "bid", 5500, -60);
  const id = market.order("bid", 5500, 50);
  market.print(11, "ask", 5500, 60);
  assertEquals([market.engine.queuePosition(id), market.engine.remaining(id)], [40, 50]);
  market.print(12, "ask", 5500, 50);
  assertEquals([market.engine.queuePosition(id), market.engine.remaining(id)], [0, 40]);
});

Deno.test("whoever trades at a worse price has met the order first", () => {
  const { market, id } = queued();
  market.print(1, "ask", 5400, 80);
  assertEquals(market.news(), [
    "level bid 5500 -50",
    "trade ask 5500 50 crowd>a",
    "trade ask 5400 30 crowd>crowd",
  ]);
  assertEquals(market.engine.queuePosition(id), undefined);
});

Deno.test("new size of the crowd that meets an order trades with it, and only the rest is shown", () => {
  const { market, id } = queued();
  market.level(1, "bid", 5500, -100);
  market.news();
  market.level(2, "ask", 5500, 70);
  assertEquals(market.news(), ["level bid 5500 -50", "trade ask 5500 50 crowd>a", "level ask 5500 20"]);
  assertEquals(market.engine.remaining(id), 0);
  market.level(3, "ask", 5500, -30);
  assertEquals(
    market.news(),
    ["level ask 5500 -20"],
    "50 of its 70 were traded: 40 are left to it, none is there",
  );
  market.level(4, "ask", 5500, 10);
  assertEquals(market.book.sizeAt("ask", 5500 as never), 10);
  market.agrees();
});

Deno.test("what an order takes of the crowd is gone, whatever the crowd says of it later", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100]], [[5700, 200], [5800, 50]]);
  market.news();
  market.order("bid", 5800, 220);
  assertEquals(market.news(), [
    "level ask 5700 -200",
    "trade bid 5700 200 a>crowd",
    "level ask 5800 -20",
    "trade bid 5800 20 a>crowd",
  ]);
  market.level(1, "ask", 5700, -150);
  assertEquals(market.news(), [], "taken already");
  market.level(2, "ask", 5700, 30);
  assertEquals(market.news(), ["level ask 5700 30"]);
  market.shows(3, [[5500, 100]], [[5700, 80], [5800, 50]]);
  // 50 of its 80 at .57 and 20 of its 50 at .58 are those that were taken.
  assertEquals(market.book.levels("ask"), [{ price: 5700, quantity: 30 }, { price: 5800, quantity: 30 }]);
  market.shows(4, [[5500, 100]], [[5800, 10]]);
  assertEquals(market.book.levels("ask"), []);
  market.shows(5, [[5500, 100]], [[5800, 40]]);
  assertEquals(market.book.levels("ask"), [{ price: 5800, quantity: 30 }], "it showed 10, all of them taken");
  market.agrees();
});

Deno.test("a new book of the crowd leaves orders where they are, no further behind than it shows; what meets them trades", () => {
  const { market, id, ahead } = queued();
  market.shows(1, [[5500, 30], [5300, 5]], [[5600, 10]]);
  assertEquals([market.news(), ahead()], [["book"], 30]);
  assertEquals(market.book.levels("bid"), [{ price: 5500, quantity: 80 }, { price: 5300, quantity: 5 }]);
  market.shows(2, [[5300, 5]], [[5500, 20], [5400, 20], [5600, 7]]);
  assertEquals(market.news(), [
    "book",
    "level bid 5500 -20",
    "trade ask 5500 20 crowd>a",
    "level bid 5500 -20",
    "trade ask 5500 20 crowd>a",
  ]);
  assertEquals([market.engine.remaining(id), market.book.bestAsk], [10, 5600]);
  market.agrees();
});

Deno.test("of a new book that meets an order the best price trades first", () => {
  const { market, id } = queued(25);
  market.shows(1, [], [[5500, 20], [5400, 20]]);
  assertEquals(market.engine.remaining(id), 0);
  assertEquals(market.book.levels("ask"), [{ price: 5500, quantity: 15 }]);
});

Deno.test("an order that came between a trade and its change of the level had counted its contracts as ahead", () => {
  const { market } = queued();
  market.print(1, "ask", 5500, 60);
  const second = market.order("bid", 5500, 30, "b");
  market.level(2, "bid", 5500, 50);
  assertEquals(market.engine.queuePosition(second), 150);
  market.level(3, "bid", 5500, -60);
  assertEquals(market.engine.queuePosition(second), 90, "40 of the crowd and 50 of the first order");
});

Deno.test("a change of the level explains one trade, whoever came and went between", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100]], [[5700, 200]]);
  market.level(1, "bid", 5500, -60);
  market.engine.cancel(market.order("bid", 5500, 10));
  const id = market.order("bid", 5500, 50, "b");
  market.print(2, "ask", 5500, 120);
  // 60 were before it came, 40 ahead of it.
  assertEquals(market.engine.remaining(id), 30);
});

Deno.test("a change of long ago explains no trade, however late an order came to it", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100], [5400, 70]], [[5700, 200]]);
  market.order("bid", 5400, 10);
  market.level(1, "bid", 5500, -60);
  market.level(1_500, "bid", 5400, -10);
  const id = market.order("bid", 5500, 50);
  market.print(1_600, "ask", 5500, 60);
  assertEquals([market.engine.queuePosition(id), market.engine.remaining(id)], [0, 30]);
});

Deno.test("an order that takes what crossed the crowd lets it trade with orders again", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100]], [[5700, 200]]);
  const id = market.order("ask", 5700, 50);
  market.level(1, "bid", 5700, 80);
  market.news();
  market.order("bid", 5700, 200, "c", "immediate_or_cancel");
  assertEquals(market.news(), [
    "level ask 5700 -200",
    "trade bid 5700 200 c>crowd",
    "level bid 5700 -50",
    "level ask 5700 -50",
    "trade bid 5700 50 crowd>a",
  ]);
  assertEquals(market.engine.remaining(id), 0);
});

Deno.test("while the crowd is crossed with itself its new size trades with no order that rests; after that it does", () => {
  const market = new CrowdMarket();
  market.shows(0, [[5500, 100]], [[5700, 200]]);
  const id = market.order("ask", 5700, 50);
  market.news();
  market.level(1, "bid", 5700, 80);
  assertEquals(market.news(), ["level bid 5700 80"]);
  market.level(2, "ask", 5700, -200);
  assertEquals(market.news(), [
    "level ask 5700 -200",
    "level bid 5700 -50",
    "level ask 5700 -50",
    "trade bid 5700 50 crowd>a",
  ]);
  assertEquals([market.engine.remaining(id), market.book.bestBid, market.book.bestAsk], [0, 5700, undefined]);
  market.agrees();
});

Deno.test("orders of two owners keep their turn, among each other and among the crowd", () => {
  const { market, id } = queued();
  market.level(1, "bid", 5500, 40);
  const second = market.order("bid", 5500, 30, "b");
  assertEquals(market.engine.queuePosition(second), 190);
  market.news();
  market.order("ask", 5500, 160, "c");
  assertEquals(market.trades.map(({ maker, quantity }) => `${quantity} ${maker?.owner ?? "crowd"}`), [
    "100 crowd",
    "50 a",
    "10 crowd",
  ]);
  assertEquals([market.engine.remaining(id), market.engine.queuePosition(second)], [0, 30]);
  market.print(2, "ask", 5500, 40);
  assertEquals([market.engine.queuePosition(second), market.engine.remaining(second)], [0, 20]);
  market.agrees();
});

Deno.test("a cancelled order leaves the crowd as it is", () => {
  const { market, id } = queued();
  assertEquals(market.engine.decrease(id, 20 as never), 20);
  assertEquals(market.engine.cancel(id), 30);
  assertEquals(market.news(), ["level bid 5500 -20", "level bid 5500 -30"]);
  assertEquals(market.book.levels("bid"), [{ price: 5500, quantity: 100 }, { price: 5400, quantity: 70 }]);
});

Deno.test("without orders a crowd goes through as it is: crossed, and below zero where frames were lost", () => {
  const market = new CrowdMarket();
  const reported: unknown[] = [];
  market.heard.change = () => true;
  market.shows(0, [[5500, 100]], [[5700, 200]]);
  market.level(1, "bid", 5800, 10);
  market.level(2, "bid", 5500, -150);
  market.level(3, "ask", 5750, 3);
  market.print(4, "bid", 5700, 10);
  reported.push(...market.news());
  assertEquals(reported, [
    "book",
    "level bid 5800 10",
    "level bid 5500 -150",
    "level ask 5750 3",
    "trade bid 5700 10 crowd>crowd",
  ]);
});

Deno.test("a crowd that says more than a level can have leaves the orders there as they are", () => {
  const market = new CrowdMarket();
  const id = market.order("bid", 5000, 10);
  market.level(1, "bid", 5000, MOST_QUANTITY);
  assertEquals(market.news(), ["level bid 5000 10", `level bid 5000 ${MOST_QUANTITY - 10}`]);
  market.shows(2, [[5000, MOST_QUANTITY]], []);
  assertEquals([market.book.sizeAt("bid", 5000 as Price), market.book.faults], [MOST_QUANTITY, 0]);
  assertEquals([market.engine.remaining(id), market.engine.queuePosition(id)], [10, 0]);
});
