import { assertEquals } from "@std/assert";
import { crosses, isBetter, type Side } from "../../../src/core/market/book.ts";
import { byPriority } from "../../../src/core/fills/model.ts";
import { price, quantity } from "../support.ts";

const order = (side: Side, level: number, arrival: number) => ({
  id: `${side} ${level} ${arrival}`,
  side,
  price: price(level),
  remaining: quantity(100),
  arrival,
});

Deno.test("own orders are served best price first, then who was first, each side by itself", () => {
  const sorted = [
    order("bid", 5500, 3),
    order("ask", 5700, 6),
    order("bid", 5600, 4),
    order("ask", 5800, 1),
    order("bid", 5500, 2),
    order("ask", 5700, 5),
  ].sort(byPriority);
  assertEquals(sorted.map(({ id }) => id), [
    "ask 5700 5",
    "ask 5700 6",
    "ask 5800 1",
    "bid 5600 4",
    "bid 5500 2",
    "bid 5500 3",
  ]);
});

Deno.test("an order meets the other side at its price and beyond, and nothing where there is none", () => {
  const at = [5499, 5500, 5501, undefined].map((level) => level === undefined ? undefined : price(level));
  assertEquals(at.map((other) => crosses("bid", price(5500), other)), [true, true, false, false]);
  assertEquals(at.map((other) => crosses("ask", price(5500), other)), [false, true, true, false]);
});

Deno.test("for who takes, lower is better to buy and higher to sell, and the same is not better", () => {
  for (
    const [side, other, better] of [["bid", 5501, true], ["bid", 5500, false], ["ask", 5499, true]] as const
  ) {
    assertEquals(isBetter(side, price(5500), price(other)), better);
  }
  assertEquals([isBetter("ask", price(5500), price(5500)), isBetter("bid", price(5500), price(5499))], [
    false,
    false,
  ]);
});
