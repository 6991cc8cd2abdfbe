import { assertEquals } from "@std/assert";
import { Bench, events, fillsOf, kindsOf, order } from "../support.ts";

function bench(): Bench {
  const made = new Bench({ model: "depth" });
  made.play(events.book(0, [[5500, 300], [5400, 100]], [[5700, 200], [5800, 400]]));
  return made;
}

Deno.test("depth: a crossing order walks the levels, each at its own price, and the remainder rests", () => {
  const b = bench();
  const reports = b.send(order("bid", 5800, 700), 1);
  assertEquals(fillsOf(reports), [[5700, 200, "taker"], [5800, 400, "taker"]]);
  assertEquals(kindsOf(reports), ["accepted", "fill", "fill"]);
  // 50 more at .58 are new: the resting remainder takes them at its own price.
  assertEquals(fillsOf(b.play(events.change(2, "ask", 5800, 50))), [[5800, 50, "maker"]]);
  assertEquals(fillsOf(b.play(events.change(3, "ask", 5600, 80))), [[5800, 50, "maker"]]);
});

Deno.test("depth: an ask walks down the bids, and stops at its limit", () => {
  assertEquals(fillsOf(bench().send(order("ask", 5500, 350), 1)), [[5500, 300, "taker"]]);
  assertEquals(fillsOf(bench().send(order("ask", 5400, 350), 1)), [[5500, 300, "taker"], [
    5400,
    50,
    "taker",
  ]]);
});

Deno.test("depth: nothing displayed is bought twice", () => {
  const b = bench();
  b.send(order("bid", 5700, 150), 1);
  assertEquals(fillsOf(b.send(order("bid", 5700, 150), 2)), [[5700, 50, "taker"]]);
  assertEquals(fillsOf(b.play(events.change(3, "bid", 5500, 10))), []);
});

Deno.test("depth: what was taken is forgotten when the level goes, even while no order rests", () => {
  const b = bench();
  assertEquals(fillsOf(b.send(order("bid", 5700, 200), 1)), [[5700, 200, "taker"]]);
  b.play(events.change(2, "ask", 5700, -200), events.change(3, "ask", 5700, 120));
  assertEquals(fillsOf(b.send(order("bid", 5700, 200), 4)), [[5700, 120, "taker"]]);
});

Deno.test("depth: a level that shrinks below what was taken and grows again offers only the growth", () => {
  const b = bench();
  b.send(order("bid", 5700, 200), 1);
  b.play(events.change(2, "ask", 5700, -150), events.change(3, "ask", 5700, 70));
  assertEquals(fillsOf(b.send(order("bid", 5700, 500), 4)), [[5700, 70, "taker"]]);
});

Deno.test("depth: a snapshot that shows the taken level again gives it no second time", () => {
  const b = bench();
  b.send(order("bid", 5700, 250), 1);
  assertEquals(fillsOf(b.play(events.book(2, [[5500, 300]], [[5700, 200]]))), []);
  assertEquals(fillsOf(b.play(events.book(3, [[5500, 300]], [[5700, 230]]))), [[5700, 30, "maker"]]);
});

Deno.test("depth: two own orders share what is displayed, best price first, then first come", () => {
  const b = bench();
  const [first, second] = [order("bid", 5600, 60), order("bid", 5600, 60)];
  b.send(first, 1);
  b.send(second, 2);
  const reports = b.play(events.change(3, "ask", 5600, 80));
  assertEquals(fillsOf(reports), [[5600, 60, "maker"], [5600, 20, "maker"]]);
  assertEquals(reports.map(({ clientOrderId }) => clientOrderId), [
    first.clientOrderId,
    second.clientOrderId,
  ]);
});

Deno.test("depth: prints fill nothing", () => {
  const b = bench();
  b.send(order("bid", 5600, 60), 1);
  assertEquals(fillsOf(b.play(events.trade(2, "ask", 5500, 500))), []);
});

Deno.test("depth: of own orders that rest the better price is served first, whichever came first", () => {
  const b = new Bench({ model: "depth" });
  b.play(events.book(0, [[5300, 300]], [[5700, 200]]));
  b.send(order("bid", 5500, 100), 1);
  b.send(order("bid", 5600, 100), 2);
  assertEquals(fillsOf(b.play(events.change(3, "ask", 5500, 100))), [[5600, 100, "maker"]]);
});
