import { assertEquals } from "@std/assert";
import { Bench, events, fillsOf, kindsOf, order } from "../support.ts";

function bench(): Bench {
  const made = new Bench({ model: "touch" });
  made.play(events.book(0, [[5500, 300]], [[5700, 200], [5800, 400]]));
  return made;
}

Deno.test("touch: a crossing order is filled whole at the touched price, whatever is shown there", () => {
  for (
    const [side, limit, at] of [["bid", 5700, 5700], ["bid", 6000, 5700], ["ask", 5500, 5500], [
      "ask",
      5000,
      5500,
    ]] as const
  ) {
    assertEquals(fillsOf(bench().send(order(side, limit, 900), 1)), [[at, 900, "taker"]], `${side} ${limit}`);
  }
});

Deno.test("touch: a bid rests until the ask is at or below it, then fills whole at its own price", () => {
  const b = bench();
  assertEquals(kindsOf(b.send(order("bid", 5600, 900), 1)), ["accepted"]);
  assertEquals(fillsOf(b.play(events.change(2, "bid", 5600, 100))), []);
  assertEquals(fillsOf(b.play(events.change(3, "ask", 5600, 1))), [[5600, 900, "maker"]]);
  assertEquals(fillsOf(b.play(events.change(4, "ask", 5600, 50))), []);
});

Deno.test("touch: an ask rests until the bid is at or above it", () => {
  const b = bench();
  b.send(order("ask", 5600, 900), 1);
  assertEquals(fillsOf(b.play(events.change(2, "bid", 5650, 1))), [[5600, 900, "maker"]]);
});

Deno.test("touch: prints fill nothing, a snapshot that touches does", () => {
  const b = bench();
  b.send(order("bid", 5600, 100), 1);
  assertEquals(fillsOf(b.play(events.trade(2, "ask", 5000, 900))), []);
  assertEquals(fillsOf(b.play(events.book(3, [], [[5600, 5]]))), [[5600, 100, "maker"]]);
});

Deno.test("touch: two own orders are filled best price first, then first come", () => {
  const b = bench();
  const [late, first, best] = [order("bid", 5500, 30), order("bid", 5500, 20), order("bid", 5600, 10)];
  b.send(first, 1);
  b.send(late, 2);
  b.send(best, 3);
  const fills = b.play(events.book(4, [], [[5400, 1]])).map(({ clientOrderId }) => clientOrderId);
  assertEquals(fills, [best, first, late].map(({ clientOrderId }) => clientOrderId));
});

Deno.test("touch: an own order that is as good as the touched price or better stands in the way", () => {
  for (
    const [own, kinds] of [
      [5600, ["accepted", "cancelled self_trade 50"]],
      [5700, ["accepted", "cancelled self_trade 50"]],
      [5800, ["accepted", "fill"]],
    ] as const
  ) {
    const b = bench();
    b.send(order("ask", own, 50), 1);
    assertEquals(kindsOf(b.send(order("bid", 5800, 50), 2)), [...kinds], `${own}`);
  }
});
