import { assertEquals } from "@std/assert";
import type { FeeSchedule } from "../../../src/core/market/fees.ts";
import { Bench } from "../support/bench.ts";

const NOON = Date.UTC(2026, 10, 22, 17);
const MINUTE = 60_000;
const time = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

const SERIES = { ticker: "KXG", fee_type: "quadratic", fee_multiplier: 1 };
const ranges = [{ start: "0.0000", end: "1.0000", step: "0.0100" }];

function market(code: string, more: Readonly<Record<string, unknown>> = {}) {
  const ticker = `KXG-1-${code}`;
  return { ticker, event_ticker: "KXG-1", title: code, status: "active", price_ranges: ranges, ...more };
}

/** A decoder with both markets listed at noon. */
function listed(
  home: Readonly<Record<string, unknown>> = {},
  away: Readonly<Record<string, unknown>> = {},
): Bench {
  const bench = new Bench();
  const answer = (path: string, body: unknown) => bench.put("rest", { path, status: 200, body }, NOON);
  answer("/series/KXG", { series: SERIES });
  const markets = [market("LAL", home), market("BOS", away)];
  return answer("/events/KXG-1", { event: { event_ticker: "KXG-1", series_ticker: "KXG", markets } });
}

/** What each market charges, by what the decoder has said until some minutes after noon, with a clock every minute. */
function fees(bench: Bench, minutes: number): Record<string, string> {
  for (let minute = 0; minute <= minutes; minute++) bench.put("clock", null, NOON + minute * MINUTE);
  const text = ({ type, multiplier }: FeeSchedule) => `${type} ${multiplier}`;
  const now: Record<string, string> = {};
  for (const event of bench.events) {
    if (event.kind === "market") now[event.info.yesLabel] = text(event.info.fees);
    if (event.kind === "fees_changed") {
      const concerned = event.market === undefined ? ["LAL", "BOS"] : [event.market.slice(6)];
      for (const label of concerned) now[label] = text(event.fees);
    }
    if (event.kind === "fees_unknown") { for (const label of ["LAL", "BOS"]) now[label] = event.reason; }
  }
  return now;
}

function announce(bench: Bench, path: string, changes: readonly unknown[], minutes = 0): Bench {
  const key = path.startsWith("/series") ? "series_fee_change_arr" : "event_fee_changes";
  return bench.put(
    "rest",
    { path, status: 200, body: { [key]: changes, cursor: "" } },
    NOON + minutes * MINUTE,
  );
}

const BOTH = (text: string) => ({ LAL: text, BOS: text });

Deno.test("a waiver in the future means no fees until then, in its own market alone", () => {
  const bench = listed({ fee_waiver_expiration_time: time(10) });
  assertEquals(fees(bench, 9), { LAL: "quadratic 0", BOS: "quadratic 10000" });
  assertEquals(fees(bench, 10), BOTH("quadratic 10000"));
});

Deno.test("waivers end one after the other, each at its time", () => {
  const bench = listed({ fee_waiver_expiration_time: time(10) }, { fee_waiver_expiration_time: time(20) });
  assertEquals(fees(bench, 10), { LAL: "quadratic 10000", BOS: "quadratic 0" });
  assertEquals(fees(bench, 20), BOTH("quadratic 10000"));
});

for (const none of [null, "", time(-1), "0001-01-01T00:00:00Z"]) {
  Deno.test(`a waiver of ${JSON.stringify(none)} is none`, () => {
    assertEquals(fees(listed({ fee_waiver_expiration_time: none }), 0), BOTH("quadratic 10000"));
  });
}

Deno.test("a waiver until no time counts as no waiver, and is reported", () => {
  const bench = listed({ fee_waiver_expiration_time: "soon" });
  assertEquals(fees(bench, 0), BOTH("quadratic 10000"));
  assertEquals(bench.decoder.lastProblem, 'market KXG-1-LAL: fees waived until "soon", which is no time');
});

Deno.test("a series' announced change takes effect at its time, and not before", () => {
  const change = { series_ticker: "KXG", fee_type: "quadratic_with_maker_fees", fee_multiplier: 2 };
  const bench = announce(listed(), "/series/fee_changes?series_ticker=KXG", [{
    ...change,
    scheduled_ts: time(5),
  }]);
  assertEquals(fees(bench, 4), BOTH("quadratic 10000"));
  assertEquals(fees(bench, 5), BOTH("quadratic_with_maker_fees 20000"));
});

Deno.test("a change takes effect before what comes at its very moment", () => {
  const change = { series_ticker: "KXG", fee_type: "quadratic", fee_multiplier: 2, scheduled_ts: time(5) };
  const bench = announce(listed(), "/series/fee_changes?series_ticker=KXG", [change]);
  bench.take();
  bench.put("clock", null, NOON + 5 * MINUTE);
  assertEquals(bench.take().map(({ kind }) => kind), ["fees_changed", "clock"]);
});

Deno.test("an event's own announced fees win, and null gives it back to its series", () => {
  const change = { event_ticker: "KXG-1", series_ticker: "KXG" };
  const bench = announce(listed(), "/events/fee_changes?event_ticker=KXG-1", [
    { ...change, fee_type_override: null, fee_multiplier_override: null, scheduled_ts: time(9) },
    { ...change, fee_type_override: "quadratic", fee_multiplier_override: 0.5, scheduled_ts: time(3) },
  ]);
  assertEquals(fees(bench, 2), BOTH("quadratic 10000"));
  assertEquals(fees(bench, 3), BOTH("quadratic 5000"));
  assertEquals(fees(bench, 9), BOTH("quadratic 10000"));
});

Deno.test("announced fees that cannot be computed hold from their time on", () => {
  const change = { series_ticker: "KXG", fee_type: "flat", fee_multiplier: 1, scheduled_ts: time(5) };
  const bench = announce(listed(), "/series/fee_changes?series_ticker=KXG", [change]);
  assertEquals(fees(bench, 4), BOTH("quadratic 10000"));
  assertEquals(bench.decoder.unlisted(), []);
  assertEquals(fees(bench, 5), BOTH('fees "flat × 1" cannot be computed'));
});

Deno.test("what is announced no longer was called off", () => {
  const change = { series_ticker: "KXG", fee_type: "quadratic", fee_multiplier: 2, scheduled_ts: time(5) };
  const bench = announce(listed(), "/series/fee_changes?series_ticker=KXG", [change]);
  announce(bench, "/series/fee_changes?series_ticker=KXG", [], 1);
  assertEquals(fees(bench, 6), BOTH("quadratic 10000"));
});

Deno.test("a change of another series is left alone, one without a time is reported", () => {
  const change = { fee_type: "quadratic", fee_multiplier: 2 };
  const bench = announce(listed(), "/series/fee_changes?series_ticker=KXG", [
    { ...change, series_ticker: "KXH", scheduled_ts: time(5) },
    { ...change, series_ticker: "KXG", scheduled_ts: "tomorrow" },
  ]);
  assertEquals(fees(bench, 6), BOTH("quadratic 10000"));
  assertEquals(bench.decoder.counters.unasked, 1);
  assertEquals(bench.decoder.lastProblem, 'fee change of KXG at "tomorrow", which is no time');
});

Deno.test("a waiver outlasts a change of the series' fees, which counts when it ends", () => {
  const change = { series_ticker: "KXG", fee_type: "quadratic", fee_multiplier: 2, scheduled_ts: time(5) };
  const bench = listed({ fee_waiver_expiration_time: time(10) });
  announce(bench, "/series/fee_changes?series_ticker=KXG", [change]);
  assertEquals(fees(bench, 5), { LAL: "quadratic 0", BOS: "quadratic 20000" });
  assertEquals(fees(bench, 10), BOTH("quadratic 20000"));
});
