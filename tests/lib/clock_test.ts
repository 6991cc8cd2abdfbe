import { assertEquals } from "@std/assert";
import { createClock } from "../../src/lib/clock.ts";

Deno.test("time goes on while the wall clock is set back, follows it over a sleep, and each is reported once", () => {
  let wall = 1_000_000;
  let fine = 5.25;
  const clock = createClock(() => wall, () => fine);
  const pass = (ms: number): void => {
    wall += ms;
    fine += ms;
  };
  assertEquals([clock(), clock.moved()], [1_000_000, undefined]);
  pass(0.5);
  assertEquals(clock(), 1_000_000.5);
  wall -= 3_600_000;
  pass(1_000);
  assertEquals(clock(), 1_001_000.5, "a second is a second");
  pass(1_000);
  assertEquals(clock(), 1_002_000.5);
  assertEquals([clock.moved(), clock.moved()], [{ movedMs: -3_600_000, passed: false }, undefined]);
  wall += 7_200_000;
  assertEquals(clock(), 8_202_000.5, "the computer may have slept: what is known is as much older");
  assertEquals(clock.moved(), { movedMs: 7_200_000, passed: true });
});

Deno.test("small corrections of the wall clock are no moves, and do not stop time", () => {
  let wall = 0;
  let fine = 0;
  const clock = createClock(() => wall, () => fine);
  const seen: number[] = [];
  for (let step = 0; step < 5; step++) {
    fine += 100;
    wall += step % 2 === 0 ? -50 : 250;
    seen.push(clock());
  }
  assertEquals([seen, clock.moved()], [[100, 200, 300, 400, 500], undefined]);
});

Deno.test("a clock that goes on with a recording is not before its end", () => {
  let fine = 0;
  const clock = createClock(() => 1_000 + fine, () => fine);
  clock.notBefore(500);
  assertEquals(clock(), 1_000);
  clock.notBefore(9_000);
  fine += 10;
  assertEquals([clock(), clock.moved()], [9_010, undefined]);
});
