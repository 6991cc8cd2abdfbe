/**
 * Scores that come later.
 *
 * Invariants: everything arrives once; what is no score arrives as it was recorded; a score arrives exactly the delay
 * later; arrivals never fall; scores keep their order.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ScoreDelay } from "../../src/backtest/score_delay.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { events } from "../core/support.ts";
import { gameOf } from "./support/engines.ts";

const score = (at: number, home = 0): EngineEvent => ({
  kind: "game",
  at,
  sourceAt: at - 1,
  feed: "test",
  event: "E",
  game: gameOf({ home }),
});
const scoreFeed = (at: number): EngineEvent => ({
  kind: "feed",
  at,
  feed: "score",
  up: false,
  detail: "gone",
});

/** What comes out, in order; before the end and after. */
function delayed(all: readonly EngineEvent[], delayMs: number) {
  const given: EngineEvent[] = [];
  const delay = new ScoreDelay(delayMs, (event) => given.push(event));
  for (const event of all) delay.push(event);
  const before = given.length;
  delay.end();
  return { given, before };
}

const isScore = (event: EngineEvent) =>
  event.kind === "game" || (event.kind === "feed" && event.feed === "score");

Deno.test("any events come out once, scores later by the delay, all in order of arrival", () => {
  const step = fc.oneof(fc.constantFrom(0, 1, 5, 10), fc.double({ min: 0, max: 20, noNaN: true }));
  const make = fc.constantFrom(
    score,
    scoreFeed,
    (at: number) => events.clock(at),
    (at: number) => events.feed(at),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(step, make)), fc.constantFrom(0.001, 1, 5, 10, 1_000), (steps, delayMs) => {
      let at = 1_000;
      const all = steps.map(([by, of]) => of(at += by));
      const { given } = delayed(all, delayMs);
      for (const kept of [true, false]) {
        const [were, are] = [all, given].map((some) => some.filter((event) => isScore(event) === kept));
        assertEquals(are, were?.map((event) => kept ? { ...event, at: event.at + delayMs } : event));
      }
      for (const [index, event] of given.entries()) assert(event.at >= (given[index - 1]?.at ?? 0));
    }),
    { numRuns: 500, seed: 5 },
  );
});

Deno.test("a score that is due at the moment of another event arrives before it, and not a moment sooner", () => {
  const all = [score(100), events.clock(109.999), events.clock(110), events.clock(110)];
  assertEquals(delayed(all, 10).given.map(({ kind, at }) => `${kind} ${at}`), [
    "clock 109.999",
    "game 110",
    "clock 110",
    "clock 110",
  ]);
});

Deno.test("the market data's own state is not held back, and a score's source time stays", () => {
  const up = events.feed(101);
  const { given } = delayed([score(100, 7), up, scoreFeed(102)], 50);
  assertEquals(given, [up, { ...score(100, 7), at: 150 }, { ...scoreFeed(102), at: 152 }]);
});

Deno.test("what is still held back comes at the end, once, and not before", () => {
  const { given, before } = delayed([events.clock(1), score(2, 1), score(3, 2)], 100);
  assertEquals([before, given.length], [1, 3]);
  assertEquals(given.map(({ at }) => at), [1, 102, 103]);
  const again: EngineEvent[] = [];
  const delay = new ScoreDelay(1, (event) => again.push(event));
  delay.push(score(1));
  delay.end();
  delay.end();
  assertEquals(again.length, 1);
});

Deno.test("the events of the recording themselves are not changed", () => {
  const event = Object.freeze(score(1));
  const [given] = delayed([event], 5).given;
  assertEquals([event.at, given?.at], [1, 6]);
});
