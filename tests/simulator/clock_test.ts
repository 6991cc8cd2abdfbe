/**
 * The exchange's clock, by itself and over the wire.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { ExchangeClock } from "../../src/simulator/clock.ts";
import { sign, start } from "./support.ts";

const DAY_MS = 86_400_000;

Deno.test("an exchange's clock runs with the machine's, and is moved on and back", () => {
  let wall = 1_000;
  const clock = new ExchangeClock(() => wall);
  const heard: number[] = [];
  clock.onMove((nowMs) => void heard.push(nowMs));
  wall = 1_500;
  assertEquals(clock.now(), 1_500);
  clock.move(90_000);
  assertEquals([clock.now(), clock.offsetMs], [91_500, 90_000]);
  clock.move(-180_000);
  assertEquals([clock.now(), clock.offsetMs], [-88_500, -90_000]);
  assertEquals(heard, [91_500, -88_500]);
  assertThrows(() => clock.move(0.5), RangeError, "whole milliseconds");
});

Deno.test("weeks pass between two requests: times on the wire, and which signatures are of now", async () => {
  const simulator = await start({ plan: { kind: "steady", framesPerSecond: 1 } });
  try {
    const path = "/trade-api/v2/exchange/user_data_timestamp";
    const ask = async (at?: number) => {
      const response = await fetch(`${simulator.url}${path}`, { headers: sign(simulator, "GET", path, at) });
      return { status: response.status, body: await response.json() };
    };
    const before = await ask();
    assertEquals(before.status, 200);
    simulator.clock.move(21 * DAY_MS);
    assertEquals((await ask()).status, 401, "a signature of three weeks ago");
    const after = await ask(simulator.clock.now());
    const days = (Date.parse(after.body.as_of_time) - Date.parse(before.body.as_of_time)) / DAY_MS;
    assertEquals([after.status, Math.round(days * 100)], [200, 2_100]);
  } finally {
    await simulator.close();
  }
});
