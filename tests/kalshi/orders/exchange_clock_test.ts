/** The exchange's clock: bounds from answers, from whole seconds, from frames; a clock that was set. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ExchangeClock } from "../../../src/kalshi/orders/exchange_clock.ts";

/** An own clock, and an exchange's that is ahead of it. */
function clocks(aheadMs: number) {
  const own = { now: 1_795_651_200_000 };
  const clock = new ExchangeClock(() => own.now);
  return {
    own,
    clock,
    /** An answer whose time was read `out` ms after it was sent and `back` ms before it came. */
    answer(out: number, back: number, ahead = aheadMs): void {
      const askedAt = own.now;
      const exchange = Math.floor(askedAt + out + ahead);
      own.now += out + back;
      clock.answered(askedAt, own.now, exchange);
    },
  };
}

Deno.test("nothing is known before the first answer, and then our own clock is taken", () => {
  const { clock, own } = clocks(0);
  assertEquals([clock.offset, clock.now()], [undefined, own.now]);
  clock.dated(own.now, own.now + 5, null);
  clock.dated(own.now, own.now + 5, "no date");
  clock.answered(own.now, own.now + 5, NaN);
  assertEquals(clock.offset, undefined);
});

Deno.test("one answer says it within half of its way, and the quickest one counts most", () => {
  const { clock, answer } = clocks(90_000);
  answer(200, 100);
  const first = clock.offset;
  assert(first !== undefined && Math.abs(first.offsetMs - 90_000) <= first.uncertaintyMs);
  assert(first.uncertaintyMs <= 151);
  answer(3, 2);
  const second = clock.offset;
  assert(second !== undefined && second.uncertaintyMs <= 3 && Math.abs(second.offsetMs - 90_000) <= 3);
  answer(500, 900);
  assertEquals(clock.offset, second);
});

Deno.test("what rests for 60 s, counted from the least, ends 60 s later at the exchange with an own clock 90 s ahead", () => {
  const { clock, own, answer } = clocks(-90_000);
  answer(4, 4);
  const { earliest } = clock;
  assert(earliest !== undefined);
  const expires = Math.floor((earliest + 60_000) / 1000) * 1000;
  const theirs = own.now - 90_000;
  assert(expires <= theirs + 60_000 && expires >= theirs + 59_000 - 10, String(expires - theirs));
});

Deno.test("many dates in whole seconds together are finer than a second", () => {
  const { clock, own } = clocks(0);
  for (let index = 0; index < 40; index++) {
    const askedAt = own.now;
    const date = new Date(Math.floor((askedAt + 2 - 7_300) / 1000) * 1000).toUTCString();
    own.now += 4;
    clock.dated(askedAt, own.now, date);
    own.now += 137;
  }
  const { offset } = clock;
  assert(offset !== undefined && Math.abs(offset.offsetMs + 7_300) < 60, JSON.stringify(offset));
});

Deno.test("frames alone say how far it is at least, and do not spoil what an answer has said", () => {
  const { clock, own, answer } = clocks(5_000);
  for (const delay of [80, 30, 900]) clock.sent(own.now, own.now + 5_000 - delay);
  assertEquals(clock.offset, { offsetMs: 4_970, uncertaintyMs: Infinity });
  answer(10, 10);
  // A frame that is seconds old is no sign that a clock was set.
  clock.sent(own.now, own.now - 20_000);
  const { offset } = clock;
  assert(offset !== undefined && Math.abs(offset.offsetMs - 5_000) <= 12, JSON.stringify(offset));
});

Deno.test("a clock that was set is believed from the first answer that cannot be otherwise; old ones are forgotten", () => {
  const { clock, own, answer } = clocks(0);
  answer(5, 5);
  answer(5, 5, 60_000);
  const { offset } = clock;
  assert(offset !== undefined && Math.abs(offset.offsetMs - 60_000) <= 6, JSON.stringify(offset));
  own.now += 600_001;
  assertEquals(clock.offset, undefined);
});

Deno.test("an own clock that goes forward by itself was set, or time passed: both are within what is said, and expiries are by the earlier", () => {
  for (const passedMs of [0, 30_000]) {
    const own = { now: 1_795_651_200_000, fine: 7 };
    const exchange = { ahead: 90_000 };
    const clock = new ExchangeClock(() => own.now, () => own.fine);
    const pass = (ms: number) => {
      own.now += ms;
      own.fine += ms;
    };
    const answer = () => {
      const askedAt = own.now;
      pass(10);
      clock.answered(askedAt, own.now, own.now - 5 + exchange.ahead);
    };
    answer();
    pass(400_000);
    assert((clock.offset?.uncertaintyMs ?? Infinity) <= 6, "time that passes on both is no move");
    // The machine's clock goes forward by 30 s; with it the exchange's where the computer slept.
    own.now += 30_000;
    exchange.ahead += passedMs - 30_000;
    const truth = own.now + exchange.ahead;
    const { earliest, offset } = clock;
    assert(earliest !== undefined && offset !== undefined);
    assert(earliest <= truth, `${earliest} is later than it is`);
    assert(earliest >= truth - passedMs - 12);
    assert(Math.abs(own.now + offset.offsetMs - truth) <= offset.uncertaintyMs + 1);
    // One answer, and it is known as before.
    answer();
    const known = clock.earliest;
    assert(known !== undefined && Math.abs(known - own.now - exchange.ahead) <= 12);
  }
});

Deno.test("the earliest time is known where anything is", () => {
  const { clock, own } = clocks(0);
  assertEquals(clock.earliest, undefined);
  clock.sent(own.now, own.now + 4_000);
  assertEquals(clock.earliest, own.now + 4_000);
});

Deno.test("by how much it is ahead at least is never more than is true, however long answers and frames take", () => {
  const way = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: -120_000, max: 120_000 }),
      fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 40 }),
      (ahead, ways) => {
        const { clock, own, answer } = clocks(ahead);
        assertEquals(clock.leastAheadMs, undefined);
        for (const [out, back] of ways) {
          answer(out, back);
          clock.sent(own.now, own.now + ahead - back);
        }
        const least = clock.leastAheadMs ?? Infinity;
        const quickest = Math.min(...ways.map(([, back]) => back));
        assert(least <= ahead && least >= ahead - quickest - 1, `${least} of ${ahead}`);
      },
    ),
    { seed: 1 },
  );
});

Deno.test("however long answers take, the true offset is within what is said", () => {
  const way = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: -120_000, max: 120_000 }),
      fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 40 }),
      (ahead, ways) => {
        const { clock, answer } = clocks(ahead);
        for (const [out, back] of ways) answer(out, back);
        const { offset } = clock;
        assert(offset !== undefined);
        assert(
          Math.abs(offset.offsetMs - ahead) <= offset.uncertaintyMs + 1,
          `${ahead}: ${JSON.stringify(offset)}`,
        );
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});
