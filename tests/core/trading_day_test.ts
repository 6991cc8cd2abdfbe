import { assertEquals } from "@std/assert";
import { DAY_MS, DAY_TURNS_MS, tradingDay } from "../../src/core/trading_day.ts";

Deno.test("a day of trading is from 05:00 UTC to the next", () => {
  const turn = Date.UTC(2026, 10, 22, 5);
  const day = tradingDay(turn);
  assertEquals(day * DAY_MS + DAY_TURNS_MS, turn);
  assertEquals(tradingDay(turn - 1), day - 1);
  assertEquals(tradingDay(turn + DAY_MS - 0.001), day);
  assertEquals(tradingDay(turn + DAY_MS), day + 1);
  assertEquals([tradingDay(0), tradingDay(DAY_TURNS_MS)], [-1, 0]);
});
